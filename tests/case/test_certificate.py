"""What a certificate may say: what the records hold, read back from the sealed copies now."""

import base64
import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from everyword import __version__
from everyword.case import certificate as module
from everyword.case.certificate import Certificate, SealedFile, certificate, chosen_files
from everyword.case.decided import Said
from everyword.case.store import HOW, Case
from everyword.errors import Damaged, NotFound, Refused, WrongUsage
from everyword.index.store import Query
from everyword.model import source_of_bytes
from everyword.vault import heads, stamps, stamps_kept
from everyword.vault.adopted import MINE, NOT_MINE
from everyword.vault.deposit import Deposit
from tests.cases_made import Quiet, Ticking, make_case
from tests.vault.authority import Authority, needs_openssl

CHAT = "13/03/2024, 21:07 - Alex: I will send money\n14/03/2024, 08:00 - Sam: ok\n"
NAME = "WhatsApp Chat with Sam.txt"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A case with one chat and one exhibit, and its passphrase; made once."""
    folder = tmp_path_factory.mktemp("certificate")
    words = make_case(folder / "case")
    (folder / NAME).write_text(CHAT)
    with Case.open(folder / "case", words, Ticking(), write=True) as opened:
        take_in(opened, folder / NAME, Said("sent-to-me", "Alex Morgan"))
        opened.set_exhibit_prefix("AM")
        opened.add_exhibit("Money", (item_of(opened, "send"),), 0)
    return folder / "case", words


@pytest.fixture
def case(template: tuple[Path, str], tmp_path: Path) -> Iterator[Case]:
    shutil.copytree(template[0], tmp_path / "case")
    with Case.open(tmp_path / "case", template[1], Ticking(), write=True) as opened:
        yield opened


def take_in(case: Case, path: Path, said: Said | None = None) -> None:
    for received in case.add([path], said or Said(), lambda row, fresh: None, Quiet()):
        assert received.error is None


def item_of(case: Case, words: str) -> str:
    (entry,) = case.index.find(Query(words=words))
    return entry.id


def only(facts: Certificate) -> SealedFile:
    (file,) = facts.files
    return file


def test_the_facts_are_those_of_the_leaf_and_of_the_answers(case: Case) -> None:
    facts = certificate(case)
    file = only(facts)
    (sealed,) = case.vault.files()

    assert (file.labels, file.name) == (("AM1",), NAME)
    assert file.sha256 == hashlib.sha256(CHAT.encode()).hexdigest()
    assert file.size == len(CHAT.encode())
    assert file.seen == sealed.leaf.seen
    assert (file.how, file.custodian) == (HOW["sent-to-me"], "Alex Morgan")
    assert (file.tool, file.remarks, file.outside) == (None, (), None)
    assert facts.program == f"everyword {__version__}"
    assert facts.begun < facts.ended < case.now
    head = heads.verify(case.vault.head_note(), case.vault.public_key)
    assert (facts.tree_size, facts.root) == (head.size, head.root.hex())
    assert facts.outside == ()


def test_what_nobody_said_stays_unsaid(case: Case, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("a note about rent\n")
    take_in(case, tmp_path / "note.txt")
    case.add_exhibit("Rent", (item_of(case, "rent"),), 0)

    file = only(certificate(case, ["AM2"]))
    assert (file.how, file.custodian) == (None, None)


def test_exhibits_are_chosen_and_a_file_stands_once(case: Case, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("a note about rent\n")
    take_in(case, tmp_path / "note.txt")
    rent, money, ok = (item_of(case, words) for words in ("rent", "send", "ok"))
    case.add_exhibit("Both", (rent, ok), 0)
    case.add_exhibit("Again", (money,), 0)

    every = certificate(case)
    assert [(file.name, file.labels) for file in every.files] == [
        (NAME, ("AM1", "AM2", "AM3")),
        ("note.txt", ("AM2",)),
    ]
    assert [len(each.files) for each in every.exhibits] == [1, 2, 1]
    some = certificate(case, ["AM2", "AM2"])
    assert [each.label for each in some.exhibits] == ["AM2"]
    assert [file.labels for file in some.files] == [("AM2",), ("AM2",)]
    assert chosen_files(case, ["AM2"]) == some.files


def test_what_is_not_there_is_said(case: Case) -> None:
    with pytest.raises(NotFound):
        certificate(case, ["AM9"])
    case.remove("exhibit", "AM1")
    with pytest.raises(WrongUsage):
        certificate(case)


def test_every_byte_is_read_back_now(case: Case) -> None:
    seen: list[int] = []
    certificate(case, progress=seen.append)
    assert sum(seen) == len(CHAT.encode())


def test_a_changed_sealed_copy_stops_it(case: Case, tmp_path: Path) -> None:
    (sealed,) = case.vault.files()
    (path,) = (tmp_path / "case" / "objects").glob(f"??/{sealed.object}.age")
    whole = path.read_bytes()
    for place in (len(whole) - 1, len(whole) - 40, 30):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Damaged):
            certificate(case)
    path.unlink()
    with pytest.raises(Damaged):
        certificate(case)
    path.write_bytes(whole)
    assert only(certificate(case)).name == NAME


def test_a_copy_that_reads_back_otherwise_is_named(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only what the sealing notices by itself: the comparison is made here."""
    other = source_of_bytes(NAME, CHAT.replace("money", "honey").encode())
    monkeypatch.setattr(case.vault, "source", lambda sealed: other)

    with pytest.raises(Damaged, match=NAME):
        certificate(case)


def test_what_is_not_under_a_signed_head_is_refused(case: Case, tmp_path: Path) -> None:
    note = case.vault.head_note()
    (tmp_path / "note.txt").write_text("a note about rent\n")
    take_in(case, tmp_path / "note.txt")
    case.add_exhibit("Rent", (item_of(case, "rent"),), 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(case.vault, "head_note", lambda size=None: note)
        with pytest.raises(Refused, match="not signed yet"):
            certificate(case, ["AM2"])


def test_added_while_locked_needs_the_persons_word(tmp_path: Path) -> None:
    words = make_case(tmp_path / "case")
    with Deposit.open(tmp_path / "case", Ticking()) as deposit:
        deposit.seal(source_of_bytes("note.txt", b"a note about rent\n"))
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        list(case.add([], Said(), lambda row, fresh: None, Quiet()))
        (sealed,) = case.vault.unconfirmed()
        case.vault.confirm(sealed, MINE)
        case.vault.commit()
        case.set_exhibit_prefix("AM")
        case.add_exhibit("Rent", (item_of(case, "rent"),), 0)

        remarks = only(certificate(case)).remarks
        assert any("locked; said on 1 June 2025 to be the person's own" in r for r in remarks)
        assert any("found in the folder" in remark for remark in remarks)
        case.vault.confirm(sealed, NOT_MINE)
        case.vault.commit()
        with pytest.raises(Refused) as refused:
            certificate(case)
        assert refused.value.code == 7 and "note.txt" in str(refused.value)


def test_a_deleted_file_is_missed(case: Case) -> None:
    """The exhibit was taken out, its file deleted, and the taking out undone."""
    (row,) = case.index.sources()
    case.remove("exhibit", "AM1")
    case.delete(row, None)
    case.undo("exhibit")

    facts = certificate(case)
    assert facts.files == ()
    assert (facts.exhibits[0].gone, facts.exhibits[0].pages) == (1, None)


@needs_openssl
def test_a_time_stamp_that_checks_covers_what_was_there_before(case: Case, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    asked = stamps_kept.queue(case.vault, "a")
    at = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
    answer = authority.answer(asked.tsq, at)
    stamps_kept.keep(case.vault, stamps_kept.weigh(case.vault, answer, authority.pem("root")))
    (tmp_path / "note.txt").write_text("a note about rent\n")
    take_in(case, tmp_path / "note.txt")
    case.add_exhibit("Rent", (item_of(case, "rent"),), 0)

    facts = certificate(case)
    (outside,) = facts.outside
    assert (outside.size, outside.stated) == (asked.size, "4 March 2026, 05:06:07 UTC")
    assert "Example" in outside.what
    before, after = facts.files
    assert before.outside is not None and "4 March 2026" in before.outside
    assert after.outside is None, "it was sealed later"


@needs_openssl
@pytest.mark.parametrize("fault", ["another root", "another text"])
def test_a_time_stamp_that_does_not_check_gives_no_time(
    case: Case, tmp_path: Path, fault: str
) -> None:
    authority = Authority(tmp_path / "one")
    asked = stamps_kept.queue(case.vault, "a")
    answer, root = authority.answer(asked.tsq), authority.pem("root")
    if fault == "another root":
        root = Authority(tmp_path / "two", "Other").pem("root")
    else:
        answer = authority.answer(stamps.request(b"something else"))
    for part, data in (("tsr", answer), ("pem", root)):
        path = stamps_kept.path_of(asked.size, "a", part)
        case.vault.put_beside(path, data, "note", (("what", "time stamp"),))
    case.vault.commit()

    facts = certificate(case)
    (outside,) = facts.outside
    assert (outside.at, only(facts).outside) == ("", None)
    assert "does not check" in outside.stated


def test_a_witness_known_by_name_is_a_time_from_outside(case: Case) -> None:
    key = Ed25519PrivateKey.generate()
    public = b"\x04" + key.public_key().public_bytes_raw()
    identity = hashlib.sha256(b"friend.example/w\n" + public).digest()[:4]
    vkey = f"friend.example/w+{identity.hex()}+{base64.b64encode(public).decode()}"
    case.vault.note("share", "Robin", (("recipient", vkey), ("what", "witness")))
    case.vault.commit()
    note = case.vault.head_note()
    text, _ = heads.split(note)
    size, when = heads.read_body(text).size, 1_772_600_000
    said = b"cosignature/v1\ntime %d\n" % when + text
    mark = identity + when.to_bytes(8, "big") + key.sign(said)
    line = f"— friend.example/w {base64.b64encode(mark).decode()}\n".encode()
    case.vault.replace_head(size, note + line)

    (outside,) = certificate(case).outside
    assert (outside.size, outside.at) == (size, "2026-03-04T04:53:20Z")
    assert "Robin" in outside.what and "own clock" in outside.what


def test_a_head_of_another_list_gives_no_time(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that our own key signed: only what this list grew from counts."""
    case.vault.commit()
    forged = heads.sign(
        heads.Head(case.vault.origin, 1, hashlib.sha256(b"another").digest()),
        case.vault.signing_seed,
    )
    whole = case.vault.head_note
    monkeypatch.setattr(
        case.vault, "head_note", lambda size=None: forged if size == 1 else whole(size)
    )
    told = [module.Outside(1, "time stamp", "1 May 2020, 00:00:00 UTC", "2020-05-01T00:00:00Z")]
    monkeypatch.setattr(module, "_stamps", lambda vault: iter(told))

    (outside,) = certificate(case).outside
    assert outside.at == "" and "another list" in outside.stated

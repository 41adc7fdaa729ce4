"""Locked capture: sealed with the public key alone, asked about at the next opening."""

import datetime as dt
import hashlib
import secrets
import shutil
from pathlib import Path

import pyrage
import pytest

from everyword.errors import CaseInUse, Damaged, NoCase, StorageFailed, WrongUsage
from everyword.model import source_of_bytes
from everyword.vault import objects, storage, takes
from everyword.vault.adopted import MINE, NOT_MINE
from everyword.vault.deposit import Deposit, new_recording
from everyword.vault.leaf import Leaf
from everyword.vault.sealing import seal_object
from everyword.vault.store import Vault, verify_case
from tests.vault.cases import SLOTS, now, object_paths


def wrong(case: Path, words: str) -> list[str]:
    return [f"{each.name}: {each.said}" for each in verify_case(case, words, now) if not each.ok]


def test_what_was_kept_while_locked_is_there_and_waits_for_a_word(case: Path, words: str) -> None:
    with Deposit.open(case, now) as deposit:
        made = deposit.seal(source_of_bytes("note.txt", b"hello again"))
        assert made.leaf.get("locked") == "1"
    assert wrong(case, words) == []
    with Vault.open(case, words, now, write=True) as vault:
        (waiting,) = vault.unconfirmed()
        assert (waiting.leaf.kind, waiting.leaf.get("was"), waiting.leaf.name) == (
            *("recover", "file", "note.txt"),
        )
        assert vault.source(waiting).head() == b"hello again"
        assert "say whether they are yours" in vault.remarks[0]
        vault.confirm(waiting, NOT_MINE)
        assert vault.unconfirmed() == (waiting,)
        vault.confirm(waiting, MINE)
        assert vault.unconfirmed() == ()
        vault.commit()
    with Vault.open(case, words, now, write=True) as vault:
        assert (vault.unconfirmed(), vault.remarks) == ((), [])
        assert waiting in vault.files()
    assert wrong(case, words) == []


def test_what_somebody_dropped_into_the_folder_is_not_trusted(case: Path, words: str) -> None:
    """Anybody can seal to recipient.txt, also without the word `locked`."""
    recipient = (case / "recipient.txt").read_text().strip()

    def make_leaf(sha256: str, size: int) -> Leaf:
        salt = secrets.token_hex(32)
        return Leaf(salt, "file", sha256, size, "forged.txt", "2024-04-03T21:07:00Z")

    seal_object(case, recipient, source_of_bytes("forged.txt", b"x"), make_leaf, lambda done: None)
    with Vault.open(case, words, now, write=True) as vault:
        assert [each.leaf.name for each in vault.unconfirmed()] == ["forged.txt"]


def test_what_we_sealed_ourselves_before_a_crash_needs_no_word(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        vault.seal(source_of_bytes("ours.txt", b"ours"))
    with Vault.open(case, words, now, write=True) as vault:
        assert vault.files()[-1].leaf.name == "ours.txt"
        assert vault.unconfirmed() == ()


def test_a_copy_of_a_sealed_object_is_not_taken_up_again(case: Path, words: str) -> None:
    copy = case / "objects/00" / f"00{'1' * 30}.age"
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(object_paths(case)[0], copy)
    with Vault.open(case, words, now, write=True) as vault:
        assert len(vault.records()) == SLOTS + 4
        assert "it is a copy of what the journal has" in vault.remarks[0]
    assert copy.exists()


def test_only_the_public_key_is_needed(case: Path, words: str) -> None:
    for name in ("slots", "heads", "work"):
        shutil.move(case / name, case.parent / name)
    (case / "journal").rename(case.parent / "journal")
    with Deposit.open(case, now) as deposit:
        made = deposit.seal(source_of_bytes("x", b"x"))
        assert [path.stem for path in object_paths(case) if path.stem == made.name]


def test_one_writer(case: Path, words: str) -> None:
    with Deposit.open(case, now):
        with pytest.raises(CaseInUse):
            Vault.open(case, words, now, write=True)
        with pytest.raises(CaseInUse):
            Deposit.open(case, now)
    with Vault.open(case, words, now, write=True), pytest.raises(CaseInUse):
        Deposit.open(case, now)


def test_a_public_key_that_is_none_is_said(case: Path) -> None:
    with pytest.raises(NoCase):
        Deposit.open(case / "objects", now)
    for text in ("age1plugin1xyz\n", "", "\xff", str(pyrage.x25519.Identity.generate())):
        (case / "recipient.txt").write_text(text, "latin-1")
        with pytest.raises(Damaged, match=r"recipient\.txt"):
            Deposit.open(case, now)


def test_after_a_failed_write_nothing_more_is_taken(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise StorageFailed(reason="the disk is full")

    with Deposit.open(case, now) as deposit:
        with monkeypatch.context() as patch, pytest.raises(StorageFailed):
            patch.setattr(storage, "write", full)
            deposit.seal(source_of_bytes("x", b"x"))
        with pytest.raises(StorageFailed, match="opened again"):
            deposit.seal(source_of_bytes("x", b"x"))


@pytest.mark.parametrize("stopped", [True, False])
def test_a_recording_is_one_file_at_the_next_opening(case: Path, words: str, stopped: bool) -> None:
    slices, rec = [b"one " * 5, b"two", b"three" * 30_000], new_recording()
    with Deposit.open(case, now) as deposit:
        for seq, data in enumerate(slices):
            deposit.slice(rec, seq, data, "talk.ogg")
        again = deposit.slice(rec, 1, b"two", "talk.ogg")
        assert again == deposit.slice(rec, 1, b"two", "talk.ogg")
        with pytest.raises(WrongUsage, match="other bytes"):
            deposit.slice(rec, 1, b"TWO", "talk.ogg")
        if stopped:
            deposit.stop(rec, len(slices), "talk.ogg")
    joined = b"".join(slices)
    with Vault.open(case, words, now, write=True) as vault:
        recording = vault.files()[-1]
        assert (recording.leaf.kind, recording.key) == ("recording", rec)
        assert recording.leaf.sha256 == hashlib.sha256(joined).hexdigest()
        assert (recording.leaf.size, recording.leaf.get("chunks")) == (len(joined), "3")
        assert (recording.leaf.get("why") is None) == stopped
        assert vault.unconfirmed() == (recording,)
        with vault.source(recording).open() as stream:
            assert stream.read() == joined
            for at in (0, 19, 20, 23, 24, len(joined) - 1, len(joined), len(joined) + 5):
                stream.seek(at)
                assert stream.read(9) == joined[at : at + 9]
    assert wrong(case, words) == []


def test_slices_sent_again_to_another_process_are_one_recording(case: Path, words: str) -> None:
    """The browser sends again what was not acknowledged; the second process knows no first one."""
    rec = new_recording()
    with Deposit.open(case, now) as deposit:
        deposit.slice(rec, 0, b"one", "talk.ogg")
        deposit.slice(rec, 1, b"two", "talk.ogg")
    with Deposit.open(case, now) as deposit:
        deposit.slice(rec, 1, b"two", "talk.ogg")
        deposit.slice(rec, 2, b"three", "talk.ogg")
    with Vault.open(case, words, now, write=True) as vault:
        recording = vault.files()[-1]
        assert vault.source(recording).head() == b"onetwothree"
        assert recording.leaf.get("why") == (
            "it was found without its end; slices left out, sent twice or out of place: 1"
        )
    assert wrong(case, words) == []


def later() -> dt.datetime:
    return now() + dt.timedelta(minutes=1)


def test_a_slice_sent_again_with_other_bytes_is_not_what_is_read(case: Path, words: str) -> None:
    """What is read is what was hashed, also when the other slice was written down last."""
    rec = new_recording()
    with Deposit.open(case, now) as deposit:
        for seq, data in enumerate([b"one", b"two", b"three"]):
            deposit.slice(rec, seq, data, "talk.ogg")
    with Deposit.open(case, later) as deposit:
        deposit.slice(rec, 1, b"TWO", "talk.ogg")
    for _ in range(2):
        with Vault.open(case, words, later, write=True) as vault:
            recording = next(each for each in vault.files() if each.key == rec)
            with vault.source(recording).open() as stream:
                assert stream.read() == b"onetwothree"
            assert recording.leaf.sha256 == hashlib.sha256(b"onetwothree").hexdigest()
        with Deposit.open(case, later) as deposit:
            deposit.slice(rec, 0, b"slipped in later", "talk.ogg")
    assert wrong(case, words) == []


def test_where_what_was_hashed_is_lost_nothing_else_is_given(case: Path, words: str) -> None:
    rec = new_recording()
    with Deposit.open(case, now) as deposit:
        made = [
            deposit.slice(rec, seq, data, "talk.ogg")
            for seq, data in enumerate([b"one", b"two", b"three", b""])
        ]
    with Deposit.open(case, later) as deposit:
        for seq, data in enumerate([b"one", b"TWO", b"three"]):
            deposit.slice(rec, seq, data, "talk.ogg")
    Vault.open(case, words, later, write=True).close()
    with Vault.open(case, words, now, write=False) as vault:
        source = vault.source(vault.files()[-1])
        assert source.head() == b"onetwothree"
    objects.path_of(case, made[1].name).unlink()
    with Vault.open(case, words, now, write=False) as vault:
        source = vault.source(vault.files()[-1])
        with pytest.raises(Damaged, match="not what its record names"):
            source.open()
    assert any(
        each.startswith(f"recording {rec}: its slices joined are not")
        for each in wrong(case, words)
    )


def test_a_usual_recording_is_not_read_before_it_is_asked_for(
    case: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rec = new_recording()
    for count in (2, 3):  # the browser sends again what was not acknowledged
        with Deposit.open(case, now) as deposit:
            for seq in range(count):
                deposit.slice(rec, seq, b"slice %d;" % seq, "talk.ogg")
    with Vault.open(case, words, now, write=True) as vault:
        monkeypatch.delattr(takes, "slice_of")
        assert vault.source(vault.files()[-1]).head() == b"slice 0;slice 1;slice 2;"


@pytest.mark.parametrize("harm", ["missing", "changed", "exchanged"])
@pytest.mark.parametrize(("kind", "lost"), [("chunk", 1), ("recover", 1), ("recover", 0)])
def test_one_bad_slice_does_not_keep_the_case_shut(
    case: Path, words: str, kind: str, lost: int, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rec, sent = new_recording(), [b"one" * 80_000, b"two" * 80_000, b"three"]
    if kind == "recover":
        with Deposit.open(case, now) as deposit:
            names = [
                deposit.slice(rec, seq, data, "talk.ogg").name for seq, data in enumerate(sent)
            ]
        with monkeypatch.context() as patch:
            patch.setattr(takes, "unfinished", lambda *arguments: {})
            Vault.open(case, words, now, write=True).close()
    else:
        with Vault.open(case, words, now, write=True) as vault:
            extra = [(("rec", rec), ("seq", str(seq))) for seq in range(3)]
            made = [
                vault.seal(source_of_bytes("talk.ogg", data), "chunk", extra[seq])
                for seq, data in enumerate(sent)
            ]
            names = [str(each.object) for each in made]
            vault.commit()
    path = objects.path_of(case, names[lost])
    data = bytearray(path.read_bytes())
    path.unlink()
    if harm == "changed":
        data[len(data) * 3 // 4] ^= 1  # beyond what is read when it is opened
        path.write_bytes(data)
    elif harm == "exchanged":
        shutil.copy(objects.path_of(case, names[2]), path)
    with Vault.open(case, words, now, write=True) as vault:
        ended = [each for each in vault.files() if each.leaf.kind == "recording"]
        if lost == 0:
            assert ended == []
            return
        (recording,) = ended
        assert vault.source(recording).head() == sent[0][: 1 << 16]
        assert (recording.leaf.size, recording.leaf.get("chunks")) == (len(sent[0]), "1")
        assert recording.leaf.get("why") == (
            "it was found without its end; a slice is missing; "
            "slices left out, sent twice or out of place: 1"
        )
    assert [each.split(":")[0] for each in wrong(case, words)] == [objects.label(names[lost])]


def test_a_count_nobody_can_count_to_is_a_finding(case: Path, words: str) -> None:
    rec, count = new_recording(), "999999999999999999"
    with Deposit.open(case, now) as deposit:
        deposit.slice(rec, 0, b"one", "talk.ogg")
    with Vault.open(case, words, now, write=True) as vault:
        assert vault.files()[-1].leaf.get("chunks") == "1"
        digest = hashlib.sha256(b"one").hexdigest()
        vault.note("recording", "talk.ogg", (("rec", rec), ("chunks", count)), digest, 3)
        vault.commit()
        with pytest.raises(Damaged):
            vault.source(vault.files()[-1]).open()
    (said,) = wrong(case, words)
    assert said.startswith(f"recording {rec}: 1 of its 999,999,999,999,999,999 slices")


def test_a_recording_whose_beginning_is_lost_stays_sealed(case: Path, words: str) -> None:
    rec = new_recording()
    with Deposit.open(case, now) as deposit:
        first = deposit.slice(rec, 0, b"one", "talk.ogg")
        deposit.slice(rec, 1, b"two", "talk.ogg")
    (case / "objects" / first.name[:2] / f"{first.name}.age").unlink()
    with Vault.open(case, words, now, write=True) as vault:
        assert [each.leaf.kind for each in vault.records()][-1] == "recover"
        assert all(each.leaf.kind != "recording" for each in vault.files())
    assert wrong(case, words) == []

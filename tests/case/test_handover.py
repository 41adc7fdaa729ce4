"""What leaves the case: the files behind the exhibits, whole, and nothing else."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from everyword.case.decided import Said
from everyword.case.handover import chosen_sources, export
from everyword.case.store import Case
from everyword.errors import NotFound, Refused, WrongUsage
from everyword.index.store import Query
from everyword.model import source_of_bytes
from everyword.vault import package, stamps
from everyword.vault.deposit import Deposit
from everyword.vault.grants import grants
from everyword.vault.package import Form, verify_package
from everyword.vault.package_folder import built_beside, left_over
from everyword.vault.package_reader import sealed_beside
from tests.cases_made import Quiet, Ticking, make_case
from tests.vault.authority import Authority
from tests.vault.packages import (
    NEEDS_OPENSSL,
    OTS_START,
    cosign,
    files_of,
    head_text,
    witness_key,
)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    words = make_case(tmp_path / "case")
    for name in ("shown.txt", "secret.txt"):
        (tmp_path / name).write_text(f"words of {name}\n")
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as opened:
        paths = [tmp_path / "shown.txt", tmp_path / "secret.txt"]
        list(opened.add(paths, Said(), lambda row, fresh: None, Quiet()))
        opened.set_exhibit_prefix("AB")
        shown = next(iter(opened.index.find(Query(words="shown"))))
        opened.add_exhibit("Shown", (shown.id,), 2)
        yield opened


@pytest.mark.parametrize("form", ["fresh", "case"])
def test_only_the_chosen_bytes_are_in_the_package(case: Case, tmp_path: Path, form: str) -> None:
    export(case, tmp_path / "package", form=form)  # type: ignore[arg-type]

    everything = b"".join(p.read_bytes() for p in (tmp_path / "package").rglob("*") if p.is_file())
    assert b"words of shown" in everything
    # Not "secret" alone: a word of the key's fingerprint may begin so.
    assert b"secret.txt" not in everything and b"words of secret" not in everything
    assert all(check.ok for check in verify_package(tmp_path / "package"))


def test_a_fresh_package_does_not_show_how_much_there_is(case: Case, tmp_path: Path) -> None:
    export(case, tmp_path / "package")

    assert (tmp_path / "package" / "seal" / "checkpoint").read_text().splitlines()[1] == "1"
    assert case.vault.case_id not in (tmp_path / "package" / "seal" / "checkpoint").read_text()


def test_the_case_notes_that_it_was_handed_over(case: Case, tmp_path: Path) -> None:
    export(case, tmp_path / "package")

    assert case.vault.records()[-1].leaf.kind == "export"
    assert all(check.ok for check in case.vault.verify())


def test_a_kill_right_after_the_package_leaves_a_line(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package has its name already, and its own leaf is never written."""
    reader = str(pyrage.x25519.Identity.generate().to_public())
    write = package.write

    def killed(*given: object, **named: object) -> None:
        write(*given, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(package, "write", killed)
        export(case, tmp_path / "package", recipient=reader)
    assert list(tmp_path.glob("package*"))
    (begun,) = [each for each in grants(case.vault.records()) if each.role == "export begun"]
    assert begun.to == reader
    assert case.vault.head_sizes()[-1] == len(case.vault.records())


def test_what_a_killed_export_left_is_mentioned_by_the_next(case: Case, tmp_path: Path) -> None:
    """Also by one to another name; what is named like it by chance and is not, is not."""
    (tmp_path / "older.abc_1234.partial").mkdir()
    (tmp_path / "p.tar.age.zzzzzzzz.partial").write_bytes(b"")
    for name in ("film.partial", "x.ABCDEFGH.partial", "older.abc_1234.partial.txt"):
        (tmp_path / name).write_bytes(b"")

    handed = export(case, tmp_path / "package")

    folder, file = handed.remarks
    assert "older.abc_1234.partial: left by an export that was cut off" in folder
    assert "for anybody to read" in folder
    assert "p.tar.age.zzzzzzzz.partial" in file and "sealed, and not whole" in file
    assert (tmp_path / "older.abc_1234.partial").is_dir()
    assert export(case, tmp_path / "new" / "deep" / "package").remarks == ()


def test_the_name_a_killed_export_leaves_is_the_one_looked_for(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), built_beside(tmp_path / ("n" * 60)):
        (one,) = left_over(tmp_path)
        raise KeyboardInterrupt
    assert one.name.startswith("n" * 40) and left_over(tmp_path) == []
    reader = str(pyrage.x25519.Identity.generate().to_public())
    with sealed_beside(tmp_path / "p.tar.age", reader, "p", 0):
        assert len(left_over(tmp_path)) == 1


def test_an_exhibit_that_is_not_there_is_said(case: Case) -> None:
    with pytest.raises(NotFound):
        chosen_sources(case, ["AB9"])
    case.remove("exhibit", "AB1")
    with pytest.raises(WrongUsage):
        chosen_sources(case, [])


def size_shown(folder: Path) -> int:
    return int((folder / "seal" / "checkpoint").read_text("utf-8").split("\n")[1])


def grow(case: Case) -> int:
    """One more record under one more head; its size."""
    case.vault.note("clock")
    case.vault.commit()
    return case.vault.head_sizes()[-1]


def stamp(case: Case, size: int, label: str, authority: Authority, text: bytes = b"") -> None:
    text = text or head_text(case.vault.head_note(size))
    tsr = authority.answer(stamps.request(text))
    root = stamps.chosen_root(tsr, authority.chain)
    for ending, data, what in (("tsr", tsr, "time stamp"), ("pem", root, "time-stamp root")):
        case.vault.put_beside(f"heads/{size}.{label}.{ending}", data, "note", (("what", what),))
    case.vault.commit()


def know_witness(case: Case, name: str) -> None:
    case.vault.note("share", name, (("recipient", witness_key()), ("what", "witness")))
    case.vault.commit()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "a")


@NEEDS_OPENSSL
def test_the_form_case_takes_the_newest_stamped_head(
    case: Case, tmp_path: Path, authority: Authority
) -> None:
    sizes = [grow(case), grow(case)]
    for size in sizes:
        stamp(case, size, "first", authority)
    bare = grow(case)
    handed = export(case, tmp_path / "package", form="case")

    assert size_shown(tmp_path / "package") == sizes[1] < bare
    assert (tmp_path / "package/seal/checkpoint.first.tsr").exists()
    assert handed.remarks == ()
    assert all(check.ok for check in verify_package(tmp_path / "package"))


@NEEDS_OPENSSL
def test_a_stamp_that_does_not_check_is_left_out_and_named(
    case: Case, tmp_path: Path, authority: Authority
) -> None:
    good, bad, rootless = grow(case), grow(case), grow(case)
    stamp(case, good, "a", authority)
    stamp(case, bad, "a", authority, b"something else")
    case.vault.put_beside(f"heads/{rootless}.a.tsr", b"x", "note", (("what", "time stamp"),))
    case.vault.put_beside(f"heads/{rootless}.ots", b"x", "note", (("what", "time stamp"),))
    case.vault.commit()
    handed = export(case, tmp_path / "package", form="case")

    assert size_shown(tmp_path / "package") == good
    assert [words.split(" ")[0] for words in handed.remarks] == [
        f"heads/{rootless}.a.tsr",
        f"heads/{rootless}.ots",
        f"heads/{bad}.a.tsr",
    ]
    assert all(check.ok for check in verify_package(tmp_path / "package"))


def test_a_witnessed_head_is_taken_and_the_key_goes_with_it(case: Case, tmp_path: Path) -> None:
    know_witness(case, "Rowan")
    size = grow(case)
    case.vault.replace_head(size, cosign(case.vault.head_note(size)))
    grow(case)
    export(case, tmp_path / "package", form="case")

    assert size_shown(tmp_path / "package") == size
    witnesses = (tmp_path / "package/seal/witnesses.txt").read_text("utf-8")
    assert witnesses == f"Rowan\t{witness_key()}\n"
    assert all(check.ok for check in verify_package(tmp_path / "package"))


def test_the_line_of_somebody_unknown_does_not_choose_the_head(case: Case, tmp_path: Path) -> None:
    size = grow(case)
    case.vault.replace_head(size, cosign(case.vault.head_note(size)))
    newest = grow(case)
    export(case, tmp_path / "package", form="case")

    assert size_shown(tmp_path / "package") == newest
    assert not (tmp_path / "package/seal/witnesses.txt").exists()


def test_a_head_that_is_older_than_what_is_shown_is_not_taken(case: Case, tmp_path: Path) -> None:
    know_witness(case, "Rowan")
    for size in case.vault.head_sizes()[:1]:
        case.vault.replace_head(size, cosign(case.vault.head_note(size)))
    export(case, tmp_path / "package", form="case")

    assert size_shown(tmp_path / "package") > case.vault.head_sizes()[0]
    assert all(check.ok for check in verify_package(tmp_path / "package"))


def test_a_proof_alone_is_better_than_nothing(case: Case, tmp_path: Path) -> None:
    size = grow(case)
    ots = OTS_START + hashlib.sha256(head_text(case.vault.head_note(size))).digest() + b"x"
    case.vault.put_beside(f"heads/{size}.ots", ots, "note", (("what", "time stamp"),))
    case.vault.commit()
    export(case, tmp_path / "package", form="case")

    assert (tmp_path / "package/seal/checkpoint.ots").read_bytes() == ots
    assert size_shown(tmp_path / "package") == size


@pytest.mark.parametrize("form", ["fresh", "case"])
def test_the_same_case_choice_and_time_give_the_same_bytes(
    case: Case, tmp_path: Path, form: Form
) -> None:
    words = make_case(tmp_path / "second")
    with Case.open(tmp_path / "second", words, Ticking(), write=True) as second:
        (tmp_path / "shown.txt").write_text("words of shown.txt\n")
        list(second.add([tmp_path / "shown.txt"], Said(), lambda row, fresh: None, Quiet()))
        second.set_exhibit_prefix("AB")
        second.add_exhibit("Shown", (next(iter(second.index.find(Query()))).id,), 2)
    for name in ("a", "b"):
        shutil.copytree(tmp_path / "second", tmp_path / name)
        with Case.open(tmp_path / name, words, Ticking(), write=True) as copy:
            export(copy, tmp_path / f"package-{name}", form=form)

    assert files_of(tmp_path / "package-a") == files_of(tmp_path / "package-b")


def test_what_is_not_confirmed_is_refused(case: Case, tmp_path: Path) -> None:
    found = source_of_bytes("found.txt", b"found words\n")
    sealed = case.vault.seal(found, extra=(("locked", "1"),))
    case.vault.confirm(sealed, "mine")
    case.vault.commit()
    list(case.add([], Said(), lambda row, fresh: None, Quiet()))
    item = next(iter(case.index.find(Query(words="found"))))
    case.add_exhibit("Found", (item.id,), 2)
    case.vault.confirm(sealed, "not mine")

    with pytest.raises(Refused) as caught:
        export(case, tmp_path / "package")
    assert caught.value.code == 7 and "everyword confirm" in str(caught.value)
    assert "locked and nobody has confirmed it yet" in str(caught.value)
    assert not (tmp_path / "package").exists()
    case.vault.confirm(sealed, "mine")
    export(case, tmp_path / "package")
    assert len(list((tmp_path / "package/data").iterdir())) == 2


def test_a_recording_goes_as_one_file(tmp_path: Path) -> None:
    words = make_case(tmp_path / "case")
    with Deposit.open(tmp_path / "case", Ticking()) as locked:
        for seq, part in enumerate((b"spoken ", b"words of ", b"a talk\n")):
            locked.slice("ab" * 16, seq, part, "talk.txt")
        locked.stop("ab" * 16, 3, "talk.txt")
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        for sealed in case.vault.unconfirmed():
            case.vault.confirm(sealed, "mine")
        list(case.add([], Said(), lambda row, fresh: None, Quiet()))
        case.set_exhibit_prefix("AB")
        case.add_exhibit("Talk", (next(iter(case.index.find(Query(words="spoken")))).id,), 2)
        export(case, tmp_path / "package")

    assert (tmp_path / "package/data/0001-talk.txt").read_bytes() == b"spoken words of a talk\n"
    assert b"kind recording" in (tmp_path / "package/seal/leaves/000001.leaf").read_bytes()
    assert "AB1      data/0001  talk.txt" in (tmp_path / "package/COVER.txt").read_text("utf-8")
    assert all(check.ok for check in verify_package(tmp_path / "package"))


def test_what_a_reader_was_given_is_written_down(case: Case, tmp_path: Path) -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    handed = export(case, tmp_path / "package", recipient=key)
    leaf = case.vault.records()[-1].leaf

    assert handed.path == tmp_path / "package.tar.age"
    assert (leaf.kind, leaf.get("items"), leaf.get("recipient")) == ("export", "1", key)
    assert len(str(leaf.get("root"))) == 64


def test_a_package_is_never_put_into_the_case(case: Case) -> None:
    with pytest.raises(WrongUsage):
        export(case, case.vault.folder / "work" / "package")

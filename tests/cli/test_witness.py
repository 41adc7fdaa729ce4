"""everyword witness: two people, two folders, and files between them."""

import datetime as dt
import json
import shutil
import stat
import sys
from pathlib import Path

import click
import pytest

from everyword.errors import StorageFailed
from everyword.vault import heads, keys, layout
from everyword.vault.words import fingerprint
from tests.cases_made import remembered_stretch
from tests.cli.conftest import Run

NEVER = "never never never never never never never never"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of scrypt: these tests open a case many times."""
    monkeypatch.setattr(keys, "_stretch", remembered_stretch)


@pytest.fixture
def ann(in_case: Run) -> str:
    """Ann's folder ./ann, and she is a witness of the case; the words of the case's key."""
    vkey, words = in_case("witness", "key", "--state", "ann", "--name", "Ann").out.splitlines()
    assert in_case("witness", "add", vkey, "--name", "Ann B", "--words", words).code == 0
    return words_of_case(in_case)


def words_of_case(run: Run) -> str:
    run("witness", "ask", "-o", "words.txt")
    key = Path("words.txt").read_text().split("# key ")[1].split("\n")[0]
    Path("words.txt").unlink()
    return fingerprint(key.encode())


def note(back: int = 0) -> bytes:
    """The newest head, or one before it."""
    size = layout.head_sizes(Path("case"))[-1 - back]
    return layout.head_path(Path("case"), size).read_bytes()


def kept() -> list[bytes]:
    return [path.read_bytes() for path in sorted(Path("ann/cases").iterdir())]


def asked(run: Run, name: str, *words: str) -> str:
    ran = run("witness", "ask", "-o", name, *words)
    assert ran.code == 0, ran.err
    return ran.out + ran.err


def test_the_whole_way(in_case: Run, ann: str, chat: Path) -> None:
    assert ann in asked(in_case, "ask.txt")
    ran = in_case("witness", "sign", "ask.txt", "--state", "ann", "-o", "a.txt", "--words", ann)
    assert ran.code == 0 and "you had seen none" in ran.out, ran.err
    ran = in_case("witness", "take", "a.txt")
    assert ran.code == 0 and "Ann B saw it at" in ran.out, ran.err
    assert len(heads.split(note(1))[1]) == 2
    assert "known already" in in_case("witness", "take", "a.txt").out

    assert in_case("add", chat).code == 0
    asked(in_case, "ask2.txt")
    assert in_case("witness", "sign", "ask2.txt", "--state", "ann", "-o", "a2.txt").code == 0
    assert in_case("witness", "take", "a2.txt").code == 0
    (row,) = [json.loads(line) for line in in_case("witness", "list", "--json").out.splitlines()]
    assert row["name"] == "Ann B" and row["newest"] == layout.head_sizes(Path("case"))[-2]
    assert row["words"] == fingerprint(row["key"].encode()) and row["time"].endswith("Z")
    assert "Ann B" in in_case("witness", "list").out
    given = [json.loads(line) for line in in_case("key", "list", "--json").out.splitlines()]
    roles = [each["role"] for each in given if each["name"] == "Ann B"]
    assert roles == ["witness", "cosignature", "cosignature"]
    assert "cosignature" in in_case("key", "list").out


def test_her_key_is_hers_and_is_shown_again(command: Run) -> None:
    first = command("witness", "key", "--state", "ann", "--name", "Ann")

    assert first.code == 0 and first.out == command("witness", "key", "--state", "ann").out
    vkey, words = first.out.splitlines()
    assert vkey.startswith("ann+") and words == fingerprint(vkey.encode())
    assert stat.S_IMODE(Path("ann").stat().st_mode) == 0o700
    assert stat.S_IMODE(Path("ann/key").stat().st_mode) == 0o600
    assert command("witness", "key", "--state", "ann", "--name", "Bob").code == 2


def test_dry_runs_do_nothing(in_case: Run, ann: str, chat: Path) -> None:
    vkey = in_case("witness", "key", "--state", "bob").out.split("\n")[0]
    asked(in_case, "ask.txt")
    before = {path: path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}
    sign = ("witness", "sign", "ask.txt", "--state", "ann", "-o", "a.txt")
    for words in (
        ("witness", "key", "--state", "eve"),
        ("witness", "add", vkey, "--name", "Bob"),
        ("witness", "ask", "-o", "new.txt"),
        sign,
        ("witness", "remove", "Ann B"),
    ):
        ran = in_case(*words, "--dry-run")
        assert ran.code == 0 and "ould" in ran.out + ran.err, words
    assert before == {p: p.read_bytes() for p in sorted(Path().rglob("*")) if p.is_file()}
    in_case(*sign, "--words", ann)
    before_note = note()
    assert "would take in" in in_case("witness", "take", "a.txt", "--dry-run").out
    assert note() == before_note


def test_words_that_were_not_compared_give_nothing(in_case: Run, ann: str) -> None:
    vkey = in_case("witness", "key", "--state", "bob").out.split("\n")[0]
    asked(in_case, "ask.txt")
    for extra in ((), ("--words", NEVER)):
        assert in_case("witness", "add", vkey, "--name", "Bob", *extra).code == 2
        ran = in_case("witness", "sign", "ask.txt", "--state", "ann", "-o", "a.txt", *extra)
        assert ran.code == 2 and not Path("a.txt").exists()
    assert "Bob" not in in_case("witness", "list").out and kept() == []


@pytest.mark.parametrize(("says", "code"), [(True, 0), (False, 2)])
def test_a_person_is_asked_whether_the_words_were_read_out(
    in_case: Run, monkeypatch: pytest.MonkeyPatch, says: bool, code: int
) -> None:
    vkey, words = in_case("witness", "key", "--state", "ann").out.splitlines()
    monkeypatch.setattr(click, "confirm", lambda *_, **__: says)
    monkeypatch.setattr("everyword.cli.by_telephone.sys", Terminal())

    ran = in_case("witness", "add", vkey, "--name", "Ann")

    assert ran.code == code and words in ran.err
    assert ("Ann" in in_case("witness", "list").out) == says


class Terminal:
    """Somebody sits in front of it."""

    stdin = type("In", (), {"isatty": staticmethod(lambda: True)})()


def test_another_key_for_a_known_case_is_refused(in_case: Run, ann: str) -> None:
    asked(in_case, "ask.txt")
    in_case("witness", "sign", "ask.txt", "--state", "ann", "-o", "a.txt", "--words", ann)
    before = kept()
    origin = layout.origin(layout.read_case_id(Path("case")))
    seed = bytes(32)
    other = heads.sign(heads.Head(origin, 9, bytes(32)), seed)
    key = heads.verifier_key(origin, heads.public_key(seed))
    Path("bad.txt").write_bytes(f"# key {key}\nold 3\n\n".encode() + other)

    ran = in_case("witness", "sign", "bad.txt", "--state", "ann", "-o", "b.txt", "--words", ann)

    assert ran.code == 7 and "another key" in ran.err and kept() == before


def test_a_request_without_the_key_is_enough_once_she_knows_it(
    in_case: Run, ann: str, chat: Path
) -> None:
    def plain(name: str) -> None:
        lines = Path(name).read_bytes().splitlines(keepends=True)
        Path(name).write_bytes(b"".join(each for each in lines if each[:1] != b"#"))

    asked(in_case, "ask.txt")
    whole = Path("ask.txt").read_bytes()
    plain("ask.txt")
    sign = ("witness", "sign", "ask.txt", "--state", "ann", "-o", "a.txt")
    ran = in_case(*sign, "--words", ann)
    assert ran.code == 2 and "does not name its key" in ran.err
    Path("ask.txt").write_bytes(whole)
    assert in_case(*sign, "--words", ann).code == 0
    in_case("witness", "take", "a.txt")
    in_case("add", chat)
    asked(in_case, "ask2.txt")
    plain("ask2.txt")
    assert in_case("witness", "sign", "ask2.txt", "--state", "ann", "-o", "a2.txt").code == 0


def test_an_old_copy_put_back_is_refused_and_then_shown(
    in_case: Run, ann: str, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree("case", "old")
    in_case("add", chat)
    asked(in_case, "ask.txt")
    in_case("witness", "sign", "ask.txt", "--state", "ann", "-o", "a.txt", "--words", ann)
    before = kept()
    monkeypatch.setenv("EVERYWORD_CASE", "old")

    asked(in_case, "older.txt")
    ran = in_case("witness", "sign", "older.txt", "--state", "ann", "-o", "b.txt")
    assert ran.code == 7 and "older copy" in ran.err and "Keep the file" in ran.err
    Path("other.txt").write_text("another thing\n")
    in_case("add", "other.txt")
    asked(in_case, "changed.txt")
    ran = in_case("witness", "sign", "changed.txt", "--state", "ann", "-o", "b.txt")
    assert ran.code == 6 and "not the case you saw before" in ran.err
    assert "Keep changed.txt as it is, and the folder ann" in ran.err
    assert kept() == before and not Path("b.txt").exists()


def test_a_conflict_says_from_where_to_ask_again(in_case: Run, ann: str, chat: Path) -> None:
    asked(in_case, "ask.txt")
    sign = ("witness", "sign", "--state", "ann", "--words", ann)
    in_case(*sign, "ask.txt", "-o", "a.txt")  # and it never reaches the owner
    size = layout.head_sizes(Path("case"))[-1]
    ran = in_case(*sign, "ask.txt", "-o", "b.txt")
    assert ran.code == 7 and "last line of ann/cases/" in ran.err
    assert kept()[0].endswith(Path("a.txt").read_bytes())
    in_case("add", chat)
    asked(in_case, "ask2.txt")
    ran = in_case(*sign, "ask2.txt", "-o", "b.txt")
    assert ran.code == 7 and f"--from {size}" in ran.err
    asked(in_case, "ask3.txt", "--from", str(size))
    assert in_case(*sign, "ask3.txt", "-o", "b.txt").code == 0
    assert in_case("witness", "take", "b.txt").code == 0
    assert in_case("witness", "ask", "-o", "ask4.txt", "--from", "999").code == 2
    assert in_case("witness", "ask", "-o", "ask4.txt", "--for", "Nobody").code == 2


def test_an_answer_nobody_known_gave_is_refused(in_case: Run, ann: str) -> None:
    asked(in_case, "ask.txt")
    in_case("witness", "key", "--state", "eve")
    in_case("witness", "sign", "ask.txt", "--state", "eve", "-o", "e.txt", "--words", ann)
    before = note()

    assert in_case("witness", "take", "e.txt").code == 7
    assert in_case("witness", "take", "ask.txt").code == 4
    assert in_case("witness", "take", "missing.txt").code == 4
    assert note() == before


def test_removing_says_what_it_cannot_undo(in_case: Run, ann: str) -> None:
    asked(in_case, "ask.txt")
    in_case("witness", "sign", "ask.txt", "--state", "ann", "-o", "a.txt", "--words", ann)
    in_case("witness", "take", "a.txt")
    before = note()
    old = layout.head_sizes(Path("case"))[-1]

    ran = in_case("witness", "remove", "Ann B")

    assert ran.code == 0 and "cannot undo" in ran.err and "32 bytes" in ran.err
    assert layout.head_path(Path("case"), old).read_bytes() == before
    assert in_case("witness", "remove", "Ann B").code == 2
    assert in_case("witness", "take", "a.txt").code == 7
    assert "nothing" not in in_case("witness", "list").err


def test_no_file_of_the_persons_is_overwritten(in_case: Run, ann: str) -> None:
    Path("mine.txt").write_text("mine")
    asked(in_case, "ask.txt")
    sign = ("witness", "sign", "ask.txt", "--state", "ann", "--words", ann, "-o")

    assert in_case("witness", "ask", "-o", "mine.txt").code == 2
    assert in_case(*sign, "mine.txt").code == 2
    assert Path("mine.txt").read_text() == "mine" and kept() == []


def test_an_answer_that_cannot_be_written_is_not_lost(
    in_case: Run, ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFailed(reason="the disk is full")

    asked(in_case, "ask.txt")
    sign = ("witness", "sign", "ask.txt", "--state", "ann", "--words", ann, "-o")
    assert in_case(*sign, "no/such/a.txt").code == 2 and kept() == []
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["everyword.cli.witness"], "write_new", full)
        ran = in_case(*sign, "a.txt")

    assert ran.code == 4 and ran.out.startswith("— ann ")
    Path("a.txt").write_text(ran.out)
    assert in_case("witness", "take", "a.txt").code == 0


def test_clocks_that_differ_are_said(
    in_case: Run, ann: str, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = dt.datetime(2090, 1, 1, tzinfo=dt.UTC)
    asked(in_case, "ask.txt")
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["everyword.cli.witness"], "now", lambda: later)
        in_case("witness", "sign", "ask.txt", "--state", "ann", "-o", "a.txt", "--words", ann)
    assert "later than this computer's clock" in in_case("witness", "take", "a.txt").err
    in_case("add", chat)
    asked(in_case, "ask2.txt")
    ran = in_case("witness", "sign", "ask2.txt", "--state", "ann", "-o", "a2.txt")
    assert ran.code == 0 and "behind the time you signed last" in ran.err

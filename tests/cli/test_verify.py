"""everyword verify: one changed byte is found and named; what is said can be checked elsewhere."""

import json
import shutil
from pathlib import Path

import pytest

from everyword.vault import limited
from everyword.vault.checks import Check, Remark
from everyword.vault.keys import lock_slot_to, new_keys
from tests.cli.conftest import Run
from tests.vault.packages import write

KEYS = {"what", "on", "outcome", "said", "how", "ok"}


@pytest.mark.parametrize("part", ["objects/*/*.age", "journal", "heads/*.note", "slots/*.age"])
def test_a_changed_byte_is_named(filled: Run, tmp_path: Path, part: str) -> None:
    """Every place is tried in tests/vault/test_checks_bytes.py."""
    path = sorted((tmp_path / "case").glob(part))[-1]
    whole = path.read_bytes()
    for place in (len(whole) // 3, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        path.write_bytes(changed)
        ran = filled("verify")

        assert ran.code == 6, (path, place)
        assert path.name in ran.out + ran.err, (path, place)


def test_a_whole_case_is_said_in_lines(filled: Run) -> None:
    ran = filled("verify")

    assert ran.code == 0
    assert all(line.startswith(("ok       ", "remark   ")) for line in ran.out.splitlines())
    assert "checks match" in ran.err


def test_a_missing_object_is_named(filled: Run, tmp_path: Path) -> None:
    (path,) = (tmp_path / "case").glob("objects/*/*.age")
    path.unlink()

    ran = filled("verify")
    assert ran.code == 6 and path.name in ran.out
    assert "Nothing was changed or removed" in ran.err


def test_json_says_each_check_and_how_to_do_it(filled: Run, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in filled("verify", "--json").out.splitlines()]

    assert len(lines) > 5 and all(set(line) == KEYS and line["ok"] for line in lines)
    assert {line["outcome"] for line in lines} == {"matches", "remark"}
    (journal,) = [line for line in lines if line["on"] == "journal"]
    assert journal["what"] == "journal" and "age -d" in journal["how"]

    (tmp_path / "case/x\x1b").write_bytes(b"")
    ran = filled("verify", "--json")
    wrong = [line for line in map(json.loads, ran.out.splitlines()) if not line["ok"]]
    assert [line["outcome"] for line in wrong] == ["remark"]
    assert "\x1b" not in ran.out and ran.code == 1
    (tmp_path / "case/heads/x\x1b").write_bytes(b"")
    ran = filled("verify", "--json")
    wrong = [line for line in map(json.loads, ran.out.splitlines()) if not line["ok"]]
    assert {line["outcome"] for line in wrong} == {"does not match", "remark"}
    assert "\x1b" not in ran.out and ran.code == 6


def test_an_older_copy_of_the_seals_put_back_is_said(filled: Run, tmp_path: Path) -> None:
    """Half a rollback: the index was forgotten. `list` says the same words."""
    case, older = tmp_path / "case", tmp_path / "older"
    shutil.copytree(case, older)
    (tmp_path / "more.txt").write_text("one more\n")
    assert filled("add", tmp_path / "more.txt").code == 0
    ran = filled("verify")
    assert ran.code == 0 and "ok       case.db: the head it was closed with" in ran.out
    database = (case / "case.db").read_bytes()
    shutil.rmtree(case)
    shutil.copytree(older, case)
    (case / "case.db").write_bytes(database)

    ran = filled("verify")

    words = "the seals in this folder are older than its own index"
    assert ran.code == 6 and f"WRONG    case.db: {words}" in ran.out
    listed = filled("list")
    assert words in listed.out + listed.err
    assert (case / "case.db").read_bytes() == database


def test_nobodys_file_is_a_finding_and_no_damage(filled: Run, tmp_path: Path) -> None:
    for name in (".DS_Store", "letter.txt~"):
        (tmp_path / "case" / name).write_bytes(b"x")
    ran = filled("verify")

    assert ran.code == 1 and "WRONG" not in ran.out
    for name in (".DS_Store", "letter.txt~"):
        assert f"remark   {name}: not part of the case: nobody's file, nothing was" in ran.out
    assert "checks match.\n2 things in the folder that are no part of the case" in ran.err
    (tmp_path / "case/slots/other.age").write_bytes(b"x")
    assert filled("verify").code == 6


def test_what_a_computer_drops_into_a_package_is_a_finding(command: Run, tmp_path: Path) -> None:
    write(tmp_path / "p")
    (tmp_path / "p/data/.DS_Store").write_bytes(b"x")
    ran = command("verify", tmp_path / "p")
    assert ran.code == 1 and "remark   data/.DS_Store: does not belong in a package" in ran.out
    assert "keep a package as you received it" in ran.err
    (tmp_path / "p/data/0009-more.txt").write_bytes(b"x")
    assert command("verify", tmp_path / "p").code == 6


def test_a_sealed_package_is_verified_after_opening(command: Run, tmp_path: Path) -> None:
    (tmp_path / "a b.tar.age").write_bytes(b"age-encryption.org/v1\n")
    ran = command("verify", "a b.tar.age")
    assert ran.code == 2 and "age -d -i key.txt 'a b.tar.age' | tar x" in ran.err
    assert len(ran.err.splitlines()) == 3


def test_where_only_keys_open_no_passphrase_is_asked_for(filled: Run, tmp_path: Path) -> None:
    slots = tmp_path / "case" / "slots"
    for path in slots.iterdir():
        path.unlink()
    (slots / "key-00000000.age").write_bytes(lock_slot_to(new_keys(), new_keys().recipient))
    (tmp_path / "other").mkdir()
    for words in (("verify",), ("rebuild",), ("move", "--to", "m"), ("remove", "--no-copy")):
        ran = filled(*words)
        assert ran.code == 2 and "opened with a key file" in ran.err, words
    assert filled("verify", tmp_path / "other").code == 2  # no case: nothing is said of keys


def test_how_shows_the_commands_of_each_kind_once(filled: Run) -> None:
    out = filled("verify", "--how").out

    assert "without this program" in out
    assert [out.count(f"\n{kind}:\n") for kind in ("First", "Object", "Signed head")] == [1, 1, 1]
    assert out.count("age -d slots/owner.age") == 1
    assert out.count("openssl pkeyutl -verify") == 1


def test_a_package_is_told_from_a_case(command: Run, tmp_path: Path) -> None:
    write(tmp_path / "p")
    assert command("verify", tmp_path / "p").code == 0

    lines = command("verify", "--json", tmp_path / "p").out.splitlines()
    assert {"signature", "package file"} <= {json.loads(line)["what"] for line in lines}
    next((tmp_path / "p/data").iterdir()).write_bytes(b"other")
    assert command("verify", tmp_path / "p").code == 6
    assert command("verify", "--how", tmp_path / "p").out.count("sha256sum") == 2
    assert command("verify", "--head", "x", tmp_path / "p").code == 2


def test_an_older_folder_than_a_known_head_is_said(filled: Run, tmp_path: Path) -> None:
    heads = tmp_path / "case/heads"
    newest = max(heads.glob("*.note"), key=lambda path: int(path.stem))
    assert filled("verify", "--head", newest).code == 0

    known = f"{int(newest.stem) + 3} abacus zoom abacus zoom abacus zoom abacus zoom"
    ran = filled("verify", "--head", known)
    assert ran.code == 6
    assert "This folder is older than what these words name" in ran.out
    assert filled("verify", "--head", "9 lives").code == 2


def test_a_folder_that_is_neither_is_said(command: Run, tmp_path: Path) -> None:
    assert command("verify", tmp_path).code == 2


def test_a_locked_case_is_said(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words").write_text("other words\n")
    assert filled("verify").code == 5
    monkeypatch.delenv("EVERYWORD_PASSPHRASE_FILE")
    assert filled("verify").code == 5


def test_names_from_a_hostile_folder_do_not_move_the_cursor(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [Check("a\x1b[2Jb", False, "c\rd"), Remark("clock", True, "e")]
    monkeypatch.setattr(limited, "verify_case", lambda *given: found)
    ran = filled("verify")

    assert ran.out == "WRONG    a\\x1b[2Jb: c\\x0dd\nremark   clock: e\n"
    assert "\x1b" not in ran.err

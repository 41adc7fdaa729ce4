"""everyword new: two secrets, shown once, both of which open the case."""

import json
from pathlib import Path

import pyrage

from everyword.vault.words import fingerprint
from tests.cli.conftest import Run


def test_a_new_case_opens_with_both_secrets(command: Run, tmp_path: Path) -> None:
    made = command("new", "mine", "--zone", "Europe/London")
    assert made.code == 0
    words = [line.split(":", 1)[1].strip() for line in made.out.splitlines()]

    for word in words:
        (tmp_path / "words").write_text(word)
        ran = command("--case", "mine", "--passphrase-file", "words", "list")
        assert ran.code == 0, ran.err
    assert command("new", "mine").code == 2


def test_a_zone_that_is_none_is_refused(command: Run) -> None:
    ran = command("new", "mine", "--zone", "Londonish")

    assert ran.code == 2 and not Path("mine").exists()


def test_dry_run_makes_nothing_and_json_is_for_scripts(command: Run) -> None:
    assert command("new", "mine", "--dry-run").code == 0
    assert not Path("mine").exists()
    assert set(json.loads(command("new", "mine", "--json").out)) == {"passphrase", "recovery_code"}


ANN = pyrage.x25519.Identity.generate()
PUBLIC = str(ANN.to_public())
WORDS = fingerprint(PUBLIC.encode())


def test_in_a_deposit_only_the_holder_reads(command: Run, tmp_path: Path) -> None:
    made = command("new", "mine", "--deposit", "--holder", "Ann", PUBLIC, "--words", WORDS)
    assert made.code == 0, made.err
    assert "nobody on this computer" in made.out
    (tmp_path / "note.txt").write_text("a note")
    assert command("--case", "mine", "add", "--locked", "note.txt").code == 0
    (tmp_path / "ann.txt").write_text(f"{ANN}\n")
    (tmp_path / "words.txt").write_text("six words that are of no use here")
    for words in ((), ("--passphrase-file", "words.txt")):
        ran = command("--case", "mine", *words, "list")
        assert ran.code == 2 and "opened with a key file" in ran.err
        assert "--key-file KEY.txt" in ran.err and "add --locked" in ran.err
        assert len(ran.err.splitlines()) == 3
    ran = command("--case", "mine", "--key-file", "ann.txt", "confirm")
    assert (ran.code, "note.txt" in ran.out) == (0, True)
    assert [path.name[:4] for path in (tmp_path / "mine/slots").iterdir()] == ["key-"]


def test_a_deposit_needs_a_holder_and_has_no_secrets(command: Run) -> None:
    holder = ("--holder", "Ann", PUBLIC, "--words", WORDS)
    for words in (("--deposit",), ("--deposit", "--own", *holder), ("--deposit", "--sheet", "s")):
        assert command("new", "mine", *words).code == 2
    assert command("new", "mine", "--holder", "Ann", PUBLIC, "--words", "not these").code == 2
    assert command("new", "mine", "--holder", "Ann", "age1nothing", "--words", WORDS).code == 2
    assert not Path("mine").exists()


def test_no_code_to_be_found_and_a_sheet_to_print(command: Run) -> None:
    made = command("new", "mine", "--no-recovery")
    assert (made.code, "Recovery" in made.out) == (0, False)
    assert command("new", "mine2", "--no-recovery", "--sheet", "sheet.pdf").code == 2
    assert command("new", "mine2", "--sheet", "sheet.pdf").code == 0
    assert Path("sheet.pdf").read_bytes().startswith(b"%PDF-")

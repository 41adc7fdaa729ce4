"""everyword key: who can open the case, added and taken back, each change listed."""

import json
from pathlib import Path

import pyrage
import pytest

from everyword.case.grants import vault_slots
from everyword.vault.keys import lock_slot_to
from everyword.vault.store import Vault
from everyword.vault.words import fingerprint
from tests.cases_made import Ticking
from tests.cli.conftest import Run, ids

ANN, BO = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
PUBLIC = str(ANN.to_public())
WORDS = fingerprint(PUBLIC.encode())


@pytest.fixture
def held(filled: Run, tmp_path: Path) -> Run:
    """A case that Ann holds a key to, in ann.txt."""
    (tmp_path / "ann.txt").write_text(f"# public key: {PUBLIC}\n{ANN}\n")
    assert filled("key", "add", "Ann", PUBLIC, "--words", WORDS).code == 0
    return filled


def test_words_are_the_same_for_both(command: Run) -> None:
    assert command("key", "words", PUBLIC).out.strip() == WORDS
    assert len(WORDS.split()) == 8


def test_the_words_of_a_key_file_are_those_of_its_key(command: Run, tmp_path: Path) -> None:
    (tmp_path / "ann.txt").write_text(f"# created\n{ANN}\n")
    assert command("key", "words", "ann.txt").out.strip() == WORDS
    for wrong in ("missing.txt", "age1xyz", str(ANN)):
        assert command("key", "words", wrong).code == 2


def test_a_holder_opens_the_case_with_no_passphrase(held: Run, tmp_path: Path) -> None:
    ran = held("--key-file", tmp_path / "ann.txt", "list")
    assert (ran.code, "Friday" in ran.out) == (0, True)
    assert held("verify").code == 0


def test_without_comparing_nobody_gets_a_key(filled: Run) -> None:
    for words in ((), ("--words", "one two three"), ("--words", WORDS[::-1])):
        ran = filled("key", "add", "Ann", PUBLIC, *words)
        assert (ran.code, len(ran.err.splitlines()) >= 3) == (2, True)
    assert "Ann" not in filled("key", "list").out


def test_everything_ever_given_is_listed(held: Run) -> None:
    assert held("key", "remove", "Ann").code == 0
    lines = [json.loads(line) for line in held("key", "list", "--json").out.splitlines()]
    assert [(each["role"], each["name"]) for each in lines if each["name"] == "Ann"] == [
        ("key holder", "Ann"),
        ("key holder removed", "Ann"),
    ]
    assert PUBLIC in held("key", "list").out


def test_a_key_taken_back_opens_no_longer_and_the_limits_are_said(
    held: Run, tmp_path: Path
) -> None:
    ran = held("key", "remove", "Ann")
    assert "cannot undo" in ran.err
    assert held("--key-file", tmp_path / "ann.txt", "list").code == 5
    assert held("key", "remove", "Ann").code == 2
    assert held("verify").code == 0


def test_a_new_passphrase_and_code_open_and_the_old_do_not(filled: Run, tmp_path: Path) -> None:
    ran = filled("key", "passphrase")
    words = ran.out.split(":", 1)[1].strip()
    assert filled("list").code == 5
    (tmp_path / "words").write_text(words)
    code = filled("key", "recovery").out.split(":", 1)[1].strip()
    (tmp_path / "code").write_text(code)
    assert filled("--passphrase-file", tmp_path / "code", "list").code == 0
    assert filled("key", "remove", "recovery").code == 0
    assert filled("--passphrase-file", tmp_path / "code", "list").code == 5
    assert filled("verify").code == 0


def test_the_last_way_in_is_not_taken_away(filled: Run, tmp_path: Path) -> None:
    assert filled("key", "remove", "recovery").code == 0
    assert filled("key", "remove", "recovery").code == 2
    assert filled("key", "remove", "Ann").code == 2
    assert filled("list").code == 0


def test_a_passphrase_easy_to_guess_needs_to_be_insisted_on(filled: Run, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("Fluffy2014\n")
    ran = filled("key", "passphrase", "--new-file", own)
    assert (ran.code, "can be guessed" in ran.err) == (7, True)
    assert filled("list").code == 0
    assert filled("key", "passphrase", "--new-file", own, "--weak").code == 0
    assert filled("--passphrase-file", own, "list").code == 0


def test_only_a_plain_age_key_is_taken(filled: Run) -> None:
    for key in ("age1yubikey1qqqq", "ssh-ed25519 AAAA", str(ANN), PUBLIC.upper(), PUBLIC[:-1]):
        assert filled("key", "add", "Ann", key, "--words", WORDS).code == 2


def test_a_sheet_to_print(filled: Run, tmp_path: Path) -> None:
    assert filled("key", "recovery", "--sheet", tmp_path / "sheet.pdf").code == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    before = filled("key", "list").out
    for sheet in ("sheet.pdf", "nowhere/sheet.pdf"):
        assert filled("key", "recovery", "--sheet", tmp_path / sheet).code == 2
    assert filled("key", "list").out == before


def test_dry_runs_change_nothing(held: Run) -> None:
    before = held("key", "list").out
    for words in (
        ("add", "Bo", PUBLIC),
        ("remove", "Ann"),
        ("passphrase",),
        ("recovery",),
    ):
        assert held("key", *words, "--dry-run").code == 0
    assert held("key", "list").out == before


@pytest.mark.parametrize("text", ["", "\n", "  \t \n"])
def test_an_empty_passphrase_is_refused_in_plain_words(
    filled: Run, tmp_path: Path, text: str
) -> None:
    (tmp_path / "own").write_text(text)
    for weak in ((), ("--weak",)):
        ran = filled("key", "passphrase", "--new-file", tmp_path / "own", *weak)
        assert (ran.code, "it is empty" in ran.err) == (7, True), ran
    assert filled("list").code == 0


def test_nobody_can_be_called_as_ones_own_slots_are(held: Run) -> None:
    other, before = str(BO.to_public()), held("key", "list").out
    told = ("--words", fingerprint(other.encode()))
    for name in ("recovery", "Recovery", " PASSPHRASE ", "ANN"):
        assert held("key", "add", name, other, *told).code == 2
    assert held("key", "add", "Bo", PUBLIC, "--words", WORDS).code == 2
    assert held("key", "list").out == before


def test_what_was_begun_is_told_where_it_was_not_done(held: Run, tmp_path: Path) -> None:
    (item,) = ids(held, "--find", "Friday")
    assert held("exhibit", "add", "--prefix", "AB", "--title", "T", item).code == 0
    assert held("export", "--to", tmp_path / "package").code == 0
    out = held("key", "list").out
    assert ("begun" in out, "package" in out) == (False, True)
    assert held("export", "--to", tmp_path / "package").code != 0
    assert "export begun" in held("key", "list").out


def test_no_slot_that_opens_is_hidden(held: Run, tmp_path: Path) -> None:
    """One that has no holder standing: put there, or left when its holder was taken away."""
    with Vault.open(
        tmp_path / "case", (tmp_path / "words").read_text(), Ticking(), write=True
    ) as vault:
        (slot,) = [path for path in vault_slots(vault) if "key-" in path]
        key = str(BO.to_public())
        extra = (("recipient", key), ("what", "slot"))
        vault.put_beside("slots/key-00000001.age", lock_slot_to(vault.keys, key), "share", extra)
        vault.note("share", "Ann", (("what", "key holder removed"),))
        vault.commit()
    out = held("key", "list").out
    for path in (slot, "slots/key-00000001.age"):
        assert any(line.split()[-2:-1] == [path] for line in out.splitlines()), out
    assert held("key", "remove", "slots/key-00000001.age").code == 0
    assert not (tmp_path / "case/slots/key-00000001.age").exists()
    strange = tmp_path / "case/slots/zz.age"
    strange.write_bytes((tmp_path / "case/slots/owner.age").read_bytes())
    assert "slots/zz.age" in held("key", "list").err
    assert held("key", "remove", "slots/zz.age").code == 0
    assert not strange.exists()
    assert held("verify").code == 0

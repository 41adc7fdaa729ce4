"""The owner's side: witnesses written down, asked and heard, on a case on the disk."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.errors import Damaged, NotFound, Refused, WrongUsage
from everyword.model import source_of_bytes
from everyword.vault import heads, layout, ledger, witness, witness_owner, witness_state
from everyword.vault.checks import Check
from everyword.vault.store import Vault
from everyword.vault.witness_request import read_request
from tests.vault.cases import NOON, now
from tests.vault.witnessed import BOB_KEY


@pytest.fixture
def vault(case: Path, words: str) -> Iterator[Vault]:
    with Vault.open(case, words, now, write=True) as opened:
        yield opened


@pytest.fixture
def ann(tmp_path: Path, vault: Vault) -> Path:
    own = witness_state.make_key(tmp_path / "ann", "Ann")
    witness_owner.add(vault, "Ann", own.vkey)
    return tmp_path / "ann"


def answer(vault: Vault, folder: Path, start: int | None = None) -> bytes:
    asked = witness_owner.ask(vault, start)
    request = read_request(asked.data)
    return witness_state.sign(folder, request, asked.key, lambda: NOON).answer


def more(vault: Vault, name: str = "more.txt") -> None:
    vault.seal(source_of_bytes(name, name.encode()))
    vault.commit()


def wrong(checks: list[Check]) -> list[Check]:
    return [check for check in checks if not check.ok]


def test_a_head_is_asked_for_signed_and_taken_in(vault: Vault, ann: Path) -> None:
    (taken,) = witness_owner.take(vault, answer(vault, ann))
    size = len(vault.leaf_hashes())

    assert (taken.size, taken.is_new, taken.line.name) == (size, True, "Ann")
    (line,) = witness.cosigned(vault.head_note(), vault.witnesses())
    assert line.ok and line.time == NOON
    (seen,) = witness_owner.seen(vault)
    assert (seen.name, seen.size, seen.time) == ("Ann", size, NOON)
    assert witness.newest_witnessed(vault.folder, vault.witnesses()) == (size, line)
    assert not wrong(vault.verify())

    more(vault)
    assert witness_owner.ask(vault).old == size
    (again,) = witness_owner.take(vault, answer(vault, ann))
    assert again.size == len(vault.leaf_hashes()) and not wrong(vault.verify())


def test_an_answer_that_comes_late_goes_to_its_own_head(vault: Vault, ann: Path) -> None:
    size = len(vault.leaf_hashes())
    late = answer(vault, ann)
    more(vault)

    assert witness_owner.take(vault, late, dry_run=True)[0].is_new
    assert witness_owner.seen(vault)[0].size is None
    assert witness_owner.take(vault, late)[0].size == size
    assert witness_owner.seen(vault)[0].size == size
    assert not witness_owner.take(vault, late)[0].is_new


def test_the_case_says_the_same_after_it_was_opened_again(
    vault: Vault, ann: Path, words: str
) -> None:
    witness_owner.take(vault, answer(vault, ann))
    vault.close()
    with Vault.open(vault.folder, words, now, write=False) as opened:
        assert witness_owner.seen(opened)[0].size == len(opened.leaf_hashes())
        assert list(witness_owner.strange_lines(opened)) == []


def test_several_witnesses_have_seen_different_heads(vault: Vault, ann: Path) -> None:
    witness_owner.take(vault, answer(vault, ann))
    size = len(vault.leaf_hashes())
    witness_owner.add(vault, "Bob", BOB_KEY)

    assert witness_owner.ask(vault).old == witness_owner.ask(vault, name="Ann").old == size
    assert witness_owner.ask(vault, name="Bob").old == 0
    assert witness_owner.ask(vault, 2).old == 2
    with pytest.raises(NotFound):
        witness_owner.ask(vault, name="Carl")


def test_a_witness_who_has_seen_more_than_there_is(vault: Vault, ann: Path) -> None:
    for start in (-1, 10_000):
        with pytest.raises(WrongUsage, match="older copy"):
            witness_owner.ask(vault, start)


@pytest.mark.parametrize(
    ("name", "vkey"),
    [
        ("Ann", BOB_KEY),
        ("", BOB_KEY),
        (" ", BOB_KEY),
        ("a\nb", BOB_KEY),
        ("x" * 201, BOB_KEY),
        ("Bob", BOB_KEY[:-1]),
        ("Bob", "age1" + "q" * 58),
    ],
)
def test_who_cannot_become_a_witness(vault: Vault, ann: Path, name: str, vkey: str) -> None:
    before = vault.records()
    with pytest.raises(WrongUsage):
        witness_owner.add(vault, name, vkey)
    assert vault.records() == before


def test_one_key_is_one_witness_and_never_that_of_the_case(vault: Vault, ann: Path) -> None:
    own = witness_state.own_key(ann).vkey
    case_name = witness.verifier_key(vault.origin, bytes(range(32)))
    for vkey in (own, case_name, heads.verifier_key(vault.origin, vault.public_key)):
        with pytest.raises(WrongUsage):
            witness_owner.add(vault, "Other", vkey)


def test_who_was_removed_is_heard_no_more_and_what_was_signed_stays(
    vault: Vault, ann: Path
) -> None:
    witness_owner.take(vault, answer(vault, ann))
    size = len(vault.leaf_hashes())
    more(vault)
    late = answer(vault, ann)
    witness_owner.remove(vault, "Ann")

    with pytest.raises(Refused, match="not by a witness"):
        witness_owner.take(vault, late)
    with pytest.raises(NotFound):
        witness_owner.remove(vault, "Ann")
    assert vault.witnesses() == {} and witness_owner.seen(vault) == []
    known = witness.ever_known(vault.records())
    assert [each.ok for each in witness.cosigned(vault.head_note(size), known)] == [True]
    assert list(witness_owner.strange_lines(vault)) == []
    witness_owner.add(vault, "Ann", witness_state.own_key(ann).vkey)
    assert witness_owner.take(vault, late)[0].is_new


def test_a_line_nobody_knows_is_said(vault: Vault, ann: Path) -> None:
    note = vault.head_note()
    line = witness.cosign(heads.split(note)[0], "carl", bytes(32), NOON)
    layout.head_path(vault.folder, len(vault.leaf_hashes())).write_bytes(note + line)
    vault.close()
    (found,) = [
        each for size, each in witness_owner.strange_lines(reopened(vault)) if each.name == "carl"
    ]

    assert not found.ok and found.time is None


def reopened(vault: Vault) -> Vault:
    case_id = layout.read_case_id(vault.folder)
    record = ledger.read(vault.folder, vault.keys, case_id)
    return Vault(vault.folder, case_id, vault.keys, record, now, None)


def test_an_old_copy_put_back_gets_no_line(
    vault: Vault, ann: Path, words: str, tmp_path: Path
) -> None:
    """The test of S32: what she keeps is what tells."""
    shutil.copytree(vault.folder, tmp_path / "old")
    more(vault)
    witness_owner.take(vault, answer(vault, ann))
    kept = case_files(ann)
    with Vault.open(tmp_path / "old", words, lambda: NOON + dt.timedelta(1), write=True) as old:
        with pytest.raises(Refused, match="older copy"):
            answer(old, ann)
        more(old, "another.txt")
        with pytest.raises(Damaged, match="not the case you saw before"):
            answer(old, ann)
        more(old, "third.txt")
        with pytest.raises(Damaged, match="not the case you saw before"):
            answer(old, ann, len(vault.leaf_hashes()))
    assert case_files(ann) == kept


def case_files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((folder / "cases").iterdir())]

"""The owner's side: witnesses written down, asked and heard, on a case on the disk."""

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.errors import Damaged, NotFound, Refused, WrongUsage
from everyword.model import source_of_bytes
from everyword.vault import grants, heads, layout, ledger, witness, witness_owner, witness_state
from everyword.vault.checks import Check
from everyword.vault.store import Vault
from everyword.vault.witness_request import read_request
from tests.vault.cases import NOON, now
from tests.vault.witnessed import BOB, BOB_KEY


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
    size = len(vault.leaf_hashes())
    (taken,) = witness_owner.take(vault, answer(vault, ann))

    assert (taken.size, taken.is_new, taken.line.name) == (size, True, "Ann")
    (line,) = witness.cosigned(vault.head_note(size), vault.witnesses())
    assert line.ok and line.time == NOON
    (seen,) = witness_owner.seen(vault)
    assert (seen.name, seen.size, seen.time) == ("Ann", size, NOON)
    assert witness.newest_witnessed(vault.folder, vault.witnesses()) == (size, line)
    assert not wrong(vault.verify())

    more(vault)
    assert witness_owner.ask(vault).old == size
    (again,) = witness_owner.take(vault, answer(vault, ann))
    assert again.size == len(vault.leaf_hashes()) - 1 and not wrong(vault.verify())


def test_an_answer_that_comes_late_goes_to_its_own_head(vault: Vault, ann: Path) -> None:
    size = len(vault.leaf_hashes())
    late = answer(vault, ann)
    more(vault)

    assert witness_owner.take(vault, late, dry_run=True)[0].is_new
    assert witness_owner.seen(vault)[0].size is None
    assert witness_owner.take(vault, late)[0].size == size
    assert witness_owner.seen(vault)[0].size == size
    assert not witness_owner.take(vault, late)[0].is_new


def logged(vault: Vault) -> list[grants.Cosignature]:
    return grants.cosignatures(vault.records())


def test_an_answer_taken_is_a_leaf_before_it_stands_in_the_head(
    vault: Vault, ann: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kill comes between the two; the same answer again puts it right."""
    given = answer(vault, ann)
    size, root = len(vault.leaf_hashes()), heads.verify(vault.head_note(), vault.public_key).root
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "replace_head", killed)
        with pytest.raises(InterruptedError):
            witness_owner.take(vault, given)
    vault.close()

    with Vault.open(vault.folder, words, now, write=True) as again:
        digest = hashlib.sha256(given).hexdigest()
        key = again.witnesses()["Ann"]
        assert logged(again) == [grants.Cosignature("Ann", key, root.hex(), digest)]
        assert again.records()[-1].leaf.size == len(given) and len(again.leaf_hashes()) == size + 1
        assert again.head_sizes()[-1] == size + 1
        (finding,) = wrong(again.verify())
        assert finding.name == f"heads/{size}.note (witness Ann)"
        assert "take the answer again: everyword witness take" in finding.said
        assert witness_owner.take(again, given)[0].is_new
        assert again.head_note(size).endswith(given)
        assert len(logged(again)) == 1 and not wrong(again.verify())
        assert not witness_owner.take(again, given)[0].is_new
        assert len(again.leaf_hashes()) == size + 1


def killed(*arguments: object) -> None:
    raise InterruptedError


def test_a_later_answer_over_the_same_head_stands_for_the_one_that_was_lost(
    vault: Vault, ann: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, note, own = answer(vault, ann), vault.head_note(), witness_state.own_key(ann)
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "replace_head", killed)
        with pytest.raises(InterruptedError):
            witness_owner.take(vault, first)
    later = witness.cosign(heads.split(note)[0], own.name, own.seed, NOON + dt.timedelta(1))
    witness_owner.take(vault, later)

    assert len(logged(vault)) == 2 and not wrong(vault.verify())
    assert not witness_owner.take(vault, first)[0].is_new and not wrong(vault.verify())


@pytest.mark.parametrize("harm", ["line", "head", "other"])
def test_a_line_taken_away_with_its_head_or_without_is_found(
    vault: Vault, ann: Path, harm: str
) -> None:
    given = answer(vault, ann)
    size = witness_owner.take(vault, given)[0].size
    more(vault)
    path = layout.head_path(vault.folder, size)
    note = path.read_bytes()
    if harm == "head":
        path.unlink()
    elif harm == "line":
        path.write_bytes(note.removesuffix(given))
    else:
        text = heads.split(note)[0]
        path.write_bytes(
            note.removesuffix(given) + witness.cosign(text, "ann", bytes(range(32)), NOON)
        )
    vault.close()

    found = {check.name: check.said for check in wrong(vault.verify())}
    assert "is not there" in found[f"heads/{size}.note (witness Ann)"]


def test_a_line_from_before_they_were_leaves_is_one_when_it_is_taken_again(
    vault: Vault, ann: Path
) -> None:
    given, size = answer(vault, ann), len(vault.leaf_hashes())
    vault.replace_head(size, vault.head_note() + given)
    assert logged(vault) == [] and not wrong(vault.verify())

    assert witness_owner.take(vault, given, dry_run=True) and logged(vault) == []
    witness_owner.take(vault, given)
    assert len(logged(vault)) == 1 and not wrong(vault.verify())


def test_two_lines_in_one_answer_are_two_leaves(vault: Vault, ann: Path) -> None:
    witness_owner.add(vault, "Bob", BOB_KEY)
    given, text = answer(vault, ann), heads.split(vault.head_note())[0]
    size = len(vault.leaf_hashes())
    both = given + witness.cosign(text, "bob", BOB, NOON)
    witness_owner.take(vault, both)

    assert [each.name for each in logged(vault)] == ["Ann", "Bob"]
    assert len(vault.leaf_hashes()) == size + 2 and not wrong(vault.verify())


def test_the_case_says_the_same_after_it_was_opened_again(
    vault: Vault, ann: Path, words: str
) -> None:
    witness_owner.take(vault, answer(vault, ann))
    vault.close()
    with Vault.open(vault.folder, words, now, write=False) as opened:
        assert witness_owner.seen(opened)[0].size == len(opened.leaf_hashes()) - 1
        assert list(witness_owner.strange_lines(opened)) == []


def test_several_witnesses_have_seen_different_heads(vault: Vault, ann: Path) -> None:
    size = witness_owner.take(vault, answer(vault, ann))[0].size
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
        ("slots/owner.age", BOB_KEY),
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
    size = witness_owner.take(vault, answer(vault, ann))[0].size
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
    size = witness_owner.take(vault, answer(vault, ann))[0].size
    kept = case_files(ann)
    with Vault.open(tmp_path / "old", words, lambda: NOON + dt.timedelta(1), write=True) as old:
        with pytest.raises(Refused, match="older copy"):
            answer(old, ann)
        more(old, "another.txt")
        with pytest.raises(Damaged, match="not the case you saw before"):
            answer(old, ann)
        more(old, "third.txt")
        with pytest.raises(Damaged, match="not the case you saw before"):
            answer(old, ann, size)
    assert case_files(ann) == kept


def case_files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((folder / "cases").iterdir())]

"""Somebody who can write to the folder and has no key: nothing of theirs is ever taken for ours."""

import hashlib
import secrets
from pathlib import Path

import pytest

from everyword.errors import Damaged
from everyword.model import source_of_bytes
from everyword.vault import journal, known_head, objects, tree
from everyword.vault.deposit import Deposit
from everyword.vault.leaf import Leaf, encode, leaf_hash
from everyword.vault.sealing import seal_object
from everyword.vault.store import Vault, verify_case
from everyword.vault.words import fingerprint
from tests.vault.cases import SLOTS, now, object_paths

SEEN = "2024-04-03T21:07:00Z"


def recipient_of(case: Path) -> str:
    return (case / "recipient.txt").read_text().strip()


def append(case: Path, leaf: Leaf, name: str | None = None, cipher: str | None = None) -> None:
    with (case / "journal").open("ab") as file:
        file.write(journal.seal_entry(recipient_of(case), name, cipher, encode(leaf)))


def forged(kind: str, *extra: tuple[str, str], name: str | None = None) -> Leaf:
    return Leaf(secrets.token_hex(32), kind, None, None, name, SEEN, extra)


def bad(case: Path, words: str) -> list[str]:
    return [each.name for each in verify_case(case, words, now) if not each.ok]


@pytest.mark.parametrize("what", ["delete", "slot", "witness", "snapshot", "file", "redacted"])
def test_a_frame_behind_the_newest_head_counts_only_with_our_mark(
    case: Path, words: str, what: str
) -> None:
    with Vault.open(case, words, now, write=False) as vault:
        victim = vault.files()[0]
    match what:
        case "delete":
            append(case, forged("delete", ("of", leaf_hash(victim.leaf_text).hex())))
        case "slot":
            append(case, forged("share", ("what", "slot removed"), name="slots/owner.age"))
        case "witness":
            append(case, forged("share", ("recipient", "key"), ("what", "witness"), name="Eve"))
        case "snapshot":
            (case / "work/99999999-a.age").write_bytes(b"not yours")
            digest = hashlib.sha256(b"not yours").hexdigest()
            extra = (("what", "work"),)
            salt = secrets.token_hex(32)
            append(case, Leaf(salt, "note", digest, 9, "work/99999999-a.age", SEEN, extra))
        case "file":

            def make_leaf(sha256: str, size: int) -> Leaf:
                return Leaf(secrets.token_hex(32), "file", sha256, size, "forged.txt", SEEN)

            source = source_of_bytes("forged.txt", b"forged")
            made = seal_object(case, recipient_of(case), source, make_leaf, lambda done: None)
            append(case, made.leaf, made.name, made.cipher_sha256)
        case "redacted":
            with (case / "journal").open("ab") as file:
                file.write(journal.seal_redacted(recipient_of(case), bytes(32)))
    assert bad(case, words) != []
    with Vault.open(case, words, now, write=False) as vault:
        assert len(vault.records()) == SLOTS + 4
        assert vault.remarks != []
    with Vault.open(case, words, now, write=True) as vault:
        assert "kept in journal.cut-" in vault.remarks[0]
        assert victim in vault.files()
        assert vault.witnesses() == {}
        assert vault.private_names("work") == []
        assert [each.leaf.name for each in vault.unconfirmed()] == (
            ["forged.txt"] if what == "file" else []
        )
    assert (case / "slots/owner.age").exists()
    assert len(list(case.glob("journal.cut-*"))) == 1
    assert bad(case, words) == []


def test_a_frame_copied_from_the_journal_is_not_taken_twice(case: Path, words: str) -> None:
    """Whoever cannot read a frame can still copy it: an old leaf of a slot would count again."""
    data = (case / "journal").read_bytes()
    with Vault.open(case, words, now, write=False) as vault:
        first = data[: vault._record.scan.offsets[1]]
    (case / "journal").write_bytes(data + first)
    assert bad(case, words) == ["journal"]
    with Vault.open(case, words, now, write=True) as vault:
        assert len(vault.records()) == SLOTS + 4
    assert bad(case, words) == []


def test_a_salt_taken_from_a_package_makes_no_other_leaf_ours(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=False) as vault:
        known = vault.files()[0].leaf

    def make_leaf(sha256: str, size: int) -> Leaf:
        return Leaf(known.salt, "file", sha256, size, "Threat by Sam.txt", "2020-01-01T00:00:00Z")

    same = source_of_bytes("x", b"03/04/2024, 21:07 - Alex: hello\n")
    seal_object(case, recipient_of(case), same, make_leaf, lambda done: None)
    with Vault.open(case, words, now, write=True) as vault:
        assert [each.leaf.name for each in vault.unconfirmed()] == ["Threat by Sam.txt"]


@pytest.mark.parametrize("kind", ["share", "clock", "recover", "export"])
def test_an_object_of_no_kind_that_has_content_stops_nothing(
    case: Path, words: str, kind: str
) -> None:
    extra = (("of", "ab" * 32),) if kind == "recover" else ()

    def make_leaf(sha256: str, size: int) -> Leaf:
        return Leaf(secrets.token_hex(32), kind, sha256, size, "x", SEEN, extra)

    source = source_of_bytes("x", b"x")
    seal_object(case, recipient_of(case), source, make_leaf, lambda done: None)
    with Vault.open(case, words, now, write=True) as vault:
        assert len(vault.records()) == SLOTS + 4
        assert "no kind that has content" in vault.remarks[0]


def test_a_leaf_as_long_as_can_be_stops_nothing(case: Path, words: str) -> None:
    def make_leaf(sha256: str, size: int) -> Leaf:
        return Leaf(secrets.token_hex(32), "file", sha256, size, "x" * 65_250, SEEN)

    source = source_of_bytes("x", b"x")
    seal_object(case, recipient_of(case), source, make_leaf, lambda done: None)
    with Vault.open(case, words, now, write=True) as vault:
        assert len(vault.records()) == SLOTS + 4


def test_a_file_whose_frame_was_sealed_anew_without_its_object(case: Path, words: str) -> None:
    """The object's name is not in the tree; the leaf says that there must be one."""
    with Vault.open(case, words, now, write=False) as vault:
        victim = vault.files()[0]
        offsets = [*vault._record.scan.offsets, vault._record.scan.end]
    data = (case / "journal").read_bytes()
    frame = journal.seal_entry(recipient_of(case), None, None, victim.leaf_text)
    place = victim.index
    (case / "journal").write_bytes(data[: offsets[place]] + frame + data[offsets[place + 1] :])
    objects.path_of(case, str(victim.object)).unlink()
    with pytest.raises(Damaged, match="names no object"):
        Vault.open(case, words, now, write=True)
    with Vault.open(case, words, now, write=False) as vault:
        assert "names no object" in vault.remarks[0]
    assert bad(case, words) != []


@pytest.mark.parametrize("name", ["tmp", "slots", "work", "heads", "objects/{part}"])
def test_a_link_in_the_place_of_a_folder_is_refused(
    case: Path, words: str, tmp_path: Path, name: str
) -> None:
    name = name.format(part=object_paths(case)[0].parent.name)
    (case / name).rename(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/mine.txt").write_text("mine")
    (case / name).symlink_to(tmp_path / "elsewhere")
    for write in (True, False):
        with pytest.raises(Damaged, match="leads elsewhere"):
            Vault.open(case, words, now, write=write)
    with pytest.raises(Damaged, match="leads elsewhere"):
        Deposit.open(case, now)
    assert (tmp_path / "elsewhere/mine.txt").exists()


def test_a_slot_by_somebody_else_stays_a_finding(case: Path, words: str) -> None:
    (case / "slots/key-ffffffff.age").write_bytes((case / "slots/owner.age").read_bytes())
    for _ in range(2):
        with Vault.open(case, words, now, write=True) as vault:
            assert "the journal does not name" in vault.remarks[0]
        assert bad(case, words) == ["slots/key-ffffffff.age"]


def test_a_folder_older_than_a_known_head_is_not_gone_on_with(case: Path, words: str) -> None:
    """Nothing is signed before the comparison: a second head of one size would be a fork."""
    with Vault.open(case, words, now, write=False) as vault:
        hashes = vault.leaf_hashes()
    before = sorted((case / "heads").iterdir())
    newer = known_head.read(f"{len(hashes) + 1} {fingerprint(bytes(32))}")
    same = known_head.read(f"{len(hashes)} {fingerprint(tree.root(hashes))}")
    with Deposit.open(case, now) as deposit:
        deposit.seal(source_of_bytes("x", b"x"))
    for write in (True, False):
        with pytest.raises(Damaged, match="older"):
            Vault.open(case, words, now, write=write, known=newer)
    assert sorted((case / "heads").iterdir()) == before
    Vault.open(case, words, now, write=True, known=same).close()

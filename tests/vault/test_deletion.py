"""Deleting: the content is gone, the tree and every head stay, and it cannot come back."""

import shutil
from pathlib import Path

import pytest

from everyword.errors import NotFound, StorageFailed
from everyword.model import source_of_bytes
from everyword.vault import deletion, ledger, storage
from everyword.vault.deposit import Deposit, new_recording
from everyword.vault.leaf import leaf_hash
from everyword.vault.store import Sealed, Vault, verify_case
from tests.vault.cases import now, object_paths


def wrong(case: Path, words: str) -> list[str]:
    return [f"{each.name}: {each.said}" for each in verify_case(case, words, now) if not each.ok]


def chat_of(vault: Vault) -> Sealed:
    return next(each for each in vault.files() if each.leaf.name == "Alex.txt")


def test_what_is_deleted_is_gone_and_said(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        before, heads = vault.leaf_hashes(), {n: vault.head_note(n) for n in vault.head_sizes()}
        chat = chat_of(vault)
        (gone,) = vault.delete(chat.key, "not mine to keep")
        assert gone == chat
        assert chat not in vault.files()
        assert vault.leaf_hashes()[: len(before)] == before
        assert all(vault.head_note(size) == note for size, note in heads.items())
        with pytest.raises(NotFound):
            vault.delete(chat.key, None)
    assert not any(path.stem == chat.object for path in object_paths(case))
    assert wrong(case, words) == []
    with Vault.open(case, words, now, write=True) as vault:
        assert vault.remarks == []
        last = vault.records()[-1].leaf
        assert (last.kind, last.get("of"), last.get("why")) == (
            *("delete", leaf_hash(chat.leaf_text).hex(), "not mine to keep"),
        )
        assert vault.records()[chat.index].leaf_text == b""


def test_the_leaf_text_is_nowhere_any_more(case: Path, words: str) -> None:
    """Not in the journal, and not in a copy of it kept for speed."""
    with Vault.open(case, words, now, write=True) as vault:
        chat = chat_of(vault)
        ledger.keep_opened(case, vault.keys, vault._record)
        vault.delete(chat.key, None)
    with Vault.open(case, words, now, write=False) as vault:
        texts = b"".join(each.leaf_text for each in vault.records())
        assert b"Alex.txt" not in texts
        assert str(chat.leaf.sha256).encode() not in texts


def test_a_deleted_object_put_back_is_removed_again(case: Path, words: str, tmp_path: Path) -> None:
    with Deposit.open(case, now) as deposit:
        deposit.seal(source_of_bytes("locked.txt", b"kept while locked"))
    for name in ("Alex.txt", "locked.txt"):
        with Vault.open(case, words, now, write=True) as vault:
            target = next(each for each in vault.files() if each.leaf.name == name)
            path = next(path for path in object_paths(case) if path.stem == target.object)
            shutil.copy(path, tmp_path / "old.age")
            vault.delete(target.key, None)
            count = len(vault.records())
        shutil.copy(tmp_path / "old.age", path)
        with Vault.open(case, words, now, write=True) as vault:
            assert "it was deleted before" in vault.remarks[0]
            assert len(vault.records()) == count
        assert not path.exists()


@pytest.mark.parametrize("step", ["remove", "create", "rename", "sync_folder"])
def test_a_deletion_cut_off_is_finished_at_the_next_opening(
    case: Path, words: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        chat = chat_of(vault)
        real, calls = getattr(storage, step), []

        def fail(*arguments: object) -> object:
            calls.append(arguments)
            # Let the delete leaf and its head through; stop what comes after.
            if any("heads" in str(each) for each in arguments) or not is_decided():
                return real(*arguments)
            raise StorageFailed(reason="the disk reported a fault")

        def is_decided() -> bool:
            return not vault._pending and vault._record.head_size == len(vault._record.hashes)

        with monkeypatch.context() as patch, pytest.raises(StorageFailed):
            patch.setattr(storage, step, fail)
            vault.delete(chat.key, None)
        assert calls
    assert wrong(case, words) == []
    with Vault.open(case, words, now, write=True) as vault:
        assert vault.records()[chat.index].leaf_text == b""
        assert chat.key not in [each.key for each in vault.files()]
    assert not any(path.stem == chat.object for path in object_paths(case))
    assert wrong(case, words) == []


def test_a_recording_goes_with_all_its_slices(case: Path, words: str) -> None:
    rec = new_recording()
    with Deposit.open(case, now) as deposit:
        for seq in range(3):
            deposit.slice(rec, seq, b"slice %d" % seq, "talk.ogg")
    count = len(object_paths(case)) - 3
    with Vault.open(case, words, now, write=True) as vault:
        assert len(vault.delete(rec, None)) == 4
        assert vault.unconfirmed() == ()
    assert len(object_paths(case)) == count
    assert wrong(case, words) == []
    with Vault.open(case, words, now, write=True) as vault:
        assert vault.remarks == []
        assert all(each.leaf.get("rec") != rec for each in vault.files())


def recorded_badly(case: Path, rec: str) -> None:
    """Sent twice, out of place, with a stop mark in the middle and one at the end."""
    for _ in range(2):
        with Deposit.open(case, now) as deposit:
            for seq in range(3):
                deposit.slice(rec, seq, b"slice %d" % seq, "talk.ogg")
            deposit.stop(rec, 3, "talk.ogg")
    with Deposit.open(case, now) as deposit:
        deposit.slice(rec, 1, b"other bytes", "talk.ogg")
        deposit.slice(rec, 9, b"out of place", "talk.ogg")


def test_of_a_deleted_recording_nothing_stays_that_could_come_back(case: Path, words: str) -> None:
    rec, before = new_recording(), object_paths(case)
    recorded_badly(case, rec)
    with Vault.open(case, words, now, write=True) as vault:
        assert vault.files()[-1].key == rec
    with Deposit.open(case, now) as deposit:
        deposit.slice(rec, 5, b"after the end", "talk.ogg")
    with Vault.open(case, words, now, write=True) as vault:
        copies = [path.read_bytes() for path in object_paths(case)]
        paths = object_paths(case)
        assert len(vault.delete(rec, None)) == 2 * 4 + 2 + 1 + 1
    assert object_paths(case) == before
    with Vault.open(case, words, now, write=True) as vault:
        assert vault.remarks == []
        assert b"talk.ogg" not in b"".join(each.leaf_text for each in vault.records())
        assert rec.encode() not in b"".join(each.leaf_text for each in vault.records())
        count = len(vault.records())
    for path, data in zip(paths, copies, strict=True):
        path.write_bytes(data)
    with Vault.open(case, words, now, write=True) as vault:
        assert len(vault.records()) == count
    assert object_paths(case) == before
    assert wrong(case, words) == []


def test_the_recording_itself_is_named_last(case: Path, words: str) -> None:
    """A journal cut off between the records leaves it there, to be deleted again."""
    rec = new_recording()
    recorded_badly(case, rec)
    with Vault.open(case, words, now, write=True) as vault:
        kinds = [each.leaf.kind for each in deletion.targets(vault.records(), rec)]
    assert kinds == ["recover"] * 10 + ["recording"]


def test_a_recording_half_deleted_is_no_finding_and_is_finished(
    case: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rec = new_recording()
    recorded_badly(case, rec)

    def fail(*arguments: object) -> object:
        raise StorageFailed(reason="the disk reported a fault")

    with (
        Vault.open(case, words, now, write=True) as vault,
        monkeypatch.context() as patch,
        pytest.raises(StorageFailed),
    ):
        patch.setattr(ledger, "rewrite_redacted", fail)
        vault.delete(rec, None)
    assert wrong(case, words) == []
    with Vault.open(case, words, now, write=True) as vault:
        assert all(each.leaf.get("rec") != rec for each in vault.records())
    assert wrong(case, words) == []

"""Locked capture: sealed with the public key alone, asked about at the next opening."""

import hashlib
import secrets
import shutil
from pathlib import Path

import pyrage
import pytest

from everyword.errors import CaseInUse, Damaged, NoCase, StorageFailed, WrongUsage
from everyword.model import source_of_bytes
from everyword.vault import storage
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
        assert "say whether it is yours" in vault.remarks[0]
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

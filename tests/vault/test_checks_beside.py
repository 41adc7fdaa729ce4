"""Slots, snapshots, stamps, witnesses, deletions, recordings: missing, added or put back."""

import hashlib
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from everyword.model import source_of_bytes
from everyword.vault import checks, heads, journal, keys, objects, ots, witness
from everyword.vault.checks import Check, Remark
from everyword.vault.checks_journal import check_heads, check_journal, notes
from everyword.vault.checks_outside import check_witnesses
from everyword.vault.deposit import Deposit
from everyword.vault.keys import Keys
from everyword.vault.leaf import Leaf, encode
from everyword.vault.store import Vault
from tests.cases_made import quick_stretch
from tests.vault import cases, full_case
from tests.vault.authority import needs_openssl
from tests.vault.cases import NOON, copy, keys_of, now, object_paths

SLOT = "slots/key-00112233.age"
SNAPSHOT = "work/{:08}-20240403T120000Z.age"
SEED = bytes(range(32))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("full") / "case"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_stretch", quick_stretch)
        return folder, full_case.make(folder)


@pytest.fixture
def full(quick_words: None, made: tuple[Path, str], tmp_path: Path) -> Path:
    return copy(made[0], tmp_path / "full")


@pytest.fixture
def full_keys(quick_words: None, made: tuple[Path, str]) -> Keys:
    return keys_of(*made)


def verify(folder: Path, case_keys: Keys) -> list[Check]:
    return checks.verify(folder, case_keys, NOON)


def wrong(folder: Path, case_keys: Keys) -> list[str]:
    return [check.name for check in verify(folder, case_keys) if not check.ok]


def said(folder: Path, case_keys: Keys, name: str) -> Check:
    return next(check for check in verify(folder, case_keys) if check.name == name)


@pytest.mark.parametrize("name", [SLOT, "slots/owner.age", SNAPSHOT.format(2)])
def test_what_is_logged_must_be_there(full: Path, full_keys: Keys, name: str) -> None:
    (full / name).unlink()

    assert wrong(full, full_keys) == [name]
    assert "missing" in said(full, full_keys, name).said


@needs_openssl
@pytest.mark.parametrize("part", ["tsq", "tsr", "pem"])
def test_a_logged_stamp_file_must_be_there(full: Path, full_keys: Keys, part: str) -> None:
    (path,) = (full / "heads").glob(f"*.{part}")
    path.unlink()

    assert f"heads/{path.name}" in wrong(full, full_keys)


def test_an_older_snapshot_may_be_gone(full: Path, full_keys: Keys) -> None:
    (full / SNAPSHOT.format(1)).unlink()

    assert wrong(full, full_keys) == []


def test_an_older_file_put_back_under_its_name_is_found(full: Path, full_keys: Keys) -> None:
    shutil.copy(full / SNAPSHOT.format(1), full / SNAPSHOT.format(2))

    assert wrong(full, full_keys) == [SNAPSHOT.format(2)]


def test_a_slot_that_is_not_logged_is_named(full: Path, full_keys: Keys) -> None:
    name = "slots/key-99999999.age"
    shutil.copy(full / SLOT, full / name)

    assert wrong(full, full_keys)[0] == name
    assert "not in the journal" in said(full, full_keys, name).said


@pytest.mark.parametrize("name", ["heads/4.b.tsr", "heads/4.b.tsq", "heads/4.b.pem", "heads/4.ots"])
def test_a_file_beside_a_head_that_is_not_logged_is_told_and_not_used(
    full: Path, full_keys: Keys, name: str
) -> None:
    shutil.copy(full / SLOT, full / name)

    assert wrong(full, full_keys) == []
    (check,) = [each for each in verify(full, full_keys) if each.name.startswith(name)]
    assert isinstance(check, Remark) and "not used" in check.said
    with (full / "journal").open("r+b") as file:
        file.seek(40)
        file.write(b"damage")
    assert name in wrong(full, full_keys)


@needs_openssl
def test_a_stamp_without_a_logged_root_cannot_be_checked(
    full: Path, full_keys: Keys, made: tuple[Path, str]
) -> None:
    """A certificate somebody put beside it is not what it is checked against."""
    (tsr,) = (full / "heads").glob("*.tsr")
    (pem,) = (full / "heads").glob("*.pem")
    name = f"heads/{tsr.name.replace('.a.', '.b.')}"
    with Vault.open(full, made[1], now, write=True) as vault:
        vault.put_beside(name, tsr.read_bytes(), "note", (("what", "time stamp"),))
        vault.commit()
    shutil.copy(pem, full / name.replace(".tsr", ".pem"))

    assert wrong(full, full_keys) == [name]


@needs_openssl
@pytest.mark.parametrize("part", ["tsq", "tsr", "pem"])
def test_other_bytes_under_a_logged_name_stay_a_finding(
    full: Path, full_keys: Keys, part: str
) -> None:
    (path,) = (full / "heads").glob(f"*.{part}")
    path.write_bytes(b"other")

    assert f"heads/{path.name}" in wrong(full, full_keys)


def test_a_snapshot_that_is_not_logged_is_told_and_not_used(full: Path, full_keys: Keys) -> None:
    name = SNAPSHOT.format(9)
    shutil.copy(full / SNAPSHOT.format(1), full / name)

    assert wrong(full, full_keys) == []
    check = said(full, full_keys, name)
    assert isinstance(check, Remark) and "not used" in check.said


@pytest.mark.parametrize("make", [lambda p: p.symlink_to("/dev/zero"), lambda p: p.mkdir()])
def test_what_is_no_plain_file_is_named(
    full: Path, full_keys: Keys, make: Callable[[Path], None]
) -> None:
    (full / SLOT).unlink()
    make(full / SLOT)

    assert SLOT in wrong(full, full_keys)


def test_a_slot_that_was_taken_away_and_put_back_is_named(
    full: Path, full_keys: Keys, made: tuple[Path, str]
) -> None:
    data = (full / SLOT).read_bytes()
    with Vault.open(full, made[1], now, write=True) as vault:
        vault.remove_beside(SLOT, "slot removed")
    assert wrong(full, full_keys) == []

    (full / SLOT).write_bytes(data)
    assert wrong(full, full_keys) == [SLOT]
    assert "taken away" in said(full, full_keys, SLOT).said


def test_a_slot_with_a_frame_made_without_the_keys_is_named(full: Path, full_keys: Keys) -> None:
    """Anybody can seal a frame to recipient.txt; nobody else can make the mark in its salt."""
    name, data = "slots/key-99999999.age", (full / SLOT).read_bytes()
    (full / name).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    extra = (("recipient", "age1x"), ("what", "slot"))
    leaf = Leaf("5" * 64, "share", digest, len(data), name, "2024-04-03T12:00:00Z", extra)
    with (full / "journal").open("ab") as file:
        file.write(journal.seal_entry(full_keys.recipient, None, None, encode(leaf)))

    assert wrong(full, full_keys) == ["journal", name]
    assert "mark" in said(full, full_keys, "journal").said


def test_records_after_the_last_head_that_are_ours_are_told(
    full: Path, full_keys: Keys, made: tuple[Path, str]
) -> None:
    newest = max((full / "heads").glob("*.note"), key=lambda path: int(path.stem))
    with Vault.open(full, made[1], now, write=True) as vault:
        vault.note("clock")
        vault.commit()
        added = f"{vault.head_sizes()[-1]}.note"
    (full / "heads" / added).unlink()

    assert newest.name != added and wrong(full, full_keys) == []
    told = [check for check in verify(full, full_keys) if check.name == "journal"]
    assert any("after the head" in check.said for check in told)


@needs_openssl
def test_both_checkers_of_a_stamp_are_shown(
    full: Path, full_keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [check for check in verify(full, full_keys) if ".tsr (" in check.name]
    assert [check.name.split(" ")[1] for check in found] == ["(rfc3161-client)", "(openssl)"]
    assert all(check.ok and "2024-04-03 12:00" in check.said for check in found)

    monkeypatch.setattr(shutil, "which", lambda program: None)
    last = next(check for check in verify(full, full_keys) if "(openssl)" in check.name)
    assert isinstance(last, Remark) and "not asked" in last.said and last.ok


@needs_openssl
def test_a_stamp_of_another_head_does_not_match(
    full: Path, full_keys: Keys, made: tuple[Path, str]
) -> None:
    with Vault.open(full, made[1], now, write=True) as vault:
        (size,) = {int(path.name.split(".")[0]) for path in (full / "heads").glob("*.tsr")}
        for part in ("tsr", "pem"):
            data = vault.read_beside(f"heads/{size}.a.{part}")
            what = (("what", "time stamp"),)
            vault.put_beside(f"heads/2.b.{part}", data, "note", what)
        vault.put_beside("heads/2.ots", ots.MAGIC + b"\x01\x08" + bytes(40), "note", what)
        vault.commit()

    names = ["heads/2.b.tsr (rfc3161-client)", "heads/2.b.tsr (openssl)", "heads/2.ots"]
    assert sorted(wrong(full, full_keys)) == sorted(names)


def cosigned(vault: Vault) -> int:
    """A witness, her line in the newest head, and its size."""
    vkey = witness.verifier_key("sam", heads.public_key(SEED))
    vault.note("share", "Sam", (("recipient", vkey), ("what", "witness")))
    vault.commit()
    size = vault.head_sizes()[-1]
    note = vault.head_note()
    line = witness.cosign(heads.split(note)[0], "sam", SEED, NOON)
    vault.replace_head(size, note + line)
    return size


def test_a_witness_is_shown_and_a_changed_line_is_named(
    full: Path, full_keys: Keys, made: tuple[Path, str]
) -> None:
    with Vault.open(full, made[1], now, write=True) as vault:
        size = cosigned(vault)
        vault.note("share", "Sam", (("what", "witness removed"),))
        vault.commit()
    name = f"heads/{size}.note"
    assert wrong(full, full_keys) == []
    assert "2024-04-03 12:00" in said(full, full_keys, f"{name} (witness Sam)").said

    note = (full / name).read_bytes()
    case_id = (full / "FORMAT").read_text().split()[-1]
    for path in (full / "heads").glob("*.note"):
        if path.name != f"{size}.note":
            path.unlink()
    record, _ = check_journal(full, full_keys)
    line = note.rstrip(b"\n").rpartition(b"\n")[2]
    for place in range(note.index(line), len(note)):
        changed = bytearray(note)
        changed[place] ^= 1
        (full / name).write_bytes(changed)
        found = check_heads(full, full_keys, case_id, record)
        found += check_witnesses(notes(full, full_keys, record.sizes), record.vouched)
        assert any(not check.ok and check.name.startswith(name) for check in found), place


def test_an_emptied_record_that_nobody_deleted_is_found(full: Path, full_keys: Keys) -> None:
    data = (full / "journal").read_bytes()
    offsets = [*cases.scan(io.BytesIO(data)).offsets, len(data)]
    record = check_journal(full, full_keys)[0]
    sealed = next(each for each in record.records if each.object)
    frame = journal.seal_redacted(full_keys.recipient, record.hashes[sealed.index])
    start, end = offsets[sealed.index], offsets[sealed.index + 1]
    (full / "journal").write_bytes(data[:start] + frame + data[end:])
    objects.path_of(full, str(sealed.object)).unlink()

    assert wrong(full, full_keys) == ["journal"]
    found = [check.said for check in verify(full, full_keys) if not check.ok]
    assert found == [f"record {sealed.index} was emptied, and no record says it was deleted"]


def test_a_deleted_file_that_lies_there_again_is_named(
    case: Path, words: str, tmp_path: Path
) -> None:
    before = copy(case, tmp_path / "before")
    case_keys = keys_of(case, words)
    with Vault.open(case, words, now, write=True) as vault:
        gone = vault.files()[0]
        vault.delete(gone.key, "private")
    assert wrong(case, case_keys) == []

    label = objects.label(str(gone.object))
    (case / label).parent.mkdir(exist_ok=True)
    shutil.copy(before / label, case / label)
    assert wrong(case, case_keys) == [label]
    assert "deleted on purpose" in said(case, case_keys, label).said


def test_a_deletion_that_was_cut_off_is_told(
    case: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_keys = keys_of(case, words)
    with Vault.open(case, words, now, write=True) as vault:
        gone = vault.files()[0]
        monkeypatch.setattr(Vault, "_finish_deleting", lambda self, wanted: None)
        vault.delete(gone.key, None)
    label = objects.label(str(gone.object))
    assert wrong(case, case_keys) == []
    assert "being deleted" in said(case, case_keys, label).said

    (case / label).unlink()
    assert wrong(case, case_keys) == []


def test_a_recording_with_a_slice_gone_or_exchanged_is_named(full: Path, full_keys: Keys) -> None:
    name = f"recording {full_case.REC}"
    record = check_journal(full, full_keys)[0]
    slices = [each for each in record.records if each.object and each.leaf.get("seq")]
    path = objects.path_of(full, str(slices[1].object))
    path.unlink()

    assert wrong(full, full_keys) == [objects.label(path.stem), name]
    assert "2 of its 3 slices" in said(full, full_keys, name).said


def test_unconfirmed_things_are_counted(case: Path, words: str) -> None:
    case_keys = keys_of(case, words)
    with Deposit.open(case, now) as deposit:
        for number in range(2):
            deposit.seal(source_of_bytes(f"{number}.txt", b"%d" % number))
    assert wrong(case, case_keys) == []
    assert sum("not in the journal yet" in check.said for check in verify(case, case_keys)) == 2

    with Vault.open(case, words, now, write=True) as vault:
        first, _ = vault.unconfirmed()
        assert "2 files" in said(case, case_keys, "unconfirmed").said
        vault.confirm(first, "mine")
        vault.commit()
    check = said(case, case_keys, "unconfirmed")
    assert isinstance(check, Remark) and "1 file came" in check.said
    assert "everyword confirm" in check.said


def test_a_key_holders_slot_is_said_to_be_one(full: Path, full_keys: Keys) -> None:
    assert said(full, full_keys, SLOT).ok
    assert len(object_paths(full)) == 6

"""A case copied whole, and removed without a trace."""

from pathlib import Path

import pytest

from everyword.errors import Damaged, NoCase, StorageFailed, WrongUsage
from everyword.vault import moving, storage
from everyword.vault.store import Vault, verify_case
from tests.cases_made import Quiet
from tests.vault.cases import now
from tests.vault.packages import files_of


def test_the_copy_is_the_case(case: Path, words: str, tmp_path: Path) -> None:
    (case / "tmp/left").write_bytes(b"not finished")
    (case / "holiday.jpg").write_bytes(b"not of the case")
    moving.copy(case, tmp_path / "new/there", Quiet())

    old = files_of(case)
    assert files_of(tmp_path / "new/there") == {
        name: data for name, data in old.items() if name not in ("tmp/left", "holiday.jpg")
    }
    assert all(check.ok for check in verify_case(tmp_path / "new/there", words, now))
    assert (tmp_path / "new/there").stat().st_mode & 0o077 == 0
    with pytest.raises(WrongUsage, match="not empty"):
        moving.copy(case, tmp_path / "new/there", Quiet())
    with pytest.raises(WrongUsage, match="inside"):
        moving.copy(case, case / "tmp/copy", Quiet())


def test_half_a_copy_is_no_case(
    case: Path, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, count = storage.sync, 0

    def fail_late(file: int) -> None:
        nonlocal count
        count += 1
        if count == len(list(moving.known_files(case))):
            raise StorageFailed(reason="the disk is full")
        real(file)

    monkeypatch.setattr(storage, "sync", fail_late)
    with pytest.raises(StorageFailed):
        moving.copy(case, tmp_path / "there", Quiet())
    assert not (tmp_path / "there").exists()
    with pytest.raises(NoCase):
        Vault.open(tmp_path / "there", words, now, write=False)


def test_nothing_of_the_case_stays(case: Path, words: str) -> None:
    (case / "tmp/left").write_bytes(b"not finished")
    assert moving.remove(case) == []
    assert not case.exists()


def test_what_is_not_of_the_case_stays_and_is_named(case: Path) -> None:
    (case / "work/mine").mkdir()
    (case / "work/mine/holiday.jpg").write_bytes(b"x")
    assert moving.remove(case) == ["work", "work/mine", "work/mine/holiday.jpg"]


def test_a_link_in_the_place_of_a_folder_is_not_followed(case: Path, tmp_path: Path) -> None:
    (tmp_path / "Documents").mkdir()
    (tmp_path / "Documents/mine.txt").write_text("mine")
    (case / "tmp").rmdir()
    (case / "tmp").symlink_to(tmp_path / "Documents")
    with pytest.raises(Damaged, match="leads elsewhere"):
        moving.remove(case)
    assert (tmp_path / "Documents/mine.txt").exists()


def test_the_keys_go_first(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    monkeypatch.setattr(
        storage, "remove", lambda path: (order.append(path.parent.name), path.unlink())
    )
    moving.remove(case)
    assert set(order[:2]) == {"slots"}
    assert "slots" not in order[2:]

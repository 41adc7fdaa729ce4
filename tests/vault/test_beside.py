"""Files beside the objects count only as they were logged."""

from pathlib import Path

import pytest

from everyword.errors import Damaged
from everyword.vault.store import Vault
from tests.vault.cases import now


def test_a_file_is_read_back_only_as_it_was_logged(case: Path, words: str) -> None:
    path = "heads/6.a.tsq"
    with Vault.open(case, words, now, write=True) as vault:
        vault.put_beside(path, b"one", "note", (("what", "time-stamp request"),))
        vault.put_beside(path, b"two", "note", (("what", "time-stamp request"),))
        vault.commit()
        assert vault.read_beside(path) == b"two"
        (case / path).write_bytes(b"one")
        with pytest.raises(Damaged, match="not the file the journal names"):
            vault.read_beside(path)
        (case / "heads/6.b.tsq").write_bytes(b"put there")
        with pytest.raises(Damaged, match="not in the journal"):
            vault.read_beside("heads/6.b.tsq")
        (case / path).unlink()
        with pytest.raises(Damaged, match=r"6\.a\.tsq"):
            vault.read_beside(path)


@pytest.mark.parametrize("name", ["FORMAT", "journal", "heads/6.note", "slots/../x.age", "x"])
def test_nothing_else_is_written_that_way(case: Path, words: str, name: str) -> None:
    with (
        Vault.open(case, words, now, write=True) as vault,
        pytest.raises(ValueError, match="not a file beside"),
    ):
        vault.put_beside(name, b"", "note", ())


def test_what_was_taken_away_is_not_logged_any_more(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        assert "slots/recovery.age" in vault.beside()
        vault.remove_beside("slots/recovery.age", "slot removed")
        assert "slots/recovery.age" not in vault.beside()
    assert not (case / "slots/recovery.age").exists()
    with Vault.open(case, words, now, write=False) as vault:
        assert list(vault.beside()) == ["slots/owner.age"]


def test_a_snapshot_put_there_by_somebody_is_not_used(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        vault.write_private("work/00000001-a.age", b"decisions")
        (case / "work/00000009-b.age").write_bytes((case / "work/00000001-a.age").read_bytes())
        assert vault.private_names("work") == ["00000001-a.age"]

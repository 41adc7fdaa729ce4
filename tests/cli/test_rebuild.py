"""everyword rebuild: the same items again, the work kept."""

from pathlib import Path

from tests.cli.conftest import Run, ids


def test_rebuild_gives_the_same_items_and_keeps_the_work(filled: Run, tmp_path: Path) -> None:
    filled("fact", "add", "Kept.", "--when", "2024", "--status", "agreed", "--cite", ids(filled)[0])
    before = filled("list", "--json").out
    (tmp_path / "case" / "case.db").write_bytes(b"not a database at all" * 100)
    assert filled("list").code == 6

    assert filled("rebuild").code == 0

    assert filled("list", "--json").out == before
    assert "Kept." in filled("fact", "list").out

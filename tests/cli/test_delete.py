"""everyword delete: the content goes, with a warning before and an honest word after."""

from pathlib import Path

from tests.cli.conftest import Run, ids


def test_a_deleted_file_is_found_nowhere(filled: Run, tmp_path: Path) -> None:
    other = tmp_path / "copy.txt"
    other.write_text("Friday is nowhere else\n")
    assert filled("add", other).code == 0
    ran = filled("delete", "copy.txt", "--yes", "--why", "by mistake")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "deleted  copy.txt")
    assert "can be\npunished" in ran.err
    assert "What remains" in ran.err
    assert ids(filled, "--find", "nowhere") == []
    assert "copy.txt" not in filled("list", "--sources").out
    assert filled("verify").code == 0
    assert filled("rebuild").code == 0
    assert ids(filled, "--find", "nowhere") == []
    assert len(ids(filled, "--find", "Friday")) == 1


def test_what_stands_in_another_source_too_stays(filled: Run, chat: Path, tmp_path: Path) -> None:
    again = tmp_path / "later" / chat.name
    again.parent.mkdir()
    again.write_text(chat.read_text("utf-8") + "16/03/2024, 08:00 - Sam: hello\n", "utf-8")
    assert filled("add", again).code == 0
    (item,) = ids(filled, "--find", "Friday")
    first = next(
        line.split()[0]
        for line in filled("list", "--sources").out.splitlines()
        if chat.name in line
    )
    assert filled("exhibit", "add", "--prefix", "AB", "--title", "T", item).code == 0
    assert filled("delete", first, "--yes").code == 0
    (item,) = ids(filled, "--find", "Friday")
    assert filled("show", item).code == 0
    assert filled("show", item, "--raw").code == 0
    assert item in filled("exhibit", "list", "--json").out
    assert filled("bundle", "-o", "b.pdf").code in (0, 1)
    assert filled("rebuild").code == 0
    assert ids(filled, "--find", "Friday") == [item]
    assert filled("verify").code == 0


def test_what_an_exhibit_stands_on_is_not_deleted(filled: Run, chat: Path) -> None:
    (item,) = ids(filled, "--find", "Friday")
    assert filled("exhibit", "add", "--prefix", "AB", "--title", "T", item).code == 0
    ran = filled("delete", chat.name, "--yes")
    assert (ran.code, "AB1" in ran.err) == (7, True)
    assert filled("exhibit", "remove", "AB1").code == 0
    assert filled("delete", chat.name, "--yes").code == 0


def test_nobody_is_there_to_be_asked(filled: Run, chat: Path) -> None:
    assert filled("delete", chat.name).code == 2
    assert filled("delete", chat.name, "--dry-run").code == 0
    assert filled("delete", "nothing", "--yes").code == 2
    assert len(ids(filled, "--find", "Friday")) == 1

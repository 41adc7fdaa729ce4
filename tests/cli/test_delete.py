"""everyword delete: the content goes, with a warning before and an honest word after."""

import re
from pathlib import Path

from everyword.cli.delete import _short
from everyword.index.store import SourceRow
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


def test_of_two_files_with_one_name_each_can_be_typed(filled: Run, tmp_path: Path) -> None:
    for folder, words in (("a", "one\n"), ("b", "two two\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "letter.txt").write_text(words)
        assert filled("add", tmp_path / folder / "letter.txt").code == 0

    ran = filled("delete", "letter.txt", "--yes")

    assert (ran.code, ran.out) == (2, "")
    for size, digest in ((4, "2c8b08da5ce60398"), (8, "89eaf5ec9a1b0935")):
        line = rf"letter\.txt, {size} bytes, SHA-256 {digest}\.\.\., added 2[-0-9]+ [0-9:]+ UTC"
        assert re.search(line, ran.err), ran.err
    typed = re.findall(r"^  everyword delete ([0-9a-f]{8,32})$", ran.err, re.MULTILINE)
    assert len(set(typed)) == 2
    said = "2 files of the case fit letter.txt.\nNothing was changed.\n"
    assert said in ran.err and ran.err.endswith(
        "type the line of the one you mean:  everyword delete ID\n"
    )
    assert filled("delete", typed[1], "--yes").out.splitlines()[0].startswith("letter.txt, 8 bytes")
    assert filled("delete", "letter.txt", "--yes").code == 0


def test_what_can_be_typed_is_as_long_as_it_must_be() -> None:
    def row(name: str, sha256: str) -> SourceRow:
        return SourceRow(name, 0, sha256, 1, "x", "2024-01-01T00:00:00Z", "read")

    rows = [row("abcdefgh12" + "0" * 22, "1" * 64), row("abcdefgh13" + "0" * 22, "abcdefgh12" * 6)]

    assert _short(rows[0], rows) == "abcdefgh120" and _short(rows[1], rows) == "abcdefgh13"
    assert _short(rows[0], [rows[0]]) == "abcdefgh"

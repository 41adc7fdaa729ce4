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


def test_rebuild_asks_about_conversations_that_look_like_one(
    in_case: Run,
    tmp_path: Path,
) -> None:
    lines = [
        f"{1 + n % 28:02}/03/2024, {8 + n // 28:02}:07 - Sam: about day {n}\n" for n in range(40)
    ]
    for name in ("Sam", "Sammy"):
        path = tmp_path / f"WhatsApp Chat with {name}.txt"
        inside = sorted(lines, key=lambda line: (line[:5], line))
        path.write_text("".join([*inside, f"29/03/2024, 21:07 - Sam: for {name}\n"]), "utf-8")
        in_case("add", path)

    assert "These two look like one conversation" in in_case("rebuild").err
    assert in_case("thread", "apart", "Sam", "Sammy").code == 0
    assert "look like one" not in in_case("rebuild").err

"""everyword show: one item, its places, and the very bytes of its source."""

from tests.cli.conftest import CHAT, Run, ids


def test_show_says_words_place_and_hash(filled: Run) -> None:
    (item,) = ids(filled, "--find", "Friday")
    ran = filled("show", item[:6])

    assert "I will send money on Friday\nand the rest next week" in ran.out
    assert "line 2 to 3" in ran.out and "sha256" in ran.out


def test_show_raw_gives_the_bytes_of_the_source(filled: Run) -> None:
    (item,) = ids(filled, "--find", "Friday")

    assert filled("show", "--raw", item).out == CHAT

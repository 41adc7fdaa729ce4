"""The cover: one page, plain words, the whole list or where it is."""

from pathlib import Path

import pytest

from everyword.vault import package
from everyword.vault.package_cover import LINES, WIDTH, Listed, Told, cover, labels_text
from tests.vault.packages import ENTRIES, PUBLIC, failures, files_of, write

MARK = "0123456789abcdef" * 4
WORDS = " ".join(["waterlily"] * 8)  # as long as words of the list get


def page(count: int, labels: int = 1, told: int = 0, total: int | None = None) -> tuple[str, bool]:
    listed = [
        Listed(
            tuple(f"AB{n * labels + m}" for m in range(labels)),
            f"data/{n:04d}-a.txt",
            "Brief an das Amt für Kinder " * (1 + n % 5),
        )
        for n in range(1, count + 1)
    ]
    times = [Told("2024-04-03 21:07:09 UTC", "witness " + "Rowan " * 20)] * told
    made = "2024-04-03T21:07:00Z"
    return cover(listed, made=made, mark=MARK, words=WORDS, total=total, told=times)


@pytest.mark.parametrize("count", [1, 2, 20, 30, 10_000])
@pytest.mark.parametrize("told", [0, 1, 5, 40])
@pytest.mark.parametrize("total", [None, 1, 100_000])
def test_it_is_one_page_whatever_is_in_it(count: int, told: int, total: int | None) -> None:
    text, is_whole = page(count, told=told, total=total)
    lines = text.splitlines()

    assert len(lines) <= LINES == 60 and max(map(len, lines)) <= WIDTH == 80
    assert text.endswith("\n") and MARK in text
    rows = [line for line in lines if line.startswith("AB")]
    assert is_whole is (len(rows) == count)
    assert rows
    if not is_whole:
        assert lines[-1] == f"and {count - len(rows):,} more: the whole list is in seal/labels.txt"


def test_a_document_behind_many_exhibits_is_listed_under_each() -> None:
    text, _ = page(1, labels=3)

    assert [line[:22] for line in text.splitlines()[-3:]] == [
        "AB3      data/0001  Br",
        "AB4      data/0001  Br",
        "AB5      data/0001  Br",
    ]


def test_the_whole_list_travels_when_the_page_is_too_short(tmp_path: Path) -> None:
    old = ENTRIES[2]
    labels = tuple(f"AB{n}" for n in range(1, 101))
    labelled = package.Entry(old.leaf_text, old.source, old.index, old.media, labels)
    write(tmp_path / "p", entries=[labelled])
    rows = (tmp_path / "p/seal/labels.txt").read_text("utf-8").splitlines()

    assert rows == [f"AB{n}\tdata/0001-2.jpeg\tRéception: 1/2.JPEG" for n in range(1, 101)]
    assert "more: the whole list is in seal/labels.txt" in (tmp_path / "p/COVER.txt").read_text()
    assert failures(tmp_path / "p") == []
    assert package.verify_package(tmp_path / "p")[0].ok


def test_the_list_stays_on_the_page_when_it_fits(folder: Path) -> None:
    assert "seal/labels.txt" not in files_of(folder)


def test_the_key_stands_in_numbers_and_in_words(folder: Path) -> None:
    text = (folder / "COVER.txt").read_text("utf-8")

    assert package.fingerprint(PUBLIC) in text
    assert package.fingerprint_words(PUBLIC) in " ".join(text.split())
    assert package.fingerprint_words(PUBLIC) in (folder / "HOW-TO-VERIFY.txt").read_text("utf-8")


def test_names_stay_readable_and_cannot_draw(folder: Path) -> None:
    text = (folder / "COVER.txt").read_text("utf-8")

    assert "data/0003  Réception: 1/2.JPEG" in text
    assert "\u202e" not in text and "\x1b" not in text
    assert '"WhatsApp Chat with Sam.txt"' in (folder / "HOW-TO-VERIFY.txt").read_text("utf-8")


def test_each_form_says_what_it_does_not_show(tmp_path: Path) -> None:
    write(tmp_path / "fresh")
    write(tmp_path / "case", form="case")

    assert "Whether other things were kept" in (tmp_path / "fresh/COVER.txt").read_text()
    assert "11 records are sealed in it" in (tmp_path / "case/COVER.txt").read_text()


def test_it_claims_no_more_than_is_so(folder: Path) -> None:
    text = (folder / "COVER.txt").read_text("utf-8").lower()

    for word in ("prove", "authentic", "complian", "genuine", "fake", "tamper-proof", "forensic"):
        assert word not in text
    for words in ("who wrote a document", "is true", "clock of the computer was right"):
        assert words in text


def test_a_list_line_has_no_tab_of_its_own() -> None:
    text = labels_text(
        [Listed((), "data/0001-a", "a\tb\n"), Listed(("X1", "X2"), "data/0002-b", "b")]
    )

    assert text == "-\tdata/0001-a\ta\\x09b\\x0a\nX1\tdata/0002-b\tb\nX2\tdata/0002-b\tb\n"

"""everyword plan: private by default, one page when asked for."""

import json
from pathlib import Path

import pypdfium2

from tests.cli.conftest import Run, ids


def page(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [each.get_textpage().get_text_bounded() for each in pdf]


def test_lines_are_added_done_changed_and_taken_back(in_case: Run) -> None:
    ran = in_case("plan", "add", "copy of birth certificate", "--list", "papers")
    assert ran.code == 0 and ran.out == "L1  Papers to copy: copy of birth certificate\n"
    assert in_case("plan", "add", "الجوازات", "--list", "take", "--by", "2026-05-01").code == 0
    assert in_case("plan", "add", "x", "--list", "jobs", "--dry-run").code == 0
    in_case("plan", "change", "L2", "--words", "passports")
    assert in_case("plan", "done", "l1", "--on", "2026-04-01").out.endswith("done 2026-04-01\n")
    listed = in_case("plan", "list").out
    assert "2026-04-01  copy of birth certificate" in listed and "passports" in listed
    open_ = in_case("plan", "list", "--open", "--json").out.splitlines()
    assert [json.loads(line)["id"] for line in open_] == ["L2"]
    in_case("plan", "undo")
    assert "2026-04-01" not in in_case("plan", "list").out
    in_case("plan", "remove", "L2")
    assert "passports" not in in_case("plan", "list").out
    in_case("plan", "undo")
    assert "passports" in in_case("plan", "list", "--list", "take").out
    for wrong in (
        ("add", "x"),
        ("add", "x", "--list", "take", "--in", "5"),
        ("add", "x", "--list", "take", "--currency", "EUR"),
        ("add", "x", "--list", "cash", "--month", "2026-05", "--in", "5", "--out", "5"),
        ("change", "L1"),
        ("change", "L9", "--words", "x"),
        ("done", "L1", "--on", "soon"),
        ("cash",),
    ):
        ran = in_case("plan", *wrong)
        assert ran.code == 2 and len(ran.err.splitlines()) == 3, wrong


def test_the_leaving_list_prints_on_one_page_that_says_nothing(
    in_case: Run, tmp_path: Path
) -> None:
    in_case("person", "add", "Mrs Quill", "--role", "neighbour", "--hide")
    for words, list_ in (("birth certificate", "papers"), ("Mrs Quill", "tell"), ("א״ב", "take")):
        in_case("plan", "add", words, "--list", list_)
    in_case("plan", "add", "night school", "--list", "training")
    in_case("plan", "add", "gone", "--list", "take")
    in_case("plan", "done", "L5", "--on", "2026-04-01")

    out = tmp_path / "list.pdf"
    ran = in_case("plan", "print", "-o", out)
    assert "3 lines on one page. 1 done and left out." in ran.err
    (text,) = page(out)
    assert text.startswith("List") and "birth certificate" in text and "neighbour" in text
    for word in ("Quill", "night school", "gone", "everyword", "DRAFT", "Page"):
        assert word not in text
    assert b"everyword" not in out.read_bytes().lower()
    assert in_case("plan", "print", "-o", out).code == 2
    more = tmp_path / "more.pdf"
    in_case("plan", "print", "-o", more, "--list", "training", "--title", "Next")
    assert page(more)[0].startswith("Next") and "night school" in page(more)[0]


def test_what_does_not_fit_on_one_page_is_refused(in_case: Run, tmp_path: Path) -> None:
    for number in range(12):
        in_case("plan", "add", f"{number} " + "a very long line " * 28, "--list", "take")
    assert in_case("plan", "print", "-o", tmp_path / "a.pdf").code == 0
    for number in range(12):
        in_case("plan", "add", f"{number} " + "a very long line " * 28, "--list", "take")

    ran = in_case("plan", "print", "-o", tmp_path / "b.pdf")
    assert ran.code == 2 and "24 lines do not fit on one page." in ran.err
    assert not (tmp_path / "b.pdf").exists()
    assert in_case("plan", "print", "-o", tmp_path / "b.pdf", "--list", "jobs").code == 2


def test_money_month_by_month(in_case: Run) -> None:
    cash = ("--list", "cash", "--currency", "eur")
    in_case("plan", "add", "sewing", *cash, "--month", "2026-05/2026-06", "--in", "400")
    in_case("plan", "add", "cloth", *cash, "--month", "2026-06", "--out", "not known")

    ran = in_case("plan", "cash")
    assert "800.00 and 1 not known" in ran.out and "1 of 2 amounts are not known" in ran.err
    rows = [json.loads(line) for line in in_case("plan", "cash", "--json").out.splitlines()]
    assert rows[1]["said"] == ["L1", "L2"] and rows[0]["Left"] == "400.00"
    assert "sewing: in 400.00 EUR, 2026-05/2026-06" in in_case("plan", "list").out


def test_nothing_of_it_is_in_what_is_handed_over(filled: Run, tmp_path: Path) -> None:
    filled("plan", "add", "Kornelkirsche", "--list", "take")
    money = ("--month", "2026-05", "--in", "87654.32", "--currency", "EUR")
    filled("plan", "add", "Kornelkirsche", "--list", "cash", *money)
    (item,) = ids(filled, "--find", "Friday")
    filled("exhibit", "add", "--prefix", "AB", "--title", "Chat", item)
    assert filled("bundle", "-o", tmp_path / "b.pdf").code == 0
    assert filled("export", "--to", tmp_path / "p", "--form", "case").code == 0

    written = [path for path in (tmp_path / "p").rglob("*") if path.is_file()]
    assert len(written) > 3
    for path in [*written, tmp_path / "b.json"]:
        assert b"ornelkirsche" not in path.read_bytes() and b"87654" not in path.read_bytes()
    text = "".join(page(tmp_path / "b.pdf"))
    assert "Friday" in text and "ornelkirsche" not in text and "87,654" not in text

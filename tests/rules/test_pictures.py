"""The report for a browser: pictures inside, nothing that runs or is fetched, words escaped."""

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pikepdf import Pdf, String

from everyword.rules import pictures
from everyword.rules.checking import check_file
from everyword.rules.pictures import as_page
from everyword.rules.records import profile
from tests.rules.bundles_made import FILE_NAME
from tests.rules.planted import FAULTS, bookmark, write, write_clean

DAY = dt.date(2026, 11, 21)


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.sources: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]


def page_of(path: Path, court: str = "plain") -> str:
    report = check_file(path, profile(court), DAY)
    return as_page(report, profile(court), path)


def test_pages_with_findings_are_pictured(tmp_path: Path) -> None:
    fault = next(fault for fault in FAULTS if fault.rule == "covered-text")
    tags = Tags(page_of(write(fault, tmp_path)))

    assert tags.names.count("img") == 1
    assert all(source.startswith("data:image/png;base64,") for source in tags.sources)
    assert not {"script", "link", "iframe", "object", "a"} & set(tags.names)


def test_words_of_the_pdf_are_escaped(tmp_path: Path) -> None:
    path = write_clean(tmp_path, FILE_NAME)
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        title = "<script>alert(1)</script><img src=https://example.org/x> (9)"
        bookmark(pdf, 1)["/Title"] = String(title)
        pdf.save(path)

    text = page_of(path)

    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search(r"<img[^>]*https?:", text)


def test_no_finding_no_picture(tmp_path: Path) -> None:
    text = page_of(write_clean(tmp_path, FILE_NAME))

    assert "0 findings" in text
    assert "<img" not in text
    assert "Not checked here" in text


def test_pages_beyond_the_most_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PICTURES", 2)
    text = page_of(write_clean(tmp_path, FILE_NAME), "us-ca")

    assert text.count("<img") == 2
    assert "10 more pages" in text

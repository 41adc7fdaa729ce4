"""The report as one page for a browser: every finding, and small pictures of its pages.

Nothing in it runs and nothing is fetched; the PDF's own words are escaped.
"""

import base64
import io
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from everyword.rules.places import as_shown, shown_box
from everyword.rules.records import CONFIDENCE, Profile
from everyword.rules.report import Finding, Report, by_rule, by_words, headline, spans

MOST_PICTURES = 80
LONGEST = 520
"""Pixels along the longer side of a picture."""
STYLE = """
body { font: 16px/1.45 sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
  color: #111; background: #fff }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top;
  padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #ccc }
figure { display: inline-block; margin: 0 1rem 1.5rem 0; vertical-align: top; max-width: 30rem }
img { border: 1px solid #888; max-width: 100% } .block, .error { font-weight: bold }
small { color: #444; overflow-wrap: anywhere }
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def as_page(report: Report, profile: Profile, path: Path, password: str = "") -> str:
    """The whole HTML text."""
    name = escape(report.file)
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            f"<title>{name}: checked</title><style>{STYLE}</style></head><body>",
            f"<h1><bdi>{name}</bdi></h1>",
            f"<p>{escape(headline(report))}.<br><small>{report.pages} pages, SHA-256 "
            f"{report.sha256}</small></p>",
            *_table(report, profile),
            *_pictures(report, path, password),
            "<h2>Not checked here</h2><ul>",
            *(f"<li>{escape(each)}</li>" for each in report.not_checked),
            "</ul></body></html>\n",
        ]
    )


def _table(report: Report, profile: Profile) -> Iterator[str]:
    if not report.findings:
        return
    rules = {rule.id: rule for rule in profile.in_force(report.day)}
    yield "<h2>Findings</h2><table><tr><th>Weight<th>Page<th>What was found, and the rule</tr>"
    for group in by_rule(report.findings):
        first = group[0]
        rule = rules[first.rule]
        pages = [each for each in group if each.page is not None]
        yield (
            f'<tr><td class="{first.severity}">{first.severity}<td>{_where(pages)}'
            f"<td>{'<br>'.join(_said(each) for each in by_words(group))}<br>"
            f"<small>{escape(first.rule)}: "
            f"{escape(rule.words)} {escape(CONFIDENCE[rule.confidence])}; seen {rule.seen}; "
            f"{escape(first.source)}</small></tr>"
        )
    yield "</table>"


def _where(pages: Sequence[Finding]) -> str:
    return escape(spans(pages).removesuffix(" of the file")) if pages else ""


def _said(group: Sequence[Finding]) -> str:
    """One wording, with its pages."""
    where = _where([each for each in group if each.page is not None])
    return f"<bdi>{escape(group[0].words)}</bdi>{f' ({where})' if where else ''}"


def _pictures(report: Report, path: Path, password: str) -> Iterator[str]:
    by_page: dict[int, list[Finding]] = {}
    for each in report.findings:
        if each.page is not None:
            by_page.setdefault(each.page, []).append(each)
    if not by_page:
        return
    yield "<h2>Pages</h2>"
    with pypdfium2.PdfDocument(path, password=password or None) as pdf:
        for number in sorted(by_page)[:MOST_PICTURES]:
            yield _figure(pdf, number, by_page[number])
    if len(by_page) > MOST_PICTURES:
        yield f"<p>{len(by_page) - MOST_PICTURES} more pages with findings are not pictured.</p>"


def _figure(pdf: Any, number: int, findings: Sequence[Finding]) -> str:
    try:
        data = _picture(pdf, number, findings)
        shown = f'<img alt="Page {number}" src="data:image/png;base64,{data}">'
    except (pypdfium2.PdfiumError, ValueError, OSError, MemoryError):
        shown = "<p>This page cannot be displayed.</p>"
    words = dict.fromkeys(escape(each.words) for each in findings)
    said = "<br>".join(f"<bdi>{each}</bdi>" for each in list(words)[:10])
    return f"<figure>{shown}<figcaption>Page {number}<br>{said}</figcaption></figure>"


def _picture(pdf: Any, number: int, findings: Sequence[Finding]) -> str:
    page = pdf[number - 1]
    try:
        scale = LONGEST / max(*page.get_size(), 1.0)
        image = page.render(scale=scale).to_pil().convert("RGB")
        shown, rotation = shown_box(page), int(page.get_rotation())
    finally:
        page.close()
    pen = ImageDraw.Draw(image)
    for each in findings[:50]:
        if each.box is not None:
            left, bottom, right, top = as_shown(each.box, shown, rotation)
            corners = (left, image.height / scale - top, right, image.height / scale - bottom)
            _frame(pen, [round(side * scale) for side in corners], image)
    room = io.BytesIO()
    image.quantize(64).save(room, "PNG", optimize=True)
    return base64.b64encode(room.getvalue()).decode()


def _frame(pen: ImageDraw.ImageDraw, corners: list[int], image: Image.Image) -> None:
    """A frame a little larger than its place, inside the picture."""
    left, top = max(0, corners[0] - 3), max(0, corners[1] - 3)
    right, bottom = min(image.width - 1, corners[2] + 3), min(image.height - 1, corners[3] + 3)
    if left < right and top < bottom:
        pen.rectangle((left, top, right, bottom), outline=(200, 0, 0), width=2)

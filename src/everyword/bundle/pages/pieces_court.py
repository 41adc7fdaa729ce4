"""Statement, Scott schedule and list of exhibits for the template: drafts, with pages cited."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from everyword.bundle.pages.lettering import Para
from everyword.bundle.pages.pieces_table import points
from everyword.bundle.pages.typeset import BATCH
from everyword.bundle.plan import (
    Allegation,
    Caption,
    Cite,
    ExhibitList,
    Plan,
    ScottSchedule,
    Statement,
)

LONG_ROW = 2400
"""Points that an allegation or response would be long; a shorter row is kept on one page."""
WORD, NARROW, MARK = 14, 9, 4
"""A word in a narrow column breaks after so many letters: capitals have room, too."""


class Words(Protocol):
    """What is needed of a printer."""

    def words(self, text: str, run: int = ...) -> list[Para]: ...

    def caption(self, caption: Caption) -> dict[str, Any]: ...

    def refs(self, cite: Cite) -> Sequence[dict[str, Any]]: ...


def court_data(
    content: Statement | ScottSchedule | ExhibitList, printer: Words
) -> Iterator[tuple[dict[str, Any], int]]:
    """The data of each piece, and its weight."""
    match content:
        case Statement():
            yield _statement(content, printer), len(content.paragraphs) + 1
        case ScottSchedule():
            rows = [_allegation(each, printer) for each in content.allegations]
            yield from _table("scott", content.caption, rows, printer)
        case ExhibitList():
            rows = [
                {
                    "mark": printer.words(each.mark, MARK),
                    "title": printer.words(each.title, WORD),
                    "date": printer.words(each.date, NARROW),
                    "cites": cites_data(each.cites, printer),
                    "files": [
                        [sha[n : n + 8] for n in range(0, len(sha), 8)] for sha in each.files
                    ],
                    "long": _is_long(each.mark, each.title, each.date),
                }
                for each in content.exhibits
            ]
            yield from _table("exhibits", content.caption, rows, printer)


def _table(
    kind: str, caption: Caption, rows: list[dict[str, Any]], printer: Words
) -> Iterator[tuple[dict[str, Any], int]]:
    for at in range(0, max(len(rows), 1), BATCH // 2):
        chunk = rows[at : at + BATCH // 2]
        data = {
            "kind": kind,
            "flipped": kind == "scott",
            "opening": at == 0,
            "caption": printer.caption(caption),
            "rows": chunk,
        }
        yield data, len(chunk) + 1


def _statement(content: Statement, printer: Words) -> dict[str, Any]:
    return {
        "kind": "statement",
        "title": printer.words(content.kind),
        "caption": printer.caption(content.caption),
        "corner": [
            [printer.words(label, NARROW), printer.words(words, NARROW)]
            for label, words in content.corner
        ],
        "opening": printer.words(content.opening) if content.opening else [],
        "paragraphs": [
            {
                "number": number,
                "heading": printer.words(each.heading) if each.heading else [],
                "text": printer.words(each.text),
                "cites": cites_data(each.cites, printer),
            }
            for number, each in enumerate(content.paragraphs, 1)
        ],
        "truth": printer.words(content.truth) if content.truth else [],
        "truth_title": printer.words(content.truth_title),
        "sworn": content.sworn,
    }


def _allegation(each: Allegation, printer: Words) -> dict[str, Any]:
    cited = [cite.words * 2 for cite in (*each.cites, *each.response_cites)]
    return {
        "number": each.number,
        "when": printer.words(each.when, NARROW),
        "words": printer.words(each.words, NARROW),
        "cites": cites_data(each.cites, printer),
        "response": printer.words(each.response, NARROW),
        "response_cites": cites_data(each.response_cites, printer),
        "long": _is_long(each.when * 2, each.words, each.response, *cited),
    }


def _is_long(*words: str) -> bool:
    return max(points(each, 12) for each in words) > LONG_ROW


def slip_data(plan: Plan, mark: str, printer: Words) -> dict[str, Any]:
    """What the page before an exhibit says of the bundle's statement; nothing without one."""
    statement = next(
        (d.content for d in plan.documents if isinstance(d.content, Statement)),
        plan.statement,
    )
    if statement is None:
        return {}
    own = [(label, mark if label == "Exhibits" else words) for label, words in statement.corner]
    return {
        "corner": [[printer.words(label), printer.words(words, NARROW)] for label, words in own],
        "referred": printer.words(statement.kind),
        "mark": printer.words(mark),
        "sworn": statement.sworn,
    }


def cites_data(cites: Sequence[Cite], printer: Words, run: int = NARROW) -> list[dict[str, Any]]:
    """Each thing cited once, with the pages of it in order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for cite in cites:
        kept = found.setdefault(cite.words, [])
        kept += [ref for ref in printer.refs(cite) if ref not in kept]
    return [{"words": printer.words(words, run), "pages": pages} for words, pages in found.items()]

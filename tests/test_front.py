"""Cover, index, chronology: what they say of other pages."""

from typing import Any

import msgspec
import pytest
from msgspec import Struct

from everyword.bundle.front import Writer
from everyword.bundle.pieces import Printer
from everyword.bundle.plan import ChronologyRow, Cite, Plan
from tests.bundle_papers import every_kind


class Pages(Struct):
    pages: int
    anchors: dict[str, int]


def writer(plan: Plan, cites: tuple[Cite, ...] = ()) -> Writer:
    rows = (ChronologyRow(1, "3 April 2024", "event", "agreed", cites),)
    plan = msgspec.structs.replace(plan, chronology=rows)
    keys = [document.key for section in plan.sections for document in section.documents]
    printed = {key: Pages(2, {"m1": 2}) for key in keys}
    firsts = {"cover": 1, "index": 2, "chronology": 3}
    firsts |= {key: 5 + 2 * n for n, key in enumerate(keys)}
    return Writer(plan, Printer(), printed, firsts, 4 + 2 * len(keys))


def cited(cite: Cite) -> tuple[int | None, str, list[str]]:
    made = writer(every_kind(), (cite,))
    data: Any = made.pieces()[2].data["rows"][0]["cites"][0]
    return (data["pages"] or [None])[0], data["words"][0]["c"][0], made.findings


@pytest.mark.parametrize(
    ("cite", "page"),
    [
        (Cite("chat", "w", anchor="m1"), 6),
        (Cite("chat", "w"), 5),
        (Cite("ar", "w", page=2), 8),
        (Cite("chat", "w", page=3), None),
        (Cite("chat", "w", page=0), None),
        (Cite("chat", "w", anchor="m2"), None),
        (Cite("gone", "w"), None),
    ],
)
def test_a_cite_prints_the_page_or_says_it_is_not_there(cite: Cite, page: int | None) -> None:
    number, words, findings = cited(cite)
    assert number == page
    assert (words, len(findings)) == (("w", 0) if page else ("w (page not found)", 1))


def test_what_is_not_in_the_bundle_is_no_mistake() -> None:
    assert cited(Cite(None, "letter")) == (None, "letter (not in this bundle)", [])


def test_the_index_has_a_row_for_everything() -> None:
    made = writer(every_kind())
    rows = made.pieces()[1].data["rows"]
    titles = [row["title"][0]["c"][0] for row in rows]
    assert titles[:4] == ["Chronology", "Messages", "Chat with Sam", "محادثة مع سام"]
    assert [row["range"] for row in rows if not row["section"]][:3] == [
        "3\u20134",
        "5\u20136",
        "7\u20138",
    ]
    assert len(rows) == 1 + 2 + 9


def test_an_unusable_document_is_named_so_in_the_index() -> None:
    made = writer(every_kind())
    made.printer.unusable.add("bill")
    rows = made.pieces()[1].data["rows"]
    assert [str(row).count("could not be used") for row in rows].count(1) == 1


def test_without_a_chronology_there_is_no_page_for_it() -> None:
    made = writer(every_kind())
    made.plan = msgspec.structs.replace(made.plan, chronology=())
    assert [piece.document for piece in made.pieces()] == ["cover", "index"]

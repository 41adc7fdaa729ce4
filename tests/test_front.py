"""Cover, index, chronology: what they say of other pages."""

from typing import Any

import msgspec
import pytest
from msgspec import Struct

from everyword.bundle.front import Writer, front_keys
from everyword.bundle.numbering import Numbering, Part, number
from everyword.bundle.pages.pieces import Printer
from everyword.bundle.pages.typeset import Piece
from everyword.bundle.plan import ChronologyRow, Cite, Hearing, KeyPage, Plan
from tests.bundle_papers import every_kind


class Pages(Struct):
    pages: int
    anchors: dict[str, int]
    copy: str = ""

    def place(self, cite: Cite) -> int | None:
        if cite.anchor is not None:
            return self.anchors.get(cite.anchor)
        return cite.page if 1 <= cite.page <= self.pages else None


def writer(plan: Plan, cites: tuple[Cite, ...] = (), numbering: Numbering = "run") -> Writer:
    rows = (ChronologyRow(1, "3 April 2024", "event", "agreed", cites),)
    plan = msgspec.structs.replace(plan, chronology=rows)
    parts = [Part("cover", 1, 1), Part("index", 1, 1), Part("chronology", 2, 1)]
    printed: dict[str, Pages] = {}
    for section in plan.sections:
        for document in section.documents:
            printed[document.key] = Pages(2, {"m1": 2})
            parts.append(Part(document.key, 2, 1, section.letter))
    return Writer(plan, Printer(), printed, number(parts, numbering))


def pieces(made: Writer) -> list[Piece]:
    return made.pieces(front_keys(made.plan, 1)[0])


def cited(cite: Cite, numbering: Numbering = "run") -> tuple[str | None, str, list[str]]:
    made = writer(every_kind(), (cite,), numbering)
    data: Any = pieces(made)[2].data["rows"][0]["cites"][0]
    at = (data["pages"] or [{"label": None}])[0]
    return at["label"], data["words"][0]["c"][0], made.findings


@pytest.mark.parametrize(
    ("cite", "page"),
    [
        (Cite("chat", "w", anchor="m1"), "6"),
        (Cite("chat", "w"), "5"),
        (Cite("ar", "w", page=2), "8"),
        (Cite("chat", "w", page=3), None),
        (Cite("chat", "w", page=0), None),
        (Cite("chat", "w", anchor="m2"), None),
        (Cite("gone", "w"), None),
    ],
)
def test_a_cite_prints_the_page_or_says_it_is_not_there(cite: Cite, page: str | None) -> None:
    number, words, findings = cited(cite)
    assert number == page
    assert (words, len(findings)) == (("w", 0) if page else ("w (page not found)", 1))


def test_what_is_not_in_the_bundle_is_no_mistake() -> None:
    assert cited(Cite(None, "letter")) == (None, "letter (not in this bundle)", [])


def test_the_index_has_a_row_for_everything() -> None:
    made = writer(every_kind())
    rows = pieces(made)[1].data["rows"]
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
    rows = pieces(made)[1].data["rows"]
    assert [str(row).count("could not be used") for row in rows].count(1) == 1


def test_without_a_chronology_there_is_no_page_for_it() -> None:
    made = writer(every_kind())
    made.plan = msgspec.structs.replace(made.plan, chronology=())
    assert [piece.document for piece in pieces(made)] == ["cover", "index"]


def test_a_cite_prints_the_label_and_leads_to_the_page_of_the_file() -> None:
    cite = Cite("bill", "w", page=2)
    assert cited(cite, "sections")[0] == "B2"
    made = writer(every_kind(), (cite,), "sections")
    data: Any = pieces(made)[2].data["rows"][0]["cites"][0]
    assert data["pages"] == [{"label": "B2", "page": 12, "volume": None}]


def test_a_page_of_another_volume_is_named_and_not_linked() -> None:
    made = writer(every_kind(), (Cite("bill", "w", page=2), Cite("chat", "w")))
    parts = [Part("cover", 1, 1), Part("index", 1, 1), Part("chronology", 1, 1)]
    parts += [Part(key, 2, 1 if key == "chat" else 2) for key in made.printed]
    made = Writer(made.plan, made.printer, made.printed, number(parts, "run"), 1, 2)
    (index, chronology) = (piece.data for piece in pieces(made)[1:])
    (cite,) = chronology["rows"][0]["cites"]
    assert cite["pages"] == [
        {"label": "4", "page": 4, "volume": None},
        {"label": "11", "page": None, "volume": "2"},
    ]
    bill = next(
        row for row in index["rows"] if "bill" in str(row) or row.get("range") == "10\u201311"
    )
    assert (bill["first"]["page"], bill["volume"]) == (None, "2")


def test_the_cover_says_which_pages_are_in_the_volume() -> None:
    made = writer(every_kind(), (), "sections")
    (words,) = pieces(made)[0].data["pages"]
    assert words["c"] == ["Pages i to iv, A1 to A6, B1 to B12."]


def test_the_hearing_sheet_says_what_it_could_not_find() -> None:
    pages_of = (KeyPage("the bill", Cite("bill", "x")), KeyPage("gone", Cite("no", "x")))
    hearing = Hearing("Court", asked=("Costs",), key_pages=pages_of)
    made = writer(every_kind())
    made.plan = msgspec.structs.replace(made.plan, hearing=hearing, chronology=())
    keys = front_keys(made.plan, 1)[0]
    assert keys == ["cover", "hearing", "index"]
    data = made.pieces(["hearing"])[0].data
    assert [page["at"] and page["at"]["label"] for page in data["pages"]] == ["11", None]
    assert made.findings == ["Hearing sheet: 'gone' is not in this bundle"]
    assert len(data["facts"]) == 1

"""Every kind of page read back: each character is there, nothing leaves the margins, tags stand."""

import io
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
import pytest
from msgspec.structs import replace

from docs import pages
from everyword.bundle.documents import Printed
from everyword.bundle.front import Writer
from everyword.bundle.numbering import Spot
from everyword.bundle.pages import papers
from everyword.bundle.pages.lettering import SHAPELESS
from everyword.bundle.pages.pieces import Printer
from everyword.bundle.pages.typeset import PLAIN, Look, Piece, compile_pieces
from everyword.bundle.plan import (
    Allegation,
    Attached,
    Caption,
    Content,
    Document,
    ExhibitList,
    Letter,
    Line,
    ListedExhibit,
    Paragraph,
    Plan,
    Row,
    ScottSchedule,
    Section,
    Slip,
    Spoken,
    Statement,
    Table,
    Text,
    Transcript,
    Unusable,
)

MM = 72 / 25.4
LEFT, RIGHT, EDGE = 25 * MM, 22 * MM, 12 * MM
NAMES = pages.names()


def said(words: str) -> Counter[str]:
    """Letters without blanks and marks, in one form: pdfium takes ligatures apart."""
    plain = unicodedata.normalize("NFKC", words.replace("\ufffe", "-"))
    return Counter(
        letter
        for letter in plain
        if not letter.isspace()
        and letter not in SHAPELESS
        and unicodedata.category(letter)[0] != "M"
    )


def strings(data: Any) -> Iterator[str]:
    """Every word handed to the template, in whatever depth."""
    match data:
        case {"d": _, "c": pieces}:
            yield from (each if isinstance(each, str) else each["number"] for each in pieces)
        case dict():
            for value in data.values():
                yield from strings(value)
        case list():
            for value in data:
                yield from strings(value)
        case _:
            pass


def body_of(piece: Piece) -> dict[str, Any]:
    """What is printed of a piece, once: its running title is its title again."""
    body = {key: value for key, value in piece.data.items() if key != "running"}
    if piece.data["kind"] == "statement":
        del body["exhibit"]  # a statement has its own marks in the corner
    return body


def read(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def outside(pdf: bytes) -> list[str]:
    """What is drawn beyond the margins: letters by their boxes, pictures and lines by theirs."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            width, height = page.get_size()
            words = page.get_textpage()
            shown = enumerate(words.get_text_range())
            boxes = [words.get_charbox(n) for n, letter in shown if not letter.isspace()]
            boxes += [each.get_bounds() for each in page.get_objects()]
            for left, bottom, right, top in boxes:
                if left == right:
                    continue  # a mark without a width of its own
                across = left >= LEFT - 2 and right <= width - RIGHT + 2
                if not across or bottom < EDGE or top > height - EDGE:
                    found.append(f"{number}: {left:.0f} {bottom:.0f} {right:.0f} {top:.0f}")
    return found


def set_pages(pieces: list[Piece], look: Look = PLAIN) -> bytes:
    """Set under the strictest rules the typesetter knows for tagged pages."""
    return compile_pieces(pieces, "a4", 3, look, ["ua-1"]).pdf


@pytest.mark.parametrize("name", NAMES)
def test_every_character_of_every_kind_of_page_is_read_back(name: str) -> None:
    to = pages.printer()
    document = pages.documents().get(name)
    pieces = [pages.fronts(to)[name]] if document is None else list(to.pieces(document))
    pdf = set_pages(pieces)
    wanted: Counter[str] = Counter()
    for piece in pieces:
        wanted += said("".join(strings(body_of(piece))))
    missing = wanted - said(read(pdf))
    assert not missing, missing
    assert outside(pdf) == []


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_tagged_with_a_heading_and_a_language(name: str) -> None:
    with pikepdf.open(io.BytesIO(pages.pages_of(name))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        kinds = {
            str(each.get("/S")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary)
        }
    assert "/H1" in kinds
    if name in ("contents", "chronology", "account", "schedule", "exhibits", "recording"):
        assert {"/Table", "/TH", "/TD", "/TR"} <= kinds
    if name in ("transcript", "photo"):
        assert "/Figure" in kinds


LONG = (
    "x" * 700,
    "W" * 700,
    "م" * 700,
    "ก" * 700,
    "我" * 700,
    "word " * 300,
    "a\u0301" * 300,
    "😀" * 300,
    "https://example.test/" + "a/b" * 150,
)
"""Long enough to fill more than one page in a narrow column."""


def everywhere(words: str) -> Iterator[Content]:
    """The words in each place that a person or a source can fill."""
    facts = (("Label", words),)
    attached = (Attached(words, "ab" * 32, True),)
    line = Line("m", 10**7, "1 May 2024", words, words, attachments=attached, notes=(words,))
    yield Transcript(facts, (line, Line("n", 2, words, "", words, system=True, chosen=False)))
    yield Letter("E-mail", facts, (words,), attached, facts)
    yield Text(facts, (words,), 10**6)
    yield Slip(facts, (Spoken("0:01", words, words),))
    yield Unusable(words, facts)
    yield Table(facts, (words[:300], "B"), "lr", (Row("r", (words, words)),))
    caption = Caption(words[:300], words[:300], (words[:300],), ((words[:300], words[:300]),))
    yield Statement(caption, "Statement", facts, words, (Paragraph(words, words),), words)
    yield ScottSchedule(caption, (Allegation(1, words, words, response=words),))
    yield ExhibitList(caption, (ListedExhibit(words[:300], words, words),))


@pytest.mark.parametrize("words", LONG, ids=range(len(LONG)))
def test_long_words_stay_inside_the_margins_and_whole(words: str) -> None:
    pieces = [
        piece
        for content in everywhere(words)
        for piece in Printer().pieces(Document("k", "Title", "", "AB1", content))
    ]
    pdf = set_pages(pieces)
    assert outside(pdf) == []
    wanted = said("".join(word for piece in pieces for word in strings(body_of(piece))))
    assert not wanted - said(read(pdf))


@pytest.mark.parametrize("columns", [1, 4, 5, 6, 7, 12, 13, 60])
def test_tables_of_any_width_stay_on_the_paper(columns: int) -> None:
    rows = tuple(
        Row(
            f"r{n}",
            tuple(f"{n}x{column} Unbreakablewordofsomeletters" for column in range(columns)),
        )
        for n in range(4)
    )
    table = Table((), tuple(f"Column{n}" for n in range(columns)), "lr" * columns, rows)
    pdf = set_pages(list(Printer().pieces(Document("k", "T", "", None, table))))
    text = re.sub(r"\s", "", read(pdf))
    assert outside(pdf) == []
    for row in rows:
        assert all(cell.replace(" ", "") in text for cell in row.cells)


@pytest.mark.parametrize("title", ["T" * 300, "word " * 60, "كلمة " * 60], ids=range(3))
def test_long_titles_and_marks(title: str) -> None:
    document = Document("k", title, "", title, Slip(()))
    pdf = set_pages(list(Printer().pieces(document)))
    assert outside(pdf) == []
    assert said(read(pdf))[title[0]] >= 2 * said(title)[title[0]]


def test_a_message_of_ten_thousand_letters_runs_over_pages_whole() -> None:
    words = " ".join(f"w{n}" for n in range(2000))
    lines = (Line("a", 1, "now", "N" * 300, words), Line("b", 2, "now", "Sam", "last"))
    pdf = set_pages(list(Printer().pieces(Document("k", "T", "", None, Transcript((), lines)))))
    text = re.sub(r"\s+", " ", read(pdf))
    assert all(f"w{n}" in text for n in range(2000)) and "N" * 30 in text.replace(" ", "")
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) > 3


def test_marks_of_direction_in_a_name_do_not_reach_the_words_beside_it() -> None:
    lines = (Line("a", 7, "1 May 2024, 10:00", "\u202b(left)\u2067", "words", chosen=False),)
    pdf = set_pages(list(Printer().pieces(Document("k", "T", "", None, Transcript((), lines)))))
    with pypdfium2.PdfDocument(pdf) as document:
        words = document[0].get_textpage()
        text = words.get_text_range()
        date, role = text.index("1 May"), text.index("context")
        assert words.get_charbox(date)[0] < words.get_charbox(role)[0]
        assert text.index("7") < date


def test_a_right_to_left_name_ends_at_its_left() -> None:
    lines = (Line("a", 7, "1 May 2024, 10:00", "דנה!", "words"),)
    pdf = set_pages(list(Printer().pieces(Document("k", "T", "", None, Transcript((), lines)))))
    with pypdfium2.PdfDocument(pdf) as document:
        words = document[0].get_textpage()
        text = words.get_text_range()
        end, name = text.index("!"), text.index("ד")
        assert words.get_charbox(end)[0] < words.get_charbox(name)[0]


def test_a_hearing_sheet_is_one_page_however_much_it_holds() -> None:
    to = pages.printer()
    piece = pages.fronts(to)["hearing"]
    many = {
        "asked": [to.words(f"that point {n} is decided as the order has it") for n in range(18)],
        "pages": [{"words": to.words(f"Page {n}"), "at": pages.at(n)} for n in range(18)],
    }
    pdf = set_pages([Piece("k", piece.data | many, 1)])
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
    assert "Page 17" in read(pdf) and "point 17" in read(pdf) and outside(pdf) == []


@pytest.mark.parametrize("count", [1, 4])
def test_one_page_for_each_exhibit_slip(count: int) -> None:
    facts = pages.certified()
    (exhibit,) = facts.exhibits
    name = "WhatsApp Chat with Sam Carter and everybody else who was there.zip"
    files = [replace(exhibit.files[0], name=f"{n} {name}") for n in range(count)]
    title = "Chat with Sam Carter: separation and the first promise of support, with what followed"
    exhibits = [replace(exhibit, label=f"AM{n}", title=title, files=files) for n in range(3)]
    for paper in ("a4", "us-letter"):
        pdf = papers.slips(replace(facts, exhibits=exhibits), paper)
        with pypdfium2.PdfDocument(pdf) as document:
            shown = [page.get_textpage().get_text_range() for page in document]
        assert len(shown) == 3
        for n, words in enumerate(shown):
            assert f"marked AM{n}" in " ".join(words.split())
            corner = ("On behalf of", "Initials and name", "Statement no.", "Made on")
            assert all(label in words for label in corner)


@pytest.mark.parametrize(
    ("font", "name"), [("sans", "LiberationSans"), ("serif", "LiberationSerif")]
)
def test_a_court_may_name_the_letter_and_its_size(font: Any, name: str) -> None:
    document = Document("k", "T", "", None, Text((), ("plain words", "שלום 我 😀")))
    for points in (12, 14):
        pdf = set_pages(list(Printer().pieces(document)), Look(font, points))
        with pypdfium2.PdfDocument(pdf) as opened:
            sizes = {
                (each.get_font().get_base_name().split("+")[-1], round(each.get_font_size()))
                for each in opened[0].get_objects()
                if isinstance(each, pypdfium2.PdfTextObj)
            }
        assert (name, points) in sizes
        assert {size for _, size in sizes} <= {points, 15, points - 2}


def test_labels_of_letters_have_room_and_change_no_page() -> None:
    def made(first: str, last: str) -> bytes:
        to = pages.printer()
        piece = pages.fronts(to)["contents"]
        rows = [
            row if row["section"] else row | {"range": f"{first}\u2013{last}"}
            for row in piece.data["rows"]
        ]
        look = Look(letters=True)
        return set_pages([Piece("k", piece.data | {"rows": rows}, 1)], look)

    short, long = made("A", "B"), made("W88", "M99")
    assert outside(long) == [] and "W88\u2013M99" in read(long)
    with pypdfium2.PdfDocument(short) as one, pypdfium2.PdfDocument(long) as two:
        assert len(one) == len(two)


@pytest.mark.parametrize("points", [12, 14])
def test_words_in_capitals_stay_in_their_column_of_the_index(points: int) -> None:
    plan = Plan(
        "T",
        (),
        (Section("A", "W" * 40, (Document("k", "W" * 20, "W" * 20, "W" * 9, Text((), ())),)),),
    )
    spot = Spot(1, 1, ("W888", "W889"))
    writer = Writer(
        plan, Printer(), {"k": Printed(plan.documents[0], "A", [], {})}, {"index": spot, "k": spot}
    )
    pdf = compile_pieces(writer.pieces(["index"]), "us-letter", 4, Look("sans", points, True)).pdf
    assert outside(pdf) == []
    with pypdfium2.PdfDocument(pdf) as document:
        words = document[0].get_textpage()
        rows: dict[int, list[tuple[float, float]]] = {}
        for n, letter in enumerate(words.get_text_range()):
            left, bottom, right, _ = words.get_charbox(n)
            if letter in "W89":
                rows.setdefault(round(bottom), []).append((left, right))
    for row in rows.values():
        edges = sorted(row)
        assert all(one[1] <= two[0] + 0.5 for one, two in itertools.pairwise(edges))


def test_pictures_for_the_docs_are_small_and_each_kind_has_one() -> None:
    shown = {name for kinds in pages.PICTURES.values() for name in kinds}
    assert set(NAMES) - shown == {"text"} and len(pages.PICTURES) <= 12
    for name in pages.PICTURES:
        path = pages.HERE / f"{name}.png"
        assert 0 < path.stat().st_size <= pages.MOST_BYTES

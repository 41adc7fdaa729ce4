"""What is handed to the template: nothing of a plan is lost on the way."""

import json

import pytest

from everyword.bundle.pages.pieces import Printer, file_facts
from everyword.bundle.pages.typeset import BATCH, Piece
from everyword.bundle.plan import (
    Allegation,
    Attached,
    Caption,
    Cite,
    Content,
    Document,
    Letter,
    Line,
    Paragraph,
    Picture,
    Row,
    ScottSchedule,
    Slip,
    Spoken,
    Statement,
    Table,
    Text,
    Transcript,
)
from everyword.model import source_of_bytes
from tests.bundle_papers import every_kind, picture


def pieces(content: Content, key: str = "k") -> tuple[list[Piece], Printer]:
    printer = Printer()
    return list(printer.pieces(Document(key, "Title", "", "AB1", content))), printer


def test_every_message_is_in_exactly_one_piece_and_facts_stand_once() -> None:
    lines = tuple(Line(f"m{n}", n, "now", "Sam", "x" * (n % 900)) for n in range(3 * BATCH))
    made, _ = pieces(Transcript((("File", "x"),), lines, left_out_after=7))
    anchors = [line["anchor"] for piece in made for line in piece.data["lines"]]
    assert anchors == [line.anchor for line in lines]
    assert [piece.data["opening"] for piece in made] == [True] + [False] * (len(made) - 1)
    assert [piece.data["left_out_after"] for piece in made] == [0] * (len(made) - 1) + [7]
    assert all(piece.weight <= BATCH + 3 for piece in made)


def test_line_numbers_run_on_over_pieces() -> None:
    made, _ = pieces(Text((), tuple(map(str, range(1, 3 * BATCH)))))
    numbers = [line["number"] for piece in made for line in piece.data["lines"]]
    assert len(made) > 1 and numbers == list(range(1, 3 * BATCH))


def test_a_conversation_without_messages_still_has_its_page() -> None:
    made, _ = pieces(Transcript((("File", "x"),), ()))
    assert len(made) == 1 and made[0].data["opening"]


def test_rows_with_too_many_or_too_few_cells_lose_none() -> None:
    rows = (Row("a", ("1", "2", "3", "4")), Row("b", ("1",)), Row("c", ()))
    made, _ = pieces(Table((), ("A", "B"), "l", rows))
    cells = [[c[0]["c"] for c in row["cells"]] for row in made[0].data["rows"]]
    assert cells == [[["1"], ["2 | 3 | 4"]], [["1"], [""]], [[""], [""]]]
    assert made[0].data["align"] == ["l", "l"]


def test_a_broken_picture_in_a_message_is_said_in_its_place() -> None:
    attached = Attached("IMG.jpg", "ab" * 32, True, source_of_bytes("IMG.jpg", b"no picture"))
    made, printer = pieces(Transcript((), (Line("m", 7, "", "", "", attachments=(attached,)),)))
    held = made[0].data["lines"][0]["attachments"][0]
    assert held["picture"] is None and "could not be shown" in str(held["trouble"])
    assert "message 7" in printer.findings[0] and "IMG.jpg" in printer.findings[0]


def test_a_broken_photo_becomes_a_page_that_names_it() -> None:
    made, printer = pieces(Picture(source_of_bytes("door.jpg", b"?"), (("Taken", "May"),)))
    assert made[0].data["kind"] == "unusable" and printer.unusable == {"k"}
    assert "door.jpg" in str(made[0].data["facts"]) and "May" in str(made[0].data["facts"])


def test_keys_of_any_kind_make_names_the_typesetter_takes() -> None:
    photo = Picture(source_of_bytes("a.png", picture("PNG")), ())
    names = set()
    for key in ("../a", "a/b", "ключ", "a b", "#", "_2e_"):
        made, _ = pieces(photo, key)
        (name,) = made[0].pictures
        assert name == made[0].data["picture"] and name.isascii() and "/" not in name
        names.add(name)
    assert len(names) == 6


def test_the_data_is_plain_json() -> None:
    printer = Printer()
    for section in every_kind().sections:
        for document in section.documents:
            for piece in printer.pieces(document):
                assert json.loads(json.dumps(piece.data)) == piece.data


def test_a_long_letter_shows_its_files_once_at_its_end() -> None:
    files = (Attached("a.pdf", "ab" * 32, True), Attached("b.pdf", None, False))
    lines = tuple(map(str, range(3 * BATCH)))
    made, _ = pieces(Letter("E-mail", (("From", "a@home.test"),), lines, files, (("File", "x"),)))
    assert len(made) > 1
    assert [len(piece.data["attachments"]) for piece in made] == [0] * (len(made) - 1) + [2]
    assert [piece.data["closing"] for piece in made] == [False] * (len(made) - 1) + [True]
    assert sum(len(piece.data["lines"]) for piece in made) == len(lines)
    assert all(piece.weight <= BATCH + 3 for piece in made)


def test_the_lines_of_a_transcript_are_numbered_through() -> None:
    spoken = tuple(Spoken("0:01", "Jo", "words") for _ in range(2 * BATCH))
    made, _ = pieces(Slip((), spoken))
    numbers = [each["number"] for piece in made for each in piece.data["spoken"]]
    assert numbers == list(range(1, 2 * BATCH + 1)) and len(made) > 1


def test_a_long_name_gets_a_line_of_its_own_and_marks_of_direction_a_box() -> None:
    lines = (Line("a", 1, "now", "Sam", "x"), Line("b", 2, "now", "\u202bSam" * 30, "x"))
    made, _ = pieces(Transcript((), lines))
    first, second = made[0].data["lines"]
    assert (first["wide"], second["wide"]) == (False, True)
    assert (first["sender"][0]["d"], second["sender"][0]["d"]) == ("l", "b")


def test_a_court_paper_asks_where_its_cites_lead_and_names_each_thing_once() -> None:
    at = {"label": "A7", "page": 31, "volume": None}
    cites = (Cite("k", "AB1"), Cite("k", "AB1"), Cite(None, "letter"))
    statement = Statement(
        Caption(), "Statement", (), "", (Paragraph("One", cites=cites), Paragraph("Two")), ""
    )
    printer = Printer()
    printer.refs = lambda cite: [at] if cite.document else []
    (piece,) = printer.pieces(Document("s", "S", "", None, statement))
    one, two = piece.data["paragraphs"]
    assert [one["number"], two["number"]] == [1, 2] and two["cites"] == []
    assert [(each["words"][0]["c"], each["pages"]) for each in one["cites"]] == [
        (["AB1"], [at]), (["letter"], []),
    ]  # fmt: skip


def test_long_schedules_and_lists_come_in_pieces_with_one_heading() -> None:
    allegations = tuple(Allegation(n, "May", "words") for n in range(2 * BATCH))
    made, _ = pieces(ScottSchedule(Caption("Court"), allegations))
    assert [piece.data["opening"] for piece in made] == [True] + [False] * (len(made) - 1)
    numbers = [row["number"] for piece in made for row in piece.data["rows"]]
    assert numbers == list(range(2 * BATCH)) and all(piece.data["flipped"] for piece in made)


@pytest.mark.parametrize(("columns", "kind", "flipped"), [
    (6, "counted", False), (7, "counted", True), (12, "counted", True), (13, "records", False),
])  # fmt: skip
def test_wide_tables_lie_on_their_side_and_wider_ones_go_row_by_row(
    columns: int, kind: str, flipped: bool
) -> None:
    rows = tuple(Row(f"r{n}", ("x",) * columns) for n in range(2 * BATCH))
    made, _ = pieces(Table((), ("C",) * columns, "l", rows))
    assert {(piece.data["kind"], piece.data["flipped"]) for piece in made} == {(kind, flipped)}
    assert [row["number"] for piece in made for row in piece.data["rows"]] == list(
        range(1, 2 * BATCH + 1)
    )


def test_facts_of_a_file() -> None:
    source = source_of_bytes("x.zip!/in/a.pdf", b"12345")
    assert file_facts(source) == (("File", "a.pdf"), ("Size", "5 bytes"))

"""What is handed to the template: nothing of a plan is lost on the way."""

import json

from everyword.bundle.pieces import Printer, file_facts
from everyword.bundle.plan import (
    Attached,
    Content,
    Document,
    Line,
    Picture,
    Row,
    Table,
    Text,
    Transcript,
)
from everyword.bundle.typeset import BATCH, Piece
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


def test_facts_of_a_file() -> None:
    source = source_of_bytes("x.zip!/in/a.pdf", b"12345")
    assert file_facts(source) == (("File", "a.pdf"), ("Size", "5 bytes"))

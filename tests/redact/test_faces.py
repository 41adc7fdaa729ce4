"""Codes of letters are read as their font says: figures among them are no number of anybody."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from everyword.redact.faces import Height, faces_of, read_by_fonts
from everyword.redact.leaks import leaks_of
from everyword.redact.narrowing import composite
from tests.redact.pages_made import made

FIGURES = "86420975"
"""In no order in which figures stand in tables."""
CODED = "".join(f"{ord(each):04x}" for each in FIGURES)
TABLE = "1 begincodespacerange <0000> <ffff> endcodespacerange\n1 beginbfrange {} endbfrange"
LETTERS, TRUE = "<0030> <0039> <0061>", "<0030> <0039> <0030>"


def composite_font(pdf: Pdf, letters: str | None) -> Dictionary:
    below = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.F, DW=500)
    below.CIDSystemInfo = Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)
    below.W = Array([1, Array([505.99997, 300]), 7, 9, 503.00003])
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.F)
    font.Encoding, font.DescendantFonts = Name("/Identity-H"), Array([below])
    if letters is not None:
        font.ToUnicode = pdf.make_stream(TABLE.format(letters).encode())
    return font


def with_font(letters: str | None) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        pdf.pages[0].obj.Resources.Font.C = composite_font(pdf, letters)
        # Another font of the file, in which the same codes would be these figures.
        pdf.Root.Other = Dictionary(Type=Name.Font)
        pdf.Root.Other.ToUnicode = pdf.make_stream(TABLE.format(TRUE).encode())

    return change


def is_found(content: str, letters: str | None, word: str = FIGURES) -> bool:
    return leaks_of(made(content, with_font(letters)), "", [word]) != []


def test_codes_that_only_look_like_figures() -> None:
    shown = f"BT /C 9 Tf 72 700 Td <{CODED}> Tj ET"

    assert not is_found(shown, LETTERS)
    assert is_found(shown, LETTERS, "".join("abcdefghij"[int(each)] for each in FIGURES))


@pytest.mark.parametrize(
    ("content", "letters"),
    [
        (f"BT /C 9 Tf 72 700 Td <{CODED}> Tj ET", TRUE),
        (f"BT /C 9 Tf 72 700 Td <{CODED}> Tj ET", None),
        (f"BT /C 9 Tf 72 700 Td [<{CODED[:12]}> 90 <{CODED[12:]}>] TJ ET", TRUE),
        (f"BT /F 9 Tf 72 700 Td ({FIGURES[:4]}) Tj /C 9 Tf <{CODED[16:]}> Tj ET", TRUE),
        (f"q BT /F 9 Tf ET q BT /C 9 Tf ET Q BT 72 700 Td ({FIGURES}) Tj ET Q", LETTERS),
        (f"BT /F 9 Tf 72 700 Td <{FIGURES.encode().hex()}> Tj ET", LETTERS),
        (f"BT /Nowhere 9 Tf 72 700 Td ({FIGURES}) Tj ET", LETTERS),
        (f"BT 72 700 Td ({FIGURES}) Tj ET", LETTERS),
    ],
    ids=["true", "unsaid", "pieces", "two fonts", "font put back", "hex", "no font", "none set"],
)
def test_figures_that_a_reader_sees_are_found(content: str, letters: str | None) -> None:
    assert is_found(content, letters)


def test_a_content_that_nothing_draws_is_read_in_every_way() -> None:
    def change(pdf: Pdf) -> None:
        with_font(LETTERS)(pdf)
        pdf.Root.Hidden = pdf.make_stream(f"BT /C 9 Tf <{CODED}> Tj ET".encode())

    assert leaks_of(made("q Q", change), "", [FIGURES]) != []


def test_tables_of_fonts_count_and_texts_do_not() -> None:
    def change(pdf: Pdf) -> None:
        font = pdf.make_stream(b"\1\0\4\1" + b"0123456789 87654321" * 3)
        pdf.Root.Program = Dictionary(FontFile3=font)

    data = made("q Q", change)

    assert leaks_of(data, "", ["12345678", "87654321"]) == []
    assert leaks_of(made("BT /F 9 Tf 9 9 Td (12345678) Tj ET"), "", ["12345678"]) != []
    assert leaks_of(b"call 12345678", "note.txt", ["12345678"]) != []


def test_each_string_by_the_font_it_is_shown_in() -> None:
    with pikepdf.open(io.BytesIO(made("BT /F 9 Tf (a) Tj /C 9 Tf <00300031> Tj ET"))) as pdf:
        page = pdf.pages[0].obj
        page.Resources.Font.C = composite_font(pdf, LETTERS)
        faces = faces_of(pdf)[page.Contents.objgen]
        assert list(read_by_fonts(page.Contents.read_bytes(), faces)) == ["aab"]
        page.Resources.Font.D = composite_font(pdf, None)
        assert page.Contents.objgen not in faces_of(pdf)


def test_widths_stay_as_they_were() -> None:
    """A viewer that cuts a width to a whole number must come to the same one."""
    with pikepdf.new() as pdf:
        font = composite_font(pdf, TRUE)
        below = font.DescendantFonts[0]
        made_ = Dictionary(W=below.W)
        composite(pdf, font, made_, {b"\0\1", b"\0\x08"})
        kept = [[float(x) for x in e] if isinstance(e, Array) else int(e) for e in made_.W]
    assert kept == [1, [505.99997], 8, [503.00003]]


@pytest.mark.parametrize(
    ("between", "new"),
    [
        ([b"BT 40 736 Td ", b" Tj ET BT 72 736 Td ", b"Tj ET BT 40 712 Td"], [True, False, True]),
        ([b"BT 1 0 0 1 40 700 Tm", b"Tj 1 0 0 1 46 700 Tm", b"Tj 5 0 Td"], [True, False, False]),
        ([b" ", b"] TJ 0 -12 TD", b"Tj T*", b"Tj -50 ", b"' "], [False, True, True, False, True]),
        ([b"q 1 0 0 1 4 760 cm BT", b"Tj ET Q q 1 0 0 1 9 760 cm BT"], [True, False]),
        ([b"q 1 0 0 1 4 760 cm BT", b"Tj ET Q q 1 0 0 1 4 740 cm BT"], [True, True]),
        ([b"BT -- x Td", b"Tj 1.2.3 Td", b"Tj /Td 5 gs"], [False, False, False]),
    ],
    ids=["moves", "matrices", "lines", "same", "below", "damaged"],
)
def test_where_another_line_begins(between: list[bytes], new: list[bool]) -> None:
    height = Height()
    assert [height.is_new_line(each) for each in between] == new

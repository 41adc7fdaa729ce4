"""Names inside font programs go, the letters stay."""

import io
import struct
from importlib.resources import files

import pikepdf
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf

from everyword.redact.marks import Word
from everyword.redact.redacting import redacted
from everyword.redact.typefaces import cff_with, program_with, tables_of, without_names
from tests.redact.pages_made import SECRET, made, text_of

TABLES = [(b"glyf", b"letters1"), (b"name", b"by Rowan Fox"), (b"head", b"h" * 54)]


def font() -> bytes:
    head, body, at = b"\0\1\0\0\0\3" + bytes(6), b"", 12 + 48
    for tag, data in TABLES:
        head += tag + bytes(4) + at.to_bytes(4) + len(data).to_bytes(4)
        padded = data + bytes(-len(data) % 4)
        body, at = body + padded, at + len(padded)
    return head + body


def test_names_go() -> None:
    made = without_names(font())

    assert b"Rowan" not in made and b"letters1" in made and b"h" * 54 in made
    assert int.from_bytes(made[4:6]) == 2
    start = int.from_bytes(made[12 + 8 : 12 + 12])
    assert made[start : start + 8] == b"letters1"
    assert without_names(made) == made


@given(st.binary(max_size=200))
def test_anything_else_is_left_alone(data: bytes) -> None:
    assert without_names(data) == data
    assert without_names(font()[: 12 + len(data)]) is not None


def liberation() -> bytes:
    return (files("everyword.bundle.pages") / "fonts" / "LiberationSans-Regular.ttf").read_bytes()


def test_only_glyphs_in_use_keep_a_shape() -> None:
    program = liberation()
    made = program_with(program, {36, 200})
    tables, before = tables_of(made), tables_of(program)

    assert tables is not None and before is not None
    spots = struct.unpack(f">{len(tables[b'loca']) // 4}I", tables[b"loca"])
    shaped = {at for at in range(len(spots) - 1) if spots[at + 1] > spots[at]}
    assert {0, 36, 200} <= shaped and len(shaped) < 8  # with the parts of a letter with an accent
    assert b"cmap" not in tables and b"post" not in tables and b"name" in before
    assert tables[b"hmtx"][36 * 4 : 37 * 4] == before[b"hmtx"][36 * 4 : 37 * 4]
    assert tables[b"hmtx"][37 * 4 : 38 * 4] == bytes(4)
    assert program_with(b"rubbish", {1}) == b"rubbish"


def test_a_font_of_the_file_still_draws_the_rest() -> None:
    """RD-10 and RD-12 look at the page: nothing may have changed outside of the box."""
    letters = "we met Rowan Fox here"
    program = liberation()
    glyphs = {each: 3 + ord(each) - 32 for each in letters}

    def change(pdf: Pdf) -> None:
        font = pdf.make_stream(program, Length1=len(program))
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.RowanFox, Flags=4)
        descriptor.FontFile2, descriptor.FontBBox = font, Array([0, -200, 1000, 900])
        below = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.RowanFox)
        below.CIDSystemInfo = Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)
        below.FontDescriptor, below.CIDToGIDMap, below.DW = descriptor, Name.Identity, 600
        below.W = Array([each for code in range(3, 97) for each in (code, code, 500 + code)])
        table = "".join(f"<{at:04x}> <{ord(each):04x}>\n" for each, at in glyphs.items())
        whole = pdf.make_stream(f"{len(glyphs)} beginbfchar\n{table}endbfchar".encode())
        made_ = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.RowanFox)
        made_.Encoding, made_.ToUnicode = Name("/Identity-H"), whole
        made_.DescendantFonts = Array([below])
        pdf.pages[0].obj.Resources.Font.F = pdf.make_indirect(made_)

    codes = "".join(f"{glyphs[each]:04x}" for each in letters)
    data, log = redacted(made(f"BT /F 12 Tf 72 700 Td <{codes}> Tj ET", change), (), [Word(SECRET)])

    assert log.pictured == () and "met" in text_of(data) and "here" in text_of(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        font = pdf.pages[0].obj.Resources.Font["/F0"].DescendantFonts[0]
        kept = {int(each) for each in list(font.W)[::2]}
        tables = tables_of(font.FontDescriptor.FontFile2.read_bytes())
    assert kept == {glyphs[each] for each in "we met here"} and tables is not None
    spots = struct.unpack(f">{len(tables[b'loca']) // 4}I", tables[b"loca"])
    for letter in "RoanFx":
        assert spots[glyphs[letter]] == spots[glyphs[letter] + 1]


def index(*members: bytes) -> bytes:
    if not members:
        return b"\0\0"
    places = [1 + sum(map(len, members[:at])) for at in range(len(members) + 1)]
    return len(members).to_bytes(2) + b"\1" + bytes(places) + b"".join(members)


def cff(top: bytes) -> bytes:
    strings = index(b"by Rowan Fox", b"glyph")
    return b"\1\0\4\1" + index(b"RowanFox") + index(top) + strings + b"\0\0"


def test_names_and_drawings_of_a_cff_font() -> None:
    def number(value: int) -> bytes:
        return b"\x1d" + value.to_bytes(4)

    length = len(cff(number(391) + b"\1" + number(0) + b"\x11"))
    program = cff(number(391) + b"\1" + number(length) + b"\x11")
    program += index(b"\x0e", b"curveA\x0e", b"curveB\x0e")
    made_ = cff_with(without_names(program), {2})

    assert len(made_) == len(program)
    assert b"Rowan" not in made_ and b"glyph" in made_
    assert b"curveB" in made_ and b"curveA" not in made_
    for cut in range(len(program)):
        cff_with(without_names(program[:cut]), {2})


def test_names_of_a_type_1_font() -> None:
    program = b"%!PS-AdobeFont-1.0: RowanFox 001\n%%Title: RowanFox\n/FontName /RowanFox def\n"
    program += b"/FullName (Rowan Fox) readonly def\n/Encoding 256 array\ncurrentfile eexec\n\1\2"
    made_ = without_names(program)

    assert b"Rowan" not in made_ and len(made_) == len(program)
    assert b"/Encoding 256 array\ncurrentfile eexec\n\1\2" in made_
    assert b"/FontName /xxxxxxxx def" in made_

"""Office files: every word is there or said to be missing, whatever the file does to hide it."""

import struct
import tracemalloc
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import Document, Problem, Reading, source_of_bytes
from everyword.readers import claiming, document_office
from everyword.readers.office.cells import kind_of, shown
from tests.office_files import (
    W,
    document,
    links,
    old_word,
    open_document,
    packed,
    paragraph,
    run,
    slides,
    workbook,
    zipped,
)
from tests.outlook_file import compound

CASES = Path(__file__).parent / "cases" / "document_office"
INPUTS = {
    path.parent.name: path
    for path in sorted(CASES.glob("*/*.*"))
    if path.suffix not in (".toml", ".jsonl")
}
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<&>"), min_size=1
)


def read(data: bytes) -> list[Reading]:
    source = source_of_bytes("a", data)
    assert claiming(source) == [document_office]
    return list(document_office.read(source, {}))


def only(readings: list[Reading], kind: type[Any]) -> Any:
    (found,) = (each for each in readings if isinstance(each, kind))
    return found


def text_of(data: bytes) -> str:
    (got,) = read(data)
    assert isinstance(got, Document)
    return "\f".join(got.text)


def remark_of(data: bytes) -> str:
    return only(read(data), Document).remark or ""


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_the_paragraphs_of_a_document_are_its_lines(lines: list[str]) -> None:
    assert text_of(document("".join(paragraph(run(line)) for line in lines))) == "".join(
        f"{line}\n" for line in lines
    )


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_the_cells_of_a_sheet_are_its_lines(rows: list[list[str]]) -> None:
    xml = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    data = workbook([("One", "visible", f"<sheetData>{xml}</sheetData>")])

    assert text_of(data) == "[sheet] One\n" + "".join("\t".join(row) + "\n" for row in rows)


@given(st.dictionaries(st.integers(1, 60), WORDS, min_size=1, max_size=6))
def test_a_cell_stands_in_its_column(cells: dict[int, str]) -> None:
    def letters(number: int) -> str:
        return (chr(64 + (number - 1) // 26) if number > 26 else "") + chr(65 + (number - 1) % 26)

    xml = "".join(
        f'<c r="{letters(at)}1" t="inlineStr"><is><t>{words}</t></is></c>'
        for at, words in sorted(cells.items())
    )
    line = text_of(workbook([("S", "visible", f'<sheetData><row r="1">{xml}</row></sheetData>')]))

    got = line.split("\n")[1].split("\t")
    assert {at: words for at, words in enumerate(got, 1) if words} == cells


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("dd/mm/yyyy", "date"), ("[$-409]d-mmm-yy;@", "date"), ("mmmm yy", "date"),
        ("yyyy\\-mm\\-dd hh:mm:ss.000", "date"), ("h:mm AM/PM", "clock"), ("mm:ss.0", "clock"),
        ("[h]:mm", "span"), ("[mm]:ss", "span"), ("General", "general"), ("@", "general"),
        ("#,##0.00", "number"), ('0 "days"', "number"), ("0\\d", "number"), ("0.00E+00", "number"),
        ("[Red]0", "number"), ('"£"#,##0.00;[Red]\\-"£"#,##0.00', "number"), ("0%", "number"),
        ("_-* #,##0_-", "number"), ("# ?/?", "number"), ("Standard", "general"),
    ],
)  # fmt: skip
def test_the_format_of_a_cell_says_whether_it_is_a_time(code: str, kind: str) -> None:
    assert kind_of(200, {200: code}) == kind


@given(st.integers(61, 2_958_465))
def test_days_are_counted_from_1900(days: int) -> None:
    assert shown(str(days), "date", False) == (date(1899, 12, 30) + timedelta(days)).isoformat()


@given(st.integers(0, 2_900_000), st.integers(0, 86_399))
def test_days_and_seconds_are_counted_from_1904(days: int, seconds: int) -> None:
    clock = f" {timedelta(seconds=seconds)!s:0>8}" if seconds else ""
    raw = f"{days + seconds / 86400:.10f}"

    assert shown(raw, "date", True) == (date(1904, 1, 1) + timedelta(days)).isoformat() + clock


@pytest.mark.parametrize(
    ("raw", "kind", "words"),
    [
        ("59", "date", "1900-02-28"), ("60", "date", "1900-02-29"), ("61", "date", "1900-03-01"),
        ("1", "date", "1900-01-01"), ("0.5", "clock", "12:00:00"), ("1.25", "span", "30:00:00"),
        ("-0.5", "span", "-12:00:00"), ("0.999999999", "clock", "1900-01-01 00:00:00"),
        ("-1", "date", None), ("2958466", "date", None), ("1e308", "date", None),
        ("nan", "date", None), ("", "date", None), ("1e5000", "date", None),
    ],
)  # fmt: skip
def test_a_number_that_is_no_time_is_not_made_one(raw: str, kind: Any, words: str | None) -> None:
    assert shown(raw, kind, False) == words


def test_tracked_changes_are_both_there_and_marked() -> None:
    put_in = f'<w:ins w:author="Alex">{run("new")}</w:ins>'
    taken = '<w:del w:author="Sam"><w:r><w:delText>old</w:delText></w:r></w:del>'
    data = document(paragraph(run("a "), put_in, taken))

    assert text_of(data) == "a [+new+][-old-]\n"
    assert "tracked insertions, shown as [+...+]: 1" in remark_of(data)
    assert '"Alex", "Sam"' in remark_of(data)


def test_moved_words_stand_in_both_places() -> None:
    data = document(
        paragraph(f"<w:moveFrom>{run('x')}</w:moveFrom>")
        + paragraph(f"<w:moveTo>{run('x')}</w:moveTo>")
    )

    assert text_of(data) == "[-x-]\n[+x+]\n"


def test_hidden_words_are_shown_and_marked() -> None:
    assert text_of(document(paragraph(run("a"), run("b", "<w:vanish/>")))) == "a[hidden: b]\n"


def test_a_text_box_drawn_twice_is_read_once_and_one_drawn_only_for_old_programs_too() -> None:
    box = f"<w:txbxContent>{paragraph(run('in'))}</w:txbxContent>"
    both = f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
    old = f'<mc:Choice Requires="wps"/><mc:Fallback>{box}</mc:Fallback>'

    for drawn in (both, old):
        body = paragraph(f"<w:r><mc:AlternateContent>{drawn}</mc:AlternateContent></w:r>")
        assert text_of(document(body)) == "\n[text box]\nin\n"


def test_nested_tables_lose_nothing() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(run('in'))}</w:tc></w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{inner}{paragraph(run('after'))}</w:tc></w:tr></w:tbl>"

    assert text_of(document(table)).split() == ["in", "after"]


def test_the_main_part_may_have_any_name() -> None:
    xml = f'<w:document xmlns:w="{W}"><w:body>{paragraph(run("hi"))}</w:body></w:document>'

    assert text_of(packed("word/document2.xml", {"word/document2.xml": xml})) == "hi\n"


def test_the_strict_form_is_read_like_the_usual_one() -> None:
    data = document(paragraph(run("hi")))
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(source_of_bytes("a", data).open()) as archive:
        parts: dict[str, str | bytes] = {
            name: archive.read(name).replace(W.encode(), strict.encode())
            for name in archive.namelist()
        }

    assert text_of(zipped(parts)) == "hi\n"


def test_hidden_sheets_rows_and_columns_are_shown_and_named() -> None:
    xml = (
        '<cols><col min="1" max="2" hidden="1"/></cols><sheetData><row r="4" hidden="1">'
        '<c r="A4"><v>7</v></c></row></sheetData>'
    )
    data = workbook([("Secret", "veryHidden", xml)])

    assert text_of(data) == "[sheet] Secret\n7\n"
    for said in ("columns 1 to 2", "rows 4 of", 'sheet "Secret" is hidden'):
        assert said in remark_of(data)


def test_a_date_is_a_date_only_where_its_cell_says_so() -> None:
    xml = '<sheetData><row><c s="0"><v>45385</v></c><c s="1"><v>45385</v></c></row></sheetData>'
    data = workbook([("S", "visible", xml)], styles=[0, 14])

    assert text_of(data) == "[sheet] S\n45385\t2024-04-03\n"


def test_a_million_cells_do_not_gather() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    data = workbook([("S", "visible", f"<sheetData>{row * 40}</sheetData>")])
    tracemalloc.start()
    got = only(read(data), Document)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert got.text[0].count("\t") == 40 * 999
    assert peak < 4 << 20


def test_cells_far_apart_do_not_unfold() -> None:
    cells = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 500))
    text = text_of(workbook([("S", "visible", f"<sheetData>{cells}</sheetData>")]))

    assert len(text) < 3000
    many = '<table:table-row table:number-rows-repeated="1048576">' + (
        '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>"
    )
    body = f"<office:body><office:spreadsheet><table:table>{many}</table:table>"
    data = open_document("spreadsheet", f"{body}</office:spreadsheet></office:body>")
    assert len(text_of(data)) < 10_000
    assert "equal rows or cells more, not shown: 1,064,832" in remark_of(data)


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w>&b;</w>',
        '<!DOCTYPE w SYSTEM "http://x.example/a.dtd"><w/>',
        "<w>" * 100_000,
        "<w " + 'a="b" ' * 10 + "x" * 6_000_000,
        "",
        "no xml",
    ],
    ids=["entities", "outside", "deep", "long", "empty", "none"],
)
def test_hostile_xml_costs_one_problem(bomb: str) -> None:
    for data in (
        packed("word/document.xml", {"word/document.xml": bomb}),
        packed("xl/workbook.xml", {"xl/workbook.xml": bomb}),
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": bomb}),
    ):
        readings = read(data)
        assert any(isinstance(each, Problem) for each in readings)


def test_what_stood_before_the_damage_is_kept() -> None:
    xml = f'<w:document xmlns:w="{W}"><w:body>{paragraph(run("kept"))}<w:tbl><w:tr><w:tc>'
    readings = read(packed("word/document.xml", {"word/document.xml": xml + paragraph(run("too"))}))

    assert only(readings, Document).text[0].split() == ["kept", "too"]
    assert "damaged or cut short" in only(readings, Problem).what


def test_deep_rich_text_and_deep_fields_stop_somewhere() -> None:
    readings = read(b"{\\rtf1 first" + b"{" * 100_000 + b"}" * 100_001)

    assert only(readings, Document).text[0].startswith("first")
    assert "deep" in only(readings, Problem).what


@pytest.mark.parametrize(
    ("rtf", "words"),
    [
        (rb"{\rtf1\ansi\ansicpg1252 caf\'e9\par}", "café\n"),
        (rb"{\rtf1\uc2\u233 ??x}", "éx"),
        (rb"{\rtf1\u-3913?}", "\uf0b7"),
        (rb"{\rtf1 a{\*\generator Word;}b}", "ab"),
        (rb"{\rtf1 a\bin4 }}{{b}", "ab"),
        (rb"{\rtf1\ansicpg932 \'82\'a0}", "あ"),
        (rb"{\rtf1{\fonttbl{\f3\fcharset177 D;}}\f3 \'f9\'ec}", "של"),
        (rb"{\rtf1 a{\v b}c}", "a[hidden: b]c"),
        (rb"{\rtf1 a\v b\v0 c}", "a[hidden: b]c"),
        (rb"{\rtf1 a{\footnote note}b}", "a[footnote: note]b"),
        (b"{\\rtf1 a\r\nb}", "ab"),
        (rb"{\rtf1 a\\b\{c\}d\~e}", "a\\b{c}d\xa0e"),
        (rb"{\rtf1 {\info{\title T}{\author X}}y}", "y"),
    ],
)  # fmt: skip
def test_rich_text(rtf: bytes, words: str) -> None:
    assert text_of(rtf) == words


@given(st.lists(st.tuples(st.text("abc äß", min_size=1), st.booleans()), min_size=1, max_size=6))
def test_the_pieces_of_an_old_document_are_its_text(pieces: list[tuple[str, bool]]) -> None:
    assert "".join(only(read(old_word(pieces)), Document).text) in (
        "".join(words for words, _ in pieces),
        "",  # nothing but blanks
    )


def test_old_files_of_other_kinds_are_named() -> None:
    assert "older than Excel 97" in remark_of(compound({"Book": b"x" * 100}))
    assert "older than Excel 97" in remark_of(compound({"Workbook": b"x" * 100}))


def record(kind: int, body: bytes) -> bytes:
    return kind.to_bytes(2, "little") + len(body).to_bytes(2, "little") + body


def old_book(shared: list[bytes], count: int, cells: list[bytes], hidden: int = 0) -> bytes:
    """A .xls of one sheet "S"; `shared` are the pieces of the list of words."""
    bof = record(0x809, b"\0\6" + bytes(14))
    formats = record(0x41E, b"\xa4\0\x0a\0\0dd/mm/yyyy") + b"".join(
        record(0xE0, b"\0\0" + number.to_bytes(2, "little") + bytes(16)) for number in (0, 164)
    )
    words = record(0xFC, count.to_bytes(4, "little") * 2 + shared[0])
    words += b"".join(record(0x3C, piece) for piece in shared[1:])
    place = len(bof + formats + words) + 4 + 9 + 4
    sheet = record(0x85, place.to_bytes(4, "little") + bytes([hidden, 0, 1, 0]) + b"S")
    stream = bof + formats + sheet + words + record(0x0A, b"")
    assert len(stream) == place
    return compound({"Workbook": stream + bof + b"".join(cells) + record(0x0A, b"")})


def label(column: int, index: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", 0, column, 0, index))


@given(st.lists(st.text("abcé你", min_size=1, max_size=30), min_size=1, max_size=8), st.data())
def test_the_words_of_an_old_workbook_go_on_from_piece_to_piece(
    words: list[str], draw: st.DataObject
) -> None:
    pieces, piece = [], b""
    for word in words:
        wide = not all(letter < "\u0100" for letter in word)
        piece += len(word).to_bytes(2, "little") + bytes([wide])
        cut = draw.draw(st.integers(0, len(word)))
        later = draw.draw(st.booleans()) or wide
        piece += word[:cut].encode("utf-16-le" if wide else "latin-1")
        if cut < len(word):
            pieces.append(piece)  # the rest may be written in letters of another width
            piece = bytes([later]) + word[cut:].encode("utf-16-le" if later else "latin-1")
    cells = [label(column, column) for column in range(len(words))]

    assert text_of(old_book([*pieces, piece], len(words), cells)) == (
        "[sheet] S\n" + "\t".join(words) + "\n"
    )


def test_the_cells_of_an_old_workbook() -> None:
    def rk(value: int, flags: int) -> int:
        return (value << 2 | flags) & 0xFFFFFFFF

    cells = [
        record(0x203, struct.pack("<HHHd", 0, 0, 1, 45385.0)),
        record(0x27E, struct.pack("<HHHI", 0, 1, 0, rk(-45050, 3))),
        record(0xBD, struct.pack("<HHHIHIH", 0, 2, 0, rk(7, 2), 0, rk(8, 2), 3)),
        record(0x205, struct.pack("<HHHBB", 1, 0, 0, 1, 0)),
        record(0x205, struct.pack("<HHHBB", 1, 1, 0, 42, 1)),
        record(0x06, struct.pack("<HHHd", 1, 2, 0, 2.5) + bytes(8)),
        record(0x06, struct.pack("<HHH", 1, 3, 0) + bytes(6) + b"\xff\xff" + bytes(8)),
        record(0x207, b"\2\0\0ok"),
        record(0xFD, struct.pack("<HHHI", 2, 0, 0, 99)),
    ]
    data = old_book([b""], 0, cells, hidden=1)

    assert text_of(data) == "[sheet] S\n2024-04-03\t-450.5\t7\t8\nTRUE\t#N/A\t2.5\tok\n"
    for said in ('sheet "S" is hidden', "is shown: 2", "damaged records of cells, not read: 1"):
        assert said in remark_of(data)


def test_the_words_of_old_slides() -> None:
    def atom(kind: int, body: bytes, form: int = 0) -> bytes:
        return struct.pack("<HHI", form, kind, len(body)) + body

    master = atom(0x03F8, atom(0x0FA8, b"Click to edit"), 0xF)
    slide = atom(0x03EE, atom(0x0FA0, "Привет\rzwei".encode("utf-16-le")) + atom(1, b"x"), 0xF)
    data = master + slide + atom(0x0FA8, b"caf\xe9")

    assert text_of(compound({"PowerPoint Document": data})) == "Привет\nzwei\ncafé\n"
    (_, problem) = read(compound({"PowerPoint Document": data[:-2]}))
    assert isinstance(problem, Problem)


def test_locked_files_are_named() -> None:
    lock = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    manifest = f"{lock}<manifest:encryption-data/></manifest:manifest>"
    odt = open_document("text", "", META__INF="", **{"META-INF__manifest.xml": manifest})
    for data in (odt, compound({"EncryptedPackage": b"x"})):
        (problem,) = read(data)
        assert isinstance(problem, Problem)
        assert "password" in problem.what


@pytest.mark.parametrize(
    ("made", "local", "zone", "utc"),
    [
        ("2024-04-03T20:07:00Z", "2024-04-03T20:07:00", "UTC", "2024-04-03T20:07:00Z"),
        ("2024-04-03T20:07:00+02:00", "2024-04-03T20:07:00", "+02:00", "2024-04-03T18:07:00Z"),
        ("2024-04-03", "2024-04-03", None, None),
        ("2024-04-31T20:07:00Z", None, None, None),
        ("yesterday", None, None, None),
    ],
)
def test_the_time_is_what_the_program_set(
    made: str, local: str | None, zone: str | None, utc: str | None
) -> None:
    from everyword.readers.office.parts import made_when

    when = made_when(made, "2024-05-01T00:00:00Z")

    assert (when.text, when.local, when.zone, when.utc) == (made, local, zone, utc)
    assert "set by the program" in when.basis
    assert "last changed 2024-05-01T00:00:00Z" in when.basis


def test_links_out_are_named_and_never_followed() -> None:
    near = links(
        ("rId1", "hyperlink", "https://x.example/"), ("rId2", "image", "http://y.example/")
    )
    body = paragraph(f'<w:hyperlink r:id="rId1">{run("here")}</w:hyperlink>')

    assert text_of(document(body, near)) == "here <https://x.example/>\n"


def test_slides_stand_in_the_order_they_are_shown() -> None:
    def shape(words: str) -> str:
        return f"<p:sp><p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"

    data = slides([("", shape("one")), ('show="0"', shape("two"))])

    assert text_of(data) == "one\n\ftwo\n"
    assert "hidden slides, whose words are shown: 2" in remark_of(data)


@pytest.mark.parametrize(
    "data",
    [
        zipped({"a.txt": "x"}),
        zipped({"[Content_Types].xml": "<Types/>", "visio/document.xml": "<x/>"}),
        zipped({"mimetype": "application/epub+zip"}),
        compound({"Other": b"x"}),
        b"{\\urtf",
        b"PK\x03\x04",
        b"",
    ],
    ids=["zip", "visio", "epub", "compound", "no rtf", "head", "empty"],
)
def test_strangers_are_not_recognised(data: bytes) -> None:
    assert not document_office.recognises(source_of_bytes("a.docx", data))


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_a_file_cut_anywhere_costs_problems_only(name: str) -> None:
    data = INPUTS[name].read_bytes()
    whole = read(data)
    for cut in range(0, len(data), max(1, len(data) // 150)):
        source = source_of_bytes("a", data[:cut])
        if document_office.recognises(source):
            readings = list(document_office.read(source, {}))
            # The end of an old file's last piece is filled up with nothing.
            same = name.startswith("old_") and [each.text for each in readings] == [whole[0].text]  # type: ignore[union-attr]  # a Document
            assert same or any(isinstance(each, Problem) for each in readings), cut


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(INPUTS)), st.data())
def test_damage_never_stops_the_reader_and_reading_twice_gives_the_same(
    name: str, draw: st.DataObject
) -> None:
    data = bytearray(INPUTS[name].read_bytes())
    for _ in range(draw.draw(st.integers(1, 8))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    source = source_of_bytes("a", bytes(data))

    if document_office.recognises(source):
        readings = list(document_office.read(source, {}))
        assert readings == list(document_office.read(source, {}))
        assert readings


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["docx", "xlsx", "pptx", "odt", "ods"]), st.data())
def test_any_nesting_of_known_elements_is_read(kind: str, draw: st.DataObject) -> None:
    from everyword.readers.office import drawn as office_drawn
    from everyword.readers.office import odf as office_odf
    from everyword.readers.office import word as office_word

    names = {
        "docx": sorted(
            [*office_word._OPENERS, *office_word._CHANGES, "w:t", "w:tab", "w:footnote"]
        ),
        "xlsx": [f"x:{name}" for name in ("row", "c", "v", "f", "t", "rPh", "oddHeader", "col")],
        "pptx": ["a:p", "a:t", "a:tc", "a:tr", "a:br", "mc:Fallback", "mc:AlternateContent"],
        "odt": sorted([*office_odf._OPENERS, "text:p", "dc:date"]),
        "ods": sorted([*office_odf._OPENERS, "text:p"]),
    }[kind]
    from everyword.readers.office.parts import Paper
    from everyword.readers.office.sheet import Book, Shared, Sheet, Styles

    paper = Paper()
    walk: Any = {
        "docx": lambda: office_word.Words(paper, ()),
        "xlsx": lambda: Sheet(paper, Shared(paper), Styles(), Book(), "S"),
        "pptx": lambda: office_drawn.Drawn(paper),
        "odt": lambda: office_odf.Text(paper, "odt"),
        "ods": lambda: office_odf.Text(paper, "ods"),
    }[kind]()
    open_names: list[str] = []
    for step in draw.draw(st.lists(st.sampled_from([*names, "words", "close"]), max_size=40)):
        if step == "words":
            walk.words("word")
        elif step == "close":
            if open_names:
                walk.close(open_names.pop())
        else:
            open_names.append(step)
            walk.open(step, {})
    assert isinstance(walk.over() if hasattr(walk, "over") else walk.text, str | list)

"""Office files as pages: printed as they are, and nothing leaves or stays."""

import os
import shutil
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pypdfium2
import pytest

from everyword.bundle.pages import office
from everyword.model import source_of_bytes
from tests.office_files import zipped

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs soffice")

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def whole(main: str, kind: str, parts: dict[str, str | bytes]) -> bytes:
    """A file with everything an office program asks for before it opens one."""
    named = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    types = (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{named}"/>'
    )
    if "sheet" in kind:
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        types += f'<Override PartName="/xl/sheet1.xml" ContentType="{sheet}"/>'
    first: dict[str, str | bytes] = {
        "[Content_Types].xml": types + "</Types>",
        "_rels/.rels": near("officeDocument", main),
    }
    return zipped({**first, **parts})


def near(kind: str, target: str, outside: str = "") -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1"'
        f' Type="{OFFICE}/{kind}" Target="{target}"{outside}/></Relationships>'
    )


def letter(text: str, body: str = "", links: str | None = None) -> bytes:
    document = (
        f'<w:document xmlns:w="{W}" xmlns:r="{OFFICE}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r>'
        f"</w:p>{body}</w:body></w:document>"
    )
    parts: dict[str, str | bytes] = {"word/document.xml": document}
    if links is not None:
        parts["word/_rels/document.xml.rels"] = links
    return whole("word/document.xml", "wordprocessingml.document", parts)


def sheet(cells: str) -> bytes:
    return whole(
        "xl/workbook.xml",
        "spreadsheetml.sheet",
        {
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{OFFICE}"><sheets><sheet'
            ' name="Costs" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": near("worksheet", "sheet1.xml"),
            "xl/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData><row r="1">{cells}</row>'
            "</sheetData></worksheet>",
        },
    )


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return "\n".join(page.get_textpage().get_text_range() for page in opened)


def made(data: bytes, suffix: str, beside: Path) -> bytes:
    program = office.installed()
    assert program
    return office.pages(source_of_bytes(f"letter{suffix}", data), suffix, program, beside)


@needs_office
def test_a_letter_is_printed_and_nothing_is_left(tmp_path: Path) -> None:
    data = letter("I agree to pay 300 a month.")

    pdf = made(data, ".docx", tmp_path)

    assert words(pdf).strip() == "I agree to pay 300 a month."
    assert list(tmp_path.iterdir()) == []
    assert list(office.MEMORY.glob(f"{office.NAME}{os.getpid()}-*")) == []


@needs_office
def test_a_sheet_is_printed_where_there_is_no_place_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "MEMORY", tmp_path / "none")
    cells = '<c r="A1" t="inlineStr"><is><t>Rent</t></is></c><c r="B1"><v>700</v></c>'

    pdf = made(sheet(cells), ".xlsx", tmp_path)

    assert "Rent" in words(pdf) and "700" in words(pdf)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def somewhere() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what it was asked for."""
    asked: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


DRAWN = (
    "<w:p><w:r><w:drawing><wp:inline"
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="1000000" cy="1000000"/>'
    '<wp:docPr id="1" name="p"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData'
    ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
    '<pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="r1"/>'
    "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
    '<a:off x="0" y="0"/><a:ext cx="1000000" cy="1000000"/></a:xfrm><a:prstGeom prst="rect">'
    "<a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
    "</w:drawing></w:r></w:p>"
)


def fetching(address: str) -> bytes:
    return letter("Hello", DRAWN, near("image", f"{address}/seen.png", ' TargetMode="External"'))


@needs_office
def test_a_picture_on_somebodys_server_is_not_fetched(
    tmp_path: Path, somewhere: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, asked = somewhere

    assert "Hello" in words(made(fetching(address), ".docx", tmp_path))
    assert asked == []

    monkeypatch.setattr(office, "SETTINGS", {})
    made(fetching(address), ".docx", tmp_path)
    assert asked, "without our settings it is fetched: the test above can fail"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not what its name says"),
        (b"just words", "not what its name says"),
        (b"%PDF-1.4", "not what its name says"),
        (letter("cut")[:-40], "not what its name says"),
    ],
    ids=["empty", "words", "pdf", "cut"],
)
def test_what_is_no_such_file_is_not_printed_as_words(
    data: bytes, why: str, tmp_path: Path
) -> None:
    program = office.Program("/bin/false", "LibreOffice 7")

    with pytest.raises(office.NotMade, match=why):
        office.pages(source_of_bytes("a.docx", data), ".docx", program, tmp_path)


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    data = bytearray(letter("whole " * 50))
    place = data.index(b"word/document.xml") + 40
    data[place] ^= 1

    with pytest.raises(office.NotMade, match="damaged"):
        office.pages(
            source_of_bytes("a.docx", bytes(data)),
            ".docx",
            office.Program("/bin/false", ""),
            tmp_path,
        )


def pretend(folder: Path, script: str) -> office.Program:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return office.Program(str(program), "LibreOffice 7")


def test_a_program_that_hangs_is_stopped_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "SECONDS", 0.3)
    monkeypatch.setattr(office, "MEMORY", tmp_path)
    program = pretend(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    source = source_of_bytes("a.docx", letter("x"))

    with pytest.raises(office.NotMade, match="longer"):
        office.pages(source, ".docx", program, tmp_path)

    child = int((tmp_path / "child").read_text())
    stopped = Path(f"/proc/{child}/stat")
    assert not stopped.exists() or stopped.read_text().split()[2] == "Z"
    assert [each.name for each in tmp_path.glob("everyword*")] == []


def test_a_program_that_makes_nothing_is_told(tmp_path: Path) -> None:
    source = source_of_bytes("a.docx", letter("x"))

    with pytest.raises(office.NotMade, match="could not open"):
        office.pages(source, ".docx", pretend(tmp_path, "exit 0"), tmp_path)


def test_what_a_killed_run_left_is_swept_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "MEMORY", tmp_path)
    left = tmp_path / f"{office.NAME}999999999-x"
    left.mkdir()
    (left / "document.docx").write_bytes(b"secret")
    running = tmp_path / f"{office.NAME}{os.getppid()}-y"
    running.mkdir()
    source = source_of_bytes("a.docx", letter("x"))

    with pytest.raises(office.NotMade):
        office.pages(source, ".docx", pretend(tmp_path, "exit 0"), tmp_path)

    assert not left.exists() and running.exists()

"""PDF: every page accounted for, forms read and not run, damage said, memory bounded."""

import io
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.archive import BadArchive
from everyword.errors import NeedsAnswer
from everyword.model import Document, Problem, Reading, Source, source_of_bytes
from everyword.readers import document_pdf
from everyword.readers.pdf import pages as pages_of_pdf

CASES = Path(__file__).parent / "cases" / "document_pdf"
INPUTS = {path.parent.name: path for path in sorted(CASES.glob("*/*.pdf"))}


def read(data: bytes, name: str = "a.pdf") -> list[Reading]:
    source = source_of_bytes(name, data)
    assert document_pdf.recognises(source)
    return list(document_pdf.read(source, {}))


def built(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is the root."""
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def pages(count: int, words: str = "", stated: int | None = None) -> bytes:
    """`count` pages; the first one's text is `words`, the others are blank."""
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 900] %b >>"
    text = b"BT /F 1 Tf 1 1 Td (%b) Tj ET" % words.encode()
    return built(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (stated or count, kids),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        page % b"/Contents 3 0 R /Resources << /Font << /F 4 0 R >> >>",
        *[page % b""] * (count - 1),
    )


def only(readings: list[Reading], kind: type[Any]) -> Any:
    (found,) = (each for each in readings if isinstance(each, kind))
    return found


def test_what_was_typed_and_ticked_stands_on_its_page() -> None:
    document = only(read(INPUTS["filled_form"].read_bytes()), Document)

    assert "Name of applicant: Alex Ash" in document.text[0]
    assert "town: Łódź" in document.text[0]
    assert "urgent: Yes" in document.text[0]
    assert "agreed" not in document.text[0]
    assert "relationship: Mother" in document.text[0]
    assert "not on the page" not in document.text[0]
    assert "fields that are not shown" in document.remark


@pytest.mark.parametrize(("flags", "seen"), [(4, True), (2, False), (32, False)])
def test_a_typed_note_counts_only_where_it_is_seen(flags: int, seen: bool) -> None:
    note = b"<< /Type /Annot /Subtype /FreeText /Contents (Paid) /F %d /Rect [0 0 9 9] >>" % flags
    data = built(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [4 0 R] >>",
        note,
    )

    assert only(read(data), Document).text == ("Paid" if seen else "",)


def test_a_form_that_folds_into_itself_costs_its_fields_and_not_the_file() -> None:
    nest = [b"<< /Kids [%d 0 R %d 0 R] >>" % (number + 1, number + 1) for number in range(5, 40)]
    data = built(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [40 0 R] >>",
        b"null",
        *nest,
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (b) /Rect [0 0 9 9] >>",
    )

    readings = read(data)

    assert only(readings, Document).pages == 1
    assert "typed into it was not read" in only(readings, Problem).what


def test_every_page_the_file_counts_is_accounted_for_in_few_lines() -> None:
    readings = read(pages(3, stated=90_000))

    document, problem = only(readings, Document), only(readings, Problem)
    assert document.pages == len(document.text) == 90_000
    assert (problem.where[0].first, problem.where[0].last) == (4, 90_000)


def test_text_beyond_the_limit_is_a_problem_of_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_of_pdf, "MAX_PAGE_CHARACTERS", 10)

    readings = read(pages(2, "Paid to Sam: 120.00"))

    assert only(readings, Document).text[0] == "Paid to Sa"
    assert only(readings, Problem).where[0].first == 1
    assert only(readings, Problem).what.startswith("9 characters")


@pytest.mark.parametrize("before", ["locked_with_password/locked.pdf", "cut_short/*.pdf"])
def test_no_page_at_all_is_a_problem_whatever_was_read_before(before: str) -> None:
    (path,) = CASES.glob(before)
    read(path.read_bytes())
    data = built(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>")

    assert "without a page" in only(read(data), Problem).what


def test_pages_that_are_their_own_parent_end() -> None:
    data = built(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] /Parent 2 0 R >>",
    )

    assert any(isinstance(each, Problem) for each in read(data))


@pytest.mark.parametrize("cut", [0, 1, 4, 5, 8, 100])
def test_a_stump_is_a_problem_or_nobodys(cut: int) -> None:
    source = source_of_bytes("a.pdf", pages(1)[:cut])

    if document_pdf.recognises(source):
        assert isinstance(next(document_pdf.read(source, {})), Problem)
    else:
        assert cut < len("%PDF-1")


@pytest.mark.parametrize(
    ("text", "local", "precision", "zone", "utc"),
    [
        ("D:20240403093000+01'00'", "2024-04-03T09:30:00", "second", "+01:00", "08:30:00Z"),
        ("D:20240403093000+01'00", "2024-04-03T09:30:00", "second", "+01:00", "08:30:00Z"),
        ("D:202404030930Z", "2024-04-03T09:30", "minute", "UTC", "09:30:00Z"),
        ("D:20240403093000-0330", "2024-04-03T09:30:00", "second", "-03:30", "13:00:00Z"),
        ("D:20240403093000", "2024-04-03T09:30:00", "second", None, None),
        ("20240403", "2024-04-03", "day", None, None),
        ("D:202404", "2024-04", "month", None, None),
        ("D:2024", "2024", "year", None, None),
        ("D:20240230093000Z", None, "none", None, None),
        ("D:20240403093000+99'00'", None, "none", None, None),
        ("Wed Apr 3 09:30:00 2024", None, "none", None, None),
        ("D:00000000000000Z", None, "none", None, None),
    ],
)
def test_the_creation_date_is_read_as_far_as_it_goes(
    text: str, local: str | None, precision: str, zone: str | None, utc: str | None
) -> None:
    with pikepdf.open(io.BytesIO(pages(1))) as pdf:
        pdf.docinfo["/CreationDate"] = text
        out = io.BytesIO()
        pdf.save(out)

    when = only(read(out.getvalue()), Document).when

    assert (when.text, when.local, when.precision, when.zone) == (text, local, precision, zone)
    assert (when.utc or "T").split("T")[1] == (utc or "")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PD",
        b"see the file %PDF-1.4 for the rest\n",
        b"PK\x03\x04" + b"\0" * 30 + pages(1),
        b"\xff\xd8\xff\xe0" + pages(1),
        b"x" * 1024 + pages(1),
    ],
)
def test_other_files_are_left_to_others(data: bytes) -> None:
    assert not document_pdf.recognises(source_of_bytes("a.pdf", data))


class _Large(io.RawIOBase):
    """A file of five gigabytes: a PDF with a hole of zeros in the middle."""

    def __init__(self, head: bytes, hole: int, tail: bytes) -> None:
        self._parts, self._hole, self._at, self.read_bytes = (head, tail), hole, 0, 0
        self.size = len(head) + hole + len(tail)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self.size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        (head, tail), start = self._parts, self._at
        count = max(0, min(len(buffer), self.size - start))
        self.read_bytes += count
        edge = len(head) + self._hole
        part = head[start : start + count].ljust(count, b"\0")
        if start + count > edge:
            skip = max(0, start - edge)
            part = part[: max(0, edge - start)] + tail[skip : start + count - edge]
        buffer[:count] = part
        self._at += count
        return count


def test_a_file_of_five_gigabytes_is_not_taken_into_memory() -> None:
    data = pages(2, "Paid to Sam: 120.00")
    table = data.rindex(b"xref\n0")
    hole = 5 << 30
    tail = data[table:].replace(b"startxref\n%d" % table, b"startxref\n%d" % (table + hole))
    stream = _Large(data[:table], hole, tail)
    source = Source("a.pdf", stream.size, lambda: io.BufferedReader(stream))

    readings = list(document_pdf.read(source, {}))

    assert only(readings, Document).text == ("Paid to Sam: 120.00", "")
    assert stream.read_bytes < 10 << 20


def test_a_source_that_breaks_off_while_it_is_read_is_not_taken_for_a_bad_pdf() -> None:
    data = pages(1)

    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise BadArchive("the file in the zip is damaged")

    def opener() -> BinaryIO:
        return Breaking(data)

    with pytest.raises(BadArchive):
        list(document_pdf.read(Source("a.zip!/a.pdf", len(data), opener), {}))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(INPUTS)), st.data())
def test_damage_never_stops_the_reader_and_reading_twice_gives_the_same(
    name: str, draw: st.DataObject
) -> None:
    data = bytearray(INPUTS[name].read_bytes())
    for _ in range(draw.draw(st.integers(1, 8))):
        data[draw.draw(st.integers(8, len(data) - 1))] = draw.draw(st.integers(0, 255))
    del data[draw.draw(st.integers(len(data) // 2, len(data))) :]
    source = source_of_bytes("a.pdf", bytes(data))

    if document_pdf.recognises(source):
        readings = read_or_asked(source)

        assert readings == read_or_asked(source)
        assert sum(isinstance(each, Document) for each in readings) <= 1
        assert readings


def read_or_asked(source: Source) -> list[Reading | str]:
    """A report whose dates have two readings is a question, damaged or not."""
    try:
        return list(document_pdf.read(source, {}))
    except NeedsAnswer as asked:
        return list(asked.lines())

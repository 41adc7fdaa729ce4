"""What a PDF says about itself: when it was made, whether its own index fits, what is inside it."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from everyword.model import NO_TIME, Precision, When
from everyword.readers.pdf.marks import wide
from everyword.readers.pdf.stream import BlockStream

BASIS = "the file's own creation date, set by the program that made it"
LONGEST_TITLE = 1000
MAX_FILES = 10_000

_DATE = re.compile(
    r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?"
    r"(?:(Z)(?:00'?00'?)?|([+-])(\d\d)'?(\d\d)?'?)?",
    re.ASCII,
)
_SHAPES: tuple[tuple[Precision, int], ...] = (
    ("year", 4),
    ("month", 7),
    ("day", 10),
    ("day", 10),  # an hour without minutes: the model has no such precision
    ("minute", 16),
    ("second", 19),
)
_STARTXREF = re.compile(rb"startxref\s{1,20}(\d{1,15})\s")
_TABLE = re.compile(rb"\s{0,20}(?:xref\b|\d{1,10}\s{1,20}\d{1,5}\s{1,20}obj\b)")


def made(pdf: pdfium.PdfDocument) -> When:
    """/CreationDate (ISO 32000-1, 7.9.4): local time, and the offset where the program gave it."""
    text = _words(pdf, "CreationDate")
    if not text.strip():
        return NO_TIME
    match = _DATE.fullmatch(text.strip())
    try:
        if match is not None:
            return _when(text, match)
    except (ValueError, OverflowError):
        pass  # the 31st of February, 25 o'clock, an offset of 99 hours
    return When(text, None, "none", None, None, f"{BASIS}; it is not a date that exists")


def _when(text: str, match: re.Match[str]) -> When:
    year, month, day, hour, minute, second = (match[group] for group in range(1, 7))
    local = datetime(
        int(year),
        int(month or 1),
        int(day or 1),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        tzinfo=_zone(match),
    )
    given = sum(part is not None for part in (year, month, day, hour, minute, second))
    precision, cut = _SHAPES[given - 1]
    written = local.isoformat()[:cut]
    if local.tzinfo is None or precision not in ("minute", "second"):
        return When(text, written, precision, None, None, f"{BASIS}; zone not given")
    zone = "UTC" if match[7] else local.isoformat()[19:]
    utc = local.astimezone(UTC).isoformat()[:19] + "Z"
    return When(text, written, precision, zone, utc, BASIS)


def _zone(match: re.Match[str]) -> timezone | None:
    if match[7]:
        return UTC
    if not match[8]:
        return None
    ahead = timedelta(hours=int(match[9]), minutes=int(match[10] or 0))
    return timezone(-ahead if match[8] == "-" else ahead)


def title(pdf: pdfium.PdfDocument) -> str | None:
    """The title a program wrote into the file, whole or not at all."""
    text = _words(pdf, "Title")
    return text if text.strip() and len(text) <= LONGEST_TITLE else None


def _words(pdf: pdfium.PdfDocument, key: str) -> str:
    return wide(raw.FPDF_GetMetaText, pdf, key.encode() + b"\0")


def files_inside(pdf: pdfium.PdfDocument) -> tuple[str, ...]:
    """The names of the files kept inside the PDF; they are not opened."""
    names = []
    for index in range(min(raw.FPDFDoc_GetAttachmentCount(pdf), MAX_FILES)):
        attachment = raw.FPDFDoc_GetAttachment(pdf, index)
        names.append(wide(raw.FPDFAttachment_GetName, attachment) if attachment else "")
    return tuple(names)


def has_sound_index(stream: BlockStream, size: int) -> bool:
    """Does the end of the file point at its table of parts?

    pdfium opens a file whose table is lost or shifted and says nothing; this is how we know.
    """
    start = _at(stream, 0, 1024).find(b"%PDF-")
    found = _STARTXREF.findall(_at(stream, max(0, size - 2048), 2048) + b"\n")
    if not found or start < 0:
        return False
    # The offset counts from the first byte of the file or, after leading junk, from %PDF.
    place = int(found[-1])
    return any(_TABLE.match(_at(stream, place + shift, 64)) for shift in {0, start})


def _at(stream: BlockStream, offset: int, size: int) -> bytes:
    stream.seek(offset)
    return stream.read(size)

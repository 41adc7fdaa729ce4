"""PDF files: letters, statements, court orders, filled forms, scans.

Where from: any program or scanner; what is on the page is what somebody put there. `text` has
one string per page: the text layer in the order pdfium gives it (line ends are LF; a word broken
at a line's end keeps its hyphen and the break), then one line for each thing typed or ticked in a
form on that page, as `name: value`, and typed notes that stand on the page. A text layer is what
the file claims its letters are: a scan has none, or one that a machine guessed. In lines from
right to left, figures and full stops may come in another order than they are seen in.

The time is the file's own creation date: set by the program that made it, from its computer's
clock; it is not when the letter was written or sent.

A message report of OurFamilyWizard gives its messages as well, each with its pages: sender,
recipients, time and words as printed, with what it says of when they were first viewed.

Left out: pictures, handwriting, signatures (counted, not checked), files inside the file (named,
not opened), comments that open on a click (counted). Nothing in the file is run. Files locked with
a password are kept and not read; files locked only against printing or copying are read.

Format: ISO 32000. Read with pdfium; broken files are mended in memory by it or by qpdf, and a
remark says so.
"""

import re
from collections.abc import Iterator

from everyword.model import Answers, Reading, Source

NAME, TITLE, VERSION = "document_pdf", "PDF", 2

_HEADER = re.compile(rb"%PDF-\d")
_OTHERS = (b"PK", b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"OggS", b"ID3", b"\x1aE", b"\x1f\x8b")
"""Files of another kind, in whose first kilobyte a PDF may begin: a zip, a picture's notes."""


def recognises(source: Source) -> bool:
    """%PDF- at the start, or after other bytes within 1,024 where the end is a PDF's end too."""
    head = source.head(1024)
    match = _HEADER.search(head)
    if match is None or match.start() == 0:
        return match is not None
    if head.startswith(_OTHERS) or head[4:8] == b"ftyp":
        return False
    with source.open() as stream:
        stream.seek(max(0, source.size - 1024))
        tail = stream.read(1024)
    return b"startxref" in tail and b"%%EOF" in tail


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    # Here, not above: loading pdfium and qpdf takes longer than most files of other kinds.
    from everyword.readers.pdf.pages import readings

    yield from readings(source, answers)

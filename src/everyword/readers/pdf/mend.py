"""A second chance for a PDF that pdfium cannot open: a download that broke off, most of all.

qpdf finds the pages of a file whose end is lost; a copy with a new end is made in memory, and the
copy is read. The source itself is not touched.
"""

import io
from typing import BinaryIO, cast

import pikepdf

from everyword.readers.pdf.stream import BLOCK, KEPT, BlockStream

MAX_SIZE = BLOCK * KEPT
"""Larger files are not mended: the copy is held in memory."""


def mended(stream: BlockStream, size: int) -> bytes | None:
    if size > MAX_SIZE:
        return None
    copy = io.BytesIO()
    try:
        with pikepdf.open(cast(BinaryIO, stream)) as pdf:
            pdf.save(copy, static_id=True)  # reading twice gives the same
    except Exception:  # whatever a parser meets in a broken file: it stays unread
        return None
    return copy.getvalue()

"""What stands on a PDF page beside its text layer: filled form fields, typed notes, attached files.

pdfium's text layer leaves them out, and a court form's answers are exactly these.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from msgspec import Struct

MAX_MARKS = 20_000
MAX_WORDS = 100_000
NOT_SEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
TYPED = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
TICKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
NOTES = (
    raw.FPDF_ANNOT_TEXT,
    raw.FPDF_ANNOT_HIGHLIGHT,
    raw.FPDF_ANNOT_UNDERLINE,
    raw.FPDF_ANNOT_STRIKEOUT,
    raw.FPDF_ANNOT_STAMP,
    raw.FPDF_ANNOT_INK,
)


class Marks(Struct, frozen=True):
    """`lines` are seen on the page; `notes` counts comments that open only on a click."""

    lines: tuple[str, ...]
    notes: int
    hidden: int
    """Filled fields that the page does not show."""
    files: tuple[str, ...]
    left: int
    """Marks beyond the limit, not looked at."""


def marks(pdf: pdfium.PdfDocument, page: pdfium.PdfPage) -> Marks:
    count = max(0, raw.FPDFPage_GetAnnotCount(page))
    lines: list[str] = []
    files: list[str] = []
    notes = hidden = 0
    for index in range(min(count, MAX_MARKS)):
        with _annotation(page, index) as mark:
            kind = raw.FPDFAnnot_GetSubtype(mark) if mark else raw.FPDF_ANNOT_UNKNOWN
            if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
                files.append(_file_name(pdf, mark))
                continue
            seen = mark and not raw.FPDFAnnot_GetFlags(mark) & NOT_SEEN
            if kind == raw.FPDF_ANNOT_WIDGET and pdf.formenv:
                filled = list(_field(pdf.formenv, mark))
                lines.extend(filled if seen else ())
                hidden += bool(filled) and not seen
            elif not seen:
                continue  # nobody sees it on the page, so it is no part of the page's words
            elif kind == raw.FPDF_ANNOT_FREETEXT:
                lines.extend(filter(None, [_contents(mark)]))
            elif kind in NOTES and _contents(mark):
                notes += 1
    return Marks(tuple(lines), notes, hidden, tuple(files), max(0, count - MAX_MARKS))


@contextmanager
def _annotation(page: pdfium.PdfPage, index: int) -> Iterator[Any]:
    mark = raw.FPDFPage_GetAnnot(page, index)
    try:
        yield mark
    finally:
        if mark:
            raw.FPDFPage_CloseAnnot(mark)


def _field(form: Any, mark: Any) -> Iterator[str]:
    """`name: value`, as the form has both; a box or button only when it is ticked."""
    kind = raw.FPDFAnnot_GetFormFieldType(form, mark)
    if kind in TYPED:
        values = _chosen(form, mark) or [wide(raw.FPDFAnnot_GetFormFieldValue, form, mark)]
    elif kind in TICKED and raw.FPDFAnnot_IsChecked(form, mark):
        values = [wide(raw.FPDFAnnot_GetFormFieldExportValue, form, mark) or "ticked"]
    else:
        return
    name = wide(raw.FPDFAnnot_GetFormFieldAlternateName, form, mark)
    name = name or wide(raw.FPDFAnnot_GetFormFieldName, form, mark)
    for value in values:
        if value:
            yield f"{name}: {value}"


def _chosen(form: Any, mark: Any) -> list[str]:
    """The labels of the chosen lines of a list: what is seen, where /V may hold a code."""
    count = min(raw.FPDFAnnot_GetOptionCount(form, mark), MAX_MARKS)
    return [
        wide(raw.FPDFAnnot_GetOptionLabel, form, mark, index)
        for index in range(count)
        if raw.FPDFAnnot_IsOptionSelected(form, mark, index)
    ]


def _contents(mark: Any) -> str:
    return wide(raw.FPDFAnnot_GetStringValue, mark, b"Contents\0")


def _file_name(pdf: pdfium.PdfDocument, mark: Any) -> str:
    attachment = raw.FPDFAnnot_GetFileAttachment(mark)
    return wide(raw.FPDFAttachment_GetName, attachment) if attachment else ""


def wide(call: Callable[..., int], *arguments: Any) -> str:
    """A string pdfium hands over in UTF-16: asked for its size first, then for itself."""
    size = call(*arguments, None, 0)
    if size <= 2:
        return ""
    units = min(size // 2, MAX_WORDS)
    buffer = (raw.FPDF_WCHAR * max(units, size // 2))()
    call(*arguments, buffer, size)
    data = bytes(memoryview(buffer).cast("B"))[: 2 * units]
    return plain(data.decode("utf-16-le", "replace").rstrip("\0"))


def plain(text: str) -> str:
    """CRLF as LF, and pdfium's own mark for a hyphen at the end of a line as that hyphen."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-\n")

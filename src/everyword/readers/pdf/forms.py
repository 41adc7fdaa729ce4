"""Is a PDF's form safe to be read by pdfium?

pdfium walks the tree of form fields without remembering where it has been: thirty fields, each
twice the child of the one before, keep it busy for hours. Here the tree is walked first, with
memory, by another library.
"""

from typing import Any, BinaryIO, Literal, cast

import pikepdf

from everyword.readers.pdf.stream import BlockStream

MAX_FIELDS = 100_000


Form = Literal["safe", "damaged", "tangled"]
"""Damaged: qpdf had to guess, and pdfium may guess otherwise; a mended copy is safe for both."""


def form_of(stream: BlockStream) -> Form:
    """Safe or damaged: no field has two places in the form, and there are not too many."""
    try:
        with pikepdf.open(cast(BinaryIO, stream)) as pdf:
            if not _is_tree(pdf):
                return "tangled"
            return "damaged" if pdf.get_warnings() else "safe"
    except Exception:  # any fault of a second parser means one thing here: in doubt
        return "tangled"


def _is_tree(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    waiting: list[Any] = [form.get("/Fields")] if isinstance(form, pikepdf.Dictionary) else []
    seen: set[tuple[int, int]] = set()
    for _ in range(2 * MAX_FIELDS):
        if not waiting:
            return True
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Dictionary):
            if thing.is_indirect:
                if thing.objgen in seen:
                    return False
                seen.add(thing.objgen)
            waiting.append(thing.get("/Kids"))
        elif isinstance(thing, pikepdf.Array):
            if len(thing) > MAX_FIELDS:
                return False
            waiting.extend(thing)
    return False

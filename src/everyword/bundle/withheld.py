"""The last look at finished files: nothing that must stay private is in them, or there are none."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pikepdf

from everyword.bundle.plan import Plan
from everyword.errors import Refused
from everyword.redact.leaks import GPS, Found, leaks_of

MOST_SAID = 5
COUNTED = "01234567890 09876543210"
LEAST = 6
"""Letters and digits of a part of an address that is looked for by itself."""


def check(plan: Plan, name: str, data: bytes, labels: Sequence[str] = ()) -> None:
    """Raises Refused where a file of the bundle holds what was to be taken out or kept back.

    `labels` are those of its pages, where it is a PDF.
    """
    words = plan.redaction.every_word if plan.redaction is not None else ()
    secrets = [word.text for word in words] + list(parts(plan.confidential))
    if not secrets:
        return
    found = [
        each
        for each in leaks_of(data, name, secrets)
        if (plan.confidential or not each.word.startswith(GPS)) and not _is_noise(each)
    ]
    if not found:
        return
    said = list(dict.fromkeys(_said(data, labels, found)))
    more = f", and {len(said) - MOST_SAID} more" if len(said) > MOST_SAID else ""
    raise Refused(
        name=name,
        reason=f"what must not leave is still in it: {'; '.join(said[:MOST_SAID])}{more}",
        remedy="Nothing was written. Take it out:  redact_words = [...]  or  [[redact]] of = ..."
        "  in the description, or leave that paper out.",
    )


def _is_noise(found: Found) -> bool:
    """Fonts and codes hold the figures in their order; only read words say that they are meant."""
    digits = re.sub(r"\D", "", found.word)
    counted = any(digits[at : at + 5] in COUNTED for at in range(len(digits) - 4))
    read = re.fullmatch(r"page \d+|file name|text|object \d+", found.where)
    return counted and read is None


def parts(addresses: Iterable[str]) -> Iterator[str]:
    """Each address as a whole, and each part of it that has a figure: a street, a postcode."""
    for address in addresses:
        yield address
        pieces = re.split(r"[,;\n]", address)
        for piece in pieces if len(pieces) > 1 else ():
            signs = [sign for sign in piece if sign.isalnum()]
            if len(signs) >= LEAST and any(sign.isdigit() for sign in signs):
                yield piece.strip()


def _said(data: bytes, labels: Sequence[str], found: Sequence[Found]) -> Iterator[str]:
    """Pages first, by the number printed on them; objects only where no page says it."""
    on_pages = {each.word for each in found if _page(each.where) is not None}
    for each in found:
        word = "a place (GPS) inside a picture" if each.word.startswith(GPS) else f"“{each.word}”"
        page = _page(each.where)
        if page is None and labels and each.word not in on_pages:
            page = _page_with(data, each.where)
        if page is not None and page <= len(labels):
            yield f"{word} on page {labels[page - 1]}"
        elif each.word not in on_pages:
            yield f"{word} inside the file ({each.where})"


def _page(where: str) -> int | None:
    match = re.fullmatch(r"page (\d+)", where)
    return int(match[1]) if match else None


def _page_with(data: bytes, where: str) -> int | None:
    """The first page, from 1, that shows the object named."""
    match = re.match(r"object (\d+)", where)
    if match is None:
        return None
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            if int(match[1]) in _objects(page.obj, 0):
                return number
    return None


def _objects(holder: Any, depth: int) -> Iterator[int]:
    """The numbers of what a page draws with, and of its notes and content."""
    yield holder.objgen[0]
    for key in ("/Contents", "/Annots"):
        held = holder.get(key, ())
        for each in held if isinstance(held, pikepdf.Array) else (held,):
            if isinstance(each, pikepdf.Object):
                yield each.objgen[0]
    drawn = holder.get("/Resources", {}).get("/XObject", {})
    for key in list(drawn.keys()):
        if depth < 3 and isinstance(drawn[key], pikepdf.Stream):
            yield from _objects(drawn[key], depth + 1)

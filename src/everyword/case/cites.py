"""A cite is checked before it is kept: the place is in the item, and the quote stands in it."""

from decimal import Decimal
from typing import NoReturn

from everyword.case.decided import CiteTo
from everyword.errors import WrongUsage
from everyword.index.store import Entry
from everyword.model import Contact, Document, Email, Event, Message, Recording


def check_cite(entry: Entry, cite: CiteTo) -> None:
    """The place is in the item, and the quote stands in it letter for letter; else WrongUsage."""
    reading, where = entry.reading, entry.reading.where[0]
    for pair in (cite.lines, cite.seconds):
        if pair and pair[0] > pair[1]:
            _refuse(entry, f"{pair[0]}-{pair[1]} runs backwards.")
    if cite.page == 0 or (cite.lines and cite.lines[0] == 0):
        _refuse(entry, "Pages and lines are counted from 1.")
    first, last = cite.lines or (where.first, where.last)
    if where.unit == "line" and not where.first <= first <= last <= where.last:
        _refuse(entry, f"It stands in lines {where.first} to {where.last}.")
    if isinstance(reading, Document) and cite.page and cite.page > (reading.pages or 1):
        _refuse(entry, f"It has {reading.pages or 1} pages, not {cite.page}.")
    length = Decimal(reading.seconds or "0") if isinstance(reading, Recording) else None
    if cite.seconds and length and cite.seconds[1] > length + 1:
        _refuse(entry, f"It is {length} seconds long.")
    if cite.quote and cite.quote not in text_of(reading):
        _refuse(entry, f"These words do not stand in it: {cite.quote}")


def text_of(reading: object) -> str:
    """The words that a quote is looked for in."""
    match reading:
        case Message() | Contact():
            return reading.text
        case Email(subject=title) | Event(title=title):
            return f"{title or ''}\n{reading.text}"
        case Document():
            return "\n".join(reading.text)
        case _:
            return ""


def _refuse(entry: Entry, problem: str) -> NoReturn:
    raise WrongUsage(
        problem=f"{entry.id} cannot be cited so. {problem}",
        remedy=f"Look at it:  everyword show {entry.id}",
    )

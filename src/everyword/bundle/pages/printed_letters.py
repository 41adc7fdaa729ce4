"""E-mails, calendar entries and contacts as they are printed: a head of facts, then the words."""

from collections.abc import Iterator

from everyword.bundle import plan
from everyword.bundle.pages.printed_times import when_words
from everyword.model import Contact, Email, Event

OCCURRENCES_SHOWN = 60
"""Days of a repeated entry that are named one by one; all of them are in the source."""


def letter(
    reading: Email | Event | Contact, attachments: tuple[plan.Attached, ...], facts: plan.Facts
) -> plan.Letter:
    """The page of one of them; `facts` are of the file it was read from."""
    match reading:
        case Email():
            kind = "E-mail"
        case Event():
            kind = "Calendar entry"
        case Contact():
            kind = "Address-book entry"
    return plan.Letter(kind, head(reading), lines(reading), attachments, facts)


def head(reading: Email | Event | Contact) -> plan.Facts:
    """What stands above the words, as the source has it."""
    match reading:
        case Email():
            return tuple(_of_email(reading))
        case Event():
            return tuple(_of_event(reading))
        case Contact():
            last = () if reading.when.local is None else (("Changed", when_words(reading.when)),)
            name = (("Name", reading.name or "not named"),)
            return (*name, *(("Handle", each) for each in reading.handles), *last)


def lines(reading: Email | Event | Contact) -> tuple[str, ...]:
    """The words line by line, as the source has them."""
    if not reading.text:
        return ()
    return tuple(reading.text.removesuffix("\n").split("\n"))


def _of_email(email: Email) -> Iterator[tuple[str, str]]:
    yield "From", email.sender or "not named"
    yield from (("To", each) for each in email.to)
    yield from (("Copy to", each) for each in email.cc)
    yield "Sent", when_words(email.when)
    yield "Subject", email.subject or "none"
    if email.message_id:
        yield "Message-ID", email.message_id
    if email.attachments:
        yield "Attached", f"{len(email.attachments)}, listed below"
    if email.remark:
        yield "Text", email.remark


def _of_event(event: Event) -> Iterator[tuple[str, str]]:
    yield "Title", event.title or "none"
    yield "Begins", when_words(event.when)
    if event.until is not None:
        yield "Ends", when_words(event.until)
    if event.place:
        yield "Place", event.place
    yield from (("Person", each) for each in event.people)
    if event.cancelled:
        yield "State", "marked as cancelled in the source"
    if event.recurrence:
        yield "Repeats", event.recurrence
        yield "On", _days(event)


def _days(event: Event) -> str:
    shown = ", ".join(each.replace("T", " ") for each in event.occurrences[:OCCURRENCES_SHOWN])
    rest = len(event.occurrences) - OCCURRENCES_SHOWN
    return shown + (f" and {rest} more" if rest > 0 else "") + ("; and so on" if event.more else "")

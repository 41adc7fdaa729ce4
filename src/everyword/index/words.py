"""What an item is found by, and what makes two readings of two sources one item."""

import hashlib
from functools import lru_cache

import msgspec

from everyword.accounting import kind_of
from everyword.model import (
    Call,
    Contact,
    Document,
    Email,
    Event,
    Message,
    Payment,
    Photo,
    Problem,
    Reading,
    Recording,
    Skipped,
    When,
)

_encode = msgspec.msgpack.Encoder().encode


def words_of(reading: Reading) -> str:
    """The text that search looks in."""
    match reading:
        case Message():
            return _lines(reading.sender, reading.text, _names(reading))
        case Email():
            people = " ".join((reading.sender or "", *reading.to, *reading.cc))
            return _lines(people, reading.subject, reading.text, _names(reading))
        case Call():
            return " ".join(part for part in (reading.sender, *reading.to) if part)
        case Payment():
            money = (str(reading.amount), reading.account)
            return _lines(reading.payee, reading.reference, *money)
        case Event():
            return _lines(reading.title, reading.text, reading.place, " ".join(reading.people))
        case Contact():
            return _lines(reading.name, *reading.handles, reading.text)
        case Document():
            return _lines(reading.title, *reading.text)
        case Photo():
            return _lines(reading.where[0].path, reading.device)
        case Recording():
            return reading.where[0].path
        case Skipped() | Problem():
            return reading.what


def _names(reading: Message | Email) -> str:
    return " ".join(each.name for each in reading.attachments)


def _lines(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)


def columns_of(reading: Reading) -> tuple[str, str, str, str | None, str | None, str]:
    """Kind, sort, local, thread, handle and words: what the index lists and finds an item by."""
    if type(reading) is Message and not reading.attachments:  # nearly all there are, so straight
        local, sender, text = reading.when.local or "", reading.sender, reading.text
        words = f"{sender}\n{text}" if sender and text else sender or text
        return "message", reading.when.utc or local, local, reading.thread, sender, words
    kind, sort, local = kind_of(reading), sort_of(reading), local_of(reading)
    return kind, sort, local, thread_of(reading), handle_of(reading), words_of(reading)


def when_of(reading: Reading) -> When | None:
    return None if isinstance(reading, Skipped | Problem) else reading.when


def unsent(reading: Reading) -> str:
    """Why a message did not leave the phone ("a draft on the phone: not sent"), or ""."""
    when = when_of(reading)
    if not isinstance(reading, Message) or when is None or reading.direction is not None:
        return ""
    words = when.basis.rsplit("; ", 1)[-1]
    return words if words.endswith(("not sent", "not known to have been sent")) else ""


def sort_of(reading: Reading) -> str:
    """The place on the timeline: UTC where it is known, else the local time as written, else ""."""
    when = when_of(reading)
    return "" if when is None else (when.utc or when.local or "")


def local_of(reading: Reading) -> str:
    """The time as written, for choosing by day: an evening message is of the day it says."""
    when = when_of(reading)
    return (when.local or "") if when else ""


def thread_of(reading: Reading) -> str | None:
    match reading:
        case Message() | Email():
            return reading.thread
        case Payment():
            return reading.account
        case _:
            return None


def handle_of(reading: Reading) -> str | None:
    match reading:
        case Message() | Email() | Call():
            return reading.sender
        case Contact():
            return reading.name
        case Payment():
            return reading.payee
        case _:
            return None


def likeness(reading: Reading, reader: str | None) -> bytes | None:
    """The same for readings that are one item when they stand in two sources; None: never merged.

    Only readings of one reader are compared: a chat and text messages with one person are two
    conversations, though both carry that person's name. A message without a thread is never
    merged: the same "ok" may stand in two conversations. Times are compared as finely as they are
    written, and attached files by their bytes: what may differ stays two.
    """
    seen: tuple[object, ...]
    if type(reading) is Message:
        return _message_likeness(reading, reader)  # nearly all there are, so first
    match reading:
        case Email(when=When(local=str()), message_id=str()):
            # The same letter in two mailboxes; one that was changed on the way stays two.
            head = (reading.sender, reading.to, reading.cc, reading.subject)
            time = reading.when.utc or reading.when.local or ""
            seen = ("email", reading.message_id, time, head, reading.text, _files(reading))
        case Event(when=When(local=str())):
            what = (reading.title, reading.text, reading.place, reading.people)
            until = reading.until and reading.until.local
            days = (until, reading.recurrence, reading.occurrences, reading.cancelled)
            time = _exactly(reading.when)
            seen = ("event", reader, time, what, days)
        case Contact():
            time = ""
            seen = ("contact", reader, reading.name, reading.handles, reading.text)
        case Call(when=When(local=str())):
            ends = (reading.sender, reading.to, reading.direction, reading.seconds)
            time = _exactly(reading.when)
            seen = ("call", reader, time, ends)
        case Payment(when=When(local=str())):
            money = (reading.account, str(reading.amount), reading.currency)
            words = (reading.payee, reading.reference)
            time = _exactly(reading.when)
            seen = ("payment", reader, time, money, words)
        case _:
            return None
    return _after(time, seen)


def _message_likeness(reading: Message, reader: str | None) -> bytes | None:
    local, text = reading.when.local, reading.when.text
    if reading.thread is None or local is None:
        return None
    time = text if text is not None and text.isdecimal() else local  # as _exactly says
    files = _files(reading) if reading.attachments else ()
    who = (reading.thread, reading.sender, reading.to)
    marks = (reading.system, reading.edited, reading.deleted)
    seen = ("message", reader, time, who, marks, reading.text, files)
    return _minute(time) + hashlib.sha256(_encode(seen)).digest()[:16]


def likeness_again(alike: bytes, more: bytes) -> bytes:
    """Another likeness of the same time: of the second "ok" of a minute, for one."""
    return alike[:_TIME] + hashlib.sha256(alike + more).digest()[:16]


_TIME = 6
"""Bytes in front of a likeness that say the minute: likenesses follow each other as messages do,
so what is put into their index lies together."""


def _after(time: str, seen: tuple[object, ...]) -> bytes:
    return _minute(time) + hashlib.sha256(_encode(seen)).digest()[:16]


def _minute(time: str) -> bytes:
    """Of "2024-04-03T21:07:00" the numbers 20240403 and 2107; of milliseconds ten digits."""
    if time.isdecimal():
        return int(time[:10]).to_bytes(_TIME, "big")
    return _number(time[:10], 4) + _number(time[11:16], 2)


@lru_cache(maxsize=4096)
def _number(text: str, size: int) -> bytes:
    digits = "".join(c for c in text if c in "0123456789")
    return (int(digits or "0") % (1 << 8 * size)).to_bytes(size, "big")


def _files(reading: Message | Email) -> tuple[tuple[str, str | None], ...]:
    return tuple((each.name, each.sha256) for each in reading.attachments)


def _exactly(when: When) -> str:
    """Milliseconds where the source counts them, else the time as far as it was written."""
    if when.text is not None and when.text.isdecimal():
        return when.text
    return when.local or ""

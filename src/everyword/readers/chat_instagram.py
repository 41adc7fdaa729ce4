"""Instagram's download of 2018 to 2020: `messages.json`, all conversations of an account.

Where from: "Data download" of Instagram, before it got the form of Facebook's. The account's owner
can edit the file afterwards, and nothing in it would show that.

Times: ISO 8601 with the distance from UTC (`2018-04-03T20:07:00+00:00`), by the service's server.
Where a time has none it is a local time by an unknown clock, and `zone` can be answered.

People: names of accounts. The conversation has no name: it is the list of who takes part. Who the
account's owner is, the file does not say: `me` gives each message its direction.

Text: what was written, or the heart that was sent. Everything else the record holds (a picture's
address, what was shared, a call) follows in square brackets under the file's own names. Files that
came with the download are attachments. Who liked it stands behind the basis of the time.

Left out: nothing of a message. Records are messages, counted through the file from 1; inside a
conversation the newest is first, and stays so.
"""

import contextlib
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from everyword.model import (
    Answers,
    Attachment,
    Direction,
    Locator,
    Message,
    Problem,
    Reading,
    Skipped,
    Source,
    When,
    whole,
)
from everyword.readers.json.records import Batch, Broken, Damage, Path, Value, Wanted, place, walk
from everyword.readers.json.times import LocalClock
from everyword.readers.json.window import head_of
from everyword.readers.meta.records import REPAIRED, repaired

NAME, TITLE, VERSION = "chat_instagram", "Instagram download of 2018 to 2020 (JSON)", 1

BASIS = "time and its distance from UTC, by the service's server"
_CLOCK = "as the file has it, without its distance from UTC; zone not given"
_WANTED: Wanted = {("*", "conversation"): msgspec.json.Decoder(list[dict[str, Any]])}
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_FILE = re.compile(r"(?!\.)[\w.-]{1,100}(?:/[\w.-]{1,200}){1,6}\.\w{2,5}", re.ASCII)
_OWN = ("sender", "created_at", "text", "heart", "likes")
_LONGEST = 20_000
"""Letters of one further value of a record."""


def recognises(source: Source) -> bool:
    """The first message of a list of conversations has a sender and a time in words."""
    head = head_of(source)
    if not head.startswith(b"[") or b'"conversation"' not in head:
        return False
    for event in walk(io.BytesIO(head), _WANTED):
        if isinstance(event, Batch):
            return any("sender" in one and "created_at" in one for one in event.items)
    return False


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every message in file order. Raises NeedsAnswer for a zone that there is not."""
    maker, people, empty = _Maker(source, answers), _people(source), True
    with source.open() as stream:
        for event in walk(stream, _WANTED):
            match event:
                case Batch():
                    maker.begin(people.get(event.path[:1], ()))
                    for item in event.items:
                        yield from maker.reading(item)
                case Broken():
                    maker.begin(people.get(event.path[:1], ()))
                    yield from _broken(maker, event)
                case Damage():
                    maker.begin(())
                    yield Problem(place(source, event), f"not read: {event.why}")
                case Value() if event.path[-1:] != ("participants",):
                    if event.raw not in (b"[]", b"{}", b"null", b'""'):
                        words = " / ".join(str(part) for part in event.path) or "the document"
                        yield Skipped(place(source, event), f"not a message: {words}")
                        continue
            empty = empty and isinstance(event, Value)
    if empty:
        yield Skipped(whole(source), "no messages are in this file")


def _people(source: Source) -> dict[Path, tuple[str, ...]]:
    """Who takes part in each conversation; it may be written behind the messages."""
    found: dict[Path, tuple[str, ...]] = {}
    with source.open() as stream:
        for event in walk(stream, _WANTED):
            if isinstance(event, Value) and event.path[1:] == ("participants",):
                try:
                    names = msgspec.json.decode(event.raw, type=list[str])
                except ValueError:
                    continue
                found[event.path[:1]] = tuple(map(repaired, names))
    return found


def _broken(maker: "_Maker", event: Broken) -> Iterator[Reading]:
    if event.item is not None:
        yield from maker.reading(event.item)
        yield Problem(maker.where(), event.why)
        return
    maker.number += 1
    size = f"{event.size:,} bytes from byte {event.offset + 1:,} on"
    yield Problem(maker.where(), f"not read: {event.why}; {size}")


class _Maker:
    """Makes readings of records, numbered through the file from 1."""

    def __init__(self, source: Source, answers: Answers) -> None:
        self._path, self.number, self._people = source.name, 0, tuple[str, ...]()
        self._folder = source.name[: len(source.name) - len(source.base)]
        self._me = answers.get("me")
        self._clock = LocalClock(answers, source.name, _CLOCK)

    def begin(self, people: tuple[str, ...]) -> None:
        """The messages that come are of this conversation; () where that is not known."""
        self._people = people

    def where(self) -> tuple[Locator, ...]:
        return (Locator(self._path, self.number, self.number, "record"),)

    def reading(self, record: dict[str, Any]) -> Iterator[Reading]:
        self.number += 1
        named = _words(record.get("sender"))
        sender = None if named is None else repaired(named)
        said = _words(record.get("text")) or _words(record.get("heart")) or ""
        text, files = repaired(said), tuple[Attachment, ...]()
        notes = [REPAIRED] if text != said else []
        notes += [f"liked by {who}" for who in _likes(record.get("likes"))]
        lines, faults = [text], []
        if record.get("heart") and record.get("text"):
            lines.append(f"[heart: {_shown(record['heart'])}]")
        for name, value in record.items():
            if name in _OWN or value in (None, "", [], {}):
                continue
            if isinstance(value, str) and _FILE.fullmatch(value) and ".." not in value:
                files += (Attachment(value.rsplit("/", 1)[-1], None, True, self._folder + value),)
                continue
            shown = _shown(value)
            lines.append(f"[{name}: {shown[:_LONGEST]}]")
            if len(shown) > _LONGEST:
                faults.append(f"what {name} says is cut after {_LONGEST:,} letters")
        when, fault = self._when(record.get("created_at"), notes)
        yield Message(
            self.where(),
            when,
            sender,
            self._to(sender),
            ", ".join(self._people) or None,
            self._direction(sender),
            "\n".join(line for line in lines if line),
            attachments=files,
        )
        for what in [fault, *faults]:
            if what:
                yield Problem(self.where(), what)

    def _to(self, sender: str | None) -> tuple[str, ...]:
        """The receiver, where there are two people only."""
        others = tuple(one for one in self._people if one != sender)
        return others if sender and len(self._people) == 2 and len(others) == 1 else ()

    def _direction(self, sender: str | None) -> Direction | None:
        if self._me is None or sender is None:
            return None
        return "out" if sender == self._me else "in"

    def _when(self, value: object, notes: list[str]) -> tuple[When, str | None]:
        text = _words(value)
        fault = f"the time {(text or '(none)')[:60]} of this message is not a time"
        match = _TIME.fullmatch(text or "")
        when = When(text and text[:60], None, "none", None, None, fault)
        if match is not None and text is not None:
            with contextlib.suppress(ValueError, OverflowError):  # a day that there is not: said
                when, fault = self._read(text, match), ""
        basis = "; ".join([when.basis, *notes])
        made = When(when.text, when.local, when.precision, when.zone, when.utc, basis)
        return made, fault or None

    def _read(self, text: str, match: re.Match[str]) -> When:
        local = f"{match[1]}T{match[2]}"
        if match[3] is None:
            return self._clock.when(text, local, "second")
        utc = datetime.fromisoformat(local + match[3]).astimezone(UTC)
        zone = "UTC" if match[3] in ("Z", "+00:00", "+0000") else match[3]
        stamp = utc.strftime("%Y-%m-%dT%H:%M:%SZ")
        return When(text, local, "second", zone, stamp, BASIS)


def _words(value: object) -> str | None:
    """A text or a number as text; None where it has none."""
    return str(value) if isinstance(value, str | int) and value != "" else None


def _likes(value: object) -> list[str]:
    found = value if isinstance(value, list) else []
    names = [one.get("username") for one in found if isinstance(one, dict)]
    return [repaired(name) for name in names if isinstance(name, str)]


def _shown(value: object) -> str:
    """A value as the file has it; texts without their quotes, whole letters where they can be."""
    if isinstance(value, str):
        return repaired(value)
    return msgspec.json.encode(value).decode("utf-8", "replace")

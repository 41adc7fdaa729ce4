"""Telegram Desktop, "Export chat history" and "Export Telegram data" as JSON: `result.json`.

Where from: the program on a computer; one conversation, or the whole account (`chats`,
`left_chats`, `contacts`). The account's owner can edit the file afterwards, and nothing in it would
show that. Nobody has published the format; it grows from year to year.

Times: `date_unixtime` is seconds since 1970 in UTC, by Telegram's server; `date` is the same moment
by the clock of the computer that made the export, so the zone it had then follows from the two. In
exports from before 2021 there is only `date`: a local time, whose zone is asked for nowhere in the
file. Where the two do not fit each other, a Problem says so, and the reading is the Unix time.

Text: the words exactly; where it is in pieces (links, bold), the pieces one after another. A place,
a contact, a poll, a payment have no words of their own: they follow in square brackets. A service
line is told with the file's own words for it. What a record says about itself (edited, in reply to,
forwarded from) stands in the basis of its time.

People: `from` is the name the account's owner sees, `from_id` stands in where there is none (a
deleted account) and beside the name where two people of the file have the same. In a conversation
of two, and in an export of a whole account, the file says what was sent and what received.

Left out: reactions, buttons of bots, where a link behind a word leads, the first text of edited
messages, previews. A file the export names is said to be there when the export saved it; whether it
is still beside the JSON this reader cannot see. Not messages of anybody: personal information,
sessions, frequent contacts, stories; they are listed as skipped.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from everyword.model import Answers, Locator, Problem, Reading, Skipped, Source, whole
from everyword.readers.json.records import Batch, Broken, Damage, Path, Value, Wanted, place, walk
from everyword.readers.json.window import head_of
from everyword.readers.telegram.records import Entry, Maker, Record, Talk

NAME, TITLE, VERSION = "chat_telegram", "Telegram Desktop export (JSON)", 1

_KINDS = re.compile(
    r"personal_chat|bot_chat|saved_messages|replies|verification_codes|"
    r"(?:private|public)_(?:supergroup|group|channel)"
)
_RECORDS: msgspec.json.Decoder[list[Any]] = msgspec.json.Decoder(list[Record])
_WANTED: Wanted = {
    ("messages",): _RECORDS,
    ("chats", "list", "*", "messages"): _RECORDS,
    ("left_chats", "list", "*", "messages"): _RECORDS,
    ("contacts", "list"): msgspec.json.Decoder(list[Entry]),
}
_ANY: Wanted = dict.fromkeys(_WANTED, msgspec.json.Decoder(list[dict[str, Any]]))
_OF_TALK = ("name", "type", "id")
_NOTHING = "no messages are in this export"


def recognises(source: Source) -> bool:
    """A Telegram record, or a conversation of its kinds, or the lists of a whole account."""
    head = head_of(source)
    if not head.startswith(b"{") or not re.search(rb'"(?:messages|chats|contacts)"', head):
        return False
    named = set()
    for event in walk(io.BytesIO(head), _ANY):
        if isinstance(event, Batch) and event.path[-1] == "messages":
            return any(_is_record(item) for item in event.items)
        if isinstance(event, Value):
            if event.path[-1:] == ("type",) and _KINDS.fullmatch(_plain(event.raw) or ""):
                return True
            named.add(event.path[:1])
        elif isinstance(event, Batch) and event.path == ("contacts", "list"):
            named.add(("contacts",))
    return ("personal_information",) in named and b'"user_id"' in head


def _is_record(item: dict[str, Any]) -> bool:
    kind, dated = item.get("type"), "date" in item or "date_unixtime" in item
    return kind in ("message", "service", "unsupported") and dated and "text" in item


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every record in file order; then what else of an account the file holds."""
    maker, talk, empty = Maker(source, answers), Talk(), True
    owner: Path = ()
    with source.open() as stream:
        for event in walk(stream, _WANTED):
            empty = empty and isinstance(event, Value)
            if isinstance(event, Batch) and event.path[-1] == "messages":
                maker.begin(talk if event.path[:-1] == owner else Talk())
                yield from maker.messages(event.items)
                continue
            if isinstance(event, Value):
                if event.path[:-1] != owner:
                    owner, talk = event.path[:-1], Talk()
                skipped = _value(source, maker, talk, event)
                if skipped is not None:
                    yield skipped
                continue
            if isinstance(event, Damage):
                yield Problem(place(source, event), f"not read: {event.why}")
                talk, owner = Talk(), ()
                continue
            yield from _records(maker, event, talk if event.path[:-1] == owner else Talk())
    if empty:
        yield Skipped(whole(source), _NOTHING)


def _records(maker: Maker, event: Batch | Broken, talk: Talk) -> Iterator[Reading]:
    is_message = event.path[-1] == "messages"
    if is_message:
        maker.begin(talk)
    items = event.items if isinstance(event, Batch) else [event.item] if event.item else []
    if is_message:
        yield from maker.messages(items)
    else:
        for item in items:
            yield from maker.contact(item)
    if isinstance(event, Broken):
        if not items:
            maker.number += 1
        if not event.ended and len(event.path) > 1:
            # The damage may have gone on into another conversation: whose these are is not known.
            talk.name = talk.type = talk.id = None
        where = (Locator(maker.path, maker.number, maker.number, "record"),)
        size = "" if items else f"; {event.size:,} bytes from byte {event.offset + 1:,} on"
        yield Problem(where, f"{event.why}{size}" if items else f"not read: {event.why}{size}")


def _value(source: Source, maker: Maker, talk: Talk, event: Value) -> Skipped | None:
    """Takes what a value says about the conversation or the account; else names it as left out."""
    name = event.path[-1] if event.path else ""
    above = event.path[:-1]
    if name in _OF_TALK and (not above or len(above) == 3):
        setattr(talk, str(name), _plain(event.raw))
        return None
    if name == "about" or event.raw in (b"[]", b"{}", b"null", b'""'):
        return None
    if event.path == ("personal_information",):
        found = re.search(rb'"user_id"\s*:\s*"?(\d{1,20})', event.raw)
        maker.own_id = found[1].decode() if found else ""
    words = " / ".join(str(part) for part in event.path) or "the whole document"
    return Skipped(place(source, event), f"of the account, not of a conversation: {words}")


def _plain(raw: bytes) -> str | None:
    """A text or a number as text."""
    try:
        value = msgspec.json.decode(raw, type=str | int | None)
    except ValueError:
        return None
    return None if value is None else str(value)

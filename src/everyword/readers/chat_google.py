"""Google Takeout: Google Chat (`messages.json`, `group_info.json`) and old Hangouts.json.

Where from: takeout.google.com, "Google Chat": a folder per conversation with `messages.json`, the
files sent there, and `group_info.json`, whose members are read as contacts. Takeouts made until
2022 have all of Hangouts in one `Hangouts.json`. The account's owner can edit the files afterwards.

Times: Google Chat writes the date in words of the account's language, and that it is UTC. It is
read when every word of it is known here (some 25 languages); else the message has no time and a
Problem says so, with the words kept. Hangouts counts microseconds since 1970 in UTC.

People: Google Chat: name and address of the account, `Sam <sam@home.test>`; the name of the
conversation is not in the file, the folder's name stands for it. Hangouts: the name the account's
owner saw, or the number of the account; the file says which was the owner.

Text: the words exactly; of Hangouts the pieces one after another. A message without words that has
a link, a film or a meeting attached has those words in square brackets. What is quoted stands in
the basis of the time. A call of Hangouts is one where it ended; its beginning is a service line.

Left out: reactions, the first text of edited messages, which topic of a room a message belongs to.
Files are named by their name in the takeout; whether they are still there this reader cannot see.
"""

import io
from collections.abc import Iterator
from typing import Any

import msgspec

from everyword.model import Answers, Locator, Problem, Reading, Skipped, Source, whole
from everyword.readers.google.records import Chat, Event, Maker, Person, Talk, talk_of
from everyword.readers.json.records import Batch, Broken, Damage, Path, Value, Wanted, place, walk
from everyword.readers.json.window import head_of

NAME, TITLE, VERSION = "chat_google", "Google Chat or Hangouts (Takeout)", 1

_NEW, _OLD = (
    ("conversations", "*", "events"),
    ("conversation_state", "*", "conversation_state", "event"),
)
_EVENTS: msgspec.json.Decoder[list[Any]] = msgspec.json.Decoder(list[Event])
_WANTED: Wanted = {
    ("messages",): msgspec.json.Decoder(list[Chat]),
    ("members",): msgspec.json.Decoder(list[Person]),
    _NEW: _EVENTS,
    _OLD: _EVENTS,
}
_ANY: Wanted = dict.fromkeys(_WANTED, msgspec.json.Decoder(list[dict[str, Any]]))


def recognises(source: Source) -> bool:
    """A creator and a date in words; members with addresses; or conversations of Hangouts."""
    head = head_of(source)
    if not head.startswith(b"{"):
        return False
    if b'"self_conversation_state"' in head and b'"conversation' in head[:200]:
        return True
    if not any(word in head for word in (b'"creator"', b'"created_date"', b'"user_type"')):
        return False
    for event in walk(io.BytesIO(head), _ANY):
        if isinstance(event, Batch):
            known = {"creator", "created_date"} if event.path[-1] == "messages" else {"user_type"}
            if any(known <= item.keys() for item in event.items):
                return True
    return False


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every record in file order."""
    maker, empty = Maker(source, answers), True
    owner: Path = ()
    with source.open() as stream:
        for event in walk(stream, _WANTED):
            empty = empty and isinstance(event, Value)
            match event:
                case Value():
                    if event.path[-1:] == ("conversation",):
                        owner, maker.talk = event.path[:-1], talk_of(_decoded(event.raw))
                case Damage():
                    yield Problem(place(source, event), f"not read: {event.why}")
                case Batch():
                    _whose(maker, event.path, owner)
                    for item in event.items:
                        yield from maker.reading(item)
                case Broken():
                    _whose(maker, event.path, owner)
                    yield from _broken(maker, event)
                    if not event.ended:
                        owner = ()  # the damage may have gone on into another conversation
    if empty:
        yield Skipped(whole(source), "no messages are in this file")


def _whose(maker: Maker, path: Path, owner: Path) -> None:
    if path[:-1] != owner:
        maker.talk = Talk()


def _broken(maker: Maker, event: Broken) -> Iterator[Reading]:
    if event.item is None:
        maker.number += 1
    else:
        yield from maker.reading(event.item)
    where = (Locator(maker.path, maker.number, maker.number, "record"),)
    if event.item is not None:
        yield Problem(where, event.why)
        return
    size = f"{event.size:,} bytes from byte {event.offset + 1:,} on"
    yield Problem(where, f"not read: {event.why}; {size}")


def _decoded(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except ValueError:
        return None

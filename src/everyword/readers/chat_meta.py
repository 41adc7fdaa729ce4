"""Facebook, Messenger and Instagram: the messages of "Download your information" as JSON.

Where from: the account's settings, format JSON; one folder per conversation with `message_1.json`,
`message_2.json` and so on, each of at most some ten thousand messages, newest first. And the
download of end-to-end encrypted chats from Messenger on the web (`senderName`, `threadName`). The
account's owner can edit the files afterwards, and nothing in them would show that.

Times: milliseconds since 1970 in UTC, by the service's server; the reading is in UTC.

Letters: the first kind of file has each byte of a letter beyond English as a letter of its own
("\\u00c3\\u00a9" for é). A text that becomes whole UTF-8 when this is undone is put right, and the
basis of the time says so; any other text is left as it is. The words as the file has them are in
the sealed bytes. The second kind of file is never changed.

People: names as the service showed them when the file was made. Who the account's owner is, the
file does not say: `me` gives each message its direction. What was taken back (unsent) is marked
deleted; its words are not in the file. A call is a call; its line of words stands in the basis.

Left out: reactions, who has read, polls, the place a picture was shared from. Files are named by
their address in the download; whether they are still there this reader cannot see. The HTML form of
these downloads is read by chat_meta_html, Instagram's form of 2018 by chat_instagram.
"""

import io
from collections.abc import Iterator
from typing import Any

import msgspec

from everyword.model import Answers, Locator, Problem, Reading, Skipped, Source, whole
from everyword.readers.json.records import Batch, Broken, Damage, Value, Wanted, place, walk
from everyword.readers.json.window import head_of
from everyword.readers.meta.records import Maker, Record, Thread, is_time, repaired

NAME, TITLE, VERSION = "chat_meta", "Facebook, Messenger or Instagram download (JSON)", 1

_WANTED: Wanted = {("messages",): msgspec.json.Decoder(list[Record])}
_ANY: Wanted = {("messages",): msgspec.json.Decoder(list[dict[str, Any]])}
_RAW: Wanted = {("messages",): msgspec.json.Decoder(list[msgspec.Raw])}
_KNOWN = (
    *("participants", "title", "threadName", "thread_path", "thread_type", "image"),
    *("is_still_participant", "magic_words", "joinable_mode"),
)
"""Members of the document that say which conversation it is."""


def recognises(source: Source) -> bool:
    """The first message has a sender and milliseconds under one of the two pairs of names."""
    head = head_of(source)
    if not head.startswith(b"{") or b'"messages"' not in head:
        return False
    for event in walk(io.BytesIO(head), _ANY):
        if isinstance(event, Batch):
            return any(_is_record(item) for item in event.items)
    return b'"thread_path"' in head and b'"participants"' in head


def _is_record(item: dict[str, Any]) -> bool:
    old = "sender_name" in item and is_time(item.get("timestamp_ms"))
    return old or ("senderName" in item and is_time(item.get("timestamp")))


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every message in file order: for these files that is newest first."""
    maker, empty = Maker(source, answers, _thread(source)), True
    with source.open() as stream:
        for event in walk(stream, _WANTED):
            match event:
                case Batch():
                    for item in event.items:
                        yield from maker.reading(item)
                case Broken():
                    yield from _broken(maker, event)
                case Damage():
                    yield Problem(place(source, event), f"not read: {event.why}")
                case Value() if event.path[-1:] and event.path[-1] not in _KNOWN:
                    if event.raw not in (b"[]", b"{}", b"null", b'""'):
                        what = f"of the conversation, not a message: {event.path[-1]}"
                        yield Skipped(place(source, event), what)
                        continue
            empty = empty and isinstance(event, Value)
    if empty:
        yield Skipped(whole(source), "no messages are in this file")


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


def _thread(source: Source) -> Thread:
    """The title and the people; they may stand after the messages, so the file is walked twice."""
    found: dict[str, Any] = {}
    with source.open() as stream:
        for event in walk(stream, _RAW):
            if isinstance(event, Value) and event.path and event.raw:
                try:
                    found[str(event.path[-1])] = msgspec.json.decode(event.raw)
                except ValueError:
                    continue  # read again below, where it is said
    is_new = "threadName" in found
    people = found.get("participants")
    names = [
        one.get("name") if isinstance(one, dict) else one
        for one in (people if isinstance(people, list) else [])
    ]
    title = next(
        (
            found[key]
            for key in ("title", "threadName", "thread_path")
            if isinstance(found.get(key), str) and found[key]
        ),
        None,
    )
    told = [name for name in names if isinstance(name, str)]
    if is_new:
        return Thread(title, tuple(told))
    return Thread(None if title is None else repaired(title), tuple(map(repaired, told)))

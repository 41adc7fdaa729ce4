"""Signal's own export (main.jsonl): one line of JSON for each person, conversation and message.

The fields are those of Signal's backup format, which is public
(https://github.com/signalapp/Signal-Desktop, protos/Backups.proto), written as JSON: 64-bit
numbers are strings there.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from everyword.model import (
    Answers,
    Attachment,
    Call,
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
from everyword.readers.signal.lines import lines, value_of
from everyword.readers.signal.people import People

FRAMES = ("account", "recipient", "chat", "chatItem", "stickerPack", "adHocCall")
BASIS = "milliseconds since 1970 UTC, by the clock of the device that sent it"
_FIRST, _LAST = 631_152_000_000, 253_402_300_800_000  # the years 1990 to 9999
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (the Z is written by us)
_NOT_MESSAGES = {
    "account": "settings of the account",
    "stickerPack": "a pack of stickers",
    "adHocCall": "a call by a link",
    "notificationProfile": "settings of the account",
    "chatFolder": "a folder of conversations",
}
_MEDIA = {
    "stickerMessage": "sticker",
    "contactMessage": "contact card",
    "paymentNotification": "payment notice",
    "giftBadge": "gift badge",
    "viewOnceMessage": "view-once message",
}
_ANSWERED = {
    "ACCEPTED": True,
    "JOINED": True,
    "NOT_ACCEPTED": False,
    "DECLINED": False,
} | dict.fromkeys(("MISSED", "MISSED_NOTIFICATION_PROFILE"), False)
"""The other states (a group call that rang, one not known) do not say."""


def is_frame(value: Any) -> bool:
    """One of its first lines: what made it, or a frame."""
    if not isinstance(value, dict):
        return False
    return "backupTimeMs" in value or (
        len(value) == 1 and any(isinstance(value.get(each), dict) for each in FRAMES)
    )


def read_backup(source: Source, answers: Answers) -> Iterator[Reading]:
    people, faults = People(), list[str]()
    with source.open() as stream:
        for number, line in lines(stream, faults):
            where = (Locator(source.name, number, number, "record"),)
            if line is None:
                yield Problem(where, "this line is longer than 32 MiB and was not read")
                continue
            if not line.strip():
                yield Skipped(where, "an empty line")
                continue
            value, fault = value_of(line)
            if not isinstance(value, dict):
                yield Problem(where, f"this line cannot be read: {fault or 'it is no frame'}")
                continue
            yield from _frame(where, value, people)
            if fault:
                yield Problem(where, fault)
    yield from (Problem(whole(source), f"not read to the end: {fault}") for fault in faults)


def _frame(where: tuple[Locator, ...], value: dict[str, Any], people: People) -> Iterator[Reading]:
    kind = next((each for each in value if isinstance(value[each], dict)), "")
    inner = value.get(kind, {})
    if kind == "chatItem":
        yield from _item(where, inner, people)
    elif kind == "recipient":
        told = people.recipient(where, inner)
        yield Skipped(where, told) if isinstance(told, str) else told
    elif kind == "chat":
        yield Skipped(where, people.chat(inner))
    elif "backupTimeMs" in value:
        yield Skipped(where, f"what made this export: {_short(value)}")
    else:
        yield Skipped(where, _NOT_MESSAGES.get(kind, f"a line of another kind ({kind[:40]})"))


def _item(where: tuple[Locator, ...], item: dict[str, Any], people: People) -> Iterator[Reading]:
    kind = next((each for each in item if each.endswith(("Message", "Notification", "Badge"))), "")
    kind = kind or ("poll" if isinstance(item.get("poll"), dict) else "")
    if not kind:
        yield Skipped(where, "an item of a conversation of no kind that is known")
        return
    inner = item.get(kind)
    inner = inner if isinstance(inner, dict) else {}
    when, fault = moment(item.get("dateSent"), _notes(item, kind, inner, people))
    if fault:
        yield Problem(where, fault)
    if not people.is_known(item.get("authorId")):
        yield Problem(where, f"nobody before this line has the number {item.get('authorId')!r}")
    thread = people.thread(item.get("chatId"))
    if kind == "updateMessage":
        yield _update(where, when, thread, item, inner, people)
        return
    old = item.get("revisions")
    revisions = [each for each in old if isinstance(each, dict)] if isinstance(old, list) else []
    yield _message(where, when, item, kind, inner, people, bool(revisions))
    for each in revisions:
        body = each.get("standardMessage")
        note = "an earlier text of this message, replaced by an edit"
        at, fault = moment(each.get("dateSent"), [note])
        if fault:
            yield Problem(where, fault)
        found = body if isinstance(body, dict) else {}
        yield _message(where, at, item, "standardMessage", found, people, True)
    if told := _more(kind, inner):
        yield Message(where, when, None, (), thread, None, told, True)
    reactions = inner.get("reactions")
    for each in reactions if isinstance(reactions, list) else ():
        if isinstance(each, dict):
            who = people.handle(each.get("authorId")) or "the owner"
            at, _ = moment(each.get("sentTimestamp"), [])
            said = f"reaction: {each.get('emoji')}, by {who}, to the message in line"
            text = f"{said} {where[0].first}"
            yield Message(where, at, None, (), thread, None, text, True)


def _message(
    where: tuple[Locator, ...],
    when: When,
    item: dict[str, Any],
    kind: str,
    inner: dict[str, Any],
    people: People,
    edited: bool,
) -> Message:
    direction: Direction | None = None
    if "outgoing" in item:
        direction = "out"
    elif "incoming" in item:
        direction = "in"
    chat = item.get("chatId")
    return Message(
        where,
        when,
        people.handle(item.get("authorId")),
        people.other(chat) if direction == "out" else (),
        people.thread(chat),
        direction,
        _body(kind, inner),
        edited=edited,
        deleted=kind == "remoteDeletedMessage",
        attachments=tuple(_attachments(inner)),
    )


def _body(kind: str, inner: dict[str, Any]) -> str:
    text = inner.get("text")
    if kind == "directStoryReplyMessage":
        reply = inner.get("textReply")
        text = reply.get("text") if isinstance(reply, dict) else {"body": inner.get("emoji")}
    body = text.get("body") if isinstance(text, dict) else None
    if kind == "poll":
        body = inner.get("question")
    return body if isinstance(body, str) else ""


def _more(kind: str, inner: dict[str, Any]) -> str:
    """What a message of another kind says that is no text of its sender's."""
    if kind == "stickerMessage":
        sticker = inner.get("sticker")
        emoji = sticker.get("emoji") if isinstance(sticker, dict) else None
        return f"sticker: {emoji}" if emoji else ""
    if kind == "contactMessage":
        return f"contact card: {_short(inner.get('contact'))}"
    if kind == "poll":
        options = inner.get("options")
        return f"poll, options: {_short(options)}" if options else "poll"
    return f"{_MEDIA[kind]}: {_short(inner)}" if kind == "paymentNotification" and inner else ""


def _attachments(inner: dict[str, Any]) -> Iterator[Attachment]:
    found = inner.get("attachments")
    files = found if isinstance(found, list) else []
    sticker = inner.get("sticker")
    if isinstance(sticker, dict):
        files = [*files, {"pointer": sticker.get("data")}]
    for each in [*files, inner.get("attachment")]:
        pointer = each.get("pointer") if isinstance(each, dict) else None
        if isinstance(pointer, dict):
            name = pointer.get("fileName") or pointer.get("contentType") or "file without a name"
            yield Attachment(str(name), None, False)


def _notes(item: dict[str, Any], kind: str, inner: dict[str, Any], people: People) -> list[str]:
    notes = ["SMS"] if item.get("sms") else []
    if kind in _MEDIA:
        notes.append(_MEDIA[kind])
    if item.get("expiresInMs"):
        notes.append(f"disappearing after {item['expiresInMs']} ms")
    incoming, outgoing = item.get("incoming"), item.get("outgoing")
    if isinstance(incoming, dict) and incoming.get("dateReceived"):
        received, _ = moment(incoming["dateReceived"], [])
        notes.append(f"received {received.utc}" if received.utc else "received at no time")
    states = outgoing.get("sendStatus") if isinstance(outgoing, dict) else None
    for state in states if isinstance(states, list) else ():
        for word in ("failed", "skipped", "pending", "read", "viewed"):
            if isinstance(state, dict) and word in state:
                notes.append(f"{word} ({people.handle(state.get('recipientId'))})")
    quote = inner.get("quote")
    if isinstance(quote, dict):
        target, _ = moment(quote.get("targetSentTimestamp"), [])
        notes.append(f"answers the message of {target.utc or 'a time not said'}")
    return notes


def _update(
    where: tuple[Locator, ...],
    when: When,
    thread: str | None,
    item: dict[str, Any],
    inner: dict[str, Any],
    people: People,
) -> Message | Call:
    kind = next(iter(inner), "nothing")
    about = inner.get(kind)
    about = about if isinstance(about, dict) else {}
    if kind not in ("individualCall", "groupCall"):
        who = people.handle(item.get("authorId")) or "the owner"
        text = f"{kind[:40]}, by {who}: {_short(about)}"
        return Message(where, when, None, (), thread, None, text, True)
    began, _ = moment(about.get("startedCallTimestamp"), [f"call in {thread}" if thread else ""])
    when = began if began.utc else when
    answered = _ANSWERED.get(str(about.get("state")))
    other = people.other(item.get("chatId"))
    if kind == "groupCall":
        starter = (
            people.handle(about.get("startedCallRecipientId"))
            if about.get("startedCallRecipientId")
            else None
        )
        return Call(where, when, starter, other, None, _length(about), answered)
    way: Direction | None = {"INCOMING": "in", "OUTGOING": "out"}.get(str(about.get("direction")))  # type: ignore[assignment]  # the two words of Direction
    sender = other[0] if way == "in" and other else None
    return Call(where, when, sender, other if way == "out" else (), way, None, answered)


def _length(about: dict[str, Any]) -> int | None:
    began, ended = (_number(about.get(f"{word}CallTimestamp")) for word in ("started", "ended"))
    return (ended - began) // 1000 if began and ended and ended >= began else None


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def moment(value: Any, notes: list[str]) -> tuple[When, str | None]:
    """The time, and why there is none."""
    number = _number(value)
    text = None if value is None else str(value)[:60]
    told = "; ".join([BASIS, *(note for note in notes if note)])
    if number is None or not _FIRST <= number < _LAST:
        none = When(text, None, "none", None, None, f"not a time in {told}")
        return none, f"the time {text!r} is none"
    local = (_EPOCH + timedelta(seconds=number // 1000)).isoformat()
    return When(text, local, "second", "UTC", f"{local}Z", told), None


def _short(value: object) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 300 else f"{text[:300]}…"

"""One record of Google Chat or of Hangouts, and the item it becomes."""

from typing import Any

from msgspec import Struct

from everyword.model import (
    NO_TIME,
    Answers,
    Attachment,
    Call,
    Contact,
    Direction,
    Locator,
    Message,
    Problem,
    Reading,
    Source,
    When,
)
from everyword.readers.google.dates import read_date
from everyword.readers.json.times import counted, number_of

WORDS = "date in words, in UTC as it says itself"
MICRO = "microseconds since 1970 UTC, by Google's server"
_LONGEST = 1000


class Person(Struct, gc=False):
    name: str | None = None
    email: str | None = None


class File(Struct, gc=False):
    original_name: str | None = None
    export_name: str | None = None


class Chat(Struct, gc=False):
    """A record of messages.json."""

    creator: Person | None = None
    created_date: str | None = None
    text: str | None = None
    attached_files: list[File] | None = None
    annotations: Any = None
    updated_date: str | None = None
    message_state: str | None = None
    deletion_metadata: Any = None
    quoted_message_metadata: Any = None


class Id(Struct, gc=False):
    gaia_id: str | None = None
    chat_id: str | None = None

    @property
    def key(self) -> str | None:
        return self.gaia_id or self.chat_id


class Event(Struct, gc=False):
    """A record of Hangouts.json."""

    sender_id: Id | None = None
    timestamp: str | int | None = None
    event_type: str | None = None
    chat_message: Any = None
    hangout_event: Any = None
    membership_change: Any = None
    conversation_rename: Any = None


class Talk(Struct):
    """One conversation of Hangouts: its name, the owner's id, what ids are called."""

    name: str | None = None
    own: str | None = None
    names: dict[str, str] = {}


class Maker:
    """Makes readings of records, numbered through the file from 1."""

    def __init__(self, source: Source, answers: Answers) -> None:
        self.path, self.number, self.talk = source.name, 0, Talk()
        self._folder = source.name[: len(source.name) - len(source.base)]
        self._me = answers.get("me")
        parts = [part for part in self._folder.replace("!/", "/").split("/") if part]
        self._group = parts[-1] if parts else None

    def reading(self, record: Chat | Person | Event) -> list[Reading]:
        self.number += 1
        where = (Locator(self.path, self.number, self.number, "record"),)
        match record:
            case Person():
                handles = (record.email,) if record.email else ()
                return [Contact(where, NO_TIME, record.name, handles, "")]
            case Chat():
                return self._chat(record, where)
            case Event():
                return self._event(record, where)

    def _chat(self, record: Chat, where: tuple[Locator, ...]) -> list[Reading]:
        person, text = record.creator or Person(), record.text or ""
        when, fault = _in_words(record.created_date)
        remarks = [f"edited {record.updated_date}"] if record.updated_date else []
        if isinstance(record.quoted_message_metadata, dict):
            quoted = record.quoted_message_metadata.get("text")
            remarks += [f"in reply to: {quoted}"] if isinstance(quoted, str) else []
        direction: Direction | None = None
        if self._me is not None:
            own = self._me in (person.name, person.email, _handle(person))
            direction = "out" if own else "in"
        message = Message(
            where,
            _with(when, remarks),
            _handle(person),
            (),
            self._group,
            direction,
            text or "\n".join(_annotated(record.annotations)),
            edited=record.updated_date is not None,
            deleted=record.message_state == "DELETED" or record.deletion_metadata is not None,
            attachments=tuple(self._attachment(file) for file in record.attached_files or ()),
        )
        return [message, Problem(where, fault)] if fault else [message]

    def _attachment(self, file: File) -> Attachment:
        name = file.original_name or file.export_name or "file without a name"
        if not file.export_name or "/" in file.export_name:
            return Attachment(name, None, False)
        return Attachment(name, None, True, self._folder + file.export_name)

    def _event(self, record: Event, where: tuple[Locator, ...]) -> list[Reading]:
        id = record.sender_id.key if record.sender_id else None
        sender = self.talk.names.get(id or "", id)
        direction: Direction | None = None
        if self._me is not None and sender is not None:
            direction = "out" if self._me in (sender, id) else "in"
        elif self.talk.own is not None and id is not None:
            direction = "out" if id == self.talk.own else "in"
        told = counted(record.timestamp, 1_000_000, MICRO)
        fault = None if told else f"the time {str(record.timestamp)[:40]} is not a time"
        text = None if record.timestamp is None else str(record.timestamp)
        when = told or When(text, None, "none", None, None, fault or "")
        hangout = record.hangout_event
        made: Message | Call
        if isinstance(hangout, dict) and hangout.get("event_type") == "END_HANGOUT":
            length = hangout.get("hangout_duration_secs")
            seconds = number_of(length) if isinstance(length, (int, str)) else None
            when = _with(when, [f"the end of a call in {self.talk.name}"] if self.talk.name else [])
            made = Call(where, when, sender, (), direction, seconds, None)
        elif record.chat_message is not None:
            words, files = _content(record.chat_message)
            thread = self.talk.name
            made = Message(where, when, sender, (), thread, direction, words, attachments=files)
        else:
            words = self._notice(record, sender)
            made = Message(where, when, None, (), self.talk.name, None, words, system=True)
        return [made, Problem(where, fault)] if fault else [made]

    def _notice(self, record: Event, sender: str | None) -> str:
        """A line of the service in the file's own words."""
        parts = [f"{sender}: {record.event_type}" if sender else str(record.event_type or "")]
        for what in (record.hangout_event, record.membership_change, record.conversation_rename):
            if not isinstance(what, dict):
                continue
            for key, value in what.items():
                if isinstance(value, str):
                    parts.append(f"{key}: {value}")
                elif key == "participant_id" and isinstance(value, list):
                    ids = [one.get("gaia_id") for one in value if isinstance(one, dict)]
                    names = [self.talk.names.get(str(one), str(one)) for one in ids]
                    parts.append(f"participants: {', '.join(names)}")
        return "; ".join(parts)


def talk_of(value: Any) -> Talk:
    """What a conversation of Hangouts says about itself. Anything may be missing."""
    value = value if isinstance(value, dict) else {}
    value = value.get("conversation", value)
    value = value if isinstance(value, dict) else {}
    names, order = {}, []
    for one in _list(value.get("participant_data")):
        if isinstance(one, dict) and isinstance(one.get("id"), dict):
            key = one["id"].get("gaia_id") or one["id"].get("chat_id")
            name = one.get("fallback_name")
            if isinstance(key, str) and isinstance(name, str) and name:
                names[key] = name
                order.append(key)
    # Two people of one name are told apart by their number.
    taken = [name for name in names.values() if list(names.values()).count(name) > 1]
    names = {key: f"{name} ({key})" if name in taken else name for key, name in names.items()}
    own = value.get("self_conversation_state")
    for key in ("self_read_state", "participant_id"):
        own = own.get(key) if isinstance(own, dict) else None
    own = (own.get("gaia_id") or own.get("chat_id")) if isinstance(own, dict) else None
    title = value.get("name")
    if not isinstance(title, str) or not title:
        title = ", ".join(names[key] for key in order if key != own) or None
    return Talk(title, own if isinstance(own, str) else None, names)


def _content(message: Any) -> tuple[str, tuple[Attachment, ...]]:
    content = message.get("message_content") if isinstance(message, dict) else None
    content = content if isinstance(content, dict) else {}
    words, files = [], []
    for segment in _list(content.get("segment")):
        if isinstance(segment, dict):
            text = segment.get("text")
            line = "\n" if segment.get("type") == "LINE_BREAK" else ""
            words.append(text if isinstance(text, str) else line)
    for attached in _list(content.get("attachment")):
        item = attached.get("embed_item") if isinstance(attached, dict) else None
        photo = item.get("plus_photo") if isinstance(item, dict) else None
        url = photo.get("url") if isinstance(photo, dict) else None
        kinds = item.get("type") if isinstance(item, dict) else None
        named = ", ".join(str(kind) for kind in kinds) if isinstance(kinds, list) else "attachment"
        files.append(Attachment(url if isinstance(url, str) else named, None, False))
    return "".join(words), tuple(files)


def _in_words(text: str | None) -> tuple[When, str | None]:
    local = read_date(text) if text else None
    if local is not None:
        return When(text, local, "second", "UTC", local + "Z", WORDS), None
    fault = f"the date {(text or '(none)')[:120]} could not be read with certainty"
    return When(text, None, "none", None, None, fault), fault


def _handle(person: Person) -> str | None:
    if person.name and person.email:
        return f"{person.name} <{person.email}>"
    return person.name or person.email


def _annotated(annotations: Any) -> list[str]:
    """What stands in a message without words, in square brackets."""
    told = []
    for one in _list(annotations):
        for kind, value in one.items() if isinstance(one, dict) else ():
            if isinstance(value, dict):
                told.append(f"[{kind}: {', '.join(_strings(value, 6))}]"[:_LONGEST])
    return told


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _strings(value: Any, depth: int) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _strings(one, depth - 1)] if depth else []


def _with(when: When, remarks: list[str]) -> When:
    if not remarks:
        return when
    basis = "; ".join([when.basis, *remarks])
    return When(when.text, when.local, when.precision, when.zone, when.utc, basis)

"""One record of a Telegram export: what its members mean, and the item it becomes."""

from typing import Any

from msgspec import Struct, field

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
    Skipped,
    Source,
    When,
)
from everyword.readers.json.times import MINUTES, hour_of, number_of
from everyword.readers.telegram.times import BOTH, Times, edited_at
from everyword.readers.telegram.words import service_words, special_words

PERSONAL = ("personal_chat", "bot_chat")
Id = str | int | None
Person = tuple[str | None, Direction | None, tuple[str, ...]]
"""The handle, the direction of what that person wrote, and who received it."""


class Entity(Struct, gc=False):
    text: str = ""


class Record(Struct, gc=False):
    """A message or a service line. What is not named here is left out (docs/formats.md)."""

    type: str = ""
    date: str | None = None
    date_unixtime: str | int | None = None
    sender: str | None = field(name="from", default=None)
    from_id: Id = None
    text: str | list[str | Entity] = ""
    photo: str | None = None
    file: str | None = None
    edited: str | None = None
    edited_unixtime: str | int | None = None
    reply_to_message_id: int | None = None
    forwarded_from: str | None = None
    media_type: str | None = None
    actor: str | None = None
    actor_id: Id = None
    action: str | None = None
    author: str | None = None
    saved_from: str | None = None
    via_bot: str | None = None
    file_name: str | None = None
    sticker_emoji: Any = None
    self_destruct_period_seconds: Any = None
    contact_vcard: Any = None
    contact_information: Any = None
    location_information: Any = None
    live_location_period_seconds: Any = None
    place_name: Any = None
    address: Any = None
    poll: Any = None
    todo_list: Any = None
    invoice_information: Any = None
    game_title: Any = None
    giveaway_information: Any = None
    members: Any = None
    title: Any = None
    message_id: Any = None
    inviter: Any = None
    duration: Any = None
    duration_seconds: Any = None
    discard_reason: Any = None
    amount: Any = None
    currency: Any = None
    period: Any = None
    emoticon: Any = None
    schedule_date: Any = None
    distance: Any = None
    score: Any = None
    to: Any = None
    values: Any = None
    domain: Any = None
    reason_domain: Any = None
    cost: Any = None
    months: Any = None


class Entry(Struct, gc=False):
    """One contact of a full export."""

    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None
    date: str | None = None
    date_unixtime: str | int | None = None
    user_id: Id = None


class Talk(Struct):
    """The conversation whose messages are read: what stands before them in the file."""

    name: str | None = None
    type: str | None = None
    id: Id = None

    @property
    def thread(self) -> str | None:
        if self.name:
            return self.name
        return " ".join(str(part) for part in (self.type, self.id) if part is not None) or None


class Maker:
    """Makes readings of records, numbered through the whole file from 1."""

    def __init__(self, source: Source, answers: Answers) -> None:
        self.path, self.number = source.name, 0
        self._folder = source.name[: len(source.name) - len(source.base)]
        self._times = Times(answers, source.name)
        self._me, self.own_id = answers.get("me"), ""
        self._people: dict[tuple[str | None, Id], Person] = {}
        self._taken: dict[str, Id] = {}
        self._talk = Talk()

    def begin(self, talk: Talk) -> None:
        """The messages that follow are of this conversation."""
        self._talk = talk
        self._people.clear()

    def messages(self, records: list[Record]) -> list[Reading]:
        """The hot loop: half a million of these are read in a second or two."""
        made: list[Reading] = []
        number, path, thread = self.number, self.path, self._talk.thread
        times, people = self._times, self._people
        for each in records:
            text, local, unix = each.text, each.date, each.date_unixtime
            if (
                text.__class__ is str
                and text
                and each.type == "message"
                and not _is_rich(each)
                and (seconds := _seconds(unix))
            ):
                hour, rest = divmod(seconds + times.offset, 3600)
                if local == hour_of(hour) + MINUTES[rest]:  # nearly always: see Times.when
                    number += 1
                    basis, reply = BOTH, each.reply_to_message_id
                    if reply is not None:
                        basis = f"{BOTH}; in reply to message {reply}"
                    key = (each.sender, each.from_id)
                    sender, direction, to = people.get(key) or self._person(*key)
                    utc = f"{hour_of(seconds // 3600)}{MINUTES[seconds % 3600]}Z"
                    when = When(local, local, "second", times.zone, utc, basis)
                    where = (Locator(path, number, number, "record"),)
                    made.append(Message(where, when, sender, to, thread, direction, text))
                    continue
            self.number = number
            made += self._full(each)
            number = self.number
        self.number = number
        return made

    def place(self) -> tuple[Locator, ...]:
        """The next record."""
        self.number += 1
        return (Locator(self.path, self.number, self.number, "record"),)

    def contact(self, entry: Entry) -> list[Reading]:
        where = self.place()
        when, fault = self._times.when(entry.date, entry.date_unixtime)
        if not number_of(entry.date_unixtime) and (entry.date or "1970")[:4] in ("1969", "1970"):
            when, fault = NO_TIME, None  # the beginning of 1970 stands for "not known"
        name = " ".join(part for part in (entry.first_name, entry.last_name) if part) or None
        handles = tuple(str(part) for part in (entry.phone_number, entry.user_id) if part)
        made: list[Reading] = [Contact(where, when, name, handles, "")]
        return [*made, Problem(where, fault)] if fault else made

    def _full(self, each: Record) -> list[Reading]:
        where = self.place()
        if each.type == "unsupported" or not (each.type or each.text or each.date):
            what = "Telegram Desktop did not know how to export this message; it is not in the file"
            return [Skipped(where, what)]
        when, fault = self._times.when(each.date, each.date_unixtime)
        made: Message | Call
        if each.action == "phone_call":
            made = self._call(each, where, when)
        elif each.type == "service":
            words = [service_words(each), text_of(each.text)]
            text = "\n".join(part for part in words if part)
            made = Message(where, when, None, (), self._talk.thread, None, text, system=True)
        else:
            made = self._message(each, where, when)
        return [made, Problem(where, fault)] if fault else [made]

    def _message(self, each: Record, where: tuple[Locator, ...], when: When) -> Message:
        edited = edited_at(each.edited, each.edited_unixtime)
        sender, direction, to = self._person(each.sender, each.from_id)
        return Message(
            where,
            _remarked(when, _remarks(each, edited)),
            sender,
            to,
            self._talk.thread,
            direction,
            "\n".join(part for part in (text_of(each.text), *special_words(each)) if part),
            edited=edited is not None,
            attachments=self._attachments(each),
        )

    def _call(self, each: Record, where: tuple[Locator, ...], when: When) -> Call:
        seconds = number_of(each.duration_seconds)
        reason = str(each.discard_reason) if each.discard_reason else None
        sender, direction, to = self._person(each.actor, each.actor_id)
        answered = True if seconds else False if reason in ("missed", "busy") else None
        remarks = [f"ended: {reason}"] if reason else []
        return Call(where, _remarked(when, remarks), sender, to, direction, seconds, answered)

    def _person(self, name: str | None, id: Id) -> Person:
        """Who wrote, and what that says of the direction and of who received it."""
        known = self._people.get((name, id))
        if known is None:
            talk, direction = self._talk, self._way(name, id)
            other = talk.name if talk.type in PERSONAL and direction == "out" else None
            handle = name or (None if id is None else str(id))
            if name and id is not None and self._taken.setdefault(name, id) != id:
                handle = f"{name} ({id})"
            known = (handle, direction, (other,) if other else ())
            self._people[(name, id)] = known
        return known

    def _way(self, name: str | None, id: Id) -> Direction | None:
        talk = self._talk
        digits = "" if id is None else str(id).removeprefix("user")
        if self._me is not None:
            return "out" if name == self._me else "in"
        if self.own_id and digits:
            return "out" if digits == self.own_id else "in"
        if talk.type in PERSONAL and talk.id is not None and digits:
            return "in" if digits == str(talk.id) else "out"
        return None

    def _attachments(self, each: Record) -> tuple[Attachment, ...]:
        found = []
        for value, kind in ((each.photo, "photo"), (each.file, "file"), (each.contact_vcard, "")):
            if not isinstance(value, str) or not value:
                continue
            if value.startswith("(") and value.endswith(")"):  # "(File not included. ...)"
                if kind:
                    name = each.file_name or each.media_type if kind == "file" else None
                    found.append(Attachment(name or kind, None, False))
                continue
            inside = not value.startswith("/") and ".." not in value.split("/")
            path = self._folder + value if inside else None
            found.append(Attachment(value.rsplit("/", 1)[-1], None, inside, path))
        return tuple(found)


def text_of(text: str | list[str | Entity]) -> str:
    """The words with nothing between them: links and bold words are parts of one text."""
    if isinstance(text, str):
        return text
    return "".join(part if isinstance(part, str) else part.text for part in text)


def _seconds(unix: str | int | None) -> int:
    """Of a time as nearly every record has it, else 0."""
    return int(unix) if isinstance(unix, str) and len(unix) == 10 and unix.isdecimal() else 0


def _is_rich(each: Record) -> bool:
    """Has it anything but its text?"""
    return bool(
        each.photo
        or each.file
        or each.edited
        or each.forwarded_from
        or each.media_type
        or each.author
        or each.saved_from
        or each.via_bot
        or each.poll
        or each.action
        or each.location_information
        or each.contact_information
        or each.invoice_information
        or each.game_title
        or each.todo_list
        or each.giveaway_information
        or each.self_destruct_period_seconds
    )


def _remarks(each: Record, edited: str | None) -> list[str]:
    """What the record says about itself, beside its words."""
    return [
        f"{what} {value}"
        for what, value in (
            ("edited", edited),
            ("in reply to message", each.reply_to_message_id),
            ("forwarded from", each.forwarded_from),
            ("saved from", each.saved_from),
            ("sent through", each.via_bot),
            ("signed", each.author),
            ("seconds until it deletes itself:", each.self_destruct_period_seconds),
        )
        if value is not None
    ]


def _remarked(when: When, remarks: list[str]) -> When:
    if not remarks:
        return when
    basis = "; ".join([when.basis, *remarks])
    return When(when.text, when.local, when.precision, when.zone, when.utc, basis)

"""One record of a Facebook, Messenger or Instagram download, and the item it becomes."""

import re
from typing import Any

from msgspec import Struct, field

from everyword.model import (
    Answers,
    Attachment,
    Call,
    Direction,
    Locator,
    Message,
    Problem,
    Reading,
    Source,
    When,
)
from everyword.readers.json.times import counted, number_of

BASIS = "milliseconds since 1970 UTC, by the service's server"
REPAIRED = "letters put right: the file has each byte of them as a letter of its own"
_FILES = ("photos", "videos", "audio_files", "files", "gifs", "media")
_SYSTEM = ("Subscribe", "Unsubscribe", "Plan")
_BYTES = re.compile(r"[\x00-\xff]*[\x80-\xff][\x00-\xff]*")


class Record(Struct, gc=False):
    """A message of either kind of download; what is not named here is left out."""

    sender_name: str | None = None
    timestamp_ms: int | str | None = None
    content: str | None = None
    type: str | None = None
    is_unsent: bool | None = None
    is_taken_down: bool | None = None
    photos: Any = None
    videos: Any = None
    audio_files: Any = None
    files: Any = None
    gifs: Any = None
    sticker: Any = None
    share: Any = None
    call_duration: int | None = None
    missed: bool | None = None
    sender: str | None = field(name="senderName", default=None)
    timestamp: int | str | None = None
    text: str | None = None
    media: Any = None
    unsent: bool | None = field(name="isUnsent", default=None)


class Thread(Struct):
    """What stands around the messages of a file. `broken`: its letters may need repair."""

    title: str | None = None
    people: tuple[str, ...] = ()


def repaired(text: str) -> str:
    """Broken UTF-8 put right where the whole text was UTF-8 taken for Latin-1; else as it is."""
    if text.isascii() or not _BYTES.fullmatch(text):
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


class Maker:
    """Makes readings of records, numbered through the file from 1."""

    def __init__(self, source: Source, answers: Answers, thread: Thread) -> None:
        self.path, self.number, self._thread = source.name, 0, thread
        self._folder = source.name[: len(source.name) - len(source.base)]
        self._me = answers.get("me")

    def reading(self, record: Record) -> list[Reading]:
        """The item, and a Problem where its time is none."""
        self.number += 1
        where = (Locator(self.path, self.number, self.number, "record"),)
        is_new = record.sender is not None or record.timestamp is not None
        name = record.sender if is_new else record.sender_name
        words = (record.text if is_new else record.content) or ""
        text = words if is_new else repaired(words)
        sender = name if is_new or name is None else repaired(name)
        remarks = [REPAIRED] if text != words else []
        if record.is_taken_down:
            remarks.append("taken down by the service")
        when, fault = _when(record.timestamp if is_new else record.timestamp_ms, remarks)
        made: Message | Call
        if record.type == "Call" or record.call_duration is not None:
            made = self._call(record, where, when, sender, text)
        else:
            made = self._message(record, where, when, sender, text)
        return [made, Problem(where, fault)] if fault else [made]

    def _message(
        self,
        record: Record,
        where: tuple[Locator, ...],
        when: When,
        sender: str | None,
        text: str,
    ) -> Message:
        system = record.type in _SYSTEM
        direction, to = self._way(sender)
        lines = [text, *_share(record.share, text)]
        return Message(
            where,
            when if not system or not sender else _with(when, [f"by {sender}"]),
            None if system else sender,
            () if system else to,
            self._thread.title,
            None if system else direction,
            "\n".join(line for line in lines if line),
            system=system,
            deleted=bool(record.is_unsent or record.unsent),
            attachments=self._attachments(record),
        )

    def _call(
        self,
        record: Record,
        where: tuple[Locator, ...],
        when: When,
        sender: str | None,
        text: str,
    ) -> Call:
        seconds = record.call_duration
        answered = False if record.missed else True if seconds else None
        direction, to = self._way(sender)
        told = _with(when, [f"the file says: {text}"] if text else [])
        return Call(where, told, sender, to, direction, seconds, answered)

    def _way(self, sender: str | None) -> tuple[Direction | None, tuple[str, ...]]:
        """Direction by the person's answer; the receiver where there are two people only."""
        others = tuple(one for one in self._thread.people if one != sender)
        to = others if sender and len(self._thread.people) == 2 and len(others) == 1 else ()
        if self._me is None or sender is None:
            return None, to
        return ("out" if sender == self._me else "in"), to

    def _attachments(self, record: Record) -> tuple[Attachment, ...]:
        named: list[Any] = [record.sticker] if record.sticker else []
        for kind in _FILES:
            given = getattr(record, kind)
            named += given if isinstance(given, list) else []
        uris = [one.get("uri") for one in named if isinstance(one, dict)]
        return tuple(
            attachment_of(uri, self._folder) for uri in uris if isinstance(uri, str) and uri
        )


def attachment_of(uri: str, folder: str) -> Attachment:
    """A file by its address in the download; `folder` is where the messages lie."""
    if "://" in uri:
        return Attachment(uri, None, False)
    uri = uri.removeprefix("./")
    name = uri.rsplit("/", 1)[-1]
    if uri.startswith("/") or ".." in uri.split("/"):
        return Attachment(name, None, False)
    # The addresses begin at the top of the download, and so does the folder of this file.
    top = f"/{folder}".find(f"/{uri.split('/', 1)[0]}/") if "/" in uri else -1
    beside = uri.startswith("media/")
    path = folder[:top] + uri if top >= 0 else folder + uri if beside else None
    return Attachment(name, None, True, path)


def _share(share: Any, text: str) -> list[str]:
    """What was shared, in square brackets, where the words do not say it already."""
    if not isinstance(share, dict):
        return []
    parts = [share.get(key) for key in ("link", "share_text", "original_content_owner")]
    told = [repaired(part) for part in parts if isinstance(part, str) and part]
    return [f"[shared: {part}]" for part in told if part not in text]


def _when(count: int | str | None, remarks: list[str]) -> tuple[When, str | None]:
    when = counted(count, 1000, BASIS)
    if when is not None:
        return _with(when, remarks), None
    shown = None if count is None else str(count)[:40]
    fault = f"the time {shown or '(none)'} of this record is not a time"
    return _with(When(shown, None, "none", None, None, fault), remarks), fault


def _with(when: When, remarks: list[str]) -> When:
    if not remarks:
        return when
    basis = "; ".join([when.basis, *remarks])
    return When(when.text, when.local, when.precision, when.zone, when.utc, basis)


def is_time(value: object) -> bool:
    """Could it be the time of a message?"""
    return isinstance(value, (int, str)) and number_of(value) is not None

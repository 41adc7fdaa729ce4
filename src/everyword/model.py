"""The values that pass between the rooms: what was received, where a thing stands, what was read.

All are frozen. Money is `Decimal`; a time is a `When`, which keeps the words of the source beside
the reading. The kinds of item form one closed union, `Item`.
"""

import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Literal

from msgspec import Struct

Unit = Literal["line", "record", "byte", "page", "second", "rowid", "cell"]
Precision = Literal["second", "minute", "day", "month", "year", "none"]
Direction = Literal["in", "out"]
Answers = Mapping[str, str]
"""What a person said where the bytes cannot decide: {"date_order": "dmy"}."""


class Source(Struct, frozen=True):
    """A file as received, opened lazily: a source may be larger than memory.

    `name` is the first part of every locator into it; a member of a zip is `outer.zip!/inner.txt`.
    `opener` gives a fresh seekable stream of exactly `size` bytes each time.
    """

    name: str
    size: int
    opener: Callable[[], BinaryIO]

    def open(self) -> BinaryIO:
        return self.opener()

    def head(self, size: int = 65536) -> bytes:
        """The first bytes: enough to recognise a format by."""
        with self.open() as stream:
            return stream.read(size)

    @property
    def base(self) -> str:
        """The name without the archives and folders around it."""
        return self.name.rsplit("!/", 1)[-1].rsplit("/", 1)[-1]

    @property
    def suffix(self) -> str:
        """`.pdf`, lower case; a hint for people, never proof of a format."""
        return Path(self.base).suffix.lower()


def source_of_bytes(name: str, data: bytes) -> Source:
    return Source(name, len(data), lambda: io.BytesIO(data))


def source_of_path(path: Path, name: str | None = None) -> Source:
    return Source(name or path.name, path.stat().st_size, lambda: path.open("rb"))


class Locator(Struct, frozen=True, gc=False):
    """A place in a source: `first` to `last`, both counted from 1 and included, in `unit`."""

    path: str
    first: int
    last: int
    unit: Unit


class When(Struct, frozen=True, gc=False):
    """A time as the source has it, and the reading of it.

    `text` the words as written; `local` ISO 8601 without offset, cut at `precision` ("2024-04-03",
    "2024-04-03T21:07:00"); `zone` an IANA name or an offset like +02:00; `utc` RFC 3339 with Z;
    `basis` why zone and utc are what they are.
    """

    text: str | None
    local: str | None
    precision: Precision
    zone: str | None
    utc: str | None
    basis: str


class Attachment(Struct, frozen=True, gc=False):
    """A file a message names. `path` is its locator path when it is there, `sha256` its hash."""

    name: str
    sha256: str | None
    present: bool
    path: str | None = None


class Message(
    Struct, frozen=True, gc=False, tag="message", tag_field="kind", rename={"sender": "from"}
):
    """One message of a chat, or a system line of it (`system`; then `sender` is None).

    `sender` and `to` are handles as the source has them. `direction` is seen from the phone the
    export was made on; None where the source does not say.
    """

    where: tuple[Locator, ...]
    when: When
    sender: str | None
    to: tuple[str, ...]
    thread: str | None
    direction: Direction | None
    text: str
    system: bool = False
    edited: bool = False
    deleted: bool = False
    attachments: tuple[Attachment, ...] = ()


class Email(
    Struct, frozen=True, gc=False, tag="email", tag_field="kind", rename={"sender": "from"}
):
    """One e-mail. Handles are as the header has them, decoded: `Sam Lee <sam@home.test>`.

    `text` is what a person would have read: the plain part, else words taken from the HTML part;
    `remark` says which, and what was not loaded or could not be decoded. `thread` is the subject
    without "Re:" and "Fwd:"; `in_reply_to` the message_id this one answers.
    """

    where: tuple[Locator, ...]
    when: When
    sender: str | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str | None
    text: str
    message_id: str | None
    in_reply_to: str | None
    thread: str | None
    direction: Direction | None
    attachments: tuple[Attachment, ...] = ()
    remark: str | None = None


class Event(Struct, frozen=True, gc=False, tag="event", tag_field="kind"):
    """One entry of a calendar: `when` it begins, `until` when it ends (None: not said).

    `recurrence` is the rule as the source has it; `occurrences` the local beginnings it gives, the
    first one too, without those taken out; `more` when the rule goes on after the last of them.
    `people` are the organizer and the invited, as the source has them.
    """

    where: tuple[Locator, ...]
    when: When
    until: When | None
    title: str | None
    text: str
    place: str | None
    people: tuple[str, ...]
    recurrence: str | None = None
    occurrences: tuple[str, ...] = ()
    more: bool = False
    cancelled: bool = False


class Contact(Struct, frozen=True, gc=False, tag="contact", tag_field="kind"):
    """One entry of an address book: the owner's own name for these numbers and addresses.

    `text` is whatever else the entry says, a line each. `when` is when it was last changed.
    """

    where: tuple[Locator, ...]
    when: When
    name: str | None
    handles: tuple[str, ...]
    text: str


class Call(Struct, frozen=True, gc=False, tag="call", tag_field="kind", rename={"sender": "from"}):
    """One telephone call; `seconds` None where the source does not say."""

    where: tuple[Locator, ...]
    when: When
    sender: str | None
    to: tuple[str, ...]
    direction: Direction | None
    seconds: int | None
    answered: bool | None


class Payment(Struct, frozen=True, gc=False, tag="payment", tag_field="kind"):
    """One line of an account. `amount` is signed as in the source: negative leaves the account."""

    where: tuple[Locator, ...]
    when: When
    account: str | None
    amount: Decimal
    currency: str | None
    payee: str | None
    reference: str | None
    balance: Decimal | None


class Photo(Struct, frozen=True, gc=False, tag="photo", tag_field="kind"):
    """One picture. `gps` is "lat,lon" in decimal degrees (WGS 84) as the file has it."""

    where: tuple[Locator, ...]
    when: When
    device: str | None
    gps: str | None
    width: int | None
    height: int | None


class Recording(Struct, frozen=True, gc=False, tag="recording", tag_field="kind"):
    """One sound or video file. `seconds` is a decimal string of milliseconds' precision."""

    where: tuple[Locator, ...]
    when: When
    seconds: str | None
    channels: int | None
    rate: int | None


class Document(Struct, frozen=True, gc=False, tag="document", tag_field="kind"):
    """Pages or plain text. `text` has one string per page (one in all for plain text).

    `text_pages` counts the pages with any text. `remark` says in plain words what was not read.
    """

    where: tuple[Locator, ...]
    when: When
    title: str | None
    pages: int | None
    text_pages: int | None
    text: tuple[str, ...] = ()
    remark: str | None = None


class Skipped(Struct, frozen=True, gc=False, tag="skipped", tag_field="kind"):
    """A place that was understood and left out, and why."""

    where: tuple[Locator, ...]
    what: str


class Problem(Struct, frozen=True, gc=False, tag="problem", tag_field="kind"):
    """A place that could not be read, and why. Trouble in the data is data."""

    where: tuple[Locator, ...]
    what: str


Item = Message | Email | Call | Payment | Event | Contact | Photo | Recording | Document
Reading = Item | Skipped | Problem
"""Everything a reader may yield."""

NO_TIME = When(None, None, "none", None, None, "the source does not say")
"""For things that carry no time of their own."""


def whole(source: Source) -> tuple[Locator, ...]:
    """The locator of a source as a whole; an empty file is byte 0 to 0."""
    return (Locator(source.name, min(1, source.size), source.size, "byte"),)

"""One message saved by Outlook (.msg).

Where from: Outlook for Windows, "Save as" or dragged out of it; [MS-OXMSG]. Outlook writes the file
anew from its store: it is not the mail as it was sent. Anybody can make one.

Times: the sender's Date where the header of the transport is kept in the file; else when it was
handed over to be sent (in UTC, by the clock of the sending computer or server), else when it
arrived (in UTC, by the clock of the mail server). A draft has none of them.

People: the sender's name and address as the message has them; addresses inside an organisation may
be directory paths (/O=...), which are given where no other is. Blind copies stand in the remark.

Text: the plain text, else the words of the HTML, else the words of the rich text. Where the file
has several of them only the first is used.

Files sent with it: each with its SHA-256. A message within the message is an item of its own, under
the name of the message and its number; it has no hash, because it has no bytes of its own.
Left out: categories, flags, follow-ups, forms, voting, rights; appointments, contacts and tasks
saved as .msg are read as messages, with their kind in the remark.
"""

import hashlib
import io
from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.mail_parts import outlook
from everyword.mail_parts.fields import Fields, read_fields, words
from everyword.mail_parts.letters import Letters
from everyword.mail_parts.outlook import Properties, Sent
from everyword.model import (
    Answers,
    Attachment,
    Email,
    Locator,
    Problem,
    Reading,
    Source,
    When,
    whole,
)
from everyword.readers.html.words import charset_of, html_page
from everyword.readers.mail import people as mail_people
from everyword.readers.mail.email import Desk
from everyword.readers.mail.rtf import BadRtf, rich, unpacked
from everyword.readers.mail.times import filetime

NAME, TITLE, VERSION = "mail_msg", "Outlook message", 1

SENT = "time it was handed over to be sent, in UTC, as Outlook keeps it"
ARRIVED = "time it arrived, in UTC, by the mail server's clock; when it was sent is not said"
UNSENT = "the message says neither when it was sent nor when it arrived; perhaps a draft"
_KINDS = {1: "to", 2: "cc", 3: "bcc"}
MAX_PEOPLE = 5000


def recognises(source: Source) -> bool:
    return outlook.is_outlook(source)


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    desk = Desk(source.name, answers)
    letters = Letters(desk.encoding)
    try:
        found = outlook.opened(source, letters)
        yield from _read(found, source.name, whole(source), desk, letters, outlook.MAX_DEPTH)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")


def _read(
    found: Properties,
    path: str,
    where: tuple[Locator, ...],
    desk: Desk,
    letters: Letters,
    depth: int,
) -> Iterator[Reading]:
    """The message, then the messages within it."""
    files = tuple(outlook.sent_with(found, path))
    attachments = tuple(_attachment(each, letters) for each in files)
    yield _Message(found, desk, letters).email(where, attachments)
    for each in files:
        if each.folder is None:
            continue
        place = (Locator(each.path, 1, 1, "record"),)
        if not depth:
            yield Problem(place, "messages within messages, too deep: not read")
            continue
        inner_letters = Letters(desk.encoding)
        try:
            inner = outlook.message(found.file, each.folder, 24, inner_letters)
            yield from _read(inner, each.path, place, desk, inner_letters, depth - 1)
        except BadArchive as fault:
            yield Problem(place, f"not read to the end: {fault}")


def _attachment(sent: Sent, letters: Letters) -> Attachment:
    if sent.fault is not None:
        letters.say(f"{sent.name}: {sent.fault}")
    if sent.data is None:
        return Attachment(
            sent.name, None, sent.folder is not None, sent.path if sent.folder else None
        )
    digest = hashlib.sha256()
    try:
        with sent.data.open() as stream:
            while block := stream.read(1 << 18):
                digest.update(block)
    except BadArchive as fault:
        letters.say(f"{sent.name}: {fault}")
        return Attachment(sent.name, None, False, None)
    return Attachment(sent.name, digest.hexdigest(), True, sent.path)


class _Message:
    def __init__(self, found: Properties, desk: Desk, letters: Letters) -> None:
        self._found, self._desk, self._letters = found, desk, letters
        self._remarks: list[str] = []
        raw = (found.words(0x007D) or "").encode("utf-8", "replace")
        # Exchange may put a line of its own before the header.
        raw = raw.removeprefix(b"Microsoft Mail Internet Headers Version 2.0\r\n")
        self._head: Fields = read_fields(io.BytesIO(raw), 0, len(raw), 1 << 20)

    def email(self, where: tuple[Locator, ...], attachments: tuple[Attachment, ...]) -> Email:
        found = self._found
        people = self._people()
        subject = found.words(0x0037)
        if subject is None and (normal := found.words(0x0E1D)) is not None:
            subject = (found.words(0x003D) or "") + normal
        sender = self._sender()
        text = self._text()
        message_id = found.words(0x1035) or self._field("message-id")
        answers = mail_people.first_identity(found.words(0x1042) or self._field("in-reply-to"))
        answers = answers or mail_people.last_identity(
            found.words(0x1039) or self._field("references")
        )
        kind = found.words(0x001A)
        if kind and kind.upper() not in ("IPM.NOTE",):
            self._remarks.append(f"its kind is {kind}")
        if people["bcc"]:
            self._remarks.append(f"Bcc: {', '.join(people['bcc'])}")
        when = self._when()
        everybody = (*people["to"], *people["cc"], *people["bcc"])
        return Email(
            where=where,
            when=when,
            sender=sender,
            to=tuple(people["to"]),
            cc=tuple(people["cc"]),
            subject=subject,
            text=text,
            message_id=mail_people.first_identity(message_id),
            in_reply_to=answers,
            thread=mail_people.thread_of(subject),
            direction=mail_people.direction(self._desk.me, sender, everybody),
            attachments=attachments,
            remark="; ".join((*self._remarks, *self._letters.remarks)) or None,
        )

    def _field(self, name: str) -> str | None:
        raw = self._head.first(name)
        return None if raw is None else words(raw, self._letters, f"{name} of its header")

    def _when(self) -> When:
        date = self._field("date")
        if date:
            when = self._desk.clock.when(date, None)
            if when.local is not None:
                return when
        for number, basis in ((0x0039, SENT), (0x0E06, ARRIVED)):
            if units := self._found.time(number):
                return filetime(units, basis)
        return (
            When(None, None, "none", None, None, UNSENT)
            if not date
            else self._desk.clock.when(date, None)
        )

    def _sender(self) -> str | None:
        """For whom it was sent; who sent it for them is said."""
        theirs = self._name(0x0042, 0x5D02, 0x0065)
        sender = self._name(0x0C1A, 0x5D01, 0x0C1F)
        if theirs and sender and mail_people.addresses([sender]) - mail_people.addresses([theirs]):
            self._remarks.append(f"Sender: {sender}")
        header = self._head.first("from")
        if header is not None and not mail_people.addresses([theirs or sender or ""]):
            written = ", ".join(mail_people.people(header, self._letters, "From of its header"))
            return written or theirs or sender
        return theirs or sender

    def _name(self, name: int, smtp: int, address: int) -> str | None:
        said = self._found.words(name) or ""
        return _handle(said, self._found.words(smtp) or self._found.words(address) or "")

    def _people(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {"to": [], "cc": [], "bcc": []}
        for count, folder in enumerate(self._found.folders("__recip_version1.0_#")):
            if count >= MAX_PEOPLE:
                self._remarks.append(f"more than {MAX_PEOPLE:,} receivers: the rest was not read")
                break
            each = Properties(self._found.file, folder, 8, self._letters)
            each.charset = self._found.charset
            kind = _KINDS.get((each.number(0x0C15) or 0) & 0xF)
            handle = _handle(
                each.words(0x3001) or "", each.words(0x39FE) or each.words(0x3003) or ""
            )
            if handle and kind:
                out[kind].append(handle)
            elif handle:
                self._remarks.append(f"a receiver of another kind: {handle}")
        if not any(out.values()):
            for number, kind in ((0x0E04, "to"), (0x0E03, "cc"), (0x0E02, "bcc")):
                names = (self._found.words(number) or "").split(";")
                out[kind] = [name.strip() for name in names if name.strip()]
        return out

    def _text(self) -> str:
        plain = self._found.words(0x1000)
        if plain is not None and plain.strip():
            self._remarks.append("the text is its plain text")
            return plain
        html = self._html()
        if html is not None:
            return self._of_html(html, "HTML")
        packed = self._found.bytes(0x1009)
        if packed is not None:
            try:
                found = rich(unpacked(packed), self._letters)
            except BadRtf as fault:
                self._remarks.append(str(fault))
                return plain or ""
            if found.html is not None:
                return self._of_html(found.html, "HTML, taken out of its rich text")
            self._remarks.append("the text is its rich text, shown as plain words")
            return found.words
        self._remarks.append("it has no text")
        return plain or ""

    def _html(self) -> str | None:
        data = self._found.bytes(0x1013)
        if data is None:
            return self._found.words(0x1013)
        charset = outlook.charset_of(self._found.number(0x3FDE)) or charset_of(data)
        return self._letters.decode(data, charset, "its HTML")

    def _of_html(self, html: str, what: str) -> str:
        page = html_page(html)
        self._remarks.append(f"the text is its {what}, shown as plain words")
        if page.remote:
            self._remarks.append(f"{page.remote:,} remote pictures and the like were not loaded")
        if hidden := " ".join(page.hidden.split()):
            self._remarks.append(f"text that its HTML does not show: {hidden[:300]!r}")
        return page.words


def _handle(name: str, address: str) -> str | None:
    if not address or name.strip("'\" ").casefold() == address.casefold():
        return address or name or None
    return f"{name} <{address}>" if name else address

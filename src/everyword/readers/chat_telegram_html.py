"""Telegram Desktop, "Export chat history" as HTML: `messages.html`, `messages2.html` and so on.

Where from: the program on a computer, where the person did not choose JSON; a folder with the pages
and the files. The account's owner can edit the pages afterwards, and nothing in them would show it.

Times: the full date stands behind the hour that is shown, `31.03.2024 02:00:00 UTC+01:00`, always
day first; newer versions write the zone, older ones do not: then it is a local time, by the clock
of the computer that made the export, and its zone is the person's answer. A service line ("Alex
pinned a message") has no time in this form of the export.

Text: the words exactly, a line end for each break. A place, a contact, a poll follow in square
brackets, in the words of the page. Forwarded from, in reply to and signed stand in the basis.

People: the name the account's owner saw. A message without a name belongs to the person of the one
before it, as the page shows it; at the top of a page nobody is known. Nothing says who the owner
is: `me` gives each message its direction.

Left out: reactions, buttons of bots, where a link behind a word leads, previews of files. Lines
with a day are skipped. This form has no mark on edited messages: none here says that nothing was
edited. Records are the messages and lines of one page, counted from 1.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from everyword.archive import BadArchive
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
from everyword.readers.html.elements import Element, element_of
from everyword.readers.json.times import LocalClock
from everyword.readers.telegram.html import MARK, parts
from everyword.readers.telegram.times import LOCAL

NAME, TITLE, VERSION = "chat_telegram_html", "Telegram Desktop export (HTML)", 1

WITH_ZONE = "local date and its distance from UTC, as the page has them"
NO_TIME_HERE = "a service line has no time in this form of the export"
_TITLE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?", re.ASCII)
_SECONDS = re.compile(r"\((\d{1,6}) seconds?\)", re.ASCII)
_SPECIAL = frozenset(
    (
        *("media_location", "media_live_location", "media_venue", "media_contact", "media_poll"),
        *("media_game", "media_invoice"),
    )
)
_FILES = frozenset(
    ("photo_wrap", "video_file_wrap", "animated_wrap", "sticker_wrap", "round_video_wrap")
)
_CALLS: dict[str, tuple[Direction, bool | None]] = {
    "Outgoing": ("out", None),
    "Incoming": ("in", None),
    "Missed": ("in", False),
    "Declined": ("in", False),
    "Cancelled": ("out", False),
    "Canceled": ("out", False),
}


def recognises(source: Source) -> bool:
    """A page of Telegram's: its wrapper, and a message or a service line in it."""
    try:
        head = source.head()
    except (OSError, BadArchive):
        return False
    known = (b'"message default', b'"message service')
    return b'class="page_wrap' in head and any(b"<div class=" + name in head for name in known)


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every message and line in the order of the page."""
    page = _Page(source, answers)
    try:
        with source.open() as stream:
            for part in parts(stream):
                if part is not None and not part.startswith(MARK):
                    page.begin(part)
                else:
                    yield from page.reading(part)
    except BadArchive as fault:
        yield Problem(whole(source), str(fault))
    if page.number == 0:
        yield Skipped(whole(source), "no messages are on this page")


class _Page:
    def __init__(self, source: Source, answers: Answers) -> None:
        self.path, self.number = source.name, 0
        self._folder = source.name[: len(source.name) - len(source.base)]
        self._clock = LocalClock(answers, source.name, LOCAL)
        self._me = answers.get("me")
        self._thread: str | None = None
        self._sender: str | None = None

    def begin(self, part: bytes) -> None:
        """The heading of the page names the conversation."""
        root, _ = element_of(part.decode("utf-8", "replace"))
        header = root.first("page_header")
        named = header.first("text") if header else None
        self._thread = (named.label if named else "") or None

    def reading(self, part: bytes | None) -> Iterator[Reading]:
        self.number += 1
        where = (Locator(self.path, self.number, self.number, "record"),)
        if part is None:
            self._sender = None
            yield Problem(where, "this message is longer than 8 MiB and was not read")
            return
        text = part.decode("utf-8", "replace")
        root, is_whole = element_of(text)
        message = root.inside[0] if root.inside else None
        body = message.first("body") if isinstance(message, Element) else None
        if not isinstance(message, Element) or body is None:
            self._sender = None
            yield Problem(where, "this message is damaged and was not read")
            return
        if "service" in message.classes:
            yield self._service(message, body, where)
        else:
            yield from self._message(message, body, where)
        if not is_whole:
            yield Problem(where, "this message does not end; what is missing is not known")
        if "\ufffd" in text and b"\xef\xbf\xbd" not in part:
            yield Problem(where, "bytes that are no letters, shown as \ufffd")

    def _service(
        self, message: Element, body: Element, where: tuple[Locator, ...]
    ) -> Message | Skipped:
        self._sender = None
        if message.attributes.get("id", "").startswith("message-"):
            return Skipped(where, f"a line of the page with the day: {body.label}")
        when = When(None, None, "none", None, None, NO_TIME_HERE)
        return Message(where, when, None, (), self._thread, None, body.text.strip(), system=True)

    def _message(
        self, message: Element, body: Element, where: tuple[Locator, ...]
    ) -> Iterator[Reading]:
        named = _child(body, "from_name")
        if named is not None:
            self._sender = named.label or None
        elif "joined" not in message.classes:
            self._sender = None
        dated = _child(body, "date")
        when, fault = self._when(dated.attributes.get("title") if dated else None)
        forwarded = _child(body, "forwarded")
        forwarded = forwarded if forwarded and "body" in forwarded.classes else None
        forwarded = forwarded or next(
            (one for one in body.below() if {"forwarded", "body"} <= one.classes), None
        )
        told = forwarded or body
        when = _with(when, _remarks(body, forwarded))
        call = told.first("media_call")
        if call is not None:
            yield self._call(call, where, when)
        else:
            yield self._words(told, where, when)
        if fault:
            yield Problem(where, fault)

    def _words(self, told: Element, where: tuple[Locator, ...], when: When) -> Message:
        text = _child(told, "text")
        files, lines = [], [text.text if text else ""]
        for one in told.below():
            if one.classes & _SPECIAL:
                parts_ = [part.strip() for part in one.text.split("\n") if part.strip()]
                lines.append(f"[{', '.join(parts_)}]")
            elif one.classes & _FILES or "media" in one.classes:
                files.append(self._attachment(one))
        return Message(
            where,
            when,
            self._sender,
            (),
            self._thread,
            self._direction(),
            "\n".join(line for line in lines if line),
            attachments=tuple(files),
        )

    def _call(self, call: Element, where: tuple[Locator, ...], when: When) -> Call:
        status = call.first("status")
        words = status.label if status else ""
        direction, answered = _CALLS.get(words.split(" ", 1)[0], (self._direction(), None))
        lasted = _SECONDS.search(words)
        seconds = int(lasted[1]) if lasted else None
        other = (self._thread,) if direction == "out" and self._thread else ()
        when = _with(when, [f"the page says: {words}"] if words else [])
        answered = True if seconds else answered
        return Call(where, when, self._sender, other, direction, seconds, answered)

    def _attachment(self, one: Element) -> Attachment:
        title = one.first("title")
        href = one.attributes.get("href", "")
        inside = href and not href.startswith("/") and ".." not in href.split("/")
        if not inside or "://" in href:
            return Attachment(title.label if title and title.label else "file", None, False)
        name = href.rsplit("/", 1)[-1]
        return Attachment(name, None, True, self._folder + href)

    def _direction(self) -> Direction | None:
        if self._me is None or self._sender is None:
            return None
        return "out" if self._sender == self._me else "in"

    def _when(self, title: str | None) -> tuple[When, str | None]:
        match = _TITLE.fullmatch(title or "")
        fault = f"the date {(title or '(none)')[:60]} is not a time"
        nothing = When(title, None, "none", None, None, fault)
        if match is None or title is None:
            return nothing, fault
        local = f"{match[3]}-{match[2]}-{match[1]}T{match[4]}"
        try:
            if match[5] is None:
                return self._clock.when(title, local, "second"), None
            utc = datetime.fromisoformat(local + match[5]).astimezone(UTC)
        except (ValueError, OverflowError):
            return nothing, fault
        stamp = utc.strftime("%Y-%m-%dT%H:%M:%SZ")
        return When(title, local, "second", match[5], stamp, WITH_ZONE), None


def _child(element: Element, name: str) -> Element | None:
    """The element directly below that has this class."""
    for one in element.inside:
        if isinstance(one, Element) and name in one.classes:
            return one
    return None


def _remarks(body: Element, forwarded: Element | None) -> list[str]:
    told = []
    reply = _child(body, "reply_to")
    if reply is not None:
        links = (one.attributes.get("href", "") for one in reply.below())
        number = next((link.rpartition("message")[2] for link in links if link), "")
        told.append(f"in reply to message {number}" if number.isdecimal() else reply.label)
    if forwarded is not None:
        named = _child(forwarded, "from_name")
        dated = named.first("date") if named else None
        written = (
            f", written {dated.attributes['title']}"
            if dated and "title" in dated.attributes
            else ""
        )
        told.append(f"forwarded from {named.label if named else '(no name)'}{written}")
    signed = _child(body, "signature")
    if signed is not None:
        told.append(f"signed {signed.label}")
    return told


def _with(when: When, remarks: list[str]) -> When:
    if not remarks:
        return when
    basis = "; ".join([when.basis, *remarks])
    return When(when.text, when.local, when.precision, when.zone, when.utc, basis)

"""HTML pages of the program imessage-exporter: one for each conversation of Messages.

Where from: https://github.com/ReagentX/imessage-exporter with `-f html`: pages with the files in a
folder `attachments` beside them. Anybody can edit a page. The database itself says more.

Times: "May 17, 2022  5:29:42 PM", the local clock of the computer that made the export; no zone is
written, and `zone` can be answered.

People: names or numbers as the program wrote them. The page says which messages were sent and which
received: that is the direction. The conversation is the name of the file.

Text: the words exactly. Links with a preview, stickers, what could not be shown stand in square
brackets. After an edit the earlier texts follow as messages of their own with the same place,
marked edited. When it was read, reactions, effects, subject and service stand behind the basis of
the time. What the app says of a group is a system line.

Left out: the look of words. Records are the messages and lines of one page, counted from 1, those
shown below another too: an answer is written twice, below the message it answers and in its own
place; there it is read, and the first is skipped where the second is on the page, word for word.
"""

import re
from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.model import (
    Answers,
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
from everyword.readers.html.elements import Element, cut, elements_of, words_behind, wrapped
from everyword.readers.imessage.blocks import STAMP, local_of
from everyword.readers.imessage.page import Said, attachment_of, said_by
from everyword.readers.times.zone import LocalClock, is_time

NAME, TITLE, VERSION = "chat_imessage_html", "imessage-exporter pages (HTML)", 1

CLOCK = "local clock of the computer that made the export"
BELOW = "shown below the message it answers, and nowhere else on this page"
TWICE = "an answer shown under the message it answers; it stands in its own place too"
_STAMP = re.compile(STAMP, re.ASCII)
_MARK = re.compile(rb'<div class ?="(?:message|announcement)"')
_WITHIN = re.compile(rb'<div class="reply"[^<>]{0,200}>\s{0,100}\Z')


def recognises(source: Source) -> bool:
    """A message of such a page, with its time and its side."""
    try:
        head = source.head()
    except (OSError, BadArchive):
        return False
    sides = (b'<div class="received', b'<div class="sent')
    return (
        b'<div class="message"' in head
        and b'<span class="timestamp">' in head
        and b'<span class="sender">' in head
        and any(side in head for side in sides)
    )


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every message and line in the order of the page. Raises NeedsAnswer for a zone."""
    page = _Page(source, answers)
    try:
        with source.open() as stream:
            for part in cut(stream, _MARK, _WITHIN):
                page.look(part)
        with source.open() as stream:
            for part in cut(stream, _MARK, _WITHIN):
                if part is None or _MARK.match(part):
                    yield from page.readings(part)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")
    if page.number == 0:
        yield Skipped(whole(source), "no messages are on this page")


class _Page:
    def __init__(self, source: Source, answers: Answers) -> None:
        self.path, self.number = source.name, 0
        self._folder = source.name[: len(source.name) - len(source.base)]
        stem = source.base.rsplit(".", 1)[0]
        self._thread = None if stem in ("orphaned", "") else stem
        self._clock = LocalClock(answers.get("zone"), source.name, CLOCK)
        self._answers: set[int] = set()

    def look(self, part: bytes | None) -> None:
        """First pass: which messages are answers in their own place."""
        if part is None or b"reply_" not in part:
            return
        root, _ = elements_of(part.decode("utf-8", "replace"))
        said = said_by(root.children[0]) if root.children else None
        if said is not None and said.is_answer:
            self._answers.add(said.key)

    def readings(self, part: bytes | None) -> Iterator[Reading]:
        where = self._next()
        if part is None:
            yield Problem(where, "this message is longer than 8 MiB and was not read")
            return
        text = part.decode("utf-8", "replace")
        root, end = elements_of(text)
        message = root.children[0] if root.children else root
        said = None
        if "announcement" in message.classes:
            yield from self._announced(message, where)
        else:
            said = said_by(message)
            if said is None:
                yield Problem(where, "this message is damaged and was not read")
            else:
                yield from self._message(said, where)
        if end is None:
            yield Problem(where, "this message does not end; what is missing is not known")
        if "\ufffd" in text and b"\xef\xbf\xbd" not in part:
            yield Problem(where, "bytes that are no letters, shown as \ufffd")
        if behind := words_behind(text, end):
            yield Problem(where, f"words behind this message that belong to none: {behind[:4000]}")
        if said is not None:
            yield from self._replies(said, end is not None)

    def _next(self) -> tuple[Locator, ...]:
        self.number += 1
        return (Locator(self.path, self.number, self.number, "record"),)

    def _replies(self, said: Said, is_whole: bool) -> Iterator[Reading]:
        waiting = list(reversed(said.replies))
        while waiting:
            where = self._next()
            below = said_by(waiting.pop())
            if below is None:
                yield Problem(where, "an answer that is damaged and was not read")
                continue
            if below.key in self._answers:
                yield Skipped(where, TWICE)
            else:
                below.notes.append(BELOW)
                yield from self._message(below, where)
            if not is_whole:
                yield Problem(where, "the message above it does not end: this may be cut short")
            waiting += reversed(below.replies)

    def _announced(self, line: Element, where: tuple[Locator, ...]) -> Iterator[Reading]:
        stamp = line.first("timestamp")
        dated = stamp.words.strip() if stamp else ""
        told = line.children[0] if line.children else line
        words = "".join(one.words for one in wrapped(told) if one is not stamp).strip()
        match = _STAMP.fullmatch(dated)
        local = local_of(match) if match else None
        when, fault = self._when(dated, local, [])
        yield Message(where, when, None, (), self._thread, None, words, True)
        if fault:
            yield Problem(where, fault)

    def _message(self, said: Said, where: tuple[Locator, ...]) -> Iterator[Reading]:
        local = local_of(said.stamp) if said.stamp else None
        when, fault = self._when(said.dated, local, said.notes)
        files = tuple(attachment_of(each, self._folder) for each in said.files)
        direction: Direction = "out" if said.is_sent else "in"
        yield Message(
            *(where, when, said.sender, (), self._thread, direction, said.text),
            edited=said.edited,
            deleted=said.deleted,
            attachments=files,
        )
        for text in said.earlier:
            note = "an earlier text of this message, replaced by an edit"
            first, _ = self._when(said.dated, local, [note])
            yield Message(
                *(where, first, said.sender, (), self._thread, direction, text), edited=True
            )
        if fault:
            yield Problem(where, fault)
        if said.sender is None:
            yield Problem(where, "the page names nobody for this message")

    def _when(self, text: str, local: str | None, notes: list[str]) -> tuple[When, str | None]:
        if local is None or not is_time(local):
            fault = f"there is no such time: {text[:80] or '(none)'}"
            basis = "; ".join([fault, *notes])
            return When(text[:80] or None, None, "none", None, None, basis), fault
        when = self._clock.when(text, local, "second")
        basis = "; ".join([when.basis, *notes])
        return When(when.text, when.local, when.precision, when.zone, when.utc, basis), None

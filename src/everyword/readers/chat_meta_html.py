"""Facebook, Messenger and Instagram: the messages of "Download your information" as HTML.

Where from: the account's settings, format HTML; one folder per conversation with `message_1.html`,
`message_2.html` and so on, newest first. The account's owner can edit a page afterwards, and
nothing in it would show that. The JSON form of the same download says more.

Times: words in the account's language, mostly without seconds on Instagram, and without a zone;
the service does not say by which clock they are: `zone` can be answered, and a message that is in
another export too shows whether it fits. Days in numbers alone are read by what the page shows:
where it does not decide, `date_order` is asked.

People: names as the service showed them when the page was made. Who the account's owner is, the
page does not say: `me` gives each message its direction.

Text: the words exactly, a line end for each break. What was shared and what else the page says of
the message (a call, a file) follows in square brackets. Reactions stand behind the basis of the
time.

Left out: the look of it. Files are named by their address in the download; whether they are still
there this reader cannot see. A part of the page without a time (who takes part) is skipped with its
words. Pages from before 2018 (`messages.htm`) are read as pages. Records are the boxes of one page,
counted from 1.
"""

import itertools
from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.errors import NeedsAnswer
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
from everyword.readers.html.elements import cut, elements_of, words_behind
from everyword.readers.meta.page import MARK, Said, said_by, stamp_in, title_of
from everyword.readers.meta.records import attachment_of
from everyword.readers.meta.stamps import numbers_in, read_stamp
from everyword.readers.times.zone import LocalClock

NAME = "chat_meta_html"
TITLE, VERSION = "Facebook, Messenger or Instagram download (HTML)", 1

CLOCK = "as the page has it; the service does not say by which clock"
ORDERS = ("dmy", "mdy")
_HEAD = 1 << 19
"""Bytes: the style of such a page, before its first message, is long."""
_TRIED = 40


def recognises(source: Source) -> bool:
    """A box with a name and a time, and what a message has between them; other lists have not."""
    try:
        head = source.head()
        if not (b"_a6-g" in head or b"_2lej" in head):
            return False
        head = source.head(_HEAD)
    except (OSError, BadArchive):
        return False
    marks = [found.start() for found in MARK.finditer(head)][: _TRIED + 1]
    for at, end in itertools.pairwise([*marks, len(head)]):
        box = _box(head[at:end])
        if box is not None and box.sender and box.dated and box.usual:
            return True
    return False


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every message in the order of the page, newest first. Raises NeedsAnswer."""
    page = _Page(source, answers)
    try:
        page.settle()
        with source.open() as stream:
            for part, is_last in _with_last(cut(stream, MARK)):
                if part is not None and not MARK.match(part):
                    page.thread = title_of(part)
                else:
                    yield from page.readings(part, is_last)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")
    if page.number == 0:
        yield Skipped(whole(source), "no messages are on this page")


def _with_last(parts: Iterator[bytes | None]) -> Iterator[tuple[bytes | None, bool]]:
    """Each part, and whether it is the last."""
    for part in parts:
        held = part
        break
    else:
        return
    for part in parts:
        yield held, False
        held = part
    yield held, True


def _box(part: bytes) -> Said | None:
    root, _ = elements_of(part.decode("utf-8", "replace"))
    return said_by(root.children[0]) if root.children else None


class _Page:
    def __init__(self, source: Source, answers: Answers) -> None:
        self.path, self.number = source.name, 0
        self.thread: str | None = None
        self._source, self._me = source, answers.get("me")
        self._folder = source.name[: len(source.name) - len(source.base)]
        self._clock = LocalClock(answers.get("zone"), source.name, CLOCK)
        self._order: str | None = None
        self._answer = answers.get("date_order")

    def settle(self) -> None:
        """First pass: is it day or month first, where days are written in numbers alone?"""
        seen: set[str] = set()
        open_: str | None = None
        with self._source.open() as stream:
            for part in cut(stream, MARK):
                stamp = stamp_in(part) if part is not None else None
                numbers = numbers_in(stamp) if stamp else None
                if stamp is None or numbers is None:
                    continue
                first, second = numbers
                if first > 12 or second > 12:
                    seen.add("dmy" if first > 12 else "mdy")
                elif first != second and open_ is None:
                    open_ = stamp
        if len(seen) == 1:
            self._order = seen.pop()
        elif self._answer in ORDERS:
            self._order = self._answer
        elif open_ is not None:
            self._ask(open_, numbers_in(open_) or (0, 0))

    def _ask(self, stamp: str, numbers: tuple[int, int]) -> None:
        shown = " ".join(stamp.split())[:60]
        question = (
            f"is {shown} day {numbers[0]} of month {numbers[1]} (dmy), "
            f"or day {numbers[1]} of month {numbers[0]} (mdy)?"
        )
        raise NeedsAnswer(path=self.path, question=question, key="date_order", choices=ORDERS)

    def readings(self, part: bytes | None, is_last: bool) -> Iterator[Reading]:
        self.number += 1
        where = (Locator(self.path, self.number, self.number, "record"),)
        if part is None:
            yield Problem(where, "this message is longer than 8 MiB and was not read")
            return
        text = part.decode("utf-8", "replace")
        root, end = elements_of(text)
        said = said_by(root.children[0]) if root.children else None
        if said is None:
            yield Problem(where, "this message is damaged and was not read")
            return
        if said.dated is None and end is not None:
            words = root.line[:4000] or "(no words)"
            yield Skipped(where, f"a part of the page without a time, no message: {words}")
        else:
            yield from self._message(said, where)
        if end is None:
            yield Problem(where, "this message does not end; what is missing is not known")
        if "\ufffd" in text and b"\xef\xbf\xbd" not in part:
            yield Problem(where, "bytes that are no letters, shown as \ufffd")
        behind = words_behind(text, end)[:4000]
        if behind and is_last:
            yield Skipped(whole(self._source), f"words of the page behind its messages: {behind}")
        elif behind:
            yield Problem(where, f"words behind this message that belong to none: {behind}")

    def _message(self, said: Said, where: tuple[Locator, ...]) -> Iterator[Reading]:
        when, fault = self._when(said)
        direction: Direction | None = None
        if self._me is not None and said.sender is not None:
            direction = "out" if said.sender == self._me else "in"
        files = tuple(attachment_of(place, self._folder) for place in said.files)
        yield Message(
            *(where, when, said.sender, (), self.thread, direction, said.text), attachments=files
        )
        if fault:
            yield Problem(where, fault)
        if said.sender is None:
            yield Problem(where, "the page names nobody for this message")

    def _when(self, said: Said) -> tuple[When, str | None]:
        stamp = said.dated or ""
        notes = [f"reaction: {each}" for each in said.reactions]
        found = read_stamp(stamp, self._order)
        if found is None:
            fault = f"the time {stamp[:80] or '(none)'} is not one that can be read with certainty"
            basis = "; ".join([fault, *notes])
            return When(stamp[:200] or None, None, "none", None, None, basis), fault
        when = self._clock.when(stamp, *found)
        basis = "; ".join([when.basis, *notes])
        return When(when.text, when.local, when.precision, when.zone, when.utc, basis), None

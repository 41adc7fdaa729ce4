"""Message reports of OurFamilyWizard, found in the text layer of a PDF.

A report numbers its messages: "Message 3 of 12", then lines beginning Sent:, From:, To: (each
recipient with "First Viewed:" and a time or Never) and Subject:, then the words. Only that form is
read; whatever else the pages say stays in the document's own text, where every line is anyway.

Times are the report's: in the zone it prints ("Timezone:"), else without one. The order of day and
month is shown by the dates of the report or asked.
"""

import re
from collections.abc import Iterator

from msgspec import Struct, structs

from everyword.model import (
    Answers,
    Attachment,
    Locator,
    Message,
    Problem,
    Reading,
    Skipped,
    When,
)
from everyword.readers.bank.dates import Orders, is_date
from everyword.readers.bank.ofx_values import Unreadable
from everyword.readers.ics.zones import place
from everyword.readers.times.zone import LocalClock

CLOCK = "time printed in the message report"
NAMED = 20
MOST_TO = 20_000
"""Letters of the recipients of one message."""
_NUMBER = re.compile(r"\s*Message\s+(\d{1,6})\s+of\s+(\d{1,6})\s*", re.ASCII)
_LABEL = re.compile(r"\s*+(Sent|From|To|Subject):[ \t]*+(.*)", re.ASCII)
_VIEWED = re.compile(r"([^()]{1,200})\(First Viewed:\s*+([^()]{1,60})\)[,;]?\s*")
_FOOT = re.compile(r"[^|]{0,80}\|?\s*+Message Report\s*+(?:\|?\s*+Page \d+ of \d+)?|"
                   r"Page \d+ of \d+\s*+(?:\|\s*+Message Report)?", re.ASCII)  # fmt: skip
_ZONE = re.compile(r"Time ?zone:\s*(\S.{0,80}?)\s*", re.IGNORECASE)
_ATTACHED = re.compile(r"([^()]{1,250}?)\s*\((\d[\d.,]{0,8}\s?[KMGT]?B)\),?\s*", re.ASCII)
_BEFORE_SENT = 3
"""Empty lines between the number of a message and its Sent."""


class _Line(Struct, frozen=True):
    page: int
    text: str


class _Head(Struct):
    """The lines of a message's head; `end` is the place of the first line of its words."""

    sent: str
    sender: str
    to: list[str]
    viewed: list[str]
    subject: str
    start: int
    end: int


def is_report(pages: list[str]) -> bool:
    """Numbered messages with the times they were first seen."""
    return any("(First Viewed:" in text for text in pages) and any(
        _NUMBER.fullmatch(line) for text in pages if "Message" in text for line in text.split("\n")
    )


def messages(path: str, pages: list[str], answers: Answers) -> list[Reading]:
    """Every numbered message in its order. Raises NeedsAnswer (date_order, zone)."""
    if not is_report(pages):
        return []
    lines = list(_lines(pages))
    starts = [at for at, line in enumerate(lines) if _is_start(lines, at)]
    if not starts:
        return []
    report = _Report(path, lines, answers)
    ends = [*starts[1:], len(lines)]
    heads = {at: _head(lines, at + 1, end) for at, end in zip(starts, ends, strict=True)}
    report.settle([head for head in heads.values() if head is not None])
    found: list[Reading] = []
    for at, end in zip(starts, ends, strict=True):
        found += report.message(at, end, heads[at])
    return [*found, *report.missing()]


def _lines(pages: list[str]) -> Iterator[_Line]:
    """Every line but those the report prints at the top and bottom of each page."""
    for number, text in enumerate(pages, 1):
        lines = text.split("\n")
        told = [at for at, line in enumerate(lines) if line.strip()]
        edges = {at for at in (*told[:2], *told[-2:]) if _FOOT.fullmatch(lines[at].strip())}
        yield from (_Line(number, line) for at, line in enumerate(lines) if at not in edges)


def _is_start(lines: list[_Line], at: int) -> bool:
    """A number of a message, with the head of one right behind it."""
    if not _NUMBER.fullmatch(lines[at].text):
        return False
    for line in lines[at + 1 : at + 2 + _BEFORE_SENT]:
        if line.text.strip():
            label = _LABEL.fullmatch(line.text)
            return label is not None and label[1] == "Sent"
    return False


def _head(lines: list[_Line], at: int, end: int) -> _Head | None:
    """Sent, From, To and Subject, in this order; a value may stand on the line below its label."""
    values: dict[str, list[str]] = {}
    label, start, below = "", at, False
    while at < end:
        match = _LABEL.fullmatch(lines[at].text)
        if match and match[1] == _NEXT[label]:
            label = match[1]
            values[label] = [match[2]] if match[2].strip() else []
            below = below or (label == "Sent" and not values[label])
            start = at if label == "To" else start
        elif (label == "Subject" and not below) or match:
            break
        elif lines[at].text.strip() and label:
            if label != "To" and values[label]:
                return None
            values[label].append(lines[at].text)
        at += 1
        if label == "Subject" and values["Subject"]:
            break
    if label != "Subject" or not (values["Sent"] and values["From"] and values["To"]):
        return None
    told = "\n".join(values["To"])
    if len(told) > MOST_TO:
        return None
    seen = [(found[1].strip(), found[2].strip()) for found in _VIEWED.finditer(told)]
    names = [name for name, _ in seen] or [each.strip() for each in values["To"]]
    subject = values["Subject"][0].strip() if values["Subject"] else ""
    sent, sender = values["Sent"][0].strip(), values["From"][0].strip()
    return _Head(sent, sender, names, [time for _, time in seen], subject, start, at)


_NEXT = {"": "Sent", "Sent": "From", "From": "To", "To": "Subject", "Subject": ""}


class _Report:
    def __init__(self, path: str, lines: list[_Line], answers: Answers) -> None:
        self._path, self._lines, self._answers = path, lines, answers
        self._orders = Orders()
        self._clock = LocalClock(answers.get("zone"), path, CLOCK)
        self._zone = next((found[1] for found in map(_zone, lines[:40]) if found), None)
        self._numbers: set[int] = set()
        self._twice: set[int] = set()
        self._total = 0

    def settle(self, heads: list[_Head]) -> None:
        for head in heads:
            for text in (head.sent, *head.viewed):
                if is_date(_bare(text)):
                    self._orders.see(_bare(text))
        self._orders.settle(self._answers.get("date_order"), self._path)

    def message(self, at: int, end: int, head: _Head | None) -> Iterator[Reading]:
        number = _NUMBER.fullmatch(self._lines[at].text)
        named = self._lines[at].text.strip()
        if number is not None:
            (self._twice if int(number[1]) in self._numbers else self._numbers).add(int(number[1]))
            self._total = max(self._total, int(number[2]))
        if head is None:
            what = f"{named}: its head was not understood; its words are in the text of the page"
            yield Problem(self._where(at, end), what)
            return
        quoted = next((n for n in range(head.end, end) if self._is_quoted(n, end)), end)
        where = self._where(at, quoted)
        when = self._when(head.sent)
        told = self._lines[head.start : quoted]
        while told and not told[-1].text.strip():
            told.pop()
        text = "\n".join(line.text for line in told)
        attached = tuple(_attached([line.text for line in told]))
        yield Message(
            where, when, head.sender, tuple(head.to), head.subject or None, None, text,
            attachments=attached,
        )  # fmt: skip
        if when.local is None:
            yield Problem(where, f"{named}: {head.sent[:60]!r} is not a time that can be read")
        if quoted < end:
            what = f"{named}: earlier messages printed again below it; they are in the page's text"
            yield Skipped(self._where(quoted, end), what)

    def _is_quoted(self, at: int, end: int) -> bool:
        match = _LABEL.fullmatch(self._lines[at].text)
        head = _head(self._lines, at, min(end, at + 40)) if match and match[1] == "Sent" else None
        return head is not None and is_date(_bare(head.sent)) and bool(head.viewed)

    def _where(self, first: int, end: int) -> tuple[Locator, ...]:
        pages = self._lines[first].page, self._lines[max(first, end - 1)].page
        return (Locator(self._path, *pages, "page"),)

    def _when(self, text: str) -> When:
        try:
            read = self._orders.read(_bare(text))
        except Unreadable as fault:
            return When(text, None, "none", None, None, f"{CLOCK}: {fault}")
        if read.local is None or read.zone is not None or read.precision == "day":
            return structs.replace(read, text=text)
        how = read.basis.partition(", read ")[2].partition(";")[0]
        order = f", read {how}" if how else ""
        if self._zone is None:
            when = self._clock.when(text, read.local, read.precision)
            return structs.replace(when, basis=when.basis + order)
        return self._zoned(text, read, order, self._zone)

    def _zoned(self, text: str, read: When, order: str, zone: str) -> When:
        found, local = place(zone), read.local or ""
        basis = f"{CLOCK}, which names its zone: {zone}{order}"
        if found is None:
            basis += "; not a zone of the zone database, so UTC is not known"
            return When(text, local, read.precision, None, None, basis)
        utc, remark = LocalClock(zone, self._path, "").when(text, local, read.precision), ""
        if utc.utc is None:
            remark = ";" + utc.basis.partition(";")[2]
        return When(text, local, read.precision, zone, utc.utc, basis + remark)

    def missing(self) -> Iterator[Problem]:
        """The report counts its messages: those it does not show, or shows more than once."""
        counted = range(1, min(self._total, 200_000) + 1)
        lost = [each for each in counted if each not in self._numbers]
        last = max(line.page for line in self._lines)
        where = (Locator(self._path, 1, last, "page"),)
        if lost:
            what = f"of {self._total} messages the report counts, not found: {_named(lost)}"
            yield Problem(where, what)
        if self._twice:
            what = f"messages whose number stands more than once: {_named(sorted(self._twice))}"
            yield Problem(where, what)


def _named(numbers: list[int]) -> str:
    rest = f" and {len(numbers) - NAMED:,} more" if len(numbers) > NAMED else ""
    return ", ".join(map(str, numbers[:NAMED])) + rest


def _zone(line: _Line) -> re.Match[str] | None:
    return _ZONE.fullmatch(line.text.strip())


def _bare(text: str) -> str:
    """`01/15/2025 at 03:45 PM` without its "at"."""
    return re.sub(r"(?<!\s)\s++at\s++", " ", text, count=1)


def _attached(lines: list[str]) -> Iterator[Attachment]:
    """`See Attachments: plan.pdf (1.6 MB), photo.jpg (200 KB)`: the names before the sizes."""
    for line in lines:
        _, mark, rest = line.partition("See Attachments:")
        if not mark:
            continue
        at = 0
        while found := _ATTACHED.match(rest, at):
            at = found.end()
            yield Attachment(found[1].strip(), None, False)

"""Drafts of an account as a case keeps them: each with the item its words stand in.

A date is handed on only where the account writes it out; a word in front of it ("before 2019") goes
with it, and one that is not understood leaves the date to the person.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from everyword.case.cites import text_of
from everyword.case.dates import UNKNOWN, read_when
from everyword.case.decided import CiteTo, Kind
from everyword.case.telling import Draft
from everyword.errors import WrongUsage
from everyword.index.store import Entry
from everyword.model import Document, Email
from everyword.tell.drafts import Fact, Told, When
from everyword.tell.tables import listed

_QUALIFIED = {
    "before": "before", "by": "by", "until": "by", "till": "by", "since": "from", "from": "from",
    "after": "after", "about": "about", "around": "about", "circa": "about", "roughly": "about",
    "approximately": "about", "maybe": "about", "perhaps": "about", "probably": "about",
}  # fmt: skip
"""A word in front of a date, as it is typed for a fact."""
_OPEN = listed("to and or nor between than every each not -")
"""After these a date is one of several, or none."""


class Part(Struct, frozen=True):
    """An item of the account; its words begin at `start` of the whole account."""

    entry: Entry
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def parts_of(entries: Sequence[Entry]) -> list[Part]:
    """The documents and e-mails among these, one after another; nothing stands between them."""
    made: list[Part] = []
    for entry in sorted(entries, key=lambda each: each.n):
        if isinstance(entry.reading, Document | Email):
            made.append(Part(entry, text_of(entry.reading), made[-1].end if made else 0))
    return made


def text_in(parts: Sequence[Part]) -> str:
    """The whole account, as `read_account` takes it."""
    return "".join(each.text for each in parts)


def as_kept(told: Told, parts: Sequence[Part]) -> tuple[list[Draft], list[Fact]]:
    """Drafts in the order of the text, and those whose words no single item holds."""
    called = {each.id: tuple(each.names) for each in told.people}
    places = [(each, _part(parts, each)) for each in told.facts]
    number = {fact.id: n for n, fact in enumerate(one for one, part in places if part)}
    drafts = []
    for fact, part in places:
        if part is not None:
            draft = _draft(fact, part, called)
            drafts.append(msgspec.structs.replace(draft, **_counted(fact.when, number)))
    return drafts, [fact for fact, part in places if part is None]


def _part(parts: Sequence[Part], fact: Fact) -> Part | None:
    return next((each for each in parts if each.start <= fact.start and fact.end <= each.end), None)


def _draft(fact: Fact, part: Part, called: dict[str, tuple[str, ...]]) -> Draft:
    start = fact.start - part.start
    return Draft(
        id="",
        cite=_cite(part, start, fact.quote),
        start=start,
        end=fact.end - part.start,
        kind=msgspec.convert(fact.kind, Kind),
        who=tuple(called[each] for each in fact.who if "I" not in called[each]),
        when=typed(fact.when, fact.quote),
        words=fact.when.words,
    )


def _cite(part: Part, start: int, quote: str) -> CiteTo:
    """With the lines of a plain text, the page of a paper that has several."""
    reading, before = part.entry.reading, part.text[:start]
    where, page, lines = reading.where[0], None, None
    if where.unit == "line" and isinstance(reading, Document):
        first = where.first + before.count("\n")
        lines = (first, first + quote.count("\n"))
        lines = lines if lines[1] <= where.last else None
    elif isinstance(reading, Document) and (reading.pages or 1) > 1:
        page = _page(reading, start)
    return CiteTo(part.entry.id, page, lines, None, quote)


def _page(reading: Document, start: int) -> int | None:
    """The page that this place of the text is on, where each page has its own text."""
    if len(reading.text) != reading.pages:
        return None
    end = 0
    for number, text in enumerate(reading.text, 1):
        end += len(text) + 1
        if start < end:
            return number
    return None


def typed(when: When, quote: str) -> str:
    """The date as it would be typed for a fact, never narrower than the words; else "not known"."""
    if when.anchor != "calendar" or not isinstance(when.lo, str) or when.words is None:
        return UNKNOWN
    date = when.lo if when.hi in (when.lo, None) else f"{when.lo}/{when.hi}"
    before = quote[: quote.find(when.words)].lower().split()
    word = before[-1].strip(",;:(") if before else ""
    if word in _OPEN or "between" in before[-4:]:
        return UNKNOWN
    said = f"{_QUALIFIED.get(word, '')} {date}".strip()
    try:
        read_when(said)
    except WrongUsage:
        return UNKNOWN
    return said


def _counted(when: When, number: dict[str, int]) -> dict[str, str | None]:
    """The draft this one's time is counted from, by its place; only where the words say which."""
    place = number.get(when.anchor or "")
    if place is None:
        return {}
    if isinstance(when.lo, int) and when.lo > 0:
        return {"after": str(place)}
    if isinstance(when.hi, int) and when.hi < 0:
        return {"before": str(place)}
    return {}

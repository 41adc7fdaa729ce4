"""Whether a fact is dated more narrowly than anything it cites: a remark, never a change."""

from everyword.case.cites import text_of
from everyword.case.dates import EARLIEST, LATEST, Span, read_span, read_when
from everyword.case.decided import Fact
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.index.words import when_of
from everyword.model import Reading

DAY, MINUTE = 1440, 1


def narrower(case: Case, fact: Fact) -> str | None:
    """In words, where no cited item gives a date as narrow as the fact's; else None.

    A cited item that shows the year in its words may give the date there: that is not judged.
    """
    span = read_when(fact.when).span
    cites = [cite for cite in fact.cites if not case.work.is_withheld(cite.item)]
    if not cites or span.first == EARLIEST or span.last == LATEST:
        return None
    readings = [case.index.item(cite.item).reading for cite in cites]
    if any(span.first[:4] in text_of(each) for each in readings):
        return None
    spans = [found for each in readings if (found := span_of(each)) is not None]
    if any(_width(each) <= _width(span) for each in spans):
        return None
    if not spans:
        return f"{fact.id} is dated {span.words}; nothing it cites carries a date of its own"
    widest = ", ".join(dict.fromkeys(each.words for each in spans))
    return f"{fact.id} is dated {span.words}; what it cites is dated no closer than {widest}"


def span_of(reading: Reading) -> Span | None:
    """The time an item carries, as wide as its source gives it; None where it carries none."""
    when = when_of(reading)
    if when is None or when.local is None:
        return None
    length = {"year": 4, "month": 7, "day": 10}.get(when.precision, 16)
    try:
        return read_span(when.local[:length])
    except WrongUsage:  # a time of a source that no typed date could have
        return None


def _width(span: Span) -> int:
    """In minutes, roughly: a day is wider than a time, a month wider than a day."""
    if span.first == span.last:
        return MINUTE if span.clock else DAY
    days = [int(part) for end in (span.first, span.last) for part in end.split("-")]
    years, months, rest = days[3] - days[0], days[4] - days[1], days[5] - days[2]
    return (years * 372 + months * 31 + rest + 1) * DAY

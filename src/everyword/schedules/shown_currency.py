"""One currency shown in another: only by a dated rate that a person gave, kept and printed."""

from collections.abc import Iterable, Mapping
from typing import Self

from everyword.case.store import Case
from everyword.schedules.entering import entries
from everyword.schedules.household import RateSaid
from everyword.schedules.lacking import usable
from everyword.schedules.sums import (
    Sum,
    converted,
    rate_words,
    read_currency,
    read_rate,
)


class Rates:
    """What a schedule converts by: of each currency the rate with the newest day."""

    def __init__(self, to: str | None, rates: Iterable[RateSaid], notes: Iterable[str]) -> None:
        self.to, self.notes = to, list(notes)
        newest = sorted((each for each in rates if each.to == to), key=lambda each: each.day)
        self._rates = {each.of: each for each in newest}
        self._used = dict[str, RateSaid]()

    @classmethod
    def of(cls, case: Case, to: str | None, typed: Iterable[str] = ()) -> Self:
        """`typed`: rates given with the command, instead of those kept. Raises WrongUsage."""
        notes = list[str]()
        if to is None:
            return cls(None, (), notes)
        to = read_currency(to)
        given = [read_rate(each, to) for each in typed]
        kept = usable(case.work, entries(case.work, "budget", RateSaid), notes)
        own = {each.of for each in given}
        return cls(to, [*(x for x in kept.values() if x.of not in own), *given], notes)

    def converted(self, sums: Mapping[str, Sum]) -> Sum:
        """In `to`; what has no rate is an amount that is not known in it, and a note says so."""
        assert self.to is not None, "nothing is converted unasked"
        whole, lacking = converted(sums, self.to, self._rates)
        self._used |= {each: self._rates[each] for each in sums if each in self._rates}
        for each in lacking:
            note = (
                f"no rate was given for {each} in {self.to}: not converted (everyword budget rate)"
            )
            self.notes += [note] if note not in self.notes else []
        return whole

    def facts(self) -> list[tuple[str, str]]:
        """The rates that were used; after everything was converted."""
        words = "; ".join(rate_words(each) for each in self._used.values())
        return [("Rates", f"{words}; each sum rounded once")] if words else []

"""Contact as it was worked out: what table, pictures and the words around them are made of."""

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct

from everyword.schedules.contact_count import NightRule
from everyword.schedules.contact_nights import Had, Night
from everyword.schedules.contact_pattern import Holidays, Stretch, Window
from everyword.schedules.contact_terms import Contact, Term


class Order(Struct, frozen=True):
    """What a term stands in: its title, and the items it was entered from."""

    title: str
    items: tuple[str, ...]


class Counting(Struct, frozen=True):
    """Everything a schedule of contact is made of, worked out for one window and one child.

    `people`: those whose nights they are, in the order of their ids; `names` as they are printed.
    """

    window: Window
    child: str | None
    people: tuple[str, ...]
    names: Mapping[str, str]
    contact: Contact
    lists: Mapping[str, Holidays]
    given: tuple[Stretch, ...]
    nights: tuple[Night, ...]
    had: Mapping[dt.date, Had]
    notes: tuple[str, ...]
    orders: Mapping[str, Order]
    rule: NightRule | None = None

    @property
    def zone(self) -> str | None:
        """The one whose clocks the terms go by; of several the first."""
        return next((each.zone for each in self.contact.terms.values()), None)

    def night(self, day: dt.date) -> Night | None:
        """None outside of the window."""
        return self.nights[(day - self.window.first).days] if self.window.has(day) else None

    @property
    def months(self) -> dict[tuple[int, int], list[Night]]:
        """The nights of each year and month."""
        found: dict[tuple[int, int], list[Night]] = {}
        for night in self.nights:
            found.setdefault((night.day.year, night.day.month), []).append(night)
        return found

    def items_of(self, term: Term) -> list[str]:
        """What a term was entered from: its own cites, else those of its order."""
        own = [cite.item for cite in term.cites]
        order = self.orders.get(term.order or "")
        return own or list(order.items if order else ())

    def counted(self, visit: str) -> list[dt.date]:
        """The nights of the window that an entry speaks of."""
        return [day for day, each in self.had.items() if visit in each.visits]

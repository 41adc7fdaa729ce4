"""Each sum due in a line of its own: what met it, when, what is left, and what was said of it."""

from collections.abc import Iterator
from typing import Final

from everyword.schedules.arrears import Met
from everyword.schedules.dues import Due
from everyword.schedules.sums_shown import money
from everyword.schedules.support_account import Account
from everyword.schedules.table import Row

COLUMNS: Final = ("No.", "Day", "Term", "Met by", "How met", "Said of it", "Due", "Left")
ALIGN: Final = "rlllllrr"


def due_rows(account: Account) -> Iterator[Row]:
    """Without the disputed payments. The items are those of the term and of what met it."""
    currency, cites = account.between.currency, account.cites
    left = {each.due: each.left for each in account.ledger.unpaid}
    said = {(x.id, mark.day): mark for x in account.terms for mark in x.marks}
    met: dict[Due, list[Met]] = {}
    for each in account.ledger.met:
        if each.due is not None:
            met.setdefault(each.due, []).append(each)
    fallen = [x for x in account.sums if x.day <= account.as_of]
    for number, due in enumerate(fallen, 1):
        parts = met.get(due, [])
        words = "; ".join(f"{x.payment}: {money(x.amount, currency)} on {x.day}" for x in parts)
        mark = said.get((due.term, due.day.isoformat())) or said.get((due.term, None))
        ids = tuple(dict.fromkeys((due.term, *(x.payment for x in parts))))
        cells = (
            str(number),
            due.day.isoformat(),
            due.term + (f", {due.share}" if due.share else ""),
            words,
            state_of(due, parts, due not in left),
            mark.state + (f": {mark.words}" if mark.words else "") if mark else "",
            str(money(due.amount, currency)),
            str(money(left.get(due, due.amount * 0), currency)),
        )
        items = [x.item for id in ids for x in cites.get(id, ())]
        items += [x.item for x in (mark.cites if mark else ())]
        yield Row(cells, tuple(dict.fromkeys(items)), ids)


def state_of(due: Due, parts: list[Met], is_met: bool) -> str:
    """In what the payments that count met it."""
    if not parts:
        return "not met"
    if not is_met:
        return "in part"
    last = max(each.day for each in parts)
    days = (last - due.day).days
    if days <= 0:
        return "in full by the day"
    return f"in full {days} day{'s' * (days != 1)} later"

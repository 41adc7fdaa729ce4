"""Today: what is in the case, and what waits for a word from the person."""

from collections.abc import Mapping
from typing import Any

from everyword.case.store import Case
from everyword.index.store import SourceRow
from everyword.index.withheld import LOCKED

SHOWN = 20
"""Waiting sources that are listed by name; of more, how many."""


def make(case: Case, asked: Mapping[str, str]) -> dict[str, Any]:
    rows = case.index.sources()
    accounts = [row.account for row in rows if row.account is not None]
    waiting = case.waiting()
    open_ = [_why(row) for row in rows if row.state not in ("read", LOCKED)]
    return {
        "sources": len(rows),
        "items": sum(each.items - each.doubled for each in accounts),
        "problems": sum(each.problems for each in accounts),
        "locked": sum(row.state == LOCKED for row in rows),
        "unconfirmed": len(waiting),
        "open": open_[:SHOWN],
        "more": max(len(open_) - SHOWN, 0),
        "facts": len(case.work.facts()),
        "people": len(case.work.people()),
        "exhibits": len(case.work.exhibits()),
        "remarks": case.vault.remarks,
    }


def _why(row: SourceRow) -> tuple[str, str]:
    return row.name, row.question or "waits to be read"

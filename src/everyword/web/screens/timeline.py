"""Timeline: everything that was read, a window at a time, however much there is."""

from collections.abc import Mapping
from typing import Any, get_args

from everyword.case.dates import read_span
from everyword.case.people import handles_of
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.index.store import Entry, Query
from everyword.index.summary import summary
from everyword.index.words import when_of
from everyword.model import Reading

WINDOW = 50
LONGEST = 400
"""Letters of an item that the list shows; the whole of it is a click away."""
KINDS = tuple(str(each.__struct_config__.tag) for each in get_args(Reading))


def make(case: Case, asked: Mapping[str, str]) -> dict[str, Any]:
    """`after` or `before`: the id of the item that the window begins behind, or ends at."""
    query, newest = _query(case, asked), "newest" in asked
    after, before = asked.get("after"), asked.get("before")
    back = before is not None
    found = list(
        case.index.find(
            Query(
                **query,
                limit=WINDOW + 1,
                newest=newest != back,
                after=before if back else after,
            )
        )
    )
    more, found = len(found) > WINDOW, found[:WINDOW]
    if back:
        found.reverse()
    return {
        "rows": [_row(case, entry) for entry in found],
        "asked": {key: asked.get(key, "") for key in ("find", "kind", "person", "since", "until")},
        "newest": newest,
        "kinds": KINDS,
        "next": found[-1].id if found and (more or back) else None,
        "previous": found[0].id if found and (more if back else after is not None) else None,
        "is_empty": not case.index.sources(),
    }


def _query(case: Case, asked: Mapping[str, str]) -> dict[str, Any]:
    """Raises WrongUsage for a day that is none, NotFound for a person who is not there."""
    who = asked.get("person")
    return {
        "words": asked.get("find"),
        "kind": asked["kind"] if asked.get("kind") in KINDS else None,
        "handles": handles_of(case, who) if who else None,
        "since": _day(asked.get("since")),
        "until": _day(asked.get("until")),
    }


def _day(typed: str | None) -> str | None:
    if typed and not read_span(typed).first:
        raise WrongUsage(problem=f"This is not a day: {typed}", remedy="Write it like 2024-03-01.")
    return typed


def _row(case: Case, entry: Entry) -> dict[str, Any]:
    when = when_of(entry.reading)
    text = " ".join(summary(entry).split())
    return {
        "id": entry.id,
        "when": (when.local or "").replace("T", " ") if when else "",
        "zone": (when.zone or "") if when else "",
        "kind": type(entry.reading).__name__.lower(),
        "text": text if len(text) <= LONGEST else f"{text[:LONGEST]}…",
    }

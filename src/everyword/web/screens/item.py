"""One item: its words, the conversation around it, every place it stands in, and its hash."""

from collections.abc import Mapping
from typing import Any

from everyword.case import obtained
from everyword.case.store import HOW, Case
from everyword.index.store import Entry, Query
from everyword.index.summary import summary
from everyword.index.words import thread_of, when_of
from everyword.model import Document, Message

AROUND = 5
"""Messages of the conversation before it and after it."""


def make(case: Case, asked: Mapping[str, str]) -> dict[str, Any]:
    """Raises NotFound, NotOne; Refused for one that is locked."""
    entry = case.index.item(asked.get("id") or "none")
    when, row = when_of(entry.reading), case.index.row(entry.source)
    said = case.work.said(row.object)
    return {
        "id": entry.id,
        "kind": type(entry.reading).__name__.lower(),
        "text": _words(entry),
        "time": f"{when.local or 'none'} {when.zone or ''} ({when.basis})" if when else "none",
        "as_there": (when.text or "") if when else "",
        "around": _around(case, entry),
        "places": [
            f"{place.path}, {place.unit} {place.first} to {place.last}"
            for place in entry.reading.where
        ],
        "source": f"{row.name}, {row.size:,} bytes, kept {row.seen} (this computer's clock)",
        "sha256": row.sha256,
        "how": HOW.get(said.how, said.how),
        "obtained": obtained.said_of(case, entry),
    }


def _words(entry: Entry) -> str:
    if isinstance(entry.reading, Document) and entry.reading.text:
        return "\n".join(entry.reading.text)
    return summary(entry)


def _around(case: Case, entry: Entry) -> list[dict[str, Any]]:
    """Messages before it, itself, and after it; nothing where it is of no conversation."""
    thread = thread_of(entry.reading)
    if not isinstance(entry.reading, Message) or thread is None:
        return []
    before, after = (
        case.index.find(Query(thread=thread, kind="message", limit=AROUND, newest=back,
                              after=entry.id))
        for back in (True, False)
    )  # fmt: skip
    rows = [*reversed([*before]), entry, *after]
    return [
        {"id": each.id, "text": summary(each), "own": each.id == entry.id, "when": _time(each)}
        for each in rows
    ]


def _time(entry: Entry) -> str:
    when = when_of(entry.reading)
    return (when.local or "").replace("T", " ") if when else ""

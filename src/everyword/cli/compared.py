"""How copies of one conversation differ, in words: for `list --differences`, `show` and `add`."""

import json
from collections.abc import Mapping

import msgspec

from everyword.bundle.pages.printed_times import when_words
from everyword.case.store import Case
from everyword.index.store import Entry, Told
from everyword.lines import to_json
from everyword.model import Message

WORDS = {
    "seconds": "writes the time differently: {when}",
    "clock": "has it at {when}: its clock is {said} off",
    "media": "has another file, or none: {text}{files}",
    "deleted": "differs in what was deleted: {text}",
    "edited": "differs in what is marked as edited",
    "text": "has other words: {text}",
    "sender": "has it from {sender}",
    "details": "differs in a part of a second or in whom it is to",
    "missing": "does not have it, although it covers this time",
}


def lines(case: Case, entry: Entry) -> list[str]:
    """One line for each way in which a copy differs."""
    return [f"{told.source} {_words(told)}" for told in case.index.differences(entry)]


def as_json(case: Case, entry: Entry) -> str:
    """The item's line with `differences`: what, the copy, and that copy's version or null."""
    told = [msgspec.to_builtins(each) for each in case.index.differences(entry)]
    whole = json.loads(to_json(entry.reading, entry.id)) | {"differences": told}
    return json.dumps(whole, ensure_ascii=False)


def holes(case: Case) -> list[str]:
    """Times of which a copy of a conversation, or an account, has nothing."""
    lines = []
    for hole in case.index.holes():
        name = case.index.row(hole.source).name
        span = f"{hole.since.replace('T', ' ')} to {hole.until.replace('T', ' ')}"
        others = f"others have {hole.count}"
        lines.append(f"hole  {name} has nothing with {hole.thread} from {span}; {others}")
    for each in case.index.empty_months():
        words = "no line, though there are some before and after"
        lines.append(f"hole  account {each.account}, {each.month}: {words}")
    return lines


def summary(case: Case, before: Mapping[str, int]) -> list[str]:
    """For after an `add`: how many messages differ, when it is not what it was `before`."""
    counts = case.index.difference_counts()
    if not counts or counts == before:
        return []
    missing = counts.pop("missing", 0)
    parts = [f"{count:,} {what}" for what, count in counts.items()]
    parts += [f"{missing:,} stand in one copy and are missing in another"] if missing else []
    said = "; ".join(parts)
    return [
        f"Copies of one conversation differ: {said}.",
        "See them:  everyword list --differences",
    ]


def _words(told: Told) -> str:
    reading = told.reading
    if not isinstance(reading, Message):
        return WORDS[told.what]
    files = "".join(
        f" [{each.name}, {f'SHA-256 {each.sha256}' if each.sha256 else 'not there'}]"
        for each in reading.attachments
    )
    return WORDS[told.what].format(
        when=when_words(reading.when),
        said=told.said,
        text=f"“{reading.text}”",
        sender=reading.sender or "this phone",
        files=files,
    )

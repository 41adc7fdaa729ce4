"""How copies of one conversation differ, in words: for `list --differences`, `show` and `add`."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import msgspec

from everyword.accounting import ARCHIVE
from everyword.bundle.pages.printed_times import when_words
from everyword.case import doubling
from everyword.case.store import Case
from everyword.index.merging import undated_payments
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

COUNTED = ("bank_", "calls_csv", "sms_backup_xml", ARCHIVE)
"""How the names of readers begin whose files may have payments or calls."""


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
        account = f"account {each.account}"
        if each.source:
            account = f"{case.index.row(each.source).name} (it names no account)"
        lines.append(f"hole  {account}, {each.month}: {words}")
    for source, count in undated_payments(case.index.connection.execute).items():
        lines.append(
            f"hole  {case.index.row(source).name}: {count:,} line{'s' * (count != 1)} without a"
            " month; whether one is missing could not be looked at"
        )
    return lines


def doubles(case: Case) -> Iterator[tuple[Entry, Entry, str]]:
    """Payments and calls that may be one in two sources: both, and the question in words."""
    for kind, each in doubling.questions(case):
        one, two = case.index.item(each.one), case.index.item(each.two)
        where = " and ".join(_places(entry) for entry in (one, two))
        off = f", if the clocks are {abs(each.clock)} apart" if each.clock else ""
        yield one, two, f"the same {kind} in two sources{off}? {where}; nothing was merged"


def answer_line(one: Entry, two: Entry) -> str:
    """How to answer what `doubles` asks."""
    ids = f"{one.id} {two.id}"
    return f"If it is one:  everyword double one {ids}    if not:  everyword double two {ids}"


def _places(entry: Entry) -> str:
    return ", ".join(
        f"{each.path} {each.unit} {each.first}{f'-{each.last}' if each.last > each.first else ''}"
        for each in entry.reading.where
    )


def doubled_json(case: Case, one: Entry, two: Entry) -> str:
    """The first item's line with `perhaps_same`: the other's."""
    whole = json.loads(to_json(one.reading, one.id))
    return json.dumps(
        whole | {"perhaps_same": json.loads(to_json(two.reading, two.id))}, ensure_ascii=False
    )


def doubled_summary(case: Case, fresh: Collection[str]) -> list[str]:
    """For after an `add` of these sources: how many may stand in two."""
    counts = Counter(
        kind
        for kind, each in doubling.questions(case)
        if {each.one_source, each.two_source} & {*fresh}
    )
    told = [f"{count:,} {thing}{'s' * (count != 1)}" for thing, count in counts.items()]
    if not told:
        return []
    return [
        f"{' and '.join(told)} may stand in two sources, in other words: nothing was merged.",
        "See them, so that nothing is counted twice:  everyword list --differences",
    ]


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

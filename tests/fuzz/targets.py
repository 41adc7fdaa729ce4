"""Who is fed: every reader, and the parsers inside readers that take bytes of their own."""

import io
import itertools
import re
from collections.abc import Callable, Hashable
from typing import Any

import msgspec

from everyword.model import Problem, Reading, Skipped
from everyword.readers import READERS, Reader, chat_telegram
from everyword.readers.html.words import html_page
from everyword.readers.imessage.typedstream import BadTypedstream, text_of
from everyword.readers.json.records import Batch, Broken, Damage, Event, Value, walk
from tests.case_files import all_cases
from tests.fuzz.promises import NotKept, check
from tests.imessage_made import archived

Kind = frozenset[Hashable]
"""What happened, roughly: inputs that make something new happen are worth changing further."""


class Target(msgspec.Struct, frozen=True):
    """`ask` takes any bytes and raises when a promise is broken."""

    name: str
    seeds: tuple[bytes, ...]
    ask: Callable[[bytes], Kind]


def _of_reader(reader: Reader) -> Target:
    cases = [each for each in all_cases() if each.reader == reader.NAME]
    seeds = tuple((each.folder / each.source_name).read_bytes() for each in cases)
    # A name without an end: formats are known from the bytes.
    return Target(reader.NAME, seeds, lambda data: _kind(check(reader, "file", data, {})))


def _kind(readings: list[Reading] | None) -> Kind:
    if readings is None:
        return frozenset(("not taken",))
    seen: set[Hashable] = {len(readings).bit_length()}
    for each in readings:
        if isinstance(each, Problem | Skipped):
            seen.add(re.sub(r"\d+|'[^']*'|\"[^\"]*\"|«[^»]*»", "", each.what)[:60])
        else:
            seen.add((type(each).__name__, each.when.precision, each.when.basis[:40]))
    return frozenset(seen)


def _typedstream(data: bytes) -> Kind:
    try:
        text = text_of(data)
    except BadTypedstream as fault:
        return frozenset((str(fault),))
    if text.encode() not in data:
        raise NotKept("words that do not stand in the bytes")
    return frozenset((len(text).bit_length(),))


def _html_words(data: bytes) -> Kind:
    html = data.decode("utf-8", "replace")
    page = html_page(html)
    if page != html_page(html):
        raise NotKept("the second reading differs from the first")
    if len(page.words) > 8 * len(html) + 2000:
        raise NotKept(f"{len(page.words)} letters out of {len(html)}")
    shape = (len(page.words).bit_length(), page.remote > 0, page.inline > 0, page.cut)
    return frozenset((shape, bool(page.hidden), page.title is None))


_ANY = msgspec.json.Decoder(list[Any])
_WANTED = {
    ("messages",): _ANY,
    ("chats", "list", "*", "messages"): _ANY,
    ("left_chats", "list", "*", "messages"): _ANY,
}


def _json_records(data: bytes) -> Kind:
    events = list(walk(io.BytesIO(data), _WANTED))
    again = list(walk(io.BytesIO(data), _WANTED))
    if repr(events) != repr(again):  # not ==: a number may be NaN
        raise NotKept("the second reading differs from the first")
    try:
        whole = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return frozenset(_shape(each) for each in events)
    if isinstance(whole, dict) and len(set(_names(data))) == len(_names(data)):
        _check_records(whole, events)
    return frozenset(_shape(each) for each in events)


def _names(data: bytes) -> list[bytes]:
    """Names in it: where one stands twice, which of the two counts is not told."""
    return re.findall(rb'"(?:messages|chats|left_chats|list|[^"\\]*\\[^"]*)"\s*:', data)


def _check_records(whole: dict[str, Any], events: list[Event]) -> None:
    """A document that is whole gives all its records, in order, and no damage."""
    wanted = whole.get("messages")
    if not isinstance(wanted, list):
        return
    got: list[Any] = []
    for each in events:
        match each:
            case Batch(("messages",), first, items):
                if first != len(got):
                    raise NotKept(f"records from {first} after {len(got)}")
                got += items
            case Broken(("messages",), index, item=item):
                if index != len(got):
                    raise NotKept(f"record {index} after {len(got)}")
                got.append(item)
            case Damage(offset, _, why):
                raise NotKept(f"damage at byte {offset} of a whole document: {why}")
    if len(got) != len(wanted):
        raise NotKept(f"{len(got)} of {len(wanted)} records")
    for number, (one, other) in enumerate(zip(got, wanted, strict=True)):
        if one is not None and repr(one) != repr(other):
            raise NotKept(f"record {number} differs")


def _shape(event: Event) -> Hashable:
    match event:
        case Batch(path, _, items):
            return ("batch", len(path), len(items).bit_length())
        case Broken() | Damage():
            return (type(event).__name__, re.sub(r"\d+", "", event.why)[:60])
        case Value(path, _, size):
            return ("value", len(path), size.bit_length())


def _pages() -> tuple[bytes, ...]:
    named = [each for each in all_cases() if each.reader == "chat_telegram_html"]
    mails = [each for each in all_cases() if each.reader == "mail_eml"]
    return tuple((each.folder / each.source_name).read_bytes() for each in [*named, *mails])


_TEXTS = ("Hello", "", "Perché 🙂", "x" * 300, "y" * 70_000)
_PARTS = (
    Target(
        "typedstream",
        tuple(
            archived(text, mutable) for text, mutable in itertools.product(_TEXTS, (False, True))
        ),
        _typedstream,
    ),
    Target("html_words", _pages(), _html_words),
    Target(
        "json_records",
        (
            b'{"name": "x", "messages": [{"id": 1, "t": "a\\n"}, {"id": 2}], "left_chats": {}}',
            *_of_reader(chat_telegram).seeds,
        ),
        _json_records,
    ),
)

TARGETS: dict[str, Target] = {
    each.name: each for each in (*(_of_reader(reader) for reader in READERS), *_PARTS)
}

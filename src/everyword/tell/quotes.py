"""Where words stand in quotation marks: curly, straight, single, angled, low; opening dashes."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_PAIRS = {"“": "”", "„": "“”", "«": "»", '"': '"', "‟": "”", "「": "」", "『": "』", "``": "''"}
_SINGLE = {"\u2018": "\u2019", "'": "'", "\u2039": "\u203a"}
_MARK = re.compile(r"[“„«\"\u2018'\u2039「『]")
_CLOSING = re.compile(r"[”“»\"\u2019'\u203a」』]")
_DASH = re.compile(r"[ \t]*[-—\u2013―][ \t]?(?=\w)")
_LONGEST = 4_000
_INNER_END = re.compile(
    r",?\s?[—\u2013-]\s?(?=(?:he|she|i|they|we|said|says|asked|told|my)\b)"
    r"|,\s(?=(?:he|she|i)\s(?:said|says|asked|told|texted|wrote|shouted|answered|replied)\b)",
    re.IGNORECASE,
)


class Quoted(NamedTuple):
    """text[start:end] are the words; the marks stand outside, from `outer` to `close`."""

    start: int
    end: int
    outer: int
    close: int


def quoted_in(text: str, blocks: Sequence[tuple[int, int]]) -> list[Quoted]:
    """The outermost stretches in quotation marks, in order."""
    found: list[Quoted] = []
    for start, end in blocks:
        found += _in_block(text, start, end)
    return found


def _in_block(text: str, start: int, end: int) -> Iterator[Quoted]:
    closers = _positions(text, start, end)
    at = start
    for line in _dashed(text, start, end):
        yield line
        at = max(at, line.close)
    for mark in _MARK.finditer(text, at, end):
        if mark.start() < at or not _opens(text, mark.start(), start):
            continue
        close = _close(text, mark.start(), closers, end)
        if close is None or close == mark.start() + 1:
            continue
        yield Quoted(mark.start() + 1, close, mark.start(), min(close + 1, end))
        at = close + 1


def _positions(text: str, start: int, end: int) -> dict[str, list[int]]:
    """Where each closing mark stands, last first, so that each is looked at once."""
    found: dict[str, list[int]] = {}
    for mark in _CLOSING.finditer(text, start, end):
        if mark[0] in "'\u2019" and not _shuts(text, mark.start(), end):
            continue
        found.setdefault(mark[0], []).append(mark.start())
    for places in found.values():
        places.reverse()
    return found


def _opens(text: str, at: int, start: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1 : at + 2]
    if text[at] in _PAIRS and text[at] not in "\"'":
        return True
    if not after or after.isspace():
        return False
    if text[at] in "'\u2018":
        return (before.isspace() or before in '(—\u2013:,“"') and (after.isalnum() or after in "…")
    return not before.isalnum() or before in "—\u2013:,"


def _shuts(text: str, at: int, end: int) -> bool:
    """A single mark that closes: after a letter or a stop, before a blank or a stop."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2] if at + 1 < end else " "
    return bool(before) and not before.isspace() and not after.isalnum()


def _close(text: str, at: int, closers: dict[str, list[int]], end: int) -> int | None:
    """The place of the mark that closes the one at `at`."""
    fits = _PAIRS.get(text[at]) or _SINGLE.get(text[at], "")
    best = None
    for mark in fits:
        places = closers.get(mark, [])
        while places and places[-1] <= at:
            places.pop()
        if places and (best is None or places[-1] < best):
            best = places[-1]
    if best is not None and best - at > _LONGEST:
        return None
    if best is None and text[at] in "“«" and end - at < _LONGEST:
        return end  # a speech of several paragraphs is closed in its last one only
    if best is not None and text[at] == "'" and _plural(text, at, best):
        return None
    return best


def _plural(text: str, at: int, close: int) -> bool:
    """ "the kids' things": no words between two apostrophes, the line goes on."""
    return "\n\n" in text[at:close]


def _dashed(text: str, start: int, end: int) -> Iterator[Quoted]:
    """ "— I will go, — he said." A line of talk that opens with a dash; only in a paragraph whose
    every line does, so that lists are left alone."""
    lines = []
    at = start
    for line in text[start:end].split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    opened = [_DASH.match(text, first, last) for first, last in lines]
    if not all(opened):
        return
    talk = any(found and found[0].strip() in "—\u2013―" for found in opened)
    if not talk and not all(_INNER_END.search(text, first, last) for first, last in lines):
        return
    for (_, last), found in zip(lines, opened, strict=True):
        assert found is not None
        inner = _INNER_END.search(text, found.end(), last)
        stop = inner.start() if inner else last
        while stop > found.end() and text[stop - 1].isspace():
            stop -= 1
        if stop > found.end():
            yield Quoted(found.end(), stop, found.end(), stop)

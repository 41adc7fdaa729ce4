"""Who wrote which part of a forum page: the opening post is the account, the others are not.

A line with a name and a time ("SunnyDays · 3 hours ago", or the two on two lines) opens a post.
Such lines count only where there are posts of two people, or a page around them.
"""

import re
from collections.abc import Sequence

from everyword.tell.tables import forms, listed, names

_CLOCK = r",?\s?(?:at\s|-\s|\u2013\s)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s?(?:am|pm)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_TIME = (
    r"(?:(?:an?|\d{1,3})\s?(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[mhdwy]|mo)\.?"
    r"\sago|\d{1,3}\s?[hdw]"
    rf"|(?:today|yesterday|\w{{6,9}}day),?{_CLOCK}"
    rf"|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}},?{_CLOCK}|\d{{4}}-\d\d-\d\d,?{_CLOCK}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH},?\s\d{{2,4}},?{_CLOCK}"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}},?{_CLOCK})"
)
_AFTER = r"(?:\s?(?:[|·•,#-]|edited|\d+\s(?:points?|likes?|replies)).{0,40})?\Z"
_ALONE = re.compile(rf"(?:posted\s|on\s|[·•»|-]\s?)*{_TIME}{_AFTER}", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:#\d{1,5}\s?|\[[+\u2013-]\]\s?)?(?:re: .{0,60}\s)?(?:posted by\s|post by\s|by\s)?"
    r"(?P<name>(?:u/|@)?[\w.'-]{2,30}(?:\s[\w.'-]{1,20}){0,2})"
    r"(?:\s?\((?:op|original poster|author)\))?"
    r"(?:\s?[,·•|»\u2013—:-]\s?|\s(?:on\s|wrote on\s|posted on\s|said on\s|replied\s)?)"
    rf"(?:on\s)?{_TIME}{_AFTER}",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"(?:reply|quote|like|share|report|upvote|helpful|add comment|view all|log in|sign up|join)\b"
    r".{0,60}\Z",
    re.IGNORECASE,
)
_LEAST = 200
"""Letters before the first name that make the beginning a post of its own."""


def others_in(lines: Sequence[str]) -> list[bool]:
    """Of each line: is it in somebody else's post, its name and time included?"""
    opened = _openings(lines)
    if not opened:
        return [False] * len(lines)
    first = min(opened)
    before = sum(len(line) for line in lines[:first])
    own = None if before >= _LEAST else opened[first]
    people = {name.lower() for name in opened.values()}
    if len(people) < 2 and not (own is None and any(_PAGE.match(line) for line in lines)):
        return [False] * len(lines)
    found, other = [], False
    for at in range(len(lines)):
        if at in opened:
            other = own is None or opened[at].lower() != own.lower()
        found.append(other)
    return found


def first_poster(lines: Sequence[str]) -> str | None:
    """Who wrote the opening post of a page, where it is said."""
    opened = _openings(lines)
    if not opened or sum(len(line) for line in lines[: min(opened)]) >= _LEAST:
        return None
    return opened[min(opened)] if any(others_in(lines)) else None


def _openings(lines: Sequence[str]) -> dict[int, str]:
    """The lines that open a post, and by whom."""
    found: dict[int, str] = {}
    for at, line in enumerate(lines):
        if not line or len(line) > 140:
            continue
        named = _NAMED.match(line)
        if named and _is_name(named["name"]):
            found[at] = named["name"].removeprefix("u/").removeprefix("@")
            continue
        above = at - 1
        while above >= 0 and not lines[above]:
            above -= 1
        if above >= 0 and _ALONE.match(line) and _is_alone(lines[above]):
            found[above] = lines[above].strip().removeprefix("u/").removeprefix("@")
    return found


def _is_alone(line: str) -> bool:
    """A line that is a name and no more."""
    return len(line) <= 40 and line[-1] not in ".,!?:;" and _is_name(line.strip())


def _is_name(text: str) -> bool:
    """A user name, or words with capitals of which none is a verb: not "Left 3 days ago"."""
    given = text.removeprefix("u/").removeprefix("@").split()
    if len(given) == 1 and re.search(r"[\d_.]|[a-z][A-Z]", given[0]) and given[0][0].isalpha():
        return True
    return bool(given) and all(
        word[0].isupper() and (word.lower() in names() or not forms(word.lower()))
        and word.lower() not in _NO_NAME
        for word in given
    )  # fmt: skip


_NO_NAME = listed(
    "on at in the a an i he she we they it about last since until before after by from around"
)

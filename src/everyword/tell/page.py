"""Which lines are the person's own words, and which are the page or mail around them.

Nothing is taken out of the text: what is passed over is listed with its place and why.
"""

import re
from typing import NamedTuple

from everyword.tell.author import author_of
from everyword.tell.posters import others_in
from everyword.tell.tables import phrases, words

_LINE = re.compile(r"[^\n]*\n?")
_HEADER = re.compile(
    r"(?:from|to|cc|bcc|date|sent|subject|reply-to|received|message-id|attachments?|importance)"
    r"\s?:",
    re.IGNORECASE,
)
_WROTE = re.compile(r"on\b.{4,120}\bwrote\s?:\s?\Z", re.IGNORECASE)
_DIVIDER = re.compile(
    r"[-_=*~·•\s]{3,200}\Z|-{3,}\s?(?:original|forwarded)\b.{0,40}\Z", re.IGNORECASE
)
_LINK = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)
_COUNT = re.compile(
    r"[(\[]?\d[\d.,]{0,8}\s?k?[)\]]?\s(?:comments?|replies|shares?|likes?|views?|votes?|points?|"
    r"followers|posts|responses|upvotes|reactions|members|retweets|people like this)\b.{0,40}\Z",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:\d[\d.,]{0,8}\s)?(?:comments?|replies|responses)\s?(?:[(\[:]?\s?\d{0,6}\s?[)\]:]?)\Z"
    r"|\d{1,6}\s(?:thoughts|comments|responses|replies)\s(?:on|to)\b.{0,200}\Z",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s?[|•·»>/]\s?|\s{2,8}|\t")
_STAMP = re.compile(
    r"(?:by\s)?[\w .'-]{0,40},?\s?(?:\d{1,2}\s\w{3,9}\s\d{4}|\w{3,9}\s\d{1,2},\s\d{4})"
    r"(?:\s?(?:at|,|-|\u2013|\|)?\s?\d{1,2}[:.]\d{2}\s?(?:am|pm)?)?(?:\s?[|·•-].{0,60})?\Z",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:posted\s)?\d{1,3}\s?(?:minutes?|hours?|days?|weeks?|months?|years?|[hdwmy])"
    r"\sago\b.{0,40}\Z",
    re.IGNORECASE,
)
_ENDED = '.!?…:;,"”\u2019»)'


class Line(NamedTuple):
    """A line and its place; `why` it is passed over, None where it is the account."""

    start: int
    end: int
    text: str
    why: str | None


class Page(NamedTuple):
    """`blocks`: paragraphs of the account as (start, end); `passed`: (start, end, why); `author`:
    the name of whoever wrote it, where a header, a post or the end says it."""

    blocks: list[tuple[int, int]]
    passed: list[tuple[int, int, str]]
    author: str | None


def read_page(text: str) -> Page:
    """Every character that is no blank is in a block or passed over."""
    plain = _lines(text)
    lines = _mark(plain)
    blocks: list[tuple[int, int]] = []
    passed: list[tuple[int, int, str]] = []
    open_block = False
    for line in lines:
        if not line.text:
            open_block = False
        elif line.why is not None:
            open_block = False
            if (
                passed
                and passed[-1][2] == line.why
                and not text[passed[-1][1] : line.start].strip()
            ):
                passed[-1] = (passed[-1][0], line.end, line.why)
            else:
                passed.append((line.start, line.end, line.why))
        elif open_block:
            blocks[-1] = (blocks[-1][0], line.end)
        else:
            blocks.append((line.start, line.end))
            open_block = True
    return Page(blocks, passed, author_of([line.text for line in plain]))


def _lines(text: str) -> list[Line]:
    found = []
    for whole in _LINE.finditer(text):
        if not whole[0]:
            break
        inner = whole[0].strip("\ufeff\u200e\u200f \t\r\n\x0b\x0c\xa0")
        start = whole.start() + whole[0].find(inner) if inner else whole.start()
        found.append(Line(start, start + len(inner), inner, None))
    return found


def _mark(lines: list[Line]) -> list[Line]:
    """Each line with why it is passed over; below the heading of comments are others' words."""
    filled = [line for line in lines if line.text]
    quoted = sum(line.text.startswith(">") for line in filled)
    mail = quoted * 2 < len(filled)
    marked: list[Line] = []
    heads = sum(_HEADER.match(line.text) is not None for line in filled[:12]) >= 2
    total = sum(len(line.text) for line in filled)
    seen, ended = 0, None
    others = others_in([line.text for line in lines])
    for at, line in enumerate(lines):
        before = marked[-1].text if marked and marked[-1].why is None else ""
        near = (before, lines[at + 1].text if at + 1 < len(lines) else "")
        why = ended or (_why(line.text, near, heads, mail) if line.text else None)
        if ended is None and _COMMENTS.match(line.text) and seen * 2 > total:
            ended, why = "comments of others", "comments of others"
        if line.text == "--" and seen * 2 > total:
            ended = why = "signature"
        if line.text and others[at] and why is None:
            why = "another person's post"
        seen += len(line.text)
        marked.append(line._replace(why=why))
    return marked


def _why(line: str, near: tuple[str, str], heads: bool, mail: bool) -> str | None:
    low = line.lower()
    if mail and line.startswith(">"):
        return "quoted mail"
    if len(line) < 200 and (_WROTE.match(line) or (heads and _HEADER.match(line))):
        return "mail header"
    if _DIVIDER.match(line):
        return "divider"
    if _LINK.match(line):
        return "link"
    if low.strip(" .:!→←»«\u203a\u2039#*[]()+…") in words("menu") or _is_menu(low):
        return "menu"
    if len(line) < 200 and _is_furniture(low):
        return "page furniture"
    if len(line) < 140 and (_COUNT.match(line) or _AGO.match(line) or _STAMP.match(line)):
        return "page furniture"
    if _is_heading(line, near):
        return "heading"
    return None


def _is_menu(low: str) -> bool:
    """ "Home | About | Contact": three short parts or more, most of them known."""
    parts = [part.strip() for part in _SPLIT.split(low[:300]) if part.strip()]
    known = sum(part in words("menu") for part in parts)
    return len(parts) >= 2 and known * 2 >= len(parts) and max(map(len, parts)) <= 30


_FIRST_PERSON = re.compile(r"\b(?:i|my|me|he|she|we|us|our|him|her)\b")


def _is_furniture(low: str) -> bool:
    """A phrase that only pages say; a line that tells of somebody is kept, unless it begins so."""
    found = phrases("furniture").search(low)
    if not found:
        return False
    rest = low[: found.start()] + low[found.end() :]
    return found.start() <= 2 or not _FIRST_PERSON.search(rest) or "cookies" in found[0]


def _is_heading(line: str, near: tuple[str, str]) -> bool:
    """A short line by itself, without an end, most of its words with capitals or after a #."""
    if (near[1] and not line.startswith("#")) or len(line) > 90:
        return False
    if line[-1] in _ENDED or (near[0] and not line.startswith("#")):
        return False
    if line.startswith("#"):
        return True
    given = [word for word in line.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in given)
    return 0 < len(given) <= 12 and (capitals * 3 >= len(given) * 2 or line.isupper())

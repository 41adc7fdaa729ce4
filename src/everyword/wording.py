"""Finding a word in a text however it is written: capitals, accents, ligatures, broken lines, gaps.

Letters and digits are compared, nothing else: case, accents, full-width and joined forms fold
away. Inside one word a gap counts only where a line breaks, or where every letter stands apart.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

LONG_NUMBER = 5
"""From so many digits on a number is looked for inside longer ones too."""
LINE_END = "\n\r"
HYPHENS = "\x02\xad\ufffe-\u2010\u2011"
BREAK = LINE_END + HYPHENS
LONGEST_PREFIX = 3
PREFIXES = (
    ("\u05d5\u05dc\u05d1\u05de\u05d4\u05e9\u05db", "\u05d0", "\u05ea"),
    ("\u0648\u0641\u0628\u0644\u0643\u0627", "\u0620", "\u06d3"),
)
"""Letters that may stand before a name without a gap, and the script they are of."""
LAM, ALEFS = "\u0644", "\u0627\u0622\u0623\u0625\u0671"
JOINED = re.compile(f"({LAM})([{ALEFS}])")
TIED = re.compile(f"({LAM})([{ALEFS}]|[\u0649\u064a](?!\\w))")
"""Signs that are one in print; programs that turn a line round read their letters the wrong way."""
LEAST_PIECE = 3
"""Digits of a number that stand on a line of their own."""
DATE = re.compile(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Folded(Struct, frozen=True):
    """A text in its letters and digits only, and where each stood."""

    text: str
    places: tuple[int, ...]


def fold(text: str) -> Folded:
    """Letters and digits in small, plain form."""
    if text.isascii():
        at = [place for place, letter in enumerate(text) if letter.isalnum()]
        return Folded("".join([text[place] for place in at]).lower(), tuple(at))
    kept: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for each in _plain(letter):
            kept.append(each)
            places.append(place)
    return Folded("".join(kept), tuple(places))


@lru_cache(maxsize=20_000)
def _plain(letter: str) -> str:
    """NFKD without marks: "é" and "e" and a wide "E" are one, "ﬁ" is two letters."""
    if letter.isascii():
        return letter.lower() if letter.isalnum() else ""
    spread = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(each for each in spread.casefold() if each.isalnum())


def occurrences(text: str, word: str, folded: Folded | None = None) -> Iterator[tuple[int, int]]:
    """Each place of the word, as first and last-but-one index of the text as given."""
    wanted = fold(word)
    if not wanted.text:
        return
    inside = folded or fold(text)
    is_date = DATE.fullmatch(word.strip()) is not None
    anywhere = wanted.text.isdigit() and len(wanted.text) >= LONG_NUMBER and not is_date
    start = inside.text.find(wanted.text)
    while start >= 0:
        stop = start + len(wanted.text)
        places = inside.places[start:stop]
        first, last = places[0], places[-1]
        whole = anywhere or _is_whole(text, inside, start, stop)
        fits = _same_gaps if is_date else _gaps_fit
        if whole and fits(text, places, word, wanted):
            yield first, last + 1
            start = inside.text.find(wanted.text, stop)
        else:
            start = inside.text.find(wanted.text, start + 1)


def is_in(text: str, word: str) -> bool:
    return next(occurrences(text, word), None) is not None


def _is_whole(text: str, inside: Folded, start: int, stop: int) -> bool:
    """No letter is cut out of a longer word: "Ann" is not in "planning"."""
    places = inside.places
    if start > 0 and places[start - 1] == places[start]:
        return False  # in the middle of a joined form
    if stop < len(places) and places[stop] == places[stop - 1]:
        return False
    before = text[places[start] - 1] if places[start] else " "
    after = text[places[stop - 1] + 1] if places[stop - 1] + 1 < len(text) else " "
    if _joined(text[places[stop - 1]], after):
        return False
    return not _joined(before, text[places[start]]) or _is_behind_prefix(text, places[start])


def _is_behind_prefix(text: str, start: int) -> bool:
    """Hebrew and Arabic write "and", "to", "in", "the" together with the name behind them."""
    first = start
    while first > 0 and start - first <= LONGEST_PREFIX and _plain(text[first - 1]):
        first -= 1
    prefix = text[first:start]
    return 0 < len(prefix) <= LONGEST_PREFIX and any(
        set(prefix) <= set(letters) and low <= text[start] <= high
        for letters, low, high in PREFIXES
    )


def _joined(one: str, two: str) -> bool:
    if not (_plain(one) and _plain(two)) or one.isdigit() != two.isdigit():
        return False
    if one.islower() and two.isupper():
        return False  # RowanFox
    return not (_is_unspaced(one) or _is_unspaced(two))


def _is_unspaced(letter: str) -> bool:
    """A script that writes no gaps between words: Thai, Lao, Khmer, Chinese, Japanese."""
    code = ord(letter)
    return 0x0E00 <= code <= 0x0EFF or 0x1780 <= code <= 0x17FF or 0x2E80 <= code <= 0x9FFF


def _gaps_fit(text: str, places: tuple[int, ...], word: str, wanted: Folded) -> bool:
    """Where the word itself has no gap, the text has one only at a line's end, or everywhere."""
    if wanted.text.isdigit():
        return _is_one_number(text, places, wanted)
    inner = []
    for number in range(1, len(places)):
        if wanted.places[number] - wanted.places[number - 1] > 1:
            continue  # a gap in the word: any in the text
        inner.append(text[places[number - 1] + 1 : places[number]])
    open_ = [gap for gap in inner if gap and not any(sign in gap for sign in BREAK)]
    open_ = [gap for gap in open_ if any(_parts(sign) for sign in gap)]
    return not open_ or len(open_) >= len(inner) - 1


def _is_one_number(text: str, places: tuple[int, ...], wanted: Folded) -> bool:
    """A number may be broken over lines, but a column of small ones is none: the 1, 2, 3 of lines.

    Of the pieces on lines of their own one at most has fewer than three digits; a line that ends
    with a hyphen, or where the word itself has a gap, ends no piece.
    """
    lengths = [1]
    for number in range(1, len(places)):
        gap = text[places[number - 1] + 1 : places[number]]
        is_own = wanted.places[number] - wanted.places[number - 1] > 1
        is_end = any(sign in LINE_END for sign in gap) and not any(sign in HYPHENS for sign in gap)
        if is_end and not is_own:
            lengths.append(0)
        lengths[-1] += 1
    return len(lengths) == 1 or sum(length < LEAST_PIECE for length in lengths) <= 1


def _same_gaps(text: str, places: tuple[int, ...], word: str, wanted: Folded) -> bool:
    """A date in figures: 4/3/15 is not in 43 15."""
    bare: list[bool] = []
    for number in range(1, len(places)):
        gap = text[places[number - 1] + 1 : places[number]]
        has = bool(gap)
        bare += [not gap.strip() and any(sign in LINE_END for sign in gap)] if gap else []
        if has != (wanted.places[number] - wanted.places[number - 1] > 1):
            return False
    return not bare or not all(bare)  # numbers below each other are no date


def _parts(sign: str) -> bool:
    """A sign that is seen as a gap; marks and invisible joiners are not."""
    return unicodedata.category(sign) not in ("Mn", "Me", "Cf", "Lm")


def spellings(word: str) -> tuple[str, ...]:
    """The word, and where it is a date (2015-03-04) the usual ways of writing that day; where it
    is Arabic, as programs read it whose lines run to the left."""
    try:
        day = dt.date.fromisoformat(word.strip())
    except ValueError:
        return _turned(word)
    month, short = MONTHS[day.month - 1], MONTHS[day.month - 1][:3]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 * (day.day not in (11, 12, 13)), "th")
    names = [
        f"{number} {name} {day.year}"
        for name in (month, short)
        for number in (str(day.day), f"{day.day:02}", f"{day.day}{ending}")
    ]
    names += [
        f"{name} {day.day}{end} {day.year}" for name in (month, short) for end in ("", ending)
    ]
    d, m, y, yy = day.day, day.month, day.year, f"{day.year % 100:02}"
    figures = []
    for sign in "/.-":
        for one, two in ((d, m), (m, d)):
            for year in (y, yy):
                figures += [f"{one:02}{sign}{two:02}{sign}{year}", f"{one}{sign}{two}{sign}{year}"]
    return tuple(dict.fromkeys([word.strip(), f"{y}/{m:02}/{d:02}", *names, *figures]))


def _turned(word: str) -> tuple[str, ...]:
    """An Arabic word as it may come back from a page: also behind an article or preposition, the
    last letter of which is one sign with the first of the word."""
    if LAM not in word and word[:1] not in ALEFS:
        return (word,)
    forms = [word, *([LAM + word, f"\u0627{LAM}{word}"] if word[:1] in ALEFS else [])]
    turned = [sign.sub(r"\2\1", form) for form in forms for sign in (JOINED, TIED)]
    return tuple(dict.fromkeys((word, *turned)))


def pieces(word: str) -> tuple[str, ...]:
    """Parts of a long number that give it away: every run of three fifths of it, at least five."""
    digits = re.sub(r"\D", "", word)
    if len(digits) < LONG_NUMBER + 1 or len(digits) < len(fold(word).text) - 4:
        return ()
    length = max(LONG_NUMBER, -(-len(digits) * 3 // 5))
    return tuple(digits[at : at + length] for at in range(len(digits) - length + 1))

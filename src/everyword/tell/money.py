"""Sums the account names: the figures as written, the currency only where it is written.

A figure is a sum beside a currency, or beside a verb or noun of money. Figures of speech are none.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from everyword.tell.dates import DAYS, MONTHS, UNITS
from everyword.tell.numbers import number_at
from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import listed, phrases, words
from everyword.tell.times import times_in

SIGNS = frozenset("£$€₽₺₴₹¥")
CURRENCIES = listed(
    "pound pounds quid euro euros dollar dollars pence cents zł gbp eur usd pln zl zloty"
    " zlotys zloties rub ruble rubles roubles uah hryvnia hryvnias try lira liras tl chf"
    " francs aud cad czk huf ron lei kr kronor kroner nok sek dkk rupees inr yen rand bucks"
    " grand rs rupee"
)
_LARGE = listed("k grand million m thousand mln lakh lakhs lac lacs crore crores")
_INDIAN = listed("lakh lakhs lac lacs crore crores")
_NOT_AFTER = frozenset(
    [
        "%",
        "percent",
        "cent",
        "times",
        "people",
        "kids",
        "children",
        "km",
        "miles",
        "kilometres",
        "metres",
        "meters",
        "kg",
        "stone",
        "litres",
        "am",
        "pm",
        "o'clock",
        "minutes",
        "messages",
        "calls",
        "texts",
        "photos",
        "pictures",
        "screenshots",
        "emails",
        "st",
        "nd",
        "rd",
        "th",
        "old",
        "bottles",
        "beers",
        "rooms",
        "bedrooms",
        "bedroom",
        "pages",
        "page",
        "jobs",
        "cars",
        "boys",
        "girls",
        "sons",
        "daughters",
        "names",
        "letters",
        "visits",
        "more",
        "hospital",
        "flats",
        "weekends",
        "statements",
        "ways",
        "sides",
        "of",
    ]
)
_NOT_BEFORE = listed(
    "at page flat number no room aged age turned chapter section form article line floor house bus"
    " route unit apartment no. nr item case since until in on by year ref reference"
)
_REACH = 9


class Found(NamedTuple):
    """tokens[first:last] of a sentence are a sum."""

    sentence: int
    first: int
    last: int
    amount: str | None
    currency: str | None


def sums_in(text: str, given: Sequence[Sentence]) -> list[Found]:
    """The sums of all sentences, those in quotation marks too."""
    return [each for number, one in enumerate(given) for each in _in_sentence(text, number, one)]


def _in_sentence(text: str, number: int, sentence: Sentence) -> Iterator[Found]:
    all_ = sentence.tokens
    low = " ".join(token.low for token in all_)
    idiom = phrases("money_idiom").search(low) is not None
    dated = {at for time in times_in(all_) for at in range(time.first, time.last)}
    at = 0
    while at < len(all_):
        found = _sum_at(text, all_, at, dated)
        if found is None:
            at += 1
            continue
        first, last, amount, currency = found
        exact = currency is not None and all_[first].text in SIGNS | {"£", "$", "€"}
        if not idiom or exact or any(token.is_number for token in all_[first:last]):
            yield Found(number, first, last, amount, currency)
        at = last


def _sum_at(
    text: str, all_: Sequence[Token], at: int, dated: set[int]
) -> tuple[int, int, str | None, str | None] | None:
    token = all_[at]
    first = at
    sign = None
    if token.text in SIGNS or (token.low in CURRENCIES and _touches_number(all_, at)):
        dot = at + 1 < len(all_) and all_[at + 1].text == "."
        sign, at = token.text, at + 1 + dot
        if at >= len(all_) or not all_[at].is_number:
            return None
    if sign is None and at in dated:
        return None
    value = _value(all_, at)
    if value is None:
        return None
    amount, last = value
    if (
        last < len(all_)
        and all_[last].low in _LARGE
        and not (all_[last].low == "m" and sign is None)
    ):
        amount, last = None, last + 1
        if all_[last - 1].low == "grand" and sign is None:
            return first, last, amount, None
    if sign is None and all_[last - 1].low in _INDIAN and not _is_money(all_, last):
        return first, last, amount, None
    if (
        sign is None
        and last < len(all_)
        and (all_[last].low in CURRENCIES or all_[last].text in SIGNS)
    ):
        sign, last = all_[last].text, last + 1
        return first, last, amount, sign
    if sign is not None:
        return first, last, amount, sign
    return (first, last, amount, None) if _beside_money(all_, at, last, amount) else None


def _is_money(all_: Sequence[Token], at: int) -> bool:
    """Does a currency stand here?"""
    return at < len(all_) and (all_[at].low in CURRENCIES or all_[at].text in SIGNS)


def _touches_number(all_: Sequence[Token], at: int) -> bool:
    at_number = at + 1 + (all_[at].low in ("rs", "inr") and _text_at(all_, at + 1) == ".")
    return (
        at_number < len(all_)
        and all_[at_number].is_number
        and all_[at].low not in ("try", "grand", "rand")
    )


def _text_at(all_: Sequence[Token], at: int) -> str:
    return all_[at].text if at < len(all_) else ""


def _value(all_: Sequence[Token], at: int) -> tuple[str | None, int] | None:
    """(amount, the token after it); the amount None where the figures may be read in two ways."""
    number = number_at(tuple(all_[at : at + 12]), 0)
    token = all_[at]
    if number is not None:
        return str(number[0]), at + number[1]
    if not token.is_number or any(mark in token.text for mark in "/:"):
        return None
    whole, dot, cents = token.text.rpartition(".")
    plain = whole.replace(",", "")
    if dot and plain.isascii() and plain.isdigit() and cents.isascii() and cents.isdigit():
        return (f"{plain}.{cents}" if len(cents) == 2 else None), at + 1
    return None, at + 1


def _beside_money(all_: Sequence[Token], at: int, last: int, amount: str | None) -> bool:
    """Is a bare number a sum? Only near a word of money, and where nothing else is counted."""
    token = all_[at]
    after = all_[last].low if last < len(all_) else ""
    before = all_[at - 1].low if at else ""
    if not token.is_number:
        return False  # "two" beside "paid" is seldom a sum; with a currency it was one
    if amount is not None and len(amount) < 2:
        return False
    if _is_year(token) or (at and all_[at - 1].text.isupper() and 1 < len(before) <= 3):
        return False  # "AB 12 CDE": a number plate
    if before == "#" or (after in "-/" and after):
        return False
    cent = after == "per" and _text_at(all_, last + 1) == "cent"
    if (
        cent
        or after in _NOT_AFTER
        or after in UNITS
        or after in MONTHS
        or after in DAYS
        or before in _NOT_BEFORE
    ):
        return False
    if all_[last - 1].end - token.start >= 9 and "," not in token.text:
        return False  # a telephone or account number
    if {each.low for each in all_[max(0, at - 3) : at]} & _COUNTED:
        return False
    near = [each.low for each in all_[max(0, at - _REACH) : last + 4]]
    return bool(set(near) & words("money_word")) and (
        last >= len(all_) or not all_[last].is_word or after in _AFTER_SUM
    )


def _is_year(token: Token) -> bool:
    """2019 beside "paid" is a year; 2000 may be a sum."""
    return len(token.text) == 4 and "1980" <= token.text <= "2039" and token.text != "2000"


_COUNTED = listed(
    "number numbers no. nr ref reference rang ring call called dial dialled phoned code"
)
_AFTER_SUM = listed(
    "a an per every each for to from in on and or but of back monthly weekly he she i we they by as"
    " at until because when which that so then towards out cash into last this the with per only"
    " him her me us them again before after if while since now more plus deposit rent maintenance"
    " extra my his our their total altogether"
)

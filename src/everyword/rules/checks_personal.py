"""Check of personal data: numbers and dates that a court wants left out or cut short.

Patterns find what is written as such things usually are; they do not find everything.
"""

import re
from collections.abc import Callable, Iterator

from everyword.rules.facts import File
from everyword.rules.records import Rule
from everyword.rules.report import Found

MOST_A_PAGE = 50
SSN = re.compile(r"(?<![\d-])(?!000|666|9)\d{3}([- \u2011])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])")
CARD = re.compile(r"(?<![\d.,-])\d(?:[ -]?\d){12,18}(?![\d.,-]?\d)")
IBAN = re.compile(
    r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])"
)
ACCOUNT = re.compile(
    r"\b(?:account|acct|a/c|sort code|routing)\b\W{0,3}(?:number|no|nr|num)?\W{0,5}"
    r"(?P<digits>[\dXx*\u2022#][\dXx*\u2022# -]{2,30}\d)",
    re.IGNORECASE,
)
ENDING = re.compile(
    r"\b(?:account|acct|card|visa|mastercard|ssn|social security)\b[^\n\d]{0,30}"
    r"(?:ending(?: in)?|last (?:four|4)(?: digits)?:?)\s*(?P<digits>\d{2,4})\b",
    re.IGNORECASE,
)
BIRTH = re.compile(
    r"\b(?:born(?: on)?|date of birth|birth ?date|d\.?o\.?b\.?)\W{0,8}(?:on )?"
    r"(?:\d{1,2}[./ -]\d{1,2}[./ -]\d{2,4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,9},? \d{4}|[A-Z][a-z]{2,9} \d{1,2},? \d{4})",
    re.IGNORECASE,
)
Span = tuple[int, int]


def check_personal_data(file: File, rule: Rule) -> Iterator[Found]:
    last = int(rule.settings.get("last", 4))
    hint = rule.settings.get("hint", "")
    for page in file.pages:
        count = 0
        for kind in rule.settings.get("kinds", ()):
            for span in KINDS[kind](page.text, last):
                count += 1
                if count <= MOST_A_PAGE:
                    start, end = span
                    words = f"{WORDS[kind]} {hint}".strip()
                    yield Found(words, page.number, at=(start, end - start))


def _ssn(text: str, last: int) -> Iterator[Span]:
    for match in SSN.finditer(text):
        yield match.span()


def _card(text: str, last: int) -> Iterator[Span]:
    for match in CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _luhn(digits) and len(set(digits)) > 1:
            yield match.span()


def _account(text: str, last: int) -> Iterator[Span]:
    for match in ACCOUNT.finditer(text):
        if sum(sign.isdigit() for sign in match["digits"]) > last:
            yield match.span("digits")
    for match in IBAN.finditer(text):
        if _mod97(match[0].replace(" ", "")):
            yield match.span()
    if last < 4:
        for match in ENDING.finditer(text):
            if len(match["digits"]) > last:
                yield match.span("digits")


def _birth(text: str, last: int) -> Iterator[Span]:
    for match in BIRTH.finditer(text):
        yield match.span()


def _luhn(digits: str) -> bool:
    doubled = [int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _mod97(iban: str) -> bool:
    if not 15 <= len(iban) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


KINDS: dict[str, Callable[[str, int], Iterator[Span]]] = {
    "ssn": _ssn,
    "card": _card,
    "account": _account,
    "birth": _birth,
}
WORDS = {
    "ssn": "What looks like a social security number stands on this page.",
    "card": "What looks like a card number stands on this page.",
    "account": "What looks like more of an account number than is allowed stands on this page.",
    "birth": "What looks like a whole date of birth stands on this page.",
}

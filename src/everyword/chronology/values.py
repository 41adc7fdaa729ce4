"""What a sentence gives a value for: ages, sums, places, jobs, days; as written, in English.

Two sentences that say the same but for such a value are one thing with two values. Nothing is
worked out beyond that: what is found is only shown, both beside each other.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal

from msgspec import Struct

from everyword.tell.dates import DAYS, MONTHS
from everyword.tell.numbers import SCALES, WORDS, number_at
from everyword.tell.sentences import tokens
from everyword.tell.tables import forms, listed

_TENS = "|".join(word for word, value in WORDS.items() if value >= 20)
_ONES = "|".join(word for word, value in WORDS.items() if 0 < value < 10)
_SMALL = "|".join(sorted((word for word, value in WORDS.items() if value < 20), key=len)[::-1])
NUMBER = rf"(?:\d{{1,3}}|(?:{_TENS})(?:[- ](?:{_ONES}))?|{_SMALL})"
_END = (
    r"(?=\s*(?:\Z|[.,;:!?)\u2019'\"]|(?:and|when|then|in|on|at|that|this|last|years?|before|after"
    r"|while|but|so|now|by)\b))"
)
_JUST = r"(?:(?:only|just|almost|nearly|about)\s+)?"
_AGES = (
    re.compile(rf"\b({NUMBER})[-\s]+(years?)[-\s]+olds?\b", re.IGNORECASE),
    re.compile(rf"\b({NUMBER})[-\s]+(months?)[-\s]+old\b", re.IGNORECASE),
    re.compile(rf"\b(?:aged|turn(?:ed|s|ing)|(?:the )?age(?: of)?)\s+({NUMBER})()\b{_END}", re.I),
    re.compile(rf"\b(?:he|she|who)\s+(?:was|is)\s+{_JUST}({NUMBER})()\b{_END}", re.I),
)
_ALMOST = re.compile(r"\b(?:almost|nearly|not yet|about to turn|under|over|about)\s+\Z", re.I)
OLDEST = 120

_NAMED = r"(?:the\s+)?[A-Z][\w&'\u2019-]*(?:\s+(?:&\s+)?[A-Z][\w'\u2019-]*)*"
_PLACE = re.compile(rf"\b(?:at|in|to|from|near)\s+({_NAMED})")
_AS = r"(?=\s+(?:at|for|in|from|since|until|till|and|with|on|when|but|where|by)\b|[.,;:]|\Z)"
_TRADES = "|".join(
    sorted(
        listed(
            "accountant actor architect artist baker banker barber bartender bookkeeper builder"
            " butcher carer carpenter cashier chef childminder cleaner clerk cook courier decorator"
            " dentist designer doctor driver electrician engineer farmer fisherman gardener guard"
            " hairdresser joiner journalist judge labourer lawyer lecturer librarian manager"
            " mechanic midwife musician nanny nurse optician painter paramedic pharmacist"
            " photographer physiotherapist pilot plumber porter postman programmer receptionist"
            " roofer sailor secretary shopkeeper soldier solicitor student surgeon surveyor tailor"
            " teacher technician translator tutor vet waiter waitress welder writer"
        )
    )
)
_JOBS = (
    re.compile(
        r"\b(?:work(?:s|ed|ing)?|employed|hired|(?:has|had|got) a job)\s+as\s+(?:an?\s+|the\s+)?"
        rf"([^\W\d][\w -]{{1,40}}?){_AS}",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:is|was|became)\s+an?\s+((?:[\w-]+\s)?(?:{_TRADES}))\b", re.IGNORECASE),
)
_EMPLOYERS = (
    re.compile(
        r"\b(?:work(?:s|ed|ing)?|employed|(?:has|had|got) a job)\s+(?:for|at|by|with)\s+"
        rf"({_NAMED})"
    ),
)
_NO_WORK = re.compile(
    r"\b(?:unemployed|jobless|out of work|(?:has|had|have) no (?:job|work)|without (?:a job|work)"
    r"|(?:did|does|was|is) not work(?:ing)?|(?:didn|doesn|wasn|isn)['\u2019]t work(?:ing)?)\b",
    re.IGNORECASE,
)
NO_WORK = "no work"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(
        rf"(?:\A|\bon (?:the )?)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH})\.?,?"
        r" (?P<y>\d{4})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:\A|\bon )(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})\b",
        re.IGNORECASE,
    ),
    re.compile(r"(?:\A|\bon )(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b", re.IGNORECASE),
)
ONCE = listed("born die marry married wedding divorce divorced separate separated")
"""What is commonly once, in the base form of the word."""
_NOT = listed("not never no nothing nobody without cannot deny refuse")
_PLAIN = listed(
    "a an the of and or to for in on at by with from as that this it its his her their my our your"
    " he she they i we you be do have will would can could then there so too also only just about"
    " did does"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
_SCALE = "|".join(SCALES)
_TEN = rf"(?:{_TENS})(?:[- ](?:{_ONES}))?"
_SPOKEN = (
    rf"(?:an?\s(?={_SCALE})|{_TEN}|{_SMALL}|{_SCALE})"
    rf"(?:[\s-]*(?:and[\s-]+)?\b(?:{_TEN}|{_SMALL}|{_SCALE}))*"
)
_SUM = re.compile(rf"[£$€]?\s?\d(?:[\d.,:]*\d)?|\b{_SPOKEN}\b", re.IGNORECASE)
_COIN = re.compile(r"\b(?:pounds?|euros?|dollars?|quid|gbp|eur|usd|pln|zl|lira|roubles?)\b", re.I)


class Age(Struct, frozen=True):
    """An age as written, the whole years it can mean, and where it begins."""

    words: str
    least: int
    most: int
    start: int


class Reading(Struct, frozen=True):
    """A sentence apart from its values: the words that carry it, in order, sums and places.

    `negated`: an odd number of its words say not.
    """

    words: tuple[str, ...]
    sums: tuple[str, ...]
    places: tuple[str, ...]
    negated: bool


def number_of(text: str) -> int:
    """7, seven, twenty-seven."""
    return int(text) if text.isdigit() else sum(WORDS[each] for each in re.split("[- ]", text))


def ages(sentence: str, names: Iterable[str] = ()) -> list[Age]:
    """Every age: "7 years old", "seven-year-old", "aged seven", "turned 8", "Rowan, 7," and, after
    one of the names, "was seven". Almost seven is six or seven."""
    found = dict[int, Age]()
    for match in _matches(sentence, names):
        written, unit = match[1], (match[2] or "").lower()
        years = number_of(written.lower())
        if unit.startswith("month"):
            years //= 12
        about = _ALMOST.search(sentence[: match.start()]) or _ALMOST.search(
            sentence[: match.start(1)]
        )
        if years <= OLDEST and not (about and about[0].split()[0].lower() in ("under", "over")):
            words = f"{written} {unit}".strip() if unit.startswith("month") else written
            width = 1 if about else 0
            found.setdefault(match.start(1), Age(words, years - width, years, match.start(1)))
    return [found[start] for start in sorted(found)]


def _matches(sentence: str, names: Iterable[str]) -> Iterator[re.Match[str]]:
    for pattern in _AGES:
        yield from pattern.finditer(sentence)
    for name in names:
        who = rf"\b{re.escape(name)}"
        yield from re.finditer(rf"{who},? \(?({NUMBER})()(?:\)|,)", sentence, re.IGNORECASE)
        was = rf"{who} (?:was|is) {_JUST}({NUMBER})()\b{_END}"
        yield from re.finditer(was, sentence, re.IGNORECASE)


def jobs(sentence: str) -> dict[str, str]:
    """ "job" and "employer" -> what they are said to be; NO_WORK for a person who has none."""
    if _NO_WORK.search(sentence):
        return {"job": NO_WORK, "employer": NO_WORK}
    found = {}
    for kind, patterns in (("job", _JOBS), ("employer", _EMPLOYERS)):
        match = next(filter(None, (each.search(sentence) for each in patterns)), None)
        if match:
            found[kind] = " ".join(match[1].split())
    return found


def days(sentence: str) -> list[str]:
    """Whole dates in words (ISO), at the beginning or behind "on": the day of the sentence."""
    found = []
    for pattern in _DATES:
        for match in pattern.finditer(sentence):
            month = match["m"].lower()
            number = int(month) if month.isdigit() else MONTHS[month]
            with suppress(ValueError):  # no day of any calendar
                found.append(dt.date(int(match["y"]), number, int(match["d"])).isoformat())
    return found


def once(sentence: str) -> set[str]:
    """The words of what is commonly once that stand in it."""
    plain = {_base(word) for word in _WORD.findall(sentence.casefold())}
    same = {"married": "marry", "wedding": "marry", "divorced": "divorce", "separated": "separate"}
    return {same.get(word, word) for word in plain & ONCE}


def read(sentence: str, names: Iterable[str] = ()) -> Reading:
    """A sentence apart from its values. `names`: of people, who are no places."""
    known = {word.casefold() for name in names for word in name.split()}
    calendar = set(MONTHS) | DAYS
    places = []

    def place(match: re.Match[str]) -> str:
        words = match[1].casefold().split()
        if {*words} & (known | calendar):
            return match[0]
        places.append(match[1])
        return " "

    text = _PLACE.sub(place, sentence)
    for pattern in _DATES:
        text = pattern.sub(" ", text)
    sums = []

    def amount(match: re.Match[str]) -> str:
        if match[0].casefold() == "one":
            return match[0]
        sums.append(match[0].strip())
        return " "

    text = _COIN.sub(" ", _SUM.sub(amount, text))
    words, nots = [], 0
    for word in _WORD.findall(text.casefold().replace("\u2019", "'")):
        base = _base(word.removesuffix("n't").removesuffix("'s"))
        nots += word.endswith("n't") or base in _NOT
        if base not in _PLAIN and base not in _NOT and word not in calendar:
            words.append(base)
    return Reading(tuple(words), tuple(sums), tuple(places), nots % 2 == 1)


def worth(amount: str) -> Decimal | str:
    """A sum as a number, so that 250, £250.00 and two hundred and fifty are one; else its words."""
    plain = amount.strip("£$€ ").replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Decimal(plain)
    given = tuple(tokens(amount))
    found = number_at(given, 0)
    return Decimal(found[0]) if found and found[1] == len(given) else amount.casefold()


def are_one(one: Reading, two: Reading) -> bool:
    """Do they say one thing but for the values? The shorter's words stand in the longer, in order;
    three at least, or they are the same."""
    short, long = sorted((one.words, two.words), key=len)
    if short == long:
        return bool(short)
    rest = iter(long)
    return len(short) > 2 and all(word in rest for word in short)


def _base(word: str) -> str:
    known = forms(word)
    return known[0].base if known else word

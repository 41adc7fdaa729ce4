"""Dates as Google Chat writes them: in words of the account's language, always in UTC.

`Tuesday, April 2, 2024 at 6:07:03 PM UTC`, `mardi 2 avril 2024 à 18:07:03 UTC`. A date is read only
when every word of it is known here and says one thing; else there is no time, never a wrong one.
"""

# ruff: noqa: RUF001 (letters of other alphabets are what this file is for)
import re
from datetime import datetime
from functools import lru_cache

from everyword.readers.times.months import DAY_OF, GLUE, MONTH_OF

_BEFORE = frozenset(("am", "a.m", "ص", "πμ", "π.μ", "पूर्वाह्न", "öö", "pg"))
_AFTER = frozenset(("pm", "p.m", "م", "μμ", "μ.μ", "अपराह्न", "ös", "ptg"))
_EAST = re.compile(
    r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일] ?"
    r"(?:([月火水木金土日])曜日|星期([一二三四五六日])|([월화수목금토일])요일)? ?(?P<first>UTC )?"
    r"(上午|下午|凌晨|清晨|早上|中午|晚上|오전|오후|AM|PM)? ?"
    r"(\d{1,2})(?:[:時]|시 ?)(\d\d?)(?:[:分]|분 ?)(\d\d?)[秒초]?(?(first)| (?:UTC|\[UTC\]))",
    re.ASCII,
)
_EAST_DAYS = ("月火水木金土日", "一二三四五六日", "월화수목금토일")
_EAST_HALVES = {
    **dict.fromkeys(("上午", "凌晨", "清晨", "早上", "오전", "AM"), "am"),
    **dict.fromkeys(("下午", "中午", "晚上", "오후", "PM"), "pm"),
}
_CANADA = re.compile(r"(?<!\d)(\d\d?) h (\d\d) min (\d\d) s(?= UTC$)", re.ASCII)
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})([:.])(\d\d)\2(\d\d)(?![\d:.]\d)", re.ASCII)
_WORD = re.compile(r"\d+|[^\W\d_][^\s\d,،()]*")
_LONGEST = 120


@lru_cache(maxsize=4096)
def read_date(text: str) -> str | None:
    """`2024-04-02T18:07:03` in UTC; None where the words cannot be read with certainty."""
    if len(text) > _LONGEST:
        return None
    plain = re.sub(r"[\u00a0\u2009\u202f\s]+", " ", re.sub(r"[\u200e\u200f]", "", text)).strip()
    if match := _EAST.fullmatch(plain):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        half = _EAST_HALVES.get(match[8] or "", "")
        named = [
            letters.index(match[group])
            for group, letters in enumerate(_EAST_DAYS, 4)
            if match[group]
        ]
        clock = (int(match[9]), int(match[10]), int(match[11]))
        if (match[8] == "中午" and clock[0] not in (12, 1)) or (
            match[8] == "晚上" and clock[0] > 11
        ):
            return None
        return _moment((year, month, day), clock, half, frozenset(named))
    plain = _CANADA.sub(r"\1:\2:\3", plain)
    clocks = _CLOCK.findall(plain)
    if len(clocks) != 1:
        return None
    hour, _, minute, second = clocks[0]
    return _in_words(_CLOCK.sub(" ", plain), (int(hour), int(minute), int(second)))


def _in_words(rest: str, clock: tuple[int, int, int]) -> str | None:
    found = (word.casefold().rstrip(".") for word in _WORD.findall(rest))
    words = [re.sub("^d[’']", "", word) for word in found]  # Catalan
    if words.count("utc") != 1:
        return None
    years: list[int] = []
    days: list[int] = []
    halves: list[str] = []
    months: list[frozenset[int]] = []
    weekdays: list[frozenset[int]] = []
    for word in words:
        if word.isdecimal() and word.isascii():
            (years if len(word) == 4 else days).append(int(word))
        elif word in MONTH_OF:
            months.append(MONTH_OF[word])
        elif word in DAY_OF:
            weekdays.append(DAY_OF[word])
        elif word in _BEFORE or word in _AFTER:
            halves.append("am" if word in _BEFORE else "pm")
        elif word != "utc" and word not in GLUE:
            return None
    if not (len(years) == len(days) == len(months) == 1 and max(len(weekdays), len(halves)) <= 1):
        return None
    half, weekday = "".join(halves), weekdays[0] if weekdays else frozenset()
    fits = [_moment((years[0], month + 1, days[0]), clock, half, weekday) for month in months[0]]
    moments = [moment for moment in fits if moment]
    return moments[0] if len(moments) == 1 else None


def _moment(
    day: tuple[int, int, int], clock: tuple[int, int, int], half: str, weekday: frozenset[int]
) -> str | None:
    """None where there is no such time, or the day of the week named is another one."""
    hour = clock[0]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        moment = datetime(*day, hour, *clock[1:])  # noqa: DTZ001 (UTC, and said so)
    except (ValueError, OverflowError):
        return None
    return None if weekday and moment.weekday() not in weekday else moment.isoformat()

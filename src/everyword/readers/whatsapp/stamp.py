"""How a message begins: the shape of date and time in one export, and what the clock says.

One export is written by one phone in one go, so all its messages begin in one shape. The shape is
learned from the first lines; a line of another shape is part of the message before it (a list of
appointments, a quoted chat), never a message of its own.
"""

# ruff: noqa: RUF001 (letters of other alphabets are what this file is for)
import re
from collections import Counter
from functools import cache

from msgspec import Struct

from everyword.readers.whatsapp.halves import HALVES, half_of, hour_of, is_inari, keys_of
from everyword.readers.whatsapp.words import MARKS

_WEEKDAYS = (
    "monday mon lunes lun lundi montag mo lunedì segunda-feira seg maandag ma пн pazartesi pzt",
    "tuesday tue martes mar mardi dienstag di martedì terça-feira ter dinsdag вт salı sal",
    "wednesday wed miércoles mié mercredi mer mittwoch mi mercoledì quarta-feira qua woensdag ср "
    "çarşamba çar",
    "thursday thu jueves jue jeudi jeu donnerstag do giovedì gio quinta-feira qui donderdag чт "
    "perşembe per",
    "friday fri viernes vie vendredi ven freitag fr venerdì sexta-feira sex vrijdag пт cuma cum",
    "saturday sat sábado sáb samedi sam samstag sa sabato sab zaterdag сб cumartesi cmt",
    "sunday sun domingo dom dimanche dim sonntag so domenica zondag вс pazar paz",
)
_SPACES = " \u00a0\u2009\u202f\u3000"
_GLUE = (
    "at|à|à|um|klo|kl\\.|kl|alle ore|alle|ore|às|ás|a las|a les|в|во|о|у|saat|om|la|lúc|godz\\.|o"
    "|u|v|ve|ob|plkst\\.|kell|στις|pukul|pada|jam|në|เวลา|في|في الساعة|בשעה|को|पर|nang|saa"
)
_ERA_BEFORE = "(?:令和|平成|昭和|民國|民国|[RHS](?=\\d))"
_ERA_AFTER = (
    "(?:هـ\\.?|ه\u200d?\\. ?[شق]\\.?|AH|A\\.H\\.|AP|A\\.P\\.|SH|BE|B\\.E\\.|พ\\.ศ\\.|BS|B\\.S\\.)"
)


def _either(words: str) -> str:
    parts = sorted(words.split("|"), key=len, reverse=True)
    return "|".join(re.escape(part).replace(r"\ ", f"[{_SPACES}]") for part in parts)


_DAY_OF_WORD = {word: day for day, words in enumerate(_WEEKDAYS) for word in words.split()}
_WORD = "|".join(sorted(map(re.escape, _DAY_OF_WORD), key=len, reverse=True))
_NOON = _either("|".join(f"{am}|{pm}" for am, pm in HALVES))
_M, _S = f"[{MARKS}]*+", f"[{_SPACES}]"
_DATE = (
    rf"(?P<date>(?:(?P<weekday>{_WORD})[.,،]?{_S})?"
    rf"(?P<era>{_ERA_BEFORE}{_S}?)?(?P<d1>\d{{1,4}}){_M}{_S}?(?P<sep>[./\-年년]){_S}?{_M}"
    rf"(?P<d2>\d{{1,2}}){_M}{_S}?(?:(?P=sep)|[月월]){_S}?{_M}(?P<d3>\d{{1,4}})"
    rf"(?:\.|日|일|{_S}?[гжр]\.|{_M}{_S}?{_ERA_AFTER})?)"
)
_TIME = (
    rf"(?P<time>(?:(?P<before>{_NOON}){_S}?)?(?P<h>\d{{1,2}})(?:[:.]|{_S}?h{_S}?)(?P<m>\d{{2}})"
    rf"(?:(?:[:.]|{_S}?min{_S}?)(?P<s>\d{{2}})(?:{_S}s(?![a-z]))?)?(?:{_M}{_S}?{_M}(?P<after>{_NOON}))?)(?:{_S}?(?:Uhr|ч\.|h))?"
)
_BETWEEN = rf"{_M}[,،、]?{_M}{_S}{{0,2}}{_M}(?:(?:{_GLUE}){_S})?{_M}"
_MAYBE = re.compile(rf"{_M}\[?{_M}[^\s\[\]<>]{{1,14}}")


def _header(stamp: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_M}(?:(?P<open>\[){_M})?{stamp}{_M}"
        rf"(?(open)\][ ]?|(?:(?P<dash>{_S}[-–—]{_S})|(?P<colon>:[ ])))",
        re.IGNORECASE,
    )


# Made when they are asked for: that takes longer than to read a short chat.


@cache
def _date_first() -> re.Pattern[str]:
    return _header(rf"(?P<stamp>{_DATE}{_BETWEEN}{_TIME})")


@cache
def _time_first() -> re.Pattern[str]:
    return _header(rf"(?P<stamp>{_TIME}{_BETWEEN}{_DATE})")


@cache
def _nearly() -> re.Pattern[str]:
    return re.compile(
        rf"{_M}\[?{_M}{_DATE}.{{1,24}}?\d{{1,2}}[:.]\d{{2}}.{{0,24}}?"
        rf"(?:\]|{_S}[-–—]{_S})[^:]{{1,80}}: ",
        re.IGNORECASE,
    )


_NUMBERS, _TELLING = re.compile(r"\d+"), 3
_LONGEST = 200
"""Bytes; no date and time has so many."""


def like_header(line: str) -> re.Match[str] | None:
    """Does this line begin like a message of any export, in any shape?"""
    if not _MAYBE.match(line):
        return None
    return _date_first().match(line) or _time_first().match(line)


def nearly_header(line: str) -> bool:
    """Does it begin like a message, but with a word for AM or PM that is not known here?"""
    return _nearly().match(line) is not None


class Shape(Struct, frozen=True):
    """How every message of one file begins.

    `header` splits into stamp, date, time, name, text; time before date where `time_first`.
    """

    header: re.Pattern[bytes]
    dates: re.Pattern[bytes]
    newline: bytes
    sample: bytes
    """How the first message begins, up to the name."""
    crlf: bool
    time_first: bool
    inari: bool
    """Its words for the halves of the day are those of Inari Sami, of which Finnish has one, too,
    for the other half."""


def is_begun(line: bytes, shape: Shape) -> bool:
    """May this be the beginning of a header, cut off? Fewer than three numbers do not tell."""
    if len(_NUMBERS.findall(line[:_LONGEST].decode("utf-8", "replace"))) < _TELLING:
        return False
    rests = (shape.sample[at:] for at in range(1, len(shape.sample)))
    return len(line) <= _LONGEST and any(
        shape.header.fullmatch(shape.newline + line + rest) for rest in rests
    )


def learn_shape(lines: list[str], newline: bytes) -> Shape | None:
    """The shape most of these lines have, the first one where two are as frequent.

    Where the first line ends in CR LF, the CR belongs to the line end everywhere in the file.
    """
    matches = [match for line in lines if (match := like_header(line))]
    if not matches:
        return None
    kinds = Counter(_kind(match) for match in matches)
    kind = kinds.most_common(1)[0][0]
    crlf = newline == b"\n" and lines[0].endswith("\r")
    return _shape([match for match in matches if _kind(match) == kind], newline, crlf)


def _kind(match: re.Match[str]) -> tuple[object, ...]:
    """Two stamps of one kind differ in their digits, in AM or PM, and in spaces and marks."""
    letters = list(match["stamp"])
    for group in ("before", "after", "weekday"):
        if match[group]:
            start, end = (at - match.start("stamp") for at in match.span(group))
            letters[start:end] = ["A"] + [""] * (end - start - 1)
    bones = re.sub(rf"[{_SPACES}]+", " ", re.sub(r"\d+", "0", "".join(letters)))
    form = "[" if match["open"] else "-" if match["dash"] else ":"
    years = (len(match["d1"]) > 2, len(match["d3"]) > 2)
    return form, bones.translate({ord(mark): None for mark in MARKS}), years


def _shape(matches: list[re.Match[str]], newline: bytes, crlf: bool) -> Shape:
    """One regular expression over bytes for all headers: the speed of reading is decided here."""
    first = matches[0]
    spans: dict[int, tuple[int, bytes]] = {}
    for name in ("d1", "d2", "d3", "h", "m", "s", "before", "after", "weekday"):
        if first[name]:
            start, end = (at - first.start("stamp") for at in first.span(name))
            spans[start] = (end, _piece(name, matches))
    close = _CLOSE["[" if first["open"] else "-" if first["dash"] else ":"]
    opening = newline + _MARK + (rb"\[" + _MARK if first["open"] else b"")
    # A name ends at the first ": ". Possessive loops: a hostile line costs no more than its length.
    line = b"[^:" + newline + b"]"
    sender = b"(?:((?!: )" + line + b"*+(?::(?! )" + line + b"*+)*+): )?"
    return Shape(
        re.compile(opening + b"(" + _body(first, spans, b"(") + b")" + _MARK + close + sender),
        re.compile(opening + _body(first, spans, b"(?:") + _MARK + close),
        newline,
        first[0].encode(),
        crlf,
        first.start("time") < first.start("date"),
        is_inari(match["before"] or match["after"] or "" for match in matches),
    )


def _body(first: re.Match[str], spans: dict[int, tuple[int, bytes]], open_time: bytes) -> bytes:
    """The stamp with its numbers and words replaced by what may stand there."""
    stamp, zero = first["stamp"], first.start("stamp")
    edges: dict[int, list[bytes]] = {}
    for group, opening in (("date", b"("), ("time", open_time)):
        edges.setdefault(first.start(group) - zero, []).append(opening)
        edges.setdefault(first.end(group) - zero, []).insert(0, b")")
    parts, at = [], 0
    while at <= len(stamp):
        parts += edges.get(at, [])
        if at in spans:
            at, piece = spans[at]
            parts.append(piece)
        else:
            parts.append(_literal(stamp[at : at + 1]))
            at += 1
    return b"".join(parts)


def _any_of(characters: str) -> bytes:
    """One of these, as UTF-8; grouped by their first bytes, which makes it several times faster."""
    lasts: dict[bytes, bytes] = {}
    for each in characters:
        code = each.encode()
        lasts[code[:-1]] = lasts.get(code[:-1], b"") + re.escape(code[-1:])
    return b"(?:" + b"|".join(start + b"[" + ends + b"]" for start, ends in lasts.items()) + b")"


_MARK = _any_of(MARKS) + b"*+"
_SPACE = _any_of(_SPACES)
_CLOSE = {
    "[": rb"\] ?",
    "-": b"(?: - |" + _SPACE + _any_of("-–—") + _SPACE + b")",
    ":": b": ",
}


def _literal(character: str) -> bytes:
    if not character:
        return b""
    if character in _SPACES:
        return _SPACE
    return _MARK if character in MARKS else re.escape(character.encode())


def _piece(name: str, matches: list[re.Match[str]]) -> bytes:
    words = [match[name] for match in matches if match[name]]
    if name == "weekday":
        cases = [case for word in _DAY_OF_WORD for case in (word, word.title(), word.upper())]
        return b"(?:" + b"|".join(map(_word, sorted(cases, key=len, reverse=True))) + b")"
    if name in ("before", "after"):
        half = half_of(words[0])
        family = "|".join(f"{am}|{pm}" for am, pm in HALVES if half in keys_of(am, pm))
        every = "|".join((family, family.upper(), family.title()))
        return (
            b"(?:" + b"|".join(map(_word, sorted(every.split("|"), key=len, reverse=True))) + b")"
        )
    lengths = {len(word) for word in words}
    if name in ("m", "s") or max(lengths) > 2:
        return _digit(words[0][0]) + b"{%d}" % max(lengths)
    # Two digits everywhere, once with a leading zero: the phone pads, and "3/4" is another shape.
    padded = lengths == {2} and any(int(word) < 10 for word in words)
    return _digit(words[0][0]) + (b"{2}" if padded else b"{1,2}")


def _word(word: str) -> bytes:
    return b"".join(map(_literal, word))


def _digit(sample: str) -> bytes:
    """One digit of the same script as this one."""
    if sample.isascii():
        return b"[0-9]"
    zero = ord(sample) - int(sample)
    return _any_of("".join(chr(zero + n) for n in range(10)))


_NUMBERS = re.compile(r"\d+")
_CLOCK = re.compile(rf"\d.*\d(?:{_S}s(?!\w))?|\d")


def clock_of(text: str) -> str | None:
    """`9:07 p. m.` is `21:07:00`; None when there is no such time of day."""
    numbers = [int(number) for number in _NUMBERS.findall(text)]
    hour, minute, second = numbers[0], numbers[1], (numbers[2] if len(numbers) > 2 else 0)
    half = half_of(_CLOCK.sub("", text, count=1))
    if half:
        known = hour_of(hour, half)
        if known is None:
            return None
        hour = known
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"{hour:02}:{minute:02}:{second:02}"


def has_seconds(text: str) -> bool:
    return len(_NUMBERS.findall(text)) > 2


def weekday_of(date: str) -> int | None:
    """Monday is 0; None when the date names no day of the week."""
    match = re.match(rf"{_WORD}", date, re.IGNORECASE)
    return _DAY_OF_WORD.get(match[0].casefold()) if match else None


_ERA = re.compile(rf"^(?:{_WORD}[.,،]?{_S})?{_ERA_BEFORE}|{_ERA_AFTER}{_M}$", re.IGNORECASE)


def has_era(date: str) -> bool:
    """Names the date its calendar, and not the Gregorian one?"""
    return _ERA.search(date) is not None

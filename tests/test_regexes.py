"""Every pattern of the readers and of `tell` takes time that grows with the text, not faster.

From each pattern texts are made that are hard for it: what leads up to a repetition, what is
repeated, very often, and an end that does not fit. What takes longer than a good pattern ever does
is asked again with a text four times as long: a good one needs four times as long for it, one that
goes over the text again and again sixteen times. Processor time is measured, in the same moment.
"""

import ast
import contextlib
import functools
import importlib
import inspect
import itertools
import pkgutil
import re
import re._constants as sre  # type: ignore[import-not-found]  # the parser's names for its parts
import re._parser as sre_parser  # type: ignore[import-not-found]
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

import everyword.mail_parts
import everyword.readers
import everyword.tell
from everyword.errors import NeedsAnswer
from tests.case_files import all_cases

LENGTH = 8_000
LONGER = 4
SUSPECT = 0.006
"""Seconds for LENGTH letters; a good pattern needs a fraction of it."""
STOP = 0.3
OFTEN = 6
ANYWHERE = ("search", "finditer", "findall", "split", "sub", "subn")
MANY = 1000
"""A repetition up to so often is held to be one without end."""
MOST_TEXTS = 20
ENDS = ("\x00", "\n!")
LETTERS = " \n\ta0Z9\"'<>=:;,.-/\\[]{}()&#?+*_|@\r\x00\u00e9\u0663\u200e"
GUARDED = {
    "everyword.readers.bank.ofx_tokens._COMMENT": "asked up to the last end of a comment only",
    "everyword.readers.bank.ofx_tokens._CDATA": "the same",
    "everyword.mail_parts.mbox._STAMP": "looks 500 letters ahead, no further",
    "everyword.mail_parts.mbox._BARE": "looks 300 letters ahead, no further",
}
"""Patterns that are slow by themselves, and why no text makes them so."""
Key = tuple[str | bytes, int]


def modules() -> Iterator[ModuleType]:
    for room in (everyword.readers, everyword.mail_parts, everyword.tell):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            yield importlib.import_module(found.name)


def held(value: object) -> Iterator[re.Pattern[Any]]:
    match value:
        case re.Pattern():
            yield value
        case functools._lru_cache_wrapper() if _makes_one(value):
            yield value()
        case dict():
            for each in value.values():
                yield from held(each)
        case list() | tuple() | set() | frozenset():
            for each in value:
                yield from held(each)


def _makes_one(function: Any) -> bool:
    """A pattern that is made when it is asked for."""
    asked = inspect.signature(function)
    return not asked.parameters and asked.return_annotation == re.Pattern[str]


class Patterns:
    """Each pattern with the ways it is used; all ways where that cannot be told from the code."""

    def __init__(self) -> None:
        self.ways: dict[Key, set[str]] = {}
        self.where: dict[Key, str] = {}

    def add(self, pattern: re.Pattern[Any], ways: set[str], where: str) -> None:
        key = (pattern.pattern, pattern.flags)
        self.ways.setdefault(key, set()).update(ways)
        self.where.setdefault(key, where)


def called(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    """The methods that are called on each name; "?" where it is handed on. A name that begins with
    an underscore is its module's own: `module._NAME`; another is known by its name alone."""
    ways: dict[str, set[str]] = {}
    for module, tree in trees.items():
        asked = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
                name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                ways.setdefault(known(module, name), set()).add(node.attr)
                asked.add(id(node.value))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call):
                maker = node.value.func
                if isinstance(maker, ast.Name):  # a function that makes the pattern
                    ways.setdefault(known(module, maker.id), set()).add(node.attr)
                    asked.add(id(maker))
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                name = known(module, node.id)
                ways.setdefault(name, set()).update(() if id(node) in asked else ("?",))
    return ways


def known(module: str, name: str) -> str:
    return f"{module}.{name}" if name.startswith("_") else name


def literals(where: str, tree: ast.Module, patterns: Patterns) -> None:
    """`re.sub("...", ...)` and the like inside functions."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args):
            continue
        first, way = node.args[0], node.func.attr
        if way not in (*ANYWHERE, "match", "fullmatch") or not isinstance(first, ast.Constant):
            continue
        if isinstance(first.value, str | bytes):
            patterns.add(re.compile(first.value), {way}, f"{where}:{node.lineno}")


def made_while_reading(patterns: Patterns, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patterns that are put together for a file: every case is read."""
    compiled = re.compile

    def noticing(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        made = compiled(pattern, flags)
        key = (made.pattern, made.flags)
        if key not in patterns.ways:
            patterns.add(made, {"?"}, "made while reading")
        return made

    monkeypatch.setattr(re, "compile", noticing)
    for case in all_cases():
        with contextlib.suppress(NeedsAnswer):
            case.read()
    monkeypatch.undo()


def all_patterns(monkeypatch: pytest.MonkeyPatch) -> Patterns:
    patterns = Patterns()
    found = list(modules())
    trees = {each.__name__: ast.parse(Path(str(each.__file__)).read_text()) for each in found}
    ways = called(trees)
    for module in found:
        literals(module.__name__, trees[module.__name__], patterns)
        for name, value in vars(module).items():
            for pattern in held(value):
                used = (
                    ways.get(known(module.__name__, name), {"?"})
                    if isinstance(value, re.Pattern | functools._lru_cache_wrapper)
                    else {"?"}
                )
                patterns.add(pattern, used, f"{module.__name__}.{name}")
    made_while_reading(patterns, monkeypatch)
    return patterns


class Hard:
    """Texts that are hard for one pattern."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        text = pattern.pattern
        self._bytes = isinstance(text, bytes)
        self._flags = pattern.flags
        self._tree = sre_parser.parse(
            text, pattern.flags & ~re.UNICODE if self._bytes else pattern.flags
        )
        self._groups: dict[int, str] = {}

    def texts(self) -> Iterator[tuple[str | bytes, str | bytes]]:
        """Each of LENGTH letters, and the same LONGER times as long."""
        seen: set[str] = set()
        for before, pump in itertools.islice(self._pumps(list(self._tree), ""), MOST_TEXTS):
            if not pump:
                continue
            times = LENGTH // len(pump)
            for end in ENDS:
                text = before + pump * times + end
                if text not in seen:
                    seen.add(text)
                    yield self._typed(text), self._typed(before + pump * (times * LONGER) + end)

    def _typed(self, text: str) -> str | bytes:
        return text.encode("latin-1", "replace") if self._bytes else text

    def _pumps(self, nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
        """What leads up to each repetition without end, and what it repeats."""
        for at, (name, given) in enumerate(nodes):
            match name:
                case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                    least, most, body = given
                    bodies = self._samples(list(body), 6)
                    if most >= MANY:
                        yield from ((before, each) for each in bodies)
                        mixed = "".join(bodies)
                        yield before, mixed
                        yield before + mixed, self._one(nodes[at + 1 :]) + mixed
                        yield "", before + bodies[0] * max(1, least)
                    yield from self._pumps(list(body), before)
                case sre.SUBPATTERN:
                    yield from self._pumps(list(given[3]), before)
                case sre.ATOMIC_GROUP:
                    yield from self._pumps(list(given), before)
                case sre.BRANCH:
                    for each in given[1]:
                        yield from self._pumps(list(each), before)
                case sre.ASSERT | sre.ASSERT_NOT:
                    yield from self._pumps(list(given[1]), before)
                case _:
                    pass
            before += self._one([(name, given)])
        if before and len(before) < 200:
            yield "", before  # many beginnings

    def _one(self, nodes: list[Any]) -> str:
        return self._samples(nodes, 1)[0]

    def _samples(self, nodes: list[Any], most: int) -> list[str]:
        """Up to so many texts that fit."""
        found = [""]
        for name, given in nodes:
            parts = self._parts(name, given, most)
            found = [one + other for one in found for other in parts][:most]
        return found or [""]

    def _parts(self, name: Any, given: Any, most: int) -> list[str]:
        match name:
            case sre.LITERAL:
                return [chr(given)]
            case sre.NOT_LITERAL | sre.IN | sre.ANY:
                fits = [each for each in LETTERS if self._fits(name, given, each)]
                if name is sre.IN:
                    fits += [chr(v) for op, v in given if op is sre.LITERAL and chr(v) not in fits]
                    fits += [
                        chr(v[0])
                        for op, v in given
                        if op is sre.RANGE and given[0][0] is not sre.NEGATE
                    ]
                return fits[:most] or [""]
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                least, longest, body = given
                times = max(least, min(1, longest))
                return [each * times for each in self._samples(list(body), most)]
            case sre.SUBPATTERN:
                made = self._samples(list(given[3]), most)
                if given[0] is not None:
                    self._groups[given[0]] = made[0]
                return made
            case sre.ATOMIC_GROUP:
                return self._samples(list(given), most)
            case sre.BRANCH:
                return [self._samples(list(each), 1)[0] for each in given[1]][:most]
            case sre.GROUPREF:
                return [self._groups.get(given, "")]
            case _:
                return [""]

    def _fits(self, name: Any, given: Any, letter: str) -> bool:
        if self._bytes and ord(letter) > 255:
            return False
        if name is sre.ANY:
            return letter != "\n" or bool(self._flags & re.DOTALL)
        if name is sre.NOT_LITERAL:
            return ord(letter) != given
        negated, inside = False, False
        for op, value in given:
            if op is sre.NEGATE:
                negated = True
            elif op is sre.LITERAL:
                inside |= ord(letter) == value
            elif op is sre.RANGE:
                inside |= value[0] <= ord(letter) <= value[1]
            elif op is sre.CATEGORY:
                inside |= _CATEGORY[value](letter)
        return inside != negated


_CATEGORY = {
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    sre.CATEGORY_DIGIT: str.isdigit,
    sre.CATEGORY_NOT_DIGIT: lambda letter: not letter.isdigit(),
    sre.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
    sre.CATEGORY_NOT_WORD: lambda letter: not (letter.isalnum() or letter == "_"),
}


class TooLong(Exception):
    pass


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


def took(pattern: re.Pattern[Any], way: str, text: str | bytes, stop: float = STOP) -> float:
    """Processor seconds; `stop`, and a little more, at most. The engine heeds signals."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, stop * 1.1)
    start = time.process_time()
    try:
        if way == "search":
            for _ in pattern.finditer(text):
                pass
        else:
            getattr(pattern, way)(text)
    except TooLong:
        return stop * 1.1
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


def slow(pattern: re.Pattern[Any], ways: set[str]) -> tuple[str, float, str | bytes] | None:
    """A way and a text for which its time grows faster than the text, or None."""
    unknown = not ways & {*ANYWHERE, "match", "fullmatch"} or "?" in ways
    tried = [way for way in ("match", "fullmatch") if unknown or way in ways]
    if ways & {*ANYWHERE} or unknown:
        tried.append("search")
    for text, longer in Hard(pattern).texts():
        for way in tried:
            seconds = took(pattern, way, text)
            if seconds < SUSPECT:
                continue
            if seconds < STOP:  # a clock of processor time may tick in steps of 4 ms only
                seconds = sum(took(pattern, way, text) for _ in range(OFTEN)) / OFTEN
            if seconds >= STOP or (seconds >= SUSPECT and grows(pattern, way, longer, seconds)):
                return way, seconds, text
    return None


def grows(pattern: re.Pattern[Any], way: str, longer: str | bytes, seconds: float) -> bool:
    """Does the longer text take more than twice as long as its length says, whenever asked?"""
    limit = 2 * LONGER * seconds
    often = OFTEN if seconds < STOP / 10 else 2  # a step of the clock is nothing in so long a time
    return all(took(pattern, way, longer, limit) > limit for _ in range(often))


def test_no_pattern_goes_over_a_text_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = all_patterns(monkeypatch)
    assert len(patterns.ways) > 200
    faults = []
    for (text, flags), ways in patterns.ways.items():
        where = patterns.where[text, flags]
        if where in GUARDED:
            continue
        pattern = re.compile(text, flags & ~re.UNICODE if isinstance(text, bytes) else flags)
        found = slow(pattern, ways)
        if found is not None:
            way, seconds, hard = found
            faults.append(f"{where} {way} {seconds:.2f} s {text!r:.120} on {hard[:40]!r}...")
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        (r"(?:a+)+b", "match"),
        (r"(?:[^\s\"]*|\"[^\"]*\")*x", "match"),
        (r"\s*\s*x", "match"),
        (r"[a-z]+:\s*\n", "search"),
        (rb"\s+at\s+", "search"),
        (r"(?:\w|__)*!", "fullmatch"),
        (r"[a-z]*[0-9]", "search"),
    ],
)
def test_a_pattern_that_does_is_noticed(text: str | bytes, way: str) -> None:
    assert slow(re.compile(text), {way}) is not None


@pytest.mark.parametrize("text", [r"(?:a++)+b", rb"<[^<>]*>", r"[0-9]{1,3}(?:,[0-9]{3})+\Z"])
def test_a_good_one_is_left_alone(text: str | bytes) -> None:
    assert slow(re.compile(text), {"match"}) is None

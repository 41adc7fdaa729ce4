"""The word lists of this room: small, closed, written by hand, in `data/`.

A list decides only what a passage is drafted as; a passage that no list knows is not drafted, and
stays in the person's own text.
"""

import functools
import re
import tomllib
from importlib.resources import files
from typing import NamedTuple

_DATA = files("everyword.tell") / "data"


def listed(text: str) -> frozenset[str]:
    """The words of a short list that only one module needs."""
    return frozenset(text.split())


@functools.cache
def words(name: str) -> frozenset[str]:
    """One list of `words.toml`."""
    return frozenset(_lists()[name])


@functools.cache
def phrases(name: str) -> re.Pattern[str]:
    """Any entry of a list, whole words only, longest first; asked of lower-case text."""
    longest = sorted(_lists()[name], key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")


@functools.cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads((_DATA / "words.toml").read_text("utf-8"))


class Form(NamedTuple):
    """A word read as a form of a verb; `tense`: base, s, past, participle, ing.

    A regular past is a participle too; an irregular one only where both are written alike.
    """

    base: str
    tense: str


@functools.cache
def _verbs() -> dict[str, tuple[Form, ...]]:
    forms: dict[str, list[Form]] = {}
    irregular = True
    for line in (_DATA / "verbs.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            irregular = "irregular" in line
            continue
        given = line.split()
        for base in given[:1] if irregular else given:
            past, participle = given[1:] if irregular else (_past(base), _past(base))
            for word, tense in (
                (base, "base"),
                (_third(base), "s"),
                (past, "past"),
                (participle, "participle"),
                (_ing(base), "ing"),
            ):
                forms.setdefault(word, []).append(Form(base, tense))
    for word, base, tense in _MORE:
        forms.setdefault(word, []).insert(0, Form(base, tense))
    return {word: tuple(found) for word, found in forms.items()}


_MORE = (
    ("payed", "pay", "past"),
    ("bringed", "bring", "past"),
    ("goed", "go", "past"),
    ("taked", "take", "past"),
    ("gived", "give", "past"),
    ("hitted", "hit", "past"),
    ("learned", "learn", "past"),
    ("burned", "burn", "past"),
    ("dreamt", "dream", "past"),
    ("spelt", "spell", "past"),
    ("were", "be", "past"),
    ("is", "be", "s"),
    ("are", "be", "base"),
    ("am", "be", "base"),
    ("'m", "be", "base"),
    ("'re", "be", "base"),
    ("has", "have", "s"),
    ("got", "get", "participle"),
    ("snuck", "sneak", "past"),
    ("texted", "text", "past"),
    ("pled", "plead", "past"),
    ("thrown", "throw", "participle"),
)


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ied"
    return base + base[-1] + "ed" if _doubles(base) else base + "ed"


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


def _ing(base: str) -> str:
    if base == "lie" or base == "die" or base == "tie":
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "be")):
        return base[:-1] + "ing"
    return base + base[-1] + "ing" if _doubles(base) else base + "ing"


_DOUBLE = listed(
    "admit bar beg begin chat clap commit cut defer dig drag drop fit forget get grab grip hit hop"
    " hug jog let log map nod occur omit permit pin plan plug pop prefer put quit refer regret rip"
    " rob rub run set shop shut sit skip slam slap slip snap sob spit split spot stab step stir"
    " stop strip submit swap swim tap tip transfer trap trip wrap win beg kidnap travel cancel"
    " quarrel label signal cop spin"
)


def _doubles(base: str) -> bool:
    return base in _DOUBLE


def forms(word: str) -> tuple[Form, ...]:
    """What a lower-case word may be as a verb; () where it is none we know.

    A word in -ed of five letters or more is a past form although its verb is not in the list.
    """
    known = _verbs().get(word)
    if known is not None:
        return known
    if len(word) >= 5 and word.endswith("ed") and word not in _NOT_PAST:
        return (Form(word, "past"), Form(word, "participle"))
    return ()


_NOT_PAST = listed(
    "hundred indeed sacred naked wicked rugged beloved speed exceed succeed proceed bleed breed"
    " greed creed agreed-upon so-called kindred hatred infrared unmarried used supposed scared"
    " tired bored married divorced separated concerned interested excited worried shed sled"
    " exhausted devastated frightened terrified confused ashamed embarrassed relieved pleased"
    " disappointed shocked surprised annoyed determined"
)


class Name(NamedTuple):
    """A given name of the table; `full`: the forms it may be short for, itself among them."""

    sex: str
    full: frozenset[str]


@functools.cache
def names() -> dict[str, Name]:
    """Given names in lower case: sex m, f, or u where both bear it."""
    found: dict[str, tuple[set[str], set[str]]] = {}

    def note(name: str, sex: str, full: str) -> None:
        sexes, fulls = found.setdefault(name.lower(), (set(), set()))
        sexes.add(sex)
        fulls.add(full.lower())

    alone = False
    for line in (_DATA / "names.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            alone = "without" in line
            continue
        sex, first, *others = line.split()
        note(first, sex, first)
        for other in others:
            note(other, sex, other if alone else first)
    return {
        name: Name(next(iter(sexes)) if len(sexes) == 1 else "u", frozenset(fulls))
        for name, (sexes, fulls) in found.items()
    }

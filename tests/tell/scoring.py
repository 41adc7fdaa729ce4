"""Compares the drafts of an account with what was annotated by hand, by places in the text."""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from everyword.tell.account import read_account
from everyword.tell.drafts import Told

ACCOUNTS = Path(__file__).parent / "accounts"


class Score(NamedTuple):
    """Counts of one account; the lists name what was wrong, for whoever reads the failure."""

    found: int
    wanted: int
    right: int
    drafted: int
    missed: list[str]
    extra: list[str]
    wrong_kind: list[str]
    as_happened: list[str]
    speakers_right: int
    speakers_given: int
    speakers_wanted: int
    speakers_wrong: list[str]
    people_missed: list[str]
    other: list[str]


def names() -> list[str]:
    return sorted(path.stem for path in ACCOUNTS.glob("*.toml"))


def given(name: str) -> tuple[str, dict[str, Any]]:
    """The text as it is in the file, and its annotation."""
    text = (ACCOUNTS / f"{name}.txt").read_bytes().decode("utf-8")
    return text, tomllib.loads((ACCOUNTS / f"{name}.toml").read_text("utf-8"))


def place(text: str, quote: str) -> tuple[int, int]:
    at = text.find(quote)
    assert at >= 0, f"not in the account: {quote}"
    return at, at + len(quote)


def overlap(one: tuple[int, int], two: tuple[int, int]) -> int:
    return max(0, min(one[1], two[1]) - max(one[0], two[0]))


def most(one: tuple[int, int], two: tuple[int, int]) -> bool:
    """Do they share more than half of the shorter one?"""
    return overlap(one, two) * 2 > min(one[1] - one[0], two[1] - two[0])


def score(name: str) -> Score:
    text, wanted = given(name)
    told = read_account(text)
    drafted = [((fact.start, fact.end), fact.kind) for fact in told.facts]
    musts = [(place(text, quote), kinds, quote) for quote, *kinds in wanted["facts"]]
    mays = [place(text, quote) for quote in wanted["also"]]
    missed, wrong = [], []
    for where, kinds, quote in musts:
        fits = [kind for each, kind in drafted if most(each, where)]
        if not fits:
            missed.append(quote)
        elif not set(fits) & set(kinds):
            wrong.append(f"{quote}: {fits}")
    known = [where for where, _, _ in musts] + mays
    extra = [text[a:b] for (a, b), _ in drafted if not any(most((a, b), where) for where in known)]
    traps = [(place(text, quote), quote) for quote in wanted["not_happened"]]
    as_happened = [
        quote
        for where, quote in traps
        for each, kind in drafted
        if kind in ("happened", "habitual") and overlap(each, where) > 3
    ]
    speakers = _speakers(text, told, wanted["speakers"])
    return Score(
        len(musts) - len(missed) - len(wrong), len(musts), len(drafted) - len(extra), len(drafted),
        missed, extra, wrong, as_happened, *speakers, _people(told, wanted["people"]),
        _lists(text, told, wanted),
    )  # fmt: skip


def _speakers(text: str, told: Told, wanted: dict[str, str]) -> tuple[int, int, int, list[str]]:
    names = {each.id: each.names for each in told.people}
    right = given_ = 0
    wrong = []
    for saying in told.sayings:
        expected = next((who for quote, who in wanted.items() if quote in saying.quote), None)
        if saying.speaker is None:
            continue
        given_ += 1
        if expected in names[saying.speaker]:
            right += 1
        else:
            wrong.append(f"{saying.quote}: {names[saying.speaker]}")
    return right, given_, len(wanted), wrong


def _people(told: Told, wanted: list[list[str]]) -> list[str]:
    have = [{name.lower() for name in each.names} for each in told.people]
    return [
        " = ".join(group)
        for group in wanted
        if not any({name.lower() for name in group} <= names for names in have)
    ]


def _lists(text: str, told: Told, wanted: dict[str, Any]) -> list[str]:
    wrong = []
    for key, drafts in (
        ("money", told.money),
        ("orders", told.orders),
        ("evidence", told.evidence),
    ):
        places = [(each.start, each.end) for each in drafts]
        for quote in wanted[key]:
            if not any(overlap(each, place(text, quote)) for each in places):
                wrong.append(f"{key} missed: {quote}")
        for quote in wanted.get(f"not_{key}", []):
            if any(overlap(each, place(text, quote)) for each in places):
                wrong.append(f"{key} too much: {quote}")
        if key != "evidence":
            allowed = [place(text, quote) for quote in wanted[key]]
            again = [text.count(quote) for quote in wanted[key]]
            for start, end in places:
                fits = any(overlap((start, end), each) for each in allowed)
                if not fits and not any(n > 1 for n in again):
                    wrong.append(f"{key} extra: {text[start:end]}")
    for quote in wanted.get("gaps", []):
        if not any(overlap((g.start, g.end), place(text, quote)) for g in told.gaps):
            wrong.append(f"gap missed: {quote}")
    for quote in wanted.get("skipped", []):
        if not any(overlap((s.start, s.end), place(text, quote)) for s in told.skipped):
            wrong.append(f"not skipped: {quote}")
    return wrong


def contradictions_found(name: str) -> tuple[int, int, list[str]]:
    text, wanted = given(name)
    told = read_account(text)
    pairs = [(c.quote, c.other.quote) for c in told.contradictions]
    missed = [
        f"{one} / {two}"
        for one, two in wanted.get("contradictions", [])
        if not any((one in a and two in b) or (one in b and two in a) for a, b in pairs)
    ]
    total = len(wanted.get("contradictions", []))
    return total - len(missed), total, missed

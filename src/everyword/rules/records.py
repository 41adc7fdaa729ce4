"""Court profiles: which rules a court has, from which day, from which source, how sure we are.

The rules are text files in `data`, one for each court, and `data/groups` for what several courts
share: a rule is written once and a court's file says only what is different there. A rule with
several versions stands several times, each with its own days.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from everyword.errors import WrongUsage

Severity = Literal["block", "error", "warning", "info"]
Confidence = Literal["official", "copy", "ours", "secondary", "general"]
DATA = Path(__file__).parent / "data"
GROUPS = DATA / "groups"
SURE = ("official", "copy", "ours")
"""Read in the official text or a copy of it; or no court's rule but what any reader of PDF needs.
The others only warn."""
CONFIDENCE = {
    "official": "the official text",
    "copy": "the official text as another site has it",
    "ours": "no court's rule: what a reader of the PDF needs",
    "secondary": "not sure: from a note about the rule, not from its text",
    "general": "not sure: general knowledge, the text was not read",
}
Version = tuple[dict[str, Any], ...]


class Layout(Struct, frozen=True, forbid_unknown_fields=True):
    """How a bundle for this court is made."""

    numbering: Literal["run", "sections"] = "run"
    """"run": one Arabic sequence from 1; "sections": the letter of the section and a number that
    starts again in each (A1, A2, B1)."""
    paper: Literal["a4", "us-letter"] = "a4"
    most_pages: int | None = None
    most_bytes: int | None = None
    opens: Literal["100", "plain"] = "100"
    """"plain": the file says nothing about how it is to be opened."""
    forms: Literal["live", "flat"] = "live"
    outside_links: bool = True
    font: Literal["sans", "serif"] = "sans"
    points: int = 12


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule in one version. `source` is an address, or "everyword" where no court asks it."""

    id: str
    check: str
    words: str
    severity: Severity
    jurisdiction: str
    source: str
    seen: dt.date
    confidence: Confidence
    since: dt.date | None = msgspec.field(name="from", default=None)
    until: dt.date | None = msgspec.field(name="to", default=None)
    settings: dict[str, Any] = {}

    @property
    def is_sure(self) -> bool:
        return self.confidence in SURE

    @property
    def weight(self) -> Severity:
        """How much a finding weighs: what was not read in the rule's own text only warns."""
        if self.is_sure or self.severity == "info":
            return self.severity
        return "warning"

    def is_in_force(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


class Profile(Struct, frozen=True):
    """What one court asks, in every version known; `not_checked`: what no PDF can show."""

    id: str
    title: str
    jurisdiction: str
    seen: dt.date
    layout: Layout
    rules: tuple[Rule, ...]
    not_checked: tuple[str, ...] = ()

    def in_force(self, day: dt.date) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.is_in_force(day))

    def not_in_force(self, day: dt.date) -> tuple[str, ...]:
        """The ids of rules that have no version for this day."""
        known = {rule.id for rule in self.in_force(day)}
        return tuple(sorted({rule.id for rule in self.rules} - known))


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    """A court's file, or a group's, as written."""

    id: str
    title: str
    jurisdiction: str = "any"
    seen: dt.date | None = None
    source: str = "everyword"
    confidence: Confidence = "ours"
    takes: tuple[str, ...] = ()
    leaves_out: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()
    layout: Layout = Layout()
    rule: tuple[dict[str, Any], ...] = ()


def profile(id: str) -> Profile:
    """The profile of a court. Raises WrongUsage, naming those there are."""
    known = [each.id for each in profiles()]
    if id not in known:
        raise WrongUsage(
            problem=f"There is no court profile {id}.",
            remedy=f"These are there: {', '.join(known)}.",
        )
    return profiles()[known.index(id)]


@cache
def profiles() -> tuple[Profile, ...]:
    """All of them; the one for no court in particular, "plain", last."""
    made = [_made(_read(path)) for path in sorted(DATA.glob("*.toml"))]
    return tuple(sorted(made, key=lambda each: (each.id == "plain", each.id)))


def _read(path: Path) -> _File:
    return msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)


def _made(file: _File) -> Profile:
    taken = _taken(file)
    unknown = set(file.leaves_out) - taken.keys()
    assert not unknown, f"{file.id} leaves out what it does not have: {unknown}"
    rules = [
        msgspec.convert(version, Rule)
        for id, versions in taken.items()
        if id not in file.leaves_out
        for version in versions
    ]
    notes = [*_notes(file.takes), *file.not_checked]
    assert file.seen is not None, file.id
    return Profile(
        file.id,
        file.title,
        file.jurisdiction,
        file.seen,
        file.layout,
        tuple(rules),
        tuple(dict.fromkeys(notes)),
    )


def _taken(file: _File) -> dict[str, Version]:
    """The versions of each rule: those of the groups, changed by what the file itself says."""
    taken: dict[str, Version] = {}
    for name in file.takes:
        taken = {**taken, **_taken(_read(GROUPS / f"{name}.toml"))}
    own: dict[str, Version] = {}
    for said in file.rule:
        first: Mapping[str, Any] = taken[said["id"]][0] if said["id"] in taken else {}
        own[said["id"]] = (*own.get(said["id"], ()), _version(file, first, said))
    return {**taken, **own}


def _version(file: _File, before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """A rule as the file has it; what it does not say comes from the group it was taken from."""
    spoken: dict[str, Any] = {"check": said["id"], "severity": "warning", **before}
    spoken |= {
        "jurisdiction": file.jurisdiction,
        "source": file.source,
        "confidence": file.confidence,
        "seen": file.seen or before.get("seen"),
    }
    settings = {**before.get("settings", {}), **said.get("settings", {})}
    return {**spoken, **said, "settings": settings}


def _notes(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        group = _read(GROUPS / f"{name}.toml")
        yield from _notes(group.takes)
        yield from group.not_checked

"""`--answer`: what a file does not say, for all files of a command or for one by its name."""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from everyword.case.phones import checked_zones
from everyword.errors import SourceUnreadable, WrongUsage

ANSWERS = {
    "date_order": r"dmy|mdy|ymd",
    "zone": r".+",
    "me": r".+",
    "encoding": r"[A-Za-z0-9_-]+",
    "columns": r"yes|[A-Za-z]+=.+",
    "decimal": r"point|comma",
}
"""The questions readers ask, and what an answer looks like."""
_FOR_ONE = re.compile(rf"(?s)(.+?):((?:{'|'.join(ANSWERS)})=.*)")
SHOWN = 5
"""Names of files that a refusal repeats at most."""


class Given(Struct, frozen=True):
    """Answers for every file, and those for one: its name as typed, and the answers."""

    for_all: dict[str, str]
    for_one: dict[str, dict[str, str]]

    def of(
        self, found: Iterable[tuple[Path, str] | SourceUnreadable]
    ) -> dict[Path, dict[str, str]]:
        """What was said of single files, by their paths. `found`: all files, each with its name.

        Raises WrongUsage where a name fits none of them, or several.
        """
        known = (each for each in found if not isinstance(each, SourceUnreadable))
        files = list(dict.fromkeys(known))
        own: dict[Path, dict[str, str]] = {}
        for name, answers in self.for_one.items():
            own.setdefault(_meant(name, files), {}).update(answers)
        return own


def parse_given(answers: Iterable[str], zone: str | None) -> Given:
    """K=V words, and FILE:K=V. Raises WrongUsage."""
    general: list[str] = []
    single: dict[str, list[str]] = {}
    for answer in answers:
        one = None if answer.partition("=")[0] in ANSWERS else _FOR_ONE.fullmatch(answer)
        if one is None:
            general.append(answer)
        else:
            single.setdefault(one[1], []).append(one[2])
    for_one = {name: parse_answers(words, None) for name, words in single.items()}
    return Given(parse_answers(general, zone), for_one)


def parse_answers(answers: Iterable[str], zone: str | None) -> dict[str, str]:
    """K=V words as a mapping. Raises WrongUsage."""
    found = {"zone": zone} if zone else {}
    for answer in answers:
        key, equals, value = answer.partition("=")
        if not equals or not key or not value:
            raise WrongUsage(
                problem=f"--answer {answer}: an answer is a name, = and a value.",
                remedy="For example:  --answer date_order=dmy",
            )
        if key not in ANSWERS or not re.fullmatch(ANSWERS[key], value):
            raise WrongUsage(
                problem=f"--answer {answer}: no reader asks that, or not with this answer.",
                remedy="These are asked: date_order=dmy, mdy or ymd; decimal=point or comma; "
                "columns=yes or date=1,amount=3; zone=; me=; encoding=",
            )
        found[key] = value
    if "zone" in found:
        found["zone"] = checked_zones(found["zone"])
    return found


def merged(given: Given, own: Mapping[Path, dict[str, str]], path: Path) -> dict[str, str]:
    """What is said of the file at `path`: what names it counts before what is said of all."""
    return {**given.for_all, **own.get(path, {})}


def _meant(name: str, files: list[tuple[Path, str]]) -> Path:
    """The file somebody names: by its path, by the name it is kept under, or by the end of it."""
    wanted, path = _plain(name), _plain(os.path.normpath(Path(name).absolute()))
    fits = [[at for at, _ in files if _plain(str(at)) == path]]
    fits.append([at for at, kept in files if _plain(kept) == wanted])
    fits.append([at for at, _ in files if _plain(str(at)).endswith(f"/{wanted.lstrip('/')}")])
    found = next((each for each in fits if each), [])
    if len(found) == 1:
        return found[0]
    told = [str(at) for at in found] or [kept for _, kept in files]
    more = f" and {len(told) - SHOWN:,} more" if len(told) > SHOWN else ""
    names = f"{', '.join(told[:SHOWN])}{more}" if told else "none"
    raise WrongUsage(
        problem=f"--answer {name}:…: {'several files are' if found else 'no file is'} so named.",
        remedy=f"Name one of these, with its folders where that is needed: {names}",
    )


def _plain(name: str) -> str:
    """Some computers write é as two signs: the same name."""
    return unicodedata.normalize("NFC", name)

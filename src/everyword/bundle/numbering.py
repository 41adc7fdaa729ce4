"""Page labels: what is printed on a page, in the index, in the bookmarks and in the viewer.

Two ways are known. "run": 1, 2, 3 through the whole bundle, front matter included. "sections": A1,
A2, B1, each section from 1 again, the front matter i, ii, iii. Volumes change nothing in either:
the numbers run on. Pages that come after a bundle was lodged leave its labels as they are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from everyword.bundle.plan import section_letters

Numbering = Literal["run", "sections"]
FRONT = ""
"""The run of the front matter, where sections have runs of their own."""
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"))


class Part(Struct, frozen=True):
    """Pages that stay together: a part of the front matter, or a document.

    `section` is its section's letter, "" for the front matter. `after` is the label of the lodged
    page behind which late pages go; without one they continue the last number.
    """

    key: str
    pages: int
    volume: int
    section: str = FRONT
    after: str = ""


class Spot(Struct, frozen=True):
    """Where a part stands: its file, the page in it from 1, and the labels of its pages."""

    volume: int
    page: int
    labels: tuple[str, ...]

    @property
    def first(self) -> str:
        return self.labels[0]

    @property
    def last(self) -> str:
        return self.labels[-1]


def number(
    parts: Iterable[Part], numbering: Numbering, used: Sequence[str] = ()
) -> dict[str, Spot]:
    """The spot of each part, in the order they stand in. `used` are the labels lodged before."""
    counts = _counts(used)
    pages: dict[int, int] = {}
    spots: dict[str, Spot] = {}
    for part in parts:
        page = pages.get(part.volume, 0) + 1
        pages[part.volume] = page + part.pages - 1
        behind = re.sub("(?<=[0-9])[A-Z]+$", "", part.after)  # after 10B comes 10C
        if behind:
            run, form = f"after {behind}", _inserted
        elif part.section == FRONT and (used or numbering == "sections"):
            run, form = "front", _front
        else:
            run, form = ("" if numbering == "run" else part.section), _plain
        before = counts.get(run, 0)
        counts[run] = before + part.pages
        numbers = range(before + 1, before + part.pages + 1)
        prefix = behind or run
        spots[part.key] = Spot(part.volume, page, tuple(form(prefix, n) for n in numbers))
    return spots


def _plain(prefix: str, number: int) -> str:
    return f"{prefix}{number}"


def _inserted(prefix: str, number: int) -> str:
    return prefix + section_letters(number - 1)


def _front(prefix: str, number: int) -> str:
    return roman(number)


def roman(number: int) -> str:
    """In small letters, as front matter is counted."""
    letters = ""
    for value, sign in (*ROMAN, (1, "i")):
        letters += sign * (number // value)
        number %= value
    return letters


def _counts(used: Sequence[str]) -> dict[str, int]:
    """How far each run has come."""
    fronts = {roman(number): number for number in range(1, len(used) + 1)}
    counts: dict[str, int] = {}
    for label in used:
        if label in fronts:
            run, number = "front", fronts[label]
        elif found := re.fullmatch("([A-Z]*)([0-9]+)", label):
            run, number = found[1], int(found[2])
        elif found := re.fullmatch("([A-Z]*[0-9]+)([A-Z]+)", label):
            run, number = f"after {found[1]}", _place(found[2])
        else:
            continue
        counts[run] = max(counts.get(run, 0), number)
    return counts


def _place(letters: str) -> int:
    """A is 1, Z 26, AA 27: the other way round of `section_letters`."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place


def labels_by_page(spots: Mapping[str, Spot]) -> dict[int, list[str]]:
    """For each volume the labels of its pages, in order."""
    found: dict[int, list[str]] = {}
    for spot in sorted(spots.values(), key=lambda spot: (spot.volume, spot.page)):
        found.setdefault(spot.volume, []).extend(spot.labels)
    return found


def spans(labels: Sequence[str]) -> list[tuple[str, str]]:
    """The first and last label of each stretch in which the labels run on."""
    found: list[tuple[str, str]] = []
    before = ""
    for label in labels:
        if found and _run(label) == _run(before):
            found[-1] = (found[-1][0], label)
        else:
            found.append((label, label))
        before = label
    return found


def _run(label: str) -> str:
    if found := re.fullmatch("([A-Z]*)[0-9]+", label):
        return found[1]
    return "front" if label.islower() else "after " + label.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

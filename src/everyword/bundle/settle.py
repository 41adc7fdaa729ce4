"""The front matter, set again until its numbers are those of the pages it leads to."""

from collections.abc import Mapping

from msgspec import Struct

from everyword.bundle.documents import Printed, look_of
from everyword.bundle.front import Writer, front_keys
from everyword.bundle.numbering import Numbering, Part, Spot, number
from everyword.bundle.pages.labelled import label_papers
from everyword.bundle.pages.pieces import Printer
from everyword.bundle.pages.typeset import Sheets, compile_pieces
from everyword.bundle.pdf.small import open_bytes
from everyword.bundle.plan import DocumentEntry, Plan
from everyword.bundle.volumes import caps, split

MOST_ROUNDS = 12


class Front(Struct, frozen=True):
    """The front matter of each volume with the numbers it is right for.

    `keys` are the documents of each volume; `lengths` the pages of each part of the front matter.
    """

    sheets: tuple[Sheets, ...]
    keys: tuple[tuple[str, ...], ...]
    lengths: Mapping[str, int]
    spots: Mapping[str, Spot]
    findings: tuple[str, ...]


def settle(
    plan: Plan, printer: Printer, printed: Mapping[str, Printed], sizes: Mapping[str, int]
) -> Front:
    """Pages are numbered, the front matter is set, and both again until nothing moves."""
    lengths: dict[str, int] = {}
    digits = 1
    longest = (1, 1)
    for _ in range(MOST_ROUNDS):
        volumes = split(printed, *caps(plan), longest, sizes)
        fronts = front_keys(plan, len(volumes), plan.supplement is not None)
        spots = number(*_numbered(plan, printed, fronts, volumes, lengths))
        labels = [label for spot in spots.values() for label in spot.labels]
        digits = max(digits, *map(len, labels))
        look = look_of(plan, not all(label.isdecimal() for label in labels))
        sheets, now = [], dict[str, int]()
        said: list[str] = []
        for place, keys in enumerate(fronts, 1):
            writer = Writer(plan, printer, printed, spots, place, len(volumes), _earlier(plan))
            made = compile_pieces(writer.pieces(keys), plan.paper, digits, look)
            sheets.append(made)
            now |= _lengths(made)
            now |= label_papers(printed, volumes[place - 1], writer, digits, look)
            said += writer.findings
            length = sum(now[key] for key in keys)
            longest = (
                max(longest[0], length if place == 1 else 0),
                max(longest[1], length if place > 1 else 0),
            )
        if now == lengths:
            return Front(tuple(sheets), tuple(map(tuple, volumes)), lengths, spots, tuple(said))
        lengths = now
    raise AssertionError("the front matter does not settle")


def _earlier(plan: Plan) -> tuple[DocumentEntry, ...]:
    old = plan.supplement
    return () if old is None else (*old.earlier, *old.documents)


def _numbered(
    plan: Plan,
    printed: Mapping[str, Printed],
    fronts: list[list[str]],
    volumes: list[list[str]],
    lengths: Mapping[str, int],
) -> tuple[list[Part], Numbering, list[str]]:
    parts = []
    for place, (front, keys) in enumerate(zip(fronts, volumes, strict=True), 1):
        parts += [Part(key, lengths.get(key, 1), place) for key in front]
        for key in keys:
            each = printed[key]
            parts.append(Part(key, each.pages, place, each.section, each.document.after))
    old = plan.supplement
    used = [] if old is None else [page.label for page in (*old.lodged, *old.pages)]
    return parts, plan.layout.numbering, used


def _lengths(sheets: Sheets) -> dict[str, int]:
    """How many pages each piece has."""
    with open_bytes(sheets.pdf) as pdf:
        ends = [*(first for _, first in sheets.pieces[1:]), len(pdf.pages) + 1]
    return {key: end - first for (key, first), end in zip(sheets.pieces, ends, strict=True)}

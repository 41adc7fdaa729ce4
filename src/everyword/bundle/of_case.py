"""From a case to a plan: exhibits become documents, facts become the chronology."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from everyword import chronology
from everyword.bundle import plan
from everyword.bundle.printed import Printed, Shown
from everyword.bundle.printed_times import clock
from everyword.case.store import Case
from everyword.case.work import CiteTo, Exhibit
from everyword.errors import NotFound, WrongUsage
from everyword.model import Document


class SectionSpec(Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    exhibits: tuple[str, ...]


class Spec(Struct, frozen=True, forbid_unknown_fields=True):
    """What the person wants in the bundle; the empty one is everything there is."""

    title: str = "Bundle"
    lines: tuple[str, ...] = ()
    sections: tuple[SectionSpec, ...] = ()
    chronology: bool = True


def read_spec(path: Path) -> Spec:
    """A SPEC.toml: title, lines, [[sections]] with title and exhibits. Raises WrongUsage."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Spec)
    except (OSError, ValueError, msgspec.ValidationError) as fault:
        raise WrongUsage(
            problem=f"{path}: not a bundle description: {fault}",
            remedy="See docs/commands.md, bundle, for an example.",
        ) from None


def plan_of_case(case: Case, spec: Spec, made: str) -> plan.Plan:
    """The plan of everything `spec` names. Raises NotFound for an exhibit that is not there."""
    exhibits = case.work.exhibits()
    wanted = spec.sections or (SectionSpec("Exhibits", tuple(exhibits)),)
    sections = []
    used: list[Exhibit] = []
    shown: Shown = {}
    for number, section in enumerate(wanted):
        documents: list[plan.Document] = []
        for label in section.exhibits:
            if label not in exhibits:
                raise NotFound(thing="exhibit", name=label, command="everyword exhibit list")
            used.append(exhibits[label])
            documents.extend(Printed(case, exhibits[label], shown).documents())
        sections.append(plan.Section(plan.section_letters(number), section.title, tuple(documents)))
    rows = _chronology(case, shown) if spec.chronology else ()
    return plan.Plan(
        spec.title, spec.lines, tuple(sections), rows, made, remarks=tuple(_remarks(case, used))
    )


def _chronology(case: Case, shown: Shown) -> tuple[plan.ChronologyRow, ...]:
    return tuple(
        plan.ChronologyRow(
            row.number,
            row.span.words,
            row.fact.sentence,
            row.fact.status,
            tuple(_cite(case, cite, shown) for cite in row.cites),
        )
        for row in chronology.rows(case.work.facts().values())
    )


def _cite(case: Case, cite: CiteTo, shown: Shown) -> plan.Cite:
    """The exhibit's label, and the place in it where paper shows none."""
    entry = case.index.item(cite.item)
    if entry.id not in shown:
        path = entry.reading.where[0].path.rsplit("/", 1)[-1]
        return plan.Cite(None, f"{path}{_place(cite)}")
    key, anchored = shown[entry.id]
    words = key.rsplit(".", 1)[0] + _place(cite)
    anchor = entry.id if anchored else None
    if anchor is None and cite.lines and isinstance(entry.reading, Document):
        anchor = None if entry.reading.pages else f"line {cite.lines[0]}"
    return plan.Cite(key, words, anchor, cite.page or 1)


def _place(cite: CiteTo) -> str:
    if cite.seconds:
        return f", {clock(cite.seconds[0])} to {clock(cite.seconds[1])}"
    if cite.lines:
        return f", lines {cite.lines[0]} to {cite.lines[1]}"
    return ""


def _remarks(case: Case, exhibits: Iterable[Exhibit]) -> Iterator[str]:
    """Only of the sources behind the exhibits: what else the case holds is nobody's business."""
    objects = case.index.objects_of([item for each in exhibits for item in each.items])
    for row in case.index.sources():
        if row.object not in objects:
            continue
        if row.state != "read":
            yield f"{row.name}: kept, not read yet: {row.question or 'waiting'}"
        elif row.account and row.account.problems:
            count = row.account.problems
            yield f"{row.name}: {count} place{'s' * (count != 1)} could not be read"

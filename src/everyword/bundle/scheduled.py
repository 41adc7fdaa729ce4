"""Schedules in print: of a case's counted tables the documents of a bundle, or pages alone."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from everyword.bundle import plan
from everyword.bundle.pages.drafts import OWN
from everyword.bundle.pages.pieces import Printer
from everyword.bundle.pages.typeset import compile_pieces
from everyword.case.decided import Person
from everyword.case.people import without_hidden
from everyword.case.store import Case
from everyword.schedules.table import Row, Schedule

CiteOf = Callable[[str], plan.Cite]
"""Of an item's full id."""


def counted(
    schedule: Schedule, caption: plan.Caption, people: Mapping[str, Person], cite: CiteOf
) -> plan.CountedSchedule:
    """A schedule for print: people who are hidden by their role, each item by where it stands."""

    def shown(words: str) -> str:
        return without_hidden(words, people)

    return plan.CountedSchedule(
        caption,
        tuple((shown(label), shown(words)) for label, words in schedule.facts),
        tuple(map(shown, schedule.columns)),
        schedule.align,
        tuple(
            plan.CountedRow(tuple(map(shown, row.cells)), _cites(row, cite), row.total)
            for row in schedule.rows
        ),
        tuple(map(shown, schedule.notes)),
        tuple(plan.Drawing(shown(each.words), shown(each.svg)) for each in schedule.pictures),
    )


def _cites(row: Row, cite: CiteOf) -> tuple[plan.Cite, ...]:
    """Of a sum none: the lines that it adds up have theirs."""
    return () if row.total else tuple(dict.fromkeys(cite(item) for item in row.items))


def documents(
    schedules: Iterable[tuple[Schedule, str]], caption: plan.Caption, case: Case, cite: CiteOf
) -> list[plan.Document]:
    """Each schedule, under the title given with it, as a document of the bundle."""
    people = case.work.people()
    return [
        plan.Document(
            f"schedule {number}",
            without_hidden(title or schedule.title, people),
            "",
            None,
            counted(schedule, caption, people, cite),
            OWN,
        )
        for number, (schedule, title) in enumerate(schedules, 1)
    ]


def alone(case: Case, schedule: Schedule, paper: str = "a4") -> tuple[bytes, list[str]]:
    """A PDF of one schedule by itself, its pages numbered; and what has to be said about it.

    What each figure was counted from is named by its file and the item's id.
    """

    def cite(item: str) -> plan.Cite:
        entry = case.index.item(item)
        return plan.Cite(None, f"{entry.reading.where[0].path.rsplit('/', 1)[-1]} [{entry.id}]")

    (document,) = documents([(schedule, "")], plan.Caption(), case, cite)
    printer = Printer()
    pieces = list(printer.pieces(document))
    pdf = compile_pieces(pieces, paper, 1, alone=True).pdf
    unprinted = sorted({f"U+{point:04X}" for each in printer.unprinted.values() for point in each})
    said = [f"no font here has {', '.join(unprinted)}: printed as a box"] if unprinted else []
    return pdf, [*printer.findings, *said]


def with_schedules(planned: plan.Plan, found: Iterable[tuple[plan.Document, str]]) -> plan.Plan:
    """The plan with each document at the end of the section of that name, or of a new last one."""
    sections = list(planned.sections)
    for document, title in found:
        place = next((n for n, each in enumerate(sections) if each.title == title), None)
        if place is None:
            letter = plan.section_letters(len(sections))
            sections.append(plan.Section(letter, title, (document,)))
        else:
            more = (*sections[place].documents, document)
            sections[place] = msgspec.structs.replace(sections[place], documents=more)
    return msgspec.structs.replace(planned, sections=tuple(sections))

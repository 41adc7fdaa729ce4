"""A bundle without the names of hidden people, and where such a name is left.

All that a person wrote, and all that the program writes, goes through one function of the case
(`people.without_hidden`): titles, chronology, papers of the court, the description in the manifest.
The words of sources stay as they are; where a name stands in them is told before anything is made.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from everyword.bundle import plan
from everyword.bundle.plan import Plan
from everyword.case import hidden
from everyword.case.decided import Person
from everyword.case.hidden import Place, lines_from
from everyword.case.people import hidden_notes, without_hidden

Take = Callable[[str], str]
OF_SOURCES = frozenset(("document", "files", "key", "anchor", "sha256", "mark", "align"))
"""Fields of a paper of ours that other parts refer to."""


def unnamed(planned: Plan, people: Mapping[str, Person]) -> Plan:
    """The plan with whole names of hidden people replaced in all that is not a source's word."""
    if not any(each.hidden for each in people.values()):
        return planned

    def take(text: str) -> str:
        return without_hidden(text, people)

    changed = {
        name: _through(getattr(planned, name), take)
        for name in (
            "title", "lines", "chronology", "made", "remarks", "findings", "notes", "statement",
            "hearing", "caption", "spec",
        )
    }  # fmt: skip
    sections = tuple(
        plan.Section(
            section.letter,
            take(section.title),
            tuple(_document(each, take) for each in section.documents),
        )
        for section in planned.sections
    )
    notes = (*changed.pop("notes"), *hidden_notes(people))
    return msgspec.structs.replace(
        planned, sections=sections, people=people, notes=notes, **changed
    )


def _document(document: plan.Document, take: Take) -> plan.Document:
    """Its title and what is said of it; the content only where it is a paper of our own."""
    is_ours = isinstance(document.content, plan.CourtPaper)
    return msgspec.structs.replace(
        document,
        title=take(document.title),
        date=take(document.date),
        basis=take(document.basis),
        content=_through(document.content, take) if is_ours else document.content,
    )


def lodged_without(lodged: plan.Manifest, people: Mapping[str, Person]) -> plan.Manifest:
    """What was lodged, as a supplement's index names it: titles and sections without the names."""

    def take(text: str) -> str:
        return without_hidden(text, people)

    def entries(given: tuple[plan.DocumentEntry, ...]) -> tuple[plan.DocumentEntry, ...]:
        return tuple(
            msgspec.structs.replace(
                each, title=take(each.title), section=take(each.section), basis=take(each.basis)
            )
            for each in given
        )

    return msgspec.structs.replace(
        lodged,
        title=take(lodged.title),
        documents=entries(lodged.documents),
        earlier=entries(lodged.earlier),
    )


def _through(value: Any, take: Take) -> Any:
    """The same value with every text in it changed."""
    match value:
        case str():
            return take(value)
        case Struct():
            names = [name for name in value.__struct_fields__ if name not in OF_SOURCES]
            changed = {name: _through(getattr(value, name), take) for name in names}
            return msgspec.structs.replace(value, **changed)
        case Mapping():
            return {key: _through(each, take) for key, each in value.items()}
        case list() | tuple():
            return type(value)(_through(each, take) for each in value)
        case _:
            return value


# Where a name is left


def mentions(planned: Plan, out: str = "") -> list[str]:
    """Where names of hidden people stand that were not replaced, by document and place.

    A whole name is left only in the words of sources, and in the name `out` of the file that is
    made; a part of one anywhere.
    """
    looked_for = hidden.sought(planned.people)
    own: list[Place] = [("The bundle", "its own file name", out)]
    return hidden.told((*own, *_places(planned)), looked_for) if looked_for else []


def _places(planned: Plan) -> Iterator[Place]:
    for text in (planned.title, *planned.lines, *_texts(planned.caption)):
        yield "The cover", "", text
    for text in _texts(planned.hearing):
        yield "The sheet for the hearing", "", text
    for row in planned.chronology:
        for text in _texts(row):
            yield "The chronology", f"row {row.number}", text
    for remark in planned.remarks:
        yield "The index", "a remark", remark
    for section in planned.sections:
        yield "The index", "the title of a section", section.title
        for document in section.documents:
            name = f"{document.mark} ({document.title})" if document.mark else document.title
            for text in (document.title, document.basis):
                yield name, "the title", text
            for place, text in _of_content(document.content):
                yield name, place, text
            for place, text in planned.read.get(document.key, ()):
                yield name, place, text


def _of_content(content: plan.Content) -> Iterator[tuple[str, str]]:
    """The words of a document with their place in it, as it is printed."""
    for _, value in getattr(content, "facts", ()):
        yield "the particulars", value
    match content:
        case plan.Given(source=source) | plan.Picture(source=source):
            yield "the name of the file", source.name
        case plan.Office(source=source, otherwise=otherwise):
            yield "the name of the file", source.name
            yield from _of_content(otherwise)
        case plan.Transcript(lines=lines):
            for line in lines:
                for text in _texts((line.sender, line.text, line.notes, line.attachments)):
                    yield f"message {line.number}", text
        case plan.Text(lines=words, first=first):
            yield lines_from(first), "\n".join(words)
        case plan.Letter(head=head, lines=words, attachments=files):
            yield "the head", "\n".join(_texts((head, files)))
            yield lines_from(1), "\n".join(words)
        case plan.Table(rows=rows):
            for number, row in enumerate(rows, 1):
                yield f"row {number}", "\n".join(row.cells)
        case plan.Slip(spoken=spoken):
            for each in spoken:
                yield f"second {each.at}", f"{each.speaker}\n{each.text}"
        case plan.Unusable(reason=reason):
            yield "the reason given", reason
        case plan.Statement(paragraphs=paragraphs):
            for number, paragraph in enumerate(paragraphs, 1):
                yield f"paragraph {number}", f"{paragraph.heading}\n{paragraph.text}"
            yield "the heading", "\n".join(_texts((content.corner, content.opening)))
        case plan.CountedSchedule(rows=counted, notes=notes, drawings=drawings):
            for number, of_row in enumerate(counted, 1):
                yield f"row {number}", "\n".join(_texts(of_row))
            yield "the notes", "\n".join(_texts((notes, drawings)))
        case plan.ScottSchedule() | plan.ExhibitList():
            for text in _texts(content):
                yield "", text


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Struct():
            for name in value.__struct_fields__:
                yield from _texts(getattr(value, name)) if name not in OF_SOURCES else ()
        case Mapping():
            for each in value.values():
                yield from _texts(each)
        case list() | tuple():
            for each in value:
                yield from _texts(each)
        case _:
            pass

"""A description changed by the words of a command: other titles, another order, more or less."""

from collections.abc import Iterable

import msgspec

from everyword.bundle.spec import DocumentSpec, ExhibitSpec, SectionSpec, Spec
from everyword.errors import WrongUsage

MOST_TITLES = 12
"""Listed where a title is not known."""


def changed(
    spec: Spec,
    titles: Iterable[str],
    gone: Iterable[str],
    moved: Iterable[tuple[str, str]] = (),
    added: Iterable[DocumentSpec] = (),
    bases: Iterable[tuple[str, str]] = (),
) -> Spec:
    """With more papers, other titles ("OLD=NEW"), without some, and some moved before others.
    `bases` are papers and what is recorded for them.

    Raises WrongUsage for a title that none or several have.
    """
    for document in added:
        spec = _added(spec, document)
    for title, basis in bases:
        spec = _based(spec, title, basis)
    for words in titles:
        old, _, new = words.partition("=")
        if not old or not new:
            raise WrongUsage(
                problem=f"This is no change of a title: {words}",
                remedy='Write it like  --retitle "Letter=Letter of 3 May"',
            )
        spec = _each(spec, old, new)
    for title in gone:
        spec = _each(spec, title, None)
    for title, before in moved:
        spec = _moved(spec, title, before)
    return spec


def _added(spec: Spec, document: DocumentSpec) -> Spec:
    """At the end of the section that has the name of its folder."""
    if any(document.file == each.file for part in spec.sections for each in part.documents):
        raise WrongUsage(
            problem=f"{document.file} is in this bundle already.",
            remedy="Leave it out of the command, or give it another title:  --retitle",
        )
    folder, inside, _ = document.file.partition("/")
    wanted = folder if inside else "Documents"
    sections = list(spec.sections)
    for place, section in enumerate(sections):
        if section.title == wanted and section.documents:
            if document.title.casefold() in (e.title.casefold() for e in section.documents):
                title = document.file.partition("/")[2] or document.file
                document = msgspec.structs.replace(document, title=title)
            documents = (*section.documents, document)
            sections[place] = msgspec.structs.replace(section, documents=documents)
            break
    else:
        sections.append(SectionSpec(wanted, documents=(document,)))
    return msgspec.structs.replace(spec, sections=tuple(sections))


def _based(spec: Spec, title: str, basis: str) -> Spec:
    """A paper of a folder by its title or file, an exhibit of a case by its label."""
    if not any(section.documents for section in spec.sections):
        said = msgspec.structs.replace(spec.exhibits.get(title, ExhibitSpec()), basis=basis)
        return msgspec.structs.replace(spec, exhibits={**spec.exhibits, title: said})
    at, place = _place(spec, title)
    section = spec.sections[at]
    documents = list(section.documents)
    documents[place] = msgspec.structs.replace(documents[place], basis=basis)
    changed = msgspec.structs.replace(section, documents=tuple(documents))
    return msgspec.structs.replace(
        spec, sections=(*spec.sections[:at], changed, *spec.sections[at + 1 :])
    )


def _moved(spec: Spec, title: str, before: str) -> Spec:
    """One document of a folder, or one exhibit of a case, right before another."""
    at, to = _place(spec, title), _place(spec, before)
    sections = [(list(part.exhibits), list(part.documents)) for part in spec.sections]
    kind = 1 if spec.sections[at[0]].documents else 0
    if title == before:
        return spec
    thing = sections[at[0]][kind].pop(at[1])
    place = to[1] - (at[0] == to[0] and at[1] < to[1])
    sections[to[0]][kind].insert(place, thing)  # type: ignore[arg-type]  # both of one kind
    made = [
        msgspec.structs.replace(part, exhibits=tuple(exhibits), documents=tuple(documents))
        for part, (exhibits, documents) in zip(spec.sections, sections, strict=True)
        if exhibits or documents
    ]
    return msgspec.structs.replace(spec, sections=tuple(made))


def _place(spec: Spec, title: str) -> tuple[int, int]:
    """Section and place in it, from 0."""
    found = [
        (number, place)
        for number, section in enumerate(spec.sections)
        for place, names in enumerate(
            [(each.title, each.file) for each in section.documents]
            or [(label,) for label in section.exhibits]
        )
        if title in names
    ]
    if len(found) != 1:
        raise _not_one(spec, title, len(found))
    return found[0]


def _each(spec: Spec, title: str, new: str | None) -> Spec:
    """One document of a folder, by its title or its file, with a new title or gone."""
    found, sections = 0, []
    for section in spec.sections:
        kept = []
        for document in section.documents:
            if title not in (document.title, document.file):
                kept.append(document)
                continue
            found += 1
            if new is not None:
                kept.append(msgspec.structs.replace(document, title=new))
        if kept:
            sections.append(msgspec.structs.replace(section, documents=tuple(kept)))
        elif section.exhibits:
            sections.append(section)
    if found != 1:
        raise _not_one(spec, title, found)
    return msgspec.structs.replace(spec, sections=tuple(sections))


def _not_one(spec: Spec, title: str, found: int) -> WrongUsage:
    words = "no document has" if found == 0 else f"{found} documents have"
    titles = [each.title or each.file for part in spec.sections for each in part.documents]
    titles = titles or [label for part in spec.sections for label in part.exhibits]
    more = f" and {len(titles) - MOST_TITLES} more" if len(titles) > MOST_TITLES else ""
    there = "; ".join(titles[:MOST_TITLES]) + more
    return WrongUsage(
        problem=f"In the description {words} the title {title}.",
        remedy=f"There are: {there}. Two of one title are told apart by their files' names."
        if there
        else "It goes with a folder or a bundle made before:  --folder DIR  or  --change OUT.pdf",
    )

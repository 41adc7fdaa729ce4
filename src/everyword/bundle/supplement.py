"""Pages that come after a bundle was lodged: its numbers stay, the late pages get their own.

Either they continue the last number, or they go behind a lodged page: 10A, 10B after page 10. Only
what is new is printed, behind an index that names both and the chronology as it stands now, which
gives lodged pages by their label and the day of their bundle.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from everyword.bundle.plan import (
    Document,
    DocumentEntry,
    Manifest,
    Plan,
    Section,
    Statement,
    section_letters,
)
from everyword.bundle.trail import fingerprint, source_hash
from everyword.errors import SourceUnreadable, WrongUsage

Late = Literal["continue", "insert"]


def read_manifest(path: Path) -> Manifest:
    """The manifest of a bundle, by its own name or by that of its PDF. Raises SourceUnreadable."""
    path = path if path.suffix == ".json" else path.with_suffix(".json")
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as fault:
        raise SourceUnreadable(
            path=path,
            reason=f"it is not the manifest of a bundle ({fault})",
            remedy="Name the .json file that was written beside the bundle.",
        ) from None


def supplement(plan: Plan, lodged: Manifest, late: Late) -> Plan:
    """The plan of the pages that were not lodged yet. Raises WrongUsage where there are none."""
    old = (*lodged.earlier, *lodged.documents)
    contents = set[str]()
    letters = _letters(plan, old)
    findings, keys = list(plan.findings), dict[str, str]()
    sections = []
    for section in plan.sections:
        fresh = _fresh(section, lodged, late, contents, keys, findings)
        sections.append(Section(letters[section.title], section.title, tuple(fresh)))
    if not any(section.documents for section in sections):
        raise WrongUsage(
            problem="There is nothing that was not lodged already.",
            remedy="Add the late papers first, then make the supplement.",
        )
    findings += _gone(old, contents)
    fresh_titles = {each.title for section in sections for each in section.documents}
    papers = [each for each in plan.documents if isinstance(each.content, Statement)]
    silent = tuple(f"{each.title}: " for each in papers if each.title not in fresh_titles)
    return msgspec.structs.replace(
        plan,
        sections=tuple(sections),
        findings=tuple(findings),
        notes=tuple(note for note in plan.notes if not note.startswith(silent or ("\0",))),
        statement=next((each.content for each in papers), None),
        layout=lodged.layout,
        profile=lodged.profile,
        wishes=msgspec.structs.replace(plan.wishes, core=False, tabs=False),
        hearing=None,
        supplement=lodged,
        keys=keys,
    )


def _fresh(
    section: Section,
    lodged: Manifest,
    late: Late,
    contents: set[str],
    keys: dict[str, str],
    findings: list[str],
) -> Iterator[Document]:
    """The documents of a section that were not lodged yet; `keys` notes what each is now,
    `contents` what is there."""
    old = (*lodged.earlier, *lodged.documents)
    known = {entry.content: entry for entry in old}
    labels = {page.label for page in (*lodged.lodged, *lodged.pages)}
    mine = [entry.last for entry in old if entry.section == section.title]
    before = mine[-1] if mine else ""
    for document in section.documents:
        content = fingerprint(document, source_hash(document))
        contents.add(content)
        same = known.get(content)
        if same is not None:
            before = same.last if same.section == section.title else before
            keys[document.key] = same.key
            continue
        findings += _changed(document, old)
        after = (document.after or before) if late == "insert" else ""
        if document.after and not after:
            findings.append(
                f"{document.title}: after = {document.after!r} is not used, because late pages"
                ' continue the last number here; say  late = "insert"'
            )
        _check_place(document, after, labels)
        made = _renamed(document, after, {*keys.values(), *(entry.key for entry in old)})
        keys[document.key] = made.key
        yield made


def _check_place(document: Document, after: str, labels: set[str]) -> None:
    if after and after not in labels:
        raise WrongUsage(
            problem=f"{document.title}: no page {after} was lodged.",
            remedy="Name a page of the lodged bundle after which it is to go.",
        )


def _gone(old: Iterable[DocumentEntry], held: set[str]) -> list[str]:
    return [
        f"{entry.title} (pages {entry.first} to {entry.last}) was lodged and is not among the"
        " papers now; the lodged pages stay as they are"
        for entry in old
        if entry.content not in held
    ]


def _letters(plan: Plan, old: Iterable[DocumentEntry]) -> dict[str, str]:
    """The letter of each section: the lodged one, or the next that is free."""
    letters = {entry.section: entry.letter for entry in old if entry.section}
    number = 0
    for section in plan.sections:
        while section.title not in letters and section_letters(number) in letters.values():
            number += 1
        letters.setdefault(section.title, section_letters(number))
    return letters


def _changed(document: Document, old: Iterable[DocumentEntry]) -> list[str]:
    same = [entry for entry in old if (entry.mark, entry.title) == (document.mark, document.title)]
    return [
        f"{document.title}: what was lodged on pages {entry.first} to {entry.last} is not what is"
        " here now; both stand in the index"
        for entry in same
    ]


def _renamed(document: Document, after: str, taken: set[str]) -> Document:
    """A key that no lodged document has: in a folder they are only counted."""
    key, number = document.key, 1
    while key in taken:
        number += 1
        key = f"{document.key} ({number})"
    return msgspec.structs.replace(document, key=key, after=after)

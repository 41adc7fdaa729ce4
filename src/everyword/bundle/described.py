"""The plan of a bundle that a description makes from the files of a folder.

A file that has another name now is found by its SHA-256. What the description leaves out is said,
but not printed: the person left it out.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from everyword.bundle.filed import content_of, printed_by_office, words_of
from everyword.bundle.plan import (
    Content,
    Document,
    Facts,
    Office,
    Plan,
    Section,
    Slip,
    Text,
    Unusable,
    section_letters,
)
from everyword.bundle.spec import DocumentSpec, Spec, finished
from everyword.model import Source, source_of_path
from everyword.streams import sha256_of

Read = Callable[[Source], "tuple[Page, ...]"]


class Page(Struct, frozen=True):
    """A conversation or a table that was read out of a file; `title` is added to the file's."""

    title: str
    date: str
    kind: str
    content: Content
    remark: str = ""
    """What a reader said of what is hidden in the file."""


class Papers(Struct, frozen=True):
    """The files of a folder by their names as shown, what was not taken, the hashes known yet."""

    files: Mapping[str, Path]
    remarks: tuple[str, ...]
    hashes: dict[str, str]

    def hash(self, name: str) -> str:
        """SHA-256 in hex; empty where the file cannot be opened."""
        if name not in self.hashes:
            try:
                self.hashes[name] = sha256_of(source_of_path(self.files[name], name))
            except OSError:
                self.hashes[name] = ""
        return self.hashes[name]

    def find(self, wanted: DocumentSpec) -> tuple[str | None, bool]:
        """The name of the file meant, and whether it holds what it held when it was described."""
        here = wanted.file if wanted.file in self.files else None
        if not wanted.sha256 or (here and self.hash(here) == wanted.sha256):
            return here, True
        same = next((name for name in self.files if self.hash(name) == wanted.sha256), None)
        return (same, True) if same else (here, False)


def nothing(source: Source) -> tuple[Page, ...]:
    """For files that are printed as they are."""
    return ()


def plan_of_spec(spec: Spec, papers: Papers, made: str, read: Read = nothing) -> Plan:
    """The plan; `read` makes pages of chats and tables, where it knows the format."""
    sections, findings, number = [], [], 0
    used: set[str] = set()
    keys: dict[str, str] = {}
    for place, section in enumerate(spec.sections):
        documents: list[Document] = []
        for wanted in section.documents:
            number += 1
            name, is_same = papers.find(wanted)
            if name is not None and not is_same:
                findings.append(f"{name}: is not the file it was when this was described")
            used |= {name} if name is not None else set()
            documents += _documents(f"d{number}", wanted, name, papers, read)
            keys.setdefault(wanted.file, f"d{number}")
            keys.setdefault(wanted.mark, f"d{number}")
        sections.append(Section(section_letters(place), section.title, tuple(documents)))
    notes = tuple(
        f"{name}: is in the folder and not in this bundle, as described"
        for name in papers.files
        if name not in used
    )
    planned = Plan(
        spec.title,
        (),
        tuple(sections),
        made=made,
        remarks=papers.remarks,
        findings=tuple(findings),
        notes=notes,
    )
    return finished(planned, spec, keys)


def _documents(
    key: str, wanted: DocumentSpec, name: str | None, papers: Papers, read: Read
) -> list[Document]:
    shown = Document(
        key,
        wanted.title or wanted.file,
        wanted.date,
        wanted.mark or None,
        Unusable("The file is not in the folder.", _lost(wanted)),
        wanted.kind,
        wanted.basis,
        after=wanted.after,
    )
    if name is None:
        return [shown]
    origin = (papers.hash(name),) if papers.hash(name) else ()
    shown = msgspec.structs.replace(shown, origin=origin)
    try:
        source = source_of_path(papers.files[name], name)
    except OSError as fault:
        why = f"The file could not be opened: {words_of(fault)}."
        return [msgspec.structs.replace(shown, content=Unusable(why, (("File", name),)))]
    content, pages = _read(source, name, read)
    if not pages:
        return [msgspec.structs.replace(shown, content=content)]
    return [
        msgspec.structs.replace(
            shown,
            key=key if place == 1 else f"{key}.{place}",
            title=f"{shown.title}: {page.title}" if page.title else shown.title,
            date=wanted.date or page.date,
            kind=wanted.kind or page.kind,
            content=page.content,
        )
        for place, page in enumerate(pages, 1)
    ]


def _read(source: Source, name: str, read: Read) -> tuple[Content, tuple[Page, ...]]:
    """What stands for the file; and the pages it was read as, where it is more than words."""
    content = content_of(source, name)
    pages = read(source) if isinstance(content, Text | Slip | Office) else ()
    if len(pages) != 1 or not isinstance(pages[0].content, Text):
        return content, pages
    # The lines of a plain text are known here already.
    words = content if isinstance(content, Text) else pages[0].content
    return printed_by_office(source, words, pages[0].remark), ()


def _lost(wanted: DocumentSpec) -> Facts:
    facts = (("File", wanted.file),)
    return (*facts, ("SHA-256", wanted.sha256)) if wanted.sha256 else facts

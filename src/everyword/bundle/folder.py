"""A folder of papers as a bundle: sub-folders are sections, files are documents, in name order.

PDFs, pictures and plain text are printed. Anything else gets a page that names it, so nothing is
dropped; what is not a document at all (hidden files, links out of the folder) is listed in the
remarks. Titles are the names of the files without their extension, except where two of a section
would have one title; no date is taken from the file system, because copying changes it.
"""

import os
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from everyword.bundle.described import Papers, plan_of_spec
from everyword.bundle.filed import words_of
from everyword.bundle.plan import Plan
from everyword.bundle.spec import DocumentSpec, SectionSpec, Spec
from everyword.errors import SourceUnreadable, WrongUsage

DEEPEST = 12
EXTENSION = re.compile(r"\.(?=[^.]*[A-Za-z])(?:[A-Z0-9]{1,5}|[a-z0-9]{1,5})$")
"""What a computer hangs on a name; "No.2" and "Mr.Smith" have none."""


class _Found(Struct, frozen=True):
    """A file, and its name inside the folder with / between the parts."""

    path: Path
    name: str


def plan_of_folder(folder: Path, title: str, made: str) -> Plan:
    """The plan of a bundle of everything in the folder."""
    papers = papers_of(folder)
    return plan_of_spec(spec_of_folder(folder, papers, title), papers, made)


def papers_of(folder: Path) -> Papers:
    """Every file at and below the folder. Raises SourceUnreadable where there is none, WrongUsage
    for the folder of a case, whose files are locked."""
    if is_case(folder):
        raise WrongUsage(
            problem=f"{folder} is the folder of a case, not of papers: its files are locked.",
            remedy=f"everyword --case {shlex.quote(str(folder))} bundle -o bundle.pdf",
        )
    remarks: list[str] = []
    try:
        entries = _sorted(folder)
    except OSError as fault:
        raise SourceUnreadable(
            path=folder, reason=words_of(fault), remedy="Name a folder that you may read."
        ) from None
    found = [each for entry in entries for each in _walk(entry, entry.name, folder, remarks, 0)]
    if not found:
        raise SourceUnreadable(
            path=folder, reason="there is nothing in it to print", remedy="Put papers into it."
        )
    files = {_printable(each.name): each.path for each in found}
    return Papers(files, tuple(remarks), {})


def is_case(folder: Path) -> bool:
    """Whether everyword keeps a case there."""
    try:
        with (folder / "FORMAT").open("rb") as stream:
            return stream.read(10) == b"everyword "
    except OSError:
        return False


def spec_of_folder(folder: Path, papers: Papers, title: str, said: Spec | None = None) -> Spec:
    """The description of everything in the folder, with what is said beside the documents."""
    groups: dict[str, list[str]] = {"Documents": []}
    for name in papers.files:
        section, inside, _ = name.partition("/")
        groups.setdefault(section if inside else "Documents", []).append(name)
    sections = tuple(
        SectionSpec(section, documents=tuple(_described(papers, names)))
        for section, names in groups.items()
        if names
    )
    said = said or Spec()
    name = said.folder or _printable(folder.name) or "papers"
    return msgspec.structs.replace(said, title=title, sections=sections, folder=name)


def _described(papers: Papers, names: Sequence[str]) -> Iterator[DocumentSpec]:
    """The files of one section with the titles that their names give them."""
    titles = [title_of(name) for name in names]
    count = Counter(title.casefold() for title in titles)
    for name, title in zip(names, titles, strict=True):
        is_one = count[title.casefold()] == 1
        yield DocumentSpec(name, title if is_one else _inside(name), sha256=papers.hash(name))


def title_of(name: str) -> str:
    """The name of a file of the folder, below its section's, without .pdf, .docx and the like."""
    inside = _inside(name)
    ending = EXTENSION.search(inside)
    if ending is None or inside[: ending.start()].rpartition("/")[2] == "":
        return inside
    return inside[: ending.start()]


def _inside(name: str) -> str:
    return name.partition("/")[2] or name


def _walk(path: Path, name: str, folder: Path, remarks: list[str], depth: int) -> Iterator[_Found]:
    """The files at and under a path; what is left out goes to the remarks."""
    shown = _printable(name)
    if path.name.startswith(".") or path.name in ("Thumbs.db", "desktop.ini"):
        remarks.append(f"{shown}: a hidden file of the computer, left out.")
    elif path.is_symlink() and not _is_inside(path, folder):
        remarks.append(f"{shown}: a link to something outside this folder, left out.")
    elif path.is_symlink() and path.is_dir():
        remarks.append(f"{shown}: a link to another folder of this folder, not followed.")
    elif path.is_dir() and depth >= DEEPEST:
        remarks.append(f"{shown}: folders inside folders, deeper than {DEEPEST}, left out.")
    elif path.is_dir():
        try:
            entries = _sorted(path)
        except OSError as fault:
            remarks.append(f"{shown}: this folder could not be opened ({words_of(fault)}).")
            return
        for entry in entries:
            yield from _walk(entry, f"{name}/{entry.name}", folder, remarks, depth + 1)
    elif path.is_file():
        yield _Found(path, name)
    else:
        remarks.append(f"{shown}: not a file (a pipe, a device or a broken link), left out.")


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda path: natural(path.name))


def natural(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """The order a person expects: "letter 2" before "letter 10", capitals beside small letters."""
    parts = re.split(r"([0-9]+)", name)
    key = tuple((0, int(p), "") if p.isdecimal() else (1, 0, p.casefold()) for p in parts if p)
    return key, name


def _printable(name: str) -> str:
    """File names are bytes; what is not text in them is shown, not hidden."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")

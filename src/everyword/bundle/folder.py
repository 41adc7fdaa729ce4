"""A folder of papers as a bundle: sub-folders are sections, files are documents, in name order.

PDFs, pictures and plain text are printed. Anything else gets a page that names it, so nothing is
dropped; what is not a document at all (hidden files, links out of the folder) is listed in the
remarks. Titles are the file names; no date is taken from the file system, because copying changes
it.
"""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from everyword.bundle.described import Papers, plan_of_spec
from everyword.bundle.filed import is_shown, words_of
from everyword.bundle.plan import Plan
from everyword.bundle.spec import DocumentSpec, SectionSpec, Spec
from everyword.errors import SourceUnreadable, WrongUsage
from everyword.model import source_of_path

DEEPEST = 12


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
    groups: dict[str, list[DocumentSpec]] = {"Documents": []}
    for name in papers.files:
        section, inside, rest = name.partition("/")
        if inside:
            groups.setdefault(section, []).append(_described(papers, name, rest))
        else:
            groups["Documents"].append(_described(papers, name, name))
    sections = tuple(
        SectionSpec(section, documents=tuple(documents))
        for section, documents in groups.items()
        if documents
    )
    said = said or Spec()
    name = said.folder or _printable(folder.name) or "papers"
    return msgspec.structs.replace(said, title=title, sections=sections, folder=name)


def _described(papers: Papers, name: str, rest: str) -> DocumentSpec:
    """A file with the title that its name gives it: without .pdf where the pages are its own."""
    stem = rest if rest.startswith(".") or "." not in rest else rest.rsplit(".", 1)[0]
    path = papers.files[name]
    try:
        shown = is_shown(source_of_path(path, name))
    except OSError:
        shown = False
    return DocumentSpec(name, (stem if shown else rest) or rest, sha256=papers.hash(name))


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

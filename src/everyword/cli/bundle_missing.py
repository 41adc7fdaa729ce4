"""What a person must say before a court's bundle can be made, all of it at once: what files leave
open, and papers without a recorded basis; each with the command that answers it."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct

from everyword.bundle.kinds import kind_of
from everyword.bundle.plan import Document, Plan, Section
from everyword.bundle.spec import DocumentSpec, Spec
from everyword.cli.settings import printable, remark
from everyword.errors import NeedsAnswer, WrongUsage

BLANK = "order of DATE, para N"
"""Stands where the person must write what is recorded; it is no basis itself."""
NAME = Path("bundle.pdf")
"""For a list only: where the bundle was given no name."""
OPTIONS = {
    "folder": "--folder",
    "change": "--change",
    "supplement_to": "--supplement",
    "out": "-o",
    "court": "--court",
    "title": "--title",
    "made": "--made",
    "retitle": "--retitle",
    "leave_out": "--leave-out",
    "move": "--move",
    "add": "--add",
    "basis": "--basis",
    "ocr": "--ocr",
    "confidential": "--confidential",
    "orders": "--order",
    "zone": "--zone",
    "answers": "--answer",
    "pdf_password_file": "--pdf-password-file",
}


class Missing(Struct, frozen=True):
    """One thing to be said. `command` is to be typed as it stands, with the words put in."""

    paper: str
    what: str
    command: str


def typed(case: Path | None, words: Mapping[str, object]) -> list[str]:
    """The words of the command as they were given, without --dry-run."""
    made = ["everyword", *(("--case", str(case)) if case is not None else ()), "bundle"]
    made += [str(words[name]) for name in ("spec", "spec_file") if words.get(name)]
    for name, option in OPTIONS.items():
        value = words.get(name)
        if isinstance(value, tuple):
            for each in value:
                made += [option, *(map(str, each) if isinstance(each, tuple) else (str(each),))]
        elif value:
            made += [option, str(value)]
    return made if words.get("out") else [*made, "-o", str(NAME)]


def missing_of(
    bare: Sequence[Document], spec: Spec, questions: Sequence[NeedsAnswer], typed: Sequence[str]
) -> list[Missing]:
    """`bare` are papers without a basis, `questions` what the files leave open."""
    found = []
    for each in questions:
        words = shlex.join([*typed, "--answer", f"{each.key}={each.choices[0]}"])
        others = f" (or {', '.join(each.choices[1:])})" if each.choices[1:] else ""
        found.append(Missing(each.path, f"the file does not say: {each.question}{others}", words))
    told: dict[str, Missing] = {}
    for document in bare:
        name = _name(document, spec)
        what = f"no recorded basis, and this court keeps out {kind_of(document)}"
        words = shlex.join([*typed, "--basis", f"{name}={BLANK}"])
        told.setdefault(name, Missing(name, what, words))
    return [*found, *told.values()]


def _name(document: Document, spec: Spec) -> str:
    """What the command calls a paper: an exhibit's label; a title, or a file where two have it."""
    papers = [each for section in spec.sections for each in section.documents]
    if not papers:
        return document.mark or document.title
    meant: DocumentSpec = papers[int(document.key[1:].partition(".")[0]) - 1]
    names = [name for each in papers for name in {each.title, each.file}]
    return meant.title if meant.title and names.count(meant.title) == 1 else meant.file


def list_only(planned: Plan, missing: Sequence[Missing], as_json: bool) -> int:
    """What the bundle would contain, and what is still to be said for it. The exit code."""
    if as_json:
        sections = [_listed(section) for section in planned.sections]
        click.echo(msgspec.json.encode({"sections": sections, "missing": missing}))
    else:
        for section in planned.sections:
            click.echo(printable(f"{section.letter}  {section.title}"))
            for document in section.documents:
                click.echo(printable(f"   {document.mark or '':<6}  {document.title}"))
        for line in _lines(missing):
            click.echo(printable(line))
    for note in planned.notes:
        remark(f"Note: {note}")
    return NeedsAnswer.code if missing else 0


def _listed(section: Section) -> dict[str, Any]:
    documents = [
        {"title": each.title, "mark": each.mark, "date": each.date, "kind": kind_of(each)}
        for each in section.documents
    ]
    return {"letter": section.letter, "title": section.title, "documents": documents}


def _lines(missing: Sequence[Missing]) -> Iterator[str]:
    if missing:
        yield f"To be said before this court's bundle is made: {len(missing)}"
    for each in missing:
        yield f"   {each.paper}: {each.what}"
        yield f"      {each.command}"
    if any(BLANK in each.command for each in missing):
        yield f"Put what is recorded where “{BLANK}” stands, or leave a paper out:  --leave-out"


def refused(missing: Sequence[Missing], questions: Sequence[NeedsAnswer]) -> NeedsAnswer:
    """One message for all of it, where files leave something open."""
    first, others = questions[0], [each for each in missing if each.paper != questions[0].path]
    if not others:
        return first
    question = f"{first.question} Also to be said: " + "; ".join(
        f"{each.paper}: {each.what}" for each in others
    )
    return NeedsAnswer(
        path=first.path,
        question=f"{question}. All of it, with a command for each:  --dry-run",
        key=first.key,
        choices=first.choices,
        typed="...",
        command="bundle",
    )


def basis_of(words: str) -> tuple[str, str]:
    """ "TITLE=WORDS". Raises WrongUsage for no words, or for those that only hold the place."""
    name, _, basis = words.partition("=")
    if name.strip() and basis.strip() and basis.strip() != BLANK:
        return name, basis.strip()
    raise WrongUsage(
        problem=f"This is no recorded basis of a paper: {words}",
        remedy='Write the order or direction that is recorded:  --basis "door=order of 3 May 2026,'
        ' para 4"',
    )

"""What a bundle may use on this computer, and what must not be in it: found before it is made."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from everyword import ocr
from everyword.bundle.described import Papers
from everyword.bundle.folder import title_of
from everyword.bundle.pages import office
from everyword.bundle.pages.copies import Tools
from everyword.bundle.plan import Office, Plan
from everyword.bundle.spec import DocumentSpec, Spec
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.redact.marks import read_words

NONE = "none"
KEPT = "confidential"
"""Under this a case keeps the words that must be in no bundle of it, a line each."""


def with_tools(planned: Plan, spec: Spec, out: Path) -> tuple[Plan, Tools]:
    """The programs found here, and the plan with what is to be said of them.

    Raises WrongUsage for a language that is not installed.
    """
    program = ocr.installed() if spec.ocr != NONE else None
    spoken, findings = spoken_here(spec.ocr, program)
    needed = any(isinstance(each.content, Office) for each in planned.documents)
    tools = Tools(office.installed() if needed else None, program, spoken, out.absolute().parent)
    return msgspec.structs.replace(planned, findings=(*planned.findings, *findings)), tools


def spoken_here(wanted: str, program: ocr.Program | None) -> tuple[str, list[str]]:
    """The languages as tesseract takes them; empty: scanned pages are not looked for.

    And what is to be said. Raises WrongUsage for a language that is not installed.
    """
    if wanted == NONE:
        return "", []
    if program is None:
        if wanted:
            raise WrongUsage(
                problem="No program that reads words in pictures is installed here.",
                remedy="Install tesseract and its languages, or take  ocr  out.",
            )
        return "?", []
    if wanted:
        try:
            return ocr.languages(program, wanted), []
        except ocr.NotRead as fault:
            raise WrongUsage(
                problem=f"--ocr {wanted}: {fault}.",
                remedy="Name languages that are there, or install the ones that are missing.",
            ) from None
    chosen, there = ocr.default_languages(program), program.languages
    if chosen == "+".join(there):
        return chosen, []
    return chosen, [
        f"Scanned pages are read as {chosen}; {len(there)} languages are installed"
        f" ({', '.join(there)}). Choose:  --ocr {there[0]}+{there[1]}"
    ]


def of_case(case: Case, spec: Spec, file: Path | None, may_keep: bool) -> Spec:
    """The description with what the case keeps: its confidential words, which a new list replaces,
    and the languages of its pictures."""
    kept = case.work.setting(KEPT) or ""
    words = "\n".join(word.text for word in read_words(file)) if file is not None else kept
    if words != kept and may_keep:
        case.set(KEPT, words)
    spec = with_secrets(spec, None, tuple(filter(None, words.split("\n"))))
    return msgspec.structs.replace(spec, ocr=spec.ocr or case.work.setting("ocr") or "")


def with_secrets(spec: Spec, file: Path | None, kept: Sequence[str] = ()) -> Spec:
    """The description with the confidential words of a file.

    Raises WrongUsage where the bundle was made with such words before, and now there are none.
    """
    words = tuple(word.text for word in read_words(file)) if file is not None else ()
    words = tuple(dict.fromkeys((*spec.confidential, *kept, *words)))
    if spec.kept_back and not words:
        raise WrongUsage(
            problem="This bundle was checked for confidential words, which it does not repeat.",
            remedy="Name the list again:  --confidential FILE",
        )
    return msgspec.structs.replace(spec, confidential=words, kept_back=())


def named_in(papers: Papers, folder: Path, files: Sequence[Path]) -> list[DocumentSpec]:
    """The papers of the folder that `files` mean, by their path or their name in the folder."""
    found = []
    for file in files:
        name = next(
            (each for each, path in papers.files.items() if each == str(file) or _same(path, file)),
            None,
        )
        if name is None:
            raise WrongUsage(
                problem=f"{file} is not among the papers.",
                remedy=f"Copy it into the folder {folder} first.",
            )
        found.append(DocumentSpec(name, title_of(name), sha256=papers.hash(name)))
    return found


def _same(path: Path, file: Path) -> bool:
    return file.exists() and path.samefile(file)

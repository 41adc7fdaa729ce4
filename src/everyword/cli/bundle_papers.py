"""The papers of a folder for a bundle: chats and tables are read, in a limited child."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import click

from everyword.accounting import Account, Names
from everyword.bundle.described import Page, Papers
from everyword.bundle.filed import facts_of
from everyword.bundle.unsealed import pages_of
from everyword.cli.settings import printable, words_in
from everyword.errors import EverywordError, NeedsAnswer
from everyword.index.store import Entry
from everyword.intake.inside import within
from everyword.intake.reading import ReadingRoom, read_accounted
from everyword.intake.siblings import Siblings
from everyword.model import Source, source_of_path

LARGEST = 64 << 20
"""Bytes of a file that is read for its messages; a larger one gets a slip."""
MOST_QUESTIONS = 5
"""Of one file."""


class Reader:
    """Reads files of a folder; `findings` says of which that did not work, and what to do.

    `is_strict`: a court wants to know of each paper what it is: `questions` are to be answered
    before the bundle is made.
    """

    def __init__(
        self, room: ReadingRoom, answers: dict[str, str], is_strict: bool, papers: Papers
    ) -> None:
        self.room, self.answers, self.is_strict = room, answers, is_strict
        self._files = {name: _source(name, path) for name, path in papers.files.items()}
        self._beside = Siblings([each for each in self._files.values() if each is not None])
        self.findings: list[str] = []
        self.questions: list[NeedsAnswer] = []

    def __call__(self, source: Source) -> tuple[Page, ...]:
        if source.size > LARGEST:
            return ()
        answers = dict(self.answers)
        for _ in range(MOST_QUESTIONS):
            try:
                return self._read(source, answers)
            except NeedsAnswer as question:
                if not self.is_strict:
                    self.findings.append(_asked(source, question))
                    return ()
                self.questions.append(question.for_command("bundle", "...", self.answers))
                # Only to see what kind of paper it is: nothing is made before it is answered.
                answers[question.key] = question.choices[0]
            except EverywordError as fault:
                self.findings.append(f"{source.name}: could not be read: {fault.lines()[0]}")
                return ()
        return ()

    def _read(self, source: Source, answers: dict[str, str]) -> tuple[Page, ...]:
        """Raises NeedsAnswer, and whatever stops the reading."""
        facts = facts_of(source, source.name)
        names = Names(dict(facts)["SHA-256"], source.name)
        entries = []
        for number, read in enumerate(read_accounted(self.room, source, answers)):
            if not isinstance(read, Account):
                id = names.id_of(read.reading)
                reading = self._beside.resolved(read.reading)
                entries.append(Entry(number, id, "", read.reader, reading))
        return pages_of(entries, facts, lambda path: self._files.get(path) or within(source, path))


def _asked(source: Source, question: NeedsAnswer) -> str:
    words = shlex.quote(f"{question.key}={question.choices[0]}")
    asked = question.question
    asked += "" if asked.endswith(("?", ".")) else "."
    return (
        f"{source.name}: the file does not say: {asked} It is printed line by line."
        f" To have it read:  --answer {words}"
    )


def _source(name: str, path: Path) -> Source | None:
    try:
        return source_of_path(path, name)
    except OSError:  # its own page says what is wrong with it
        return None


def asked_for(file: Path | None) -> Callable[[Source], str | None]:
    """Gives the password of a locked PDF: from a file, else typed, once for each."""
    given = words_in(file).partition("\n")[0] if file is not None else None

    def ask(source: Source) -> str | None:
        if given is not None or not sys.stdin.isatty():
            return given
        words = f"{printable(source.name)} is locked. Its password (empty: leave it out)"
        typed = click.prompt(words, default="", hide_input=True, show_default=False, err=True)
        return str(typed) or None

    return ask

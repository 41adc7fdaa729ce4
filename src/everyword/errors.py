"""Every error that can stop a command: what happened, what is safe, what to do.

One class per error, with its own words and exit code, so that the terminal, the pages and
`docs/errors.md` say the same. Trouble inside a source is not an error but a `Problem` (model.py).

Exit codes: 2 wrong usage, 3 needs an answer, 4 bad input, 5 locked or wrong passphrase,
6 damage found, 7 refused by a gate, 70 a bug.
"""

import shlex
from collections.abc import Mapping
from typing import ClassVar
from unicodedata import category

NOTHING_CHANGED = "Nothing was changed."


class EverywordError(Exception):
    """The parent of all of them; its three lines are templates filled from keyword arguments."""

    code: ClassVar[int] = 70
    what: ClassVar[str]
    safe: ClassVar[str] = NOTHING_CHANGED
    do: ClassVar[str]

    def __init__(self, **words: object) -> None:
        self.words = {key: printable(str(value)) for key, value in words.items()}
        super().__init__(self.words)

    def lines(self) -> tuple[str, str, str]:
        """The three lines a person reads."""
        return (
            self.what.format(**self.words),
            self.safe.format(**self.words),
            self.do.format(**self.words),
        )

    def __str__(self) -> str:
        return "\n".join(self.lines())


_MARKS = frozenset("\u200c\u200d\u200e\u200f\u061c")
"""Join letters, or say which way a sign between two directions goes; they turn no words around."""
_TURNS = {"\u202a": "\u202c", "\u202b": "\u202c"} | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
"""Phones put these around a name or number; each with what ends it."""


def printable(text: str, kept: str = "") -> str:
    """Words of a source for a person: what would move the cursor or turn a line around is shown.

    Marks that belong to the letters stay as they are, and so do the directions around a name where
    each is ended on its line. `kept`: further signs that stay, such as line ends.
    """
    if text.isprintable():
        return text
    return (
        "\n".join(_line(each, kept) for each in text.split("\n")) if "\n" in kept else _line(text)
    )


def _line(text: str, kept: str = "") -> str:
    stays = _MARKS | {*kept} | (_turns_of(text) if text else set())
    return "".join(
        sign if sign.isprintable() or sign in stays or category(sign) == "Zs" else _shown(sign)
        for sign in text
    )


def _turns_of(text: str) -> set[str]:
    """The directions in it, where each is ended, the last begun first; else none."""
    waiting: list[str] = []
    for sign in text:
        if sign in _TURNS:
            waiting.append(_TURNS[sign])
        elif sign in _TURNS.values() and (not waiting or waiting.pop() != sign):
            return set()
    return set() if waiting else {*_TURNS, *_TURNS.values()}


def _shown(sign: str) -> str:
    code = ord(sign)
    if code < 1 << 8:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 1 << 16 else f"\\U{code:08x}"


class NeedsAnswer(EverywordError):
    """The bytes allow two readings; only a person can say which."""

    code = 3
    what = "{path}: the file does not say: {question}"
    do = "Answer it:  everyword {command} --answer {answer} {typed}"

    def __init__(
        self,
        *,
        path: str,
        question: str,
        key: str,
        choices: tuple[str, ...],
        typed: str | None = None,
        command: str = "add",
    ) -> None:
        """`typed`: the path as a shell takes it, where it is not the name of the source."""
        self.path, self.question, self.key, self.choices = path, question, key, choices
        answer = shlex.quote(f"{key}={choices[0]}")
        words = {"path": path, "question": question, "answer": answer}
        super().__init__(**words, typed=shlex.quote(typed or path), command=command)

    def for_command(
        self, command: str, typed: str, given: Mapping[str, str] | None = None
    ) -> "NeedsAnswer":
        """The same question, with the command a person can copy; `given` answers are repeated."""
        for key, value in (given or {}).items():
            command += f" --answer {shlex.quote(f'{key}={value}')}"
        words = {"path": self.path, "question": self.question, "key": self.key}
        return NeedsAnswer(**words, choices=self.choices, typed=typed, command=command)


class WrongUsage(EverywordError):
    """The words of the command do not fit together."""

    code = 2
    what = "{problem}"
    do = "{remedy}"


class SourceUnreadable(EverywordError):
    """The file or folder cannot be opened, or changed while it was being taken in."""

    code = 4
    what = "{path}: cannot be taken in: {reason}"
    safe = "This source was not kept. Everything taken in before is safe."
    do = "{remedy}"


class TwoReaders(EverywordError):
    """Two readers recognise one source: that is a fault of ours, never a choice by score."""

    code = 70
    what = "{path}: two readers recognise it: {readers}"
    do = "Please report this with the first lines of the file."


class NotFound(EverywordError):
    """An id, label or name that nothing in the case carries."""

    code = 2
    what = "There is no {thing} {name}."
    do = "See what there is:  {command}"


class NotOne(EverywordError):
    """A short id that fits several things."""

    code = 2
    what = "{name} could be any of these: {candidates}"
    do = "Type a few letters more."


class NoCase(EverywordError):
    """The folder is not a case."""

    code = 2
    what = "{path} is not a case folder."
    do = "Make one:  everyword new DIR    or say where it is:  everyword --case DIR ..."


class CaseExists(EverywordError):
    """The folder for a new case is already in use."""

    code = 2
    what = "{path} is not empty."
    do = "Name a folder that does not exist yet:  everyword new DIR"


class CaseInUse(EverywordError):
    """Another process is writing to this case."""

    code = 5
    what = "This case is open in another program."
    do = "Close the other one, or wait until it has finished, and try again."


class Locked(EverywordError):
    """No passphrase was given."""

    code = 5
    what = "The case is locked: no passphrase was given."
    do = "Type it when asked, or give a file:  --passphrase-file F"


class WrongPassphrase(EverywordError):
    """No slot opens with these words (or the slot is damaged: one message for both)."""

    code = 5
    what = "The case did not open with these words or this key."
    do = "Check spelling and spaces and which key file it is, or use the recovery code you have."


class HostileSlot(EverywordError):
    """A slot asks for more work or memory than any slot of ours."""

    code = 6
    what = "{path}: this key file asks for more than a key file may (possibly placed by somebody)."
    safe = "It was refused before it was run. Nothing was changed."
    do = "Use another key file or a copy of the case folder made earlier."


class Damaged(EverywordError):
    """Sealed data does not match its record; the last line names the repair, where there is one."""

    code = 6
    what = "{path}: damaged: {reason}"
    safe = "Nothing was changed or removed; the rest of the case can still be read."
    do = "{remedy}"

    USUAL: ClassVar[str] = "Compare with a copy of the case folder:  everyword verify"

    def __init__(self, *, path: object, reason: str, remedy: str = USUAL) -> None:
        super().__init__(path=path, reason=reason, remedy=remedy)


class StorageFailed(EverywordError):
    """The disk refused a write (full, read-only, failing)."""

    code = 4
    what = "The disk did not accept the data: {reason}"
    safe = "Everything reported as kept before this is safe. Nothing half-written remains."
    do = "Make room, or name a place you may write to, then run the same command again."


class Refused(EverywordError):
    """A gate does not let this item out."""

    code = 7
    what = "{name}: not used, because {reason}"
    safe = "{safe}"
    do = "{remedy}"

    def __init__(
        self, *, name: object, reason: str, remedy: str, safe: str = NOTHING_CHANGED
    ) -> None:
        super().__init__(name=name, reason=reason, remedy=remedy, safe=safe)


ERRORS: tuple[type[EverywordError], ...] = (
    NeedsAnswer,
    WrongUsage,
    SourceUnreadable,
    TwoReaders,
    NotFound,
    NotOne,
    NoCase,
    CaseExists,
    CaseInUse,
    Locked,
    WrongPassphrase,
    HostileSlot,
    Damaged,
    StorageFailed,
    Refused,
)

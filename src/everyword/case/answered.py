"""Answers of the gate taken back, and what a later answer ended."""

from msgspec import Struct

from everyword.case import gate
from everyword.case.obtained import LISTING, Subject, locked_by
from everyword.case.store import Case
from everyword.case.work import Decision
from everyword.errors import NotFound, Refused


def undo(case: Case, subject: Subject | None = None) -> str:
    """Take back the newest answer or word, of one source or item or of all; what it was about.

    Raises what `to_undo` raises.
    """
    newest = to_undo(case, subject)
    case.work.undo(case.now, newest.n)
    case.settle_locks()
    return undone_words(newest)


def to_undo(case: Case, subject: Subject | None = None) -> Decision:
    """What `undo` takes back. Raises NotFound, and Refused where something would open by it: only
    an adviser's word opens."""
    standing = case.work.standing("how", "unlock")
    if subject is not None:
        own = (subject.id, locked_by(subject))
        standing = [each for each in standing if each.subject in own]
    if not standing:
        name = f"of {subject.name} to undo" if subject else "to undo"
        raise NotFound(thing="answer", name=name, command=LISTING)
    newest = standing[-1]
    opened = gate.locks(case.work).keys() - gate.locks(case.work, without=newest.n).keys()
    if opened:
        raise Refused(
            name=newest.subject[:12],
            reason="it is locked by what was answered, and taking that back does not open it",
            remedy="What opens it is an adviser's word:  everyword how unlock",
        )
    return newest


def undone_words(newest: Decision) -> str:
    word = "answers for" if newest.act == "how" else "what opened"
    return f"{word} {newest.subject[:12]}"


class Opened(Struct, frozen=True):
    """An "I do not know" that locked, and the answer that took its place."""

    key: str
    answer: str
    at: str

    @property
    def words(self) -> str:
        question = gate.BY_KEY[self.key]
        said = gate.reason_words(f"{self.key}={self.answer}").removeprefix(question.words).strip()
        first = f"{question.words} {gate.NOT_KNOWN}"
        return f"{first}: that lock ended with the answer of {self.at}: {said}"


def opened_by_answer(case: Case, subject: Subject) -> list[Opened]:
    """Where "I do not know" locked this source or item, and a later answer ended that."""
    found, before = list[Opened](), dict[str, str]()
    for each in case.work.standing("how", "said"):
        if each.subject != subject.id or each.data is None:
            continue
        said = {"how": each.data.get("how", "")} if each.act == "said" else each.data["answers"]
        for key, value in said.items():
            was_unsure = before.get(key) == gate.NOT_SURE != value
            if was_unsure and gate.NOT_SURE in gate.BY_KEY[key].locks:
                found.append(Opened(key, value, each.at))
        before |= said
    return found

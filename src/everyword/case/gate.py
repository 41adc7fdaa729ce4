"""The how-obtained gate: what is asked of each source and item, and which answers lock it.

Nothing is done here: from the list of decisions it is said what is locked, and why. A lock stands
until an adviser's word is recorded; what a child made or owns needs a second yes of the person
after that. Another answer opens nothing, except where the first one was "I do not know".
Why each answer locks is written in docs/gate.md.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct, field

from everyword.case.decided import Said
from everyword.case.work import Work

HOW: Final = {
    "own-device": "from my own phone, computer or account",
    "sent-to-me": "it was sent or given to me",
    "shared": "from a device, account or place we both use",
    "public": "anybody can see it",
    "other-device": "from another person's device, account or papers",
    "not-sure": "I do not know how to answer",
    "not said": "not said",
}
"""Answers to "how did it come to you?"."""

NOT_SURE: Final = "not-sure"
NOT_KNOWN: Final = "I do not know"


class Question(Struct, frozen=True):
    """One question. `locks`: answers that lock; `cautions`: answers that are said before a bundle
    or a package; `second`: answers that need a second yes, too."""

    key: str
    words: str
    choices: dict[str, str]
    locks: frozenset[str] = frozenset()
    second: frozenset[str] = frozenset()
    cautions: frozenset[str] = frozenset()

    @property
    def answers(self) -> dict[str, str]:
        return self.choices if NOT_SURE in self.choices else {**self.choices, NOT_SURE: NOT_KNOWN}


QUESTIONS: Final = (
    Question(
        "how",
        "How did it come to you?",
        {key: words for key, words in HOW.items() if key != "not said"},
        locks=frozenset({"other-device", NOT_SURE}),
    ),
    Question(
        "device",
        "Whose device, papers or place is it from?",
        {
            "mine": "mine",
            "shared": "one we both use",
            "lent": "another person's, who let me have it",
            "other": "another person's, who did not let me have it, or may not know",
            "child": "a child's",
            "public": "nobody's: anybody can see it",
        },
        locks=frozenset({"other", "child", NOT_SURE}),
        second=frozenset({"child"}),
    ),
    Question(
        "account",
        "Whose mail, cloud, bank or other account is it from?",
        {
            "none": "it is from no account",
            "mine": "mine",
            "shared": "one we both have",
            "other": "somebody else's, also where I know the password",
        },
        locks=frozenset({"other", NOT_SURE}),
    ),
    Question(
        "work",
        "Is it from a computer or account of an employer?",
        {"no": "no", "mine": "my employer's", "other": "another person's employer's"},
        locks=frozenset({"other"}),
        cautions=frozenset({"mine", NOT_SURE}),
    ),
    Question(
        "took-part",
        "Did you take part in the talk?",
        {"yes": "yes", "no": "no, I was no part of it"},
        locks=frozenset({"no", NOT_SURE}),
    ),
    Question(
        "child",
        "Does it belong to a child, or come from one?",
        {
            "no": "no",
            "belongs": "it belongs to a child",
            "from": "a child wrote, said, drew or recorded it",
            "heard": "a child is heard or seen in it",
        },
        locks=frozenset({"belongs", "from"}),
        second=frozenset({"belongs", "from"}),
        cautions=frozenset({"heard", NOT_SURE}),
    ),
    Question(
        "lawyer",
        "Is it to or from a lawyer?",
        {
            "no": "no",
            "mine": "between me and my lawyer",
            "theirs": "between the other side and their lawyer",
            "between": "from one side's lawyer to the other side",
            "settlement": "part of talks to settle, or of mediation",
        },
        locks=frozenset({"theirs", NOT_SURE}),
        cautions=frozenset({"mine", "settlement"}),
    ),
    Question(
        "intimate",
        "Is it intimate: does it show or tell of somebody naked or of sex?",
        {"no": "no", "yes": "yes"},
        locks=frozenset({"yes", NOT_SURE}),
    ),
    Question(
        "medical",
        "Is it about somebody's health?",
        {"no": "no", "mine": "mine", "other": "another person's", "child": "a child's"},
        locks=frozenset({"other"}),
        cautions=frozenset({"mine", "child", NOT_SURE}),
    ),
)
"""In the order in which they are asked."""
BY_KEY: Final = {each.key: each for each in QUESTIONS}

ADVISER: Final = "an adviser's word"
SECOND: Final = "a second yes"


class Lock(Struct, frozen=True):
    """Why something is locked (answers written "device=other"), and what would open it."""

    subject: str
    reasons: tuple[str, ...]
    needs: str

    @property
    def words(self) -> str:
        return "; ".join(reason_words(each) for each in self.reasons)


class _Subject(Struct):
    """What was decided of one source or item so far. `ever`: answers that lock for good."""

    now: dict[str, str] = field(default_factory=dict)
    ever: dict[str, None] = field(default_factory=dict)
    advised: set[str] = field(default_factory=set)
    agreed: set[str] = field(default_factory=set)

    def answer(self, answers: dict[str, str]) -> None:
        self.now.update(answers)
        for reason in reasons_of(answers):
            if not reason.endswith(f"={NOT_SURE}"):
                self.ever.setdefault(reason)

    def lock(self, subject: str) -> Lock | None:
        unsure = (each for each in reasons_of(self.now) if each.endswith(f"={NOT_SURE}"))
        reasons = list(dict.fromkeys([*self.ever, *unsure]))
        unadvised = tuple(each for each in reasons if each not in self.advised)
        if unadvised:
            return Lock(subject, unadvised, ADVISER)
        unagreed = tuple(each for each in reasons if is_second(each) and each not in self.agreed)
        return Lock(subject, unagreed, SECOND) if unagreed else None


def reasons_of(answers: dict[str, str]) -> Iterator[str]:
    """Those of these answers that lock."""
    for key, value in answers.items():
        if key in BY_KEY and value in BY_KEY[key].locks:
            yield f"{key}={value}"


def is_second(reason: str) -> bool:
    """Does what locks because of this need a second yes after the adviser's word?"""
    key, _, value = reason.partition("=")
    return value in BY_KEY[key].second


def reason_words(reason: str) -> str:
    """ "device=child" as question and answer."""
    key, _, value = reason.partition("=")
    question = BY_KEY[key]
    return f"{question.words} {question.answers.get(value, value)}"


def is_locking(said: Said) -> bool:
    """Does what is said when a source is added lock it?"""
    return any(reasons_of({"how": said.how}))


def locks(work: Work, without: int | None = None) -> dict[str, Lock]:
    """All that is locked now: full object names of sources, full ids of items.

    `without`: as if this decision had not been made.
    """
    subjects = _subjects(work, without)
    found = {subject: each.lock(subject) for subject, each in subjects.items()}
    return {subject: lock for subject, lock in found.items() if lock is not None}


def answers(work: Work) -> dict[str, dict[str, str]]:
    """Of each source and item somebody answered for, what was last answered, by question."""
    return {subject: each.now for subject, each in _subjects(work).items()}


def _subjects(work: Work, without: int | None = None) -> dict[str, _Subject]:
    found: dict[str, _Subject] = {}
    for each in work.standing("said", "how", "unlock"):
        if each.n == without:
            continue
        data, subject = each.data or {}, found.setdefault(each.subject, _Subject())
        match each.act:
            case "said" if data.get("how", "not said") != "not said":
                subject.answer({"how": data["how"]})
            case "how":
                subject.answer(data["answers"])
            case "unlock":
                opened = subject.agreed if data["adviser"] is None else subject.advised
                opened |= set(data["opens"])
            case _:
                pass
    return found


def cautions(answers: dict[str, str]) -> Iterator[str]:
    """What is said of something open before it is printed or handed over."""
    for key, value in answers.items():
        if key in BY_KEY and value in BY_KEY[key].cautions:
            yield reason_words(f"{key}={value}")


def unanswered(answers: dict[str, str], has_talk: bool) -> tuple[str, ...]:
    """The questions nobody answered; of a talk only where there is one."""
    asked: Iterable[Question] = QUESTIONS
    return tuple(
        each.key
        for each in asked
        if each.key not in answers and (has_talk or each.key != "took-part")
    )


def said_otherwise(name: str, before: Said, after: Said) -> Iterator[str]:
    """What is said otherwise now; both stay in the list of decisions."""
    if before.how not in ("not said", after.how):
        old, new = HOW.get(before.how, before.how), HOW.get(after.how, after.how)
        yield f"{name}: how it came was: {old}; now: {new}"
    if before.custodian not in (None, after.custodian):
        yield f"{name}: from was: {before.custodian}; now: {after.custodian}"
    if before.phone not in (None, after.phone):
        yield f"{name}: phone was: {before.phone}; now: {after.phone}"
    for key, value in before.answers.items():
        now = after.answers.get(key, f"that of the phone {after.phone}")
        if now != value:
            yield f"{name}: {key} was: {value}; now: {now}"

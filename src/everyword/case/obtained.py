"""What people do at the gate: answer, unlock with an adviser's word, say yes a second time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from everyword.case import gate
from everyword.case.dates import read_span
from everyword.case.decided import Exhibit, Fact, Obtained, Said, Unlocking
from everyword.case.gate import Lock
from everyword.case.store import Case
from everyword.errors import NotFound, Refused, WrongUsage
from everyword.index import withheld
from everyword.index.store import Entry, SourceRow

LISTING = "everyword how list"


class Subject(Struct, frozen=True):
    """A source or an item that is answered for. `id` is the whole object name, or the whole id.

    Of something locked, `name`, size and hash of its source are all that is told.
    """

    id: str
    kind: str
    name: str
    row: SourceRow
    answers: dict[str, str] = {}
    inherited: dict[str, str] = {}
    lock: Lock | None = None

    @property
    def effective(self) -> dict[str, str]:
        """An item's own answers stand instead of its source's."""
        return {**self.inherited, **self.answers}


def named(case: Case, typed: str) -> Subject:
    """A source by id, hash or name; else an item by its id, also one that is locked.

    Raises NotFound, NotOne; Refused for an item of a source that is locked.
    """
    locks, answers = gate.locks(case.work), gate.answers(case.work)
    for subject, each in case.work.obtained().items():
        if each.places and typed == subject:
            return _item(subject, each.name, _row_of(case, each), locks, answers)
    try:
        row = case.index.source(typed)
    except NotFound:
        pass
    else:
        return _source(case, row, locks, answers)
    known = [
        (subject, each)
        for subject, each in case.work.obtained().items()
        if each.places and subject.startswith(typed.lower()) and subject in locks
    ]
    if len(known) == 1:
        return _item(known[0][0], known[0][1].name, _row_of(case, known[0][1]), locks, answers)
    entry = case.index.item(typed)
    place = entry.reading.where[0]
    name = f"{place.path}, {place.unit} {place.first}"
    return _item(entry.id, name, case.index.row(entry.source), locks, answers)


def every(case: Case) -> list[Subject]:
    """All sources, each followed by its items that were answered for."""
    locks, answers, found = gate.locks(case.work), gate.answers(case.work), []
    items: dict[str, list[tuple[str, Obtained]]] = {}
    for subject, each in case.work.obtained().items():
        if each.places:
            items.setdefault(each.places[0].source, []).append((subject, each))
    for row in case.index.sources():
        found.append(_source(case, row, locks, answers))
        for subject, each in items.get(row.object, ()):
            found.append(_item(subject, each.name, row, locks, answers))
    return found


def _row_of(case: Case, known: Obtained) -> SourceRow:
    return case.index.row(known.places[0].source)


Answers = Mapping[str, dict[str, str]]


def _source(case: Case, row: SourceRow, locks: Mapping[str, Lock], answers: Answers) -> Subject:
    lock = locks.get(row.object)
    if lock is None and row.state == withheld.LOCKED:  # the same bytes, kept twice
        others = (each for each in case.index.sources() if each.sha256 == row.sha256)
        lock = next((locks[each.object] for each in others if each.object in locks), None)
    return Subject(row.object, "source", row.name, row, answers.get(row.object, {}), lock=lock)


def _item(
    id: str, name: str, row: SourceRow, locks: Mapping[str, Lock], answers: Answers
) -> Subject:
    """Locked by itself, or with its source."""
    own, whole = answers.get(id, {}), answers.get(row.object, {})
    return Subject(id, "item", name, row, own, whole, locks.get(id) or locks.get(row.object))


# Answers


def check_answers(answers: Mapping[str, str]) -> None:
    """Raises WrongUsage for a question or an answer there is not."""
    for key, value in answers.items():
        question = gate.BY_KEY.get(key)
        if question is None or value not in question.answers:
            choices = ", ".join(question.answers) if question else ", ".join(gate.BY_KEY)
            raise WrongUsage(
                problem=f"--{key} {value}: there is no such answer.", remedy=f"One of: {choices}"
            )


def would_lock(subject: Subject, answers: Mapping[str, str]) -> list[str]:
    """In words: why these answers would lock what is not locked because of them yet."""
    before = set(subject.lock.reasons) if subject.lock else set()
    found = gate.reasons_of(dict(answers))
    return [gate.reason_words(each) for each in found if each not in before]


def answer(case: Case, subject: Subject, answers: Mapping[str, str]) -> Subject:
    """Keep these answers; what they lock goes out of the index at once. The subject as it is now.

    Raises WrongUsage.
    """
    check_answers(answers)
    known = case.work.obtained().get(subject.id, Obtained())
    places, name = known.places, known.name or subject.name
    if subject.kind == "item" and not places:
        entry = case.index.item(subject.id)
        run = case.index.connection.execute
        places = withheld.places_of(run, subject.id, entry.reading, subject.row.sha256)
    if subject.kind == "source" and "how" in answers:  # what  everyword add --how  says, too
        answers = dict(answers)
        said = case.work.said_now(subject.id, Said(answers.pop("how")))
        if said != case.work.said(subject.id):
            case.work.decide(case.now, "said", subject.id, said)
            case.settle_locks()
    fresh = Obtained({**known.answers, **answers}, places, name)
    if fresh.answers != known.answers:
        case.work.decide(case.now, "how", subject.id, fresh)
        case.settle_locks()
    return named(case, subject.id)


def unlock(case: Case, subject: Subject, adviser: str, words: str, day: str) -> Subject:
    """Record an adviser's word; it opens what is locked now, not what is answered later.

    Raises WrongUsage where something is missing, or nothing is locked.
    """
    check_unlock(case, subject, adviser, words, day)
    assert subject.lock is not None
    said = Unlocking(subject.lock.reasons, adviser.strip(), words.strip(), day)
    case.work.decide(case.now, "unlock", locked_by(subject), said)
    case.settle_locks()
    return named(case, subject.id)


def check_unlock(case: Case, subject: Subject, adviser: str, words: str, day: str) -> None:
    """Raises what `unlock` would raise."""
    if subject.lock is None:
        raise _not_locked(subject)
    if subject.lock.needs != gate.ADVISER:
        raise WrongUsage(
            problem=f"{subject.name}: the adviser's word is recorded already.",
            remedy=f"What is missing is your second yes:  everyword how yes {subject.id[:12]}",
        )
    if not adviser.strip() or not words.strip():
        raise WrongUsage(
            problem="It is not said who advised, or what they said.",
            remedy='For example:  --adviser "A. Marsh, solicitor" --said "may be used" --date DAY',
        )
    span = read_span(day)
    if not span.first or span.first != span.last or span.first > case.now[:10]:
        raise WrongUsage(
            problem=f"--date {day}: that is not a day that has been.",
            remedy="Write it like 2024-03-01.",
        )


def agree(case: Case, subject: Subject, words: str) -> Subject:
    """The person's second yes, after an adviser's word, to what a child made or owns."""
    check_agree(subject)
    assert subject.lock is not None
    said = Unlocking(subject.lock.reasons, None, words.strip())
    case.work.decide(case.now, "unlock", locked_by(subject), said)
    case.settle_locks()
    return named(case, subject.id)


def check_agree(subject: Subject) -> None:
    """Raises what `agree` would raise."""
    if subject.lock is None:
        raise _not_locked(subject)
    if subject.lock.needs != gate.SECOND:
        raise Refused(
            name=subject.name,
            reason="no adviser's word on it is recorded yet",
            remedy=f"First:  everyword how unlock {subject.id[:12]} --adviser NAME --said WORDS"
            " --date DAY",
        )


def locked_by(subject: Subject) -> str:
    """The same bytes may have been answered for under another object."""
    return subject.lock.subject if subject.lock else subject.id


def _not_locked(subject: Subject) -> WrongUsage:
    return WrongUsage(problem=f"{subject.name} is not locked.", remedy=f"See what is:  {LISTING}")


# What is printed and handed over


def open_part(case: Case, exhibit: Exhibit) -> tuple[Exhibit, int]:
    """An exhibit without its locked items, and how many those are."""
    items = tuple(each for each in exhibit.items if not case.work.is_withheld(each))
    return msgspec.structs.replace(exhibit, items=items), len(exhibit.items) - len(items)


def refuse_exhibit(label: str, count: int, of: int) -> None:
    """Raises Refused for an exhibit that was named although it holds something locked."""
    raise Refused(
        name=label,
        reason=f"{count} of its {of} items cannot be used: locked because of how they were"
        " obtained",
        remedy=f"See why, and what opens it:  {LISTING}",
    )


def left_out(label: str, count: int, of: int) -> str:
    """The same for a finding."""
    return (
        f"{label}: {count} of {of} item{'s' * (of != 1)} left out: locked because of how obtained"
        f" ({LISTING})"
    )


def open_facts(case: Case) -> tuple[list[Fact], list[str]]:
    """Facts as they may be printed, and what is said of those that may not.

    A fact that stands on nothing but what is locked is left out whole; of others the cites go.
    """
    facts, said = [], []
    for fact in case.work.facts().values():
        cites = tuple(each for each in fact.cites if not case.work.is_withheld(each.item))
        count = len(fact.cites) - len(cites)
        if count and not cites:
            said.append(f"fact {fact.id} left out: all it cites is locked ({LISTING})")
            continue
        if count:
            said.append(
                f"fact {fact.id}: {count} cite{'s' * (count != 1)} left out: locked ({LISTING})"
            )
        answer = tuple(each for each in fact.response_cites if not case.work.is_withheld(each.item))
        facts.append(msgspec.structs.replace(fact, cites=cites, response_cites=answer))
    return facts, said


def whole_is_locked(case: Case, object: str) -> bool:
    """May the bytes of this source not leave as they are? Not where an item in it is locked."""
    run = case.index.connection.execute
    return withheld.is_locked(run, object) or object in withheld.sources_with_items(run)


def check_whole(case: Case, object: str) -> None:
    """Raises Refused where the bytes of a source may not leave as they are."""
    if whole_is_locked(case, object):
        raise Refused(
            name=case.index.row(object).name,
            reason="something in it is locked because of how it was obtained",
            remedy=f"See what, and what opens it:  {LISTING}",
        )


def said_of(case: Case, entry: Entry) -> list[str]:
    """What was answered of an item, or of its source, beside how it came."""
    answers = gate.answers(case.work)
    own, whole = answers.get(entry.id, {}), answers.get(entry.source, {})
    found = {**whole, **own}
    return [
        gate.reason_words(f"{key}={value}")
        for key, value in found.items()
        if key != "how" or key in own
    ]


def said_before(case: Case, objects: Iterable[str]) -> Iterator[str]:
    """Before a bundle or a package: what is unanswered of these sources, and what to ask about."""
    objects, open_ = set(objects), 0
    for subject in every(case):
        if subject.row.object not in objects or subject.lock is not None:
            continue
        if subject.kind == "source" and unanswered(case, subject):
            open_ += 1
        for words in gate.cautions(subject.answers):
            yield f"{subject.name}: ask before it is used: {words}"
    if open_:
        sources = "source" if open_ == 1 else "sources"
        yield (
            f"{open_} {sources} with questions not answered about how obtained; nothing is locked"
            f" by that:  {LISTING}"
        )


def unanswered(case: Case, subject: Subject) -> Sequence[str]:
    """The questions nobody answered, of an open source or an item."""
    return gate.unanswered(subject.effective, has_talk(case, subject))


def has_talk(case: Case, subject: Subject) -> bool:
    """Is there a message, a call or a recording in it? Of something locked that is not known."""
    if subject.lock is not None:
        return False
    which = "SELECT item FROM place WHERE source = ?1" if subject.kind == "source" else "?1"
    key: object = subject.row.object
    if subject.kind == "item":
        key = case.index.item(subject.id).n
    sql = (
        f"SELECT 1 FROM item WHERE n IN ({which}) AND kind IN ('message', 'call', 'recording')"
        " LIMIT 1"
    )
    return case.index.connection.execute(sql, (key,)).fetchone() is not None

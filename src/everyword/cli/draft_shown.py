"""How drafts in the case are shown: as cards, and their ids as a person types them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from everyword.case.dates import UNKNOWN
from everyword.case.telling import Draft
from everyword.cli.tell import one_line
from everyword.errors import WrongUsage

ANSWERS = {
    "open": "open",
    "yes": "a fact",
    "changed": "a fact, changed",
    "no": "not a fact",
    "private": "private",
}
"""What a person reads for each answer."""
_IDS = re.compile(r"[Dd]?(\d{1,9})(?:-[Dd]?(\d{1,9}))?", re.ASCII)


def card(draft: Draft, with_answer: bool = False) -> Iterator[str]:
    """Two lines: what it is, and its words with their place."""
    who = ", ".join(names[0] for names in draft.who)
    head = [draft.id.rjust(5), draft.kind, *([who] if who else []), *_when_words(draft)]
    if with_answer:
        head.append(f"[{ANSWERS[draft.answer]}{f': {draft.fact}' if draft.fact else ''}]")
    yield "  ".join(head)
    yield f"       {_place(draft)}“{one_line(draft.quote, 400)}”"


def _when_words(draft: Draft) -> list[str]:
    """The date it would have as a fact, or the words about time."""
    if draft.when != UNKNOWN:
        return [f"when: {draft.when}"]
    counted = [
        f"{word} {id}" for word, id in (("after", draft.after), ("before", draft.before)) if id
    ]
    said = [draft.words] if draft.words else []
    return [f"when: {', '.join([*said, *counted])}"] if said or counted else []


def _place(draft: Draft) -> str:
    if draft.cite.lines is not None:
        return f"line {draft.cite.lines[0]}  "
    return f"page {draft.cite.page}  " if draft.cite.page else ""


def ids_of(typed: Iterable[str]) -> list[str]:
    """D3, 3, D3-D9. Raises WrongUsage."""
    found: list[str] = []
    for word in typed:
        match = _IDS.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, -1)
        if not 0 < first <= last < first + 10_000:
            raise WrongUsage(
                problem=f"This is not a draft's id: {word}",
                remedy="For example:  D3    or  D3-D9    (everyword draft list)",
            )
        found += [f"D{number}" for number in range(first, last + 1)]
    return found


def ids_words(ids: Sequence[str]) -> str:
    """ "D1-D4, D7": stretches of more than two are written as such."""
    runs: list[list[int]] = []
    for number in sorted(int(id[1:]) for id in ids):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [
        [f"D{run[0]}-D{run[-1]}"] if len(run) > 2 else [f"D{number}" for number in run]
        for run in runs
    ]
    return ", ".join(word for part in parts for word in part)

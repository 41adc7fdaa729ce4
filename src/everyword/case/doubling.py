"""A payment or a call that may stand in two sources: a person says whether it is one or two.

Nothing is merged either way, and both are listed: what was said is kept, so that it is not asked
again and whoever counts can count it once.
"""

from typing import Final

from everyword.case.decided import Doubled
from everyword.case.store import Case
from everyword.errors import NotFound, Refused, WrongUsage
from everyword.index import doubles
from everyword.index.doubles import Double
from everyword.index.store import Entry
from everyword.model import Call, Payment

_KINDS: Final = ("payment", "call")


def questions(case: Case) -> list[tuple[str, Double]]:
    """ "payment" or "call", and the two that may be one, of which nobody has said it yet."""
    run = case.index.connection.execute
    answered = said(case)
    found = zip(_KINDS, (doubles.payments(run), doubles.calls(run)), strict=True)
    return [
        (kind, each)
        for kind, all in found
        for each in all
        if frozenset((each.one, each.two)) not in answered
    ]


def said(case: Case) -> dict[frozenset[str], bool]:
    """Of two items that were asked about: whether they are one."""
    return {frozenset(each.items): each.one for each in _said(case)}


def answers(case: Case) -> list[tuple[Entry, Entry, bool]]:
    """What was said, oldest first: True where they are one. Without what is locked or deleted."""
    found = []
    for each in _said(case):
        try:
            one, two = (case.index.item(id) for id in each.items)
        except (NotFound, Refused):
            continue
        found.append((one, two, each.one))
    return found


def check(case: Case, one: str, two: str) -> tuple[Entry, Entry]:
    """Two items by their ids that may be one. Raises NotFound, NotOne, WrongUsage."""
    found = case.index.item(one), case.index.item(two)
    kinds = {type(each.reading) for each in found}
    if kinds != {Payment} and kinds != {Call}:
        problem = "These are not two payments, or two calls."
    elif found[0].n == found[1].n:
        problem = "This is one item already, with all its places."
    elif _files(case, found[0]) & _files(case, found[1]):
        problem = "These two stand in one source: there they are two."
    else:
        return found
    raise WrongUsage(problem=problem, remedy="See what is asked:  everyword list --differences")


def say(case: Case, one: str, two: str, is_one: bool) -> tuple[Entry, Entry]:
    """Keep the answer; a later one about the same two stands instead. Raises as `check` does."""
    found = check(case, one, two)
    ids = sorted(each.id for each in found)
    subject = next(
        (s for s, each in _all(case).items() if sorted(each.items) == ids), "+".join(ids)
    )
    case.work.decide(case.now, "double", subject, Doubled(is_one, (ids[0], ids[1])))
    return found


def _all(case: Case) -> dict[str, Doubled]:
    return case.work.state("double", Doubled)


def _said(case: Case) -> list[Doubled]:
    return list(_all(case).values())


def _files(case: Case, entry: Entry) -> set[str]:
    return case.index.objects_of([entry.id])

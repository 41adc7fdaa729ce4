"""Who knew what when: decided like facts, cited like facts; what nobody said stays unknown."""

import msgspec

from everyword.case.dates import read_when
from everyword.case.decided import Knew
from everyword.case.deciding import Deciding, named
from everyword.case.facts import checked_cites
from everyword.case.people import person_id
from everyword.errors import WrongUsage


def add(case: Deciding, knew: Knew) -> Knew:
    """Raises what `checked` raises."""
    knew = checked(case, msgspec.structs.replace(knew, id=case.work.next_number("knew", "K")))
    case.work.decide(case.now, "knew", knew.id, knew)
    return knew


def checked(case: Deciding, knew: Knew) -> Knew:
    """Person and fact must be there, the date must read, quotes must stand in what is cited.

    Raises WrongUsage, NotFound, NotOne, Refused.
    """
    fact = named(case.work.facts(), "fact", knew.fact)
    for other in (*(placed := read_when(knew.when)).after, *placed.before):
        named(case.work.facts(), "fact", other)
    if not knew.knows and not any(each.quote or each.seconds for each in knew.cites):
        raise WrongUsage(
            problem="That somebody said not to know a thing needs their words.",
            remedy='Cite them:  --cite "ID=the words"  or, in a recording,  --cite ID:s10-25',
        )
    return msgspec.structs.replace(
        knew,
        person=person_id(case, knew.person),
        fact=fact.id,
        told_by=person_id(case, knew.told_by) if knew.told_by else None,
        cites=checked_cites(case, knew.cites),
    )

"""Exhibits: items put before the court under a label."""

from everyword.case.decided import Exhibit
from everyword.case.deciding import Deciding
from everyword.errors import WrongUsage


def set_prefix(case: Deciding, prefix: str) -> None:
    """Letters of the exhibit labels; a digit in them would make AB1 and AB11 alike."""
    before = case.work.setting("exhibit_prefix")
    if not prefix.isalpha() or (before not in (None, prefix) and case.work.exhibits()):
        now = f"; in this case they are {before}" if before else ""
        raise WrongUsage(
            problem=f"The exhibit letters cannot be {prefix}{now}.",
            remedy="Use letters only, the same for all exhibits of the case.",
        )
    if prefix != before:
        case.work.decide(case.now, "setting", "exhibit_prefix", {"value": prefix})


def add(case: Deciding, title: str, items: tuple[str, ...], context: int) -> Exhibit:
    """Raises WrongUsage without letters, NotFound, Refused."""
    prefix = case.work.setting("exhibit_prefix")
    if prefix is None:
        raise WrongUsage(
            problem="No exhibit letters are chosen yet (courts differ; often your initials).",
            remedy="Choose once:  everyword exhibit add --prefix AB ...",
        )
    full = tuple(dict.fromkeys(case.index.item(item).id for item in items))
    case.check_usable(full)
    label = case.work.next_number("exhibit", prefix)
    exhibit = Exhibit(label, title, full, context)
    case.work.decide(case.now, "exhibit", label, exhibit)
    return exhibit

"""The zones of a person's phones over time: said once, and every file of the phone read with them.

What was said of one file alone (`add --zone`) counts before what was said of its phone, and that
before the zone of the case.
"""

from collections.abc import Callable, Iterator

from everyword.case.store import Case
from everyword.case.work import Decision
from everyword.errors import NotFound, WrongUsage
from everyword.index import database
from everyword.index.store import SourceRow
from everyword.intake.receive import Received, Receiver, Watch
from everyword.readers.times.zone import SHAPE, schedule_of, schedule_words


def checked_zones(typed: str) -> str:
    """A zone or a schedule of zones as it is kept. Raises WrongUsage."""
    try:
        schedule = schedule_of(typed)
        if schedule.phone is not None:
            raise ValueError("a phone is not named in it")
    except ValueError as fault:
        raise WrongUsage(
            problem=f"{typed}: these are no time zones: {fault}.",
            remedy=f"Write it like:  {SHAPE}",
        ) from None
    return schedule_words(schedule)


def files_of(case: Case, phone: str) -> list[SourceRow]:
    """The sources that came from a phone, in the order they were sealed."""
    return [row for row in case.index.sources() if case.work.said(row.object).phone == phone]


def of_their_own(case: Case, phone: str) -> list[tuple[SourceRow, str]]:
    """The sources of a phone that have a zone given for them alone, with it."""
    zones = [(row, case.work.said(row.object).answers.get("zone")) for row in files_of(case, phone)]
    return [(row, zone) for row, zone in zones if zone is not None]


def set_zones(case: Case, phone: str, zones: str, watch: Watch) -> Iterator[Received]:
    """Keep what a person says of a phone's zones and read its files again. `zones` is checked."""
    value = {"zones": zones}
    yield from _decided(case, watch, lambda: case.work.decide(case.now, "zone", phone, value))


def remove_zones(case: Case, phone: str, watch: Watch) -> Iterator[Received]:
    """Nothing is said of this phone any more. Raises NotFound where nothing was."""
    if phone not in case.work.zones():
        raise NotFound(thing="phone", name=phone, command="everyword zone list")
    yield from _decided(case, watch, lambda: case.work.decide(case.now, "zone", phone, None))


def newest_zones(case: Case) -> Decision:
    """What `undo_zones` would undo. Raises NotFound."""
    return case.newest("zone")


def undo_zones(case: Case, watch: Watch) -> Iterator[Received]:
    """Undo the newest of these decisions. Raises NotFound where there is none."""
    number = newest_zones(case).n
    yield from _decided(case, watch, lambda: case.work.undo(case.now, number))


def _decided(case: Case, watch: Watch, decide: Callable[[], object]) -> Iterator[Received]:
    """The decision and what has to be read because of it stand together, or neither does."""
    rows = case.index.sources()
    before = {row.object: dict(case.work.answers(row.object)) for row in rows}
    with database.transaction(case.index.connection):
        decide()
        case.index.read_again(
            row.object
            for row in rows
            if row.state != "waiting" and dict(case.work.answers(row.object)) != before[row.object]
        )
    yield from Receiver(case.vault, case.index, case.work.answers, watch).catch_up()

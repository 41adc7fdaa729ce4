"""The index is lost: what people decided comes back, the longest list of it there is."""

import datetime as dt
from pathlib import Path

from everyword.case.decided import CiteTo
from everyword.case.rebuilding import rebuild
from everyword.case.store import SNAPSHOTS, Case
from tests.case.conftest import first
from tests.cases_made import Quiet, Ticking, damage


def test_the_work_comes_back_when_the_index_is_lost(tmp_path: Path, words: str, case: Case) -> None:
    case.add_fact("Kept.", "2024", "alleged", (CiteTo(first(case)),))
    item = first(case)
    case.close()
    for path in (tmp_path / "case").glob("case.db*"):
        path.unlink()

    (received,) = rebuild(tmp_path / "case", words, Ticking(), Quiet())

    assert received.account is not None
    with Case.open(tmp_path / "case", words, Ticking()) as again:
        assert first(again) == item
        assert [fact.sentence for fact in again.work.facts().values()] == ["Kept."]


def test_a_rebuild_keeps_decisions_newer_than_the_last_snapshot(
    tmp_path: Path, words: str, case: Case
) -> None:
    case.save_work()
    case.add_fact("Newer.", "2024", "alleged", ())
    case.work.fresh = 0  # as after a crash: no snapshot at the end
    case.close()

    list(rebuild(tmp_path / "case", words, Ticking(), Quiet()))

    with Case.open(tmp_path / "case", words, Ticking()) as again:
        assert [fact.sentence for fact in again.work.facts().values()] == ["Newer."]


def test_a_clock_set_back_loses_no_decision(tmp_path: Path, words: str, case: Case) -> None:
    case.save_work()
    case._now = lambda: dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    for number in range(SNAPSHOTS + 2):
        case.add_fact(f"Fact {number}.", "2024", "alleged", ())
        case.save_work()
    case.close()
    for path in (tmp_path / "case").glob("case.db*"):
        path.unlink()

    list(rebuild(tmp_path / "case", words, Ticking(), Quiet()))

    with Case.open(tmp_path / "case", words, Ticking()) as again:
        assert len(again.work.facts()) == SNAPSHOTS + 2


def test_a_damaged_snapshot_gives_way_to_the_one_before(
    tmp_path: Path, words: str, case: Case
) -> None:
    case.add_fact("First.", "2024", "alleged", ())
    case.save_work()
    case.add_fact("Second.", "2024", "alleged", ())
    case.close()
    newest = sorted((tmp_path / "case" / "work").iterdir())[-1]
    damage(newest)
    for path in (tmp_path / "case").glob("case.db*"):
        path.unlink()

    list(rebuild(tmp_path / "case", words, Ticking(), Quiet()))

    with Case.open(tmp_path / "case", words, Ticking()) as again:
        assert [fact.sentence for fact in again.work.facts().values()] == ["First."]

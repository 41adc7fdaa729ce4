"""A case: what is decided is checked against what is there, and survives the loss of the index."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.case.store import SNAPSHOTS, Case, rebuild
from everyword.case.work import CiteTo, Said
from everyword.errors import Damaged, NotFound, WrongUsage
from everyword.index.store import Query
from tests.cases_made import Quiet, Ticking, make_case

CHAT = "13/03/2024, 21:07 - Alex: I will send money\n14/03/2024, 08:00 - Sam: ok\n"


@pytest.fixture
def words(tmp_path: Path) -> str:
    return make_case(tmp_path / "case")


@pytest.fixture
def case(tmp_path: Path, words: str) -> Iterator[Case]:
    (tmp_path / "WhatsApp Chat with Sam.txt").write_text(CHAT)
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as opened:
        add(opened, tmp_path / "WhatsApp Chat with Sam.txt")
        yield opened


def add(case: Case, path: Path, **said: str) -> None:
    for received in case.add([path], Said(**said), lambda row, fresh: None, Quiet()):
        assert received.error is None


def first(case: Case) -> str:
    return next(iter(case.index.find(Query()))).id


def test_what_was_said_is_added_to_and_never_lost(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    (row,) = case.index.sources()
    assert case.work.said(row.object).how == "not said"

    add(case, path, how="own-device")
    add(case, path, custodian="Alex")

    assert case.work.said(row.object) == Said("own-device", "Alex", {})


@pytest.mark.parametrize(
    "cite",
    [
        CiteTo("zzzz"),
        CiteTo("", quote="I will not send money"),
    ],
)
def test_a_cite_that_does_not_hold_is_refused(case: Case, cite: CiteTo) -> None:
    cite = CiteTo(cite.item or first(case), quote=cite.quote)

    with pytest.raises((NotFound, WrongUsage)):
        case.add_fact("S.", "2024-03-13", "alleged", (cite,))
    assert case.work.facts() == {}


def test_a_page_that_is_not_there_is_refused(case: Case, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("words\n")
    add(case, tmp_path / "note.txt")
    note = next(iter(case.index.find(Query(kind="document")))).id

    with pytest.raises(WrongUsage):
        case.add_fact("S.", "2024", "alleged", (CiteTo(note, page=9),))


def test_a_short_id_is_kept_whole(case: Case) -> None:
    fact = case.add_fact("S.", "2024", "alleged", (CiteTo(first(case)[:7], quote="send"),))

    assert fact.cites[0].item == first(case)


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


def test_so_many_snapshots_are_kept_and_no_more(case: Case) -> None:
    for _ in range(SNAPSHOTS + 3):
        case.save_work()

    assert len(case.vault.private_names("work")) == SNAPSHOTS
    assert all(check.ok for check in case.vault.verify())


def test_a_lost_index_is_said_and_never_begun_anew(tmp_path: Path, words: str, case: Case) -> None:
    case.add_fact("Kept.", "2024", "alleged", ())
    case.close()
    for path in (tmp_path / "case").glob("case.db*"):
        path.unlink()

    with pytest.raises(Damaged, match="everyword rebuild"):
        Case.open(tmp_path / "case", words, Ticking())
    assert not (tmp_path / "case" / "case.db").exists()


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
    newest.write_bytes(newest.read_bytes()[:-1] + b"\0")
    for path in (tmp_path / "case").glob("case.db*"):
        path.unlink()

    list(rebuild(tmp_path / "case", words, Ticking(), Quiet()))

    with Case.open(tmp_path / "case", words, Ticking()) as again:
        assert [fact.sentence for fact in again.work.facts().values()] == ["First."]

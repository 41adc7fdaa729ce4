"""Time stamps end with their certificates: the case has the date, and a newer stamp carries on."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.case.renewals import renewal_remarks, renewals
from everyword.case.store import Case
from everyword.model import source_of_bytes
from everyword.vault import keys, stamps_kept
from tests.cases_made import Ticking, make_case, remembered_stretch
from tests.vault.authority import Authority, needs_openssl

pytestmark = needs_openssl
NOW = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def day(year: int, month: int = 1) -> dt.datetime:
    return dt.datetime(year, month, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Its certificate ends in July 2025."""
    return Authority(tmp_path_factory.mktemp("short") / "a", "Short", end=day(2025, 7))


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("long") / "a", "Long", end=day(2035))


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    monkeypatch.setattr(keys, "_stretch", remembered_stretch)
    words = make_case(tmp_path / "case")
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as opened:
        opened.vault.seal(source_of_bytes("a.txt", b"a"))
        yield opened


def stamped(case: Case, by: Authority, at: dt.datetime, label: str = "a") -> int:
    queued = stamps_kept.queue(case.vault, label)
    weighed = stamps_kept.weigh(case.vault, by.answer(queued.tsq, at=at), by.chain)
    stamps_kept.keep(case.vault, weighed)
    return queued.size


def test_a_stamp_has_its_date(case: Case, short: Authority) -> None:
    assert renewals(case, NOW) == []
    size = stamped(case, short, day(2025, 5))

    (renewal,) = renewals(case, NOW)
    assert (renewal.date, renewal.size, renewal.label) == (dt.date(2025, 7, 1), size, "a")
    assert not renewal.is_late
    assert renewal.words == (
        f"Time stamp {size}.a: renew before 1 July 2025: "
        "make a new stamp over the newest head:  everyword stamp"
    )


def test_a_newer_stamp_made_in_time_carries_it_on(
    case: Case, short: Authority, long: Authority
) -> None:
    stamped(case, short, day(2025, 5))
    newer = stamped(case, long, day(2025, 6), "b")

    (renewal,) = renewals(case, NOW)
    assert (renewal.size, renewal.label, renewal.date.year) == (newer, "b", 2035)


def test_a_newer_stamp_made_too_late_does_not(
    case: Case, short: Authority, long: Authority
) -> None:
    older = stamped(case, short, day(2025, 5))
    stamped(case, long, day(2025, 8), "b")

    first, second = renewals(case, day(2025, 9))
    assert (first.size, first.is_late, second.is_late) == (older, True, False)
    assert "ended on 1 July 2025 and no newer stamp covers it" in first.words


def test_a_stamp_over_the_same_head_does_not_cover_another(
    case: Case, short: Authority, long: Authority
) -> None:
    first, second = (stamps_kept.queue(case.vault, label) for label in ("a", "b"))
    assert first.size == second.size
    for queued, by in ((first, short), (second, long)):
        answer = by.answer(queued.tsq, at=day(2025, 5))
        stamps_kept.keep(case.vault, stamps_kept.weigh(case.vault, answer, by.chain))

    assert [each.label for each in renewals(case, NOW)] == ["a", "b"]


@pytest.mark.parametrize(("days", "count"), [(20, 0), (60, 1)])
def test_a_remark_comes_when_the_date_is_near(
    case: Case, short: Authority, days: int, count: int
) -> None:
    """The clock of these cases stands at 1 June 2025."""
    stamped(case, short, day(2025, 5))

    assert len(renewal_remarks(case, days)) == count


def test_a_request_without_answer_has_no_date(case: Case) -> None:
    stamps_kept.queue(case.vault, "a")

    assert renewals(case, NOW) == []


def test_an_answer_that_came_in_later_is_not_covered(
    case: Case, short: Authority, long: Authority
) -> None:
    early = stamps_kept.queue(case.vault, "a")
    case.vault.seal(source_of_bytes("b.txt", b"b"))
    newer = stamped(case, long, day(2025, 6), "b")
    answer = short.answer(early.tsq, at=day(2025, 5))
    stamps_kept.keep(case.vault, stamps_kept.weigh(case.vault, answer, short.chain))

    assert early.size < newer
    assert [each.label for each in renewals(case, NOW)] == ["a", "b"]

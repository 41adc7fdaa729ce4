"""The timeline goes through everything in windows, forward and back, and loses nothing."""

import pytest

from everyword.case.store import Case
from everyword.errors import NotFound, WrongUsage
from everyword.index.store import Query
from everyword.web.screens import timeline
from tests.web.conftest import COUNT


def ids(case: Case, newest: bool = False) -> list[str]:
    return [each.id for each in case.index.find(Query(newest=newest))]


@pytest.mark.parametrize("newest", [False, True])
@pytest.mark.parametrize("size", [1, 7, 50, 1000])
def test_windows_forward_and_back_are_the_whole_list(
    case: Case, monkeypatch: pytest.MonkeyPatch, size: int, newest: bool
) -> None:
    monkeypatch.setattr(timeline, "WINDOW", size)
    order = {"newest": "1"} if newest else {}
    forward, shown = list[str](), timeline.make(case, order)
    assert shown["previous"] is None
    while True:
        forward += [row["id"] for row in shown["rows"]]
        if shown["next"] is None:
            break
        last, shown = shown, timeline.make(case, {**order, "after": shown["next"]})
        assert shown["previous"] == shown["rows"][0]["id"] != last["rows"][0]["id"]
    assert forward == ids(case, newest) and len(forward) == COUNT

    back = [row["id"] for row in shown["rows"]]
    while shown["previous"] is not None:
        shown = timeline.make(case, {**order, "before": shown["previous"]})
        back = [row["id"] for row in shown["rows"]] + back
        assert shown["next"] is not None
    assert back == forward


def test_filters_narrow(case: Case) -> None:
    assert len(timeline.make(case, {"find": '"number 17"'})["rows"]) == 1
    assert len(timeline.make(case, {"since": "2024-03-02", "until": "2024-03-02"})["rows"]) == 6
    assert len(timeline.make(case, {"kind": "payment"})["rows"]) == 0
    assert timeline.make(case, {"person": "P1"})["rows"][0]["text"].startswith("Sam:")


def test_what_is_no_day_or_nobody_is_said(case: Case) -> None:
    with pytest.raises(WrongUsage):
        timeline.make(case, {"since": "some day"})
    with pytest.raises(NotFound):
        timeline.make(case, {"person": "Nobody"})
    with pytest.raises(NotFound):
        timeline.make(case, {"after": "none"})

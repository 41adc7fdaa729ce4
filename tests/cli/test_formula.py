"""everyword formula: no case, every step, and what is missing is named."""

import json
import shlex

import pytest

from tests.cli.conftest import Run

WAYS = {
    "uk-cms --income 600 --per week --children 2 --nights 60": "82.29 GBP per week",
    "uk-cms --income 31285.71 --per year --children 2": "96.00 GBP per week",
    "uk-cms --income 600 --per week --children 2 --nights 60,180 --other-children 1": "50.98 GBP",
    "uk-cms --unknown-income --children 3": "64.00 GBP",
    "uk-cms --income 90 --per week --children 1 --benefit": "7.00 GBP",
    "uk-cms --income 475 --per week --children 1 --collected": "68.40 GBP",
    "uk-cms --income 173 --per week --children 2 --other-children 1 --northern-ireland": "22.48",
    "texas --net 12000 --children 1 --elsewhere 1": "2,047.50 USD per month",
    "new-york --payer 60000 --other 40000 --children 2": "15,000.00 USD per year",
    "wisconsin --income 3000 --children 2": "750.00",
    "wisconsin --income-a 2000 --income-b 3000 --children 2 --nights-a 219 --nights-b 146": "375",
    "wisconsin --income-a 2000 --income-b 3000 --with-a 2 --with-b 1": "386.80",
    "wisconsin --income-a 2000 --income-b 3000 --children 2 --nights-a 271 --nights-b 94"
    " --care-b 92 --high": "356.25",
    "wisconsin --income-a 2000 --income-b 3000 --with-a 2 --with-both 1 --nights-a 110"
    " --nights-b 255": "507.68",
    "australia-care --nights 128": "cost percentage: 25.00",
    "time-share --nights 52": "14.25",
}
MISSING = {
    "uk-cms --income 600 --per week --children 2": "--on is missing",
    "uk-cms --per week --children 2 --on 2026-05-01": "--income is missing",
    "uk-cms --income 600 --children 2 --on 2026-05-01": "--per is missing",
    "uk-cms --income 600 --per week --on 2026-05-01": "--children is missing",
    "uk-cms --income 1.234,50 --per week --children 2 --on 2026-05-01": "not a sum: 1.234,50",
    "uk-cms --income -5 --per week --children 2 --on 2026-05-01": "not a sum",
    "uk-cms --income ٦٠٠ --per week --children 2 --on 2026-05-01": "not a sum",
    "uk-cms --income 600 --per week --children 2 --nights 60,x --on 2026-05-01": "not nights",
    "uk-cms --income 600 --per week --children 2 --nights 1,2,3 --on 2026-05-01": "nights for 3",
    "uk-cms --income 600 --per week --children -1 --on 2026-05-01": "No child",
    "uk-cms --income 600 --per week --children 2 --on 01/05/2026": "not a day",
    "texas --net 400 --on 2026-05-01": "--children is missing",
    "texas --children 1 --on 1999-01-01 --net 1": "no figures for 1999-01-01",
    "new-york --payer 5 --children 1 --on 2026-05-01": "--other is missing",
    "wisconsin --children 1 --on 2026-05-01": "--income is missing",
    "wisconsin --income-a 5 --children 1 --on 2026-05-01": "--income-b is missing",
    "wisconsin --income 5 --with-a 1 --with-b 1 --on 2026-05-01": "incomes of both",
    "wisconsin --income-a 5 --income-b 5 --children 1 --on 2026-05-01": "how the children live",
    "wisconsin --income-a 5 --income-b 5 --nights-a 5 --on 2026-05-01": "nights of one parent",
    "wisconsin --income-a 5 --income-b 5 --with-a 1 --with-b 1 --high --on 2026-05-01": "--high",
    "australia-care --on 2026-05-01": "--nights is missing",
    "time-share --nights 400 --on 2026-05-01": "do not fit",
}


@pytest.mark.parametrize("way", WAYS)
def test_each_formula_is_worked_without_a_case(command: Run, way: str) -> None:
    words = ("formula", *shlex.split(way), "--on", "2026-05-01")
    ran = command(*words)

    assert ran.code == 0, ran.err
    assert WAYS[way] in ran.out and "  1. " in ran.out and "record " in ran.out
    assert "not what is owed" in ran.err
    found = json.loads(command(*words, "--json").out)
    assert found["record"] and found["steps"] and isinstance(found["results"][0]["amount"], str)


@pytest.mark.parametrize("way", MISSING)
def test_what_is_missing_is_named(command: Run, way: str) -> None:
    ran = command("formula", *shlex.split(way))

    assert ran.code == 2 and ran.out == ""
    assert MISSING[way] in ran.err and len(ran.err.splitlines()) == 3


def test_the_list_has_every_record_with_its_source(command: Run) -> None:
    assert "uk-cms" in command("formula", "list").out
    rows = [json.loads(line) for line in command("formula", "list", "--json").out.splitlines()]

    assert len(rows) == 7
    for row in rows:
        assert all(record["source"] and record["seen"] for record in row["record"])

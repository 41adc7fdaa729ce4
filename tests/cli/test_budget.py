"""everyword budget: regular sums and rates, checked before they are kept."""

import pytest

from tests.cli.conftest import Run
from tests.schedules.papers import ok

RENT = ("budget", "add", "rent", "750.00", "GBP", "--every")


def test_a_regular_sum_and_a_month_of_it(in_case: Run) -> None:
    assert ok(in_case, *RENT, "month") == "B1  rent (out): 750.00 GBP every month\n"
    assert "(x 26 / 12 = 1,625.00 GBP a month)" in ok(in_case, *RENT, "two weeks")
    assert "x 37.5 hours a week x 52 / 12" in ok(in_case, *RENT, "hour", "--times", "37.5")
    assert "not known every year" in ok(
        in_case, "budget", "add", "tax", "not known", "GBP", "--every", "year"
    )
    ok(in_case, *RENT, "month", "--dry-run")
    assert len(ok(in_case, "budget", "list", "--json").splitlines()) == 4
    ok(in_case, "budget", "remove", "B4")
    ok(in_case, "budget", "remove", "B3", "--dry-run")
    assert "B4" not in ok(in_case, "budget", "list")
    ok(in_case, "budget", "undo")
    assert "B4" in ok(in_case, "budget", "list")


@pytest.mark.parametrize(
    "words",
    [
        (*RENT, "day"),
        (*RENT, "hour"),
        (*RENT, "month", "--times", "3"),
        (*RENT, "often"),
        ("budget", "add", "rent", "-5", "GBP", "--every", "month"),
        ("budget", "add", "rent", "1,200", "GBP", "--every", "month"),
        ("budget", "add", "rent", "5", "quid", "--every", "month"),
        ("budget", "rate", "EUR=0.86", "--to", "GBP"),
        ("budget", "rate", "EUR=0.86@2026-05-01", "--to", "EUR"),
    ],
)
def test_what_does_not_fit_is_refused(in_case: Run, words: tuple[str, ...]) -> None:
    assert in_case(*words).code == 2
    assert "B1" not in ok(in_case, "budget", "list")


def test_rates_are_kept_with_their_day_and_source(in_case: Run) -> None:
    rate = ("budget", "rate", "eur=0.86@2026-05-01", "--to", "gbp", "--source", "my bank")
    ok(in_case, *rate, "--dry-run")
    said = ok(in_case, *rate)

    assert said == "X1  1 EUR = 0.86 GBP, a rate given for 1 May 2026 (my bank)\n"
    assert said.strip() in ok(in_case, "budget", "list")

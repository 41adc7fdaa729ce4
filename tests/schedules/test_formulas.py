"""The published worked examples replay to the penny, and a second way of working agrees."""

import datetime as dt
import itertools
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import WrongUsage
from everyword.schedules.formulas import (
    australia,
    new_york,
    texas,
    time_share,
    uk_cms,
    wisconsin,
)
from everyword.schedules.formulas.records import CONFIDENCE, DATA, schemes
from everyword.schedules.formulas.working import Worked, cents, figure

ON = dt.date(2026, 5, 1)
F = Fraction
MONEY = st.decimals(0, 4000, places=2).map(Fraction)
NIGHTS = st.lists(st.integers(0, 366), min_size=1, max_size=5).map(tuple)


def first(found: Worked) -> Decimal:
    return found.results[0].amount


def cms(income: str, nights: tuple[int, ...], others: int = 0) -> Decimal:
    return first(uk_cms.worked("uk-cms", ON, F(income), nights, others))


UK = {
    "p23": ("173", (0, 0), 1, "22.48"),
    "two children": ("600", (0, 0), 0, "96.00"),
    "p30, exact sevenths": ("517.81", (104,) * 3, 1, "62.54"),
    "p20": ("1000", (0, 0), 0, "152.00"),
    "above 800": ("1600", (0,), 0, "168.00"),
    "half of the nights": ("925", (175,) * 3, 0, "64.38"),
    "least amount": ("180", (175,) * 2, 1, "7.00"),
    "charity, one child": ("1000", (0,), 0, "114.00"),
    "charity, two others": ("1000", (0,), 2, "101.40"),
    "charity, two children": ("838.93", (0, 0), 0, "132.67"),
    "nil": ("6.99", (0,), 0, "0.00"),
    "flat": ("100", (175,), 0, "7.00"),
    "cap": ("5000", (0,), 0, "294.00"),
}
"""Income a week, nights of each child, other children, what the authority or charity prints."""


@pytest.mark.parametrize("name", UK)
def test_the_published_examples_of_great_britain(name: str) -> None:
    income, nights, others, expected = UK[name]

    assert cms(income, nights, others) == Decimal(expected)


def test_the_fees_of_collecting() -> None:
    """57.00: the payer 68.40, the receiver 54.72."""
    found = uk_cms.worked("uk-cms", ON, F("475"), (0,), collected=True)

    assert [each.amount for each in found.results] == [
        Decimal("57.00"),
        Decimal("68.40"),
        Decimal("54.72"),
    ]
    assert any("Collect and Pay" in line for line in found.unsure)


@pytest.mark.parametrize(
    ("nights", "expected"),
    [
        *[(51, "96.00"), (52, "82.29"), (103, "82.29"), (104, "68.57"), (155, "68.57")],
        *[(156, "54.86"), (174, "54.86"), (175, "34.00")],
    ],
)
def test_each_band_begins_at_its_night(nights: int, expected: str) -> None:
    assert cms("600", (nights, nights)) == Decimal(expected)


def test_the_edge_of_a_band_is_said() -> None:
    def said(*nights: int) -> list[str]:
        found = uk_cms.worked("uk-cms", ON, F(600), nights)
        return [line for line in found.assumed if "edge" in line]

    assert said(51)[0].endswith("with one night more 1/7 comes off.")
    assert said(52, 52)[0].endswith("with one night fewer nothing comes off.")
    assert said(175)[0].endswith("with one night fewer 3/7 comes off.")
    assert said(0) == said(60) == [] and len(said(51, 104)) == 2


def test_children_with_different_nights_share_what_comes_off() -> None:
    """96 less (1/7 + 1/2) / 2, and 7 for the one child at a half."""
    assert cms("600", (60, 180)) == cents(96 * (1 - (F(1, 7) + F(1, 2)) / 2) - 7)


def test_on_a_benefit_a_child_that_stays_makes_it_nil() -> None:
    for nights, expected in (((0, 51), "7.00"), ((0, 52), "0.00")):
        found = uk_cms.worked("uk-cms", ON, F(80), nights, on_benefit=True)
        assert first(found) == Decimal(expected)


@pytest.mark.parametrize(("children", "expected"), [(1, 38), (2, 51), (3, 64), (5, 64)])
def test_an_unknown_income_has_the_default_rate(children: int, expected: int) -> None:
    found = uk_cms.worked("uk-cms", ON, None, (0,) * children)

    assert first(found) == expected
    assert any("default rate" in line for line in found.unsure)


@settings(max_examples=400)
@given(income=MONEY, nights=NIGHTS, others=st.integers(0, 6))
def test_a_second_way_to_the_same_sum(
    income: Fraction, nights: tuple[int, ...], others: int
) -> None:
    """In whole hundred-thousandths of a penny and with tables of its own."""
    assert first(uk_cms.worked("uk-cms", ON, income, nights, others)) == by_hand(
        income, nights, others
    )


def by_hand(income: Fraction, nights: tuple[int, ...], others: int) -> Decimal:
    kids, others = min(len(nights), 3), min(others, 3)
    if income < 7:
        return Decimal("0.00")
    if income <= 100:
        return Decimal("7.00")
    if income < 200:
        tenths = (170, 141, 132, 124, 250, 212, 199, 189, 310, 264, 249, 238)
        whole = 7 + (income - 100) * tenths[(kids - 1) * 4 + others] / 1000
    else:
        left = min(income, F(3000)) * (100 - (0, 11, 14, 16)[others]) / 100
        whole = left * (12, 16, 19)[kids - 1] / 100
        if left > 800:  # above it each rate is lower by 3, 4 and 4 points
            whole -= (left - 800) * (3, 4, 4)[kids - 1] / 100
    fourteenths = sum(
        0 if n < 52 else 2 if n < 104 else 4 if n < 156 else 6 if n < 175 else 7 for n in nights
    )
    if fourteenths:
        whole -= whole * fourteenths / (14 * len(nights))
        whole = max(F(7), whole - 7 * sum(n >= 175 for n in nights))
    return _rounded(whole)


def _rounded(value: Fraction) -> Decimal:
    long = Decimal(value.numerator * 10**12 // value.denominator) / 10**12
    return long.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(st.fractions(-(10**6), 10**6, max_denominator=10**4))
def test_cents_are_the_nearest_and_a_half_goes_out(value: Fraction) -> None:
    got = Fraction(cents(value))

    assert abs(got - value) <= F(1, 200)
    if abs(got - value) == F(1, 200):
        assert abs(got) > abs(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        *[(F(96), "96"), (F("62.5"), "62.50"), (F("0.125"), "0.125"), (F(-1, 8), "-0.125")],
        *[(F(576, 7), "82.285714... (576/7)"), (F(0), "0"), (F(100), "100")],
    ],
)
def test_a_figure_is_exact_or_says_that_it_goes_on(value: Fraction, shown: str) -> None:
    assert figure(value) == shown


WISCONSIN: dict[str, tuple[Callable[[], Worked], str, str]] = {
    "shared": (
        lambda: wisconsin.shared(ON, F(2000), F(3000), 2, wisconsin.Time(219, 146)),
        "B pays",
        "375.00",
    ),
    "split": (lambda: wisconsin.split(ON, F(2000), F(3000), 2, 1), "B pays", "386.80"),
    "combined, inputs worked back": (
        lambda: wisconsin.combined(ON, F(2000), F(3000), 2, 0, 1, wisconsin.Time(110, 255)),
        "B pays",
        "507.68",
    ),
    "plain": (lambda: wisconsin.plain(ON, F(3000), 2), "to be paid", "750.00"),
    "plain, above 12,500, lower rates": (
        lambda: wisconsin.plain(ON, F(13500), 2, high=True),
        "to be paid",
        "3000.00",
    ),
}


@pytest.mark.parametrize("name", WISCONSIN)
def test_the_notes_of_the_code_of_wisconsin(name: str) -> None:
    worked, what, expected = WISCONSIN[name]
    (result,) = worked().results

    assert (result.what, result.amount) == (what, Decimal(expected))


def test_equivalent_care_counts_as_overnights() -> None:
    """271 + 94 nights and 92 of equivalent care are 457: 59 % and 41 %."""
    found = wisconsin.shared(ON, F(2000), F(3000), 2, wisconsin.Time(271, 94, 0, 92))

    assert [step.value for step in found.steps[:2]] == ["59 %", "41 %"]
    assert "457" in found.steps[0].working


@given(
    a=MONEY, b=MONEY, children=st.integers(1, 7), nights=st.integers(92, 273), high=st.booleans()
)
def test_shared_placement_a_second_way(
    a: Fraction, b: Fraction, children: int, nights: int, high: bool
) -> None:
    """As one number, below zero when A pays; nobody pays more than the plain standard."""
    found = wisconsin.shared(ON, a, b, children, wisconsin.Time(nights, 365 - nights), high)
    rate = F([17, 25, 29, 31, 34][min(children, 5) - 1], 100)
    whole = (nights * 200 + 365) // 730
    balance = F(3, 2) * rate * (b * whole - a * (100 - whole)) / 100
    least, most = -a * rate, b * rate
    expected = max(least, min(most, balance))

    (result,) = found.results
    assert result.amount == abs(cents(expected))
    if result.amount:
        assert result.what == ("B pays" if expected > 0 else "A pays")


@given(a=MONEY, b=MONEY, with_a=st.integers(0, 4), with_b=st.integers(0, 4), both=st.integers(0, 4))
def test_split_and_shared_together_a_second_way(
    a: Fraction, b: Fraction, with_a: int, with_b: int, both: int
) -> None:
    time = wisconsin.Time(146, 219) if both else None
    if bool(with_a) + bool(with_b) + bool(both) < 2:
        with pytest.raises(WrongUsage):
            wisconsin.combined(ON, a, b, with_a, with_b, both, time)
        return
    total = with_a + with_b + both
    each = Decimal([17, 25, 29, 31, 34][min(total, 5) - 1]) / total
    part = F(each.quantize(Decimal("0.01"), ROUND_HALF_UP)) / 100
    balance = part * (b * (with_a + both * F(6, 10)) - a * (with_b + both * F(9, 10)))
    (result,) = wisconsin.combined(ON, a, b, with_a, with_b, both, time).results

    assert result.amount == abs(cents(balance))


TABLE_129 = {
    1: "20.00 17.50 16.00 14.75 13.60 13.33 13.14 13.00",
    2: "25.00 22.50 20.63 19.00 18.33 17.86 17.50 17.22",
    3: "30.00 27.38 25.20 24.00 23.14 22.50 22.00 21.60",
}
"""Texas 154.129: percent of net resources, for 0 to 7 children elsewhere."""


@pytest.mark.parametrize("before", TABLE_129)
def test_children_elsewhere_give_the_printed_table_of_texas(before: int) -> None:
    for elsewhere, printed in enumerate(TABLE_129[before].split()):
        found = texas.worked(ON, F(10000), before, elsewhere)
        got = (first(found) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert got == Decimal(printed), elsewhere


@given(net=MONEY, before=st.integers(1, 8), elsewhere=st.integers(0, 8))
def test_texas_a_second_way(net: Fraction, before: int, elsewhere: int) -> None:
    def rate(children: int) -> Fraction:
        return F(15 + 5 * min(children, 5) - (5 if net < 1000 else 0), 100)

    total = before + elsewhere
    kept = 1 - rate(total) * elsewhere / total
    assert first(texas.worked(ON, net, before, elsewhere)) == cents(net * kept * rate(before))


@pytest.mark.parametrize(
    ("on", "cap"),
    [
        *[("2010-01-01", 7500), ("2013-09-01", 8550), ("2019-08-31", 8550), ("2019-09-01", 9200)],
        *[("2025-08-31", 9200), ("2025-09-01", 11700)],
    ],
)
def test_the_cap_of_texas_is_the_cap_of_the_day(on: str, cap: int) -> None:
    found = texas.worked(dt.date.fromisoformat(on), F(50000), 1)

    assert first(found) == cap / Decimal(5)
    assert any("above the cap" in line for line in found.assumed)


def test_the_lower_rates_of_texas_begin_on_their_day() -> None:
    for on, expected in ((dt.date(2021, 8, 31), "180.00"), (dt.date(2021, 9, 1), "135.00")):
        assert first(texas.worked(on, F(900), 1)) == Decimal(expected)
    assert first(texas.worked(ON, F(1000), 1)) == 200


@given(payer=st.integers(0, 400_000), other=st.integers(1, 400_000), children=st.integers(1, 8))
def test_new_york_a_second_way(payer: int, other: int, children: int) -> None:
    """Both shares make the whole obligation."""
    rate = [17, 25, 29, 31, 35][min(children, 5) - 1]
    exact = F(payer * min(payer + other, 193_000) * rate, 100 * (payer + other))
    found = new_york.worked(ON, F(payer), F(other), children)

    assert [each.amount for each in found.results] == [cents(exact), cents(exact / 12)]


AUSTRALIA = [
    *[(0, 0, 0), (51, 13, 0), (52, 14, 24), (127, 34, 24), (128, 35, 25), (146, 40, 35)],
    *[(174, 47, 49), (175, 47, 49), (176, 48, 50), (182, 49, 50), (183, 51, 50), (189, 52, 50)],
    *[(190, 53, 51), (219, 60, 65), (237, 65, 75), (238, 66, 76), (313, 86, 76), (314, 87, 100)],
    (365, 100, 100),
]


@pytest.mark.parametrize(("nights", "care", "cost"), AUSTRALIA)
def test_the_bands_of_care_of_australia(nights: int, care: int, cost: int) -> None:
    found = australia.worked(ON, F(nights))

    assert [each.amount for each in found.results] == [care, cost]


@given(st.integers(0, 365))
def test_the_cost_percentages_of_both_parents_make_a_hundred(nights: int) -> None:
    one, other = (australia.worked(ON, F(each)).results for each in (nights, 365 - nights))

    assert one[0].amount + other[0].amount == 100
    assert one[1].amount + other[1].amount == 100


@pytest.mark.parametrize(("nights", "printed"), [(52, "14.25"), (48, "13.15"), (365, "100")])
def test_the_printed_shares_of_time(nights: int, printed: str) -> None:
    """Alternate weekends, and two weekends a month."""
    assert first(time_share.worked(ON, F(nights))) == Decimal(printed)


REFUSED: dict[str, Callable[[], Worked]] = {
    "before the scheme": lambda: uk_cms.worked("uk-cms", dt.date(2012, 12, 9), F(1), (0,)),
    "fees before they were": lambda: uk_cms.worked(
        "uk-cms", dt.date(2014, 8, 10), F(500), (0,), collected=True
    ),
    "default of Northern Ireland": lambda: uk_cms.worked("ni-cms", ON, None, (0,)),
    "default with nights": lambda: uk_cms.worked("uk-cms", ON, None, (60,)),
    "no child": lambda: uk_cms.worked("uk-cms", ON, F(1), ()),
    "400 nights": lambda: uk_cms.worked("uk-cms", ON, F(1), (400,)),
    "after the cap's end": lambda: new_york.worked(dt.date(2028, 3, 1), F(1), F(1), 1),
    "no income": lambda: new_york.worked(ON, F(0), F(0), 1),
    "no year": lambda: wisconsin.shared(ON, F(1), F(1), 1, wisconsin.Time(100, 100)),
    "too few nights": lambda: wisconsin.shared(ON, F(1), F(1), 1, wisconsin.Time(274, 91)),
    "before the cap": lambda: texas.worked(dt.date(2007, 8, 31), F(1), 1),
    "more nights than days": lambda: australia.worked(ON, F(366)),
    "more nights than a year": lambda: time_share.worked(ON, F(366)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_record_covers_is_refused(name: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        REFUSED[name]()
    assert all(refused.value.lines())


def test_a_day_after_the_source_was_read_says_so() -> None:
    early, late = (uk_cms.worked("uk-cms", day, F(600), (0,)) for day in (ON, dt.date(2031, 1, 1)))

    assert not any("is after" in line for line in early.unsure)
    assert any("2031-01-01 is after 2026-11-21" in line for line in late.unsure)


@pytest.mark.parametrize("id", sorted(schemes()))
def test_records_follow_each_other_without_a_gap(id: str) -> None:
    records = schemes()[id].record
    for one, next_ in itertools.pairwise(records):
        assert one.until is not None and next_.since == one.until + dt.timedelta(days=1)
    for each in records:
        assert each.confidence in CONFIDENCE and each.source and each.source_title
        if each.confidence == "general":
            assert each.source == "everyword"


def test_no_figure_is_a_float() -> None:
    def floats(value: object) -> bool:
        match value:
            case dict():
                return any(map(floats, value.values()))
            case list():
                return any(map(floats, value))
        return isinstance(value, float)

    assert len(schemes()) == len(list(DATA.glob("*.toml"))) == 7
    assert not any(
        floats(record.values) for scheme in schemes().values() for record in scheme.record
    )

"""The ledger: published examples to the penny, and the same as counted day by day."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import WrongUsage
from everyword.schedules import arrears
from everyword.schedules.allocation import Priority
from everyword.schedules.arrears import Ledger, Paid
from everyword.schedules.dues import Rhythm, Term, clamped, dues_of
from everyword.schedules.interest import Interest, Rate
from everyword.schedules.sums_shown import money
from everyword.schedules.support_rules import rules_for
from tests.schedules.by_the_day import Pay, Way, by_the_day

D = dt.date
MONTHLY = Rhythm("month")


def counted(
    terms: list[Term],
    paid: list[tuple[dt.date, Fraction]],
    to: tuple[Priority, ...],
    rule: Interest | None,
    as_of: dt.date,
) -> Ledger:
    payments = [Paid(f"R{n}", day, amount) for n, (day, amount) in enumerate(paid, 1)]
    falling = dues_of(terms, clamped(as_of.replace(day=1), 31))
    return arrears.reckon(terms, falling, payments, to, rule, as_of)


def by_rules(
    id: str, term: Term, paid: list[tuple[dt.date, int]], as_of: dt.date, *rates: Rate
) -> Ledger:
    rules = rules_for(id)
    amounts = [(day, Fraction(amount)) for day, amount in paid]
    return counted([term], amounts, rules.priorities, rules.rule(rates), as_of)


def test_hong_kong_worked_example() -> None:
    """The authority's own scenario of 2005: 3,808.79 and 3,500 unpaid, interest 25.67 (26)."""
    term = Term("T1", Fraction(2000), MONTHLY, D(2005, 2, 1))
    paid = [(D(2005, 2, 14), 1500), (D(2005, 4, 1), 1000)]
    paid += [(D(2005, 5, 10), 1000), (D(2005, 6, 1), 1200)]

    ledger = by_rules("hk", term, paid, D(2005, 7, 17))

    before = ledger.unpaid_before(D(2005, 5, 1))
    assert money(before, "HKD") == Decimal("3500.00")
    assert money(ledger.principal - before, "HKD") == Decimal("3808.79")
    assert money(ledger.owed_interest, "HKD") == Decimal("25.67")
    assert round(ledger.owed_interest) == 26


def test_the_figures_of_a_published_table_without_interest() -> None:
    """100 a week: 275 owed on 31 January 2006, 150 a week later; so 225 came in between."""
    term = Term("T1", Fraction(100), Rhythm("week"), D(2006, 1, 10))
    paid = [(D(2006, 1, 20), Fraction(125)), (D(2006, 2, 7), Fraction(225))]
    oldest = rules_for("oldest-first").priorities

    assert counted([term], paid, oldest, None, D(2006, 1, 31)).principal == 275
    assert counted([term], paid, oldest, None, D(2006, 2, 7)).principal == 150


def test_one_payment_meets_several_sums_and_the_rest_waits_for_the_next() -> None:
    term = Term("T1", Fraction(100), MONTHLY, D(2024, 1, 1))
    ledger = by_rules("oldest-first", term, [(D(2024, 2, 15), 250)], D(2024, 3, 1))

    met = [(each.payment, each.day, each.due and each.due.day, each.amount) for each in ledger.met]
    assert met == [
        ("R1", D(2024, 2, 15), D(2024, 1, 1), 100),
        ("R1", D(2024, 2, 15), D(2024, 2, 1), 100),
        ("R1", D(2024, 3, 1), D(2024, 3, 1), 50),
    ]
    assert (ledger.principal, ledger.ahead) == (50, 0)


def test_current_first_keeps_what_comes_later_in_the_month_and_leaves_what_is_old() -> None:
    term = Term("T1", Fraction(100), MONTHLY, D(2024, 1, 20))
    ledger = by_rules("current-first", term, [(D(2024, 2, 3), 100)], D(2024, 2, 3))

    assert (ledger.principal, ledger.ahead) == (100, 100)
    assert by_rules("current-first", term, [(D(2024, 2, 3), 100)], D(2024, 2, 20)).principal == 100


def test_california_and_texas_change_what_a_payment_meets_on_a_day() -> None:
    term = Term("T1", Fraction(100), MONTHLY, D(2007, 1, 1), last=D(2007, 1, 31))
    for id, day in (("us-ca", D(2009, 1, 1)), ("us-tx", D(2010, 1, 1))):
        other = Term("T1", Fraction(1000), Rhythm("once"), D(2006, 1, 1))
        eve = by_rules(id, other, [(day - dt.timedelta(days=1), 50)], day)
        new = by_rules(id, other, [(day, 50)], day)
        assert (eve.principal, eve.interest_paid) == (1000, 50)
        assert (new.principal, new.interest_paid) == (950, 0)
    assert by_rules("us-ca", term, [], D(2008, 1, 1)).owed_interest == 10


def test_texas_bears_interest_above_one_month_from_the_thirty_first_day() -> None:
    term = Term("T1", Fraction(600), MONTHLY, D(2023, 1, 1))
    at = [by_rules("us-tx", term, [], day).owed_interest for day in (D(2023, 3, 4), D(2023, 3, 5))]

    assert at == [0, Fraction(600 * 6, 100 * 365)]


def test_british_columbia_forgives_fifteen_days_and_then_counts_from_the_due_day() -> None:
    term = Term("T1", Fraction(365), Rhythm("once"), D(2023, 3, 1))
    rate = Rate(Decimal("7.2"))
    rule = rules_for("ca-bc").rule((rate,))
    oldest = rules_for("oldest-first").priorities
    in_time = counted([term], [(D(2023, 3, 16), Fraction(365))], oldest, rule, D(2023, 5, 1))
    late = counted([term], [(D(2023, 3, 17), Fraction(365))], oldest, rule, D(2023, 5, 1))

    assert counted([term], [], oldest, rule, D(2023, 3, 16)).owed_interest == 0
    assert counted([term], [], oldest, rule, D(2023, 3, 17)).owed_interest == Fraction(
        72 * 16, 1000
    )
    assert in_time.owed_interest == 0
    assert late.owed_interest == Fraction(72, 1000) * 16


@pytest.mark.parametrize("id", ["uk-ew", "ca-on", "oldest-first"])
def test_no_interest_where_the_place_has_none(id: str) -> None:
    term = Term("T1", Fraction(100), MONTHLY, D(2020, 1, 31))

    assert by_rules(id, term, [], D(2024, 6, 1)).interest == 0


def test_leap_years_count_as_the_rule_says() -> None:
    rule = {count: Interest((Rate(Decimal(10)),), count=count) for count in ("365", "year")}
    term = Term("T1", Fraction(3650), Rhythm("once"), D(2024, 1, 1))
    way = (Priority(("principal", "interest")),)
    owed = {x: counted([term], [], way, rule[x], D(2025, 1, 1)).owed_interest for x in rule}

    assert owed == {"365": 366, "year": 365}


def test_what_is_not_known_is_asked_and_not_guessed() -> None:
    term = Term("T1", Fraction(100), MONTHLY, D(2025, 6, 1))
    with pytest.raises(WrongUsage, match="2026-01-01 is not known"):
        by_rules("us-tx", term, [], D(2026, 2, 1))
    assert by_rules("us-tx", term, [], D(2026, 2, 1), Rate(Decimal(6), D(2026, 1, 1))).interest > 0
    with pytest.raises(WrongUsage, match="laid against"):
        by_rules("us-az", term, [(D(2025, 7, 1), 5)], D(2025, 8, 1))


def test_a_payment_taken_away_changes_the_whole() -> None:
    term = Term("T1", Fraction(100), MONTHLY, D(2024, 1, 1))
    both = [(D(2024, 1, 5), 60), (D(2024, 2, 5), 70)]

    assert by_rules("uk-ew", term, both, D(2024, 2, 9)).principal == 70
    assert by_rules("uk-ew", term, both[:1], D(2024, 2, 9)).principal == 140


CENTS = st.integers(1, 60_000).map(lambda x: Fraction(x, 100))
ORDERS = (
    ("principal", "interest"),
    ("interest", "principal"),
    ("current", "principal", "interest"),
    ("current", "interest", "principal"),
    ("interest", "bearing", "principal"),
    ("current", "not late", "principal", "interest"),
)


@st.composite
def ledgers(
    draw: st.DrawFn,
) -> tuple[list[Pay], list[tuple[dt.date, Fraction]], Way, dt.date]:
    """A few months around a new year: one or two terms, payments, a way to count."""
    start = draw(st.dates(D(2003, 10, 1), D(2004, 3, 1)) | st.dates(D(2023, 11, 1), D(2024, 2, 1)))
    whole = draw(st.integers(20, 130))
    as_of = start + dt.timedelta(days=whole)
    change = start + dt.timedelta(days=draw(st.integers(1, whole)))
    pays = []
    for first, last in draw(
        st.sampled_from([[(start, as_of)], [(start, change), (change, as_of)]])
    ):
        unit = draw(st.sampled_from(["week", "month"]))
        begin = first if unit == "month" else first + dt.timedelta(days=draw(st.integers(0, 6)))
        end = last if last == as_of else last - dt.timedelta(days=1)
        pays.append(Pay(unit, draw(st.integers(1, 3)), begin, max(begin, end), draw(CENTS)))
    days = st.integers(0, whole).map(lambda n: start + dt.timedelta(days=n))
    paid = draw(st.lists(st.tuples(days, CENTS), max_size=6))
    percents = st.integers(0, 20_000).map(lambda x: Decimal(x) / 1000)
    rates = [(D(2000, 1, 1), draw(percents)), (draw(days), draw(percents))]
    starts = draw(
        st.sampled_from(["due day", "after days", "month after", "month end", "next month end"])
    )
    way = Way(
        to=draw(st.sampled_from(ORDERS)),
        starts=starts,
        days=draw(st.integers(1, 40)) if starts == "after days" else 0,
        back=starts == "after days" and draw(st.booleans()),
        count=draw(st.sampled_from(["365", "year", "month"])),
        above=draw(st.booleans()),
        dues_since=draw(st.none() | days),
        compounding=draw(st.sampled_from(["none", "none", "month", "year"])),
        rates=tuple(rates) if draw(st.integers(0, 4)) else (),
    )
    return pays, paid, way, as_of


@settings(max_examples=1000, deadline=None)
@given(ledgers())
def test_the_same_as_counted_day_by_day(
    made: tuple[list[Pay], list[tuple[dt.date, Fraction]], Way, dt.date],
) -> None:
    pays, paid, way, as_of = made
    terms = [
        Term(f"T{n}", x.amount, Rhythm(x.unit, x.step), x.first, x.last)
        for n, x in enumerate(pays, 1)
    ]
    rule = Interest(
        tuple(Rate(percent, since) for since, percent in way.rates),
        way.starts,
        way.days,
        way.back,
        way.count,
        way.above,
        way.dues_since,
        way.compounding,
    )
    other = by_the_day(pays, paid, way, as_of)
    ledger = counted(
        terms, paid, (Priority(way.to),), rule if way.rates else None, as_of
    )  # fmt: skip

    assert abs(ledger.principal - other["principal"]) < Fraction(1, 10**30)
    assert abs(ledger.owed_interest - other["interest"]) < Fraction(1, 10**30)
    assert abs(ledger.ahead - other["ahead"]) < Fraction(1, 10**30)
    assert [each.due.day for each in ledger.unpaid] == [day for day, _ in other["left"]]


@settings(max_examples=150, deadline=None)
@given(ledgers())
def test_every_line_adds_up(
    made: tuple[list[Pay], list[tuple[dt.date, Fraction]], Way, dt.date],
) -> None:
    """Due less received is what is unpaid, less what is ahead, less what went to interest."""
    pays, paid, way, as_of = made
    terms = [
        Term(f"T{n}", x.amount, Rhythm(x.unit, x.step), x.first, x.last)
        for n, x in enumerate(pays, 1)
    ]
    rule = Interest(tuple(Rate(percent, since) for since, percent in way.rates))
    to = (Priority(way.to),)
    ledger = counted(terms, paid, to, rule if way.rates else None, as_of)

    due = accrued = received = to_interest = Fraction(0)
    for line in ledger.lines:
        due += line.amount if line.kind == "due" else 0
        received += line.amount if line.kind == "payment" else 0
        accrued += line.interest
        to_interest += sum(each.amount for each in line.met if each.due is None)
        assert due - received == line.principal - line.ahead - to_interest
        assert line.owed_interest == accrued - to_interest
        assert line.interest == sum(each.amount for each in line.pieces)
    assert min(each.left for each in ledger.unpaid) > 0 if ledger.unpaid else not ledger.principal

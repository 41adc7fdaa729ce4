"""In and out by month and kind, against a second count by hand."""

from collections import defaultdict
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.case.decided import CiteTo
from everyword.schedules.flows import NO_KIND, TWO_KINDS, Cell, Flows, Kinds, flows
from everyword.schedules.household import KindRule
from everyword.schedules.ledger import Line
from tests.schedules.ledgers import ledgers, line

RULES = (
    KindRule("R1", "food", "tesco*"),
    KindRule("R2", "food out", "tesco express*"),
    KindRule("R3", "wages", "*wages", "in"),
    KindRule("R4", "a", "*j smith"),
    KindRule("R5", "b", "*smith j*"),
    KindRule("R6", "gift", item=CiteTo("i3")),
)


def by_hand(lines: list[Line], between: set[str]) -> dict[Cell, tuple[int, list[str]]]:
    """Pence by month, way, kind and currency: nothing of the code that is tested."""
    found: dict[Cell, tuple[int, list[str]]] = defaultdict(lambda: (0, []))
    for each in lines:
        if each.item in between:
            continue
        payee = " ".join((each.payee or "").lower().split())
        kind = NO_KIND
        if each.item == "i3":
            kind = "gift"
        elif payee.startswith("tesco express"):
            kind = "food out"
        elif payee.startswith("tesco"):
            kind = "food"
        elif payee.endswith("wages") and each.amount >= 0:
            kind = "wages"
        elif payee.endswith("j smith"):
            kind = "a"
        month = each.day[:7] if len(each.day) >= 7 else ""
        cell = Cell(
            month, "in" if each.amount >= 0 else "out", kind, each.currency or "currency not said"
        )
        pence, items = found[cell]
        found[cell] = (pence + int(each.amount * 100), [*items, each.item])
    return dict(found)


@settings(max_examples=1000, deadline=None)
@given(ledgers(), st.sets(st.integers(0, 24).map(lambda n: f"i{n}"), max_size=5))
def test_as_counted_by_hand(lines: list[Line], between: set[str]) -> None:
    found = flows(lines, Kinds(RULES), frozenset(between))

    counted = {cell: (int(each.known * 100), each.items) for cell, each in found.cells.items()}
    assert counted == by_hand(lines, between)
    assert sum(len(each.items) for each in found.between.values()) == sum(
        each.item in between for each in lines
    )
    every = [
        item for each in (*found.cells.values(), *found.between.values()) for item in each.items
    ]
    assert sorted(every) == sorted(each.item for each in lines)  # each once, none lost


@given(ledgers(), st.data())
def test_a_line_taken_away_is_missed_by_what_it_was(lines: list[Line], data: st.DataObject) -> None:
    if not lines:
        return
    gone = data.draw(st.sampled_from(lines))

    def whole(left: list[Line]) -> Decimal:
        found: Flows = flows(left, Kinds(()), frozenset())
        return sum((each.known for each in found.cells.values()), Decimal(0))

    assert whole(lines) - whole([each for each in lines if each is not gone]) == gone.amount


def test_two_rules_of_one_length_decide_nothing() -> None:
    kinds = Kinds((KindRule("R1", "a", "tes*"), KindRule("R2", "b", "*sco")))

    assert kinds.of(line(1, "2024-01-01", -5, "TESCO")) == TWO_KINDS
    assert Kinds((KindRule("R1", "a", "t*"),)).of(line(1, "2024-01-01", 5, "x")) == NO_KIND


def test_where_there_is_no_payee_the_reference_is_asked() -> None:
    kinds = Kinds((KindRule("R1", "rent", "rent*"),))

    assert kinds.of(line(1, "2024-01-01", -5, None, reference="RENT MAY")) == "rent"


def test_totals_are_those_of_their_cells() -> None:
    lines = [line(1, "2024-01-01", -500), line(2, "2024-02-01", -70), line(3, "", 40)]
    found = flows(lines, Kinds(()), frozenset())

    assert found.months() == ["2024-01", "2024-02", ""]
    assert found.total("GBP", "out").known == Decimal("-5.70")
    assert found.total("GBP", "out", "2024-02").items == ["i2"]

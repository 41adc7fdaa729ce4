"""What is proposed from a case: lines of banks and papers, and nothing twice."""

from decimal import Decimal
from pathlib import Path

import pytest

from everyword.case.decided import CiteTo, Said
from everyword.case.store import Case
from everyword.schedules import orders, payments
from everyword.schedules.orders import Order, Term
from everyword.schedules.payments import Payment
from everyword.schedules.proposals import proposals
from tests.cases_made import Quiet, Ticking, make_case

RECEIPT = "Received of Alex Quill the sum of 1,100.00 for May.\n"
PAPERS = {
    "receipt.txt": RECEIPT,
    "german.txt": "Alex Quill zahlt 1.100,00 bar.\n",
    "sign.txt": "gave £1,100 today, Alex Quill\n",
    "plain.txt": "Alex Quill has 1,100 books\n",
    "nobody.txt": "Somebody paid 1,100.00.\n",
    "more.txt": "Alex Quill owes 11,100.00 and 1,100.005.\n",
}


def people(case: Case) -> None:
    for name in ("Sam Reed", "Alex Quill"):
        case.add_person(name, None, ())


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.open(tmp_path / "case", make_case(tmp_path / "case"), Ticking(), write=True)
    people(case)
    (tmp_path / "drawer").mkdir()
    for name, text in PAPERS.items():
        (tmp_path / "drawer" / name).write_text(text, "utf-8")
    said = Said(how="own-device")
    list(case.add([tmp_path / "drawer"], said, lambda row, fresh: None, Quiet()))
    orders.add_order(case, Order("", "Order", "2024"))
    orders.add_term(
        case,
        Term("", "O1", "support", "P2", "P1", Decimal(1100), "GBP", "month", first="2024-05-01"),
    )
    return case


def test_papers_with_the_sum_and_a_name(case: Case) -> None:
    with case:
        (found,) = proposals(case)
        sources = {case.index.row(case.index.item(x.item).source).name for x in found.papers}

        assert {Path(each).name for each in sources} == {"receipt.txt", "german.txt", "sign.txt"}
        said = Payment("", "", None, None, cites=(CiteTo(found.papers[0].item),), is_one=False)
        payments.add(case, said)
        (after,) = proposals(case)
        assert found.papers[0] not in after.papers


def test_an_amount_that_is_not_known_proposes_by_name_only(case: Case) -> None:
    with case:
        orders.change_term(case, "T1", amount=None)
        (found,) = proposals(case)

        assert found.papers == () and found.lines == ()

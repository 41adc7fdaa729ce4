"""Facts: nothing is kept that does not hold; nothing that was kept is lost."""

import pytest

from everyword.case.decided import CiteTo
from everyword.case.facts import history
from everyword.case.store import Case
from everyword.errors import NotFound, NotOne, WrongUsage
from tests.case.conftest import first


def test_a_quote_of_which_one_character_is_another_is_refused(case: Case) -> None:
    quote = "I will send money"
    for place, letter in enumerate(quote):
        other = quote[:place] + ("x" if letter != "x" else "y") + quote[place + 1 :]
        with pytest.raises(WrongUsage, match="do not stand in it"):
            case.add_fact("S.", "2024-03-13", "alleged", (CiteTo(first(case), quote=other),))

    assert case.add_fact("S.", "2024-03-13", "alleged", (CiteTo(first(case), quote=quote),)).cites


def test_a_fact_of_an_older_case_still_loads(case: Case) -> None:
    old = {"id": "F1", "sentence": "S.", "when": "2024", "status": "alleged", "cites": []}
    case.work.decide(case.now, "fact", "F1", old)

    fact = case.work.facts()["F1"]
    assert (fact.kind, fact.who, fact.notes) == (None, (), None)
    assert case.change_fact("F1", place="Larkford").place == "Larkford"


def test_people_are_kept_by_id_and_two_of_a_name_are_asked_about(case: Case) -> None:
    sam = case.add_person("Sam Carter", None, ("Sam",))
    fact = case.add_fact(
        "Sam said so.", "2024", "alleged", (),
        kind="said", by="sam carter", who=("Sam Carter", sam.id), known_from="P1",
    )  # fmt: skip
    assert (fact.by, fact.who, fact.known_from) == ("P1", ("P1",), "P1")

    case.add_person("Sam Carter", None, ())
    with pytest.raises(NotOne, match="P1, P2"):
        case.change_fact(fact.id, who=("Sam Carter",))
    with pytest.raises(NotFound):
        case.change_fact(fact.id, known_from="the neighbour")


@pytest.mark.parametrize(
    "parts",
    [{"kind": "claimed by"}, {"by": "P1"}, {"kind": "planned", "by": "P1"}],
    ids=["claim of nobody", "no kind", "plan"],
)
def test_who_says_it_goes_with_what_is_said(case: Case, parts: dict[str, str]) -> None:
    case.add_person("Sam Carter", None, ())

    with pytest.raises(WrongUsage):
        case.add_fact("S.", "2024", "alleged", (), **parts)
    assert case.work.facts() == {}


def test_an_order_names_another_fact_that_is_there(case: Case) -> None:
    case.add_fact("First.", "2024-03-01", "alleged", ())
    with pytest.raises(NotFound):
        case.add_fact("S.", "after F7", "alleged", ())
    assert case.add_fact("Second.", "after F1", "alleged", ()).id == "F2"
    with pytest.raises(WrongUsage, match="itself"):
        case.change_fact("F2", when="2024, before F2")


def test_a_response_is_cited_as_strictly(case: Case) -> None:
    wrong = (CiteTo(first(case), quote="I will send honey"),)
    with pytest.raises(WrongUsage, match="do not stand in it"):
        case.add_fact("S.", "2024", "alleged", (), response="No.", response_cites=wrong)


def test_every_change_is_kept_with_what_it_changed_and_what_was_undone(case: Case) -> None:
    case.add_fact("One.", "2024", "alleged", ())
    case.change_fact("F1", sentence="Two.")
    case.undo("fact")
    case.change_fact("F1", status="agreed", issues=("money",))
    case.remove("fact", "F1")

    changes = [(undone is not None, found) for _, undone, found in history(case, "F1")]
    assert changes == [
        (False, {"id": "F1", "sentence": "One.", "when": "2024", "status": "alleged"}),
        (True, {"sentence": "Two."}),
        (False, {"status": "agreed", "issues": ["money"]}),
        (False, {}),
    ]
    with pytest.raises(NotFound):
        next(history(case, "F2"))

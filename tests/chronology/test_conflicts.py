"""Each kind of two values is found, in neutral words; what may both be so is not listed."""

import itertools

import pytest

from everyword.case.decided import CiteTo, Fact, Person
from everyword.chronology.conflicts import conflicts
from everyword.chronology.values import read

PEOPLE = {
    "P1": Person("P1", "Rowan Carter", born="2016"),
    "P2": Person("P2", "Sam Carter"),
    "P3": Person("P3", "Ann Lee"),
    "P4": Person("P4", "Kit Lee"),
}


def fact(
    id: str, sentence: str, when: str, *who: str, kind: str = "", place: str = "", item: str = ""
) -> Fact:
    more = {"kind": kind or None, "place": place or None}
    return Fact(id, sentence, when, "alleged", (CiteTo(item or id),), who=who, **more)  # type: ignore[arg-type]


def found(*facts: Fact) -> list[str]:
    return [each.words for each in conflicts(facts, PEOPLE)]


ONE = "F1 and F2 read as one thing:"
GOLDEN = {
    "amount": (
        [fact("F1", "Sam paid £200 for the rent.", "2024-03", "P2"),
         fact("F2", "Sam paid the rent with two hundred and fifty pounds.", "2024-03-05", "P2")],
        [f"{ONE} with £200, and with two hundred and fifty"]),
    "place in words": (
        [fact("F1", "Sam met Ann at Leeds Station.", "2024-03-01"),
         fact("F2", "Sam met Ann in Larkford.", "2024-03-01")],
        [f"{ONE} at Leeds Station, and at Larkford"]),
    "place said": (
        [fact("F1", "Sam met Ann.", "2024-03-01", place="Leeds"),
         fact("F2", "Sam met Ann.", "2024-03-01", place="Larkford")],
        [f"{ONE} at Leeds, and at Larkford"]),
    "date of one item": (
        [fact("F1", "Sam met Ann.", "2024-03-01", item="i"),
         fact("F2", "Sam met Ann.", "2024-03-08", item="i")],
        [f"{ONE} dated 1 March 2024, and 8 March 2024"]),
    "date of what is once": (
        [fact("F1", "Sam and Ann were married in church.", "2010-05", "P2", "P3"),
         fact("F2", "The wedding of Ann and Sam.", "2011-05", "P3", "P2")],
        [f"{ONE} dated May 2010, and May 2011"]),
    "date in the words": (
        [fact("F1", "On 3 March 2024 Sam came.", "2024-03-05")],
        ["F1 is dated 5 March 2024; its words say 3 March 2024"]),
    "job": (
        [fact("F1", "Sam works as a nurse.", "2024-03", "P2"),
         fact("F2", "Sam is a taxi driver.", "2024-03-20", "P2")],
        ["F1 (March 2024) and F2 (20 March 2024) on the work of Sam Carter: nurse, and"
         " taxi driver"]),
    "employer": (
        [fact("F1", "Sam works for Acme Ltd.", "2024-03", "P2"),
         fact("F2", "Sam works at Bright Foods.", "2024-04-02", "P2")],
        ["F1 (March 2024) and F2 (2 April 2024) on the work of Sam Carter: Acme Ltd, and"
         " Bright Foods"]),
    "work and none": (
        [fact("F1", "Sam worked as a cook.", "2024-03", "P2"),
         fact("F2", "Sam was unemployed.", "2024-03", "P2")],
        ["F1 (March 2024) and F2 (March 2024) on the work of Sam Carter: cook, and no work"]),
    "age and birth": (
        [fact("F1", "Sam took Rowan, aged nine, to school.", "2022-06-01", "P2")],
        ["F1 says nine; by the date of birth Rowan Carter was 5 to 6 then"]),
    "age in figures": (
        [fact("F1", "Rowan turned 8.", "2022-06-01", "P1")],
        ["F1 says 8; by the date of birth Rowan Carter was 5 to 6 then"]),
    "two ages": (
        [fact("F1", "Kit is a seven-year-old.", "2024-03", "P4"),
         fact("F2", "Kit was nine.", "2024-06", "P4")],
        ["F1 (March 2024) says seven, F2 (June 2024) says nine of Kit Lee"]),
    "another birth": (
        [fact("F1", "Rowan was born.", "2017-02", "P1")],
        ["F1 is dated February 2017; Rowan Carter was born 2016"]),
    "said and denied": (
        [fact("F1", "Sam paid the rent.", "2024-03", "P2"),
         fact("F2", "Sam did not pay the rent.", "2024-03", "P2")],
        [f"{ONE} “Sam paid the rent.” and “Sam did not pay the rent.”"]),
}  # fmt: skip


@pytest.mark.parametrize("name", GOLDEN)
def test_each_kind_is_found(name: str) -> None:
    facts, words = GOLDEN[name]
    assert found(*facts) == words
    shown = {"lie", "lied", "false", "liar", "score", "wrong", "contradicts", "untrue"}
    assert not shown & set(read(" ".join(words)).words)


@pytest.mark.parametrize(
    "facts",
    [
        [fact("F1", "Sam paid £250.", "2024-03"), fact("F2", "Sam paid 250.00.", "2024-03")],
        [fact("F1", "Sam paid 200.", "2024-03"), fact("F2", "Sam paid 200 of 450.", "2024-03")],
        [fact("F1", "Sam came at 5.", "2024-03-01"), fact("F2", "Sam came.", "2024-03-01")],
        [fact("F1", "Sam met Ann in Leeds.", "2024-03-01"),
         fact("F2", "Sam met Ann at Leeds Station.", "2024-03-01")],
        [fact("F1", "Sam paid Ann 5.", "2024-03"), fact("F2", "Ann paid Sam 6.", "2024-03")],
        [fact("F1", "Sam works as a nurse.", "2023-03", "P2"),
         fact("F2", "Sam works as a cook.", "2024-03", "P2")],
        [fact("F1", "Sam is a nurse.", "2024-03", "P2"),
         fact("F2", "Sam is a night nurse.", "2024-03", "P2")],
        [fact("F1", "Sam, 40, took Rowan to Ann.", "2022-06-01", "P1")],
        [fact("F1", "Kit was seven.", "2024-03", "P4"), fact("F2", "Kit was eight.", "2024-06",
                                                             "P4")],
        [fact("F1", "Rowan was almost six.", "2021-12-31", "P1")],
        [fact("F1", "The order of 3 March 2023 was served.", "2024-03-05")],
        [fact("F1", "On 3 May 2024 Sam is to come.", "2024-03-05", kind="planned")],
        [fact("F1", "Sam and Ann are to be married.", "2009", "P2", kind="planned"),
         fact("F2", "Sam and Ann married.", "2010", "P2")],
        [fact("F1", "Sam paid the rent.", "2024-03"), fact("F2", "Sam did not pay it.", "2024-04")],
        [fact("F1", "Sam is to pay 300.", "2024-03", kind="planned"),
         fact("F2", "Sam paid 200.", "2024-03")],
        [fact("F1", "x", "not known"), fact("F2", "x 5", "after F1")],
    ],
    ids=lambda facts: facts[0].sentence[:30] + facts[-1].when,
)  # fmt: skip
def test_what_may_both_be_so_is_not_listed(facts: list[Fact]) -> None:
    assert found(*facts) == []


def test_the_name_of_a_hidden_person_is_not_said() -> None:
    people = PEOPLE | {"P1": Person("P1", "Rowan Carter", "the child", born="2016", hidden=True)}
    (one,) = conflicts([fact("F1", "Rowan, 9, came.", "2022-06-01", "P1")], people)
    assert one.words == "F1 says 9; by the date of birth the child was 5 to 6 then"


def test_many_facts_are_laid_beside_each_other() -> None:
    things = ("".join(letters) for letters in itertools.product("abcdef", repeat=4))
    facts = [fact(f"F{n}", f"Sam paid {n} for {thing}.", "2024-03") for n, thing in
             enumerate(things)]  # fmt: skip
    assert len(facts) == 1296 and found(*facts) == []

"""Hidden people: every form of a whole name is replaced, what is left of it is told by place."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword import wording
from everyword.case import hidden
from everyword.case.decided import Person
from everyword.case.people import printed_name, without_hidden
from everyword.case.store import Case
from tests.case.conftest import add

PEOPLE = {
    "P1": Person("P1", "José Núñez Lee", "the neighbour", hidden=True, aliases=("May", "张伟")),
    "P2": Person("P2", "Sam Carter", "husband of May"),
    "P3": Person("P3", "Piotr Carter", "José Lee's friend", hidden=True),
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("José  Núñez\u00a0 Lee came.", "the neighbour came."),
        ("JOSE NUNEZ LEE", "the neighbour"),
        (unicodedata.normalize("NFD", "josé núñez lee's"), "the neighbour's"),
        ("Lee, José Núñez; José Lee", "the neighbour; the neighbour"),
        ("José Núñez\nLee", "the neighbour"),
        ("In May he may come.", "In the neighbour he may come."),
        ("MAY, Maya, dismay", "the neighbour, Maya, dismay"),
        ("我见张伟了", "我见the neighbour了"),
        ("PIOTR\tCARTER and Sam Carter", "P.C. and Sam Carter"),
        ("JoséLee.pdf", "the neighbour.pdf"),
        ("Sam Carter, Piotr came. Carter. Piotr", "Sam Carter, Piotr came. Carter. Piotr"),
        ("Sam Carter, Piotr Carter", "Sam Carter, P.C."),
        ("of Carter, Piotr", "of P.C."),
        ("José alone, Carter alone", "José alone, Carter alone"),
        ("", ""),
    ],
    ids=lambda value: wording.fold(value).text[:12],
)
def test_whole_names_go_in_every_form(text: str, shown: str) -> None:
    assert without_hidden(text, PEOPLE) == shown


@given(
    st.lists(st.sampled_from(["José Núñez Lee", "piotr  CARTER", "Nobody", "\n", ", "]), max_size=8)
)
def test_no_whole_name_is_left_and_twice_is_once(parts: list[str]) -> None:
    shown = without_hidden(" ".join(parts), PEOPLE)
    assert not wording.is_in(shown, "Jose Nunez Lee") and not wording.is_in(shown, "Piotr Carter")
    assert without_hidden(shown, PEOPLE) == shown


def test_a_role_that_names_a_hidden_person_is_not_printed() -> None:
    assert printed_name(PEOPLE["P3"], PEOPLE) == "P.C."
    assert printed_name(PEOPLE["P2"], PEOPLE) == "Sam Carter"


def test_what_is_left_is_told_by_place_and_without_the_name() -> None:
    places = [
        ("Letter", hidden.lines_from(4), "one\nJosé Lee\njose\nCarter.\npiotr and may"),
        ("Chat", "message 7", "Sam Carter"),
        ("Chat", "message 9", "Joseé and Pepe"),
        *[("Long", f"page {n}", "Piotr") for n in range(1, 16)],
    ]
    assert hidden.told(places, hidden.sought(PEOPLE)) == [
        "Letter: the name of P1, who is hidden, is left: line 5",
        "Letter: a part of the name, or a short form of it, of P1, who is hidden, is left:"
        " lines 6, 8",
        "Letter: a part of the name, or a short form of it, of P3, who is hidden, is left: line 8",
        "Chat: a part of the name, or a short form of it, of P1, who is hidden, is left: message 9",
        "Long: a part of the name, or a short form of it, of P3, who is hidden, is left:"
        " pages 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 3 more",
    ]
    assert hidden.told(places, hidden.sought({"P2": PEOPLE["P2"]})) == []


def test_short_forms_of_a_first_name_are_looked_for() -> None:
    known = {"P1": Person("P1", "Robert Carter", hidden=True)}
    (line,) = hidden.told([("Chat", "message 1", "bob came")], hidden.sought(known))
    assert "a short form" in line and "message 1" in line


def test_files_that_are_handed_over_are_looked_through(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Ann Lee.txt"
    path.write_text("15/03/2024, 09:00 - Ann Lee: ok\n15/03/2024, 09:01 - Sam: thanks, Ann\n")
    add(case, path)
    case.add_person("Ann Lee", None, (), hidden=True)

    rows = case.index.sources()
    assert hidden.in_sources(case, rows[:1]) == []
    assert hidden.in_sources(case, rows) == [
        f"{path.name}: the name of P1, who is hidden, is left: the name of the file;"
        " the name of the conversation; line 1",
        f"{path.name}: a part of the name, or a short form of it, of P1, who is hidden, is left:"
        " line 2",
    ]

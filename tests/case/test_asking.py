"""One name for two people, two names for one: asked about, never decided."""

import tomllib

import pytest

from everyword.case import people
from everyword.case.asking import DATA, Question, are_alike, folded, questions
from everyword.case.store import Case

LANGUAGES = ("de", "en", "es", "fr", "pl", "ru", "tr", "uk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_has_names_each_short_for_another_name(language: str) -> None:
    table = tomllib.loads((DATA / f"{language}.toml").read_text("utf-8"))

    assert len(table) > 30
    for full, others in table.items():
        assert others and len(set(others)) == len(others), full
        assert folded(full) not in [folded(each) for each in others], full


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Robert Carter", "Bob"),
        ("Bobby Carter", "Rob Carter"),
        ("Михаил Орлов", "Миша"),
        ("Misha", "Михаил"),
        ("Francisco Ruiz", "Paco Ruiz"),
        ("Małgorzata", "Gosia Nowak"),
        ("Олександр", "Сашко"),
        ("İBRAHİM", "ibo"),
        ("Johannes", "Hans Meier"),
        ("Frédéric", "frederic dupont"),
        ("Sam Carter", "sam carter"),
    ],
)
def test_names_that_may_be_one_persons(one: str, two: str) -> None:
    assert are_alike(one, two) and are_alike(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Robert Carter", "Bob Reed"),
        ("Robert", "Rowan"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("sam@home.test", "Sam"),
        ("", ""),
        ("🙂", "🙂"),
    ],
)
def test_names_that_are_not(one: str, two: str) -> None:
    assert not are_alike(one, two)


def test_people_and_handles_are_asked_about_once_and_an_answer_is_kept(case: Case) -> None:
    case.add_person("Samuel Carter", None, ())
    case.add_person("Sammy", None, (), aliases=("Samuel Carter",))
    case.add_person("Alex Morgan", None, ("Alex",))
    found = list(questions(case))

    assert found == [
        Question("P1", "P2", "Samuel Carter", "Sammy"),
        Question("P1", "Sam", "Samuel Carter", "Sam", True, 1),
        Question("P2", "Sam", "Sammy", "Sam", True, 1),
    ]
    people.keep_apart(case, "P1", "P2")
    people.keep_apart(case, "P2", "Sam")
    assert list(questions(case)) == [found[1]]
    case.change_person("P1", handles=("Sam",))
    assert list(questions(case)) == []
    assert list(case.work.people()) == ["P1", "P2", "P3"]

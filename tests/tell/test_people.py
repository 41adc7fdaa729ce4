"""Who is who: one person where the words say so, otherwise two and a question."""

import pytest

from everyword.tell.account import read_account


def names(text: str) -> list[list[str]]:
    return [each.names for each in read_account(text).people]


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("My husband Tom left. Tom came back.", ["Tom", "my husband"]),
        ("Katherine (Kate) left. Kate came back.", ["Katherine", "Kate"]),
        ("I met K (Kevin) in May. K left me.", ["K", "Kevin"]),
        ("Katherine, known as Kit, left me.", ["Katherine", "Kit"]),
        ("My mother came. My mother Ann called.", ["Ann", "my mother"]),
        ("Thomas Baker called. Thomas left.", ["Thomas Baker", "Thomas"]),
        ("My mother in law Rosa called me.", ["Rosa", "my mother in law"]),
        (
            "My daughter's name is Ida. Ida left. Everybody calls her Kit. Kit came home.",
            ["Ida", "Kit"],
        ),
        ("My sister Theodora, whom everybody calls Thea, came. Thea left.", ["Theodora", "Thea"]),
        ("My son-in-law is Greg. Greg hit me.", ["Greg", "my son-in-law"]),
        ("DH took the car. DH left on Monday.", ["DH"]),
        ("I am Ana Costa and I live in Leeds.", ["Ana Costa", "I"]),
        ("Tom (me) and Eva left.", ["Tom", "I"]),
        ("He took the car.\n\nHe left.\n\nKind regards\nHannah Reed", ["Hannah Reed", "I"]),
        (
            "From: Hannah Reed <h@home.test>\nTo: a@b.test\nSubject: x\n\nHe took my car.",
            ["Hannah Reed", "I"],
        ),
    ],
)
def test_words_that_name_one_person(text: str, one: list[str]) -> None:
    assert [each for each in names(text) if set(one) <= set(each)]


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("My sister Sarah called. My lawyer Sarah wrote.", ("my sister", "my lawyer")),
        ("My ex Tom left. My ex Bob stayed.", ("Tom", "Bob")),
        ("My wife Katherine left. Kate came back.", ("Katherine", "Kate")),
        ("My older son Max ran. My second son cried.", ("Max", "my second son")),
        ("My mother left. My mother in law stayed.", ("my mother", "my mother in law")),
        ("Misha hit me. My son Mikhail saw it.", ("Misha", "Mikhail")),
        ("David Lund hit me. Lund was drunk.", ("David Lund", "Lund")),
        ("Judge Hill came. My neighbour Ann Hill left.", ("Judge Hill", "Ann Hill")),
    ],
)
def test_two_people_are_never_made_one(text: str, two: tuple[str, str]) -> None:
    for each in names(text):
        assert not set(two) <= set(each)
    assert all(any(name in each for each in names(text)) for name in two)


def test_a_short_form_of_a_name_is_asked_about() -> None:
    questions = [g.question for g in read_account("Katherine left. Kate came back.").gaps]

    assert "Are Katherine and Kate one person or two?" in questions


def test_a_pronoun_means_somebody_only_where_one_fits() -> None:
    facts = read_account("Tom met Bob. He hit me. Anna left. She took the car.").facts

    assert facts[1].who == []
    assert len(facts[3].who) == 1


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“I will go,” said Tom.", "Tom"),
        ("Tom told me: «I will go now».", "Tom"),
        ("\u2018I will go,\u2019 Tom said.", "Tom"),
        ("- I never loved you, he said.", None),
        ("Tom came in. “I will take the kids.” He left.", None),
        ("Tom met Bob. “I will go,” he said.", None),
        ("Tom never said “I will go to you”.", None),
        ("The note said “I am not coming back”.", None),
        ("Tom told Bob: “You will pay for it.”", "Tom"),
    ],
)
def test_who_speaks_only_where_it_is_said(text: str, speaker: str | None) -> None:
    told = read_account(text)
    called = {each.id: each.names[0] for each in told.people}

    assert [called.get(each.speaker or "") for each in told.sayings] == [speaker]


def test_who_may_be_one_person_is_listed_and_asked() -> None:
    told = read_account("David Lund hit me. Lund was drunk.")

    assert [each.type for each in told.relations] == ["perhaps the same person"]
    assert [gap.question for gap in told.gaps if "one person or two" in gap.question]

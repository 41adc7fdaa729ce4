"""Notes by place: every record whole, neutral, found by its place only."""

import re
from itertools import chain

import pytest

from everyword.case import place_notes
from everyword.case.place_notes import Place, notes_for, place_of

PLACES = place_notes.places()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
def test_every_note_says_where_it_is_from(place: Place) -> None:
    for note in notes_for(place.id):
        assert note.jurisdiction and note.seen and note.source and note.words.endswith(".")
        assert note.words.count(".") and place_notes.lines(note)[0].endswith("Ask an adviser.")
        assert note.confidence != "official" or note.source.startswith("https://")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
def test_no_note_advises_forbids_or_suggests(place: Place) -> None:
    words = " ".join(note.words for note in place.note)

    assert not re.search(
        r"\b(you|your|must|should|never|do not|don't|may not|illegal|allowed to|legal)\b",
        words,
        re.IGNORECASE,
    ), words


def test_ids_are_of_one_place_and_one_note() -> None:
    notes = [note.id for place in PLACES for note in place.note]
    assert len(notes) == len(set(notes)) and len(PLACES) > 70
    names = ({each.id, each.title, *each.names} for each in PLACES)
    folded = [*chain(*({name.casefold() for name in each} for each in names))]
    assert sorted(folded) == sorted(set(folded)), "one name is one place"


def test_a_place_is_found_by_its_name_and_never_guessed() -> None:
    found = place_of(" ENGLAND  and wales ")
    assert found and found.id == "ew"
    for words in (None, "", "Englan", "the court in London", "Washington", "Georgia"):
        assert place_of(words) is None and notes_for(words) == []


def test_a_state_has_the_notes_of_its_country_too() -> None:
    found = notes_for("California", "recording")
    assert [note.id for note in found[:2]] == ["us-ca-recording", "us-recording"]
    assert {note.jurisdiction for note in found} == {"California", "United States"}
    assert any(note.disagree for note in notes_for("Delaware", "recording"))


def test_the_topics_of_answers_have_notes() -> None:
    topics = set(place_notes.topics_of({"took-part": "no", "device": "other", "child": "from"}))
    assert topics == {"recording", "papers", "accounts", "children"}
    assert {note.about for note in notes_for("England")} | {"sharing"} == set(place_notes.TOPICS)
    assert place_notes.to_json(notes_for("England")[0])["seen"] == "2026-11-21"

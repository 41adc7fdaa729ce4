"""A description goes out as a file and comes back as it was."""

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.bundle.altered import changed
from everyword.bundle.plan import Manifest, Plan
from everyword.bundle.spec import (
    DocumentSpec,
    ExhibitSpec,
    HearingSpec,
    KeyPageSpec,
    SectionSpec,
    Spec,
    finished,
    read_spec,
    spec_of_manifest,
    to_toml,
)
from everyword.errors import WrongUsage

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
DOCUMENTS = st.builds(DocumentSpec, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS)
SECTIONS = st.builds(
    SectionSpec, WORDS, documents=st.lists(DOCUMENTS, min_size=1, max_size=3).map(tuple)
)
HEARINGS = st.builds(
    HearingSpec,
    WORDS,
    asked=st.lists(WORDS, max_size=2).map(tuple),
    key_pages=st.lists(st.builds(KeyPageSpec, WORDS, WORDS, st.integers(1, 9)), max_size=2).map(
        tuple
    ),
)
SPECS = st.builds(
    Spec,
    WORDS,
    st.lists(WORDS, max_size=3).map(tuple),
    st.lists(SECTIONS, max_size=3).map(tuple),
    st.booleans(),
    folder=WORDS.filter(bool),
    tabs=st.booleans(),
    volume_pages=st.none() | st.integers(1, 999),
    late=st.sampled_from(["continue", "insert"]),
    exhibits=st.dictionaries(WORDS, st.builds(ExhibitSpec, WORDS, basis=WORDS), max_size=2),
    orders=st.dictionaries(WORDS, WORDS, max_size=2),
    hearing=st.none() | HEARINGS,
)


@given(SPECS)
def test_what_is_written_is_read_back(spec: Spec) -> None:
    assert msgspec.convert(tomllib.loads(to_toml(spec)), Spec) == spec


def test_half_a_letter_in_a_name_can_be_written() -> None:
    spec = Spec("a \ud800 b")
    assert tomllib.loads(to_toml(spec))["title"] == "a \\ud800 b"


@pytest.mark.parametrize(
    "text",
    [
        "volume_pages = 0",
        "made = '21 November'",
        "made = '2026-13-01'",
        "late = 'somewhere'",
        "[hearing]\nplace = 'x'",
        "[[sections]]\ntitle = 'M'\nexhibits = ['A']\n[[sections.documents]]\nfile = 'a'",
        "[[sections]]\ntitle = 'M'\n[[sections.documents]]\nfile = 'a'",
        "folder = 'x'\n[[sections]]\ntitle = 'M'\nexhibits = ['A']",
        "folder = 'x'\n[[sections]]\ntitle = 'M'\n[[sections.documents]]\ntitle = 'no file'",
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(WrongUsage):
        read_spec(tmp_path / "s.toml")


PAPERS = Spec(
    "T",
    folder="papers",
    sections=(
        SectionSpec("S", documents=(DocumentSpec("a.pdf", "One"), DocumentSpec("b.pdf", "Two"))),
        SectionSpec("R", documents=(DocumentSpec("c.pdf", "Three"),)),
    ),
)


def test_a_finished_bundle_is_changed() -> None:
    spec = changed(PAPERS, ["One=First = of all"], ["c.pdf"])
    assert [section.title for section in spec.sections] == ["S"]
    assert [each.title for each in spec.sections[0].documents] == ["First = of all", "Two"]


@pytest.mark.parametrize(("titles", "gone"), [(["One"], []), (["=x"], []), ([], ["Nine"])])
def test_a_change_of_nothing_is_refused(titles: list[str], gone: list[str]) -> None:
    with pytest.raises(WrongUsage):
        changed(PAPERS, titles, gone)


def test_two_of_one_title_are_not_guessed_between() -> None:
    twice = changed(PAPERS, ["Three=One"], [])
    with pytest.raises(WrongUsage) as refused:
        changed(twice, ["One=x"], [])
    assert "2 documents" in str(refused.value)
    assert changed(twice, ["c.pdf=x"], []).sections[1].documents[0].title == "x"


def test_the_manifest_keeps_the_description() -> None:
    planned = finished(Plan("T", (), ()), PAPERS, {})
    manifest = Manifest("", (), (), (), spec=planned.spec)
    assert spec_of_manifest(manifest) == PAPERS
    with pytest.raises(WrongUsage):
        spec_of_manifest(Manifest("", (), (), ()))


def test_the_day_of_the_description_is_printed() -> None:
    spec = msgspec.structs.replace(PAPERS, made="2026-11-21")
    assert finished(Plan("T", (), (), made="today"), spec, {}).made == "21 November 2026"
    assert finished(Plan("T", (), (), made="today"), PAPERS, {}).made == "today"


def test_a_key_page_leads_to_the_file_it_names() -> None:
    pages = (KeyPageSpec("the bill", "a.pdf", 3), KeyPageSpec("lost", "z.pdf"))
    spec = msgspec.structs.replace(PAPERS, hearing=HearingSpec("Court", key_pages=pages))
    hearing = finished(Plan("T", (), ()), spec, {"a.pdf": "d1"}).hearing
    assert hearing is not None and hearing.court == "Court"
    assert [(page.cite.document, page.cite.page) for page in hearing.key_pages] == [
        ("d1", 3),
        ("?", 1),
    ]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ('titel = "x"', "The description may say: title, lines, sections,"),
        ('[hearing]\ncourts = "x"', "[hearing] may say: court, case_number, date,"),
        (
            'folder = "p"\n[[sections]]\ntitle = "L"\n[[sections.documents]]\nfil = "x"',
            "[documents] may say: file, title, date, mark, kind, basis, after, sha256.",
        ),
        (
            'folder = "p"\n[[sections]]\ntitle = "L"\n[[sections.documents]]\ntitle = "x"',
            "[documents] may say: file, title,",
        ),
        ('[exhibits.AB1]\nbases = "x"', "may say: title, date, kind, basis, after."),
        ("title = 3", "docs/bundle.md has an example."),
    ],
)
def test_a_wrong_word_is_answered_with_those_there_are(
    tmp_path: Path, text: str, known: str
) -> None:
    path = tmp_path / "b.toml"
    path.write_text(text)
    with pytest.raises(WrongUsage) as said:
        read_spec(path)
    assert known in str(said.value)
    assert "docs/bundle.md" in str(said.value)

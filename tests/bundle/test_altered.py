"""A description changed by words: nothing is lost, whatever is moved where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.bundle.altered import changed
from everyword.bundle.spec import DocumentSpec, SectionSpec, Spec
from everyword.errors import WrongUsage

NAMES = "abcdef"


def papers(*sections: str) -> Spec:
    made = [
        SectionSpec(f"s{n}", documents=tuple(DocumentSpec(f"{name}.pdf", name) for name in names))
        for n, names in enumerate(sections)
    ]
    return Spec(sections=tuple(made), folder="x")


def order(spec: Spec) -> list[str]:
    return ["".join(each.title for each in part.documents) for part in spec.sections]


@pytest.mark.parametrize(
    ("move", "after"),
    [
        (("c", "a"), ["cab", "de"]),
        (("a", "c"), ["bac", "de"]),
        (("a", "b"), ["abc", "de"]),
        (("a", "e"), ["bc", "dae"]),
        (("e.pdf", "a.pdf"), ["eabc", "d"]),
        (("b", "b"), ["abc", "de"]),
    ],
    ids=lambda each: "".join(each),
)
def test_a_document_goes_before_another(move: tuple[str, str], after: list[str]) -> None:
    assert order(changed(papers("abc", "de"), (), (), [move])) == after


def test_a_section_that_is_left_empty_goes() -> None:
    assert order(changed(papers("a", "bc"), (), (), [("a", "b")])) == ["abc"]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8))
def test_moving_loses_nothing(moves: list[tuple[str, str]]) -> None:
    made = changed(papers("abc", "def"), (), (), moves)
    assert sorted("".join(order(made))) == list(NAMES)


def test_exhibits_of_a_case_are_moved_by_their_labels() -> None:
    spec = Spec(sections=(SectionSpec("x", ("A1", "A2")), SectionSpec("y", ("B1",))))
    made = changed(spec, (), (), [("A2", "B1")])
    assert [part.exhibits for part in made.sections] == [("A1",), ("A2", "B1")]


def test_a_new_paper_goes_to_the_section_of_its_folder() -> None:
    new = [DocumentSpec("s1/n.pdf", "n"), DocumentSpec("top.pdf", "t")]
    made = changed(papers("a", "b"), ["n=new"], (), [("new", "b")], new)
    assert order(made) == ["a", "newb", "t"]
    assert made.sections[2].title == "Documents"


def test_words_that_mean_nothing_are_refused() -> None:
    for moves, added in (
        ([("a", "z")], []),
        ([("z", "a")], []),
        ([], [DocumentSpec("a.pdf", "again")]),
    ):
        with pytest.raises(WrongUsage):
            changed(papers("ab"), (), (), moves, added)


def test_titles_there_are_are_named() -> None:
    with pytest.raises(WrongUsage) as said:
        changed(papers("abcdefgh", "ijklmno"), ("x=y",), ())
    assert "There are: a; b; c; d; e; f; g; h; i; j; k; l and 3 more." in str(said.value)
    with pytest.raises(WrongUsage) as said:
        changed(Spec(), (), ("x",))
    assert "--folder DIR  or  --change OUT.pdf" in str(said.value)


def test_an_added_paper_does_not_take_the_title_of_another() -> None:
    spec = Spec("T", sections=(SectionSpec("Documents", documents=(DocumentSpec("a.pdf", "a"),)),))
    made = changed(spec, (), (), (), [DocumentSpec("A.txt", "A"), DocumentSpec("b.txt", "b")])
    assert [each.title for each in made.sections[0].documents] == ["a", "A.txt", "b"]

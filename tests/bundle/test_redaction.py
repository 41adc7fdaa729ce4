"""What is typeset is without the words; what leads to a place in it stays as it was."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.bundle.plan import (
    Attached,
    ChronologyRow,
    Cite,
    Content,
    Document,
    Given,
    Letter,
    Line,
    Plan,
    Row,
    Section,
    Slip,
    Spoken,
    Table,
    Text,
    Transcript,
)
from everyword.bundle.redaction import COPY, RedactSpec, redaction_of, removed, word_of
from everyword.errors import WrongUsage
from everyword.model import source_of_bytes
from everyword.wording import is_in

GAP = "[removed: child's name]"
HASH = "0rowan" * 10
PICTURE = source_of_bytes("Rowan.jpg", b"x")
CONTENTS: tuple[Content, ...] = (
    Transcript(
        (("Conversation", "Rowan's school"), ("SHA-256", HASH)),
        (
            Line("rowan-id", 1, "3 April", "Rowan Fox", "for ROWAN  FOX", notes=("was: Rowan",)),
            Line("id2", 2, "", "", "x", attachments=(Attached("rowan.jpg", HASH, True, PICTURE),)),
        ),
    ),
    Table((), ("Rowan",), "l", (Row("rowan-row", ("1", "to Rowan Fox")),)),
    Text((("File", "Rowan.txt"),), ("one Rowan", "Fox two", "three")),
    Letter("e-mail", (("To", "Rowan Fox"),), ("Dear R\u00f3wan,",), (), ()),
    Slip((), (Spoken("0:01", "Rowan", "I am Rowan Fox"),)),
)


def planned(content: Content, **spec: Any) -> Plan:
    document = Document("d1", "Rowan's letter", "", "R1", content, origin=("ab" * 32,))
    rows = (ChronologyRow(1, "May", "Rowan fell", "alleged", (Cite("d1", "R1", "rowan-id"),)),)
    plan = Plan(
        "Fox and Fox", (), (Section("A", "Of Rowan", (document,)),), rows, remarks=("Rowan",)
    )
    asked = {"parts": (), "everywhere": (), "profile_id": "plain", **spec}
    redaction = redaction_of(documents=plan.documents, keys={"a.txt": "d1"}, **asked)
    return msgspec.structs.replace(plan, redaction=redaction)


def said(value: object) -> str:
    return repr(msgspec.to_builtins(value, enc_hook=lambda opener: None))


@pytest.mark.parametrize("content", CONTENTS, ids=lambda each: type(each).__name__)
def test_the_words_are_nowhere_in_what_is_typeset(content: Content) -> None:
    plan = removed(planned(content, everywhere=["child: Rowan Fox", "child: Rowan"]))
    (document,) = plan.documents
    text = said(plan.sections).replace(HASH, "").replace("rowan-id", "").replace("rowan-row", "")
    if isinstance(content, Transcript):
        text = text.replace("'name': 'Rowan.jpg'", "")
    assert not is_in(text, "Rowan") and GAP in text
    assert document.copy == COPY and document.key == "d1" and document.mark == "R1"
    assert "Rowan" not in said((plan.chronology[0].event, plan.remarks, plan.findings))
    assert any(COPY in each and "abab" in each for each in plan.findings)


def test_places_and_hashes_stay() -> None:
    plan = removed(planned(CONTENTS[0], everywhere=["child: Rowan Fox", "child: Rowan"]))
    content = plan.documents[0].content
    assert isinstance(content, Transcript)
    assert content.lines[0].anchor == plan.chronology[0].cites[0].anchor == "rowan-id"
    assert content.facts[1] == ("SHA-256", HASH)
    assert content.lines[1].attachments[0].picture == PICTURE


def test_a_word_over_the_end_of_a_line_goes_and_lines_keep_their_numbers() -> None:
    plan = removed(planned(CONTENTS[2], everywhere=["child: Rowan Fox"]))
    content = plan.documents[0].content
    assert isinstance(content, Text)
    assert content.lines == (f"one {GAP}", " two", "three")


@given(
    st.text(max_size=40),
    st.text(max_size=40),
    st.sampled_from(["Ann", "Zo\u00eb Li", "\u0414\u0430\u043d\u0430"]),
)
def test_a_gap_does_not_tell_what_stood_there(before: str, after: str, name: str) -> None:
    text = f"{before} {name} {after}"
    plan = removed(planned(Text((), tuple(text.split("\n"))), everywhere=[f"child: {name}"]))
    content = plan.documents[0].content
    assert isinstance(content, Text)
    assert not is_in("\n".join(content.lines), name)
    assert len(content.lines) == len(text.split("\n"))


def test_what_may_stay_of_a_number_stays() -> None:
    text = Text((), ("Paid from 40817263951 on 4 March 2015",))
    plan = removed(
        planned(
            text,
            everywhere=["account: 40817263951", "birth: 2015-03-04"],
            profile_id="us-federal",
        )
    )
    content = plan.documents[0].content
    assert isinstance(content, Text)
    assert content.lines[0].startswith("Paid from [removed: account number] 3951 on [removed: ")
    assert content.lines[0].endswith("2015") and "March" not in content.lines[0]


def test_only_the_paper_that_is_named_loses_the_word_but_no_list_names_it() -> None:
    parts = (RedactSpec("R1", ("name: Rowan",)),)
    plan = planned(CONTENTS[4], parts=parts)
    other = Document("d2", "Rowan again", "", None, CONTENTS[4])
    sections = (Section("A", "x", (*plan.documents, other)),)
    plan = removed(msgspec.structs.replace(plan, sections=sections))
    first, second = plan.documents
    assert "Rowan" not in said(first) and first.copy and not second.copy
    assert second.title == "[removed: name] again" and second.content == CONTENTS[4]


def test_words_inside_and_over_one_another_leave_nothing() -> None:
    asked = ["child: Rowan", "child: Rowan Fox", "address: Fox Lane", "child: Fox"]
    plan = removed(planned(Text((), ("at Rowan Fox Lane 3",)), everywhere=asked))
    content = plan.documents[0].content
    assert isinstance(content, Text)
    assert content.lines == (f"at {GAP}[removed: address] 3",)


def test_nothing_asked_is_nothing_done() -> None:
    plan = planned(CONTENTS[0])
    assert plan.redaction is None and removed(plan) is plan
    unhit = removed(planned(CONTENTS[4], everywhere=["Somebody"]))
    assert unhit.documents[0].copy == "" and unhit.findings == ()


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"parts": (RedactSpec("R9", ("Rowan",)),)}, "no such paper"),
        ({"parts": (RedactSpec("R1", boxes=((1, 2, 3, 4, 5),)),)}, "boxes go with"),
        ({"everywhere": ["x"]}, "too short"),
        ({"profile_id": "moon"}, "no redaction profile"),
    ],
    ids=["paper", "conversation", "short", "profile"],
)
def test_what_cannot_be_done_is_refused(spec: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongUsage, match=words):
        planned(CONTENTS[0], **spec)


@pytest.mark.parametrize(
    "box",
    [(), (1, 2), (1.5, 1, 1, 9, 9), ("a", 1, 1, 9, 9), (1, 1, 1, 9, 9, "b", "c"), (1, 1, 1, 0, 0)],
)
def test_a_box_that_is_none(box: tuple[Any, ...]) -> None:
    with pytest.raises(WrongUsage):
        planned(Given(PICTURE), parts=(RedactSpec("R1", boxes=(box,)),))


def test_a_paper_is_named_by_label_title_or_file() -> None:
    for of in ("R1", "Rowan's letter", "a.txt"):
        box = RedactSpec(of, ("child: Rowan",), ((1, 2, 3, 40, 50, "address"),))
        redaction = planned(Given(PICTURE), parts=(box, RedactSpec(of, ("x9",)))).redaction
        assert redaction is not None
        words, boxes = redaction.of["d1"]
        assert [each.text for each in words] == ["Rowan", "x9"] and boxes[0].basis == "address"
        assert [each.text for each in redaction.every_word] == ["Rowan", "x9"]


def test_words_have_a_kind_or_none() -> None:
    assert (word_of("Child: Rowan Fox").kind, word_of("Child: Rowan Fox").text) == (
        "child",
        "Rowan Fox",
    )
    assert (word_of("at 5: go").kind, word_of("at 5: go").text) == ("other", "at 5: go")

"""From a case to a plan: what is shown, what is left out, and where each cite leads."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import everyword
from everyword.bundle import plan
from everyword.bundle.of_case import plan_of_case
from everyword.bundle.spec import Spec, read_spec
from everyword.case.decided import CiteTo, Said
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.index.store import Query
from tests.cases_made import Quiet, Ticking, make_case
from tests.test_office import letter

HOUSEHOLD = Path(everyword.__file__).parent / "demo" / "data"
CHAT = "".join(
    f"{day}/03/2024, 10:00 - {'Alex' if day % 2 else 'Sam'}: message of day {day}\n"
    for day in range(10, 31)
)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    words = make_case(tmp_path / "case")
    (tmp_path / "WhatsApp Chat with Sam.txt").write_text(CHAT)
    (tmp_path / "thing.bin").write_bytes(bytes(range(256)))
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as opened:
        paths = [tmp_path / "WhatsApp Chat with Sam.txt", tmp_path / "thing.bin"]
        list(opened.add(paths, Said("own-device"), lambda row, fresh: None, Quiet()))
        opened.set_exhibit_prefix("AB")
        yield opened


def item(case: Case, words: str) -> str:
    (entry,) = case.index.find(Query(words=words))
    return entry.id


def content(case: Case) -> plan.Content:
    return plan_of_case(case, Spec(), "1 June 2025").sections[0].documents[0].content


def test_context_is_shown_as_context_and_what_is_left_out_is_counted(case: Case) -> None:
    case.add_exhibit("T", (item(case, "15"), item(case, "25")), 1)

    transcript = content(case)
    assert isinstance(transcript, plan.Transcript)
    assert [(line.number, line.chosen, line.left_out) for line in transcript.lines] == [
        (5, False, 4), (6, True, 0), (7, False, 0), (15, False, 7), (16, True, 0), (17, False, 0),
    ]  # fmt: skip
    assert transcript.left_out_after == 4
    shown = len(transcript.lines) + sum(line.left_out for line in transcript.lines)
    assert shown + transcript.left_out_after == 21


def test_times_have_the_month_in_words_and_say_that_no_zone_is_given(case: Case) -> None:
    case.add_exhibit("T", (item(case, "15"),), 0)

    transcript = content(case)
    assert isinstance(transcript, plan.Transcript)
    assert transcript.lines[0].when == "15 March 2024, 10:00"
    assert "zone not given" in dict(transcript.facts)["Time zone"]


def test_the_handle_stands_first_and_the_person_behind_it(case: Case) -> None:
    case.add_person("Samuel Carter", "father", ("Sam", "+447700900456"))
    case.add_exhibit("T", (item(case, "16"), item(case, "15")), 0)

    transcript = content(case)
    assert isinstance(transcript, plan.Transcript)
    assert [line.sender for line in transcript.lines] == ["Alex", "Sam (Samuel Carter)"]
    roster = [words for label, words in transcript.facts if label == "Taking part"]
    assert "Sam: Samuel Carter, father" in roster
    notes = plan_of_case(case, Spec(), "").notes
    assert notes == ("P1: no source has the handle “+447700900456”; it is not printed",)
    case.change_person("P1", handles=("Sam", "Alex"))
    again = content(case)
    assert isinstance(again, plan.Transcript)
    assert ("Taking part", "Sam: Samuel Carter, father; also Alex") in again.facts
    assert "Alex (nobody has said who this is)" in roster


def test_a_cite_leads_to_the_message_or_says_that_it_is_not_here(case: Case) -> None:
    shown, context, absent = item(case, "15"), item(case, "16"), item(case, "25")
    case.add_exhibit("T", (shown,), 1)
    cites = (CiteTo(shown), CiteTo(context), CiteTo(absent))
    case.add_fact("S.", "2024-03-15", "alleged", cites)

    (row,) = plan_of_case(case, Spec(), "").chronology
    assert [(cite.document, cite.anchor) for cite in row.cites] == [
        ("AB1.1", shown), ("AB1.1", context), (None, None),
    ]  # fmt: skip


def test_a_file_nobody_could_read_is_a_page_that_says_so(case: Case) -> None:
    case.add_exhibit("T", (item(case, "thing"),), 2)

    page = content(case)
    assert isinstance(page, plan.Unusable) and "not read" in page.reason
    assert len(dict(page.facts)["SHA-256"]) == 64


def test_a_description_is_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    path.write_text('title = "T"\n[[sections]]\ntitle = "M"\nexhibits = ["AB1"]\n')
    assert read_spec(path).sections[0].exhibits == ("AB1",)

    for text in ("title = 3", "[[sections]]\ntitle = 'M'", "titel = 'T'", "\x00"):
        path.write_text(text)
        with pytest.raises(WrongUsage):
            read_spec(path)


def test_plans_are_values(case: Case) -> None:
    case.add_exhibit("T", (item(case, "15"),), 0)
    planned = plan_of_case(case, Spec(), "")

    with pytest.raises(AttributeError):
        planned.title = "other"  # type: ignore[misc]
    assert msgspec.structs.replace(planned, title="other").sections == planned.sections


def test_a_text_keeps_the_line_numbers_of_its_source(case: Case, tmp_path: Path) -> None:
    lines = [f"line {number}" for number in range(1, 1301)]
    lines[99] = "line 100 with a form feed \x0c in it"
    (tmp_path / "diary.txt").write_text("\n".join(lines) + "\n")
    list(case.add([tmp_path / "diary.txt"], Said(), lambda row, fresh: None, Quiet()))
    first, second = case.index.find(Query(words="line", kind="document"))
    case.add_exhibit("T", (first.id, second.id), 0)
    case.add_fact("S.", "2024", "alleged", (CiteTo(second.id, lines=(1200, 1201)),))

    planned = plan_of_case(case, Spec(), "")
    one, two = (document.content for document in planned.sections[0].documents)
    assert isinstance(one, plan.Text) and isinstance(two, plan.Text)
    assert (one.first, two.first) == (1, 1001)
    assert one.lines[167] == "line 168" and two.lines[199] == "line 1200"
    assert planned.chronology[0].cites[0].anchor == "line 1200"


def test_deleted_and_person_said_dates_are_marked(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Rowan.txt"
    path.write_text(
        "03/04/2024, 21:07 - Rowan: This message was deleted\n04/04/2024, 21:07 - Alex: ok\n"
    )
    said = Said(answers={"date_order": "dmy"})
    list(case.add([path], said, lambda row, fresh: None, Quiet()))
    case.add_exhibit("T", (item(case, "deleted"),), 0)

    transcript = content(case)
    assert isinstance(transcript, plan.Transcript)
    assert transcript.lines[0].notes == ("marked as deleted in the source",)
    assert "said by a person" in dict(transcript.facts)["Dates"]


def test_a_picture_in_a_zip_has_its_own_hash(case: Case, tmp_path: Path) -> None:
    picture = (HOUSEHOLD / "rowan-drawing.png").read_bytes()
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("drawing.png", picture)
    list(case.add([tmp_path / "photos.zip"], Said(), lambda row, fresh: None, Quiet()))
    (photo,) = case.index.find(Query(kind="photo"))
    case.add_exhibit("T", (photo.id,), 0)

    page = content(case)
    assert isinstance(page, plan.Picture)
    assert dict(page.facts)["SHA-256"] == hashlib.sha256(picture).hexdigest()
    assert page.source.size == len(picture)


def test_what_another_copy_has_is_printed_beside_the_message(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    lines = [line for line in CHAT.splitlines(True) if not line.startswith("20/")]
    text = "".join(lines).replace(
        "Alex: message of day 15", "Alex: message of day 51 <This message was edited>"
    )
    (folder / "WhatsApp Chat with Sam.txt").write_text(text)
    list(case.add([folder], Said("own-device"), lambda row, fresh: None, Quiet()))
    chosen = [item(case, "message 15"), item(case, "message 20")]
    case.add_exhibit("T", tuple(chosen), 0)

    transcript = content(case)
    assert isinstance(transcript, plan.Transcript)
    one, two = transcript.lines
    name = "other/WhatsApp Chat with Sam.txt"
    assert one.text == "message of day 15"
    assert one.notes[0] == f"marked as edited in {name}"
    assert one.notes[1].startswith(f"in {name}: “message of day 51")
    assert two.notes == (f"not in {name}, which covers this time",)


def test_an_office_file_goes_to_the_program_that_prints_it(case: Case, tmp_path: Path) -> None:
    hidden = '<w:p><w:del w:author="Sam"><w:r><w:delText>never</w:delText></w:r></w:del></w:p>'
    (tmp_path / "letter.docx").write_bytes(letter("I agree", hidden))
    paths = [tmp_path / "letter.docx"]
    list(case.add(paths, Said("own-device"), lambda row, fresh: None, Quiet()))
    found = item(case, "agree")
    case.add_exhibit("Letter", (found,), 0)
    case.add_fact("Sam agreed.", "2024-03-15", "alleged", (CiteTo(found, lines=(1, 1)),))

    planned = plan_of_case(case, Spec(), "today")

    (document,) = planned.documents
    content = document.content
    assert isinstance(content, plan.Office) and content.suffix == ".docx"
    assert isinstance(content.otherwise, plan.Text) and content.otherwise.lines[0] == "I agree"
    assert "tracked" in content.remark or "taken out" in content.remark
    assert ("In the file", content.remark) in content.otherwise.facts
    assert planned.chronology[0].cites[0].anchor == "line 1"
    with content.source.open() as stream:
        assert stream.read() == (tmp_path / "letter.docx").read_bytes()

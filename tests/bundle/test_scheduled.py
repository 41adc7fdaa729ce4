"""A schedule in print: each line with what it was counted from, in a bundle and alone."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pypdfium2
import pytest
from msgspec import Struct

from everyword.bundle import plan
from everyword.bundle.build import build
from everyword.bundle.of_case import plan_of_case
from everyword.bundle.scheduled import alone
from everyword.bundle.spec import ScheduleSpec, Spec, read_spec, to_toml
from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.index.store import Query
from everyword.schedules import kinds
from everyword.schedules.kinds import Kind
from everyword.schedules.table import Picture, Row, Schedule
from tests.cases_made import Quiet, Ticking, make_case

CHAT = "".join(f"{day}/03/2024, 10:00 - Alex: message of day {day}\n" for day in range(10, 31))
NAMES = "http://www.w3.org/2000/svg"
SVG = f'<svg xmlns="{NAMES}" width="90" height="30"><rect width="60" height="9"/></svg>'
COUNT = 450
"""Lines: more than one run of the typesetter takes."""


class Options(Struct, forbid_unknown_fields=True):
    lines: int = COUNT


def counted(case: Case, options: Options) -> Schedule:
    (shown,) = case.index.find(Query(words="15"))
    (other,) = case.index.find(Query(words="25"))
    rows = [
        Row((f"{n} May", "Mrs Quill paid", f"{n}.50"), (shown.id,)) for n in range(options.lines)
    ]
    rows.append(Row(("", "Total", "7,777.77"), (shown.id, other.id), total=True))
    rows.append(Row(("1 June", "seen elsewhere", "1.00"), (other.id,), ("T1",)))
    return Schedule(
        "made",
        "What was counted",
        (("Rule", "by hand"),),
        ("Date", "What", "Amount"),
        "llr",
        tuple(rows),
        ("Two amounts are not known.",),
        (Picture("a bar twice as long as high", SVG),),
        {"sum": "7777.77"},
    )


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    module = ModuleType("made_for_this_test")
    cast(Any, module).Options, cast(Any, module).make = Options, counted
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(kinds, "KINDS", (Kind("made", module.__name__, "Made."),))
    words = make_case(tmp_path / "case")
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    path.write_text(CHAT)
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as opened:
        list(opened.add([path], Said("own-device"), lambda row, fresh: None, Quiet()))
        opened.set_exhibit_prefix("AB")
        (entry,) = opened.index.find(Query(words="15"))
        opened.add_exhibit("Messages", (entry.id,), 0)
        yield opened


def pages(pdf: bytes | Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


SPEC = Spec(schedules=(ScheduleSpec("made", "", "Money", {"lines": 2}),))


def test_each_line_leads_to_the_page_of_what_it_was_counted_from(
    case: Case, tmp_path: Path
) -> None:
    planned = plan_of_case(case, SPEC, "1 June 2025")
    assert [(each.letter, each.title) for each in planned.sections] == [
        ("A", "Exhibits"), ("B", "Money"),
    ]  # fmt: skip

    manifest = build(planned, tmp_path / "bundle.pdf")
    label = next(each.label for each in manifest.pages if each.document.startswith("AB1"))
    text = pages(tmp_path / "bundle.pdf")[-1]
    assert f"1 May Mrs Quill paid 1.50 AB1 {label}" in " ".join(text.split())
    assert "7,777.77" in text and "Two amounts are not known." in text and "Rule" in text
    (line,) = [each for each in text.splitlines() if "elsewhere" in each]
    assert "AB1" not in line  # not in the bundle: its file is named
    assert "WhatsApp" in text


def test_alone_its_pages_have_numbers_and_every_line_is_there(case: Case) -> None:
    pdf, said = alone(case, counted(case, Options()))
    found = pages(pdf)

    assert said == []
    assert "Page 1 of" in found[0] and f"Page {len(found)} of {len(found)}" in found[-1]
    words = " ".join(" ".join(found).split())
    assert [n for n in range(COUNT) if f"{n}.50" not in words] == []


def test_who_is_hidden_is_hidden_in_a_schedule(case: Case) -> None:
    case.add_person("Mrs Quill", "neighbour", (), hidden=True)
    planned = plan_of_case(case, SPEC, "1 June 2025")

    content = planned.sections[-1].documents[0].content
    assert isinstance(content, plan.CountedSchedule)
    assert content.rows[0].cells[1] == "neighbour paid"


def test_a_description_keeps_its_schedules(tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_text(to_toml(SPEC))

    assert read_spec(tmp_path / "spec.toml") == SPEC


def test_a_folder_has_nothing_to_count(tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_text('folder = "x"\n[[schedules]]\nkind = "made"\n')

    with pytest.raises(WrongUsage, match="counted from a case"):
        read_spec(tmp_path / "spec.toml")

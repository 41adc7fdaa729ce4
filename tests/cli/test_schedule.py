"""How a schedule is shown: for people, for a spreadsheet, for a program, on paper."""

import csv
import io
import json
from pathlib import Path

import pytest

from everyword.case.store import Case
from everyword.cli.schedule import put
from everyword.errors import StorageFailed
from everyword.schedules.table import Row, Schedule
from tests.cases_made import Ticking, make_case

MADE = Schedule(
    "made",
    "What was counted",
    (("Rule", "oldest first"),),
    ("Date", "What", "Amount"),
    "llr",
    (
        Row(("2024-05-01", "=paid by Mrs Quill", "-1.50"), ("abc", "def"), ("T1",)),
        Row(("", "Total", "-1.50"), total=True),
    ),
    ("One amount is not known.",),
    figures={"sum": "-1.50"},
)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.open(tmp_path / "case", make_case(tmp_path / "case"), Ticking(), write=True)


def test_for_people(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    put(case, MADE)

    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "What was counted",
        "  Rule: oldest first",
        "",
        "Date        What                Amount  from",
        "2024-05-01  =paid by Mrs Quill   -1.50  T1, 2 items",
        "            Total                -1.50",
    ]
    assert err == "One amount is not known.\n"


def test_for_a_program_each_line_has_its_items(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    put(case, MADE, as_json=True)

    first, total, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["items"], first["said"], first["Amount"]) == (["abc", "def"], ["T1"], "-1.50")
    assert total["total"] is True
    assert last["figures"] == {"sum": "-1.50"} and last["notes"] == ["One amount is not known."]


def test_a_spreadsheet_runs_nothing_and_adds_up_numbers(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    put(case, MADE, as_csv=True)

    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == ["Date", "What", "Amount", "items", "said"]
    assert rows[1] == ["2024-05-01", "'=paid by Mrs Quill", "-1.50", "abc def", "T1"]


def test_a_hidden_person_is_in_none_of_them(
    case: Case, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case.add_person("Mrs Quill", "neighbour", (), hidden=True)

    put(case, MADE)
    put(case, MADE, as_json=True)
    put(case, MADE, as_csv=True)
    assert "Quill" not in capsys.readouterr().out


def test_on_paper_nothing_is_written_over(case: Case, tmp_path: Path) -> None:
    made = Schedule("made", "Empty", (), ("a",), "l", ())
    put(case, made, pdf=tmp_path / "made.pdf")
    kept = (tmp_path / "made.pdf").read_bytes()

    with pytest.raises(StorageFailed):
        put(case, made, pdf=tmp_path / "made.pdf")
    assert (tmp_path / "made.pdf").read_bytes() == kept and kept.startswith(b"%PDF")

"""everyword deadline: entered, counted, moved, done, taken back."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, ids


def test_a_deadline_is_counted_from_its_hearing_and_follows_it(filled: Run) -> None:
    (item,) = ids(filled, "--find", "Friday")
    hearing = ("deadline", "add", "First hearing", "--hearing", "--on", "2026-10-16")
    ran = filled(*hearing, "--time", "10:00", "--where", "Court 3", "--cite", f"{item}=Friday")
    assert ran.code == 0 and ran.out.startswith("H1  First hearing  Friday 16 October 2026\n")
    form = ("deadline", "add", "Form E", "--before", "hearing H1", "--days", "35", "--clear")
    assert "Thursday 10 September 2026" in filled(*form, "--dry-run").out
    ran = filled(*form)
    assert ran.out.startswith("D1  Form E  Thursday 10 September 2026\n")
    assert "35 days lie between, neither end counted" in ran.out

    moved = filled("deadline", "change", "h1", "--on", "2026-10-23")
    assert "Counted from it: D1  Form E  Thursday 17 September 2026" in moved.err
    listed = filled("deadline", "list", "--today", "2026-09-11")
    assert "D1  2026-09-17  next 7 days: in 6 days  Form E" in listed.out
    assert filled("deadline", "done", "D1", "--on", "2026-09-16").out == (
        "D1  Form E  done 2026-09-16\n"
    )
    rows = [json.loads(line) for line in filled("deadline", "list", "--json").out.splitlines()]
    assert [row["standing"] for row in rows][:1] == ["done 2026-09-16"]
    assert filled("deadline", "undo").code == 0
    assert "done" not in filled("deadline", "list").out

    gone = filled("deadline", "remove", "H1")
    assert "D1 is counted from it" in gone.err
    assert "was taken out" in filled("deadline", "list").err
    assert filled("deadline", "undo").code == 0
    shown = json.loads(filled("deadline", "show", "D1", "--json").out)
    assert shown["found"]["day"] == "2026-09-17"
    assert filled("deadline", "show", "D9").code == 2


def test_plain_days_say_what_clear_days_would_be(in_case: Run) -> None:
    ran = in_case("deadline", "add", "Bundle", "--before", "2026-10-16", "--days", "14")

    assert "Friday 2 October 2026" in ran.out
    assert "In clear days (--clear) it would be Thursday 1 October 2026" in ran.err


def test_a_change_is_a_day_or_a_count(in_case: Run) -> None:
    in_case("deadline", "add", "Bundle", "--before", "2026-10-16", "--days", "14")
    assert in_case("deadline", "change", "D1").code == 2
    both = ("--on", "2026-10-01", "--before", "2026-10-16", "--days", "7")
    assert in_case("deadline", "change", "D1", *both).code == 2
    dry = in_case("deadline", "change", "D1", "--on", "2026-09-30", "--dry-run")
    assert "Wednesday 30 September 2026" in dry.out
    assert "Friday 2 October" in in_case("deadline", "show", "D1").out
    in_case("deadline", "change", "D1", "--title", "Papers", "--before", "2026-10-16",
            "--court-days", "3", "--place", "england-wales")  # fmt: skip
    assert "D1  Papers  Tuesday 13 October 2026" in in_case("deadline", "show", "D1").out


def test_counting_needs_no_case(command: Run, tmp_path: Path) -> None:
    count = ("deadline", "count", "--before", "2025-10-20", "--days", "3")
    ran = command(*count, "--rule", "ew-family")
    assert ran.out.startswith("Tuesday 14 October 2025\n")
    assert "not counted: Sunday 19 October 2025 (Sunday)" in ran.out
    found = json.loads(command(*count, "--rule", "ew-family", "--json").out)
    assert found["day"] == "2025-10-14" and len(found["left_out"]) == 2

    own = tmp_path / "mine.toml"
    own.write_text('first = 2025-01-01\nlast = 2025-12-31\nday = [{name="Fair", date=2025-10-15}]')
    ran = command(*count, "--rule", "ew-family", "--holidays", own)
    assert "Monday 13 October 2025" in ran.out and "(Fair)" in ran.out


WRONG = {
    "--before 2025-10-20": "one number",
    "--days 3": "one day to start from",
    "--before 2025-10-20 --after 2025-10-01 --days 3": "one day to start from",
    "--before 2025-10-20 --days 3 --weeks 1": "one number",
    "--before H1 --days 3": "from which day",
    "": "from which day",
    "--before 20/10/2025 --days 3": "not a day",
    "--before 2025-10-20 --court-days 3": "not said",
    "--before 2025-10-20 --days 3 --rule mars": "no counting rule",
    "--before 2025-10-20 --days 3 --roll next --place mars": "no holiday list",
    "--before 2035-10-20 --court-days 3 --place ontario": "ends on",
    "--before 2025-10-20 --days 99999": "no day of the calendar",
    "--before 2025-10-20 --weeks 2 --clear": "not in weeks",
    "--before 2025-10-20 --days 3 --holidays nothing.toml": "nothing.toml",
}


@pytest.mark.parametrize("words", WRONG)
def test_what_cannot_be_counted_is_said_in_three_lines(command: Run, words: str) -> None:
    ran = command("deadline", "count", *words.split())

    assert ran.code in (2, 4) and ran.out == ""
    assert WRONG[words] in ran.err and len(ran.err.splitlines()) == 3


def test_rules_and_places_say_their_sources(command: Run) -> None:
    assert "ew-family" in command("deadline", "rules").out
    assert all("source" in json.loads(line)
               for line in command("deadline", "rules", "--json").out.splitlines())  # fmt: skip
    places = command("deadline", "places", "--json").out.splitlines()
    assert len(places) == 12 and all(json.loads(line)["last"] for line in places)
    assert "england-wales" in command("deadline", "places").out

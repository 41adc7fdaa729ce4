"""everyword contact and its schedule: what a person types, and what comes of it."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from everyword.case.store import Case
from tests.cases_made import Ticking, make_case
from tests.cli.conftest import CHAT, Run, ids, running

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//school//
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20260216
DTEND;VALUE=DATE:20260221
SUMMARY:Half term
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20260330
DTEND;VALUE=DATE:20260411
SUMMARY:Easter holiday
END:VEVENT
END:VCALENDAR
"""
WEEKEND = ("--every-other-weekend", "--from", "fri 18:00", "--to", "sun 18:00")
ANCHOR = ("--anchor", "2026-01-02")
ZONE = ("--zone", "Europe/London")


def lines(run: Run, *words: str) -> list[dict[str, Any]]:
    ran = run(*words, "--json")
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def done(run: Run, *words: str | Path) -> str:
    ran = run(*words)
    assert ran.code == 0, ran.err
    return ran.out


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alex at home, Sam every other weekend and on Wednesdays in term, by order O1."""
    folder = tmp_path_factory.mktemp("family")
    words = make_case(folder / "case")
    (folder / "words").write_text(words + "\n")
    (folder / "WhatsApp Chat with Sam.txt").write_text(CHAT, "utf-8")
    (folder / "terms.ics").write_text(CALENDAR)
    term = ("contact", "term", "O1")
    with pytest.MonkeyPatch.context() as patch:
        run = running(folder, patch)
        patch.setenv("EVERYWORD_CASE", str(folder / "case"))
        patch.setenv("EVERYWORD_PASSPHRASE_FILE", str(folder / "words"))
        done(run, "add", folder / "WhatsApp Chat with Sam.txt", folder / "terms.ics")
        with Case.open(folder / "case", words, Ticking(), True) as case:
            for name in ("Alex", "Sam", "Kim"):
                case.add_person(name, None, ())
            case.work.decide(case.now, "order", "O1", {"id": "O1", "title": "Order of 5 January"})
        done(run, *term, "The child lives with Alex", "--default", "--with", "P1", *ZONE)
        done(run, *term, "every other weekend", *WEEKEND, *ANCHOR, "--with", "Sam", *ZONE)
        done(run, "contact", "holidays", "School", "--source", "terms.ics",
             "--covers", "2026-01-01/2026-04-30")  # fmt: skip
        done(run, *term, "Wednesdays in term", "--every", "wed", "--from", "16:00", "--to", "20:00",
             "--only", "term", "--holidays", "H1", "--with", "P2", *ZONE)  # fmt: skip
    return folder


@pytest.fixture
def family(made: Path, command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("EVERYWORD_CASE", str(tmp_path / "case"))
    monkeypatch.setenv("EVERYWORD_PASSPHRASE_FILE", str(tmp_path / "words"))
    return command


def test_terms_lists_and_days_are_listed_changed_taken_out_and_brought_back(family: Run) -> None:
    done(family, "contact", "visit", "--day", "2026-01-02", "--with", "Sam", "--used", "--good")
    assert [each["id"] for each in lines(family, "contact", "list")] == [
        "C1",
        "C2",
        "C3",
        "H1",
        "V1",
    ]
    out = done(family, "contact", "change", "V1", "--nights", "2", "--why", "they baked a cake")
    assert out == "V1  2026-01-02 P2: used: they baked a cake\n"
    done(family, "contact", "change", "C2", "--in-force", "..2026-06-30")
    assert lines(family, "contact", "list")[1]["until"] == "2026-06-30"
    done(family, "contact", "change", "V1", "--why", "")
    assert lines(family, "contact", "list")[-1]["why"] is None
    assert family("contact", "change", "V1", "--covers", "2026").code == 2
    assert "These go by H1: C3" in family("contact", "remove", "H1").err
    assert done(family, "contact", "remove", "V1") == "removed: V1\n"
    assert len(lines(family, "contact", "list")) == 4
    assert done(family, "contact", "undo") == "undone: V1\n"
    assert "baked" not in done(family, "contact", "list")
    assert family("contact", "remove", "V9").code == 2


def test_nothing_is_kept_by_a_dry_run(family: Run) -> None:
    before = done(family, "contact", "list")
    for words in (
        ("term", "O1", "x", "--on", "2026-05-10", "--nights", "1", "--with", "P1", *ZONE),
        ("holidays", "More", "--dates", "2026-07-20/2026-08-31"),
        ("visit", "--day", "2026-01-16", "--with", "Sam", "--missed"),
        ("change", "C2", "--words", "y"),
        ("remove", "C2"),
    ):
        assert family("contact", *words, "--dry-run").code == 0
    assert done(family, "contact", "list") == before


REFUSED: tuple[tuple[tuple[str, ...], str], ...] = (
    (("term", "O9", "x", "--default", "--with", "P1", *ZONE), "no order O9"),
    (("term", "O1", " ", "--default", "--with", "P1", *ZONE), "words of the order"),
    (("term", "O1", "x", "--default", "--with", "P1"), "clocks of which place"),
    (("term", "O1", "x", "--default", "--with", "P1", "--zone", "Mars"), "no time zone"),
    (("term", "O1", "x", "--default", *ZONE), "Whose time"),
    (("term", "O1", "x", "--default", "--with", "Pat", *ZONE), "no person Pat"),
    (("term", "O1", "x", *WEEKEND, "--with", "P2", *ZONE), "From which day"),
    (("term", "O1", "x", "--holidays", "H7", "--with", "P2", *ZONE), "no list of holidays H7"),
    (("term", "O1", "x", "--default", "--with", "P1", "--in-force", "2026", *ZONE), "last day"),
    (("term", "O1", "x", "--default", "--with", "P1", "--in-force", "2026-02-01..2026-01-01",
      *ZONE), "ends before"),
    (("term", "O1", "x", "--default", "--with", "P1", "--half", "first", *ZONE), "half"),
    (("term", "O1", "x", "--every", "wed", "--nights", "1", "--only", "term", "--with", "P2",
      *ZONE), "Which days are holidays"),
    (("term", "O1", "x", "--holidays", "H1", "--middle", "first", "--with", "P2", *ZONE), "--half"),
    (("term", "O1", "x", "--default", "--years", "odd", "--with", "P2", *ZONE), "in all years"),
    (("term", "O1", "x", "--on", "2026-05-01", "--nights", "1", "--with", "P2", *ANCHOR, *ZONE),
     "anchor goes with"),
    (("holidays", "x", "--titled", "y"), "none is named"),
    (("holidays", "x"), "no days"),
    (("holidays", "x", "--dates", "2026-02-30"), "stretch of days"),
    (("holidays", "x", "--source", "WhatsApp Chat with Sam.txt"), "no entry of a calendar"),
    (("visit", "--day", "2026-W01-5", "--with", "Sam", "--used"), "not a day"),
    (("visit", "--day", "2026-01-02", "--with", "Sam"), "What became"),
    (("visit", "--day", "2026-01-02", "--with", "Sam", "--used", "--missed"), "used and missed"),
    (("visit", "--day", "2026-01-02", "--with", "Sam", "--used", "--minutes", "4"), "--late"),
    (("visit", "--day", "2026-01-02", "--with", "Sam", "--used", "--nights", "1",
      "--equivalent"), "counts once"),
    (("visit", "--day", "2026-01-02", "--with", "Sam", "--used", "--cite", "zzzz"), "no item"),
)  # fmt: skip


def test_what_does_not_hold_is_refused(family: Run) -> None:
    before = done(family, "contact", "list")
    for words, says in REFUSED:
        ran = family("contact", *words)
        assert ran.code == 2 and says in ran.err, (words, ran.err)
    assert done(family, "contact", "list") == before


def test_a_cycle_is_entered_at_once_and_gives_each_night_to_one(family: Run) -> None:
    words = ("--cycle", "Alex:2,Sam:2,Alex:5,Sam:5", "--from", "17:00", "--anchor", "2026-01-05")
    ran = family("contact", "term", "-", "2-2-5-5", *words, "--in-force", "2026-01-05..", *ZONE)
    assert ran.code == 0 and "4 terms" in ran.err
    done(family, "contact", "change", "C2", "--in-force", "..2026-01-04")
    nights = lines(family, "contact", "nights", "--window", "2026-01-05..2026-02-01")

    assert "".join(each["person"][1] for each in nights) == "11221111122222" * 2
    assert {each["term"] for each in nights} == {"C4", "C5", "C6", "C7"}


def test_a_quote_has_to_stand_in_what_it_cites(family: Run) -> None:
    (item,) = ids(family, "--find", "Friday")
    day = ("contact", "visit", "--day", "2026-01-16", "--with", "Sam", "--missed", "--by", "Sam")

    assert family(*day, "--cite", f"{item}=I am ill").code == 2
    assert family(*day, "--cite", f"{item}=on Friday").code == 0


def test_each_night_keeps_its_term_and_what_stands_behind_it(family: Run) -> None:
    done(family, "contact", "term", "O1", "Mothering Sunday with Alex", "--on", "2026-03-15",
         "--nights", "1", "--with", "P1", *ZONE)  # fmt: skip
    done(family, "contact", "term", "-", "as agreed", "--on", "2026-03-14", "--nights", "1",
         "--with", "P1", *ZONE)  # fmt: skip
    found = {
        each["night"]: each for each in lines(family, "contact", "nights", "--window", "2026-03")
    }

    assert len(found) == 31
    assert (found["2026-03-13"]["term"], found["2026-03-13"]["person"]) == ("C2", "P2")
    assert (found["2026-03-14"]["term"], found["2026-03-14"]["over"]) == ("C5", ["C1", "C2"])
    assert found["2026-03-02"]["basis"] is None
    assert "above C1, C2" in done(family, "contact", "nights", "--window", "2026-03")


def test_the_schedule_lists_for_each_figure_what_it_was_counted_from(family: Run) -> None:
    (item,) = ids(family, "--find", "Friday")
    done(family, "contact", "visit", "--day", "2026-01-02", "--with", "Sam", "--used",
         "--as-ordered", "--good", "--cite", item)  # fmt: skip
    done(family, "contact", "visit", "--day", "2026-01-16", "--with", "Sam", "--missed",
         "--offered", "--by", "Sam", "--nights", "2", "--why", "he was ill")  # fmt: skip
    *rows, last = lines(family, "schedule", "contact", "--window", "2026", "--rule", "uk-cms")
    first = rows[0]

    assert first["items"] == [item] and first["said"] == ["V1", "C2"]
    assert first["By the terms"] == "Fri 18:00 to Sun 18:00, Sam (P2) [C2]"
    assert first["What is said of it"] == "used; a good day [V1]"
    sums = [row for row in rows if row["total"] and row["By the terms"].endswith("Sam (P2)")]
    assert sum(int(row["Nights"]) for row in sums[:-1]) == int(sums[-1]["Nights"]) == 52
    per_line = [int(r["Nights"]) for r in rows if not r["total"] and r["Nights"]]
    assert sum(per_line) == 52
    sam = last["figures"]["people"]["P2"]
    assert (sam["ordered"], sam["cited"], sam["said"], sam["not_known"]) == (52, 2, 0, 361)
    facts = dict(map(tuple, last["facts"]))
    assert (
        "52 to 103 nights: one seventh is taken off. One night less is another band: fewer"
        in (facts["By the terms, Sam (P2)"])
    )
    assert "gov.uk" in facts["Rule"] and "as seen on" in facts["Rule"]
    assert facts["C2"].startswith("O1, Order of 5 January: “every other weekend”")
    assert "counted from 2026-01-02; Europe/London" in facts["C2"]
    assert any("Left open: 35 days" in note for note in last["notes"])
    assert not any("fault" in json.dumps(row) for row in rows)


def test_a_term_stands_on_what_its_order_was_entered_from(family: Run, tmp_path: Path) -> None:
    (item,) = ids(family, "--find", "Friday")

    def order(*cites: dict[str, Any]) -> None:
        words = (tmp_path / "words").read_text().strip()
        with Case.open(tmp_path / "case", words, Ticking(), True) as case:
            data = {"id": "O1", "title": "The order", "cites": cites} if cites else None
            case.work.decide(case.now, "order", "O1", data)

    order({"item": item, "page": None, "quote": None})
    assert lines(family, "schedule", "contact", "--window", "2026-01")[0]["items"] == [item]
    order()
    last = lines(family, "schedule", "contact", "--window", "2026-01")[-1]
    assert dict(map(tuple, last["facts"]))["C2"].startswith("O1, which is not entered any more")


def test_a_list_that_ends_inside_of_the_window_is_said_and_a_removed_calendar_changes_the_count(
    family: Run,
) -> None:
    done(family, "contact", "term", "O1", "half of the holidays", "--holidays", "H1", "--half",
         "first", "--with", "Sam", *ZONE)  # fmt: skip

    def ordered() -> Any:
        last = lines(family, "schedule", "contact", "--window", "2026-01-01..2026-04-30")[-1]
        return last["figures"]["people"]["P2"]["ordered"], last["notes"]

    count, notes = ordered()
    assert count == 26 and any("whose the middle is" in note for note in notes)
    assert "everyword contact remove" in family("delete", "terms.ics", "--yes", "--why", "W").err
    assert family("how", "terms.ics", "--device", "other").code == 0
    count, notes = ordered()
    assert count == 18 and sum("is locked; its days are not counted" in note for note in notes) == 2


def test_what_is_locked_later_is_not_cited_and_does_not_count_as_cited(family: Run) -> None:
    (item,) = ids(family, "--find", "Friday")
    day = ("contact", "visit", "--day", "2026-01-02", "--with", "Sam", "--used", "--nights", "2")
    done(family, *day, "--cite", f"{item}=on Friday")
    assert family("how", "WhatsApp Chat with Sam.txt", "--device", "other").code == 0
    refused = family(*day, "--cite", item)
    assert refused.code == 7, refused.err

    *rows, last = lines(family, "schedule", "contact", "--window", "2026-01")

    sam = last["figures"]["people"]["P2"]
    assert (sam["cited"], sam["said"]) == (0, 2)
    assert rows[0]["items"] == [] and any(
        "V1 cites something that is locked" in n for n in last["notes"]
    )
    assert "on Friday" not in done(family, "contact", "list", "--json")


def test_what_is_said_for_one_child_is_not_counted_for_all(family: Run) -> None:
    done(family, "contact", "visit", "--day", "2026-01-02", "--with", "Sam", "--used", "--nights",
         "1", "--child", "Kim")  # fmt: skip
    ran = family("schedule", "contact", "--window", "2026")
    assert ran.code == 2 and "--child P3" in ran.err
    assert "Contact with Kim (P3)" in done(family, "schedule", "contact", "--window", "2026",
                                           "--child", "Kim")  # fmt: skip


def test_it_prints_with_its_pictures_and_into_a_bundle(family: Run, tmp_path: Path) -> None:
    out = tmp_path / "contact.pdf"
    ran = family("schedule", "contact", "--window", "2026-03", "--pdf", out)
    assert ran.code == 0, ran.err
    text = "".join(page.get_textpage().get_text_bounded() for page in PdfDocument(out))
    assert "Nights of March 2026" in text and "Nights with Sam (P2), by month" in text
    assert "Page 1 of" in text
    (tmp_path / "spec.toml").write_text(
        'chronology = false\n[[schedules]]\nkind = "contact"\noptions = { window = "2026-03" }\n'
    )
    ran = family("bundle", tmp_path / "spec.toml", "-o", tmp_path / "b.pdf")
    assert ran.code in (0, 1), ran.err
    pages = "".join(p.get_textpage().get_text_bounded() for p in PdfDocument(tmp_path / "b.pdf"))
    assert "Fri 18:00 to Sun 18:00" in " ".join(pages.split())


def test_a_spreadsheet_and_one_person_only(family: Run) -> None:
    ran = family("schedule", "contact", "--window", "2026-01", "--person", "Sam", "--csv")
    head, *rows = csv.reader(io.StringIO(ran.out))

    assert head[:3] == ["Day", "By the terms", "Nights"] and head[-2:] == ["items", "said"]
    assert all("Alex" not in " ".join(row) for row in rows)


def test_a_hidden_person_is_shown_by_role(family: Run) -> None:
    done(family, "person", "change", "P2", "--role", "the father", "--hide")

    assert "Sam" not in done(family, "schedule", "contact", "--window", "2026-01")


def test_a_window_that_is_none_is_refused(family: Run) -> None:
    for window in ("soon", "2026-02..2026-01", "1066", "1990..2026", "2026..", ""):
        assert family("schedule", "contact", "--window", window).code == 2, window
    assert family("contact", "nights", "--window", "soon").code == 2


def test_a_rule_or_a_month_that_is_none_is_refused(family: Run) -> None:
    assert family("schedule", "contact", "--window", "2026", "--rule", "moon").code == 2
    assert family("schedule", "contact", "--window", "2026", "--month", "May").code == 2


def test_the_rules_name_their_source_and_how_sure_they_are(command: Run) -> None:
    found = [json.loads(line) for line in command("contact", "rules", "--json").out.splitlines()]

    assert {each["id"] for each in found} >= {"uk-cms", "us-wi", "au", "ca-federal"}
    assert "not sure: general knowledge" in command("contact", "rules").out


def test_an_empty_case_says_what_to_do(filled: Run) -> None:
    assert "contact term" in filled("contact", "list").err
    assert "No term is entered" in filled("schedule", "contact", "--window", "2026-01").err
    assert filled("contact", "undo").code == 2

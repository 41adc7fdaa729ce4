"""everyword schedule deadlines: the table, and the calendar that says nothing by itself."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_the_table_and_the_calendar(in_case: Run, tmp_path: Path) -> None:
    in_case("deadline", "add", "Hearing on the children", "--hearing", "--on", "2026-10-16")
    in_case("deadline", "add", "Form E", "--before", "H1", "--days", "35", "--clear")
    in_case("deadline", "add", "Letter", "--on", "2026-05-01")
    in_case("deadline", "done", "D2", "--on", "2026-04-30")

    ran = in_case("schedule", "deadlines", "--today", "2026-09-04")
    assert "Thursday 10 September 2026" in ran.out and "next 7 days: in 6 days" in ran.out
    lines = in_case("schedule", "deadlines", "--today", "2026-09-04", "--open", "--json").out
    assert [json.loads(line)["said"] for line in lines.splitlines()[:-1]] == [["D1"], ["H1"]]
    assert in_case("schedule", "deadlines", "--csv").out.startswith("Day,What,Standing,How")
    assert in_case("schedule", "deadlines", "--pdf", tmp_path / "d.pdf").code == 0

    ran = in_case("schedule", "deadlines", "--ics", tmp_path / "a.ics")
    neutral = (tmp_path / "a.ics").read_bytes()
    assert neutral.count(b"SUMMARY:appointment\r\n") == 2 and b"Form" not in neutral
    assert "D2: done" in ran.err and "not encrypted" in ran.err
    assert in_case("schedule", "deadlines", "--ics", tmp_path / "a.ics").code == 2
    in_case("schedule", "deadlines", "--ics", tmp_path / "b.ics", "--titles")
    assert b"SUMMARY:Hearing: Hearing on the children\r\n" in (tmp_path / "b.ics").read_bytes()
    in_case("deadline", "change", "H1", "--on", "2026-10-23")
    in_case("schedule", "deadlines", "--ics", tmp_path / "c.ics")
    uids = [
        {line for line in (tmp_path / name).read_bytes().split(b"\r\n") if line[:4] == b"UID:"}
        for name in ("a.ics", "c.ics")
    ]
    assert uids[0] == uids[1] and len(uids[0]) == 2

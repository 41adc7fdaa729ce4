"""everyword check: any PDF against a court, in words, as JSON and as a page."""

import json
from pathlib import Path

import pytest
from pikepdf import Encryption, Pdf

from tests.cli.conftest import Run
from tests.rules.bundles_made import FILE_NAME, clean, saved
from tests.rules.planted import FAULTS, write, write_clean

OTHERS = ("Letter", "Order", "Statement")


def faulty(folder: Path, rule: str) -> Path:
    return write(next(fault for fault in FAULTS if fault.rule == rule), folder)


def test_a_clean_bundle(command: Run, tmp_path: Path) -> None:
    write_clean(tmp_path, FILE_NAME)

    ran = command("check", FILE_NAME, "--court", "ew-family-financial")

    assert ran.code == 0
    assert "as seen on 2026-11-21" in ran.out
    assert ran.out.rstrip().endswith(": 0 findings")
    assert "Not checked here:" in ran.err


def test_an_error_is_exit_code_one_and_a_warning_is_not(command: Run, tmp_path: Path) -> None:
    scripted = faulty(tmp_path, "scripts")
    assert command("check", scripted).code == 1

    ran = command("check", scripted, "--order", "scripts=order of 3 May 2026, para 4")
    assert ran.code == 0
    assert "order of 3 May 2026, para 4" in ran.out

    assert command("check", faulty(tmp_path, "blank-pages")).code == 0


def test_json_says_everything(command: Run, tmp_path: Path) -> None:
    ran = command("check", faulty(tmp_path, "blank-pages"), "--json", "--on", "2026-03-01")

    report = json.loads(ran.out)
    assert report["day"] == "2026-03-01"
    assert report["counts"] == {"warning": 1}
    (found,) = report["findings"]
    assert (found["rule"], found["page"], found["label"]) == ("blank-pages", 7, "7")
    assert found["source"] == "everyword"
    assert "blank-pages" in report["checked"]
    assert report["not_checked"]
    (group,) = report["groups"]
    said = {"words": found["words"], "count": 1, "pages": [7], "labels": ["7"]}
    assert (group["rule"], group["count"], group["said"]) == ("blank-pages", 1, [said])


def test_html_is_written(command: Run, tmp_path: Path) -> None:
    path = faulty(tmp_path, "covered-text")

    assert command("check", path, "--html", "report.html").code == 0

    text = (tmp_path / "report.html").read_text("utf-8")
    assert text.count("<img") == 1
    assert "<script" not in text


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("check", "a.pdf", "--court", "mars"),
        ("check", "a.pdf", "--on", "yesterday"),
        ("check", "a.pdf", "--order", "page-cap"),
        ("check", "a.pdf", "--order", "no-such-rule=order of 3 May 2026"),
        ("check", "a.pdf", "--html", "report.txt"),
        ("check", "a.pdf", "--html", "none/report.html"),
    ],
    ids=["no file", "court", "day", "no order", "rule", "html name", "html folder"],
)
def test_wrong_words(command: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "a.pdf").write_bytes(clean())

    ran = command(*words)

    assert ran.code == 2
    assert len(ran.err.splitlines()) == 3


def test_a_missing_file_and_a_folder_are_three_lines(command: Run, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    for name, words in (("none.pdf", "There is no file none.pdf."), ("papers", "is a folder.")):
        ran = command("check", name)
        assert ran.code == 2
        assert len(ran.err.splitlines()) == 3
        assert words in ran.err
        assert "taken in" not in ran.err


def test_several_files_at_once(command: Run, tmp_path: Path) -> None:
    write_clean(tmp_path, "clean.pdf")
    scripted = faulty(tmp_path, "scripts")
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "locked.pdf", encryption=Encryption(owner="x", user="x"))

    assert command("check", "clean.pdf", "clean.pdf").code == 0
    ran = command("check", "clean.pdf", scripted)
    assert ran.code == 1 and ran.out.count("Checked against") == 2
    ran = command("check", "locked.pdf", scripted, "--json")
    assert ran.code == 4 and "locked with a password" in ran.err
    assert [json.loads(line)["file"] for line in ran.out.splitlines()] == [scripted.name]
    assert command("check", "clean.pdf", scripted, "--html", "r.html").code == 2


def test_a_locked_pdf_takes_its_password_from_a_file(command: Run, tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        data = saved(pdf, encryption=Encryption(owner="o", user="geheim"))
    (tmp_path / "locked.pdf").write_bytes(data)
    (tmp_path / "pw").write_text("geheim\n")

    ran = command("check", "locked.pdf")
    assert ran.code == 4
    assert "--pdf-password-file" in ran.err
    assert "geheim" not in ran.err

    assert command("check", "locked.pdf", "--pdf-password-file", "pw").code == 1


def test_courts_are_listed(command: Run) -> None:
    ran = command("check", "--courts")
    assert ran.code == 0
    assert "ew-family-children" in ran.out

    rules = command("check", "--courts", "--court", "us-tx").out
    assert "personal-data" in rules
    assert "not sure" in rules


def test_a_bundle_of_ours_has_no_findings(command: Run, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    (papers / "Letters").mkdir(parents=True)
    (papers / "Orders").mkdir()
    (papers / "Letters" / "letter.pdf").write_bytes(clean(marks=OTHERS))
    order = clean(texts=((6, "An order. " * 30),), marks=OTHERS)
    (papers / "Orders" / "order.pdf").write_bytes(order)
    made = command("bundle", "--folder", papers, "-o", "out.pdf")
    assert made.code == 0, made.err

    report = json.loads(command("check", "out.pdf", "--json").out)

    # Most pages of the second paper are those of the first: that is so, and is said.
    assert {each["rule"] for each in report["findings"]} <= {"doubled-pages"}

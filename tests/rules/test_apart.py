"""The check in a process of its own: the same report, and an end even where there is none."""

import datetime as dt
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from pikepdf import Encryption, Pdf

from everyword.errors import SourceUnreadable
from everyword.rules import apart
from everyword.rules.apart import check_apart
from everyword.rules.checking import check_file
from everyword.rules.records import profile
from tests.rules.bundles_made import FILE_NAME, clean, saved
from tests.rules.planted import FAULTS, form_in_itself, write

DAY = dt.date(2026, 11, 21)


def test_the_report_is_the_same(tmp_path: Path) -> None:
    path = write(next(fault for fault in FAULTS if fault.rule == "scripts"), tmp_path)
    court = profile("us-federal-cmecf")

    report, html = check_apart(path, court, DAY, {"scripts": "order of 3 May 2026"})

    assert report == check_file(path, court, DAY, {"scripts": "order of 3 May 2026"})
    assert html == ""


def test_a_locked_file_is_said_by_the_parent(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        path.write_bytes(saved(pdf, encryption=Encryption(owner="o", user="geheim")))

    with pytest.raises(SourceUnreadable, match="locked with a password"):
        check_apart(path, profile("plain"), DAY, {})
    assert check_apart(path, profile("plain"), DAY, {}, "geheim")[0].pages == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("import os; os.abort()", "built to stop a program"),
        ("print('no JSON')", "built to stop a program"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "longer than a check may take"),
    ],
    ids=["abort", "noise", "time"],
)
def test_a_child_without_an_answer_is_three_lines(
    body: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = subprocess.Popen

    def other(command: list[str], **keys: object) -> object:
        return real([sys.executable, "-c", f"import sys; sys.stdin.read(); {body}"], **keys)

    monkeypatch.setattr(apart.subprocess, "Popen", other)

    with pytest.raises(SourceUnreadable, match=said):
        check_apart(tmp_path / "a.pdf", profile("plain"), DAY, {})


def test_a_page_without_end_is_named(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(clean())
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        form_in_itself(pdf)
        pdf.save(path)

    with pytest.raises(SourceUnreadable, match=r"longer than a check may take \(after page 3\)"):
        check_apart(path, profile("plain"), DAY, {}, page_seconds=1)


def test_the_child_may_write_nothing_and_has_limits() -> None:
    words = (
        "from everyword.rules import apart; import resource as r; "
        "apart.limit(apart.MEMORY, apart.SECONDS); "
        "print([r.getrlimit(x)[0] for x in "
        "(r.RLIMIT_FSIZE, r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE)])"
    )
    ran = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)

    hard = [resource.getrlimit(x)[1] for x in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
    least = [
        most if limit == resource.RLIM_INFINITY else min(most, limit)
        for most, limit in zip((apart.MEMORY, apart.SECONDS), hard, strict=True)
    ]
    assert ran.stdout.strip() == str([0, *least, 0])

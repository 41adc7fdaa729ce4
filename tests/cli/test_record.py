"""everyword record: sound from a pipe, sealed slice by slice, with no passphrase."""

import json
import os
import subprocess
import sys
from pathlib import Path

from everyword.cli.record import slices
from tests.cli.conftest import Run


def test_a_recording_from_a_pipe(filled: Run, tmp_path: Path) -> None:
    data = os.urandom(2_500_000)
    ran = subprocess.run(
        [sys.executable, "-m", "everyword", "record", "--name", "talk.wav"],
        input=data,
        capture_output=True,
        env={**os.environ, "EVERYWORD_PASSPHRASE_FILE": ""},
        check=False,
    )
    assert (ran.returncode, b"2,500,000 bytes  talk.wav" in ran.stdout) == (0, True), ran.stderr
    assert "talk.wav" in filled("confirm").out
    (line,) = [
        line for line in filled("list", "--json", "--sources").out.splitlines() if "talk" in line
    ]
    assert json.loads(line)["size"] == len(data)
    assert filled("verify").code == 0


def test_nothing_to_record_is_said(filled: Run) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "everyword", "record"], input=b"", capture_output=True, check=False
    )
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 3)


def test_stopped_in_the_middle_all_but_the_last_second_is_kept(filled: Run) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "everyword", "record"], stdin=subprocess.PIPE, stdout=-1
    ) as ran:
        assert ran.stdin is not None
        objects = Path(os.environ["EVERYWORD_CASE"]) / "objects"
        before = len(list(objects.rglob("*.age")))
        while len(list(objects.rglob("*.age"))) < before + 2:
            ran.stdin.write(b"sound" * 100_000)
            ran.stdin.flush()
        ran.kill()
    kept = len(list(objects.rglob("*.age"))) - before
    filled("confirm")
    sources = filled("list", "--json", "--sources").out.splitlines()
    (row,) = [row for row in map(json.loads, sources) if row["name"] == "recording"]
    assert row["size"] >= (kept - 1) << 16
    assert filled("verify").code == 0


def test_slices_come_by_time_and_by_size() -> None:
    inward, outward = os.pipe()
    os.write(outward, b"x" * 60_000)
    os.close(outward)
    assert [len(data) for data in slices(inward)] == [60_000]
    os.close(inward)

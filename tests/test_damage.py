"""Damaged bytes: whatever becomes of a file, a reader neither falls over nor hangs nor loses lines.

Each case's input is cut short, bytes and blocks of it changed, removed and doubled; large and deep
inputs are made for each format. `recognises` never raises; `read` raises nothing but NeedsAnswer
and keeps every promise of tests/fuzz/promises.py, the account to the last line among them.

Here a share is tried; all of it, every offset of every small case, takes an hour:

    EVERYWORD_DAMAGE=1 pytest tests/test_damage.py      (make damage)
"""

import contextlib
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import source_of_bytes
from everyword.readers import READERS
from tests.case_files import BY_NAME, Case, all_cases, as_lines
from tests.fuzz.changes import NASTY, blocks, cut_at, flipped
from tests.fuzz.heavy import heavy
from tests.fuzz.promises import check

CASES = all_cases()
WHOLE = "EVERYWORD_DAMAGE" in os.environ
SMALL = 8192
"""Bytes: files up to this size are cut at every offset when all is tried."""
SHARE = 5
"""Of each kind of damage, in the share."""
SPREAD = 400
"""Of each kind of damage to a larger file, when all is tried."""
BINARY = (
    *("chat_imessage", "chat_imessage_log", "document_pdf", "mail_msg", "mail_tnef", "photo"),
    "recording",
)
"""Readers of files that are neither text nor zip."""
LINE = 10_000_000 if WHOLE else 50_000


@st.composite
def damages(draw: st.DrawFn, size: int) -> list[tuple[str, int, bytes]]:
    kinds = st.sampled_from(("flip", "remove", "insert", "cut"))
    places = st.integers(0, max(0, size - 1))
    pieces = st.one_of(st.binary(min_size=1, max_size=4), st.sampled_from(NASTY))
    return draw(st.lists(st.tuples(kinds, places, pieces), min_size=1, max_size=4))


def damage(data: bytes, steps: list[tuple[str, int, bytes]]) -> bytes:
    for kind, at, piece in steps:
        if kind == "cut":
            data = data[:at]
        elif kind == "insert":
            data = data[:at] + piece + data[at:]
        elif kind == "remove":
            data = data[:at] + data[at + len(piece) :]
        else:
            data = data[:at] + bytes(byte ^ 0xFF for byte in data[at : at + 1]) + data[at + 1 :]
    return data


def every(size: int) -> int:
    """How far apart the places of damage are. Odd, so that they fall anywhere in a line."""
    if WHOLE:
        return 1 if size <= SMALL else size // SPREAD | 1
    return max(1, size // SHARE) | 1


def damaged(data: bytes) -> Iterator[bytes]:
    step = every(len(data))
    return itertools.chain(
        cut_at(data, step),
        flipped(data, step),
        flipped(data, step, 0x20) if WHOLE else (),
        blocks(data, 40, 3 * step),
        blocks(data, 4096, 20 * step if WHOLE else len(data)),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
@pytest.mark.filterwarnings("ignore::UserWarning")  # of the PDF library, about the file
def test_a_damaged_file_keeps_every_promise(case: Case) -> None:
    whole = (case.folder / case.source_name).read_bytes()
    read = 0
    for number, data in enumerate(damaged(whole)):
        # Named as the case is: what lies in a zip is found by its name.
        try:
            readings = check(BY_NAME[case.reader], case.source_name, data, case.answers)
        except Exception as why:
            raise AssertionError(f"damage {number} of {case.id}: {data[:200]!r}") from why
        read += readings is not None
    assert read or not whole.strip(), "no damaged form of it was taken: nothing was tried"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_no_reader_falls_over_bytes_of_another(case: Case) -> None:
    whole = (case.folder / case.source_name).read_bytes()

    @settings(
        max_examples=100 if WHOLE else 5,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(damages(len(whole)))
    def holds(steps: list[tuple[str, int, bytes]]) -> None:
        source = source_of_bytes(case.source_name, damage(whole, steps))
        for each in READERS:
            assert each.recognises(source) in (True, False)
            mine = each is BY_NAME[case.reader]
            if mine and each.recognises(source):  # as intake does
                check(each, source.name, damage(whole, steps), case.answers)

    holds()


@pytest.mark.parametrize("reader", sorted(BY_NAME))
@pytest.mark.parametrize("data", [b"", b"\0", b"\n", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff\0"])
def test_next_to_nothing_is_no_trouble(reader: str, data: bytes) -> None:
    source = source_of_bytes("nothing", data)
    if BY_NAME[reader].recognises(source):
        with contextlib.suppress(NeedsAnswer):
            assert as_lines(list(BY_NAME[reader].read(source, {})))


def test_large_and_deep_inputs_are_read_within_limits() -> None:
    """Long lines, nesting, entities that grow, zips that grow: in a process with little memory."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.fuzz.heavy", str(LINE)]
    command += [] if WHOLE else ["--share"]
    ended = subprocess.run(
        command, capture_output=True, text=True, cwd=Path(__file__).parent.parent
    )
    said = ended.stdout.splitlines()
    assert not [line for line in said if line.startswith("FAULT")]
    assert said[-1:] == ["done"], f"it ended after {said[-1:]}: {ended.stderr[-500:]}"
    assert ended.returncode == 0


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
def test_there_are_heavy_inputs_for_every_format_of_text_or_zip(reader: object) -> None:
    if reader.NAME in BINARY:  # type: ignore[attr-defined]
        return  # neither: their own tests bound what is unpacked
    assert next(iter(heavy(reader, 10)))  # type: ignore[arg-type]

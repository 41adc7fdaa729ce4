"""Damaged bytes: whatever becomes of a file, a reader neither falls over nor hangs.

Each case's input is cut, and bytes of it flipped, removed and put in. `recognises` never raises;
`read` raises nothing but NeedsAnswer, and every reading stays a value that can be written down.
"""

import contextlib
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import source_of_bytes
from everyword.readers import READERS
from tests.case_files import BY_NAME, Case, all_cases, as_lines

CASES = all_cases()
LONGEST = 10.0
"""Seconds for one damaged input: far more than any needs, far less than a person would wait."""


@st.composite
def damages(draw: st.DrawFn, size: int) -> list[tuple[str, int, bytes]]:
    kinds = st.sampled_from(("flip", "remove", "insert", "cut"))
    places = st.integers(0, max(0, size - 1))
    pieces = st.one_of(st.binary(min_size=1, max_size=4), st.sampled_from(NASTY))
    return draw(st.lists(st.tuples(kinds, places, pieces), min_size=1, max_size=4))


NASTY = (b"\0", b"\xff", b"\n", b"\r", b"\xe2\x80\x8e", b"<", b"&#0;", b"]", b": ", b"9" * 40)


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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_damaged_bytes_cost_problems_only(case: Case) -> None:
    whole = (case.folder / case.source_name).read_bytes()
    reader = BY_NAME[case.reader]

    @settings(
        max_examples=15,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(damages(len(whole)))
    def holds(steps: list[tuple[str, int, bytes]]) -> None:
        source = source_of_bytes(case.source_name, damage(whole, steps))
        start = time.monotonic()
        for each in READERS:
            assert each.recognises(source) in (True, False)
        if reader.recognises(source):  # as intake does: else it is never given the bytes
            with contextlib.suppress(NeedsAnswer):
                assert as_lines(list(reader.read(source, case.answers))), "not a word of it"
        assert time.monotonic() - start < LONGEST

    holds()


@pytest.mark.parametrize("reader", sorted(BY_NAME))
@pytest.mark.parametrize("data", [b"", b"\0", b"\n", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff\0"])
def test_next_to_nothing_is_no_trouble(reader: str, data: bytes) -> None:
    source = source_of_bytes("nothing", data)
    if BY_NAME[reader].recognises(source):
        with contextlib.suppress(NeedsAnswer):
            assert as_lines(list(BY_NAME[reader].read(source, {})))

"""Frames come back as they were sent, whatever the pipe does with them."""

import io
import os

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.accounting import wheres_of
from everyword.index.rows import rows_of
from everyword.intake import wire
from everyword.lines import without_ids
from everyword.model import NO_TIME, Locator, Message


class Dripping(io.RawIOBase):
    """A pipe that takes and gives a few bytes at a time."""

    def __init__(self) -> None:
        self.data = b""

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        taken = bytes(data)[:3]  # type: ignore[call-overload]
        self.data += taken
        return len(taken)

    def read(self, size: int = -1) -> bytes:
        given, self.data = self.data[: min(size, 2)], self.data[min(size, 2) :]
        return given


@given(st.lists(st.binary(max_size=40), max_size=5))
def test_frames_survive_a_dripping_pipe(frames: list[bytes]) -> None:
    pipe = Dripping()
    for frame in frames:
        wire.send_bytes(pipe, frame)  # type: ignore[arg-type]

    assert [wire.receive_bytes(pipe) for _ in frames] == frames  # type: ignore[arg-type]


def test_a_pipe_that_ends_is_the_end() -> None:
    with pytest.raises(EOFError):
        wire.receive_bytes(io.BytesIO(b"\0\0\0\x05abc"))


@pytest.mark.parametrize(
    "said",
    [
        wire.Want(1, 2),
        wire.Batch("r", [Message((Locator("a", 1, 1, "line"),), NO_TIME, "A", (), None, None, "")]),
        wire.Ask("a", "q?", "k", ("x", "y")),
        wire.Claimed(("a", "b")),
        wire.Done(None, None, "fault"),
    ],
)
def test_everything_the_child_says_is_understood(said: wire.Said) -> None:
    stream = io.BytesIO()
    wire.send(stream, said)
    stream.seek(0)

    assert msgspec.msgpack.decode(wire.receive_bytes(stream), type=wire.Said) == said


def test_a_pipe_says_what_it_holds_and_takes_that_much_at_once() -> None:
    inward, outward = os.pipe()
    with os.fdopen(inward, "rb") as reading, os.fdopen(outward, "wb", 0) as writing:
        wire.widen(writing)
        room = wire.room_in(reading)
        if room:  # this system says it
            assert room >= 4096
            os.set_blocking(writing.fileno(), False)
            wire.send_bytes(writing, bytes(room - wire.FRAME))
            assert len(wire.receive_bytes(reading)) == room - wire.FRAME


def test_what_is_no_pipe_holds_nothing() -> None:
    stream = io.BytesIO()
    wire.widen(stream)

    assert wire.room_in(stream) == 0


def test_what_no_reader_could_have_made_is_not_sound() -> None:
    where = (Locator("a", 1, 1, "line"),)
    message = Message(where, NO_TIME, "Sam", (), None, None, "\x1b[2J\x9b hi\n")
    wheres, lines = wheres_of([message] * 2), without_ids([message] * 2)

    def sent(lines: bytes, at: int = 1) -> bool:
        return wire.is_sound(wire.Lines("r", wheres, lines, {at: message}))

    assert sent(lines) and wire.is_sound(rows_of([message] * 2, "r"))
    for wrong in (lines + lines, lines[:-1], lines.replace(b"Sam", b"\x1b[2J"), b"\r" + lines):
        assert not sent(wrong)
    assert not sent(lines, at=2) and not sent(lines, at=-1)
    for column in ("twins", "bodies", "folded"):
        rows = rows_of([message] * 2, "r")
        getattr(rows, column).pop()
        assert not wire.is_sound(rows)
    rows = rows_of([message] * 2, "r")
    rows.bodies[1] = bytearray(b"\x80")
    assert not wire.is_sound(rows)

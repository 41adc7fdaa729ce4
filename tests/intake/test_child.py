"""The child's wall: any fault of a reader is one sentence, and what was read before it stays."""

import io
import os
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import everyword.readers
from everyword.errors import NeedsAnswer
from everyword.index.rows import Rows
from everyword.intake import child, wire
from everyword.lines import to_lines, with_ids
from everyword.model import (
    NO_TIME,
    Document,
    Message,
    Problem,
    Reading,
    Source,
    source_of_bytes,
    whole,
)


def run(
    monkeypatch: pytest.MonkeyPatch,
    *readers: object,
    general: tuple[object, ...] = (),
    form: wire.Form = "readings",
) -> list[wire.Said]:
    monkeypatch.setattr(everyword.readers, "READERS", readers)
    monkeypatch.setattr(everyword.readers, "GENERAL", general)
    out = io.BytesIO()
    task = wire.Task("a", 3, {}, 10, form)
    child._work(task, child.Asking(task.size, io.BytesIO(), out), out)
    out.seek(0)
    said = []
    while True:
        try:
            said.append(msgspec.msgpack.decode(wire.receive_bytes(out), type=wire.Said))
        except EOFError:
            return said


def reader(fault: BaseException | None, claims: bool = True) -> SimpleNamespace:
    def read(source: Source, answers: object) -> Iterator[Reading]:
        yield Document(whole(source), NO_TIME, "before", None, None)
        if fault is not None:
            raise fault

    return SimpleNamespace(
        NAME="r", TITLE="R", VERSION=3, recognises=lambda source: claims, read=read
    )


def test_all_went_well(monkeypatch: pytest.MonkeyPatch) -> None:
    batch, done = run(monkeypatch, reader(None))

    assert isinstance(batch, wire.Batch) and done == wire.Done("r", 3, None)


@pytest.mark.parametrize("fault", [ValueError("x"), RecursionError(), MemoryError(), KeyError()])
def test_a_fault_is_said_after_what_was_read_before_it(
    monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    batch, done = run(monkeypatch, reader(fault))

    assert isinstance(batch, wire.Batch) and len(batch.readings) == 1
    assert isinstance(done, wire.Done) and done.fault
    assert "x" not in done.fault  # words of the file do not travel in faults


@pytest.mark.parametrize("form", ["rows", "lines"])
def test_a_full_batch_comes_in_the_form_that_is_wanted_and_the_rest_as_readings(
    monkeypatch: pytest.MonkeyPatch, form: wire.Form
) -> None:
    monkeypatch.setattr(child, "BATCH", 3)
    message = Message(whole(source_of_bytes("a", b"abc")), NO_TIME, "Sam", (), None, None, "hi")

    def read(source: Source, answers: object) -> Iterator[Reading]:
        yield from [message] * 7
        yield Problem(message.where, "torn")
        raise KeyError

    many = SimpleNamespace(NAME="r", TITLE="R", VERSION=3, recognises=lambda _: True, read=read)
    *full, rest, done = run(monkeypatch, many, form=form)

    assert isinstance(done, wire.Done) and done.fault
    assert rest == wire.Batch("r", [message, Problem(message.where, "torn")])
    for each in full:
        assert isinstance(each, {"rows": Rows, "lines": wire.Lines}[form])
        assert each.kinds == ["message"] * 3 and each.others == {}
        if isinstance(each, wire.Lines):
            assert with_ids(each.lines, ["x", "y", "z"]) == to_lines([message] * 3, ["x", "y", "z"])


def test_a_question_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = NeedsAnswer(path="a", question="which?", key="k", choices=("x", "y"))
    said = run(monkeypatch, reader(fault))

    assert said[-1] == wire.Ask("a", "which?", "k", ("x", "y"))


def test_two_claims_are_said_and_none_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, reader(None), reader(None)) == [wire.Claimed(("r", "r"))]


def test_nobody_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, reader(None, claims=False)) == [wire.Done(None, None, None)]


def test_a_general_reader_is_asked_only_when_no_other_takes_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    special, first, later = reader(None), reader(None), reader(None)
    first.NAME, later.NAME = "first", "later"

    for takes, wanted in ((True, "r"), (False, "first")):
        special.recognises = lambda source, takes=takes: takes
        said = run(monkeypatch, later, first, special, general=(first, later))
        assert said[-1] == wire.Done(wanted, 3, None)


def serve(data: bytes, wants: int, answers: int) -> None:
    """The program's side: each range that is wanted, until nobody is there any more."""
    with os.fdopen(wants, "rb") as inward, os.fdopen(answers, "wb") as outward:
        while True:
            try:
                want = msgspec.msgpack.decode(wire.receive_bytes(inward), type=wire.Want)
            except EOFError:
                return
            wire.send_bytes(outward, data[want.offset : want.offset + want.size])


@given(st.integers(0, 40), st.lists(st.tuples(st.integers(-1, 40), st.integers(1, 12))))
def test_whatever_is_read_ahead_the_bytes_are_those_of_the_place(
    size: int, steps: list[tuple[int, int]]
) -> None:
    data = bytes(range(size))
    wants, answers = os.pipe(), os.pipe()
    other = threading.Thread(target=serve, args=(data, wants[0], answers[1]))
    other.start()
    with os.fdopen(answers[0], "rb") as inward, os.fdopen(wants[1], "wb") as outward:
        asking = child.Asking(size, inward, outward)
        asking._fits = 5
        stream = child._Asked(asking)
        for place, many in steps:
            if place >= 0:  # else it is read on
                stream.seek(place)
            at = stream.tell()
            part = stream.read(many)
            assert part is not None and data[at:].startswith(part)
            assert part or at >= size
        asking.settle()
        again = asking.fetch(0, 1) if size else b""
        assert again == data[:1]
        asking.settle()
    other.join()


def test_a_block_ahead_is_asked_for_only_where_the_pipe_holds_it() -> None:
    inward, outward = io.BytesIO(), io.BytesIO()
    for part in (b"ab", b"cd", b"ef"):
        wire.send_bytes(inward, part)
    inward.seek(0)
    asking = child.Asking(6, inward, outward)

    assert [asking.fetch(at, 2) for at in (0, 2, 4)] == [b"ab", b"cd", b"ef"]
    assert outward.getvalue().count(b"want") == 3

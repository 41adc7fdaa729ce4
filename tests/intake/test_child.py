"""The child's wall: any fault of a reader is one sentence, and what was read before it stays."""

import io
from collections.abc import Iterator
from types import SimpleNamespace

import msgspec
import pytest

import everyword.readers
from everyword.errors import NeedsAnswer
from everyword.intake import child, wire
from everyword.model import NO_TIME, Document, Reading, Source, whole


def run(
    monkeypatch: pytest.MonkeyPatch, *readers: object, general: tuple[object, ...] = ()
) -> list[wire.Said]:
    monkeypatch.setattr(everyword.readers, "READERS", readers)
    monkeypatch.setattr(everyword.readers, "GENERAL", general)
    out = io.BytesIO()
    child._work(wire.Task("a", 3, {}, 10), io.BytesIO(), out)
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

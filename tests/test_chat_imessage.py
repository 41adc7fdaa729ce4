"""Messages databases: against SQLite itself, damaged, cut, hostile, and made again."""

import io
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from everyword.archive import members
from everyword.model import Message, Problem, Reading, Skipped, Source, source_of_bytes
from everyword.model import source_of_path as of_path
from everyword.readers import chat_imessage
from everyword.readers.imessage.rows import moment
from everyword.readers.imessage.schema import BadSchema, parse_table
from everyword.readers.imessage.sqlite import Database, Row
from tests.case_files import as_lines
from tests.imessage_made import CASES, FOLDER, NEW, Made, archived, people

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.binary(max_size=30),
    st.integers(0, 6000).map(lambda size: "ü" * size),
    st.integers(0, 6000).map(lambda size: b"\x00\xff" * size),
)


def read(source: Source) -> list[Reading]:
    return list(chat_imessage.read(source, {}))


def case(name: str) -> Path:
    return FOLDER / name / CASES[name][0]


def rows_of(readings: list[Reading]) -> Iterator[int]:
    for reading in readings:
        for place in reading.where:
            if place.unit == "rowid":
                yield from range(place.first, place.last + 1)


def root_of(path: Path) -> int:
    with Database(of_path(path)) as database:
        return database.tables["message"].root


@pytest.mark.parametrize("name", CASES)
def test_a_database_made_again_reads_the_same(name: str, tmp_path: Path) -> None:
    again = tmp_path / CASES[name][0]
    CASES[name][1](again)
    if name == "damaged":  # where its pages lie is SQLite's choice
        assert sum(isinstance(each, Problem) for each in read(of_path(again))) >= 3
        return
    first, second = read(of_path(case(name))), read(of_path(again))
    told = [each for each in first if each.where[0].unit == "rowid"]
    assert as_lines(told) == as_lines([each for each in second if each.where[0].unit == "rowid"])


@pytest.mark.parametrize("name", ["macos_now", "edits", "old_seconds"])
def test_every_row_that_sqlite_has_is_read(name: str) -> None:
    db = sqlite3.connect(case(name))
    wanted = {row[0] for row in db.execute("SELECT ROWID FROM message")}
    db.close()
    assert set(rows_of(read(of_path(case(name))))) == wanted


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=25),
    st.sampled_from((512, 1024, 4096, 65536)),
    st.sampled_from(("UTF-8", "UTF-16le", "UTF-16be")),
)
def test_tables_read_as_sqlite_reads_them(
    rows: list[tuple[object, ...]], size: int, encoding: str
) -> None:
    db = sqlite3.connect(":memory:")
    db.executescript(f"PRAGMA page_size={size}; PRAGMA encoding='{encoding}'")
    db.execute("CREATE TABLE \"a b\" (id INTEGER PRIMARY KEY, x, [y,z] DEFAULT 'q''r', w)")
    db.executemany('INSERT INTO "a b" (x, "y,z", w) VALUES (?, ?, ?)', rows)
    db.execute('ALTER TABLE "a b" ADD COLUMN late INTEGER DEFAULT -3')
    db.execute('DELETE FROM "a b" WHERE id % 5 = 0')
    db.commit()
    wanted = [list(row) for row in db.execute('SELECT id, x, "y,z", w, late FROM "a b"')]
    data = db.serialize()
    db.close()

    with Database(source_of_bytes("a.db", data)) as base:
        got = list(base.rows(base.tables["a b"], ("id", "x", "y,z", "w", "late", "none")))

    assert [row.values for row in got if isinstance(row, Row)] == [[*row, None] for row in wanted]
    assert all(isinstance(row, Row) and not row.astray for row in got)


@pytest.mark.parametrize("size", [512, 4096])
def test_rows_at_the_edge_of_a_page_and_numbers_below_nought(size: int) -> None:
    db = sqlite3.connect(":memory:")
    db.executescript(f"PRAGMA page_size={size}; CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
    lengths = [*range(size - 60, size + 20), *range(2 * size - 40, 2 * size + 40)]
    wanted = [[at - 50, "x" * length] for at, length in enumerate(lengths)]
    wanted[0][0], wanted[-1][0] = -(2**63), 2**63 - 1
    db.executemany("INSERT INTO t VALUES (?, ?)", wanted)
    db.commit()
    data = db.serialize()
    db.close()
    with Database(source_of_bytes("a.db", data)) as base:
        got = list(base.rows(base.tables["t"], ("id", "x")))
    assert [row.values for row in got if isinstance(row, Row)] == wanted


def test_cut_anywhere_it_never_falls_over() -> None:
    data = case("damaged").read_bytes()
    whole = Counter(
        each.text for each in read(of_path(case("damaged"))) if isinstance(each, Message)
    )
    for cut in [*range(0, len(data), 509), *range(1024)]:
        source = source_of_bytes("chat.db", data[:cut])
        if chat_imessage.recognises(source):
            readings = read(source)
            assert any(isinstance(each, Problem) for each in readings)
            told = Counter(each.text for each in readings if isinstance(each, Message))
            assert not told - whole, "a cut makes no words"


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_flipped_bytes_cost_problems_only(data: st.DataObject) -> None:
    raw = bytearray(case("edits").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    source = source_of_bytes("chat.db", bytes(raw))
    if chat_imessage.recognises(source):
        assert as_lines(read(source))


def test_pages_that_point_at_each_other_end(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    made = Made(path, NEW, before="PRAGMA page_size=512;")
    people(made)
    for number in range(400):
        made.message(number, handle_id=1, text=f"{number}")
    made.close()
    raw = bytearray(path.read_bytes())
    root = root_of(path)
    at = (root - 1) * 512
    assert raw[at] == 5
    raw[at + 8 : at + 12] = root.to_bytes(4, "big")
    readings = read(source_of_bytes("chat.db", bytes(raw)))

    faults = [each.what for each in readings if isinstance(each, Problem)]
    assert any("twice" in fault for fault in faults)
    assert any(isinstance(each, Message) for each in readings)


def test_one_wild_number_does_not_cost_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    made = Made(path, NEW)
    people(made)
    for number in range(3):
        made.message(number, handle_id=1, text=f"words {number}")
    made.close()
    raw = bytearray(path.read_bytes())
    root = root_of(path)
    page = (root - 1) * 4096
    cell = page + int.from_bytes(raw[page + 8 : page + 10], "big")
    raw[cell + (1 if raw[cell] < 128 else 2)] = 77  # the first row says it is number 77
    readings = read(source_of_bytes("chat.db", bytes(raw)))

    assert [e.text for e in readings if isinstance(e, Message)] == [f"words {n}" for n in range(3)]
    assert any("does not follow" in e.what for e in readings if isinstance(e, Problem))


def test_from_a_zip(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(case("macos_now"), "chat.db")
    member = members(source_of_bytes("a.zip", buffer.getvalue()))[0]

    assert chat_imessage.recognises(member)
    assert len(read(member)) == len(read(of_path(case("macos_now"))))


def test_other_databases_are_not_ours(tmp_path: Path) -> None:
    for sql in (
        "CREATE TABLE message (id)",
        "CREATE TABLE handle (id)",
        "CREATE VIEW v AS SELECT 1",
    ):
        path = tmp_path / "other.db"
        path.unlink(missing_ok=True)
        db = sqlite3.connect(path)
        db.execute(sql)
        db.commit()
        db.close()
        assert not chat_imessage.recognises(of_path(path))


@pytest.mark.parametrize(
    ("value", "local"),
    [
        (1, "2001-01-01T00:00:01"),
        (352_000_000, "2012-02-27T01:46:40"),
        (99_999_999_999, "5169-11-16T09:46:39"),
        (100_000_000_000, None),
        (9_999_999_999_999_999, None),
        (10_000_000_000_000_000, "2001-04-26T17:46:40"),
        (733_867_620_000_000_000, "2024-04-03T20:07:00"),
        (733_867_620_999_999_999, "2024-04-03T20:07:00"),
        (2**63 - 1, "2293-04-11T23:47:16"),
        *((value, None) for value in (0, -1, None, 1.5, "1", b"1")),
    ],
)
def test_both_ways_of_counting(value: object, local: str | None) -> None:
    assert moment(value)[0] == local  # type: ignore[arg-type]  # hostile rows hold anything


@pytest.mark.parametrize(
    "sql",
    [
        None,
        "",
        "CREATE TABLE t",
        "CREATE TABLE t (a, b AS (a + 1))",
        "CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID",
        "CREATE VIRTUAL TABLE t USING fts5(a)",
        "CREATE TABLE t (" + "a," * 40_000 + "b)",
    ],
)
def test_tables_that_cannot_be_told_are_refused(sql: str | None) -> None:
    with pytest.raises(BadSchema):
        parse_table("t", 2, sql)


def test_a_body_that_is_damaged_keeps_the_row(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    made = Made(path, NEW)
    people(made)
    made.message(0, handle_id=1, attributedBody=archived("words")[:-20])
    made.message(1, handle_id=1, attributedBody=b"nothing of the kind")
    made.close()
    first, fault, second, other = read(of_path(path))

    assert isinstance(first, Message) and isinstance(second, Message)
    assert isinstance(fault, Problem) and isinstance(other, Problem)
    assert (first.sender, first.text) == ("+447700900123", "")
    assert fault.where == first.where


def test_what_is_gone_is_counted() -> None:
    readings = read(of_path(case("macos_now")))
    assert any("2 numbers" in each.what for each in readings if isinstance(each, Skipped))

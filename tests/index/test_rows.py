"""Readings as columns: made by the child or here, they are the same, and so is what they become."""

# ruff: noqa: RUF001 letters of other alphabets are searched here

import random
from collections.abc import Sequence
from pathlib import Path

import msgspec

from everyword.accounting import Account, Reads, Run, Tally, where_at, wheres_of
from everyword.index.rows import Rows, rows_of
from everyword.index.store import Index, Query
from everyword.index.words import columns_of, likeness
from everyword.model import Attachment, Locator, Problem, Reading, Skipped
from tests.index.test_store import KEY, said, source

READER = "chat_whatsapp"


def chat(count: int, seed: int) -> list[Reading]:
    """Some alike, some with files, some that are no message."""
    chance = random.Random(seed)
    found: list[Reading] = []
    for line in range(1, count + 1):
        time = f"2024-03-01T{line // 60 % 24:02}:{line % 60:02}:00"
        words = chance.choice(("ok", "Ja, natürlich 😀", "ёлка", "我去银行", "see you"))
        message = said(line, time[: chance.choice((17, 19))].ljust(19, "0"), words)
        if line % 7 == 0:
            file = Attachment("a.jpg", "ab" * 32, True, "x.zip!/a.jpg")
            message = msgspec.structs.replace(message, attachments=(file,))
        found.append(Problem(message.where, "torn") if line % 31 == 0 else message)
    return found


def passed(rows: Rows) -> Rows:
    """As it comes from the child."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(rows), type=Rows)


def test_each_column_is_what_the_reading_says() -> None:
    readings = chat(64, 1)
    rows = passed(rows_of(readings, READER))

    for at, each in enumerate(readings):
        kind, sort, local, thread, handle, words = columns_of(each)
        assert (rows.kinds[at], rows.sorts[at], rows.locals[at]) == (kind, sort, local)
        assert (rows.threads[at], rows.handles[at], rows.words[at]) == (thread, handle, words)
        assert rows.twins[at] == likeness(each, READER)
        assert msgspec.msgpack.decode(rows.bodies[at], type=Reading) == each
        assert where_at(rows.wheres, at) == each.where
        assert rows.others.get(at, each) == each
    assert "Alex\nелка" in rows.folded and rows.folded[rows.words.index("Alex\nsee you")] is None
    assert set(rows.others) == {at for at in range(64) if (at + 1) % 7 == 0 or (at + 1) % 31 == 0}


def test_places_are_a_run_only_where_they_are_one() -> None:
    one, two = Locator("a", 1, 2, "line"), Locator("a", 3, 3, "line")
    other, byte = Locator("b", 3, 3, "line"), Locator("a", 3, 3, "byte")

    def wheres(*all: tuple[Locator, ...]) -> object:
        return wheres_of([Skipped(each, "") for each in all])

    assert wheres((one,), (two,)) == Run("a", "line", [1, 3], [2, 3])
    for more in ((other,), (byte,), (two, other)):
        assert wheres((one,), more) == [(one,), more]


def test_one_can_be_put_in_place_of_another_and_some_taken_out() -> None:
    readings = chat(40, 2)
    rows = rows_of(readings, READER)
    changed = msgspec.structs.replace(readings[6], text="with its file")
    rows.put(6, changed)

    some = rows.only([0, 6, 30])

    wanted = rows_of([readings[0], changed, readings[30]], READER)
    assert some.wheres == [each.where for each in (readings[0], changed, readings[30])]
    assert msgspec.structs.replace(some, wheres=wanted.wheres) == wanted


def filled(folder: Path, all: Sequence[Sequence[Reading]], as_rows: bool) -> list[object]:
    """Everything in the index after several sources."""
    folder.mkdir()
    with Index(folder / "case.db", KEY) as index:
        accounts = []
        for number, readings in enumerate(all):
            tally = Tally()
            tally.see_all(readings)
            account: Account = tally.account("a", READER, 1)
            given = passed(rows_of(readings, READER)) if as_rows else Reads(READER, list(readings))
            row = source(index, "abc"[number], f"{number}.txt")
            accounts.append(index.fill(row, [given, account]))
        run = index.connection.execute
        tables = [
            run(f"SELECT * FROM {name} ORDER BY rowid").fetchall()
            for name in ("item", "place", "copy", "variant", "difference")
        ]
        files = run("SELECT * FROM file ORDER BY 2").fetchall()
        words = [[each.id for each in index.find(Query(words=w))] for w in ("елка", "银行", "ok")]
        return [accounts, tables, files, words]


def test_the_index_is_the_same_from_rows_and_from_readings(tmp_path: Path) -> None:
    whole = chat(300, 3)
    sources = (whole, whole[40:], chat(300, 4))

    rows = filled(tmp_path / "rows", sources, as_rows=True)

    assert rows == filled(tmp_path / "readings", sources, as_rows=False)
    assert rows[0][1].doubled > 200  # type: ignore[index]  # the second is in the first


def test_a_file_is_noted_only_with_an_item_that_is_there(tmp_path: Path) -> None:
    """What is here already has no row of its own; its number goes to another later."""
    whole = chat(300, 3)
    files = filled(
        tmp_path / "case", (whole, whole[6:7] * 2, [said(1, "2025-01-01T10:00:00", "x")]), True
    )[2]

    assert len(files) == sum(at % 7 == 0 and at % 31 != 0 for at in range(1, 301)) + 1  # type: ignore[arg-type]

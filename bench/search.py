"""Search over a million messages, against plain SQLite with a word index over the same rows.

    python bench/search.py [MESSAGES] [--rounds N]

The floor is a database that is not encrypted, with the same words in an FTS5 table with external
content and an index over the times; each question is put to both in turn, the fifty newest asked
for. Prints of each the time that 95 of 100 questions stay under, the same words never twice in a
row. What the floor cannot find (words inside a sentence of Chinese, Arabic with marks) is counted,
not timed against it.
"""

# ruff: noqa: RUF001 (letters of other alphabets are searched for)

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from everyword.accounting import Account, Reads
from everyword.index.store import Index, Query, SourceRow
from everyword.model import Locator, Message, Reading, When

KEY = bytes(range(32))
LIMIT = 2.0
NEWEST = 50
AT_ONCE = 2000
PEOPLE = ("Alex", "Sam", "Mum", "School", "Sasha")
FOREIGN = (
    "я переведу деньги в пятницу",
    "İstanbul'da kaldım ısındım",
    "سَأَدْفَعُ المال غدا",
    "我明天去中国银行付款",
    "学校に行きました",
    "ฉันจ่ายเงินแล้วเมื่อวาน",
)
TYPED = (("ДЕНЬГИ", 0), ("istanbul", 1), ("سأدفع", 2), ("中国", 3), ("行き", 4), ("จ่าย", 5))


def words(count: int) -> list[str]:
    """As language has them: a few are everywhere, most are rare."""
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(count)]


def messages(count: int) -> Iterator[Message]:
    chance, known = random.Random(2), words(30_000)
    weights = [1 / (rank + 3) for rank in range(len(known))]
    drawn = chance.choices(known, weights, k=count * 12)
    at = datetime(2015, 1, 1, tzinfo=UTC)
    for n in range(count):
        at += timedelta(seconds=chance.randint(30, 600))
        local = at.strftime("%Y-%m-%dT%H:%M:%S")
        when = When(local, local, "second", None, None, "local clock")
        text = " ".join(drawn[n * 12 : n * 12 + chance.randint(3, 12)])
        if n % 50 == 0:
            text += f" {FOREIGN[n // 50 % len(FOREIGN)]}"
        place = (Locator("chat.txt", n + 1, n + 1, "line"),)
        yield Message(place, when, PEOPLE[n % 7 % 5], (), "Sam", None, text)


def fill(index: Index, count: int) -> None:
    row = SourceRow("a" * 32, 1, "a" * 64, 1, "chat.txt", "2025-01-01T00:00:00Z", "waiting")
    index.know(row)

    def read() -> Iterator[Reads | Account]:
        batch: list[Reading] = []
        for message in messages(count):
            batch.append(message)
            if len(batch) == AT_ONCE:
                yield Reads("chat_whatsapp", batch)
                batch = []
        if batch:
            yield Reads("chat_whatsapp", batch)
        yield Account("chat.txt", count, "line", count, 0, 0, "chat_whatsapp", 1)

    index.fill(row, read())


def plain_copy(index: Index, path: Path) -> sqlite3.Connection:
    plain = sqlite3.connect(path, isolation_level=None)
    plain.execute("PRAGMA cache_size = -98304")  # as the case has it
    plain.execute("BEGIN")
    plain.execute(
        "CREATE TABLE item (n INTEGER PRIMARY KEY, id, sort, handle, source, body, words)"
    )
    rows = index.connection.execute("SELECT n, id, sort, handle, source, body, words FROM item")
    while batch := rows.fetchmany(AT_ONCE):
        plain.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?)", batch)
    plain.execute("CREATE INDEX sort ON item (sort)")
    plain.execute("CREATE INDEX handle ON item (handle)")
    plain.execute(
        "CREATE VIRTUAL TABLE found USING fts5 (words, content='item', content_rowid='n',"
        ' tokenize="unicode61 remove_diacritics 2")'
    )
    plain.execute("INSERT INTO found (rowid, words) SELECT n, words FROM item")
    plain.execute("COMMIT")
    plain.execute("ANALYZE")
    return plain


_PLAIN = (
    "SELECT n, id, source, body FROM item WHERE n IN (SELECT rowid FROM found WHERE found MATCH ?)"
    " {} ORDER BY sort DESC LIMIT 50"
)
Ask = Callable[[str], list[Any]]


def ways(index: Index, plain: sqlite3.Connection) -> dict[str, tuple[Ask, Ask]]:
    def ours(**more: Any) -> Ask:
        return lambda typed: list(index.find(Query(words=typed, newest=True, limit=NEWEST, **more)))

    def floor(match: Callable[[str], str], more: str = "") -> Ask:
        sql = _PLAIN.format(more)
        return lambda typed: plain.execute(sql, (match(typed),)).fetchall()

    def quoted(typed: str) -> str:
        return f'"{typed}"'

    return {
        "a word": (ours(), floor(quoted)),
        "a phrase": (lambda typed: ours()(f'"{typed}"'), floor(quoted)),
        "a beginning": (lambda typed: ours()(f"{typed}*"), floor(lambda typed: f"{typed}*")),
        "a word of one person": (
            ours(handles=("Mum", "Sasha")),
            floor(quoted, "AND handle IN ('Mum', 'Sasha')"),
        ),
    }


def typed_words(way: str, rounds: int) -> list[str]:
    chance, known = random.Random(3), words(30_000)
    ranks = [int(30_000 ** chance.random()) - 1 for _ in range(rounds)]
    if way == "a phrase":
        seen = [each.text.split() for each in messages(3000)]
        return [" ".join(each[:2]) for each in seen[:rounds]]
    return [known[rank][:2] if way == "a beginning" else known[rank] for rank in ranks]


def timed(ask: Ask, typed: str) -> tuple[float, int]:
    start = time.perf_counter()
    found = len(ask(typed))
    return time.perf_counter() - start, found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("messages", type=int, nargs="?", default=1_000_000)
    options.add_argument("--rounds", type=int, default=100)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        with Index(Path(name) / "case.db", KEY) as index:
            fill(index, given.messages)
            plain = plain_copy(index, Path(name) / "plain.db")
        with Index(Path(name) / "case.db", KEY, create=False) as index:
            report(index, plain, given.rounds)
        plain.close()


def report(index: Index, plain: sqlite3.Connection, rounds: int) -> None:
    for way, (ours, floor) in ways(index, plain).items():
        spent: tuple[list[float], list[float]] = ([], [])
        for typed in typed_words(way, rounds):
            (here, ours_found), (plainly, found) = timed(ours, typed), timed(floor, typed)
            if ours_found != found:
                sys.exit(f"{way}: {typed}: {ours_found} found, the floor found {found}")
            spent[0].append(here)
            spent[1].append(plainly)
        high = [sorted(each)[int(len(each) * 0.95) - 1] * 1000 for each in spent]
        print(
            f"  {way:22} {high[0]:8.1f} ms, floor {high[1]:8.1f} ms,"
            f" ratio {high[0] / high[1]:.2f} (wanted: {LIMIT:.0f})"
        )
    for typed, at in TYPED:
        ours, floor = ways(index, plain)["a word"]
        seconds, found = timed(ours, typed)
        there = len(floor(typed))
        print(f"  {FOREIGN[at]}: {typed}: {found} in {seconds * 1000:.1f} ms, floor {there}")


if __name__ == "__main__":
    main()

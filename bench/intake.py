"""Taking in a WhatsApp export of a million messages: sealed, read, in the index, ready for search.

    python bench/intake.py [MESSAGES] [--rounds N]

The floor is putting the same rows (items and places) into plain SQLite in one transaction, without
any index but one for search over the words (FTS5 with external content), made after the rows. Each
round is two fresh processes over the same file, one after the other. Prints the least processor
time of each, both processes of the program counted, the time on the clock, and the peak memory.
What a person waits for is the clock, so that ratio is the limit: the program reads in one process
and keeps in another, at once; the floor works in one. On a busy computer only the ratio of
processor time says anything.
"""

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from read_whatsapp import write_export

from everyword.index.store import Index, Query
from everyword.intake.receive import Receiver, Unwatched
from everyword.vault.store import Vault

KEY = bytes(range(32))
LIMIT = 3.0
STATUS = Path("/proc/self/status")
AT_ONCE = 20_000
TABLES = {
    "item": "n INTEGER PRIMARY KEY, id, kind, sort, local, reader, thread, handle, twin, source,"
    " body, words",
    "place": "item, source, id, path, first, last, unit",
}


SEARCH = (
    "CREATE VIRTUAL TABLE found USING fts5 (words, content='item', content_rowid='n',"
    ' tokenize="unicode61 remove_diacritics 2")'
)


def processor_time() -> float:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(each) for each in both]
    return sum(each.ru_utime + each.ru_stime for each in used)


def peak() -> int:
    """MB, of the larger of the program and its child; since `forget_peak`."""
    own = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return max(int(own.split()[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024


def forget_peak() -> None:
    """Making a case takes 256 MB for its passphrase, on purpose; that is not what is measured."""
    Path("/proc/self/clear_refs").write_text("5")


def take_in(folder: Path, path: Path) -> dict[str, float]:
    vault, _ = Vault.create(folder / "case", lambda: datetime.now(UTC))
    forget_peak()
    wall, start = time.perf_counter(), processor_time()
    with vault, Index(folder / "case.db", KEY) as index:
        receiver = Receiver(vault, index, lambda object: {}, Unwatched())
        (received,) = receiver.receive([path], lambda row, fresh, path: None)
        if received.account is None or index.count(Query(words="security")) == 0:
            raise SystemExit(f"not read: {received}")
        items = received.account.items
    spent = (processor_time() - start, time.perf_counter() - wall)
    return {"cpu": spent[0], "wall": spent[1], "mb": peak(), "items": items}


def rows(index: Any, table: str) -> Iterator[list[Any]]:
    found = index.execute(f"SELECT * FROM {table} ORDER BY rowid")
    while batch := found.fetchmany(AT_ONCE):
        yield batch


def floor(folder: Path, path: Path) -> dict[str, float]:
    """The rows of the case made before, taken out of it in between and not counted."""
    spent = [0.0, 0.0]

    def timed(act: Callable[[], object]) -> None:
        wall, start = time.perf_counter(), time.process_time()
        act()
        spent[0] += time.process_time() - start
        spent[1] += time.perf_counter() - wall

    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    with Index(folder / "case.db", KEY) as index:
        plain.execute("PRAGMA journal_mode = WAL")
        for table, columns in TABLES.items():
            plain.execute(f"CREATE TABLE {table} ({columns})")
        plain.execute(SEARCH)
        plain.execute("BEGIN")
        for table, columns in TABLES.items():
            insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns.split(',')))})"
            for batch in rows(index.connection, table):
                timed(lambda sql=insert, batch=batch: plain.executemany(sql, batch))  # type: ignore[misc]  # bound now
    timed(lambda: plain.execute("INSERT INTO found (rowid, words) SELECT n, words FROM item"))
    timed(lambda: plain.execute("COMMIT"))
    plain.close()
    return {"cpu": spent[0], "wall": spent[1], "mb": peak(), "items": 0}


STEPS = {"take-in": take_in, "floor": floor}


def run(step: str, folder: Path, path: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--step", step, str(folder), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("messages", type=int, nargs="?", default=1_000_000)
    options.add_argument("--rounds", type=int, default=2)
    given = options.parse_args()
    found: dict[str, list[dict[str, float]]] = {step: [] for step in STEPS}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "WhatsApp Chat with Sam.txt"
        write_export(path, given.messages)
        for _ in range(given.rounds):
            with tempfile.TemporaryDirectory(dir=name) as folder:
                for step, runs in found.items():
                    runs.append(run(step, Path(folder), path))
    best = {step: min(runs, key=lambda each: each["cpu"]) for step, runs in found.items()}
    print(f"{given.messages:,} messages, {best['take-in']['items']:,.0f} items")
    for step, each in best.items():
        print(f"  {step:8} {each['cpu']:6.2f} s of processor, {each['wall']:6.2f} s on the clock")
    clock, cpu = (
        min(each[unit] for each in found["take-in"]) / min(each[unit] for each in found["floor"])
        for unit in ("wall", "cpu")
    )
    print(f"  ratio {clock:.2f} on the clock (wanted: {LIMIT:.0f}), {cpu:.2f} of processor")
    print(f"  {best['take-in']['mb']:.0f} MB (wanted: 300)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        print(json.dumps(STEPS[sys.argv[2]](Path(sys.argv[3]), Path(sys.argv[4]))))
    else:
        main()

"""Three overlapping exports of one conversation, two in a hundred messages edited: time and result.

    python bench/merge.py [MESSAGES]

Each export has half of the messages (100,000 in all), and they overlap by a half and a half. The
floor is putting the same exports in as three conversations that are never compared. The result is
known exactly; anything else ends the run.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from everyword.accounting import Account, Read, Tally
from everyword.index.store import Index, Query, SourceRow
from everyword.model import Locator, Message, When

KEY = bytes(range(32))
EDITED = 50
NAME = "chat_whatsapp"


def message(number: int, thread: str, changed: bool) -> Message:
    minute = number * 3
    day, rest = divmod(minute, 1440)
    year, day = divmod(day, 336)
    local = f"{2020 + year}-{1 + day // 28:02}-{1 + day % 28:02}T{rest // 60:02}:{rest % 60:02}:00"
    when = When(local, local, "minute", None, None, "zone not given")
    text = f"message {number}: we {'never ' if changed else ''}said so"
    sender = "Alex" if number % 2 else "Sam"
    return Message((), when, sender, (), thread, None, text, edited=changed)


def fill(index: Index, name: str, messages: Iterator[Message]) -> Account:
    row = SourceRow(name * 32, ord(name), name * 64, 1, f"{name}.txt", "", "waiting")
    index.know(row)
    tally = Tally()

    def readings() -> Iterator[Read | Account]:
        for line, each in enumerate(messages, 1):
            where = (Locator(row.name, line, line, "line"),)
            reading = msgspec.structs.replace(each, where=where)
            tally.see(reading)
            yield Read(NAME, reading)
        yield tally.account(row.name, NAME, 1)

    return index.fill(row, readings())


def run(folder: Path, count: int, threads: str) -> tuple[float, dict[str, int], int]:
    half, step = count // 2, count // 4
    changed = set(random.Random(1).sample(range(step, step + half), count // EDITED))
    start = time.perf_counter()
    with Index(folder / f"{threads}.db", KEY) as index:
        for position, name in enumerate("abc"):
            first = position * step
            numbers = range(first, first + half)
            made = (message(n, threads[position], name == "b" and n in changed) for n in numbers)
            fill(index, name, made)
        spent = time.perf_counter() - start
        return spent, index.difference_counts(), index.count(Query())


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        apart = run(Path(name), count, "ABC")
        merged = run(Path(name), count, "AAA")
    half, step = count // 2, count // 4
    changed = set(random.Random(1).sample(range(step, step + half), count // EDITED))
    wanted = {"edited": len(changed), "text": len(changed)}
    if merged[1:] != (wanted, half + 2 * step):
        raise SystemExit(f"not the known result: {merged[1:]}, wanted {wanted}")
    print(f"{count:,} messages in three exports of {half:,}, {len(changed):,} of them edited")
    print(f"  never compared {apart[0]:6.2f} s")
    print(f"  merged         {merged[0]:6.2f} s, exactly the known result")
    print(f"  ratio {merged[0] / apart[0]:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)

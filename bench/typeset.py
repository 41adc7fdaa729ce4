"""10,000 chat messages as pages: ours against the bare typesetter setting the same as one table.

    python bench/typeset.py [MESSAGES]

Each runs in a process of its own. Printed: time, largest memory, and the ratio. The bare table has
number, time, sender and words; ours has notes, marks of place, directions and letters looked up.
"""

import json
import random
import resource
import subprocess
import sys
import time

import typst

from everyword.bundle.pages.pieces import Printer
from everyword.bundle.pages.typeset import closed, typeset
from everyword.bundle.plan import Document, Line, Transcript

SAMPLE = (
    "the money school Friday please collect late yes no why pay rent her coat I will be there"
    " about seven do not forget the doctor wrote again today"
)
TABLE = b"""
#let data = json("data.json")
#set page(paper: "a4")
#set text(font: "Liberation Sans", size: 12pt)
#table(
  columns: (auto, auto, auto, 1fr),
  table.header([No.], [When], [From], [Words]),
  ..data.map(m => (str(m.at(0)), m.at(1), m.at(2), m.at(3))).flatten(),
)
"""
Row = tuple[int, str, str, str]


def messages(count: int) -> list[Row]:
    chance = random.Random(1)
    return [
        (
            n,
            f"{1 + n % 28} April 2024, {n % 24:02}:{n % 60:02}",
            "+44 7700 900456 (Sam Carter)" if n % 2 else "Alex",
            " ".join(chance.choices(SAMPLE.split(), k=chance.choice((3, 8, 15, 40)))),
        )
        for n in range(1, count + 1)
    ]


def bare(rows: list[Row]) -> None:
    files = {"main.typ": TABLE, "data.json": json.dumps(rows).encode()}
    typst.compile(files, timestamp=0, **closed())


def ours(rows: list[Row]) -> None:
    lines = tuple(Line(f"m{n}", n, when, sender, words) for n, when, sender, words in rows)
    document = Document("k", "Chat", "", None, Transcript((), lines))
    for _ in typeset(Printer().pieces(document), "a4"):
        pass


def main() -> None:
    count = next((arg for arg in sys.argv[1:] if arg.isdecimal()), "10000")
    for name, run in (("bare", bare), ("ours", ours)):
        if name in sys.argv:
            rows = messages(int(count))
            start = time.perf_counter()
            run(rows)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(time.perf_counter() - start, peak)
            return
    seconds = {}
    for name in ("bare", "ours"):
        command = [sys.executable, __file__, count, name]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        seconds[name], peak = map(float, said.split())
        print(f"{name}: {count} messages  {seconds[name]:6.2f} s  {peak:6.0f} MB at most")
    print(f"ratio {seconds['ours'] / seconds['bare']:.2f} x (wanted: 1.50 or less, 400 MB or less)")


main()

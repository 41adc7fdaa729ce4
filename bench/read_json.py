"""`everyword read --json` of a WhatsApp export of a million messages, against its reader alone.

    python bench/read_json.py [MESSAGES] [--rounds N]

The floor is a process that runs the reader over the same file and drops what it gives: no child
with limits around it, no account, no ids, no JSON. The two in turn; of each the round with the
least processor time, start of Python and all processes of the program counted. The command works
in two processes at once: on a computer with nothing else to do, compare the times on the clock.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from read_whatsapp import write_export

LIMIT = 2.0
READER = """
import sys
from collections import deque
from pathlib import Path
from everyword.model import source_of_path
from everyword.readers import chat_whatsapp
deque(chat_whatsapp.read(source_of_path(Path(sys.argv[1])), {}), maxlen=0)
"""


def run(command: list[str], path: Path) -> tuple[float, float, int]:
    """Seconds of processor time, seconds on the clock, lines written."""
    out = path.with_suffix(".jsonl")
    before, start = os.times(), time.perf_counter()
    with out.open("wb") as stream:
        subprocess.run([*command, str(path)], stdout=stream, check=True)
    wall, after = time.perf_counter() - start, os.times()
    spent = after.children_user + after.children_system
    with out.open("rb") as stream:
        lines = sum(1 for _ in stream)
    return spent - before.children_user - before.children_system, wall, lines


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("messages", type=int, nargs="?", default=1_000_000)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    commands = {
        "reader alone": [sys.executable, "-c", READER],
        "read --json": [sys.executable, "-m", "everyword", "read", "--json"],
    }
    found: dict[str, list[tuple[float, float, int]]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "WhatsApp Chat with Sam.txt"
        write_export(path, given.messages)
        for _ in range(given.rounds):
            for name, command in commands.items():
                found[name].append(run(command, path))
    floor, ours = (min(runs) for runs in found.values())
    if ours[2] != given.messages + 1:
        raise SystemExit(f"{ours[2]} lines, wanted {given.messages + 1}")
    print(f"{given.messages:,} messages, {ours[2]:,} lines")
    for name, (cpu, wall, _) in zip(commands, (floor, ours), strict=True):
        print(f"  {name:12} {cpu:6.2f} s of processor, {wall:6.2f} s on the clock")
    clock = min(each[1] for each in found["read --json"]) / min(
        each[1] for each in found["reader alone"]
    )
    print(f"  ratio {ours[0] / floor[0]:.2f} of processor, {clock:.2f} on the clock", end="")
    print(f" (wanted: {LIMIT:.0f})")


if __name__ == "__main__":
    main()

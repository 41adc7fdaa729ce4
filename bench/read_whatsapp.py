"""Reading a WhatsApp export of a million messages: ours against whatsapp-chat-exporter's own parse.

    pip install -r bench/requirements.txt     (in this environment, or name another: --peer PYTHON)
    python bench/read_whatsapp.py [--messages N] [--peer PYTHON]

Each run is a fresh process over the same generated file, the two in turn, the best of three of
each, in seconds of processor time, so that a busy computer changes little. The file is in the one
form the other program accepts. Prints the ratio and the peak memory.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

OURS = """
import json, resource, sys, time
from pathlib import Path
from everyword.model import source_of_path
from everyword.readers import chat_whatsapp
source = source_of_path(Path(sys.argv[1]))
start, count = time.process_time(), 0
for reading in chat_whatsapp.read(source, {}):
    count += 1
took = time.process_time() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"seconds": took, "mb": memory, "messages": count}))
"""
PEER = """
import json, resource, sys, time
from Whatsapp_Chat_Exporter import exported_handler
from Whatsapp_Chat_Exporter.data_model import ChatCollection
data = ChatCollection()
start = time.process_time()
exported_handler.messages(sys.argv[1], data, assume_first_as_me=True)
took = time.process_time() - start
count = len(data.get_chat("ExportedChat").keys())
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"seconds": took, "mb": memory, "messages": count}))
"""
TALK = (
    "the school called about pick up on Friday and I said we would be there at five please bring "
    "his coat and the blue bag thanks ok see you then 😀 👍 no I did not say that I will send the "
    "money tomorrow when the bank opens can we talk about the holidays later naïve café déjà vu"
)


def write_export(path: Path, messages: int) -> None:
    """About 95 MB for a million: bursts, days of silence, several lines, media, emoji, notices."""
    chance, words = random.Random(7), TALK.split()
    now = datetime(2019, 1, 1, 7, 0)  # noqa: DTZ001 (a phone's clock has no zone)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for number in range(messages):
            now += timedelta(seconds=chance.choice((5, 20, 40, 90, 300, 900)))
            stamp = f"{now:%d/%m/%Y, %H:%M} - "
            kind = chance.random()
            if kind < 0.002:
                out.write(f"{stamp}Your security code with Sam changed. Tap to learn more.\n")
                continue
            out.write(stamp + chance.choice(("Alex: ", "Sam Example: ")))
            if kind < 0.05:
                out.write("<Media omitted>\n")
            elif kind < 0.07:
                out.write(f"IMG-{now:%Y%m%d}-WA{number % 10000:04}.jpg (file attached)\n")
            else:
                lines = 1 if kind < 0.92 else chance.randint(2, 5)
                for _ in range(lines):
                    out.write(" ".join(chance.choices(words, k=chance.randint(2, 20))) + "\n")


def run(python: str, code: str, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [python, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stderr[-600:]}\nIs it installed?  pip install -r bench/requirements.txt")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=1_000_000)
    options.add_argument("--peer", default=sys.executable, help="a Python that has the peer")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "WhatsApp Chat with Sam.txt"
        write_export(path, given.messages)
        print(f"{given.messages:,} messages, {path.stat().st_size / 1e6:.0f} MB")
        ours, peer = [], []
        for _ in range(3):
            ours.append(run(sys.executable, OURS, path))
            peer.append(run(given.peer, PEER, path))
    best = [min(each["seconds"] for each in runs) for runs in (ours, peer)]
    for name, runs, seconds in (("everyword", ours, best[0]), ("exporter 0.13.1", peer, best[1])):
        memory = max(each["mb"] for each in runs)
        print(f"{name:16} {seconds:6.2f} s  {memory:5.0f} MB  {runs[0]['messages']:,.0f} read")
    print(f"ratio {best[1] / best[0]:.1f} times as fast (wanted: 5), memory wanted: under 300 MB")


if __name__ == "__main__":
    main()

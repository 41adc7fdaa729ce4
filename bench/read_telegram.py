"""Reading a Telegram export of half a million messages: ours against a typed msgspec decode.

    python bench/read_telegram.py [--messages N]

The floor loads the whole file and decodes it into typed structs, and makes no items. Each run is a
fresh process over the same generated file, the two in turn, the best of three of each, in seconds
of processor time. Prints the ratio and the peak memory.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

OURS = """
import json, resource, sys, time
from pathlib import Path
from everyword.model import source_of_path
from everyword.readers import chat_telegram
source = source_of_path(Path(sys.argv[1]))
start, count = time.process_time(), 0
for reading in chat_telegram.read(source, {}):
    count += 1
took = time.process_time() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"seconds": took, "mb": memory, "messages": count}))
"""
FLOOR = """
import json, resource, sys, time
from pathlib import Path
import msgspec
class Entity(msgspec.Struct):
    type: str
    text: str
class Message(msgspec.Struct):
    id: int
    type: str
    date: str
    text: str | list[str | Entity]
    date_unixtime: str | None = None
    sender: str | None = msgspec.field(name="from", default=None)
    from_id: str | None = None
    photo: str | None = None
class Export(msgspec.Struct):
    messages: list[Message]
decoder = msgspec.json.Decoder(Export)
start = time.process_time()
count = len(decoder.decode(Path(sys.argv[1]).read_bytes()).messages)
took = time.process_time() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"seconds": took, "mb": memory, "messages": count}))
"""
TALK = (
    "the school called about pick up on Friday and I said we would be there at five please bring "
    "his coat and the blue bag thanks ok see you then 😀 👍 no I did not say that I will send the "
    "money tomorrow when the bank opens can we talk about the holidays later naïve café déjà vu"
)


def message(chance: random.Random, words: list[str], number: int, now: datetime) -> dict[str, Any]:
    """As the program writes them: now and then a link, a picture, a service line, an edit."""
    local = now + timedelta(hours=1 if 3 < now.month < 11 else 0)
    record: dict[str, Any] = {
        "id": number,
        "type": "message",
        "date": f"{local:%Y-%m-%dT%H:%M:%S}",
        "date_unixtime": str(int((now - datetime(1970, 1, 1)).total_seconds())),  # noqa: DTZ001 (UTC)
    }
    kind = chance.random()
    who = chance.choice((("Alex", "user1001"), ("Sam Example", "user1002")))
    if kind < 0.002:
        record |= {"type": "service", "actor": who[0], "actor_id": who[1]}
        return record | {"action": "pin_message", "message_id": 5, "text": "", "text_entities": []}
    if kind > 0.97:
        record |= {"edited": record["date"], "edited_unixtime": record["date_unixtime"]}
    record |= {"from": who[0], "from_id": who[1]}
    if kind < 0.05:
        record |= {"photo": f"photos/photo_{number}@01-02-2021_10-00-00.jpg", "width": 1280}
        return record | {"height": 960, "text": "", "text_entities": []}
    if kind < 0.25:
        record["reply_to_message_id"] = max(1, number - 3)
    lines = (" ".join(chance.choices(words, k=chance.randint(2, 20))) for _ in range(2))
    text = next(lines) if kind < 0.92 else "\n".join(lines)
    if kind > 0.90:
        link = {"type": "link", "text": "https://school.test/plan"}
        return record | {
            "text": [text + " ", link, ""],
            "text_entities": [{"type": "plain", "text": text + " "}, link],
        }
    return record | {"text": text, "text_entities": [{"type": "plain", "text": text}]}


def write_export(path: Path, messages: int) -> None:
    """About 190 MB for half a million, one blank a level, as Telegram Desktop writes it."""
    chance, words = random.Random(7), TALK.split()
    now = datetime(2019, 1, 1, 7, 0)  # noqa: DTZ001 (UTC, without saying so)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('{\n "name": "Sam Example",\n "type": "personal_chat",\n "id": 1002,\n')
        out.write(' "messages": [\n')
        for number in range(1, messages + 1):
            now += timedelta(seconds=chance.choice((5, 20, 40, 90, 300, 900)))
            record = message(chance, words, number, now)
            body = json.dumps(record, ensure_ascii=False, indent=1).replace("\n", "\n  ")
            out.write(f"  {body}" + (",\n" if number < messages else "\n"))
        out.write(" ]\n}")


def run(code: str, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr[-600:])
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=500_000)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        write_export(path, given.messages)
        print(f"{given.messages:,} messages, {path.stat().st_size / 1e6:.0f} MB")
        ours, floor = [], []
        for _ in range(3):
            ours.append(run(OURS, path))
            floor.append(run(FLOOR, path))
    best = [min(each["seconds"] for each in runs) for runs in (ours, floor)]
    for name, runs, seconds in (("everyword", ours, best[0]), ("typed decode", floor, best[1])):
        memory = max(each["mb"] for each in runs)
        print(f"{name:16} {seconds:6.2f} s  {memory:5.0f} MB  {runs[0]['messages']:,.0f} read")
    print(
        f"ratio {best[0] / best[1]:.1f} times the decode (wanted: 3), memory wanted: under 300 MB"
    )


if __name__ == "__main__":
    main()

"""Reading an SMS backup of 500,000 messages, against the floor: expat with a do-nothing handler.

Run: python bench/read_sms.py [messages]. The floor parses the same bytes after cleaning (as
exported, with emoji as surrogate references, no strict parser accepts them).
"""

import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from xml.parsers import expat

from everyword.model import Message, source_of_path
from everyword.readers import sms_backup_xml
from everyword.readers.sms.clean import Cleaner

WORDS = ("Running late, ten minutes", "Can you have Rowan on Friday?", "No", "Yes &amp; thanks")
ROUNDS = 3


def write_backup(path: Path, messages: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n")
        out.write("<!--File Created By SMS Backup & Restore v10.20.002 on 04/03/2024 21:07:00-->\n")
        out.write(f'<smses count="{messages}" backup_set="0" type="full">\n')
        for number in range(messages):
            face = " &#55357;&#56832;" if number % 5 == 0 else ""
            more = "&#10;second line, with more words in it" if number % 4 == 0 else ""
            words = f"{WORDS[number % len(WORDS)]} ({number}){face}{more}"
            out.write(
                f'  <sms protocol="0" address="+4477009000{number % 90:02}"'
                f' date="{1_600_000_000_000 + number * 61_234}" type="{1 + number % 2}"'
                f' subject="null" body="{words}" toa="null" sc_toa="null" service_center="null"'
                ' read="1" status="-1" locked="0" date_sent="0" sub_id="1"'
                ' readable_date="13 Sept 2020 13:26:40" contact_name="Sam" />\n'
            )
        out.write("</smses>")


def floor(cleaned: bytes) -> None:
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, attributes: None
    parser.Parse(cleaned, True)


def read(path: Path) -> int:
    readings = sms_backup_xml.read(source_of_path(path), {})
    return sum(1 for reading in readings if isinstance(reading, Message))


def seconds(work: object, *arguments: object) -> float:
    start = time.process_time()
    work(*arguments)  # type: ignore[operator]  # any callable
    return time.process_time() - start


def main() -> None:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sms.xml"
        write_backup(path, messages)
        size = path.stat().st_size
        if read(path) != messages:
            raise SystemExit("messages were lost")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        ours = [seconds(read, path) for _ in range(ROUNDS)]
        with path.open("rb") as stream:
            cleaned = b"".join(Cleaner(stream).pieces())
        bare = [seconds(floor, cleaned) for _ in range(ROUNDS)]
    print(f"{messages:,} messages, {size / 1e6:.0f} MB; peak memory of reading {memory} MB")
    times = median(ours), median(bare)
    print(f"read {times[0]:.2f} s; floor {times[1]:.2f} s; ratio {times[0] / times[1]:.2f}")


if __name__ == "__main__":
    main()

"""A chronology of 300 rows over a million messages: ordered, shown, printed, printed again.

    python bench/chronology.py [MESSAGES] [--rows N]

Each row cites a message drawn from all of them. The floor of showing is reading the cited messages
out of the same index one by one; that of printing is the same bundle without a chronology. Then a
paper comes in front, so that every page has another number, and it is printed again; every cite is
read back from the pages. The page budget is set to less than there is, and must be said.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2

from everyword.accounting import Account, Reads
from everyword.bundle.build import build
from everyword.bundle.of_case import plan_of_case
from everyword.bundle.spec import SectionSpec, Spec
from everyword.case.decided import CiteTo, Said
from everyword.case.store import Case
from everyword.case.work import Work
from everyword.chronology.columns import cells
from everyword.chronology.rows import arranged
from everyword.index.store import SourceRow
from everyword.model import Locator, Message, Reading, When

LIMIT = 1.0
"""Seconds in which the chronology is to open."""
AT_ONCE, EXHIBITS, ROUNDS = 2000, 10, 5
NAME = "WhatsApp Chat with Sam.txt"


class Unwatched:
    def begin(self, what: str, total: int) -> None:
        pass

    def advance(self, by: int) -> None:
        pass


def now() -> datetime:
    return datetime.now(UTC)


def messages(count: int) -> Iterator[Message]:
    at = datetime(2015, 1, 1, tzinfo=UTC)
    for n in range(count):
        at += timedelta(minutes=3)
        local = at.strftime("%Y-%m-%dT%H:%M:%S")
        when = When(local, local, "second", None, None, "local clock")
        yield Message(
            (Locator(NAME, n + 1, n + 1, "line"),), when, ("Alex", "Sam")[n % 2], (),
            f"Chat {n % 40}", None, f"wording{n:07}x of the day",
        )  # fmt: skip


def make(folder: Path, count: int) -> Case:
    """A case with one sealed file, whose index has so many messages."""
    case, _ = Case.create(folder / "case", now)
    chat, first = folder / NAME, folder / "first.txt"
    chat.write_text("13/03/2024, 21:07 - Sam: one\n")
    first.write_text("\n".join(f"line {n}" for n in range(120)))
    said = Said("own-device")
    list(case.add([chat, first], said, lambda row, fresh: None, Unwatched()))
    fill(case, next(row for row in case.index.sources() if row.name == NAME), count)
    return case


def fill(case: Case, row: SourceRow, count: int) -> None:
    def read() -> Iterator[Reads | Account]:
        batch: list[Reading] = []
        for message in messages(count):
            batch.append(message)
            if len(batch) == AT_ONCE:
                yield Reads("chat_whatsapp", batch)
                batch = []
        if batch:
            yield Reads("chat_whatsapp", batch)
        yield Account(NAME, count, "line", count, 0, 0, "chat_whatsapp", 1)

    case.index.fill(row, read())


def decide(case: Case, count: int, rows: int) -> dict[int, str]:
    """Facts, each on a message of its own, and the exhibits they stand in: row -> its wording."""
    chance = random.Random(1)
    drawn = sorted(chance.sample(range(count), rows))
    run = case.index.connection.execute
    ids, wordings = list[str](), dict[int, str]()
    (first,) = run("SELECT min(n) FROM item WHERE kind = 'message'").fetchone()
    for number, at in enumerate(drawn, 1):
        sql = "SELECT id, substr(local, 1, 10) FROM item WHERE n >= ? AND kind = 'message' LIMIT 1"
        id, day = run(sql, (first + at,)).fetchone()
        reading = case.index.item(id).reading
        assert isinstance(reading, Message)
        wordings[number] = reading.text.split()[0]
        case.add_fact(f"event{number:03} was said.", day, "alleged", (CiteTo(id),))
        ids.append(id)
    case.set_exhibit_prefix("AB")
    size = -(-rows // EXHIBITS)
    for at in range(0, rows, size):
        case.add_exhibit(f"Messages {at}", tuple(ids[at : at + size]), 1)
    paper = run("SELECT id FROM item WHERE kind = 'document'").fetchone()[0]
    case.add_exhibit("A paper", (paper,), 0)
    return wordings


def best(work: Callable[[], Any]) -> float:
    spent = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def shown(case: Case) -> None:
    """From the list of decisions to the last cell."""
    decided = Work(case.index.connection)
    list(cells(case, arranged(decided.facts().values()).rows))


def printed(case: Case, spec: Spec, out: Path, wordings: dict[int, str]) -> float:
    """Seconds for the bundle; every cite of its chronology is read back."""
    start = time.perf_counter()
    manifest = build(plan_of_case(case, spec, ""), out)
    spent = time.perf_counter() - start
    if spec.chronology:
        pages = {}
        with pypdfium2.PdfDocument(out) as pdf:
            for number in range(len(pdf)):
                text = str(pdf[number].get_textpage().get_text_range())
                pages[str(pdf.get_page_label(number))] = " ".join(text.split())
        labels = [page.label for page in manifest.pages if page.document == "chronology"]
        text = " ".join(pages[label] for label in labels)
        found = re.findall(r"event(\d{3}) was said\.\D+AB\d+ (\d+)", text)
        wrong = [n for n, label in found if wordings[int(n)] not in pages[label]]
        if len(found) != len(wordings) or wrong:
            sys.exit(f"{len(found)} of {len(wordings)} cites read back, wrong: {wrong}")
        said = [each for each in manifest.findings if "the limit you set is" in each]
        print(f"  {len(found)} cites right on {len(pages)} pages; {said[0]}")
    return spent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("messages", type=int, nargs="?", default=1_000_000)
    options.add_argument("--rows", type=int, default=300)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name, make(Path(name), given.messages) as case:
        wordings = decide(case, given.messages, given.rows)
        report(case, Path(name), wordings)


def report(case: Case, folder: Path, wordings: dict[int, str]) -> None:
    cited = [cite.item for fact in case.work.facts().values() for cite in fact.cites]
    ours = best(lambda: shown(case))
    floor = best(lambda: [case.index.item(id) for id in cited])
    print(
        f"  ordered and shown: {ours:.3f} s (wanted: {LIMIT}), reading what is cited"
        f" {floor:.3f} s, ratio {ours / floor:.2f}"
    )
    labels = tuple(case.work.exhibits())
    behind = SectionSpec("Exhibits", labels)
    before = (SectionSpec("First", labels[-1:]), SectionSpec("Exhibits", labels[:-1]))
    plain = Spec("T", sections=(behind,), chronology=False)
    without = printed(case, plain, folder / "0.pdf", wordings)
    for words, spec in (
        ("printed", Spec("T", sections=(behind,), most_pages=25)),
        ("printed after renumbering", Spec("T", sections=before, most_pages=25)),
    ):
        spent = printed(case, spec, folder / "1.pdf", wordings)
        print(f"  {words}: {spent:.2f} s, without it {without:.2f} s, ratio {spent / without:.2f}")


if __name__ == "__main__":
    main()

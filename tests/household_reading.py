"""The made-up household on the disk, read by the program's own readers; shared by its tests."""

import datetime as dt
from pathlib import Path

from everyword.demo.facts import FACTS, Cite, Fact
from everyword.demo.household import Household, write
from everyword.model import (
    Document,
    Item,
    Message,
    Payment,
    Problem,
    Skipped,
    source_of_path,
)
from everyword.readers import claiming


class Read:
    """The household on the disk, each file read once by the program's own readers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.household: Household = write(folder)
        self.items: dict[str, list[Item]] = {}
        self.problems: list[Problem] = []
        for handed in self.household.sources:
            source = source_of_path(folder / handed.file, handed.file)
            readers = claiming(source)
            assert len(readers) == 1, handed.file
            kept: list[Item] = []
            for each in readers[0].read(source, handed.answers):
                if isinstance(each, Problem):
                    self.problems.append(each)
                elif not isinstance(each, Skipped):
                    kept.append(each)
            self.items[handed.file] = kept

    def words(self) -> str:
        """Everything a person can read in the files."""
        return "\n".join(item_words(item) for file in self.items.values() for item in file)


def item_words(item: Item) -> str:
    match item:
        case Message():
            return item.text
        case Payment():
            return f"{item.payee} | {item.reference}"
        case Document():
            return "\n".join(item.text)
    return ""


def item_day(item: Item) -> dt.date:
    assert item.when.local is not None
    return dt.date.fromisoformat(item.when.local[:10])


def cited(read: Read, cite: Cite) -> list[Item]:
    """The items a cite points at; all of the file where it points at no words."""
    items = read.items[cite.file]
    return items if cite.find is None else [i for i in items if cite.find in item_words(i)]


def cites() -> list[tuple[Fact, Cite]]:
    return [(fact, cite) for fact in FACTS for cite in fact.cites]

"""The made-up household: what Alex Morgan has on a phone, at the bank and in a drawer.

Alex and Sam part in the spring of 2024; their child is Rowan, three years old and soon four. The
eighteen months are written for this project. Nobody in them lives: names, places, firms and sums
are invented, telephone numbers are of the ranges Ofcom keeps free for fiction, sort code and
account are noughts, the postcode area does not exist, and the one place in a photo lies in the sea.
"""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from everyword.demo import chats, statement, texts
from everyword.demo.exhibits import EXHIBITS, Exhibit
from everyword.demo.facts import (
    BANK,
    BILL,
    FACTS,
    FIRST,
    LATER,
    LETTER,
    MEMO,
    ORDER,
    SUPPORT,
    TEXTS,
    Fact,
    OrderOfMoney,
)

TITLE = "Alex Morgan and Sam Carter: Rowan"
LINES = (
    "In the Family Court",
    "Alex Morgan, applicant",
    "Sam Carter, respondent",
    "Invented for demonstration: no such persons and no such case exist.",
)
ZONE = "Europe/London"


class Person(Struct, frozen=True):
    """Who is who; the handles are the sources' own words."""

    name: str
    role: str
    handles: tuple[str, ...] = ()


class Handed(Struct, frozen=True):
    """One file as it is taken in: how it was come by, from whom, and what the bytes do not say."""

    file: str
    how: str
    custodian: str
    answers: Mapping[str, str] = {}


class Household(Struct, frozen=True):
    """What was written, and what the case made of it is to say."""

    title: str
    lines: tuple[str, ...]
    zone: str
    persons: tuple[Person, ...]
    sources: tuple[Handed, ...]
    facts: tuple[Fact, ...]
    exhibits: tuple[Exhibit, ...]
    order: OrderOfMoney


PERSONS = (
    Person("Alex Morgan", "mother, applicant", ("Alex", "+447700900123")),
    Person("Sam Carter", "father, respondent", ("Sam Carter", "+447700900456", "S CARTER")),
    Person("Rowan Carter", "child"),
    Person("Jo Bennett", "friend of Alex Morgan", ("+447700900789",)),
    Person("Larkford Green Primary School", "school", ("+442079460321",)),
    Person("Halina Carter", "mother of Sam Carter"),
    Person("Tarn & Wells Lettings", "landlord's agent", ("TARN AND WELLS",)),
    Person("Quillbrook Clinic", "private clinic", ("QUILLBROOK CLINIC",)),
)
SOURCES = (
    Handed(FIRST, "exported from my own phone", "Alex Morgan", {"zone": ZONE}),
    Handed(LATER, "exported from my own phone", "Alex Morgan", {"zone": ZONE}),
    Handed(TEXTS, "saved from my own phone", "Alex Morgan"),
    Handed(BANK, "downloaded from my own bank account", "Alex Morgan"),
    Handed(ORDER, "sent to me by the court", "Alex Morgan"),
    Handed(BILL, "given to me by the clinic", "Alex Morgan"),
    Handed(LETTER, "sent to me by post, scanned by me", "Alex Morgan"),
    Handed(MEMO, "recorded by me; I took part and Jo knew", "Alex Morgan"),
    Handed("front-door.jpg", "taken by me", "Alex Morgan"),
    Handed("playground.heic", "taken by me", "Alex Morgan"),
    Handed("shoe-receipt.jpg", "taken by me", "Alex Morgan"),
    Handed("rowan-drawing.png", "drawn by Rowan, scanned by me", "Alex Morgan"),
    Handed("my-account.txt", "written by me", "Alex Morgan"),
)
_MADE = {
    FIRST: chats.first_export,
    LATER: chats.later_export,
    TEXTS: texts.backup,
    BANK: statement.statement,
}


def write(folder: Path) -> Household:
    """Write the household's files into the folder, the same bytes every time."""
    for each in SOURCES:
        path = folder / each.file
        path.parent.mkdir(parents=True, exist_ok=True)
        made = _MADE.get(each.file)
        path.write_bytes(made() if made else chats.shipped(each.file))
    return Household(TITLE, LINES, ZONE, PERSONS, SOURCES, FACTS, EXHIBITS, SUPPORT)

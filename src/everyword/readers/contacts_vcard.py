"""Address books as vCard (.vcf): version 2.1, 3.0 and 4.0, one card or thousands in a file.

Where from: "Share" or "Export contacts" of a phone, of iCloud, Google, Outlook. A card is the
owner's own note: it shows what they call a number, not whose it is.

Times: REV, when the entry was last changed, where the program wrote it; few do.

Records: each BEGIN:VCARD to END:VCARD is one. The name is FN, else the parts of N in the order
people say them. Handles are TEL, EMAIL, IMPP and the messengers' own fields, as written, without
the words "tel:" and "mailto:". `text` has every other line of the card, and those again with their
kinds (home, work); escapes are undone.

Letters: UTF-8, or UTF-16 with its mark, or the CHARSET a line names; quoted-printable is undone.
Anything else is shown as U+FFFD and said; `encoding` can be answered.

Left out: pictures, sounds and keys, with their size; UID and the name of the program.
"""

from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.errors import NeedsAnswer
from everyword.model import Answers, Locator, Problem, Reading, Source, whole
from everyword.readers.text import ENCODINGS
from everyword.readers.vcard.card import card
from everyword.readers.vcard.lines import Property, Stray, properties

NAME, TITLE, VERSION = "contacts_vcard", "vCard address book", 1

MOST = 2000
"""Properties of one card."""
LARGEST = 16 << 20
"""Bytes of one card, pictures not counted."""


def recognises(source: Source) -> bool:
    """The first words are BEGIN:VCARD."""
    try:
        head = source.head(4096)
    except (OSError, BadArchive):
        return False
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", "replace")
    else:
        text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    first = text.lstrip().split("\n", 1)[0].strip().upper()
    return first == "BEGIN:VCARD"


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every card in file order. Raises NeedsAnswer for an alphabet that is not known."""
    encoding = answers.get("encoding")
    if encoding is not None and encoding not in ENCODINGS:
        question = f"which alphabet is it in, where it is not UTF-8? {encoding} is not one of them"
        raise NeedsAnswer(path=source.name, question=question, key="encoding", choices=ENCODINGS)
    faults: list[str] = []
    try:
        yield from _cards(source, encoding, faults)
    except BadArchive as fault:
        faults.append(str(fault))
    yield from (Problem(whole(source), f"not read to the end: {fault}") for fault in faults)


def _cards(source: Source, encoding: str | None, faults: list[str]) -> Iterator[Reading]:
    number, size, more = 0, 0, 0
    held: list[Property] | None = None

    def close(ended: bool) -> Iterator[Reading]:
        where = (Locator(source.name, number, number, "record"),)
        yield from card(where, held or [], encoding, ended)
        if more:
            yield Problem(where, f"{more:,} further lines of this card: too many to read")

    for each in properties(source, faults):
        if isinstance(each, Stray) or (held is None and not _is(each, "BEGIN")):
            yield _stray(source, each)
        elif _is(each, "BEGIN"):
            if held is not None:
                yield from close(False)
            number, held, size, more = number + 1, [], 0, 0
        elif _is(each, "END"):
            yield from close(True)
            held = None
        elif held is not None:
            size += len(each.raw)
            if len(held) < MOST and size < LARGEST:
                held.append(each)
            else:
                more += 1
    if held is not None:
        yield from close(False)


def _is(each: Property, name: str) -> bool:
    return each.name == name and each.raw.strip().upper() == b"VCARD"


def _stray(source: Source, each: Property | Stray) -> Problem:
    where = (Locator(source.name, each.line, each.line, "line"),)
    if isinstance(each, Property):
        return Problem(where, f"{each.name} stands outside of any card")
    start = each.start.decode("utf-8", "replace")
    return Problem(where, f"this line is no part of a card: {start[:120]!r}")

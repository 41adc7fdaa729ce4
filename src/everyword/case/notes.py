"""Incident notes: what a person writes down about one day, sealed at once."""

import re
from collections.abc import Mapping

from everyword.case.dates import read_span
from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.index.store import Entry, Query
from everyword.model import source_of_bytes
from everyword.readers.note_incident import FIRST_LINE, MOST
from everyword.vault.adopted import INCIDENT

FIELDS = ("day", "time", "where", "who", "said", "harm", "witness", "told")
"""The words that may begin a line of a note, in their order."""
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


def text_of(said: Mapping[str, str], words: str) -> bytes:
    """The note as it is sealed. Raises WrongUsage where a part cannot stand on its line."""
    if not _DAY.fullmatch(said["day"]):
        raise WrongUsage(
            problem=f"This is not a day: {said['day']}",
            remedy="Write it like 2024-03-01, 2024-03 or 2024.",
        )
    read_span(said["day"])
    lines = [FIRST_LINE.decode().rstrip("\n")]
    for key in FIELDS:
        value = said.get(key, "").strip()
        if "\n" in value or "\r" in value:
            raise WrongUsage(
                problem=f"What you say with --{key} has more than one line.",
                remedy="Write it in the words of the note itself.",
            )
        if value:
            lines.append(f"{key} {value}")
    try:
        data = ("\n".join(lines) + "\n" + (f"\n{words}\n" if words else "")).encode()
    except UnicodeEncodeError:
        raise WrongUsage(
            problem="Some of the letters did not arrive as letters.",
            remedy="Keep the words as a file and add it:  everyword add FILE",
        ) from None
    if len(data) > MOST:
        raise WrongUsage(
            problem=f"A note has at most {MOST // 1024} KiB.",
            remedy="Keep a longer account as a file:  everyword add FILE",
        )
    return data


def write(case: Case, data: bytes, name: str) -> Entry:
    """Seal a note and read it; it is durable before anything else is done."""
    sealed = case.vault.seal(source_of_bytes(name, data), "note", (("what", INCIDENT),))
    case.vault.commit()
    case.work.decide(case.now, "said", sealed.key, Said(how="own-device"))
    case.read_waiting()
    return next(iter(case.index.find(Query(source=sealed.key))))

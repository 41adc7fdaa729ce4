"""Whether words that must not leave are anywhere in a file that is about to."""

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from everyword import wording
from everyword.errors import SourceUnreadable
from everyword.redact.corpus import CODES, TABLES, texts_of

MOST_FOUND = 500
GPS = "GPS "
COUNTED = "01234567890 09876543210"


class Found(Struct, frozen=True):
    """A word, and where it is in the file."""

    where: str
    word: str


def leaks(path: Path, secrets: Sequence[str]) -> list[Found]:
    """Where any of the words is: text, packed data, names, metadata, files inside, pictures' facts.

    A place (GPS) in a picture is given as a word of its own, whatever the words are. Letters that
    are only points of a picture are not read. Raises SourceUnreadable.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        reason = fault.strerror or "it cannot be read"
        raise SourceUnreadable(path=path, reason=reason, remedy="Check the name.") from None
    return leaks_of(data, path.name, secrets)


def leaks_of(data: bytes, name: str, secrets: Sequence[str]) -> list[Found]:
    """The same for bytes."""
    whole = [(each, spelling) for each in secrets for spelling in wording.spellings(each)]
    parts = [(each, piece) for each in secrets for piece in wording.pieces(each)]
    found: dict[Found, None] = {}
    for where, text in texts_of(data, name):
        if text.startswith(GPS):
            found[Found(where, text)] = None
        folded = wording.fold(text)
        is_data = where.endswith("data")
        is_codes, is_tables = where.endswith(CODES), where.endswith(TABLES)
        for secret, spelling in whole if is_data else whole + parts:
            if is_codes and _is_figures(spelling):
                continue
            if is_tables and _is_counted(spelling):
                continue
            if _is_there(text, spelling, folded, is_data):
                found[Found(where, secret)] = None
        if len(found) >= MOST_FOUND:
            break
    return list(found)


def _is_figures(spelling: str) -> bool:
    return wording.fold(spelling).text.isdigit()


def _is_counted(spelling: str) -> bool:
    """Figures in their order, as they stand in the tables of a font."""
    digits = re.sub(r"\D", "", spelling)
    runs = (digits[at : at + 5] for at in range(len(digits) - 4))
    return _is_figures(spelling) and any(run in COUNTED for run in runs)


def _is_there(text: str, spelling: str, folded: wording.Folded, is_data: bool) -> bool:
    """Among the numbers of a format, figures with gaps are not one number."""
    for start, stop in wording.occurrences(text, spelling, folded):
        if not is_data or not spelling.isdigit() or text[start:stop].isdigit():
            return True
    return False

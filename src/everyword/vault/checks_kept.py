"""What lies beside the seals and remembers more than they do: the index, and what was cut off.

The index (`case.db`) is no part of what is sealed, but it was closed with a head and remembers it.
Whoever puts back an older copy of the seals and forgets the index shows by it. It is opened for
reading, as it lies there: a log beside it (`case.db-wal`) is left alone, so what is compared can be
an older head than the newest one known; that makes the comparison weaker, never wrong.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlcipher3 import dbapi2 as sqlcipher

from everyword.vault import known_head
from everyword.vault.checks_said import Check, remark
from everyword.vault.storage import open_plain

INDEX: Final = "case.db"
NO_HEAD: Final = "it was not closed in order, or is a new one; no head is remembered in it"
HEAD: Final = "SELECT value FROM known WHERE name = 'head'"


def check_kept(folder: Path, database_key: bytes, hashes: Sequence[bytes]) -> list[Check]:
    """The index compared with the leaves there are, and each part cut off the journal, by name."""
    return [_check_index(folder, database_key, hashes), *_cut_off(folder)]


def _check_index(folder: Path, key: bytes, hashes: Sequence[bytes]) -> Check:
    remembered, why = _remembered(folder / INDEX, key)
    if remembered is None:
        said = f"not compared with the seals: {why}. An older copy of them would not show by it"
        return remark(INDEX, said)
    if older := known_head.older_than_index(remembered, hashes):
        return Check(INDEX, False, older)
    size = int(remembered.split()[0])
    if size < len(hashes):
        said = (
            f"the index was closed with {size:,} of the {len(hashes):,} records here, and they "
            "are the same; the others came after that, or an older copy of the index was put back"
        )
        return remark(INDEX, said)
    return Check(INDEX, True, f"the head it was closed with ({size:,} records) is the one here")


def _remembered(path: Path, key: bytes) -> tuple[str | None, str]:
    """The head the index remembers; or None, and why."""
    try:
        open_plain(path).close()
    except FileNotFoundError:
        return None, "there is no index in this folder"
    except OSError as fault:
        return None, fault.strerror or str(fault)
    where = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        connection = sqlcipher.connect(where, uri=True)
    except sqlcipher.Error as fault:
        return None, f"the index does not open ({fault})"
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal
        connection.execute("PRAGMA trusted_schema = OFF")
        row = connection.execute(HEAD).fetchone()
    except sqlcipher.Error as fault:
        return None, f"the index does not open ({fault})"
    finally:
        connection.close()
    if row is None or not known_head.is_remembered(str(row[0])):
        return None, NO_HEAD
    return str(row[0]), ""


def _cut_off(folder: Path) -> list[Check]:
    """Not used and not thrown away: somebody may want to look at it."""
    paths = sorted(folder.glob("journal.cut-*"))
    found: list[Check] = []
    for number, path in enumerate(paths, 1):
        try:
            size = f"{path.lstat().st_size:,} bytes"
        except OSError as fault:
            size = fault.strerror or str(fault)
        said = (
            f"{number} of {len(paths)} parts that were cut off the end of the journal ({size}): it "
            "stood after the last signed head and was not this case's own, or was torn. It is kept "
            "as it was found and is not used"
        )
        found.append(remark(path.name, said))
    return found

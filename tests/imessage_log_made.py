"""Writes the logs of tests/cases/chat_imessage_log: a database with what its log changes.

    python -m tests.imessage_log_made      (then make cases, and read the difference)

A log has random numbers in it and its bytes differ each time; what is read from it does not.
"""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from everyword.model import source_of_path
from everyword.readers.beside.joined import joined
from tests.imessage_made import NEW, Made, people

FOLDER = Path(__file__).parent / "cases" / "chat_imessage_log"


def made_in(folder: Path, change: Callable[[Made], None], more: str = "") -> tuple[Path, Path]:
    """A database and its log as they lie there while Messages runs, copied."""
    folder.mkdir(parents=True, exist_ok=True)
    live = folder / "live"
    live.mkdir()
    made = Made(live / "chat.db", NEW, before=f"{more}PRAGMA journal_mode=WAL;")
    people(made)
    made.message(0, handle_id=1, text="I have the keys.")
    made.message(60, is_from_me=1, is_sent=1, text="Since when?")
    made.message(120, handle_id=1, text="Since Monday.")
    made.db.commit()
    made.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.db.execute("PRAGMA wal_autocheckpoint=0")
    change(made)
    for name in ("chat.db", "chat.db-wal"):
        shutil.copyfile(live / name, folder / name)
    made.db.close()
    shutil.rmtree(live)
    return folder / "chat.db", folder / "chat.db-wal"


def newest(made: Made) -> None:
    """Two new messages, one in a chat of its own; one changed; one deleted."""
    made.message(180, handle_id=1, text="And the car's, שלום")
    made.db.commit()
    made.put("handle", id="+447700900456", service="SMS")
    made.put("chat", guid="SMS;-;+447700900456", chat_identifier="+447700900456")
    made.db.execute("INSERT INTO chat_handle_join VALUES (3, 3)")
    made.message(200, 3, handle_id=3, text="Is this Alex?", service="SMS")
    made.db.execute("UPDATE message SET text='I have one key.', date_edited=? WHERE ROWID=1",
                    (made.at(190),))  # fmt: skip
    made.db.execute("DELETE FROM message WHERE ROWID=3")
    made.db.commit()


def nothing(made: Made) -> None:
    """The log was emptied into the database, and nothing written since."""
    made.message(180, handle_id=1, text="all is in the database")
    made.db.commit()
    made.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def write(name: str, source: str, *, alone: bool = False, cut: int = 0, more: str = "") -> None:
    folder = FOLDER / name
    database, log = made_in(folder, nothing if name == "empty" else newest, more)
    if cut:
        log.write_bytes(log.read_bytes()[:-cut])
    data = log.read_bytes()
    if not alone:
        with joined(source_of_path(log), source_of_path(database)).open() as stream:
            data = stream.read()
    database.unlink()
    log.unlink()
    (folder / source).write_bytes(data)


if __name__ == "__main__":
    write("newest", "chat.db-wal", more="PRAGMA page_size=1024;")
    write("cut_short", "sms.db-wal", cut=700, more="PRAGMA page_size=512;")
    write("alone", "chat.db-wal", alone=True, more="PRAGMA page_size=512;")
    folder = FOLDER / "other"
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(folder / "x.db")
    db.execute("PRAGMA page_size=512")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE notes (words TEXT)")
    db.commit()
    (folder / "y.db").write_bytes((folder / "x.db").read_bytes())
    (folder / "y.db-wal").write_bytes((folder / "x.db-wal").read_bytes())
    db.close()
    with joined(
        source_of_path(folder / "y.db-wal"), source_of_path(folder / "y.db")
    ).open() as stream:
        (folder / "notes.db-wal").write_bytes(stream.read())
    for name in ("x.db", "y.db", "y.db-wal", "x.db-wal", "x.db-shm"):
        (folder / name).unlink(missing_ok=True)

"""Files that a message names by their path and that are, or will be, sources of their own.

The export of a chat as a folder is many sources: the chat, and each of its pictures. Whichever
comes first, a picture is tied to the message that names it when both are there, by the full path
under which it was added. Two different files under one path are tied to nothing: which is meant,
nobody can say.
"""

from typing import Any

import msgspec

from everyword.model import Attachment, Email, Message, Reading

_unpack: msgspec.msgpack.Decoder[Reading] = msgspec.msgpack.Decoder(Reading)
_pack = msgspec.msgpack.Encoder().encode


def paths_of(reading: Reading, source: str) -> set[str]:
    """Where the files would stand that a message names and this source does not hold."""
    if not isinstance(reading, Message | Email):
        return set()
    named = (each.path for each in reading.attachments if each.path and not each.sha256)
    return {path for path in named if not path.startswith(f"{source}!/")}


def tie(run: Any, name: str | None = None, item: int | None = None) -> None:
    """Look again at what is wanted under this name, or by items from this number on."""
    sql = "SELECT DISTINCT item FROM wanted WHERE path = ?1 OR item >= ?2"
    for (n,) in run(sql, (name, item)).fetchall():
        _tie_one(run, n)


def _tie_one(run: Any, n: int) -> None:
    row = run("SELECT body FROM item WHERE n = ?", (n,)).fetchone()
    reading = _unpack.decode(row[0])
    assert isinstance(reading, Message | Email)
    wanted = {path for (path,) in run("SELECT path FROM wanted WHERE item = ?", (n,)).fetchall()}
    files = tuple(
        _looked_up(run, each) if each.path in wanted else each for each in reading.attachments
    )
    tied = msgspec.structs.replace(reading, attachments=files)
    run("UPDATE item SET body = ? WHERE n = ?", (_pack(tied), n))
    run("DELETE FROM file WHERE item = ?", (n,))
    for sha256 in {each.sha256 for each in files if each.sha256}:
        run("INSERT INTO file VALUES (?, ?)", (bytes.fromhex(sha256), n))


def _looked_up(run: Any, attachment: Attachment) -> Attachment:
    sql = "SELECT DISTINCT sha256 FROM source WHERE name = ? AND object NOT IN apart"
    found = [row[0] for row in run(sql, (attachment.path,)).fetchall()]
    sha256 = found[0] if len(found) == 1 else None
    return Attachment(attachment.name, sha256, sha256 is not None, attachment.path)

"""Signal: its own export (main.jsonl), and what the program signal-export writes.

Where from: in Signal, settings, chats, export (2026 and later): a folder with main.jsonl and the
files. Or https://github.com/carderne/signal-export, a program that reads Signal Desktop: data.json
and chat.md (index.md in older ones) for each conversation.

Times: in Signal's own export milliseconds since 1970 UTC by the clock of the device that sent the
message; the reading is in UTC. In signal-export's the local clock of the computer that ran it; no
zone is written, and `zone` can be answered.

People: in Signal's own export the number, else the user name, else the name; the owner's own
number is not in it. In the other the name; "Me" is the owner, where anybody is called so in the
file, or whom the answer `me` names; else nothing says who sent and who received.

Records: each line of main.jsonl and data.json is one. A message that was edited is followed by its
earlier texts, marked edited; reactions, quotes and stickers that stand beside a message are system
lines with its place. Calls are calls.

Text: a chat.md is read line by line as it stands, with the marks the program put in (quotes,
reactions, links to files). A line somebody typed in exactly the shape of a header cannot be told
from a message.

Left out: the files, link previews, formatting, settings of the account, stickers' pictures.
"""

from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.model import Answers, Problem, Reading, Source, whole
from everyword.readers.signal.backup import is_frame, read_backup
from everyword.readers.signal.exporter import is_json_line, is_text, read_json, read_text
from everyword.readers.signal.lines import value_of

NAME, TITLE, VERSION = "chat_signal", "Signal export", 1

_FIRST_LINES = 5


def recognises(source: Source) -> bool:
    """Lines of JSON in one of the two shapes, or text that begins as signal-export's does."""
    try:
        head = source.head()
        return _kind(head) is not None
    except (OSError, BadArchive):
        return False


def _kind(head: bytes) -> str | None:
    head = head.removeprefix(b"\xef\xbb\xbf")
    if is_text(head):
        return "text"
    if head[:1] != b"{":
        return None
    lines = [line for line in head.split(b"\n")[:_FIRST_LINES] if line.strip()]
    if head[:15].startswith(b'{"chatItem":') or b'"backupTimeMs"' in lines[0][:2000]:
        return "backup"
    values = [value_of(line)[0] for line in lines]
    if any(is_json_line(value) for value in values):
        return "json"
    known = [value for value in values if value is not None]
    return "backup" if known and all(is_frame(value) for value in known) else None


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Everything in file order. Raises NeedsAnswer for a zone that there is not."""
    try:
        kind = _kind(source.head())
        if kind == "backup":
            yield from read_backup(source, answers)
        elif kind == "json":
            yield from read_json(source, answers)
        elif kind == "text":
            yield from read_text(source, answers)
        else:
            yield Problem(whole(source), "it does not begin like an export of Signal")
    except BadArchive as fault:
        yield Problem(whole(source), str(fault))

"""A mailbox in one file (mbox): Google Takeout, Thunderbird, Apple Mail, Unix mail.

Where from: an export of a mail program, or its own folder file; what is said of `mail_eml` holds
for each mail in it. Mails that were deleted in the program may still be there, and are read.

Where a mail begins: at a line "From " with an address and a date, after an empty line and before a
header. In the text of a mail such a line is written ">From "; it is left as it stands, because only
some programs write it so that it can be undone. `Content-Length` is believed where it fits.

Times and people as in `mail_eml`. The time on the "From " line is the mail program's and is not
used. Gmail's labels and its number of the thread stand in the remark.

Records: each mail has the lines from its "From " line to the line before the next one.
"""

import io
from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.mail_parts import mbox
from everyword.mail_parts.mime import take_apart
from everyword.model import (
    Answers,
    Locator,
    Problem,
    Reading,
    Skipped,
    Source,
    whole,
)
from everyword.readers.mail.email import Desk

NAME, TITLE, VERSION = "mail_mbox", "mailbox (mbox)", 2

SMALL = 1 << 20
"""Bytes: a mail up to this size is read once and held."""


def recognises(source: Source) -> bool:
    """The first words are a "From " line as mailboxes have it, and a header follows."""
    try:
        head = source.head(mbox.LOOK + 4096)
    except (OSError, BadArchive):
        return False
    return mbox.begins(head, mbox.leading(head))


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    desk = Desk(source.name, answers)
    line = 1
    try:
        for found in mbox.messages(source):
            if found.first > line:
                where = (Locator(source.name, line, found.first - 1, "line"),)
                yield Skipped(where, "empty lines before the first mail")
            line = found.last + 1
            yield _email(source, found, desk)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")


def _email(source: Source, found: mbox.Found, desk: Desk) -> Reading:
    each = mbox.source_of(source, found)
    if each.size <= SMALL:
        with each.open() as stream:
            data = stream.read()
        each = Source(each.name, len(data), lambda: io.BytesIO(data))
    where = (Locator(source.name, found.first, found.last, "line"),)
    return desk.email(take_apart(each), where)

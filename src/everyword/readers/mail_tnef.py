"""Outlook's own form of a mail (TNEF): the file winmail.dat that comes with it.

Where from: Outlook and Exchange put what a mail of theirs says, and the files sent with it, into
this one file when they send to others. The mail it came with has the sender, the receivers and the
date; this is what is inside.

Times: when it was handed over to be sent, in UTC, where the file says so; else the date in it,
whose zone the format does not say. A file within that is a mail of Outlook's is read as such again.

Text: the plain text, else the words of the HTML, else the words of the rich text. Files in it are
named in the remark, and each is read by its own reader. The sum of each part is checked; where it
does not fit, that is said, and the part is given as it is.

Left out: the look of the text, categories, flags, voting, what belongs to a meeting.
"""

from collections.abc import Iterator
from datetime import datetime

from everyword.archive import BadArchive
from everyword.mail_parts.letters import Letters
from everyword.model import (
    NO_TIME,
    Answers,
    Document,
    Problem,
    Reading,
    Source,
    When,
    whole,
)
from everyword.readers.html.words import charset_of, html_page
from everyword.readers.mail.email import Desk
from everyword.readers.mail.rtf import BadRtf, rich, unpacked
from everyword.readers.mail.times import filetime
from everyword.readers.mail.tnef import Tnef, files_of, is_tnef, opened

NAME, TITLE, VERSION = "mail_tnef", "Outlook's own form of a mail (winmail.dat)", 1

SENT = "time it was handed over to be sent, in UTC, as Outlook keeps it"
UNZONED = "the date in it; the format does not say by which clock"
_SUBJECT, _BODY, _DATE, _KIND = 0x8004, 0x800C, 0x8005, 0x8008
_MOST = 200
"""Names of files that are written out."""


def recognises(source: Source) -> bool:
    try:
        return is_tnef(source)
    except (OSError, BadArchive):
        return False


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """What it says, then what of it could not be read. Raises NeedsAnswer for an alphabet."""
    desk = Desk(source.name, answers)
    letters = Letters(desk.encoding)
    try:
        found = opened(source, letters)
        yield _document(source, found, letters)
        for fault in dict.fromkeys(found.faults):
            yield Problem(whole(source), fault)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")


def within(source: Source) -> tuple[Source, ...]:
    """The files in it, each a source of its own. Raises BadArchive."""
    return tuple(file for _, file in files_of(source, opened(source, Letters())))


def _document(source: Source, found: Tnef, letters: Letters) -> Document:
    remarks = ["what a mail of Outlook's says in its own form"]
    text = _text(found, letters, remarks)
    subject = found.properties.words(0x0037, letters, found.charset)
    subject = subject or _plain(found, _SUBJECT, letters, "the subject")
    sender = found.properties.words(0x0C1A, letters, found.charset)
    address = found.properties.words(0x0C1F, letters, found.charset)
    if sender or address:
        remarks.append(f"from {' '.join(each for each in (sender, address) if each)}")
    kind = found.properties.words(0x001A, letters, found.charset)
    kind = kind or _plain(found, _KIND, letters, "its kind")
    if kind and kind.upper() not in ("IPM.NOTE", "IPM.MICROSOFT MAIL.NOTE"):
        remarks.append(f"its kind is {kind}")
    files = [f"{name} ({file.size:,} bytes)" for name, file in files_of(source, found)]
    more = f" and {len(files) - _MOST:,} more" if len(files) > _MOST else ""
    remarks.append(f"files in it: {', '.join(files[:_MOST])}{more}" if files else "no files in it")
    return Document(
        whole(source),
        _when(found),
        subject or None,
        None,
        None,
        (text,) if text else (),
        "; ".join((*remarks, *letters.remarks)),
    )


def _plain(found: Tnef, number: int, letters: Letters, what: str) -> str | None:
    data = found.plain.get(number)
    return None if data is None else letters.decode(data.rstrip(b"\0"), found.charset, what)


def _when(found: Tnef) -> When:
    if units := found.properties.number(0x0039):
        return filetime(units, SENT)
    data = found.plain.get(_DATE)
    if data is None or len(data) < 12:
        return NO_TIME
    parts = [int.from_bytes(data[at : at + 2], "little") for at in range(0, 12, 2)]
    text = "{}-{:02}-{:02} {:02}:{:02}:{:02}".format(*parts)
    try:
        local = datetime(*parts).isoformat()  # type: ignore[arg-type]  # six numbers  # noqa: DTZ001
    except ValueError:
        return When(text, None, "none", None, None, f"{UNZONED}; it is not a time that exists")
    return When(text, local, "second", None, None, UNZONED)


def _text(found: Tnef, letters: Letters, remarks: list[str]) -> str:
    plain = found.properties.words(0x1000, letters, found.charset)
    plain = plain or _plain(found, _BODY, letters, "its text")
    if plain is not None and plain.strip():
        remarks.append("the text is its plain text")
        return plain
    if (html := found.properties.bytes(0x1013)) is not None:
        words = found.properties.words(0x1013, letters, found.charset)
        page = html_page(words or letters.decode(html, charset_of(html), "its HTML"))
        remarks.append("the text is its HTML, shown as plain words")
        return page.words
    packed = found.properties.bytes(0x1009)
    if packed is not None:
        try:
            rich_text = rich(unpacked(packed), letters)
        except BadRtf as fault:
            remarks.append(str(fault))
            return plain or ""
        remarks.append("the text is its rich text, shown as plain words")
        if rich_text.html is not None:
            return html_page(rich_text.html).words
        return rich_text.words
    remarks.append("it has no text")
    return plain or ""

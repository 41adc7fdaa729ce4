"""SMS Backup & Restore (Android): its XML files of messages (<smses>) and of calls (<calls>).

Where from: the app, on the phone of the person whose messages these are; its page
https://www.synctech.com.au/sms-backup-restore/fields-in-xml-backup-files/ lists the fields.

Times: `date` is milliseconds since 1970 in UTC, by the phone's clock, so no zone has to be known;
the reading is in UTC, cut to the second. `readable_date` is the same time in words of the phone's
language and zone; it is not used.

People: `address` is the number as the phone had it and stands as the sender or the receiver. The
owner's own number is not in an <sms>: a sent message has no sender, a received one no receiver.
`contact_name` is the owner's own label and shows nothing about who held the phone; it names the
thread. Several numbers of a group are parted at `~`.

Not sent: drafts, failed, waiting messages are kept, have no direction, and their time's basis says
what the phone says ("sending failed: not sent"). So it is with calls (missed, rejected, blocked).
A call made by the owner that lasted 0 seconds is not said to be answered or not. Of a hidden number
the basis says whether it was withheld, not known to the phone, or a payphone.

MMS: the subject, if any, and each text part are one after another, a line end between them. Any
other part is an attachment: its name, the SHA-256 of the file that its Base64 stands for, and its
path, by which `sms_parts` opens it. SMIL (the order of the parts on a screen) is no item.

RCS: some phones keep one message twice, as <sms> and as <mms>. Both are items; where the second
stands within 50 messages of the first, with the same words, person and way and at most a second
apart, its time's basis names the other. Nothing is merged here.

Records: each <sms>, <mms>, <call> is one, counted from 1 through the file; any other element at
their level is counted too and skipped. What is not a character (half an emoji, a control sign) is
shown as U+FFFD, and a Problem says so. After damage, reading goes on at the next record. Read
status, service centre, SIM, `date_sent` stay in the source only. A DTD is refused, unread; the
records after it are read.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from defusedxml.common import DefusedXmlException

from everyword.archive import BadArchive
from everyword.model import Answers, Reading, Source
from everyword.readers.sms.clean import BLOCK, Cleaner
from everyword.readers.sms.elements import RECORD, Elements, ends_whole

NAME, TITLE, VERSION = "sms_backup_xml", "SMS Backup & Restore", 2

_OPEN = b"<smses>"
_STEP = 4096
"""After damage the parser is fed this much, then twice as much: the next damage may be near."""
_ROOT = re.compile(
    r"\ufeff?(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>)*+"
    r"<(smses|calls)[\s/>]",
    re.S,
)


def recognises(source: Source) -> bool:
    """The root element is <smses>, or <calls> with the app's calls in it."""
    try:
        head = source.head()
    except (OSError, BadArchive):
        return False
    if head[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"):
        big = head[:1] in (b"\xfe", b"\x00")
        text = head.decode("utf-16-be" if big else "utf-16-le", "replace")
    else:
        text = head.decode("utf-8", "replace")
    root = _ROOT.match(text)
    if root is None:
        return False
    return root[1] == "smses" or " count=" in text[root.start(1) :][:400] or "<call " in text


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    with source.open() as stream:
        cleaner = Cleaner(stream)
        elements = Elements(source, cleaner)
        try:
            yield from _parse(cleaner, elements)
        except BadArchive as fault:
            elements.problem(f"not read to the end: {fault}")
        elements.finish()
        yield from elements.take()


def _parse(cleaner: Cleaner, elements: Elements) -> Iterator[Reading]:
    """Feed a parser; after damage begin with a new one at the next record."""
    parser, fed, step, last, lost = _parser(elements), 0, BLOCK, b"", False
    for part in cleaner.parts():
        piece, at = part.data, 0
        if part.records is not None:
            if not lost and ends_whole(last) and elements.plain(part):
                last = b""
                yield from elements.take()
                continue
            piece = cleaner.clean(piece)
        while at < len(piece):
            if lost:
                start = RECORD.search(piece, at)
                elements.pass_over((start.start() if start else len(piece)) - at)
                if start is None:
                    break
                elements.damage_ends()
                lost, at, step = False, start.start(), _STEP
                parser, fed = _parser(elements), len(_OPEN) - at
                parser.Parse(_OPEN, False)
            try:
                end = len(piece) if step >= len(piece) else piece.find(b"<", at + step)
                end = end if end > 0 else len(piece)
                parser.Parse(piece[at:end] if end - at < len(piece) else piece, False)
                at, step = end, min(2 * step, BLOCK)
            except (expat.ExpatError, DefusedXmlException) as fault:
                is_xml = isinstance(fault, expat.ExpatError)
                index = (parser.ErrorByteIndex if is_xml else elements.stopped) - fed
                at, lost = elements.damage(piece, at, index, fault, last), True
        fed += len(piece)
        last = piece
        yield from elements.take()
    if lost:
        elements.damage_ends()
        return
    try:
        parser.Parse(b"", True)
    except expat.ExpatError:
        elements.cut_short(last)


def _parser(elements: Elements) -> Any:
    """An expat parser that refuses every DTD before anything in it is looked at."""
    parser = expat.ParserCreate("utf-8")
    if hasattr(parser, "SetReparseDeferralEnabled"):
        # Expat 2.6 may sit on a tag to hear more of it first; then damage after a record would be
        # put at another place, and what is held would grow. Tags come whole here in any case.
        parser.SetReparseDeferralEnabled(False)
    parser.buffer_text = True
    parser.StartElementHandler = elements.start
    parser.EndElementHandler = elements.end
    parser.CharacterDataHandler = elements.words
    parser.StartDoctypeDeclHandler = elements.doctype
    parser.EntityDeclHandler = elements.entity
    parser.UnparsedEntityDeclHandler = elements.entity
    elements.parser, elements.depth = parser, 0
    return parser

"""What lies inside a source: files of a zip, mails of a mailbox, files sent with a mail or message.

Each is a Source of its own, named `outer!/inner`, opened lazily and never written to the disk.
"""

import re
from collections.abc import Iterator, Set

from everyword.archive import BadArchive, is_zip, members
from everyword.mail_parts import messages, parts
from everyword.model import Source
from everyword.readers import mail_eml, mail_mbox, mail_msg, mail_tnef, sms_backup_xml
from everyword.sms_parts import every, is_part, opened

_WHOLE = 1 << 20
"""Bytes: a mail up to this size is looked through before it is taken apart."""
_PARTS = re.compile(rb"multipart|content-disposition|message/", re.I)
_KIND = re.compile(rb"content-type[^\n]{0,200}", re.I)
_WORDS = re.compile(rb"content-type:[ \t]{1,9}text/(?:plain|html)(?![^\r\n]*name)", re.I)
MAILS = (mail_eml.NAME, mail_mbox.NAME, mail_msg.NAME, mail_tnef.NAME)
"""Readers of mail: what they read has a family."""


def family(mail: Source, reader: str) -> Iterator[Source]:
    """The files sent with a mail, or with each mail of a mailbox. Raises BadArchive."""
    if reader == mail_mbox.NAME:
        for each in messages(mail):
            if not _is_alone(each):
                yield from parts(each)
    elif reader == mail_tnef.NAME:
        yield from mail_tnef.within(mail)
    elif reader != mail_eml.NAME or not _is_alone(mail):
        yield from parts(mail)


def _is_alone(mail: Source) -> bool:
    """Nothing in a mail even looks as if a file were sent with it: it is not taken apart again."""
    if mail.size > _WHOLE:
        return False
    data = mail.head(_WHOLE)
    if b"\0" in data or _PARTS.search(data):
        return False
    kinds = list(_KIND.finditer(data))
    return not kinds or (
        len(kinds) == 1
        and _WORDS.match(data, kinds[0].start()) is not None
        and b"name" not in data[kinds[0].end() : kinds[0].end() + 400].lower()
    )


def within(source: Source, path: str) -> Source | None:
    """What a locator path names in a source, however deep; None when it is not there."""
    if path == source.name:
        return source
    if not path.startswith(f"{source.name}!/"):
        return None
    try:
        if is_part(path) and sms_backup_xml.recognises(source):
            return opened(source, path)
        for inner in _inside(source):
            if path == inner.name or path.startswith(f"{inner.name}!/"):
                return within(inner, path)
    except (BadArchive, OSError):
        return None
    return None


def all_within(source: Source, paths: Set[str]) -> Iterator[Source]:
    """Everything in a source that these locator paths name, itself too, in its order, in one walk.

    Two files of one name in a zip both come. Damage ends the walk of what is damaged.
    """
    around = {path[: at.start()] for path in paths for at in re.finditer("!/", path)}
    yield from _all_within(source, paths, around)


def _all_within(source: Source, paths: Set[str], around: Set[str]) -> Iterator[Source]:
    if source.name in paths:
        yield source
    if source.name in around:
        try:
            if sms_backup_xml.recognises(source):
                own = (path for path in paths if path.startswith(f"{source.name}!/"))
                yield from every(source, dict.fromkeys(own))
            for inner in _inside(source):
                yield from _all_within(inner, paths, around)
        except (BadArchive, OSError):
            return


def _inside(source: Source) -> Iterator[Source]:
    if is_zip(source):
        yield from members(source)
    elif mail_mbox.recognises(source):
        yield from messages(source)
    elif mail_eml.recognises(source) or mail_msg.recognises(source):
        yield from parts(source)
    elif mail_tnef.recognises(source):
        yield from mail_tnef.within(source)

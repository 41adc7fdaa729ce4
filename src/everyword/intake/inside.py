"""What lies inside a source: files of a zip, mails of a mailbox, files sent with a mail.

Each is a Source of its own, named `outer!/inner`, opened lazily and never written to the disk.
"""

from collections.abc import Iterator

from everyword.archive import BadArchive, is_zip, members
from everyword.mail_parts import messages, parts
from everyword.model import Source
from everyword.readers import mail_eml, mail_mbox, mail_msg, sms_backup_xml
from everyword.sms_parts import is_part, opened

MAILS = (mail_eml.NAME, mail_mbox.NAME, mail_msg.NAME)
"""Readers of mail: what they read has a family."""


def family(mail: Source, reader: str) -> Iterator[Source]:
    """The files sent with a mail, or with each mail of a mailbox. Raises BadArchive."""
    if reader == mail_mbox.NAME:
        for each in messages(mail):
            yield from parts(each)
    else:
        yield from parts(mail)


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


def _inside(source: Source) -> Iterator[Source]:
    if is_zip(source):
        yield from members(source)
    elif mail_mbox.recognises(source):
        yield from messages(source)
    elif mail_eml.recognises(source) or mail_msg.recognises(source):
        yield from parts(source)

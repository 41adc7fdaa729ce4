"""Taking mails apart: the files sent with a mail, each as a source of its own, opened lazily.

    parts(source)       of one mail: a Source for each file sent with it
    messages(source)    of a mailbox (mbox): a Source for each mail in it

A part is named `mail.eml!/2-photo.jpg`, a mail of a mailbox `mailbox!/17.eml`. Nothing is written
under such a name, and nothing but one block of a part is ever held.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from everyword.mail_parts import mbox
from everyword.mail_parts.family import Attached, family
from everyword.mail_parts.mime import Mail, take_apart
from everyword.mail_parts.outlook import is_outlook, outlook_parts
from everyword.mail_parts.transfer import Body, Decoded, Measured, measure
from everyword.mail_parts.wrapping import mail_range
from everyword.model import Source


def parts(source: Source) -> tuple[Source, ...]:
    """The files sent with one mail (a message file, or one of `messages`), in its order."""
    if is_outlook(source):
        return outlook_parts(source)
    mail = take_apart(source, *mail_range(source))
    return tuple(source_of(mail, each) for each in family(mail)[1])


def messages(source: Source) -> Iterator[Source]:
    """Every mail of a mailbox, in its order, each as a Source over its own bytes."""
    for found in mbox.messages(source):
        yield mbox.source_of(source, found)


def source_of(mail: Mail, file: Attached, measured: Measured | None = None) -> Source:
    body = file.part.body(mail.text)
    known = measured or measure(body)
    return Source(file.path, known.size, lambda: _opened(body, known))


def _opened(body: Body, measured: Measured) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(Decoded(body, measured), 1 << 16))

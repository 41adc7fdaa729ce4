"""One e-mail in a file: .eml, a file of a Maildir or MH folder, Apple Mail's .emlx.

Where from: "Save as" or "Show original, download" of a mail program or web mail; a mail is a text
file that anybody can write or edit, and nothing in it alone shows that.

Times: Date, set by the sender's program from the clock and zone of that computer. Where it is
missing, or no time that exists, the mail has no time; what the topmost Received line (written by
the last server) says stands in the basis. No other names of zones than the standard's are used.

People: From, To, Cc as the header has them, decoded. `direction` only with the answer `me` (an
address, or several parted by commas). `thread` is the subject without Re:, Fwd: and the like.

Text: the plain text part where it has words, else the words of the HTML part; several texts stand
one after another. Lines, spaces, quotes (>) and format=flowed stay as they are. Nothing is loaded.
The remark says which part it is, what the other form says more, what was not loaded or not shown.

Letters: the alphabet a part names is tried; what is none of its letters is U+FFFD and the remark
says so. Where none is named and it is not UTF-8, the answer `encoding` decides.

Files sent with it: each with its SHA-256; `path` is the name under which it is read on its own. So
are mails within the mail. Sealed, encrypted, signed parts and winmail.dat are named, not opened.
Other fields of the header (Received, DKIM ...) stay in the source only.
"""

from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.mail_parts import mbox
from everyword.mail_parts.mime import take_apart
from everyword.mail_parts.wrapping import is_header, mail_range
from everyword.model import Answers, Problem, Reading, Source, whole
from everyword.readers import page_html
from everyword.readers.mail.email import Desk

NAME, TITLE, VERSION = "mail_eml", "e-mail message", 2

APPLE = "Apple Mail's own notes behind the mail were left out"
_SUFFIXES = (".eml", ".emlx", ".mht", ".mhtml")


def recognises(source: Source) -> bool:
    """It begins with a header that mail programs write."""
    try:
        head = source.head()
        if page_html.is_saved_page(head):
            return False
        if mbox.begins(head, mbox.leading(head)):
            return False
        start, _ = mail_range(source)
        return is_header(head[start:], source.suffix in _SUFFIXES)
    except (OSError, BadArchive):
        return False


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    desk = Desk(source.name, answers)
    try:
        start, end = mail_range(source)
        aside = (APPLE,) if end < source.size else ()
        mail = take_apart(source, start, end)
        yield desk.email(mail, whole(source), aside)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")

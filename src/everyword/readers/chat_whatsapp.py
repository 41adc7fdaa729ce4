"""WhatsApp "Export chat": a text file, or a zip of it with the media.

Where from: the menu of a chat on an Android phone or iPhone; the phone's owner can edit the text
file afterwards, and nothing in it would show that. What the times mean: the local clock of the
phone that made the export, at the zone it had then; no zone is written. Who wrote: the name is the
phone owner's own label for the sender, or the number; the owner's own lines carry the owner's name
and nothing says which that is (`me` is asked for). What it leaves out: reactions, who was quoted,
read marks, the first text of edited messages, deleted words, and, in an export without media, the
media. Nobody has published the format; it differs by phone, language and year.

How a line is read: a message begins where a line has the shape of date and time that the file's
first lines have; other lines belong to the message before. A line somebody typed or pasted in
exactly that shape cannot be told from a message; where it is dated before the line above it, its
time says so. The name ends at the first ": ", so a name that holds ": " is cut there: header and
text together are always the line as it stands in the source. Times go from year to second as far
as the export has them; how dates are read is in `whatsapp_dates`. A text saved again in an older
alphabet is asked for (`encoding`); a few broken bytes in UTF-8 cost a problem each.
"""

import itertools
from collections.abc import Iterable, Iterator

from everyword.archive import BadArchive, is_zip, members
from everyword.model import NO_TIME, Answers, Document, Problem, Reading, Skipped, Source, whole
from everyword.readers.signal.exporter import is_text as is_signal
from everyword.readers.whatsapp.chat import Chat
from everyword.readers.whatsapp.files import Files
from everyword.readers.whatsapp.letters import guesses, letters_of
from everyword.readers.whatsapp.lines import HEAD, head_lines
from everyword.readers.whatsapp.stamp import like_header
from everyword.readers.whatsapp.words import thread_of

NAME, TITLE, VERSION = "chat_whatsapp", "WhatsApp chat export", 4

UNNAMED = "in the archive, but no message names it; kept, not read"
MOST_CHATS = 50
"""A zip with more text files than this is looked at no further: it is no export of one chat."""


def recognises(source: Source) -> bool:
    """A text that begins like an export, or a zip with such a text and the files it names."""
    try:
        if not is_zip(source):
            return _is_chat(source.head(HEAD), source.size)
        return _is_export(members(source))
    except Exception:  # whatever is wrong with the bytes, it makes them not ours
        return False


def _is_chat(head: bytes, size: int) -> bool:
    """Also where the letters are not UTF-8: then in any alphabet in which it begins like a chat."""
    if is_signal(head):
        return False
    old = letters_of(head, len(head) == size).are_old
    return any(_begins(head_lines(head, name)[0]) for name in (guesses(head) if old else (None,)))


def _begins(head: list[str]) -> bool:
    """The first line with words begins a message, or a quarter of at least twelve lines do."""
    lines = [line for line in head if line.strip("\ufeff\u200e\u200f \t\r\0")]
    if not lines:
        return False
    starts = [match for line in lines if (match := like_header(line))]
    if like_header(lines[0]):
        named = any(": " in match.string[match.end() :] for match in starts)
        return named or len(starts) > 1
    return len(starts) >= 3 and len(starts) * 4 >= len(lines)


def _chats(files: tuple[Source, ...]) -> list[Source]:
    texts = [file for file in files if file.suffix == ".txt" and not _is_helper(file)]
    return [file for file in texts[:MOST_CHATS] if _heads_chat(file)]


def _heads_chat(file: Source) -> bool:
    try:
        return _is_chat(file.head(HEAD), file.size)
    except (BadArchive, OSError):
        return False


def _is_export(files: tuple[Source, ...]) -> bool:
    """A drawer of papers with a chat among them is not an export: its files are read one by one."""
    chats = _chats(files)
    others = [file for file in files if file not in chats and not _is_helper(file)]
    if not chats:
        return False
    if not others or any("_chat" in chat.base or _has_word(chat.base) for chat in chats):
        return True
    return any(other.base.encode() in chat.head(4 << 20) for chat in chats for other in others)


def _has_word(base: str) -> bool:
    return "whatsapp" in base.casefold() or thread_of(base) is not None


def _is_helper(file: Source) -> bool:
    return file.base.startswith("._") or file.base in (".DS_Store", "Thumbs.db")


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every message in file order; then, for a zip, the files that no message names."""
    return itertools.chain.from_iterable(_batches(source, answers))


def _batches(source: Source, answers: Answers) -> Iterator[Iterable[Reading]]:
    if not is_zip(source):
        yield from Chat(source, thread_of(source.base), answers, Files(())).batches()
        return
    try:
        files = members(source)
    except BadArchive as fault:
        yield [Problem(whole(source), str(fault))]
        return
    chats = _chats(files)
    if not chats:
        what = "no text in this zip file begins like a WhatsApp chat, or it is damaged"
        yield [Problem(whole(source), what)]
    media = Files(tuple(file for file in files if file not in chats))
    for chat in chats:
        # iPhone: the text is always `_chat.txt`, and the zip has the name.
        thread = thread_of(chat.base) or (thread_of(source.base) if len(chats) == 1 else None)
        yield from Chat(chat, thread, answers, media).batches()
    yield _not_named(media)


def _not_named(media: Files) -> Iterator[Reading]:
    for file in media.files:
        if _is_helper(file):
            yield Skipped(whole(file), "a helper file of the computer that made the zip")
        elif fault := media.fault(file):
            named = "a message names this file, but " if file.name in media.named else ""
            yield Problem(whole(file), named + fault)
        elif file.name not in media.named:
            yield Document(whole(file), NO_TIME, file.base, None, None, (), UNNAMED)

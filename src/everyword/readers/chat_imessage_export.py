"""Text files of the program imessage-exporter: one for each conversation of Messages.

Where from: https://github.com/ReagentX/imessage-exporter, which reads the database of a Mac or of
an iPhone backup and writes text (`-f txt`). Anybody can edit the file. Where the database itself is
at hand, it says more.

Times: "May 17, 2022  5:29:42 PM", the local clock of the computer that made the export; no zone is
written, and `zone` can be answered. When it was read stands behind the time, as the program wrote
it, and is kept there.

People: names or numbers as the program wrote them; "Me" is the owner, where anybody is called so in
the file, or whom the answer `me` names. The conversation is the name of the file.

Lines: a message is the line of its time, the line of its name and its words; a line of time begins
one only at the start or behind an empty line. What the program adds at the end of it (reactions,
effects, "responded to an earlier message") is told as lines of the system or skipped with its
words; added between words it stays among them. An answer is written twice, under the message it
answers and in its own place: the first is skipped where the second is there, word for word.
Edits stand in the words as the program wrote them, and the message is marked edited.
"""

from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.model import (
    NO_TIME,
    Answers,
    Attachment,
    Direction,
    Locator,
    Message,
    Problem,
    Reading,
    Skipped,
    Source,
    whole,
)
from everyword.readers.imessage.blocks import (
    ANNOUNCED,
    HEADER,
    INDENT,
    files_in,
    is_edited,
    is_unsent,
    local_of,
    pieces,
)
from everyword.readers.signal.lines import lines
from everyword.readers.times.zone import LocalClock, is_time

NAME, TITLE, VERSION = "chat_imessage_export", "imessage-exporter text", 1

OWNER = "Me"
CLOCK = "local clock of the computer that made the export"
MOST_LINES, LARGEST = 100_000, 8 << 20
"""Lines and bytes of one message with all its answers."""
_LOST = "longer than a message can be: not read"

Block = tuple[int, list[bytes], int]
"""The number of its first line, its lines with their ends, and how many more were not held."""


def recognises(source: Source) -> bool:
    """The first line with words is such a time, alone or with what the app said of a group."""
    try:
        head = source.head(4096).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    except (OSError, BadArchive):
        return False
    found = [line.rstrip("\r") for line in head.lstrip("\r\n").split("\n")]
    if HEADER.fullmatch(found[0]):
        return len(found) > 1 and bool(found[1].strip())
    return ANNOUNCED.fullmatch(found[0]) is not None and found[1:2] in ([""], [])


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every message in file order. Raises NeedsAnswer for a zone that there is not."""
    faults: list[str] = []
    try:
        reader = _Blocks(source, answers)
        reader.look(_blocks(source, []))
        for block in _blocks(source, faults):
            yield from reader.readings(block)
    except BadArchive as fault:
        faults.append(str(fault))
    yield from (Problem(whole(source), f"not read to the end: {fault}") for fault in faults)


def _blocks(source: Source, faults: list[str]) -> Iterator[Block]:
    """The lines of each message; first those before any, if there are some."""
    first, held, size, more, blank = 1, list[bytes](), 0, 0, True
    with source.open() as stream:
        for number, line in lines(stream, faults):
            bare = (line or b"").rstrip(b"\r\n")
            if blank and bare[:1].isalpha() and _begins(bare):
                if held or more:
                    yield first, held, more
                first, held, size, more = number, [], 0, 0
            blank = line is not None and not bare
            size += len(line or b"")
            if line is None or more or size > LARGEST or len(held) >= MOST_LINES:
                more += 1
            else:
                held.append(line)
    if held or more:
        yield first, held, more


def _begins(bare: bytes) -> bool:
    text = bare[:2000].decode("utf-8", "replace")
    return HEADER.fullmatch(text) is not None or ANNOUNCED.fullmatch(text) is not None


class _Blocks:
    def __init__(self, source: Source, answers: Answers) -> None:
        self._path = source.name
        stem = source.base.rsplit(".", 1)[0]
        self._thread = None if stem in ("orphaned", "") else stem
        self._clock = LocalClock(answers.get("zone"), source.name, CLOCK)
        self._owner = answers.get("me")
        self._answers: set[int] = set()

    def look(self, blocks: Iterator[Block]) -> None:
        """First pass: whether the owner is called Me, and which messages are answers."""
        for _, held, more in blocks:
            text = _decoded(held)
            if text is None or more or len(text) < 2 or not HEADER.fullmatch(text[0]):
                continue
            if self._owner is None and text[1] == OWNER:
                self._owner = OWNER
            body = text[2:]
            found = pieces(body)
            if any(piece.kind == "answer" for piece in found):
                self._answers.add(hash((text[0], text[1], *body[: found[0].end])))

    def readings(self, block: Block) -> Iterator[Reading]:
        first, held, more = block
        where = (Locator(self._path, first, first + len(held) + more - 1, "line"),)
        text = _decoded(held)
        if more:
            yield Problem(where, _LOST)
        elif text is None:
            start = b"".join(held)[:2000].decode("utf-8", "replace")
            yield Problem(where, f"these bytes are not all readable text (UTF-8): {start}")
        elif match := HEADER.fullmatch(text[0]):
            local = local_of(match)
            if local is None or not is_time(local):
                yield Problem(where, f"there is no such time: {match['stamp']}; not read")
            elif len(text) < 2 or not text[1].strip():
                yield Problem(where, f"a message without a name: {match['stamp']}; not read")
            else:
                yield from self._message(first, held, text, match["stamp"], local)
        elif match := ANNOUNCED.fullmatch(text[0]):
            yield from self._announced(first, text, match["stamp"], match["words"], local_of(match))
        elif any(line.strip() for line in text):
            yield Problem(where, "text before the first message: it has no date and no sender")
        else:
            yield Skipped(where, "empty lines")

    def _place(self, first: int, start: int, end: int) -> Locator:
        return Locator(self._path, first + start, first + end - 1, "line")

    def _announced(
        self, first: int, text: list[str], stamp: str, words: str, local: str | None
    ) -> Iterator[Reading]:
        where = [self._place(first, 0, 1)]
        if len(text) > 1:
            rest = self._place(first, 1, len(text))
            if any(text[1:]):
                yield Problem(
                    (*where, rest), f"lines that belong to nothing behind {text[0][:200]}"
                )
                return
            where.append(rest)
        if local is None or not is_time(local):
            yield Problem(tuple(where), f"there is no such time: {stamp}; not read")
            return
        when = self._clock.when(stamp, local, "second")
        yield Message(tuple(where), when, None, (), self._thread, None, words, True)

    def _message(
        self, first: int, held: list[bytes], text: list[str], stamp: str, local: str
    ) -> Iterator[Reading]:
        when = self._clock.when(stamp, local, "second")
        found = pieces(text[2:])
        words, tail = found[0], found[1:]
        where = [self._place(first, 0, 2 + words.end)]
        if tail and tail[0].kind == "blank":
            where.append(self._place(first, 2 + tail[0].start, 2 + tail[0].end))
            tail = tail[1:]
        lines_of_it = text[2 : 2 + words.end]
        body = b"".join(held[2 : 2 + words.end]).decode().removesuffix("\n").removesuffix("\r")
        yield Message(
            tuple(where),
            when,
            text[1],
            (),
            self._thread,
            self._direction(text[1]),
            body,
            edited=is_edited(lines_of_it),
            deleted=is_unsent(lines_of_it),
            attachments=tuple(Attachment(name, None, False) for name in files_in(lines_of_it)),
        )
        for number, piece in enumerate(tail):
            if piece.kind == "blank":  # told with what stands above it
                continue
            below = tail[number + 1 : number + 2]
            places = [piece, *(each for each in below if each.kind == "blank")]
            at = tuple(self._place(first, 2 + each.start, 2 + each.end) for each in places)
            inside = slice(2 + piece.start, 2 + piece.end)
            yield self._note(at, piece.kind, text[inside], b"".join(held[inside]).decode())

    def _note(self, where: tuple[Locator, ...], kind: str, inside: list[str], raw: str) -> Reading:
        if kind == "reactions":
            told = raw.removesuffix("\n").removesuffix("\r")
            return Message(where, NO_TIME, None, (), self._thread, None, told, True)
        if kind == "reply":
            return self._reply(where, inside)
        return Skipped(where, f"what the program says of the message above: {inside[0]}")

    def _reply(self, where: tuple[Locator, ...], inside: list[str]) -> Reading:
        own = [line.removeprefix(INDENT) for line in inside]
        body = own[2:]
        key = hash((own[0], own[1] if len(own) > 1 else "", *body[: pieces(body)[0].end]))
        if key in self._answers:
            what = "an answer shown under the message it answers; it stands in its own place too"
            return Skipped(where, what)
        words = "\n".join(own).strip("\n")
        return Problem(where, f"an answer that stands nowhere else in this file: {words[:4000]}")

    def _direction(self, name: str) -> Direction | None:
        if self._owner is None:
            return None
        return "out" if name == self._owner else "in"


def _decoded(held: list[bytes]) -> list[str] | None:
    try:
        return [line.decode().removesuffix("\n").removesuffix("\r") for line in held]
    except UnicodeDecodeError:
        return None

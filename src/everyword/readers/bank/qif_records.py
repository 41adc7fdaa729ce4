"""Records of a QIF file: the lines between two ^, under the header they stand below."""

from collections.abc import Iterator

from msgspec import Struct

from everyword.readers.bank.letters import Line

MAX_LINES, MAX_SIZE = 2000, 1024 * 1024
"""Lines and letters of one record; more is damage and is not held."""


class Record(Struct):
    """`header` is the !-line the record stands under ("" at first), in lower case.

    `lines` are without their ends and without the ^; `closed` False: the file ends before the ^.
    `long`: more words than any record may have. A record of one !-line is that header itself.
    """

    header: str
    first: int
    last: int
    lines: list[str]
    closed: bool = False
    long: bool = False
    size: int = 0

    def add(self, line: Line) -> None:
        self.last = line.number
        if line.text is None or self.size > MAX_SIZE or len(self.lines) >= MAX_LINES:
            self.long = True
            return
        self.size += len(line.text)
        self.lines.append(line.text)

    @property
    def is_header(self) -> bool:
        return len(self.lines) == 1 and self.lines[0].startswith("!")

    @property
    def is_blank(self) -> bool:
        return not self.long and not any(line.strip() for line in self.lines)

    def words(self) -> str:
        """For a person who looks for the place."""
        text = ", ".join(line for line in self.lines if line.strip())
        return text if len(text) <= 400 else text[:400] + " ..."


def records(lines: Iterator[Line]) -> Iterator[Record]:
    """Every line is in exactly one record."""
    header = ""
    held: Record | None = None
    for line in lines:
        text = line.text
        starts = text.lstrip("\ufeff ")[:1] if text is not None else ""
        if starts == "!":
            if held is not None:
                yield held
                held = None
            assert text is not None
            header = text.strip().lower()
            yield Record(header, line.number, line.number, [text.strip()], True)
            continue
        if held is None:
            held = Record(header, line.number, line.number, [])
        if text is not None and text.strip() == "^":
            held.last, held.closed = line.number, True
            yield held
            held = None
        else:
            held.add(line)
    if held is not None:
        yield held

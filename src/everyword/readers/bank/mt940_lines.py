"""The fields of a SWIFT MT940 or MT942 file, one after another, with the lines they stand on."""

import re
from collections.abc import Iterator

from msgspec import Struct

from everyword.readers.bank.letters import Line

MAX_FIELD_LINES, MAX_FIELD = 200, 64 * 1024
"""A field has a few lines of 65 letters; more than this is damage and is not held."""

_TAG = re.compile(
    r"(?:\{[0-9]:[^{}]{0,200}(?:\{[^{}]{0,200}\}){0,20}\})*(?:\{4:)?:([0-9]{2}[A-Z]?|NS):"
)
_END = re.compile(r"-(?:\}.*+|[A-Z]{3}|\x03)?\s*")
_ENVELOPE = re.compile(r"\{[1-5]:.*|\x01|\x1a|\x03|\$|[ \t]*")


class Field(Struct):
    """`:61:...` and the lines that belong to it. `lines` without the tag and the line ends.

    `tag` "" is what stands outside every field; "-" the end of a message. `cut`: the file ends in
    the first line; `long`: more words than any field may have.
    """

    tag: str
    first: int
    last: int
    lines: list[str]
    cut: bool = False
    long: bool = False
    size: int = 0

    def add(self, line: Line) -> None:
        self.last = line.number
        if line.text is None or self.size > MAX_FIELD or len(self.lines) >= MAX_FIELD_LINES:
            self.long = self.long or line.text is None or bool(line.text.strip())
            return
        self.size += len(line.text)
        self.lines.append(line.text)

    @property
    def text(self) -> str:
        """The lines with newlines between; blank lines at the end are layout."""
        return "\n".join(self.lines).rstrip("\r\n")


def fields(lines: Iterator[Line]) -> Iterator[Field]:
    """Every line is in exactly one field."""
    field: Field | None = None
    for line in lines:
        text = line.text
        match = _TAG.match(text) if text is not None else None
        if match is not None:
            if field is not None:
                yield field
            field = Field(match[1], line.number, line.number, [], not line.ended)
            field.add(Line(line.number, (text or "")[match.end() :], line.ended))
        elif text is not None and (_END.fullmatch(text) or _is_envelope(text, field)):
            if field is not None:
                yield field
            field = None
            yield Field("-", line.number, line.number, [text])
        elif field is None or field.tag == "":
            if field is None:
                field = Field("", line.number, line.number, [])
            field.add(line)
        else:
            field.add(line)
    if field is not None:
        yield field


def _is_envelope(text: str, field: Field | None) -> bool:
    """Brackets and signs around a message; a blank line inside a field is part of the field."""
    if not text.strip():
        return field is None
    return _ENVELOPE.fullmatch(text) is not None

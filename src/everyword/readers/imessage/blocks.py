"""One message of imessage-exporter's text: which of its lines are words, which are notes.

The program writes a line with the time, a line with the name, the words, then what it knows of the
message: reactions behind "Tapbacks:" ("Reactions:" in older ones), effects, replies (four blanks
in), a note on an answer, and an empty line.
"""

import re

from msgspec import Struct

STAMP = (
    r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?P<day>\d\d), (?P<year>\d{4})"
    r" {1,2}(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d) (?P<half>[AP]M)"
)
_NOTE = r"(?: \((?:Read|Delivered)[^\n]{0,200}\))?"
HEADER = re.compile(f"(?P<stamp>{STAMP}{_NOTE})", re.ASCII)
ANNOUNCED = re.compile(f"(?P<stamp>{STAMP}) (?P<words>[^(\\s][^\\n]*)", re.ASCII)
INDENT = "    "
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_REACTIONS = ("Tapbacks:", "Reactions:")
_REACTION = re.compile(r"[^\n]{1,300} (?:by|from) [^\n]{1,300}|Sticker from [^\n]{1,600}")
_ANSWER = "This message responded to an earlier message."
_EFFECT = re.compile(
    r"Sent with (?:Confetti|Echo|Fireworks|Balloons|Heart|Lasers|Shooting Star[t]?|Sparkles|"
    r"Spotlight|Slam|Loud|Gentle|Invisible Ink)"
)
_EDITED = re.compile(r"Edited [^\n]{1,80} later: ")
_UNSENT = re.compile(r"[^\n]{1,120} unsent (?:this|a) message(?: part)?[^\n]{0,120}!")
_PATH = re.compile(
    r"(?:attachments[/\\]|[^\n]{0,300}/(?:Messages|SMS)/Attachments/)[^\n]{0,300}?"
    r"(?P<name>[^/\\\n]{1,200})"
)


class Piece(Struct, frozen=True, gc=False):
    """Lines of a message, counted from 0 within it: `end` is behind the last."""

    kind: str
    start: int
    end: int


def local_of(match: re.Match[str]) -> str | None:
    """`2022-05-17T17:29:42`; None where there is no such hour."""
    hour = int(match["hour"])
    if not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if match["half"] == "PM" else 0)
    month = _MONTHS.index(match["month"]) + 1
    time = f"{hour:02}:{match['minute']}:{match['second']}"
    return f"{match['year']}-{month:02}-{match['day']}T{time}"


def pieces(lines: list[str]) -> list[Piece]:
    """The words of a message (everything up to the notes behind it), then the notes.

    `lines` are those behind time and name, without their ends. A note in the middle, with words
    behind it, stays among the words: what is the program's and what a person's is not told there.
    """
    tail: list[Piece] = []
    kind = "words"
    for at, line in enumerate(lines):
        found = _kind(line, kind)
        if found == "words":
            tail = []
        elif tail and tail[-1].kind == found and found in ("blank", "reactions", "reply"):
            if found == "reply" and HEADER.fullmatch(line.removeprefix(INDENT)):
                tail.append(Piece(found, at, at + 1))
            else:
                tail[-1] = Piece(found, tail[-1].start, at + 1)
        else:
            tail.append(Piece(found, at, at + 1))
        kind = found
    start = tail[0].start if tail else len(lines)
    return [Piece("words", 0, start), *tail]


def _kind(line: str, before: str) -> str:
    if line in _REACTIONS:
        return "reactions"
    if before == "reply" and (line.startswith(INDENT) or not line):
        return "reply"
    if not line:
        return "blank"
    if before == "reactions" and _REACTION.fullmatch(line):
        return "reactions"
    if line == _ANSWER:
        return "answer"
    if _EFFECT.fullmatch(line):
        return "effect"
    if line.startswith(INDENT) and HEADER.fullmatch(line[len(INDENT) :]):
        return "reply"
    return "words"


def is_edited(lines: list[str]) -> bool:
    return any(_EDITED.match(line) for line in lines)


def is_unsent(lines: list[str]) -> bool:
    return len(lines) == 1 and _UNSENT.fullmatch(lines[0]) is not None


def files_in(lines: list[str]) -> list[str]:
    """Names of the files whose paths stand on lines of their own."""
    return [match["name"] for line in lines if (match := _PATH.fullmatch(line))]

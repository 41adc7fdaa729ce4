"""COVER.txt: one page for a reader who knows nothing of seals, with the list of what is here.

It says what the seal shows and, as plainly, what it does not. Names are as people wrote them.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from everyword.vault import package_names as names
from everyword.vault.package_scan import shown

LINES: Final = 60
WIDTH: Final = 80
FEWEST: Final = 5
"""Lines the list of documents has in any case."""

_TOP: Final = """WHAT THIS FOLDER IS

It holds {documents}, in the folder data, byte for byte as kept, and
a seal over {them}: numbers worked out from every bit, and a signature.
Made {made}, by the clock of the computer it was made on.

WHAT THE SEAL SHOWS

- Each document in data is the one that was sealed. If one bit is changed, or a
  document is added, taken out or exchanged, the check says so.
"""
_TIMES: Final = """- These bytes were there no later than this time, told by somebody outside:
{times}
  What was in the case then has not been changed or taken out unseen since.
"""
_NO_TIMES: Final = """- Nobody outside has told a time for it. So the seal by itself does not show
  since when these bytes have been there.
"""
_NOT: Final = """
WHAT IT DOES NOT SHOW

- Who wrote a document, who took a picture, who speaks in a recording.
- That what a document says is true.
- That the clock of the computer was right. The seal only repeats what it said.
- What a document was before it was sealed.
{others}

HOW TO CHECK IT

Read HOW-TO-VERIFY.txt: it takes one command, and no program of ours.
Then ask the person who gave you this, by telephone or on paper, for the mark of
their key. It must be this one, in numbers or in words:
  {mark}
  {first}
  {last}
If it is another one, this folder was sealed by somebody else.

WHAT IS IN IT

"""
_FRESH: Final = "- Whether other things were kept. This folder says nothing about that."
_CASE: Final = """- What else is in the case: {total} sealed in it (documents, and
  notes that the program makes for itself), and {count} shown here."""


class Listed(Struct, frozen=True):
    """A document of the package: its exhibit labels, its file, the name it had."""

    labels: tuple[str, ...]
    path: str
    name: str


class Told(Struct, frozen=True):
    """A time told from outside: in words, and by whom."""

    when: str
    by: str


def labels_text(listed: Sequence[Listed]) -> str:
    """The whole list: label, file, original name, with tabs between; one line for each label."""
    rows = [
        f"{label}\t{each.path}\t{shown(each.name)}\n"
        for each in listed
        for label in each.labels or ("-",)
    ]
    return "".join(rows)


def cover(
    listed: Sequence[Listed],
    *,
    made: str,
    mark: str,
    words: str,
    total: int | None,
    told: Sequence[Told],
) -> tuple[str, bool]:
    """The page, and whether the whole list is on it. `total`: things in the case's tree."""
    count = len(listed)
    top = _TOP.format(
        documents="one document" if count == 1 else f"{count:,} documents",
        them="it" if count == 1 else "them",
        made=made.replace("T", " ").replace("Z", " UTC"),
    )
    others = _FRESH
    if total is not None:
        sealed = "1 record is" if total == 1 else f"{total:,} records are"
        others = _CASE.format(total=sealed, count="1 is" if count == 1 else f"{count:,} are")
    spoken = words.split(" ")
    first, last = " ".join(spoken[:4]), " ".join(spoken[4:])
    below = _NOT.format(others=others, mark=mark, first=first, last=last)
    room = LINES - FEWEST - top.count("\n") - below.count("\n") - _TIMES.count("\n") + 1
    lines = (top + _outside(told, room) + below).splitlines()
    rows = [_row(label, each) for each in listed for label in each.labels or ("-",)]
    left = LINES - len(lines)
    is_whole = len(rows) <= left
    if not is_whole:
        rest = f"and {len(rows) - left + 1:,} more: the whole list is in {names.LABELS}"
        rows = [*rows[: left - 1], rest]
    return "\n".join([*lines, *rows]) + "\n", is_whole


def _outside(told: Sequence[Told], room: int) -> str:
    if not told:
        return _NO_TIMES
    lines = [_cut(f"{t.when}  {shown(t.by)}", WIDTH - 4) for t in told]
    if len(lines) > room:
        lines = [*lines[: room - 1], f"and {len(lines) - room + 1} more; see {names.HOW_TO}"]
    return _TIMES.format(times="\n".join(f"    {line}" for line in lines))


def _row(label: str, each: Listed) -> str:
    number = each.path.split("-", 1)[0]
    return _cut(f"{label:<8} {number}  {shown(each.name)}", WIDTH)


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 3]}..."

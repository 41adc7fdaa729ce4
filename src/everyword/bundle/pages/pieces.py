"""From the values of a plan to what the template prints: one function for each kind of page."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from everyword.bundle.pages.attached import SMALL, plainly
from everyword.bundle.pages.convert import BadPicture, KeptBack, Prepared, prepare
from everyword.bundle.pages.lettering import LONGEST_RUN, Para, paragraphs
from everyword.bundle.pages.pieces_court import court_data
from everyword.bundle.pages.pieces_schedule import counted_data
from everyword.bundle.pages.pieces_table import shape_of, table_data
from everyword.bundle.pages.typeset import BATCH, Piece
from everyword.bundle.plan import (
    Attached,
    Caption,
    Cite,
    CountedSchedule,
    Document,
    ExhibitList,
    Facts,
    Letter,
    Line,
    Picture,
    ScottSchedule,
    Slip,
    Spoken,
    Statement,
    Table,
    Text,
    Transcript,
    Unusable,
)
from everyword.model import Source

T = TypeVar("T")
PAGE = (460.0, 700.0)
"""Room for a picture on a page of its own, in points, for both sizes of paper."""
WIDE = 62
"""Letters of date and name that share one line; a longer name gets a line of its own."""
LONG_TITLE = 120
"""Letters of a title that is no longer set large."""


class Printer:
    """Makes pieces, and remembers what has to be said about them.

    `unprinted` are the code points no font has; `findings` are plain sentences.
    """

    def __init__(self) -> None:
        self.unprinted: dict[str, set[int]] = {}
        self.findings: list[str] = []
        self.unusable: set[str] = set()
        self.refs: Callable[[Cite], Sequence[dict[str, Any]]] = lambda cite: ()
        """Where a cite of a court paper leads; set when the pages have their labels."""
        self.shown: Callable[[Document, Attached, str], Prepared] = plainly
        """A picture that a message carries, as it is printed under this name."""
        self._key = ""

    def words(self, text: str, run: int = LONGEST_RUN) -> list[Para]:
        return paragraphs(text, self.unprinted.setdefault(self._key, set()), run)

    def front(self, key: str, kind: str, title: str, data: dict[str, Any]) -> Piece:
        """A piece of the front matter: cover, contents, chronology."""
        self._key = key
        body = {"kind": kind, "running": None, "exhibit": None, "title": self.words(title)}
        return Piece(key, body | {"long": len(title) > LONG_TITLE} | data, 1)

    def caption(self, caption: Caption) -> dict[str, Any]:
        """The heading of a court paper, for the template."""
        return {
            "court": self.words(caption.court),
            "number": self.words(caption.number) if caption.number else [],
            "matter": [self.words(line) for line in caption.matter],
            "parties": self._facts(caption.parties),
            "between": self.words(caption.between) if caption.between else [],
        }

    def pieces(self, document: Document) -> Iterator[Piece]:
        """The pieces of a document that is not given as a PDF."""
        self._key = document.key
        match document.content:
            case Transcript() as content:
                yield from self._transcript(document, content)
            case Table() as content:
                yield from self._table(document, content)
            case Text() as content:
                yield from self._text(document, content)
            case Picture() as content:
                yield from self._picture(document, content)
            case Letter() as content:
                yield from self._letter(document, content)
            case Slip() as content:
                yield from self._slip(document, content)
            case Statement() | ScottSchedule() | ExhibitList() as content:
                for data, weight in court_data(content, self):
                    yield self._piece(document, data, weight)
            case CountedSchedule() as content:
                for data, weight, pictures in counted_data(content, document.key, self):
                    yield self._piece(document, data, weight, pictures)
            case Unusable(reason=reason, facts=facts):
                yield self.unusable_page(document, reason, facts)

    def unusable_page(self, document: Document, reason: str, facts: Facts) -> Piece:
        """The page that names a document which could not be used, and why."""
        self._key = document.key
        self.unusable.add(document.key)
        data = {"kind": "unusable", "reason": self.words(reason), "facts": self._facts(facts)}
        return self._piece(document, data)

    def _piece(
        self,
        document: Document,
        data: dict[str, Any],
        weight: int = 1,
        pictures: dict[str, bytes] | None = None,
    ) -> Piece:
        running = " · ".join(part for part in (document.mark, document.title) if part)
        head = {
            "exhibit": self.words(document.mark) if document.mark else None,
            "title": self.words(document.title),
            "running": self.words(_shortened(running)),
        }
        return Piece(document.key, head | data, weight, pictures or {})

    def _facts(self, facts: Facts) -> list[list[list[Para]]]:
        return [[self.words(label), self.words(value)] for label, value in facts]

    def _transcript(self, document: Document, content: Transcript) -> Iterator[Piece]:
        barred = any(not line.chosen for line in content.lines)
        most = max((line.number for line in content.lines), default=0)
        chunks = chunked(content.lines, [_weight(line) for line in content.lines])
        for number, chunk in enumerate(chunks):
            pictures: dict[str, bytes] = {}
            data = {
                "kind": "transcript",
                "opening": number == 0,
                "barred": barred,
                "gutter": _gutter(most),
                "facts": self._facts(content.facts),
                "lines": [self._line(document, line, pictures) for line in chunk],
                "left_out_after": content.left_out_after if number == len(chunks) - 1 else 0,
            }
            weight = sum(_weight(line) for line in chunk) + 1
            yield self._piece(document, data, weight, pictures)

    def _line(self, document: Document, line: Line, pictures: dict[str, bytes]) -> dict[str, Any]:
        return {
            "anchor": line.anchor,
            "number": line.number,
            "when": self._apart(line.when),
            "sender": self._apart(line.sender),
            "wide": len(line.when) + len(line.sender) > WIDE,
            "text": self.words(line.text) if line.text or not line.attachments else [],
            "system": line.system,
            "chosen": line.chosen,
            "left_out": line.left_out,
            "notes": [self._apart(note) for note in line.notes],
            "attachments": [
                self._attached(document, f"message {line.number}", attached, pictures)
                for attached in line.attachments
            ],
        }

    def _apart(self, text: str) -> list[Para]:
        """Words that share their line with others: marks of direction must not reach those."""
        lines = self.words(text)
        if not text.isascii() and any(unicodedata.category(letter) == "Cf" for letter in text):
            return [{"d": "r" if each["d"] == "r" else "b", "c": each["c"]} for each in lines]
        return lines

    def _attached(
        self, document: Document, place: str, attached: Attached, pictures: dict[str, bytes]
    ) -> dict[str, Any]:
        sha = attached.sha256
        data: dict[str, Any] = {
            "name": self._apart(attached.name),
            "alt": _alt(f"Picture attached to {place}: {attached.name}"),
            "present": attached.present,
            "sha256": [sha[n : n + 8] for n in range(0, len(sha), 8)] if sha else None,
            "picture": None,
            "trouble": None,
        }
        if attached.picture is None:
            return data
        name = _file_name(f"{document.key}-{place}-{len(pictures)}")
        try:
            shown = self.shown(document, attached, name)
        except KeptBack as fault:  # which these are is said once for all of them
            return data | {"trouble": self.words(f"This picture is left out: {fault}.")}
        except BadPicture as fault:
            words = f"This picture could not be shown: {fault}."
            self.findings.append(
                f"{document.title}, {place}: {attached.name} could not be shown: {fault}"
            )
            return data | {"trouble": self.words(words)}
        pictures[name] = shown.svg
        return data | {"picture": name, "width": round(shown.within(*SMALL), 2)}

    def _table(self, document: Document, content: Table) -> Iterator[Piece]:
        chunks = chunked(
            content.rows, [1 + sum(map(len, row.cells)) // 200 for row in content.rows]
        )
        first, shape = 1, shape_of(content)
        for number, chunk in enumerate(chunks):
            data = table_data(content, shape, chunk, first, self.words)
            first += len(chunk)
            head = {"opening": number == 0, "facts": self._facts(content.facts)}
            yield self._piece(document, head | data, len(chunk) + 1)

    def _letter(self, document: Document, content: Letter) -> Iterator[Piece]:
        lines = content.lines
        chunks = chunked(lines, [1 + len(line) // 800 for line in lines])
        for number, chunk in enumerate(chunks):
            pictures: dict[str, bytes] = {}
            closing = number == len(chunks) - 1
            data = {
                "kind": "letter",
                "opening": number == 0,
                "closing": closing,
                "head": self._facts((("Kind", content.kind), *content.head)),
                "lines": [para for line in chunk for para in self.words(line)],
                "attachments": [
                    self._attached(document, f"{content.kind} {n}", each, pictures)
                    for n, each in enumerate(content.attachments if closing else (), 1)
                ],
                "facts": self._facts(content.facts),
            }
            weight = len(chunk) // 2 + len(content.attachments) * closing + 1
            yield self._piece(document, data, weight, pictures)

    def _slip(self, document: Document, content: Slip) -> Iterator[Piece]:
        spoken = list(enumerate(content.spoken, 1))
        longest = max((len(each.speaker) for each in content.spoken), default=0)
        chunks = chunked(spoken, [1 + len(each.text) // 600 for _, each in spoken])
        for number, chunk in enumerate(chunks):
            data = {
                "kind": "slip",
                "opening": number == 0,
                "facts": self._facts(content.facts),
                "speakers": min(18 + longest, 44),
                "spoken": [self._spoken(n, each) for n, each in chunk],
            }
            yield self._piece(document, data, len(chunk) + 1)

    def _spoken(self, number: int, said: Spoken) -> dict[str, Any]:
        return {
            "number": number,
            "at": self.words(said.at),
            "speaker": self.words(said.speaker, 12),
            "text": self.words(said.text),
        }

    def _text(self, document: Document, content: Text) -> Iterator[Piece]:
        first, last = content.first, content.first + len(content.lines)
        chunks = chunked(content.lines, [1 + len(line) // 800 for line in content.lines])
        for number, chunk in enumerate(chunks):
            data = {
                "kind": "plain",
                "opening": number == 0,
                "gutter": _gutter(last) + 3,
                "facts": self._facts(content.facts),
                "lines": [
                    {"number": n, "text": self.words(line)} for n, line in enumerate(chunk, first)
                ],
            }
            first += len(chunk)
            yield self._piece(document, data, len(chunk) // 2 + 1)

    def _picture(self, document: Document, content: Picture) -> Iterator[Piece]:
        try:
            prepared = prepare(content.source, *PAGE)
        except BadPicture as fault:
            self.findings.append(f"{document.title}: could not be used: {fault}")
            facts = (("File", content.source.base), *content.facts)
            yield self.unusable_page(document, f"Reason: {fault}.", facts)
            return
        for number, shown in enumerate(prepared, 1):
            facts = content.facts if number == 1 else ()
            if len(prepared) > 1:
                facts = (("Picture", f"{number} of {len(prepared)} in this file"), *facts)
            name = _file_name(f"{document.key}-{number}")
            data = {
                "kind": "picture",
                "picture": name,
                "alt": _alt(f"{document.title}, picture {number} of {len(prepared)}"),
                "width": shown.width,
                "height": shown.height,
                "facts": self._facts(facts),
            }
            yield self._piece(document, data, 1, {name: shown.svg})


def file_facts(source: Source) -> Facts:
    """What can be said of a file that is not shown."""
    return (("File", source.base), ("Size", f"{source.size:,} bytes"))


def _file_name(key: str) -> str:
    """Document keys may hold any character; a file name of the typesetter's may not."""
    return "".join(c if c.isalnum() and c.isascii() else f"_{ord(c):x}_" for c in key) + ".svg"


def _shortened(title: str, most: int = 60) -> str:
    return title if len(title) <= most else title[: most - 1] + "…"


def _weight(line: Line) -> int:
    return 1 + (len(line.text) + sum(map(len, line.notes))) // 600 + len(line.attachments)


def chunked(things: Sequence[T], weights: list[int]) -> list[list[T]]:
    """The things in runs that are typeset in one go; one empty run for no things at all."""
    chunks: list[list[T]] = [[]]
    filled = 0
    for thing, weight in zip(things, weights, strict=True):
        if chunks[-1] and filled + weight > BATCH:
            chunks.append([])
            filled = 0
        chunks[-1].append(thing)
        filled += weight
    return chunks


def _gutter(most: int) -> int:
    """Millimetres for a number in the margin and the space behind it."""
    return 4 + round(2.5 * max(2, len(str(most))))


def _alt(words: str) -> str:
    """For a person who listens to the page; a name may hold marks that no voice can say."""
    return "".join(letter if letter.isprintable() else " " for letter in words)

"""Cover, index, hearing sheet and chronology: the pages that name other pages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from everyword.bundle.lodged import lodged_place
from everyword.bundle.numbering import Spot, labels_by_page, spans
from everyword.bundle.pages.pieces import Printer
from everyword.bundle.pages.typeset import Piece
from everyword.bundle.plan import ChronologyRow, Cite, Document, DocumentEntry, Plan, Section

TO = "\u2013"
"""Between the first and last page of a document."""
COVER, CONTENTS, HEARING, CHRONOLOGY = "cover", "index", "hearing", "chronology"
LONG_EVENT, LONG_CITES = 800, 12
"""Signs of an event, cites of a row: a longer row may be broken between two pages."""
WORD, NARROW, MARK = 14, 10, 4
"""Letters after which a long word may break in a column of the index: capitals have room, too."""
TAB = "tab "
"""Before the letter of a section: the key of the page that stands before it."""
FRONT = (COVER, CONTENTS, HEARING, CHRONOLOGY)


class Printed(Protocol):
    """What the front matter needs to know of a document's pages."""

    @property
    def pages(self) -> int: ...

    @property
    def copy(self) -> str: ...

    def place(self, cite: Cite) -> int | None: ...


def front_keys(plan: Plan, volumes: int, is_supplement: bool = False) -> list[list[str]]:
    """The parts of the front matter of each volume, in order."""
    first = [CONTENTS] if is_supplement else [COVER, CONTENTS]
    if plan.hearing is not None and not is_supplement:
        first.insert(1, HEARING)
    if plan.chronology:
        first.append(CHRONOLOGY)
    later = [first[:1] if is_supplement else [COVER, CONTENTS]] * (volumes - 1)
    return [first, *([f"{key} {n}" for key in keys] for n, keys in enumerate(later, 2))]


def is_front(key: str) -> bool:
    """Whether a key is that of a part of the front matter, of whichever volume."""
    name, _, number = key.partition(" ")
    return name in FRONT and (number == "" or number.isdecimal())


class Writer:
    """Writes one volume's front matter for one set of labels; `findings`: cites that lead nowhere.

    `earlier` are the documents lodged before: the index of a supplement names them as well.
    """

    def __init__(
        self,
        plan: Plan,
        printer: Printer,
        printed: Mapping[str, Printed],
        spots: Mapping[str, Spot],
        volume: int = 1,
        volumes: int = 1,
        earlier: Sequence[DocumentEntry] = (),
    ) -> None:
        self.plan, self.printer, self.printed, self.spots = plan, printer, printed, spots
        self.volume, self.volumes, self.earlier = volume, volumes, earlier
        self.findings: list[str] = []

    def pieces(self, keys: Iterable[str]) -> list[Piece]:
        writers = {
            COVER: self._cover,
            CONTENTS: self._contents,
            HEARING: self._hearing,
            CHRONOLOGY: self._chronology,
        }
        return [writers[key.partition(" ")[0]](key) for key in keys]

    def _cover(self, key: str) -> Piece:
        lines = list(self.plan.lines)
        if self.volumes > 1:
            lines.append(f"Volume {self.volume} of {self.volumes}")
        runs = spans(labels_by_page(self.spots)[self.volume])
        words = ", ".join(one if one == last else f"{one} to {last}" for one, last in runs)
        data = {
            "caption": self._caption(),
            "lines": [para for line in lines for para in self.printer.words(line)],
            "pages": self.printer.words(f"Pages {words}."),
            "made": self.printer.words(f"Made on {self.plan.made}") if self.plan.made else None,
        }
        return self.printer.front(key, "cover", self.plan.title, data)

    # The index

    def _contents(self, key: str) -> Piece:
        rows = []
        if CHRONOLOGY in self.spots:
            rows.append(self._row("Chronology", "", "", CHRONOLOGY))
        earlier = _by_section(self.earlier)
        for section in self.plan.sections:
            rows += self._section(section, earlier.pop(section.title, []))
        for title, entries in earlier.items():
            rows += [self._heading("", title, ""), *(self._lodged(entry) for entry in entries)]
        documents = self.plan.documents
        data = {
            "marked": any([each.mark for each in documents] + [each.mark for each in self.earlier]),
            "volumed": self.volumes > 1 or any(each.volume > 1 for each in self.earlier),
            "rows": rows,
            "remarks": [self.printer.words(remark) for remark in self.plan.remarks],
        }
        title = "Index of the supplement and of what was lodged before"
        return self.printer.front(key, "contents", title if self.earlier else "Index", data)

    def _section(self, section: Section, earlier: list[DocumentEntry]) -> Iterator[dict[str, Any]]:
        """Its heading and its documents; late ones behind the lodged page they follow."""
        late = [document for document in section.documents if document.key in self.printed]
        if not late and not earlier:
            return
        yield self._heading(section.letter, section.title, TAB + section.letter)
        for entry in earlier:
            yield self._lodged(entry)
            for document in [each for each in late if each.after and each.after == entry.last]:
                late.remove(document)
                yield self._document_row(document)
        yield from (self._document_row(document) for document in late)

    def _heading(self, letter: str, title: str, tab: str) -> dict[str, Any]:
        """A section's row; it leads to the page before the section, where there is one."""
        spot = self.spots.get(tab)
        words = self.printer.words
        return {
            "section": True,
            "letter": words(letter),
            "title": words(title),
            "first": None if spot is None else self._at(spot, 0),
            "range": "" if spot is None else spot.first,
            "volume": str(spot.volume) if spot is not None and self.volumes > 1 else None,
        }

    def _document_row(self, document: Document) -> dict[str, Any]:
        title = document.title
        if document.key in self.printer.unusable:
            title += " (could not be used)"
        if copy := self.printed[document.key].copy:
            title += f" ({copy})"
        if self.earlier:
            title += " (new)"
        return self._row(title, document.date, document.mark or "", document.key)

    def _row(self, title: str, date: str, mark: str, key: str) -> dict[str, Any]:
        spot = self.spots[key]
        at = self._at(spot, 0)
        volume = spot.volume if self.volumes > 1 else None
        return self._cells((title, date, mark), at, _span(spot.first, spot.last), volume)

    def _lodged(self, entry: DocumentEntry) -> dict[str, Any]:
        """A document that is in another file, so that no link can lead there."""
        at = {"label": entry.first, "page": None, "volume": None}
        words = (entry.title, entry.date, entry.mark or "")
        is_volumed = any(each.volume > 1 for each in self.earlier)
        span = _span(entry.first, entry.last)
        return self._cells(words, at, span, entry.volume if is_volumed else None)

    def _cells(
        self, words: tuple[str, str, str], at: dict[str, Any], span: str, volume: int | None
    ) -> dict[str, Any]:
        title, date, mark = words
        return {
            "section": False,
            "title": self.printer.words(title, WORD),
            "date": self.printer.words(date, NARROW),
            "exhibit": self.printer.words(mark, MARK),
            "first": at,
            "range": span,
            "volume": None if volume is None else str(volume),
        }

    def _at(self, spot: Spot, page: int) -> dict[str, Any]:
        """A page of a part: its label, and its number in this file, where it is in this one."""
        here = spot.volume == self.volume
        return {
            "label": spot.labels[page],
            "page": spot.page + page if here else None,
            "volume": None if here else str(spot.volume),
        }

    # The sheet for the hearing

    def _hearing(self, key: str) -> Piece:
        hearing = self.plan.hearing
        assert hearing is not None  # there is no such part without one
        words = self.printer.words
        facts = (
            ("Court", hearing.court),
            ("Case number", hearing.case_number),
            ("Hearing", hearing.date),
            ("Before", hearing.judge),
            *(("Party", party) for party in hearing.parties),
        )
        pages = []
        for each in hearing.key_pages:
            found = self._find(each.cite)
            if found is None:
                self.findings.append(f"Hearing sheet: {each.words!r} is not in this bundle")
            pages.append({"words": words(each.words), "at": self._at(*found) if found else None})
        data = {
            "caption": self._caption(),
            "facts": [[words(label), words(value)] for label, value in facts if value],
            "asked": [words(line) for line in hearing.asked],
            "pages": pages,
        }
        return self.printer.front(key, "hearing", self.plan.title, data)

    # The chronology

    def _chronology(self, key: str) -> Piece:
        rows = [
            {
                "number": row.number,
                "when": self.printer.words(row.when),
                "event": self.printer.words(row.event),
                "status": self.printer.words(row.status),
                "cites": self._cites(row),
                "long": len(row.event) > LONG_EVENT or len(row.cites) > LONG_CITES,
            }
            for row in self.plan.chronology
        ]
        return self.printer.front(key, "chronology", "Chronology", {"rows": rows})

    def _cites(self, row: ChronologyRow) -> list[dict[str, Any]]:
        """One entry for each thing cited, with all its pages once, in the order of the bundle."""
        pages: dict[str, dict[tuple[int, int], dict[str, Any]]] = {}
        lodged: dict[tuple[str, str], list[str]] = {}
        for cite in row.cites:
            found, before = self._find(cite), self._find_lodged(cite)
            words = cite.words
            if found is None and before is not None:
                lodged.setdefault((words, before[1]), []).append(before[0])
                continue
            if found is None and cite.document is None:
                words += " (not in this bundle)"
            elif found is None:
                words += " (page not found)"
                self.findings.append(
                    f"Chronology, row {row.number}: {cite.words!r} points to a place that is not"
                    " in this bundle"
                )
            kept = pages.setdefault(words, {})
            if found is not None:
                spot, page = found
                kept[spot.volume, spot.page + page] = self._at(spot, page)
        for (words, where), labels in lodged.items():
            shown = ", ".join(dict.fromkeys(labels))
            many = "pages" if len(set(labels)) > 1 else "page"
            pages[f"{words}, {many} {shown} of {where}"] = {}
        return [
            {"words": self.printer.words(words), "pages": [found[at] for at in sorted(found)]}
            for words, found in pages.items()
        ]

    def _caption(self) -> dict[str, Any] | None:
        caption = self.plan.caption
        return None if caption is None else self.printer.caption(caption)

    def refs(self, cite: Cite) -> list[dict[str, Any]]:
        """The page of a cite, or its first and last page where it is of a whole document."""
        found = self._find(cite)
        if found is None:
            if (before := self._find_lodged(cite)) is not None:
                label = f"{before[0]} of {before[1]}"
                return [{"label": label, "page": None, "volume": None}]
            if cite.document is not None and not cite.whole:
                self.findings.append(f"{cite.words!r} is cited, and its page was not found")
            return []
        spot, page = found
        if not cite.whole:
            return [self._at(spot, page)]
        last = len(spot.labels) - 1
        return [self._at(spot, 0), *([self._at(spot, last)] if last else [])]

    def _find(self, cite: Cite) -> tuple[Spot, int] | None:
        """The part a cite leads to, and the page in it from 0."""
        key = self._key(cite)
        document = self.printed.get(key)
        page = document.place(cite) if document is not None else None
        return None if page is None else (self.spots[key], page - 1)

    def _find_lodged(self, cite: Cite) -> tuple[str, str] | None:
        """The label of a lodged page, and which bundle that is in."""
        old = self.plan.supplement
        return None if old is None else lodged_place(old, self._key(cite), cite)

    def _key(self, cite: Cite) -> str:
        """What the document cited is called here."""
        key = cite.document or ""
        return self.plan.keys.get(key, key)


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}{TO}{last}"


def _by_section(entries: Iterable[DocumentEntry]) -> dict[str, list[DocumentEntry]]:
    found: dict[str, list[DocumentEntry]] = {}
    for entry in entries:
        found.setdefault(entry.section, []).append(entry)
    return found

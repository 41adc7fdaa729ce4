"""Cover, index and chronology: the pages that name other pages."""

from collections.abc import Mapping
from typing import Any, Protocol

from everyword.bundle.pieces import Printer
from everyword.bundle.plan import ChronologyRow, Cite, Document, Plan
from everyword.bundle.typeset import Piece

TO = "\u2013"
"""Between the first and last page of a document."""
COVER, CONTENTS, CHRONOLOGY = "cover", "index", "chronology"


class Printed(Protocol):
    """What the front matter needs to know of a document's pages."""

    anchors: dict[str, int]

    @property
    def pages(self) -> int: ...


class Writer:
    """Writes the front matter for one set of page numbers; `findings`: cites that lead nowhere."""

    def __init__(
        self,
        plan: Plan,
        printer: Printer,
        printed: Mapping[str, Printed],
        firsts: Mapping[str, int],
        total: int,
    ) -> None:
        self.plan, self.printer, self.printed = plan, printer, printed
        self.firsts, self.total = firsts, total
        self.findings: list[str] = []

    def pieces(self) -> list[Piece]:
        made = [self._cover(), self._contents()]
        return [*made, self._chronology()] if self.plan.chronology else made

    def _cover(self) -> Piece:
        data = {
            "lines": [para for line in self.plan.lines for para in self.printer.words(line)],
            "pages": self.total,
            "made": self.printer.words(f"Made on {self.plan.made}") if self.plan.made else None,
        }
        return self.printer.front(COVER, "cover", self.plan.title, data)

    def _contents(self) -> Piece:
        documents = [document for section in self.plan.sections for document in section.documents]
        rows = []
        if self.plan.chronology:
            rows.append(self._row("Chronology", "", "", CHRONOLOGY, None))
        for section in self.plan.sections:
            letter, title = self.printer.words(section.letter), self.printer.words(section.title)
            rows.append({"section": True, "letter": letter, "title": title})
            rows += [self._document_row(document) for document in section.documents]
        data = {
            "marked": any(document.mark for document in documents),
            "rows": rows,
            "remarks": [self.printer.words(remark) for remark in self.plan.remarks],
        }
        return self.printer.front(CONTENTS, "contents", "Index", data)

    def _document_row(self, document: Document) -> dict[str, Any]:
        title = document.title
        if document.key in self.printer.unusable:
            title += " (could not be used)"
        pages = self.printed[document.key].pages
        return self._row(title, document.date, document.mark or "", document.key, pages)

    def _row(self, title: str, date: str, mark: str, key: str, pages: int | None) -> dict[str, Any]:
        first = self.firsts[key]
        if pages is None:
            pages = self._front_end() - first + 1
        span = str(first) if pages == 1 else f"{first}{TO}{first + pages - 1}"
        return {
            "section": False,
            "title": self.printer.words(title),
            "date": self.printer.words(date),
            "exhibit": self.printer.words(mark),
            "first": first,
            "range": span,
        }

    def _front_end(self) -> int:
        """The last page of the front matter: the chronology is its last part."""
        return self.total - sum(document.pages for document in self.printed.values())

    def _chronology(self) -> Piece:
        rows = [
            {
                "number": row.number,
                "when": self.printer.words(row.when),
                "event": self.printer.words(row.event),
                "status": self.printer.words(row.status),
                "cites": self._cites(row),
            }
            for row in self.plan.chronology
        ]
        return self.printer.front(CHRONOLOGY, "chronology", "Chronology", {"rows": rows})

    def _cites(self, row: ChronologyRow) -> list[dict[str, Any]]:
        """One entry for each thing cited, with all its pages once, in the order of the bundle."""
        pages: dict[str, set[int]] = {}
        for cite in row.cites:
            page = self._page_of(cite)
            words = cite.words
            if page is None and cite.document is None:
                words += " (not in this bundle)"
            elif page is None:
                words += " (page not found)"
                self.findings.append(
                    f"Chronology, row {row.number}: {cite.words!r} points to a place that is not"
                    " in this bundle"
                )
            pages.setdefault(words, set()).update([] if page is None else [page])
        return [
            {"words": self.printer.words(words), "pages": sorted(found)}
            for words, found in pages.items()
        ]

    def _page_of(self, cite: Cite) -> int | None:
        document = self.printed.get(cite.document or "")
        if document is None or cite.document is None:
            return None
        first = self.firsts[cite.document]
        if cite.anchor is not None:
            page = document.anchors.get(cite.anchor)
            return None if page is None else first + page - 1
        return first + cite.page - 1 if 1 <= cite.page <= document.pages else None

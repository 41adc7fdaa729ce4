"""One PDF out of many: pages in order, then labels, bookmarks, links, layers and the opening view.

Page number, label, bookmark and link are made from one list of pages, so they cannot differ.
"""

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, cast

import pikepdf
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, OutlineItem, Page, Pdf, String
from pikepdf.exceptions import PageCopyWarning

from everyword.bundle.pdf.joined_forms import Forms
from everyword.bundle.pdf.kept import Kept
from everyword.bundle.pdf.links import Mark, marks_of
from everyword.bundle.pdf.shapes import Sheet
from everyword.bundle.pdf.structure import Run, join

SCHEME = "everyword:"
"""Links that the template makes: everyword:12 is page 12 of the bundle."""


class Stretch(Struct, frozen=True):
    """A run of pages of one document; `first` counts from 0 in the PDF they come from."""

    document: str
    pdf: Pdf
    first: int
    count: int
    ours: bool


class Bookmark(Struct, frozen=True):
    """`page` counts from 1 in the bundle."""

    title: str
    page: int
    children: tuple["Bookmark", ...] = ()


class Assembly:
    """The bundle as it grows. Sources must stay open until it is saved; `kept` has their pictures,
    where they were taken out."""

    def __init__(self, kept: Kept | None = None) -> None:
        self._kept = kept or Kept()
        self._pdf = self._kept.new()
        self._settled: set[int] = set()
        self._waiting: list[Any] = []
        self._given: list[tuple[Pdf, int, Any]] = []
        """Of each page the file it comes from, its number there from 0, and what it is there."""
        self._is_set = False
        self._forms = Forms(self._pdf)
        self.documents: list[str] = []
        self.ours: list[bool] = []
        self.findings: list[str] = []
        """What is to be said after `finish`."""
        self._layers: list[tuple[Any, Any]] = []
        self._runs: list[Run] = []

    def add(self, stretch: Stretch) -> None:
        """Appends the pages; forms keep their fields, and equal names are told apart."""
        source, first = stretch.pdf, len(self.documents)
        self._append(stretch)
        self._runs.append(Run(source, first, stretch.count, stretch.ours))
        if not stretch.ours:
            self._keep_layers(source)
        self.documents += [stretch.document] * stretch.count
        self.ours += [stretch.ours] * stretch.count

    def _append(self, stretch: Stretch) -> None:
        """Copies the pages themselves: to let the library add them one by one takes far longer."""
        pages = stretch.pdf.pages
        chosen = pages[stretch.first : stretch.first + stretch.count] if stretch.ours else pages
        for number, page in enumerate(chosen, stretch.first if stretch.ours else 0):
            self._given.append((stretch.pdf, number, page.obj))
            self._waiting.append(self._pdf.copy_foreign(page.obj))
        if id(stretch.pdf) not in self._settled:
            self._settled.add(id(stretch.pdf))
            self._kept.settle(self._pdf, stretch.pdf)
        if not stretch.ours:
            self._forms.add(stretch.pdf)

    @property
    def pdf(self) -> Pdf:
        """The bundle with all pages added so far."""
        if self._waiting and self._is_set:
            for page in self._waiting:
                self._pdf.pages.append(Page(page))
        elif self._waiting:
            tree = self._pdf.Root.Pages
            for page in self._waiting:
                page.Parent = tree
            tree.Kids, tree.Count = Array(self._waiting), len(self._waiting)
            self._is_set = True
        self._waiting = []
        return self._pdf

    def inner_bookmarks(self, stretch: Stretch) -> tuple[Bookmark, ...]:
        """The document's own bookmarks; `page` counts from 1 within the stretch.

        One that leads nowhere stands at the page of the one before it, so that its words are kept.
        """
        return tuple(_inner(marks_of(stretch.pdf), [1], stretch))

    def _keep_layers(self, source: Pdf) -> None:
        """What was a hidden layer stays hidden: the lists stand outside the pages."""
        layers = source.Root.get(Name.OCProperties)
        if isinstance(layers, Dictionary) and isinstance(layers.get(Name.OCGs), Array):
            copied = self._pdf.copy_foreign(source.make_indirect(layers))
            view: Any = copied.get(Name.D)
            listed = _listed(copied, "/OCGs")
            self._layers.append((listed, view if isinstance(view, Dictionary) else Dictionary()))

    def generated(self) -> frozenset[int]:
        """The pages, from 0, that were typeset here."""
        return frozenset(number for number, ours in enumerate(self.ours) if ours)

    def save(self, stream: io.IOBase) -> None:
        _save(self.pdf, stream)

    def given_pages(self) -> Iterator[Any]:
        """Each page as it is in the file it comes from."""
        return (page for *_, page in self._given)

    def origin(self, number: int) -> tuple[Pdf, int]:
        """The file that a page, from 0, comes from, and its number there, from 0."""
        source, page, _ = self._given[number]
        return source, page

    def excerpt(self, numbers: Sequence[int]) -> bytes:
        """A PDF of these pages, from 0, as they are in their files, with the forms on them."""
        with Pdf.new() as pdf:
            forms = Forms(pdf)
            sources: dict[int, Pdf] = {}
            for source, _, page in (self._given[number] for number in numbers):
                pdf.pages.append(Page(pdf.copy_foreign(page)))
                sources[id(source)] = source
            for source in sources.values():
                forms.add(source)
            self._kept.fill(pdf)
            return _saved(pdf)

    def unstamped(self) -> bytes:
        """The bundle as it is now, for looking at its pages."""
        return _saved(self.pdf)

    def finish(
        self,
        title: str,
        bookmarks: Sequence[Bookmark],
        sheets: Sequence[Sheet],
        labels: Sequence[str] | None = None,
        opens: str = "100",
        subject: str = "",
    ) -> None:
        """Everything a reader of the PDF uses to find its way.

        `labels` has the label of each page (without: 1, 2, 3); `opens` is "100" for the first page
        at its full size, "plain" where each viewer is to decide. `subject` is what the file says it
        is a part of: "Volume 2 of 4", "Supplement".
        """
        pages = list(self.pdf.pages)
        if labels is None:
            labels = [str(number) for number in range(1, len(pages) + 1)]
        for page, ours in zip(pages, self.ours, strict=True):
            if ours:
                _link(page, pages, sheets)
        root = self.pdf.Root
        root.PageLabels = Dictionary(Nums=page_labels(labels))
        root.PageMode = Name.UseOutlines
        if opens == "100":
            root.OpenAction = Array([pages[0].obj, Name.XYZ, None, None, 1])
        root.Lang = String("en")
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        _bookmark(self.pdf, bookmarks, pages, sheets)
        self._join_layers()
        self._join_structure()
        with self.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            meta["dc:title"] = title
            meta["dc:language"] = {"en"}
            meta["pdf:Producer"] = "everyword"
            if subject:
                meta["dc:description"] = subject
        self.pdf.docinfo["/Title"] = String(title)
        self.pdf.docinfo["/Producer"] = String("everyword")
        if subject:
            self.pdf.docinfo["/Subject"] = String(subject)

    def _join_structure(self) -> None:
        count = join(self.pdf, self._runs)
        if count:
            of = "1 document was" if count == 1 else f"{count} documents were"
            self.findings.append(
                f"The marks for screen readers of {of} left out, because they are very many"
            )

    def _join_layers(self) -> None:
        if not self._layers:
            return
        every, off, order, rules = Array(), Array(), Array(), Array()
        for layers, view in self._layers:
            every.extend(layers)
            hidden = _listed(view, "/OFF")
            if view.get(Name.BaseState) == Name.OFF:
                shown = {layer.objgen for layer in _listed(view, "/ON")}
                hidden = [layer for layer in layers if layer.objgen not in shown]
            off.extend(hidden)
            order.extend(_listed(view, "/Order", Array | Dictionary | String))
            rules.extend(_listed(view, "/AS"))
        view = Dictionary(OFF=off, Order=order, BaseState=Name.ON)
        if len(rules):
            view.AS = rules
        self.pdf.Root.OCProperties = Dictionary(OCGs=every, D=view)


def _save(pdf: Pdf, stream: io.IOBase) -> None:
    with warnings.catch_warnings():
        # Fields that no form lists: their look is on the page and is kept.
        warnings.simplefilter("ignore", PageCopyWarning)
        pdf.save(
            cast(BinaryIO, stream),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )


def _saved(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    _save(pdf, out)
    return out.getvalue()


def _listed(view: Any, key: str, kind: Any = Dictionary) -> list[Any]:
    listed = view.get(key)
    return [each for each in listed if isinstance(each, kind)] if isinstance(listed, Array) else []


def _inner(marks: Sequence[Mark], last: list[int], stretch: Stretch) -> list[Bookmark]:
    made = []
    for mark in marks:
        page = mark.page - stretch.first if mark.page is not None else None
        if page is not None and 1 <= page <= stretch.count:
            last[0] = page
        at = last[0]
        made.append(Bookmark(mark.title, at, tuple(_inner(mark.children, last, stretch))))
    return made


def _top_of(page: Page, sheet: Sheet) -> Array:
    """A destination: the page's upper left corner as shown, at whatever zoom the reader has."""
    *_, x, y = sheet.matrix(0, 0)
    return Array([page.obj, Name.XYZ, round(x, 2), round(y, 2), None])


def _link(page: Page, pages: list[Page], sheets: Sequence[Sheet]) -> None:
    for annotation in page.obj.get(Name.Annots, ()):
        action = annotation.get(Name.A)
        address = str(action.get(Name.URI, "")) if isinstance(action, Dictionary) else ""
        if address.startswith(SCHEME):
            number = int(address.removeprefix(SCHEME)) - 1
            del annotation[Name.A]
            annotation.Dest = _top_of(pages[number], sheets[number])


def _bookmark(
    pdf: Pdf, bookmarks: Sequence[Bookmark], pages: list[Page], sheets: Sequence[Sheet]
) -> None:
    def item(bookmark: Bookmark) -> OutlineItem:
        number = bookmark.page - 1
        made = OutlineItem(bookmark.title, _top_of(pages[number], sheets[number]))
        made.children.extend(item(child) for child in bookmark.children)
        return made

    with pdf.open_outline() as outline:
        outline.root.extend(item(bookmark) for bookmark in bookmarks)


def page_labels(labels: Sequence[str]) -> Array:
    """What a viewer shows as the number of each page, in as few runs as say just these words."""
    runs: list[Any] = []
    expected: tuple[str, str, int] | None = None
    for page, label in enumerate(labels):
        readings = _readings(label)
        if expected is None or expected not in readings:
            style, prefix, number = readings[0] if readings else ("", label, 1)
            run = Dictionary()
            if style:
                run.S = Name(f"/{style}")
            if prefix:
                run.P = String(prefix)
            if number != 1:
                run.St = number
            runs += [page, run]
            expected = (style, prefix, number)
        style, prefix, number = expected
        expected = (style, prefix, number + 1) if style else None
    return Array(runs)


def _readings(label: str) -> list[tuple[str, str, int]]:
    """Each way to write a label as style, words before the number, number."""
    readings = []
    if found := re.fullmatch("(.*?)([1-9][0-9]{0,8})", label, re.DOTALL):
        readings.append(("D", found[1], int(found[2])))
    for style, letters in (("r", label), ("R", label.swapcase())):
        if letters in _ROMAN:
            readings.append((style, "", _ROMAN[letters]))
    return readings


def _roman(number: int) -> str:
    """Lower case, as front matter is counted."""
    letters = ""
    for value, sign in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix")):
        letters += sign * (number // value)
        number %= value
    for value, sign in ((5, "v"), (4, "iv"), (1, "i")):
        letters += sign * (number // value)
        number %= value
    return letters


_ROMAN = {_roman(number): number for number in range(1, 400)}

"""One PDF out of many: pages in order, then labels, bookmarks, links, layers and the opening view.

Page number, label, bookmark and link are made from one list of pages, so they cannot differ.
"""

import io
import warnings
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

import pikepdf
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, OutlineItem, Page, Pdf, String
from pikepdf.exceptions import PageCopyWarning

from everyword.bundle.stamp import Sheet, sheet_of

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
    """The bundle as it grows. Sources must stay open until it is saved."""

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self.documents: list[str] = []
        self.ours: list[bool] = []
        self._layers: list[tuple[Any, Any]] = []

    def add(self, stretch: Stretch) -> None:
        """Appends the pages; forms keep their fields, and equal names are told apart."""
        source = stretch.pdf
        self._append(stretch)
        if not stretch.ours:
            self._keep_layers(source)
        self.documents += [stretch.document] * stretch.count
        self.ours += [stretch.ours] * stretch.count

    def _append(self, stretch: Stretch) -> None:
        source = stretch.pdf
        if stretch.ours:
            for page in source.pages[stretch.first : stretch.first + stretch.count]:
                self.pdf.pages.append(page)
        elif _has_names(source) or Name.AcroForm in source.Root:
            self.pdf.add_pages_from(source)
        else:
            for page in source.pages:
                self.pdf.pages.append(page)

    def _keep_layers(self, source: Pdf) -> None:
        """What was a hidden layer stays hidden: the lists stand outside the pages."""
        layers = source.Root.get(Name.OCProperties)
        if isinstance(layers, Dictionary) and isinstance(layers.get(Name.OCGs), Array):
            copied = self.pdf.copy_foreign(source.make_indirect(layers))
            self._layers.append((copied.OCGs, copied.get(Name.D, Dictionary())))

    def sheets(self) -> list[Sheet]:
        return [sheet_of(page) for page in self.pdf.pages]

    def generated(self) -> frozenset[int]:
        """The pages, from 0, that were typeset here."""
        return frozenset(number for number, ours in enumerate(self.ours) if ours)

    def save(self, stream: io.IOBase) -> None:
        with warnings.catch_warnings():
            # Fields that no form lists: their look is on the page and is kept.
            warnings.simplefilter("ignore", PageCopyWarning)
            self.pdf.save(
                cast(BinaryIO, stream),
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                deterministic_id=True,
            )

    def unstamped(self) -> io.BytesIO:
        """The bundle as it is now, for looking at its pages."""
        out = io.BytesIO()
        self.save(out)
        out.seek(0)
        return out

    def finish(self, title: str, bookmarks: Sequence[Bookmark], sheets: Sequence[Sheet]) -> None:
        """Everything a reader of the PDF uses to find its way."""
        pages = list(self.pdf.pages)
        for page, ours in zip(pages, self.ours, strict=True):
            if ours:
                _link(page, pages, sheets)
        root = self.pdf.Root
        root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
        root.PageMode = Name.UseOutlines
        root.OpenAction = Array([pages[0].obj, Name.XYZ, None, None, 1])
        root.Lang = String("en")
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        _bookmark(self.pdf, bookmarks, pages, sheets)
        self._join_layers()
        with self.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            meta["dc:title"] = title
            meta["dc:language"] = {"en"}
            meta["pdf:Producer"] = "everyword"
        self.pdf.docinfo["/Title"] = String(title)
        self.pdf.docinfo["/Producer"] = String("everyword")

    def _join_layers(self) -> None:
        if not self._layers:
            return
        every, off, order = Array(), Array(), Array()
        for layers, view in self._layers:
            every.extend(layers)
            hidden = view.get(Name.OFF, Array())
            if view.get(Name.BaseState) == Name.OFF:
                shown = {layer.objgen for layer in view.get(Name.ON, Array())}
                hidden = Array([layer for layer in layers if layer.objgen not in shown])
            off.extend(hidden)
            order.extend(view.get(Name.Order, Array()))
        view = Dictionary(OFF=off, Order=order, BaseState=Name.ON)
        self.pdf.Root.OCProperties = Dictionary(OCGs=every, D=view)


def _has_names(pdf: Pdf) -> bool:
    """Whether links may point to names, which only the document as a whole can resolve."""
    names = pdf.Root.get(Name.Names)
    return Name.Dests in pdf.Root or (isinstance(names, Dictionary) and Name.Dests in names)


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
        for key in ("/StructParent",):
            if key in annotation:
                del annotation[key]
    if Name.StructParents in page.obj:
        del page.obj[Name.StructParents]


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


def open_sheets(data: bytes) -> Pdf:
    return pikepdf.open(io.BytesIO(data))

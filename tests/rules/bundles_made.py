"""Bundles for the tests of the checks: a clean one, and copies with one fault each."""

import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import typst
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String
from PIL import Image, ImageDraw

from everyword.bundle.pages.typeset import closed

FILE_NAME = "Morgan v Carter bundle A 2026-12-01.pdf"
PAGES = 12
INDEX = 1
FIRSTS = (2, 5, 8)
"""Pages, from 0, on which the three documents begin."""
RUN = tuple(str(number) for number in range(1, PAGES + 1))
SECTIONS = ("i", "ii", "A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", "B4")
DOCUMENTS = ("Exhibit AB1 Letter", "Exhibit AB2 Order", "Exhibit AB3 Statement")
Plant = Callable[[Pdf], object]


def body(number: int) -> str:
    """Something different on each page, long enough to be typed text."""
    words = (
        "rent",
        "school",
        "visit",
        "train",
        "garden",
        "letter",
        "bill",
        "holiday",
        "winter",
        "bicycle",
        "kitchen",
        "doctor",
    )
    return f"Page about the {words[number]}. " * 40


@cache
def clean(
    labels: tuple[str, ...] = RUN,
    printed: tuple[str, ...] | None = None,
    texts: tuple[tuple[int, str], ...] = (),
    indexed: tuple[int, ...] = FIRSTS,
    paper: str = "a4",
    head: str = "Index",
    heads: tuple[str, ...] = ("",) * PAGES,
    marks: tuple[str, ...] = DOCUMENTS,
    said: tuple[int, ...] = FIRSTS,
    points: int = 12,
) -> bytes:
    """Cover, index and three documents. `printed`: the numbers on the pages; `texts`: other
    bodies, as (page, typst markup); `indexed`: where the index leads; `said`: the pages the
    bookmarks name; `heads`: words at the top of each page."""
    lines = [
        f"#link((page: {to + 1}, x: 0pt, y: 0pt))[{mark} #h(1fr) {labels[first]}]"
        for to, first, mark in zip(indexed, FIRSTS, DOCUMENTS, strict=False)
    ]
    pages = [body(number) for number in range(PAGES)]
    pages[INDEX] = f"= {head}\n" + "\n\n".join(lines)
    for number, markup in texts:
        pages[number] = markup
    numbers = ", ".join(f'"{label}"' for label in printed or labels) + ","
    tops = ", ".join(f'"{top}"' for top in heads) + ","
    markup = (
        '#set document(title: "Morgan and Carter")\n'
        f'#set text(font: ("Liberation Sans", "NanumGothic"), size: {points}pt, lang: "en")\n'
        f"#let numbers = ({numbers})\n#let heads = ({tops})\n"
        f'#set page(paper: "{paper}", margin: 2.5cm, '
        "header: context heads.at(counter(page).get().first() - 1), "
        "footer: context align(right, numbers.at(counter(page).get().first() - 1)))\n"
        + "\n#pagebreak()\n".join(pages)
    )
    with Pdf.open(io.BytesIO(_typeset(markup))) as pdf:
        _finish(pdf, labels, marks, said)
        return saved(pdf)


def _typeset(markup: str) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {"main.typ": markup.encode(), "scan.png": scan(), "photo.png": photo()}
        for each, data in files.items():
            (folder / each).write_bytes(data)
        settings = {**closed(), "root": str(folder)}
        return bytes(typst.compile(folder / "main.typ", timestamp=0, **settings))


def _finish(pdf: Pdf, labels: Sequence[str], marks: Sequence[str], said: Sequence[int]) -> None:
    entries: list[Any] = []
    for number, label in enumerate(labels):
        entries += [number, Dictionary(P=String(label))]
    pdf.Root.PageLabels = pdf.make_indirect(Dictionary(Nums=Array(entries)))
    if labels == RUN:
        view = [pdf.pages[0].obj, Name.XYZ, None, None, 1]
        pdf.Root.OpenAction = Array(view)
    with pdf.open_outline() as outline:
        outline.root.clear()
        bundle = OutlineItem(f"Index ({labels[INDEX]})", INDEX, "XYZ", top=842)
        outline.root.append(bundle)
        for mark, first, page in zip(marks, FIRSTS, said, strict=True):
            outline.root.append(OutlineItem(f"{mark} ({labels[page]})", first, "XYZ", top=842))


def saved(pdf: Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id="encryption" not in options, **options)
    return out.getvalue()


@cache
def scan() -> bytes:
    """A sheet of paper with lines of writing on it, as a scanner sees it at 200 dpi."""
    image = Image.new("1", (1240, 1700), 1)
    pen = ImageDraw.Draw(image)
    for line in range(40):
        for word in range(9):
            left = 60 + word * 125 + (line * word) % 7 * 5
            pen.rectangle((left, 60 + line * 40, left + 90, 74 + line * 40), fill=0)
    return _png(image, 200)


@cache
def photo() -> bytes:
    """A dark picture of many shades."""
    image = Image.linear_gradient("L").resize((1240, 1700)).point(lambda shade: shade // 2)
    return _png(image, 200)


def _png(image: Image.Image, dpi: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


class Fault(Struct, frozen=True):
    """One fault: the rule that has to find it, and how it is made."""

    rule: str
    name: str
    plant: Plant = lambda pdf: None
    made: Mapping[str, Any] = {}
    """Words for `clean`."""
    court: str = "ew-general-ebundle"
    file_name: str = FILE_NAME
    settings: Mapping[str, Any] = {}
    """Other settings of the rule, where a real limit would make the test slow."""
    saving: Mapping[str, Any] = {}
    rewrite: Callable[[bytes], bytes] = lambda data: data
    also: frozenset[str] = frozenset()
    """Rules that find the same fault too."""

    def data(self) -> bytes:
        with Pdf.open(io.BytesIO(clean(**self.made))) as pdf:
            self.plant(pdf)
            return self.rewrite(saved(pdf, **self.saving))


def note(pdf: Pdf, number: int, **keys: Any) -> Dictionary:
    """An annotation on a page, from 0."""
    made = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Rect=Array([100, 300, 200, 320]), F=4, **keys)
    )
    page = pdf.pages[number].obj
    page.Annots = Array([*page.get("/Annots", ()), made])
    return made


def drawing(pdf: Pdf, number: int, content: bytes, prepend: bool = False) -> None:
    pdf.pages[number].contents_add(content, prepend=prepend)


def without_first_shape(pdf: Pdf) -> None:
    """The first character of page 6 gets the code for "no such shape"."""
    page, done, made = pdf.pages[5], False, []
    for step in pikepdf.parse_content_stream(page):
        operands = list(step.operands)
        if str(step.operator) in ("Tj", "TJ") and not done:
            done = True
            operands = [_zeroed(operands[0])]
        made.append((operands, step.operator))
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(made))


def _zeroed(value: Any) -> Any:
    if isinstance(value, Array):
        return Array([_zeroed(value[0]), *list(value)[1:]])
    return String(b"\0\0" + bytes(value)[2:])


def updated(data: bytes) -> bytes:
    """An empty addition at the end, as programs make when they save a change."""
    at = data.rindex(b"startxref")
    before = data[at:].split()[1]
    end = len(data) + 1
    return (
        data
        + b"\nxref\n0 0\ntrailer\n"
        + _trailer(data)
        + b"/Prev "
        + before
        + b" >>\nstartxref\n"
        + str(end).encode()
        + b"\n%%EOF\n"
    )


def _trailer(data: bytes) -> bytes:
    with Pdf.open(io.BytesIO(data)) as pdf:
        size, root = pdf.trailer.Size, pdf.Root.objgen
    return f"<< /Size {size} /Root {root[0]} {root[1]} R ".encode()

"""Words under the pictures of scanned pages, so that they can be searched and copied.

A page that is a picture and has no words of its own is read by tesseract, when it is installed;
what it read is laid invisibly where it stands in the picture. Nothing that can be seen changes.
Which pages were read, and which could not be, is told for the report: a machine read them.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from everyword import ocr
from everyword.bundle.pdf.shapes import Sheet
from everyword.bundle.pdf.stamp import box_of, isolate, sheet_of

DPI = 300
MOST_PIXELS = 25_000_000
"""A larger page is looked at with fewer dots an inch: A3 at 300 is 17 million."""
DEEPEST = 50
"""Nodes above a page that are asked for what it does not say itself."""
SURE = 70
"""Of 100: less sure words of a photo are mostly leaves and curtains."""
FEW = 10
"""Characters of its own up to which a page counts as one without words (a page number)."""
COVERED = 0.5
"""Share of a page that pictures must cover for it to be a scan."""
SLOTS = 255
"""Signs in one font of ours: its codes have one byte, and 0 is kept free."""
RIGHT_TO_LEFT = (("\u0590", "\u08ff"), ("\ufb1d", "\ufdff"), ("\ufe70", "\ufefc"))
NAME = "/EverywordOcr"
"""The mark around these words in a page's content, so that they can be told from its own."""


class Layer(Struct, frozen=True):
    """Which pages (from 1) got words, which are pictures without any, and which failed and why."""

    read: tuple[int, ...]
    wordless: tuple[int, ...]
    failed: tuple[tuple[int, str], ...]


def may_be_scan(page: Any) -> bool:
    """False where a look at the list of what a page draws with is enough: words, and no picture."""
    resources = inherited(page, "/Resources")
    if not isinstance(resources, Dictionary):
        return True
    return not isinstance(resources.get(Name.Font), Dictionary) or _has_picture(resources, 0)


def inherited(page: Any, key: str) -> Any:
    """What a page or the nodes above it say."""
    for _ in range(DEEPEST):
        if not isinstance(page, Dictionary) or key in page:
            break
        page = page.get(Name.Parent)
    return page.get(key) if isinstance(page, Dictionary) else None


def _has_picture(resources: Any, depth: int) -> bool:
    drawn = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    if not isinstance(drawn, Dictionary):
        return False
    for key in drawn.keys():  # noqa: SIM118 - not a dict
        each = drawn[key]
        if not isinstance(each, pikepdf.Stream):
            continue
        if each.get(Name.Subtype) == Name.Image or depth >= 3:
            return True
        if _has_picture(each.get(Name.Resources), depth + 1):
            return True
    return False


def scans(pdf: pypdfium2.PdfDocument) -> list[int]:
    """The pages, from 0, that are pictures without words."""
    return [number for number in range(len(pdf)) if _is_scan(pdf, number)]


def _is_scan(pdf: pypdfium2.PdfDocument, number: int) -> bool:
    try:
        page = pdf[number]
    except pypdfium2.PdfiumError:
        return False
    try:
        wide, high = page.get_size()
        images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
        if sum(_area(image) for image in images) < COVERED * wide * high:
            return False
        text = page.get_textpage()
        signs = sum(not sign.isspace() for sign in text.get_text_range())
        text.close()
        return signs <= FEW
    except pypdfium2.PdfiumError:
        return False
    finally:
        page.close()


def _area(image: Any) -> float:
    left, bottom, right, top = image.get_bounds()
    return float(abs(right - left) * abs(top - bottom))


def add_words(
    pdf: Pdf,
    looked_at: pypdfium2.PdfDocument,
    program: ocr.Program,
    spoken: str,
    tell: Callable[[int, int], None] = lambda done, total: None,
    pictures: Sequence[int] | None = None,
) -> Layer:
    """Lays words under the scanned pages of `pdf`; `looked_at` is the same document.

    `spoken`: tesseract's languages, "eng+rus". `tell` hears how many pages are done, of how many.
    `pictures` are pages, from 0, that have words of their own beside a picture: instead of scans,
    only the largest picture of each is read, and only what is surely a word.
    """
    found: dict[int, list[tuple[ocr.Seen, float]]] = {}
    failed: list[tuple[int, str]] = []
    wanted = scans(looked_at) if pictures is None else pictures
    is_part = pictures is not None
    for done, (number, result) in enumerate(_read(looked_at, wanted, program, spoken, is_part)):
        tell(done, len(wanted))
        if isinstance(result, str):
            failed.append((number + 1, result))
        else:
            least = SURE if is_part else 0
            found[number] = [each for each in result if each[0].sure >= least]
    lay_words(pdf, found, is_part)
    return Layer(
        tuple(number + 1 for number, words in found.items() if words),
        tuple(number + 1 for number, words in found.items() if not words),
        tuple(failed),
    )


def lay_words(pdf: Pdf, found: Mapping[int, list[tuple[ocr.Seen, float]]], is_tagged: bool) -> None:
    """Invisible words on pages, by their number from 0: each with the points a pixel is wide,
    counted from the upper left corner of the page as shown."""
    letters = _Letters(
        pdf, {sign for page in found.values() for seen, _ in page for sign in seen.text}
    )
    for number, words in found.items():
        if words:
            _lay(pdf, pdf.pages[number], words, letters, is_tagged)


def _read(
    pdf: pypdfium2.PdfDocument,
    numbers: Iterable[int],
    program: ocr.Program,
    spoken: str,
    is_part: bool,
) -> Iterator[tuple[int, list[tuple[ocr.Seen, float]] | str]]:
    """The words of each page with the points a pixel is wide, or why there are none. Pages are
    drawn one by one, since the library is not made for threads, and read side by side."""
    cores = os.cpu_count() or 1
    waiting: deque[tuple[int, float, Future[list[ocr.Seen]]]] = deque()
    with ThreadPoolExecutor(cores) as pool:
        for number in numbers:
            image, points = _drawn(pdf, number, is_part)
            waiting.append((number, points, pool.submit(_words, program, image, spoken, points)))
            while len(waiting) > cores:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())


def _words(program: ocr.Program, image: Image.Image, spoken: str, points: float) -> list[ocr.Seen]:
    return ocr.read(program, image, spoken, round(72 / points))


def _result(
    number: int, points: float, future: Future[list[ocr.Seen]]
) -> tuple[int, list[tuple[ocr.Seen, float]] | str]:
    try:
        return number, [(seen, points) for seen in future.result()]
    except ocr.NotRead as fault:
        return number, str(fault)


def _drawn(pdf: pypdfium2.PdfDocument, number: int, is_part: bool) -> tuple[Image.Image, float]:
    """The page, or only its largest picture where it stands, and the points a pixel is wide."""
    page = pdf[number]
    wide, high = page.get_size()
    scale = min(DPI / 72, (MOST_PIXELS / (wide * high)) ** 0.5)
    drawn = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    image = drawn.to_pil().copy()
    drawn.close()
    if is_part:
        image = _only_picture(page, image, scale)
    page.close()
    return image, 1 / scale


def _only_picture(page: pypdfium2.PdfPage, image: Image.Image, scale: float) -> Image.Image:
    """For a page that is not turned or cut, as typeset ones are."""
    pictures = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=8))
    alone = Image.new(image.mode, image.size, "white")
    if pictures:
        left, bottom, right, top = max(pictures, key=_area).get_bounds()
        high = page.get_height()
        box = (left * scale, (high - top) * scale, right * scale, (high - bottom) * scale)
        whole = [round(side) for side in box]
        corner = (whole[0], whole[1], whole[2], whole[3])
        alone.paste(image.crop(corner), corner[:2])
    return alone


class _Letters:
    """Fonts that show nothing and say, for each code, which sign it stands for."""

    def __init__(self, pdf: Pdf, signs: set[str]) -> None:
        self.codes: dict[str, tuple[str, int]] = {}
        self.fonts: dict[str, Any] = {}
        ordered = sorted(signs)
        for first in range(0, len(ordered), SLOTS):
            name = f"{NAME}{first // SLOTS}"
            some = ordered[first : first + SLOTS]
            self.fonts[name] = _font(pdf, some)
            for code, sign in enumerate(some, 1):
                self.codes[sign] = (name, code)


def _font(pdf: Pdf, signs: list[str]) -> Any:
    """Each sign half as wide as it is high, and empty."""
    nothing = pdf.make_stream(b"500 0 0 0 500 1000 d1")
    names = [f"/s{code}" for code in range(1, len(signs) + 1)]
    pairs = "".join(
        f"<{code:02x}> <{sign.encode('utf-16-be').hex()}>\n" for code, sign in enumerate(signs, 1)
    )
    chunks = pairs.splitlines()
    groups = (chunks[start : start + 100] for start in range(0, len(chunks), 100))
    blocks = "".join(
        f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar\n" for group in groups
    )
    meaning = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /EverywordOcr def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{blocks}endcmap end end\n"
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 500, 1000]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            FirstChar=1,
            LastChar=len(signs),
            Widths=Array([500] * len(signs)),
            CharProcs=Dictionary(dict.fromkeys(names, nothing)),
            Encoding=Dictionary(
                Type=Name.Encoding, Differences=Array([1, *(Name(name) for name in names)])
            ),
            Resources=Dictionary(),
            ToUnicode=pdf.make_stream(meaning.encode("ascii")),
        )
    )


def _lay(
    pdf: Pdf,
    page: pikepdf.Page,
    words: list[tuple[ocr.Seen, float]],
    letters: _Letters,
    is_tagged: bool,
) -> None:
    isolate(pdf, page)
    sheet = sheet_of(page)
    # Where a page's words are tagged for listeners, what is not must say so.
    mark = "/Artifact" if is_tagged else NAME
    parts = [f"\nQ\n{mark} BMC q BT 3 Tr\n"]
    closed = _closed(page.obj)
    for seen, points in words:
        if not _is_under(seen, points, sheet, closed):
            parts.append(_word(seen, points, sheet, letters))
    parts.append("ET Q EMC\n")
    for name, font in letters.fonts.items():
        page.add_resource(font, Name.Font, Name(name))
    page.contents_add(b"q\n", prepend=True)
    page.contents_add("".join(parts).encode("ascii"))


def _closed(page: Any) -> list[tuple[float, float, float, float]]:
    """Places of signatures, and of redactions that are marked and not applied yet."""
    found = []
    notes = page.get(Name.Annots)
    for note in notes if isinstance(notes, Array) else ():
        if not isinstance(note, Dictionary):
            continue
        kind, field = note.get(Name.Subtype), note.get(Name.FT)
        above = note.get(Name.Parent)
        if field is None and isinstance(above, Dictionary):
            field = above.get(Name.FT)
        box = box_of(note.get(Name.Rect))
        if box is not None and (kind == Name.Redact or field == Name.Sig):
            found.append(box)
    return found


def _is_under(
    seen: ocr.Seen, points: float, sheet: Sheet, boxes: list[tuple[float, float, float, float]]
) -> bool:
    left, top = seen.left * points, seen.top * points
    across, down = left + seen.width * points, top + seen.height * points
    corners = [sheet.matrix(x, y)[4:] for x, y in ((left, top), (across, down))]
    (low, high), (below, above) = (sorted(each) for each in zip(*corners, strict=True))
    return any(
        low < box[2] and high > box[0] and below < box[3] and above > box[1] for box in boxes
    )


def _word(seen: ocr.Seen, points: float, sheet: Sheet, letters: _Letters) -> str:
    """One word on the line where it stands, as wide as it is in the picture."""
    left, width = seen.left * points, seen.width * points
    foot, size = (seen.top + seen.height) * points, seen.height * points
    backwards = any(first <= seen.text[0] <= last for first, last in RIGHT_TO_LEFT)
    a, b, c, d, e, f = sheet.matrix(left + (width if backwards else 0), foot)
    across = width / (0.5 * len(seen.text)) * (-1 if backwards else 1)
    numbers = (a * across, b * across, c * size, d * size, e, f)
    matrix = " ".join(f"{number:.3f}" for number in numbers)
    shown, name = [], ""
    for sign in seen.text + " ":
        font, code = letters.codes.get(sign, ("", 0))
        if not font:
            continue
        if font != name:
            shown.append(f"> Tj {font} 1 Tf <" if name else f"{font} 1 Tf <")
            name = font
        shown.append(f"{code:02x}")
    return f"{matrix} Tm {''.join(shown)}> Tj\n"

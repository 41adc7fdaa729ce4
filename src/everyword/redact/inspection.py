"""The objects of a finished copy, one by one: keys that may not be there, versions, pictures."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from everyword.redact.geometry import Matrix, Rect, at, back, meet, moved, times
from everyword.redact.seen import opened

ROOT = {"/Type", "/Pages", "/Outlines", "/PageLabels", "/PageMode", "/Lang", "/Version"}
PAGE = {
    "/Type",
    "/Parent",
    "/MediaBox",
    "/CropBox",
    "/Rotate",
    "/Resources",
    "/Contents",
    "/Annots",
    "/Group",
    "/UserUnit",
}
TRAILER = {"/Size", "/Root", "/ID"}
LINK = {"/Type", "/Subtype", "/Border", "/F", "/Rect", "/Dest", "/A"}
NOWHERE = {
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/Thumb",
    "/AF",
    "/AA",
    "/JS",
    "/JavaScript",
    "/EmbeddedFiles",
    "/EF",
    "/RF",
    "/StructParents",
    "/StructParent",
    "/StructTreeRoot",
    "/MarkInfo",
    "/OC",
    "/OCGs",
    "/OCProperties",
    "/ActualText",
    "/Private",
    "/XFA",
    "/AcroForm",
    "/Names",
    "/Alternates",
    "/OPI",
    "/Measure",
    "/PTData",
    "/RichMedia",
    "/Popup",
    "/RC",
    "/OpenAction",
    "/URLS",
    "/IDS",
    "/SpiderInfo",
    "/PresSteps",
    "/Collection",
    "/Perms",
    "/Extensions",
}
MARKED = re.compile(rb"/(?:ActualText|Alt|OC)\b|\b(?:BDC|DP)\b")
SHAPES = re.compile(rb"\b(?:T[jJ]|Do|BI|[cvy])\b|['\"]")
GRID = 24
EVEN = 40
"""Steps of grey by which a painted place may differ in itself: JPEG blurs edges."""


def keys(data: bytes) -> list[str]:
    """Anything beside pages, bookmarks, labels and links."""
    found: list[str] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found += [f"trailer {key}" for key in pdf.trailer.keys() if key not in TRAILER]  # noqa: SIM118
        found += [f"catalog {key}" for key in pdf.Root.keys() if key not in ROOT]  # noqa: SIM118
        for number, page in enumerate(pdf.pages, 1):
            found += [f"page {number} {key}" for key in page.obj.keys() if key not in PAGE]  # noqa: SIM118
            for note in page.obj.get(Name.Annots, ()):
                found += _note(note, number)
        for obj in pdf.objects:
            found += [f"object {obj.objgen[0]} {key}" for key in _bad_keys(obj)]
            if isinstance(obj, Stream) and _is_content(obj) and MARKED.search(_opened(obj)):
                found.append(f"object {obj.objgen[0]}: marks in the content")
    return found


def _note(note: Any, number: int) -> Iterator[str]:
    if not isinstance(note, Dictionary) or note.get(Name.Subtype) != Name.Link:
        yield f"page {number}: an annotation"
        return
    for key in note.keys():  # noqa: SIM118
        if key not in LINK:
            yield f"page {number}: {key} of a link"
    action = note.get(Name.A)
    if isinstance(action, Dictionary) and action.get(Name.S) != Name.URI:
        yield f"page {number}: an action"


def _bad_keys(obj: Any) -> Iterator[str]:
    waiting = [(obj, True)]
    while waiting:
        value, is_top = waiting.pop()
        if isinstance(value, pikepdf.Object) and value.is_indirect and not is_top:
            continue
        if isinstance(value, (Dictionary, Stream)):
            for key in value.keys():  # noqa: SIM118
                if key in NOWHERE:
                    yield str(key)
                waiting.append((value[key], False))
        elif isinstance(value, Array):
            waiting += [(each, False) for each in value]


def _is_content(obj: Any) -> bool:
    return obj.get(Name.Subtype) in (None, Name.Form) and Name.Length1 not in obj


def _opened(obj: Any) -> bytes:
    try:
        return bytes(obj.read_bytes())
    except pikepdf.PdfError:
        return b""


def versions(data: bytes) -> list[str]:
    """More than one version in the file, bytes around it, objects that nothing refers to."""
    found = []
    if data.count(b"%%EOF") != 1 or data.count(b"startxref") != 1:
        found.append("the file has more than one end")
    if not data.startswith(b"%PDF-") or data.rstrip()[-5:] != b"%%EOF":
        found.append("there are bytes before or after the PDF")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if Name.Prev in pdf.trailer or Name.XRefStm in pdf.trailer:
            found.append("it refers to an earlier version")
        loose = {obj.objgen for obj in pdf.objects} - _reached(pdf.trailer)
    listed = {int(each) for each in re.findall(rb"(?:^|[\r\n])(\d+) 0 obj\b", data)}
    loose_bytes = listed - {number for number, _ in _numbers(data)}
    if loose or loose_bytes:
        found.append(f"{len(loose) + len(loose_bytes)} objects belong to nothing")
    return found


def page_with(pdf: pikepdf.Pdf, number: int) -> int | None:
    """The first page, from 1, that draws with this object; None for an object of no page."""
    for page, sheet in enumerate(pdf.pages, 1):
        drawn = [sheet.obj.get(key) for key in ("/Contents", "/Resources")]
        if any(number in {each for each, _ in _reached(part)} for part in drawn):
            return page
    return None


def _numbers(data: bytes) -> set[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {(obj.objgen[0], obj.objgen[1]) for obj in pdf.objects}


def _reached(top: Any) -> set[tuple[int, int]]:
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [top]
    while waiting:
        value = waiting.pop()
        if not isinstance(value, (Dictionary, Array, Stream)):
            continue
        if value.is_indirect:
            if value.objgen in seen:
                continue
            seen.add(value.objgen)
        if isinstance(value, Array):
            waiting.extend(value)
        else:
            waiting.extend(value[key] for key in value.keys())  # noqa: SIM118
    return seen


def unapplied(data: bytes) -> list[int]:
    """Pages with a redaction that another program would still have to apply."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            number
            for number, page in enumerate(pdf.pages, 1)
            for note in page.obj.get(Name.Annots, ())
            if isinstance(note, Dictionary) and note.get(Name.Subtype) == Name.Redact
        ]


def unmasked(data: bytes) -> bytes:
    """The same file with each picture's mask in its place: what is under a box may be a shape."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for obj in pdf.objects:
            if not isinstance(obj, Stream):
                continue
            masks = [obj.get(key) for key in ("/SMask", "/Mask")]
            mask = next((each for each in masks if isinstance(each, Stream)), None)
            if mask is None:
                continue
            packing: Any = mask.get(Name.Filter)
            obj.write(mask.read_raw_bytes(), filter=packing)
            for key in ("/SMask", "/Mask", "/Decode", "/DecodeParms", "/ImageMask"):
                if key in obj:
                    del obj[key]
            for key in ("/Width", "/Height", "/Decode", "/DecodeParms"):
                if key in mask:
                    obj[key] = mask[key]
            obj.ColorSpace = Name.DeviceGray
            obj.BitsPerComponent = mask.get(Name.BitsPerComponent, 1)
        stream = io.BytesIO()
        pdf.save(stream)
    return stream.getvalue()


def shaped(data: bytes, pages: Sequence[int]) -> list[tuple[int, str]]:
    """Pages with boxes on which letters, pictures or curves cut out what is drawn."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        masks = {
            mask.G.objgen: bool(SHAPES.search(_opened(mask.G)))
            for obj in pdf.objects
            if isinstance(obj, Dictionary)
            and isinstance(mask := obj.get(Name.SMask), Dictionary)
            and isinstance(mask.get(Name.G), Stream)
        }
        if not any(masks.values()):
            return []
        for number in pages:
            within = _reached(pdf.pages[number - 1].obj.get(Name.Resources))
            if any(masks.get(each) for each in within):
                found.append((number, "letters or pictures cut out what is drawn"))
    return found


def pictures(data: bytes, boxes: Mapping[int, Sequence[Rect]]) -> list[tuple[int, str]]:
    """Pages where a picture's own points under a box are not all alike, and side data anywhere."""
    found: list[tuple[int, str]] = []
    with opened(data) as document:
        for number, rects in boxes.items():
            page = document[number - 1]
            for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
                if not _is_even(image, rects):
                    found.append((number, "a picture still has points under a box"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for obj in pdf.objects:
            if isinstance(obj, Stream) and obj.get(Name.Filter) == Name.DCTDecode:
                raw = bytes(obj.read_raw_bytes())
                if has_side_data(raw):
                    found.append((1, f"picture {obj.objgen[0]} carries more than its points"))
    return found


def _is_even(image: Any, rects: Sequence[Rect]) -> bool:
    """Looked at on a grid of places inside each box, in the stored points, masks left aside."""
    matrix = _matrix(image)
    holder = image.container
    while holder is not None:
        matrix = times(matrix, _matrix(holder))
        holder = holder.container
    place = moved(matrix, (0.0, 0.0, 1.0, 1.0))
    near = [part for rect in rects if (part := meet(rect, place)) is not None]
    inverse = back(matrix)
    if not near or inverse is None:
        return True
    stored = image.get_bitmap(render=False).to_pil().convert("RGB")
    return all(_spread(stored, inverse, part) <= EVEN for part in near)


def _spread(stored: Image.Image, inverse: Matrix, part: Rect) -> int:
    values: list[tuple[int, ...]] = []
    left, bottom, right, top = part
    for row in range(GRID):
        for column in range(GRID):
            x = left + (right - left) * (column + 0.5) / GRID
            y = bottom + (top - bottom) * (row + 0.5) / GRID
            u, v = at(inverse, x, y)
            if 0 <= u < 1 and 0 < v <= 1:
                spot = stored.getpixel((int(u * stored.width), int((1 - v) * stored.height)))
                if isinstance(spot, tuple):
                    values.append(tuple(int(each) for each in spot))
    if not values:
        return 0
    return max(int(max(band)) - int(min(band)) for band in zip(*values, strict=True))


def _matrix(obj: Any) -> Matrix:
    a, b, c, d, e, f = obj.get_matrix().get()
    return (a, b, c, d, e, f)


def has_side_data(data: bytes) -> bool:
    """Exif, XMP, comments, a preview, or bytes after the end of a JPEG."""
    spot = 2
    while spot + 4 <= len(data) and data[spot] == 0xFF:
        code = data[spot + 1]
        if code in (0xE1, 0xED, 0xE2, 0xFE):
            return True
        if code == 0xDA:
            break
        spot += 2 + int.from_bytes(data[spot + 2 : spot + 4])
    return data.rstrip(b"\r\n")[-2:] != b"\xff\xd9"

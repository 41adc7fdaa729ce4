"""A page made again as a picture, with the letters outside of the boxes as an invisible layer."""

import io
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec
import pypdfium2
from pikepdf import Array, Dictionary, Name, Operator, Pdf, String, unparse_content_stream
from PIL import Image, ImageChops, ImageDraw

from everyword.redact.geometry import Rect, View, meet
from everyword.redact.seen import Letter, is_ink, picture

DPI = 300
QUALITY = 92
CODES = 255


def page_as_picture(
    target: Pdf,
    page: "pypdfium2.PdfPage",
    view: View,
    boxes: Sequence[Rect],
    letters: Sequence[Letter],
) -> tuple[bytes, dict[str, Any]]:
    """Content and resources that show the page as it was, painted black in its boxes.

    `letters` are those that may stay, in reading order; those without a box end a word.
    """
    image = picture(page, DPI / 72)
    brush = ImageDraw.Draw(image)
    across, down = image.width / view.width, image.height / view.height
    for box in boxes:
        x, y, width, height = view.shown(box)
        area = (x * across - 1, y * down - 1, (x + width) * across + 1, (y + height) * down + 1)
        brush.rectangle(area, fill=(0, 0, 0))
    matrix = list(view.upright(0.0, view.height))
    steps: list[Any] = [
        ([], Operator("q")),
        (matrix, Operator("cm")),
        ([view.width, 0, 0, view.height, 0, 0], Operator("cm")),
        ([Name("/X0")], Operator("Do")),
        ([], Operator("Q")),
    ]
    fonts, layer = _layer(target, _whole(letters, boxes))
    resources = {"/XObject": {"/X0": _image(target, image)}, "/Font": fonts}
    return unparse_content_stream(steps + layer), resources


def _image(target: Pdf, image: Image.Image) -> Any:
    """Grey where there is no colour; packed without loss where that is smaller."""
    red, green, blue = image.split()
    differs = max(
        ImageChops.difference(red, green).getextrema()[1],
        ImageChops.difference(red, blue).getextrema()[1],
    )
    if differs == 0:
        image = red
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=QUALITY, subsampling=0)
    packing, data = Name.DCTDecode, stream.getvalue()
    if image.mode == "L" and len(exact := zlib.compress(image.tobytes(), 4)) < len(data):
        packing, data = Name.FlateDecode, exact
    space = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    return target.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        BitsPerComponent=8,
        ColorSpace=space,
        Filter=packing,
    )


def _whole(letters: Sequence[Letter], boxes: Sequence[Rect]) -> list[Letter]:
    """The letters with places such that a viewer reads their words as whole: in one word all are
    as high as the highest and deepest of them, and each reaches to the next."""
    found: list[Letter] = []
    word: list[tuple[Letter, Rect]] = []
    for letter in [*letters, Letter(" ", None, None)]:
        box = letter.box
        if word and (box is None or not is_ink(letter) or not _follows(word[-1][1], box)):
            found += _joined(word, boxes)
            word = []
        if box is not None and is_ink(letter):
            word.append((letter, box))
        elif box is not None:
            found.append(letter)
    return found


def _follows(one: Rect, two: Rect) -> bool:
    """On the same line from left to right, and not far away."""
    height = max(one[3] - one[1], two[3] - two[1])
    apart = max(one[1], two[1]) - min(one[3], two[3])
    return one[0] < two[0] and two[0] - one[2] < height and apart < height


def _joined(word: list[tuple[Letter, Rect]], boxes: Sequence[Rect]) -> list[Letter]:
    low, high = min(box[1] for _, box in word), max(box[3] for _, box in word)
    made = []
    for at, (letter, box) in enumerate(word):
        right = word[at + 1][1][0] if at + 1 < len(word) else box[2]
        wide = (box[0], low, right, high)
        if any(meet(wide, other) is not None for other in boxes):
            wide = box  # it must not reach under a box
        made.append(msgspec.structs.replace(letter, box=wide))
    return made


def _layer(target: Pdf, letters: Sequence[Letter]) -> tuple[dict[str, Any], list[Any]]:
    """Each letter at its place, in fonts whose letters are empty."""
    alphabet = sorted({letter.char for letter in letters})
    codes = {char: divmod(at, CODES) for at, char in enumerate(alphabet)}
    fonts = {
        f"/T{at // CODES}": _empty(target, alphabet[at : at + CODES])
        for at in range(0, len(alphabet), CODES)
    }
    steps: list[Any] = [([], Operator("q")), ([], Operator("BT")), ([3], Operator("Tr"))]
    for letter in letters:
        if letter.box is None:
            continue
        left, bottom, right, top = letter.box
        height = max(0.5, top - bottom)
        font, code = codes[letter.char]
        wide = max(1.0, (right - left) / height * 100)
        steps.append(([Name(f"/T{font}"), round(height, 2)], Operator("Tf")))
        steps.append(([round(wide, 1)], Operator("Tz")))
        steps.append(([1, 0, 0, 1, round(left, 2), round(bottom, 2)], Operator("Tm")))
        steps.append(([String(bytes([code]))], Operator("Tj")))
    steps += [([], Operator("ET")), ([], Operator("Q"))]
    return fonts, steps if fonts else []


def _empty(target: Pdf, alphabet: list[str]) -> Any:
    glyph = target.make_stream(b"1000 0 0 0 1000 1000 d1")
    rows = []
    for start in range(0, len(alphabet), 100):
        part = list(enumerate(alphabet))[start : start + 100]
        rows.append(f"{len(part)} beginbfchar")
        rows += [f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for code, char in part]
        rows.append("endbfchar")
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def"
        " /CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange\n"
        + "\n".join(rows)
        + "\nendcmap CMapName currentdict /CMap defineresource pop end end"
    )
    names = [Name(f"/g{code}") for code in range(len(alphabet))]
    return target.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=[0, 0, 1000, 1000],
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            FirstChar=0,
            LastChar=len(alphabet) - 1,
            Widths=Array([1000] * len(alphabet)),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([0, *names])),
            CharProcs=Dictionary({str(name): glyph for name in names}),
            Resources=Dictionary(),
            ToUnicode=target.make_stream(table.encode("ascii")),
        )
    )

"""The pages before and after, as pictures: outside of the boxes they must look the same."""

import io
import math
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence, Set

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from everyword.redact.geometry import Rect
from everyword.redact.seen import opened, picture

SCALE = 100 / 72
STRICT, ROUGH = 24, 56
"""Steps of grey, of 255: of pages written again, and of pages made again as pictures."""
WAIT = 120
"""Seconds for all pages of the second program, and the most for one."""
MOST_SECOND = 40
"""Pages that the second program is asked for; it begins with those that have boxes."""


def with_pdfium(
    before: bytes, after: bytes, boxes: Mapping[int, Sequence[Rect]], pictured: Set[int]
) -> list[tuple[int, str]]:
    """Page and what differs; boxes as shown: left, top, right, bottom."""
    found: list[tuple[int, str]] = []
    with opened(before) as old, opened(after) as new:
        if len(old) != len(new):
            return [(1, f"it has {len(new)} pages instead of {len(old)}")]
        for index in range(len(old)):
            number = index + 1
            one, other = _shown(old, index), _shown(new, index)
            if one is None or other is None:
                if (one is None) != (other is None) and one is not None:
                    found.append((number, "it cannot be shown"))
                continue
            width = old[index].get_width()
            if not _same(one, other, boxes.get(number, ()), number in pictured, width):
                found.append((number, "it looks different outside of the boxes"))
    return found


def _shown(document: "pypdfium2.PdfDocument", index: int) -> Image.Image | None:
    try:
        return picture(document[index], SCALE)
    except pypdfium2.PdfiumError:
        return None


def _same(
    one: Image.Image, other: Image.Image, boxes: Sequence[Rect], rough: bool, width: float
) -> bool:
    if abs(one.width - other.width) > 1 or abs(one.height - other.height) > 1:
        return False
    if one.size != other.size:
        other = other.resize(one.size)
    scale = one.width / max(1.0, width)
    pair = []
    for image in (one, other):
        brush = ImageDraw.Draw(image)
        for left, top, right, below in boxes:
            area = (
                math.floor(left * scale) - 2,
                math.floor(top * scale) - 2,
                math.ceil(right * scale) + 2,
                math.ceil(below * scale) + 2,
            )
            brush.rectangle(area, fill=(0, 0, 0))
        pair.append(image.reduce(3).filter(ImageFilter.BoxBlur(1)) if rough else image)
    most = ROUGH if rough else STRICT
    if _highest(ImageChops.difference(*pair)) <= most:
        return True
    first, second = pair
    return not rough and _is_near(first, second, most) and _is_near(second, first, most)


def _is_near(one: Image.Image, other: Image.Image, most: int) -> bool:
    """Whether each point of `one` is like some point around it in `other`: a letter that stands
    between two points is drawn at either of them."""
    grey, around = one.convert("L"), other.convert("L")
    above = ImageChops.subtract(grey, around.filter(ImageFilter.MaxFilter(3)))
    below = ImageChops.subtract(around.filter(ImageFilter.MinFilter(3)), grey)
    return max(_highest(above), _highest(below)) <= most


def _highest(image: Image.Image) -> float:
    highest = image.convert("L").getextrema()[1]
    return highest if isinstance(highest, (int, float)) else 255.0


def with_poppler(
    before: bytes, after: bytes, boxes: Mapping[int, Sequence[Rect]], pictured: Set[int]
) -> tuple[list[tuple[int, str]], int, int] | None:
    """The same, as poppler shows them; how many pages were compared, and of how many.

    None where it is not installed, or can show none of them.
    """
    tool = shutil.which("pdftoppm")
    if tool is None:
        return None
    found: list[tuple[int, str]] = []
    looked = 0
    with opened(after) as document:
        pages = [number for number in sorted(boxes) if number <= len(document)]
        pages += [number for number in range(1, len(document) + 1) if number not in boxes]
        until = time.monotonic() + WAIT
        for number in pages[:MOST_SECOND]:
            if time.monotonic() > until:
                break
            new = _drawn(tool, after, number)
            old = (
                _shown(document, number - 1)
                if number in pictured  # its letters were drawn with the first program's fonts
                else _drawn(tool, before, number)
            )
            if old is None:
                continue  # the first cannot show it, or the second could not before either
            looked += 1
            width = document[number - 1].get_width()
            if new is None:
                found.append((number, "a second program cannot show it"))
            elif not _same(old, new, boxes.get(number, ()), True, width):
                found.append((number, "a second program shows it differently"))
        return (found, looked, len(document)) if looked else None


def _drawn(tool: str, data: bytes, number: int) -> Image.Image | None:
    """Through pipes, so that nothing of it touches the disk."""
    page = str(number)
    command = [tool, "-r", "100", "-cropbox", "-f", page, "-l", page, "-"]
    try:
        ran = subprocess.run(command, input=data, capture_output=True, timeout=WAIT, check=False)
        with Image.open(io.BytesIO(ran.stdout)) as image:
            return image.convert("RGB")
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None

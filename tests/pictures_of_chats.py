"""Screenshots of chats, drawn: bubbles left and right, light and dark, as telephones show them."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from everyword.bundle.pages.lettering import FONT_FOLDER

WIDE, LETTERS = 1080, 34


def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_FOLDER / "LiberationSans-Regular.ttf"), size)


def screenshot(
    name: str, bubbles: Sequence[tuple[str, str, str]], dark: bool = False, **options: object
) -> bytes:
    """A PNG: the name on top, then bubbles of (whose: "me" or "other", words, clock)."""
    paper, ink, mine, other = (18, 235, 60, 38) if dark else (236, 15, 215, 255)
    image = Image.new("L", (WIDE, 260 + 260 * len(bubbles)), paper)
    pen = ImageDraw.Draw(image)
    pen.text((60, 20), "21:07", fill=ink, font=font(30))
    pen.text((160, 90), name, fill=ink, font=font(46))
    top = 200
    for who, words, clock in bubbles:
        lines = _wrapped(pen, words)
        left = 60 if who == "other" else 260
        bottom = top + 60 + 52 * len(lines) + 40
        pen.rounded_rectangle((left, top, left + 760, bottom), 30, mine if who == "me" else other)
        for number, line in enumerate(lines):
            pen.text((left + 30, top + 26 + 52 * number), line, fill=ink, font=font(LETTERS))
        pen.text((left + 640, bottom - 46), clock, fill=ink, font=font(26))
        top = bottom + 30
    out = io.BytesIO()
    image.crop((0, 0, WIDE, top + 40)).save(out, "PNG", **options)
    return out.getvalue()


def _wrapped(pen: ImageDraw.ImageDraw, words: str) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font=font(LETTERS)) > 690:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines

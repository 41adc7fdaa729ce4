"""Text as it will stand on paper: direction, places to break, and letters that no font has.

What is printed is the text of the source. Only what paper cannot show is written out: a control
character, a character of none of our fonts, and the two marks that turn the order of letters round
(U+202D, U+202E) stand as their code point in brackets, `[U+202E]`, so that nothing vanishes and
nothing reads other than it was stored.
"""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import TypedDict

FONT_FOLDER = Path(__file__).parent / "fonts"
FAMILIES = (
    "Liberation Sans",
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Droid Sans Fallback",
    "NanumGothic",
    "Noto Sans Symbols2",
    "Noto Sans Math",
    "Noto Color Emoji",
)
"""In order of preference; the first that has a letter prints it."""
SERIF = "Liberation Serif"
"""Stands before them where a court names a serif letter: it has the widths of Times New Roman."""

LONGEST_RUN = 20
"""A web address or a hash has no spaces: it may break after so many characters."""
LONGEST_JOINED, LONGEST_THAI, NARROW_JOINED = 24, 34, 15
"""Letters of a joined script hang together; no word is as long as this, and the paper ends. Thai
parts no words: the typesetter knows them, and only what it does not know is broken here."""

NUMBER = re.compile(r"(\+?\d[\d().-]{0,20} [\d ().-]{0,30}\d)")
"""A telephone number in groups; in a right-to-left line its groups would change places."""

_ENDLESS = (re.compile("[^ ]{4}"), re.compile(f"[^ ]{{{LONGEST_RUN},}}"))
"""Letters without a blank between them: for narrow columns, and for the width of a page."""
OVERRIDES = frozenset("\u202d\u202e")
SHAPELESS = frozenset("\u00ad\u061c\u2060") | {
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202C), (0x2066, 0x2069), (0xE0020, 0xE007F))
    for code in range(first, last + 1)
}
"""Marks that join, part or turn the letters around them and have no shape of their own."""
MEANINGLESS = frozenset("\ufeff\u180e\ufff9\ufffa\ufffb\u115f\u1160\u3164\uffa0\u2800") | {
    chr(code) for code in (*range(0x2061, 0x2065), *range(0x206A, 0x2070))
}
"""Neither a shape nor an effect, also letters that are empty: nobody would know they are there."""
TAB = "    "


class Number(TypedDict):
    """A number in groups inside a right-to-left line."""

    number: str


class Para(TypedDict):
    """One line of a text. `d` is r or l; the pieces of `c` may be broken apart by the line end."""

    d: str
    c: list[str | Number]


def paragraphs(text: str, unprinted: set[int] | None = None, run: int = LONGEST_RUN) -> list[Para]:
    """The lines of a text, ready for a template; `unprinted` collects what no font has.

    A word may break after `run` letters: fewer where it stands in a narrow column.
    """
    if len(text) <= run and text.isascii() and text.isprintable():
        return [{"d": "l", "c": [text]}]
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [_paragraph(line, unprinted, run) for line in lines]


def _paragraph(line: str, unprinted: set[int] | None, run: int) -> Para:
    shown = visible(line, unprinted)
    if not is_right_to_left(shown):
        return {"d": "l", "c": list(_breakable(shown, run))}
    pieces: list[str | Number] = []
    for place, part in enumerate(NUMBER.split(shown)):
        if place % 2:
            pieces.append({"number": part})
        elif part:
            pieces += _breakable(part, run)
    return {"d": "r", "c": pieces}


def is_right_to_left(text: str) -> bool:
    """Decided by the first letter that has a direction, as in the Unicode rules (P2, P3)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return False


def visible(text: str, unprinted: set[int] | None = None) -> str:
    """The text with everything that paper cannot show written out as `[U+0000]`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_show(letter, unprinted) for letter in text)


def _show(letter: str, unprinted: set[int] | None) -> str:
    code = ord(letter)
    if 32 <= code < 127:
        return letter
    if letter == "\t":
        return TAB
    if letter in OVERRIDES:
        return f"[U+{code:04X}]"
    kind = unicodedata.category(letter)
    if letter in SHAPELESS or letter == "\u00a0" or _selects_a_form(code):
        return letter
    if kind in ("Zl", "Zp", "Cc", "Cs", "Co") or letter in MEANINGLESS or code not in covered():
        if unprinted is not None and kind not in ("Zl", "Zp", "Cc") and code not in covered():
            unprinted.add(code)
        return f"[U+{code:04X}]"
    return letter


def _selects_a_form(code: int) -> bool:
    """Variation selectors change the letter before them and have no shape of their own."""
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code == 0x034F


def _breakable(text: str, longest: int) -> list[str]:
    """The text in pieces, so that a long word without spaces stays inside the page."""
    if len(text) <= longest or not _ENDLESS[longest >= LONGEST_RUN].search(text):
        return [text]
    pieces, start, run = [], 0, 0
    for place, letter in enumerate(text):
        if letter == " " or _breaks_by_itself(letter):
            run = 0
            continue
        run += 1
        if run > longest and not _joins(text, place, run, longest):
            pieces.append(text[start:place])
            start, run = place, 1
    pieces.append(text[start:])
    return pieces


def _breaks_by_itself(letter: str) -> bool:
    return "\u2e80" <= letter <= "\ud7ff" or letter >= "\U00020000" or letter == "-"


def _joins(text: str, place: int, run: int, longest: int) -> bool:
    """Whether a break before this place would tear a letter, or a joined script, apart."""
    letter, before = text[place], text[place - 1]
    if unicodedata.category(letter)[0] in "MC" or before == "\u200d":
        return True
    if _is_joined(letter):
        most = LONGEST_THAI if "\u0e00" <= letter <= "\u0e7f" else LONGEST_JOINED
        return run <= (most if longest >= LONGEST_RUN else NARROW_JOINED)
    return "\U0001f000" <= letter <= "\U0001faff" and "\U0001f1e6" <= before <= "\U0001f1ff"


def _is_joined(letter: str) -> bool:
    return unicodedata.bidirectional(letter) == "AL" or "\u0900" <= letter <= "\u0e7f"


@cache
def covered() -> frozenset[int]:
    """Every code point that at least one of the fonts can print."""
    codes: set[int] = set()
    for path in sorted(FONT_FOLDER.glob("*.ttf")):
        codes |= _codes_of(path.read_bytes())
    return frozenset(codes)


def _codes_of(font: bytes) -> set[int]:
    """The code points of a TrueType font's `cmap` table, formats 4 and 12 (ISO 14496-22)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == b"cmap":
            return _codes_of_cmap(font, offset)
    return set()


def _codes_of_cmap(font: bytes, cmap: int) -> set[int]:
    codes: set[int] = set()
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        _, _, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * number)
        table = cmap + offset
        match struct.unpack_from(">H", font, table)[0]:
            case 4:
                codes |= _segments(font, table)
            case 12:
                groups = struct.unpack_from(">I", font, table + 12)[0]
                for group in range(groups):
                    first, last, _ = struct.unpack_from(">III", font, table + 16 + 12 * group)
                    codes.update(range(first, last + 1))
    return codes


def _segments(font: bytes, table: int) -> set[int]:
    """Format 4; a code inside a segment may still point to glyph 0, "no such letter"."""
    count = struct.unpack_from(">H", font, table + 6)[0] // 2
    words = f">{count}H"
    ends = struct.unpack_from(words, font, table + 14)
    starts = struct.unpack_from(words, font, table + 16 + 2 * count)
    deltas = struct.unpack_from(words, font, table + 16 + 4 * count)
    places = table + 16 + 6 * count
    offsets = struct.unpack_from(words, font, places)
    codes: set[int] = set()
    for n, (first, last, delta, offset) in enumerate(
        zip(starts, ends, deltas, offsets, strict=True)
    ):
        for code in range(first, min(last, 0xFFFE) + 1):
            if offset == 0:
                glyph = (code + delta) & 0xFFFF
            else:
                at = places + 2 * n + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", font, at)[0]
            if glyph:
                codes.add(code)
    return codes

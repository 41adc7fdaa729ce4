"""Fonts of the copy without what only letters that went have needed: codes, widths, shapes.

A small font made for one document holds just the letters of it, and often in the order in which
they first come: what is left in it after a name went may spell the name.
"""

import re
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from everyword.redact.fonts import Uncertain, codes_of, widths_of
from everyword.redact.typefaces import cff_with, program_with


def simple_widths(font: Any, used: set[bytes]) -> None:
    """Of a font of one-byte codes, in place."""
    listed = font.get(Name.Widths)
    first = font.get(Name.FirstChar, 0)
    if not isinstance(listed, Array) or not isinstance(first, int):
        return
    codes = sorted(code[0] for code in used if 0 <= code[0] - first < len(listed))
    low, high = (codes[0], codes[-1]) if codes else (first, first)
    there = set(codes)
    font.Widths = Array(
        [listed[code - first] if code in there else 0 for code in range(low, high + 1)][
            : len(listed)
        ]
    )
    font.FirstChar, font.LastChar = low, high


def composite(target: Any, font: Any, below: Any, used: set[bytes]) -> None:
    """Of a font of longer codes, in place; `below` is the part of it in the copy."""
    try:
        split, _ = codes_of(font)
    except Uncertain:
        return  # no letter of it was told apart, so that none is left either
    cids = {cid for code in used for _, cid in split(code)}
    widths = widths_of(below.get(Name.W))
    if widths:
        # Not rounded to a whole number: a viewer that cuts 505.99997 to 505 must do so again.
        kept = [(cid, round(widths[cid] * 1000, 6)) for cid in sorted(cids) if cid in widths]
        below.W = Array([each for cid, wide in kept for each in (cid, Array([wide]))])
    glyphs = cids
    table = below.get(Name.CIDToGIDMap)
    if isinstance(table, Stream):
        given = bytes(table.read_bytes())
        made = bytearray(len(given))
        for cid in cids:
            made[2 * cid : 2 * cid + 2] = given[2 * cid : 2 * cid + 2]
        glyphs = {int.from_bytes(made[2 * cid : 2 * cid + 2]) for cid in cids}
        below.CIDToGIDMap = target.make_stream(bytes(made[: len(given)]))
    descriptor = below.get(Name.FontDescriptor)
    if not isinstance(descriptor, Dictionary):
        return
    for key, reduced in (("/FontFile2", program_with), ("/FontFile3", cff_with)):
        program = descriptor.get(key)
        if isinstance(program, Stream):
            data = reduced(bytes(program.read_bytes()), glyphs)
            keys: dict[str, Any] = {
                each: program[each] for each in ("/Subtype",) if each in program
            }
            if key == "/FontFile2":
                keys["/Length1"] = len(data)
            descriptor[key] = target.make_stream(data, keys)


def narrowed(table: bytes, used: set[bytes]) -> bytes:
    """A table of letters (ToUnicode) with the codes in use only; empty where none is left."""
    known: dict[bytes, bytes] = {}
    code = rb"<([\da-fA-F\s]+)>"
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        for one, letters in re.findall(code + rb"\s*<([\da-fA-F\s]*)>", block):
            known[_bytes(one)] = b"".join(letters.split())
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
        for low, high, rest in re.findall(
            code + rb"\s*" + code + rb"\s*(<[^>]*>|\[[^\]]*\])", block
        ):
            _range(known, _bytes(low), _bytes(high), rest)
    kept = sorted((each, known[each]) for each in used if each in known)
    if not kept:
        return b""
    length = len(kept[0][0])
    lines = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        b"/CMapName /R def /CMapType 2 def 1 begincodespacerange",
        b"<" + b"00" * length + b"> <" + b"ff" * length + b"> endcodespacerange",
    ]
    for start in range(0, len(kept), 100):
        part = kept[start : start + 100]
        lines.append(b"%d beginbfchar" % len(part))
        lines += [b"<%s> <%s>" % (each.hex().encode(), letters) for each, letters in part]
        lines.append(b"endbfchar")
    lines.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    return b"\n".join(lines)


def _bytes(figures: bytes) -> bytes:
    plain = b"".join(figures.split())
    return bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode("ascii"))


def _range(known: dict[bytes, bytes], low: bytes, high: bytes, rest: bytes) -> None:
    first, last = int.from_bytes(low), int.from_bytes(high)
    if last < first or last - first > 70_000:
        return
    listed = re.findall(rb"<([\da-fA-F\s]*)>", rest)
    for number in range(first, last + 1):
        at = number - first
        if rest.startswith(b"["):
            letters = b"".join(listed[at].split()) if at < len(listed) else None
        else:
            start = b"".join(listed[0].split()) if listed else b""
            letters = b"%0*x" % (len(start), int(start, 16) + at) if start else None
        if letters is not None:
            known[number.to_bytes(len(low))] = letters

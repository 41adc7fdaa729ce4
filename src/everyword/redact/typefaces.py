"""Embedded font programs without what is no letter: names of designers, notes, signatures."""

import re
from itertools import pairwise

LETTERS = frozenset(
    [
        *(b"cmap", b"glyf", b"loca", b"head", b"hhea", b"hmtx", b"maxp", b"cvt ", b"fpgm"),
        *(b"prep", b"OS/2", b"post", b"CFF ", b"vhea", b"vmtx", b"VORG", b"gasp"),
    ]
)
"""Tables of a TrueType font that a PDF draws with; a child may be called like its designer."""
STARTS = (b"\0\1\0\0", b"true", b"OTTO")
TYPE1_NAMES = re.compile(
    rb"/(?:FullName|FamilyName|Notice|Copyright|Weight|version)\s*\(((?:[^()\\]|\\.)+)\)"
    rb"|/FontName\s*/([^\s/\[\](){}<>%]+)|(%(?!!)[^\r\n]*)|%![^\r\n:]*:\s*([^\r\n]+)"
)
CFF_NAMES = {0, 1, 2, 3, 4, (12, 0), (12, 21), (12, 22), (12, 38)}
STANDARD = 391
"""Strings every CFF font knows; those of its own have the numbers after them."""


def without_names(program: bytes) -> bytes:
    """The same letters; a program that is not understood is given back as it is."""
    if program[:2] == b"%!":
        return _type1(program)
    if program[:1] == b"\1" and len(program) > 4 and program[2] >= 4:
        return _cff(program)
    tables = tables_of(program)
    if tables is None:
        return program
    kept = {tag: data for tag, data in tables.items() if tag in LETTERS}
    if b"CFF " in kept:
        kept[b"CFF "] = _cff(kept[b"CFF "])
    return program_of(program[:4], kept)


def tables_of(program: bytes) -> dict[bytes, bytes] | None:
    """The tables of a TrueType or OpenType font; None for anything else."""
    count = int.from_bytes(program[4:6])
    if program[:4] not in STARTS or not 0 < count < 200 or len(program) < 12 + 16 * count:
        return None
    tables = {}
    for at in range(12, 12 + 16 * count, 16):
        start = int.from_bytes(program[at + 8 : at + 12])
        length = int.from_bytes(program[at + 12 : at + 16])
        if start + length > len(program) + 3:
            return None
        tables[program[at : at + 4]] = program[start : start + length]
    return tables


def program_of(start: bytes, tables: dict[bytes, bytes]) -> bytes:
    """The font of these tables."""
    power = max(0, len(tables).bit_length() - 1)
    head = start + len(tables).to_bytes(2) + (16 << power).to_bytes(2)
    head += power.to_bytes(2) + max(0, 16 * len(tables) - (16 << power)).to_bytes(2)
    body, at = b"", 12 + 16 * len(tables)
    for tag, data in sorted(tables.items()):
        padded = data + bytes(-len(data) % 4)
        total = sum(int.from_bytes(padded[k : k + 4]) for k in range(0, len(padded), 4))
        head += tag + (total & 0xFFFFFFFF).to_bytes(4) + at.to_bytes(4) + len(data).to_bytes(4)
        body, at = body + padded, at + len(padded)
    return head + body


def _type1(program: bytes) -> bytes:
    """Names and comments of the readable part, each replaced by as many letters."""
    stop = program.find(b"eexec")
    if stop < 0:
        return program

    def blank(match: "re.Match[bytes]") -> bytes:
        first, last = (each - match.start() for each in match.span(match.lastindex or 0))
        sign = b"%" if match[0][first : first + 1] == b"%" else b"x"
        return match[0][:first] + sign + b"x" * (last - first - 1) + match[0][last:]

    return TYPE1_NAMES.sub(blank, program[:stop]) + program[stop:]


def _cff(program: bytes) -> bytes:
    """Names of a CFF font, each replaced by as many letters; glyphs keep theirs."""
    out = bytearray(program)
    try:
        names, at = _index(program, program[2])
        tops, at = _index(program, at)
        strings, _ = _index(program, at)
        parts = list(names)
        for first, last in tops:
            parts += [
                strings[number - STANDARD]
                for key, number in _entries(program[first:last])
                if key in CFF_NAMES and 0 <= number - STANDARD < len(strings)
            ]
    except (IndexError, ValueError):
        return program
    for first, last in parts:
        out[first:last] = b"x" * (last - first)
    return bytes(out)


def _index(data: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """First and last-but-one place of each member, and where the next thing begins."""
    count = int.from_bytes(data[at : at + 2])
    if count == 0:
        return [], at + 2
    size = data[at + 2]
    base = at + 3 + (count + 1) * size - 1
    if not 1 <= size <= 4 or base > len(data):
        raise ValueError("index")
    spots = [
        base + int.from_bytes(data[each : each + size])
        for each in range(at + 3, at + 3 + (count + 1) * size, size)
    ]
    if spots != sorted(spots) or spots[-1] > len(data):
        raise ValueError("index")
    return list(pairwise(spots)), spots[-1]


def _entries(data: bytes) -> list[tuple[int | tuple[int, int], int]]:
    """Operator and first number of each entry of a DICT; real numbers count as -1."""
    found: list[tuple[int | tuple[int, int], int]] = []
    numbers: list[int] = []
    at = 0
    while at < len(data):
        one = data[at]
        at += 1
        if one <= 21:
            key: int | tuple[int, int] = (12, data[at]) if one == 12 else one
            at += one == 12
            found.append((key, numbers[0] if numbers else -1))
            numbers = []
        elif one in (28, 29):
            size = 2 if one == 28 else 4
            numbers.append(int.from_bytes(data[at : at + size], signed=True))
            at += size
        elif one == 30:
            while at < len(data) and data[at] & 15 != 15 and data[at] >> 4 != 15:
                at += 1
            at += 1
            numbers.append(-1)
        elif one <= 246:
            numbers.append(one - 139)
        else:
            high = (one - 247) * 256 if one <= 250 else -(one - 251) * 256
            numbers.append(high + data[at] + 108 if one <= 250 else high - data[at] - 108)
            at += 1
    return found


def program_with(program: bytes, glyphs: set[int]) -> bytes:
    """A TrueType font in which only these glyphs have a shape and a width. It is for codes that
    are numbers of glyphs: its tables of letters and names go."""
    tables = tables_of(program)
    needed = (b"head", b"maxp", b"loca", b"glyf", b"hhea", b"hmtx")
    if tables is None or not all(tag in tables for tag in needed):
        return program
    count = int.from_bytes(tables[b"maxp"][4:6])
    size = 4 if tables[b"head"][50:52] == b"\0\1" else 2
    spots = [
        int.from_bytes(tables[b"loca"][at : at + size]) * (1 if size == 4 else 2)
        for at in range(0, (count + 1) * size, size)
    ]
    shapes, waiting = {}, [0, *glyphs]
    while waiting:
        glyph = waiting.pop()
        if glyph in shapes or not 0 <= glyph < count:
            continue
        shapes[glyph] = tables[b"glyf"][spots[glyph] : spots[glyph + 1]]
        waiting += _parts(shapes[glyph])
    body, places = bytearray(), [0]
    for glyph in range(count):
        body += shapes.get(glyph, b"")
        body += bytes(-len(body) % 4)
        places.append(len(body))
    head = bytearray(tables[b"head"])
    head[50:52] = b"\0\1"
    wide = bytearray(tables[b"hmtx"])
    full = int.from_bytes(tables[b"hhea"][34:36])
    for glyph in set(range(count)) - set(shapes):
        at, length = (4 * glyph, 4) if glyph < full - 1 else (4 * full + 2 * (glyph - full), 2)
        if glyph != full - 1 and at + length <= len(wide):
            wide[at : at + length] = bytes(length)
    tables |= {b"glyf": bytes(body), b"head": bytes(head), b"hmtx": bytes(wide)}
    tables[b"loca"] = b"".join(each.to_bytes(4) for each in places)
    return program_of(
        program[:4], {tag: tables[tag] for tag in tables if tag not in (b"cmap", b"post")}
    )


def _parts(shape: bytes) -> list[int]:
    """The glyphs a glyph is put together from."""
    found: list[int] = []
    at, more = 10, shape[:1] >= b"\x80"
    while more and at + 4 <= len(shape):
        flags = int.from_bytes(shape[at : at + 2])
        found.append(int.from_bytes(shape[at + 2 : at + 4]))
        at += 4 + (4 if flags & 1 else 2)
        at += 2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
        more = bool(flags & 0x20)
    return found


def cff_with(program: bytes, glyphs: set[int]) -> bytes:
    """A CFF font (alone, or in an OpenType font) in which only these glyphs have a shape."""
    tables = tables_of(program)
    if tables is not None and b"CFF " in tables:
        tables[b"CFF "] = cff_with(tables[b"CFF "], glyphs)
        return program_of(program[:4], tables)
    out = bytearray(program)
    try:
        _, at = _index(program, program[2])
        (first, last), *_ = _index(program, at)[0]
        top = dict(_entries(program[first:last]))
        drawings, _ = _index(program, top[17])
        kept = glyphs
        if (12, 30) in top:
            kept = _of_charset(program, top.get(15, 0), len(drawings), glyphs)
    except (IndexError, ValueError, KeyError):
        return program
    for glyph, (first, last) in enumerate(drawings):
        if glyph and glyph not in kept and last > first:
            out[first:last] = b"\x0e" + bytes(last - first - 1)
    return bytes(out)


def _of_charset(program: bytes, at: int, count: int, cids: set[int]) -> set[int]:
    """The glyphs of these letters' numbers."""
    if at < 3:
        raise ValueError("charset")
    kind, at, glyph = program[at], at + 1, 1
    found: set[int] = set()
    while glyph < count:
        first, left = int.from_bytes(program[at : at + 2]), 0
        if kind:
            left = int.from_bytes(program[at + 2 : at + 2 + kind])
        if at >= len(program) or kind > 2:
            raise ValueError("charset")
        found.update(glyph + cid - first for cid in cids if first <= cid <= first + left)
        glyph, at = glyph + left + 1, at + 2 + kind
    return found

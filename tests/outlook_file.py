"""Outlook messages for tests: a compound file written from nested names, and the properties."""

import struct

from msgspec import Struct

Folder = dict[str, "bytes | Folder"]
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


class Fixed(Struct, frozen=True):
    """A property that stands in the list: its number, type and 8 bytes."""

    number: int
    kind: int
    value: bytes


def text(number: int, words: str) -> Folder:
    return {f"__substg1.0_{number:04X}001F": words.encode("utf-16-le")}


def old_text(number: int, words: bytes) -> Folder:
    return {f"__substg1.0_{number:04X}001E": words}


def data(number: int, value: bytes) -> Folder:
    return {f"__substg1.0_{number:04X}0102": value}


def number(property: int, value: int) -> Fixed:
    return Fixed(property, 3, value.to_bytes(8, "little"))


def time(property: int, units: int) -> Fixed:
    return Fixed(property, 0x40, units.to_bytes(8, "little"))


def folder(head: int, fixed: list[Fixed], *parts: Folder) -> Folder:
    """`head` bytes before the list: 32 for a message, 24 for one within, 8 for others."""
    listed = b"".join(struct.pack("<HHI", each.kind, each.number, 6) + each.value for each in fixed)
    out: Folder = {"__properties_version1.0": bytes(head) + listed}
    for part in parts:
        out.update(part)
    return out


def person(index: int, name: str, address: str, kind: int) -> Folder:
    parts = (text(0x3001, name), text(0x39FE, address))
    return {f"__recip_version1.0_#{index:08X}": folder(8, [number(0x0C15, kind)], *parts)}


def sent(index: int, *parts: Folder) -> Folder:
    return {f"__attach_version1.0_#{index:08X}": folder(8, [], *parts)}


def compound(root: Folder, big: bool = False) -> bytes:
    """The bytes of a compound file; `big`: sectors of 4096 bytes instead of 512."""
    size = 4096 if big else 512
    entries: list[list[object]] = [["Root Entry", 5, FREE, FREE, FREE, b""]]
    _add(entries, 0, root)
    small, sectors, chains = bytearray(), [], []
    small_table: list[int] = []
    for entry in entries:
        value = entry[5]
        assert isinstance(value, bytes)
        if entry[1] != 2 or not value:
            entry += [END, 0]
        elif len(value) < 4096:
            entry += [len(small) // 64, len(value)]
            count = -(-len(value) // 64)
            first = len(small_table)
            small_table += [first + at + 1 for at in range(count - 1)] + [END]
            small += value.ljust(count * 64, b"\0")
        else:
            entry += [len(sectors), len(value)]
            _chain(sectors, chains, value, size)
    entries[0][6:8] = [len(sectors) if small else END, len(small)]
    _chain(sectors, chains, bytes(small), size)
    directory_at = len(sectors)
    _chain(sectors, chains, _directory(entries, size), size)
    small_at = len(sectors) if small_table else END
    _chain(sectors, chains, struct.pack(f"<{len(small_table)}I", *small_table), size, b"\xff")
    return _file(sectors, chains, size, directory_at, small_at)


def _file(
    sectors: list[bytes], chains: list[int], size: int, directory_at: int, small_at: int
) -> bytes:
    each = size // 4
    tables = 1
    while tables * each < len(sectors) + tables:
        tables += 1
    assert tables <= 109
    first = len(sectors)
    numbers = chains + [FAT] * tables
    numbers += [FREE] * (tables * each - len(numbers))
    head = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 4 if size == 4096 else 3, 0xFFFE),
        *(12 if size == 4096 else 9, 6, 0, 0, 0, tables, directory_at, 0, 4096, small_at),
        *(0 if small_at == END else 1, END, 0),
    )
    head += struct.pack("<109I", *range(first, first + tables), *[FREE] * (109 - tables))
    table = struct.pack(f"<{len(numbers)}I", *numbers)
    return head.ljust(size, b"\0") + b"".join(sectors) + table


def _chain(
    sectors: list[bytes], chains: list[int], value: bytes, size: int, fill: bytes = b"\0"
) -> None:
    count = -(-len(value) // size)
    for at in range(count):
        sectors.append(value[at * size : (at + 1) * size].ljust(size, fill))
        chains.append(len(sectors) if at < count - 1 else END)


def _add(entries: list[list[object]], parent: int, inside: Folder) -> None:
    before = FREE
    for name in sorted(inside, key=lambda name: (len(name), name.upper())):
        value = inside[name]
        index = len(entries)
        is_folder = isinstance(value, dict)
        entries.append([name, 1 if is_folder else 2, FREE, FREE, FREE, b"" if is_folder else value])
        if before == FREE:
            entries[parent][4] = index
        else:
            entries[before][3] = index
        before = index
        if isinstance(value, dict):
            _add(entries, index, value)


def _directory(entries: list[list[object]], size: int) -> bytes:
    out = b""
    for name, kind, left, right, child, _, start, length in entries:
        assert isinstance(name, str) and isinstance(kind, int)
        written = name.encode("utf-16-le") + b"\0\0"
        out += struct.pack("<64sHBBIII", written, len(written), kind, 1, left, right, child)
        out += bytes(16 + 4 + 16) + struct.pack("<IQ", start, length)
    return out + bytes(-len(out) % size)

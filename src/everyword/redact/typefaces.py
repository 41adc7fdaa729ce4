"""Embedded font programs without what is no letter: names of designers, notes, signatures."""

NOT_LETTERS = (b"name", b"DSIG", b"meta", b"ltag", b"FFTM", b"SVG ")
"""Tables of a TrueType font that draw nothing in a PDF; a child may be called like its designer."""
STARTS = (b"\0\1\0\0", b"true", b"OTTO")


def without_names(program: bytes) -> bytes:
    """The same letters; a program that is not understood is given back as it is."""
    count = int.from_bytes(program[4:6])
    if program[:4] not in STARTS or not 0 < count < 200 or len(program) < 12 + 16 * count:
        return program
    tables = []
    for at in range(12, 12 + 16 * count, 16):
        tag, check = program[at : at + 4], program[at + 4 : at + 8]
        start = int.from_bytes(program[at + 8 : at + 12])
        length = int.from_bytes(program[at + 12 : at + 16])
        if start + length > len(program) + 3:
            return program
        if tag not in NOT_LETTERS:
            tables.append((tag, check, program[start : start + length]))
    power = len(tables).bit_length() - 1
    head = program[:4] + len(tables).to_bytes(2) + (16 << power).to_bytes(2)
    head += power.to_bytes(2) + (16 * len(tables) - (16 << power)).to_bytes(2)
    body, at = b"", 12 + 16 * len(tables)
    for tag, check, data in tables:
        head += tag + check + at.to_bytes(4) + len(data).to_bytes(4)
        padded = data + bytes(-len(data) % 4)
        body, at = body + padded, at + len(padded)
    return head + body

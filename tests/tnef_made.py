"""Writes the cases of tests/cases/mail_tnef: invented mails in Outlook's own form.

python -m tests.tnef_made      (then make cases, and read the difference)
"""

import struct
from pathlib import Path

FOLDER = Path(__file__).parent / "cases" / "mail_tnef"
SENT = 133_566_412_200_000_000  # 2024-04-03T18:07:00Z, in 100 ns since 1601


def attribute(level: int, name: int, data: bytes, sums: int | None = None) -> bytes:
    total = sum(data) & 0xFFFF if sums is None else sums
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", total)


def value(kind: int, data: bytes) -> bytes:
    padded = data + bytes(-len(data) % 4)
    return (
        struct.pack("<II", 1, len(data)) + padded if kind in (0x1E, 0x1F, 0x0D, 0x102) else padded
    )


def properties(*given: tuple[int, int, bytes]) -> bytes:
    """Number, type, bytes; a property with a name of its own is put before them."""
    named = struct.pack("<HH", 3, 0x8001) + bytes(16) + struct.pack("<II", 1, 6)
    named += "ab\0".encode("utf-16-le") + bytes(2) + struct.pack("<I", 7)
    out = struct.pack("<I", len(given) + 1) + named
    for number, kind, data in given:
        out += struct.pack("<HH", kind, number) + value(kind, data)
    return out


def words(number: int, text: str) -> tuple[int, int, bytes]:
    return number, 0x1F, (text + "\0").encode("utf-16-le")


def file(name: str, data: bytes, long: str | None = None, *, inside: bytes | None = None) -> bytes:
    """A file sent with it; `inside` is a mail of Outlook's own form."""
    out = attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, name.encode() + b"\0")
    given = [words(0x3707, long)] if long else []
    if inside is None:
        out += attribute(2, 0x0006800F, data)
    else:
        given.append((0x3701, 0x0D, bytes(16) + inside))
    return out + (attribute(2, 0x00069005, properties(*given)) if given else b"")


def tnef(*parts: bytes, page: int = 1252) -> bytes:
    head = struct.pack("<IH", 0x223E9F78, 7)
    head += attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
    return head + attribute(1, 0x00069007, struct.pack("<II", page, 0)) + b"".join(parts)


def note(text: str, subject: str = "The flat") -> bytes:
    return attribute(
        1,
        0x00069003,
        properties(
            words(0x001A, "IPM.Note"),
            words(0x0037, subject),
            words(0x0C1A, "Sam Lee"),
            words(0x0C1F, "sam@home.test"),
            (0x0039, 0x40, struct.pack("<Q", SENT)),
            words(0x1000, text),
        ),
    )


OLD = (
    attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    + attribute(1, 0x00018004, "Übergabe\0".encode("cp1252"))
    + attribute(1, 0x00038005, struct.pack("<7H", 2004, 4, 3, 21, 7, 0, 6))
    + attribute(1, 0x0002800C, "Bitte am Freitag.\r\nGrüße\0".encode("cp1252"))
)
LETTER = b"%PDF-1.4 a letter, cut short"
INNER = tnef(note("I never agreed.", "Re: The flat"), file("a.txt", b"inside the inside"))
CASES = {
    "today": tnef(
        note("Please read both.\r\n\r\nשלום"),  # noqa: RUF001 (Hebrew letters are meant)
        file("LETTER~1.TXT", b"The rent is due.\r\n", "letter of may, ž.txt"),
        file("fwd", b"", "Re The flat", inside=INNER),
        file("../../etc/passwd", b"a name that leads elsewhere"),
    ),
    "old": tnef(OLD, file("KARTE.TXT", "Straße\r\n".encode("cp1252")), page=1252),
    "damaged": tnef(
        note("sums that do not fit"),
        attribute(2, 0x00069002, bytes(14)),
        attribute(2, 0x00018010, b"a.txt\0"),
        attribute(2, 0x0006800F, b"changed on the way", sums=1),
        attribute(2, 0x00069005, properties(words(0x3707, "b.txt"))[:-9]),
        b"\x07 something else",
    ),
    "cut_short": tnef(OLD, file("LETTER.PDF", LETTER * 20))[:-200],
}

if __name__ == "__main__":
    for name, data in CASES.items():
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "winmail.dat").write_bytes(data)

"""Pictures of given PDFs stay in their files until the bundle is written.

The PDF library reads a stream into memory when it is copied from one PDF to another, and keeps it:
a thousand scanned pages would be held at once. Therefore each picture is taken out of its PDF
before, and a stand-in is copied. The bundle is begun as a PDF that seems to hold all the pictures
already: they are read from where they are when somebody asks for these bytes.
"""

import io
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import pikepdf
from msgspec import Struct
from pikepdf import Array, Name, Pdf, Stream

from everyword.streams import RangeStream

LARGE = 64 << 10
"""Bytes; smaller pictures are copied as all else is."""
NUMBER = "/EverywordKept"
"""Key of a stand-in: the number of its picture among all, and how many bytes that has."""
CATALOG = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
TREE = b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
FIRST = 3


class Kept:
    """The pictures of all files of a bundle. The files must stay open while they are wanted."""

    def __init__(self) -> None:
        self._pictures: list[Any] = []
        self._sizes: list[int] = []
        self._stand_ins: dict[int, list[Any]] = {}

    def take(self, source: Pdf) -> None:
        """Takes the large pictures out of a PDF; not out of one that is encrypted, because how
        such a one is read depends on its place in the file."""
        if id(source) in self._stand_ins or source.is_encrypted:
            return
        self._stand_ins[id(source)] = made = []
        for each in [each for each in source.objects if _is_large(each)]:
            size = len(each.read_raw_bytes())
            other = source.make_stream(b"")
            for key in each.keys() - {"/Length"}:
                other[key] = each[key]
            other[NUMBER] = Array([len(self._pictures), size])
            here, there = each.objgen, other.objgen
            source._swap_objects(here, there)
            made.append(source.get_object(here))
            self._pictures.append(source.get_object(there))
            self._sizes.append(size)

    def new(self) -> Pdf:
        """A PDF without pages, in which all pictures have a place."""
        if not self._pictures:
            return Pdf.new()
        return pikepdf.open(io.BufferedReader(_Seeming(self._pictures, self._sizes)))

    def settle(self, pdf: Pdf, source: Pdf) -> None:
        """Puts the pictures of a source where their stand-ins were copied to; `pdf` is a `new`
        one."""
        for each in self._stand_ins.get(id(source), ()):
            copied: Any = pdf.copy_foreign(each)
            if NUMBER not in copied:  # it was done before
                continue
            picture = pdf.get_object(int(copied[NUMBER][0]) + FIRST, 0)
            for key in copied.keys() - {"/Length", NUMBER}:
                picture[key] = copied[key]
            pdf._swap_objects(copied.objgen, picture.objgen)

    def fill(self, pdf: Pdf) -> None:
        """Reads the pictures into a PDF to which stand-ins were copied."""
        for each in list(pdf.objects) if self._pictures else ():
            if isinstance(each, Stream) and NUMBER in each:
                data = self._pictures[int(each[NUMBER][0])].read_raw_bytes()
                packed: Any = each.get(Name.Filter)
                how: Any = each.get(Name.DecodeParms)
                del each[NUMBER]
                each.write(data, filter=packed, decode_parms=how)


def size_of(stream: Any) -> int:
    """The bytes of a stream, or of the picture that it stands for."""
    if NUMBER in stream:
        return int(stream[NUMBER][1])
    length = stream.get(Name.Length)
    return length if isinstance(length, int) else len(stream.read_raw_bytes())


def _is_large(each: Any) -> bool:
    if not isinstance(each, Stream) or each.get(Name.Subtype) != Name.Image:
        return False
    return NUMBER not in each and size_of(each) >= LARGE


class _Piece(Struct, frozen=True):
    """Bytes from `start`: these, or those of a picture."""

    start: int
    data: bytes = b""
    picture: Any = None


class _Seeming(RangeStream):
    """The PDF that seems to hold the pictures; of these one is in memory at a time."""

    def __init__(self, pictures: list[Any], sizes: list[int]) -> None:
        super().__init__()
        self._pieces: list[_Piece] = []
        self._size = 0
        self._read: tuple[int, bytes] = (-1, b"")
        for piece, size in _pieces(pictures, sizes):
            self._pieces.append(piece)
            self._size = piece.start + size

    @property
    def size(self) -> int:
        return self._size

    def readinto(self, buffer: Any) -> int:
        if self.at >= self._size:
            return 0
        number = bisect_right(self._pieces, self.at, key=lambda piece: piece.start) - 1
        piece = self._pieces[number]
        if self._read[0] != number:
            held = piece.data if piece.picture is None else piece.picture.read_raw_bytes()
            self._read = (number, held)
        inside = self.at - piece.start
        data = self._read[1][inside : inside + len(buffer)]
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


def _pieces(pictures: list[Any], sizes: list[int]) -> Iterator[tuple[_Piece, int]]:
    places: list[int] = []
    at = 0
    for data in (b"%PDF-1.3\n", CATALOG, TREE):
        if at:
            places.append(at)
        yield _Piece(at, data), len(data)
        at += len(data)
    foot = b"\nendstream\nendobj\n"
    for number, (picture, size) in enumerate(zip(pictures, sizes, strict=True), FIRST):
        places.append(at)
        head = b"%d 0 obj\n<< /Length %d >>\nstream\n" % (number, size)
        yield _Piece(at, head), len(head)
        yield _Piece(at + len(head), picture=picture), size
        yield _Piece(at + len(head) + size, foot), len(foot)
        at += len(head) + size + len(foot)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(places) + 1
    last = b"xref\n0 %d\n0000000000 65535 f \n" % count + rows
    last += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, at)
    yield _Piece(at, last), len(last)

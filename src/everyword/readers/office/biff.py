"""The old binary .xls of Excel 97 to 2003 ([MS-XLS]): the cells of every sheet, row by row.

Shown as the cells of .xlsx are: rows as lines, cells parted by tabs, times by the cell's format.
"""

import struct
from collections.abc import Iterator

from everyword.readers.office.cells import kind_of, shown
from everyword.readers.office.parts import Paper
from everyword.readers.office.sheet import NO_TIME, ROUNDED, WIDEST

_BOF, _EOF, _CONTINUE, _SST, _SHEET, _FORMAT, _XF = 0x809, 0x0A, 0x3C, 0xFC, 0x85, 0x41E, 0xE0
_LABEL, _RSTRING, _TEXT, _NUMBER, _RK, _MULRK = 0x204, 0xD6, 0xFD, 0x203, 0x27E, 0xBD
_BOOL, _FORMULA, _STRING, _ROW, _COLUMN, _DRAWN = 0x205, 0x06, 0x207, 0x208, 0x7D, 0x1B6
_LOCK, _MODE, _HEADER, _FOOTER = 0x2F, 0x22, 0x14, 0x15
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!",
           42: "#N/A"}  # fmt: skip
FORMULAS = "cells with formulas, of which the value last worked out is shown: {n}"
_SHORT = struct.error


def records(data: bytes, at: int) -> Iterator[tuple[int, list[bytes]]]:
    """Each record with the pieces that continue it."""
    held: tuple[int, list[bytes]] | None = None
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _CONTINUE and held is not None:
            held[1].append(body)
            continue
        if held is not None:
            yield held
        held = (kind, [body])
    if held is not None:
        yield held


class _Strings:
    """Words that may go on in another piece, each with its own width of letter."""

    def __init__(self, pieces: list[bytes], at: int) -> None:
        self._pieces, self._piece, self._at = pieces, 0, at

    def _take(self, size: int) -> bytes:
        out = b""
        while len(out) < size:
            piece = self._pieces[self._piece]
            if self._at >= len(piece):
                self._piece, self._at = self._piece + 1, 0
                if self._piece >= len(self._pieces):
                    raise IndexError
                continue
            got = piece[self._at : self._at + size - len(out)]
            self._at += len(got)
            out += got
        return out

    def next(self) -> str:
        count, flags = struct.unpack("<HB", self._take(3))
        runs = int.from_bytes(self._take(2), "little") if flags & 8 else 0
        extra = int.from_bytes(self._take(4), "little") if flags & 4 else 0
        text = self._letters(count, flags & 1)
        self._pass(4 * runs + extra)
        return text

    def _letters(self, count: int, wide: int) -> str:
        out = []
        while count:
            piece = self._pieces[self._piece]
            if self._at >= len(piece):
                self._piece, self._at = self._piece + 1, 1
                if self._piece >= len(self._pieces):
                    raise IndexError
                wide = self._pieces[self._piece][0] & 1 if self._pieces[self._piece] else 0
                continue
            width = 2 if wide else 1
            data = piece[self._at : self._at + count * width]
            self._at += len(data)
            count -= max(1, len(data) // width)
            out.append(data.decode("utf-16-le" if wide else "latin-1", "replace"))
        return "".join(out)

    def _pass(self, size: int) -> None:
        while size > 0:
            left = len(self._pieces[self._piece]) - self._at
            if size <= left:
                self._at += size
                return
            size -= left
            self._piece, self._at = self._piece + 1, 0
            if self._piece >= len(self._pieces):
                raise IndexError


def _words(data: bytes, at: int) -> str:
    return _Strings([data], at).next() if len(data) >= at + 3 else ""


class Book:
    """The globals of a workbook, then its sheets."""

    def __init__(self, data: bytes, paper: Paper) -> None:
        self._data, self._paper = data, paper
        self._codes: dict[int, str] = {}
        self._numbers: list[int] = []
        self._shared: list[str] = []
        self._sheets: list[tuple[int, str]] = []
        self._from_1904 = False

    def read(self) -> None:
        if self._data[:2] != b"\x09\x08" or self._data[4:6] != b"\x00\x06":
            self._paper.say("an Excel file older than Excel 97: kept, its words were not read")
            return
        for kind, pieces in records(self._data, 0):
            if kind == _EOF:
                break
            if kind == _LOCK:
                self._paper.fault("locked with a password: kept, its words were not read")
                return
            try:
                self._global(kind, pieces)
            except (_SHORT, IndexError):
                self._paper.fault("a part of the workbook's lists is damaged: not read to its end")
        for place, name in self._sheets:
            self._sheet(place, name)
        if not self._sheets:
            self._paper.fault("no sheet was found in it")

    def _global(self, kind: int, pieces: list[bytes]) -> None:
        body = pieces[0]
        if kind == _MODE:
            self._from_1904 = body[:1] == b"\1"
        elif kind == _FORMAT:
            self._codes[int.from_bytes(body[:2], "little")] = _words(body, 2)
        elif kind == _XF:
            self._numbers.append(int.from_bytes(body[2:4], "little"))
        elif kind == _SHEET:
            place, hidden, what, count, wide = struct.unpack_from("<IBBBB", body)
            name = body[8 : 8 + count * (1 + (wide & 1))]
            shown_as = name.decode("utf-16-le" if wide & 1 else "latin-1", "replace")
            if what == 0 and len(self._sheets) < 10_000:
                self._sheets.append((place, shown_as))
                if hidden & 3:
                    self._paper.say(f'sheet "{shown_as}" is hidden; its words are shown')
        elif kind == _SST:
            strings = _Strings(pieces, 8)
            for _ in range(int.from_bytes(body[4:8], "little")):
                self._shared.append(strings.next())

    def _sheet(self, place: int, name: str) -> None:
        sheet = _Sheet(self._paper, name)
        depth = 0
        for kind, pieces in records(self._data, place):
            depth += (kind == _BOF) - (kind == _EOF)
            if kind == _EOF and depth <= 0:
                break
            if depth != 1:
                continue  # a chart within the sheet
            try:
                self._record(sheet, kind, pieces)
            except (_SHORT, IndexError):
                self._paper.count("damaged records of cells, not read: {n}")
        if depth != 0:
            self._paper.fault(f'sheet "{name}": cut short or damaged')
        self._paper.texts.append(sheet.text())

    def _record(self, sheet: "_Sheet", kind: int, pieces: list[bytes]) -> None:
        body = pieces[0]
        if kind == _TEXT:
            row, column, _, index = struct.unpack_from("<HHHI", body)
            sheet.put(row, column, self._shared[index])
        elif kind in (_LABEL, _RSTRING):
            row, column = struct.unpack_from("<HH", body)
            sheet.put(row, column, _Strings([body[6:], *pieces[1:]], 0).next())
        elif kind == _NUMBER:
            row, column, style, value = struct.unpack_from("<HHHd", body)
            sheet.put(row, column, self._number(value, style))
        elif kind == _RK:
            row, column, style, packed = struct.unpack_from("<HHHI", body)
            sheet.put(row, column, self._number(_unpacked(packed), style))
        elif kind == _MULRK:
            row, column = struct.unpack_from("<HH", body)
            for number in range((len(body) - 6) // 6):
                style, packed = struct.unpack_from("<HI", body, 4 + 6 * number)
                sheet.put(row, column + number, self._number(_unpacked(packed), style))
        elif kind == _BOOL:
            row, column, _, value, wrong = struct.unpack_from("<HHHBB", body)
            sheet.put(row, column, _truth(value, wrong))
        elif kind == _FORMULA:
            self._formula(sheet, body)
        elif kind == _STRING and sheet.waiting is not None:
            sheet.put(*sheet.waiting, _Strings(pieces, 0).next())
            sheet.waiting = None
        else:
            self._around(sheet, kind, pieces)

    def _around(self, sheet: "_Sheet", kind: int, pieces: list[bytes]) -> None:
        body = pieces[0]
        if kind == _ROW and body[12:13] and body[12] & 0x20:
            self._paper.count("hidden rows, whose words are shown: {n}")
        elif kind == _COLUMN and body[8:9] and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            self._paper.count("hidden columns, whose words are shown: {n}", 1 + last - first)
        elif kind == _DRAWN and len(pieces) > 1:
            count = int.from_bytes(body[10:12], "little")
            data = pieces[1]
            text = data[1:].decode("utf-16-le" if data[:1] == b"\1" else "latin-1", "replace")
            if count:
                sheet.after.append(f"[text box or comment] {text[:count]}\n")
        elif kind in (_HEADER, _FOOTER) and (text := _words(body, 0)):
            sheet.after.append(f"[{'header' if kind == _HEADER else 'footer'}] {text}\n")

    def _formula(self, sheet: "_Sheet", body: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", body)
        self._paper.count(FORMULAS)
        if body[12:14] != b"\xff\xff":
            (value,) = struct.unpack_from("<d", body, 6)
            sheet.put(row, column, self._number(value, style))
        elif body[6] == 0:
            sheet.waiting = (row, column)
        elif body[6] in (1, 2):
            sheet.put(row, column, _truth(body[8], body[6] - 1))
        else:
            self._paper.count("formulas never worked out, not shown: {n}")

    def _number(self, value: float, style: int) -> str:
        raw = repr(value).removesuffix(".0")
        number = self._numbers[style] if style < len(self._numbers) else 0
        kind = kind_of(number, self._codes)
        if kind == "general":
            return raw
        if kind == "number":
            self._paper.say(ROUNDED)
            return raw
        time = shown(raw, kind, self._from_1904)
        if time is None:
            self._paper.say(NO_TIME)
            return raw
        self._paper.say("dates and times of cells stand largest part first (2024-04-03)")
        return time


def _unpacked(packed: int) -> float:
    """[MS-XLS] 2.5.217: 30 bits of a number, whole or not, perhaps a hundredth of it."""
    if packed & 2:
        value = float((packed >> 2) - ((packed >> 31) << 30))
    else:
        (value,) = struct.unpack("<d", bytes(4) + (packed & 0xFFFFFFFC).to_bytes(4, "little"))
    return value / 100 if packed & 1 else value


def _truth(value: int, wrong: int) -> str:
    return _ERRORS.get(value, "#?") if wrong else "TRUE" if value else "FALSE"


class _Sheet:
    def __init__(self, paper: Paper, name: str) -> None:
        self._paper, self._name = paper, name
        self._rows: dict[int, dict[int, str]] = {}
        self.waiting: tuple[int, int] | None = None
        self.after: list[str] = []

    def put(self, row: int, column: int, text: str) -> None:
        if text:
            self._rows.setdefault(row, {})[column] = text

    def text(self) -> str:
        out = [self._paper.take(f"[sheet] {self._name}\n")]
        for _, cells in sorted(self._rows.items()):
            last, line = -1, []
            for column, text in sorted(cells.items()):
                gap = column - last - (last < 0)
                line.append("\t" * (gap if gap <= WIDEST else 1) + text)
                last = column
            out.append(self._paper.take("".join(line) + "\n"))
        return "".join([*out, *(self._paper.take(each) for each in self.after)])

"""What a parser meets in an SMS backup, as readings in file order, with their numbers."""

import re
from collections import deque
from typing import Any
from xml.parsers import expat

from defusedxml.common import DefusedXmlException, DTDForbidden, EntitiesForbidden

from everyword.model import Call, Locator, Message, Problem, Reading, Skipped, Source, whole
from everyword.readers.sms import records as sms_records
from everyword.readers.sms.clean import MARK, Cleaner
from everyword.readers.sms.fast import Piece
from everyword.readers.sms.long import TOKEN

RECORD = re.compile(rb"<(?:sms|mms|call)[\s/>]")
_RECORDS = frozenset(("sms", "mms", "call"))
_WHOLE = re.compile(rb"<(?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+>")
MAX_DEPTH = 16
NEAR = 50
"""So many messages back a twin is looked for."""
_INVALID_TOKEN, _AFTER_ROOT = 4, 9  # XML_ERROR_INVALID_TOKEN, XML_ERROR_JUNK_AFTER_DOC_ELEMENT


class TooDeep(DefusedXmlException):  # type: ignore[misc]  # defusedxml has no types
    """Elements within elements, deeper than in any backup."""


class NotClosed(DefusedXmlException):  # type: ignore[misc]  # as above
    """A record begins inside another: the one before was not closed."""


class Elements:
    """The handlers of one file's parsers, and the bookkeeping of damage between them."""

    def __init__(self, source: Source, cleaner: Cleaner) -> None:
        self._source, self._cleaner = source, cleaner
        self._out: list[Reading] = []
        self._number = 0
        self._count: str | None = None
        self._rooted = False
        self._mms: sms_records.Mms | None = None
        self._stray = ""
        self._damage = ""
        self._passed = 0
        self._near: deque[tuple[int, bool, Message]] = deque(maxlen=NEAR)
        self.depth = 0
        self.parser: Any = None
        self.stopped = 0

    def plain(self, piece: Piece) -> bool:
        """Keeps the records of a plain stretch; False where a parser has to look at it instead."""
        if self.depth != 1 or self._mms is not None or self._stray or piece.records is None:
            return False
        path, number, add = self._source.name, self._number, self._out.append
        begun = len(self._out)
        # Only a message near an <mms> can be its twin.
        near = NEAR if any(is_mms for _, is_mms, _ in self._near) else 0
        for values in piece.records:
            number += 1
            where = Locator(path, number, number, "record")
            made = sms_records.sms_of(*values, where)
            if made.item is not None and near:
                self._number, near = number, near - 1
                add(self._compared(made.item, False))
            elif made.item is not None:
                add(made.item)
            if made.faults:
                add(Problem((where,), "; ".join(made.faults)))
        self._number = number
        seen = self._near[-1][0] if self._near else 0
        for item in self._out[max(begun, len(self._out) - 2 * NEAR) :]:
            if isinstance(item, Message) and item.where[0].first > seen:
                self._near.append((item.where[0].first, False, item))
        return True

    def take(self) -> list[Reading]:
        out, self._out = self._out, []
        return out

    def problem(self, what: str) -> None:
        self._out.append(Problem(whole(self._source), what))

    def finish(self) -> None:
        """What can be said only of the whole file."""
        self._flush_stray()
        for note in self._cleaner.notes:
            self.problem(note)
        if self._count is not None and self._count != str(self._number):
            said = self._count[:40]
            self.problem(f"the file says that it has {said} records; {self._number} were found")
        elif not self._number and self._count is None:
            self.problem("no message and no call was found in the file")

    # Called by the parser.

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 2:
            self._record(name, attributes)
        elif self.depth == 1:
            if not self._rooted:
                self._rooted, self._count = True, attributes.get("count")
        elif name in _RECORDS:
            self._stop(NotClosed())
        elif self.depth > MAX_DEPTH:
            self._stop(TooDeep())
        elif self._mms is not None:
            self._inside(self._mms, name, attributes)
        elif self.depth == 3:
            what = f"an element <{name[:40]}> inside the record, not understood"
            self._out.append(Skipped((self._here(),), what))

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.depth == 1 and self._mms is not None:
            record, self._mms = self._mms, None
            self._keep(sms_records.mms(record, self._here()), [], True)

    def words(self, text: str) -> None:
        if not text.isspace():
            self._stray = (self._stray + text)[:200]

    def doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        self._stop(DTDForbidden(name, system, public))

    def entity(self, name: str, *rest: Any) -> None:
        self._stop(EntitiesForbidden(name, None, None, None, None, None))

    def _stop(self, fault: Exception) -> None:
        """After this the parser runs on without us: the place has to be noted now."""
        self.stopped = self.parser.CurrentByteIndex
        raise fault

    def _record(self, name: str, attributes: dict[str, str]) -> None:
        if self._stray:
            self._flush_stray()
        self._number += 1
        attributes, faults = self._checked(attributes)
        if name == "sms":
            self._keep(sms_records.sms(attributes, self._here()), faults)
        elif name == "mms":
            place = f"{self._source.name}!/mms-{self._number}"
            self._mms = sms_records.Mms(attributes, place, faults)
        elif name == "call":
            self._keep(sms_records.call(attributes, self._here()), faults)
        else:
            what = f"an element <{name[:40]}>: neither a message nor a call"
            self._out.append(Skipped((self._here(),), what))

    def _inside(self, record: sms_records.Mms, name: str, attributes: dict[str, str]) -> None:
        attributes, faults = self._checked(attributes)
        record.faults += faults
        if name == "part":
            sms_records.part(record, attributes, self._cleaner.long)
        elif name == "addr":
            one = sms_records.given(attributes, "address")
            if one is not None:
                record.addresses.append((attributes.get("type", ""), one))
        elif name not in ("parts", "addrs"):
            record.faults.append(f"an element <{name[:40]}> in it was not understood")

    def _keep(self, made: sms_records.Made, faults: list[str], is_mms: bool = False) -> None:
        if made.item is not None:
            self._out.append(self._compared(made.item, is_mms))
        if made.faults or faults:
            what = "; ".join(dict.fromkeys((*faults, *made.faults)))
            self._out.append(Problem((self._here(),), what))

    def _compared(self, item: Message | Call, is_mms: bool) -> Message | Call:
        """RCS: some phones keep one message as an <sms> and as an <mms>. Told, never merged."""
        if not isinstance(item, Message):
            return item
        for number, was_mms, other in self._near:
            if was_mms is not is_mms and sms_records.are_twins(other, item):
                item = sms_records.told_twin(item, number)
                break
        self._near.append((self._number, is_mms, item))
        return item

    def _checked(self, attributes: dict[str, str]) -> tuple[dict[str, str], list[str]]:
        """The attributes without tokens of long values and without marks; what to say of them."""
        faults: list[str] = []
        if self._cleaner.long:
            for name, value in list(attributes.items()):
                if name != "data" and value.startswith(TOKEN):
                    long = self._cleaner.long.value(value)
                    size = long.size if long else 0
                    faults.append(f"{name[:40]} has {size:,} bytes: too long to be words; not read")
                    attributes[name] = ""
        if self._cleaner.marked:
            marks = sum(value.count(MARK) for value in attributes.values())
            if marks:
                faults.append(f"{marks:,} signs in it are no characters: shown as U+FFFD")
                attributes = {k: v.replace(MARK, "\ufffd") for k, v in attributes.items()}
        return attributes, faults

    def _flush_stray(self) -> None:
        if self._stray:
            words = self._stray.replace(MARK, "\ufffd").strip()
            what = f"text outside every field, not read: {words!r}"
            self._stray = ""
            where = (self._here(),) if self._number else whole(self._source)
            self._out.append(Problem(where, what))

    def _here(self) -> Locator:
        return Locator(self._source.name, self._number, self._number, "record")

    # Damage.

    def damage(self, piece: bytes, at: int, index: int, fault: Exception, last: bytes) -> int:
        """The parser stopped at `index` of a piece fed from `at`; from where to look on."""
        code = fault.code if isinstance(fault, expat.ExpatError) else 0
        index = min(max(index, at), len(piece))
        # A bare < inside a record, and a record where none may begin: it may be a whole one.
        again = code == _INVALID_TOKEN and piece[index : index + 1] == b"<"
        start = piece.rfind(b"<", at, index if again else index + 1)
        again = again or code == _AFTER_ROOT or isinstance(fault, NotClosed)
        if start < 0 and at == 0:
            broken = _is_cut(last)
        elif code == _AFTER_ROOT or isinstance(fault, NotClosed):
            broken = False
        else:
            broken = bool(RECORD.match(piece, max(start, at)))
        if broken and self._mms is not None:
            what = "this record is damaged and was not read (it is not closed)"
            self._out.append(Problem((self._here(),), what))
        self._number += broken
        if broken or self._mms is not None:
            place = "this record is damaged and was not read"
        else:
            place = "damage after this record" if self._number else "damage before the first record"
        self._mms = None
        self._damage = f"{place} ({_why(fault)})"
        resume = index if again else max(start, at) + 1
        self._passed = resume - max(start, at)
        return resume

    def pass_over(self, size: int) -> None:
        self._passed += size

    def damage_ends(self) -> None:
        what = f"{self._damage}; {self._passed:,} bytes were passed over"
        where = (self._here(),) if self._number else whole(self._source)
        self._out.append(Problem(where, what))

    def cut_short(self, last: bytes) -> None:
        """The file ended before its end."""
        if self._mms is not None or _is_cut(last):
            self._number += self._mms is None
            self._mms = None
            what = "the file ends inside this record: it was cut short"
            self._out.append(Problem((self._here(),), what))
        else:
            self.problem("the file ends without its last line: it was cut short")


def _why(fault: Exception) -> str:
    match fault:
        case expat.ExpatError():
            return expat.ErrorString(fault.code)
        case TooDeep():
            return "elements within elements, deeper than in any backup"
        case NotClosed():
            return "it is not closed before the next begins"
        case _:
            return "definitions (a DTD) are refused"


def ends_whole(last: bytes) -> bool:
    """Whether a piece ends behind a whole tag, with nothing open and no words after it."""
    if not last:
        return True
    tag = last[max(0, last.rfind(b"<")) :]
    whole = _WHOLE.match(tag)
    return whole is not None and not tag[whole.end() :].strip()


def _is_cut(last: bytes) -> bool:
    """Whether a piece ends inside the opening of a record."""
    tag = last[max(0, last.rfind(b"<")) :]
    return bool(RECORD.match(tag)) and not _WHOLE.match(tag)

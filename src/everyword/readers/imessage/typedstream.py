"""Apple's typedstream ("streamtyped"): the words of a message body, and nothing else of it.

Where from: `message.attributedBody` of Messages, and the earlier texts of edited messages: an
NSAttributedString (or NSString) archived by NSArchiver. The format is Apple's and not published;
its shape is known from the archives themselves: a version, a signature, then values behind the
letters of their types. A new class, string or object is written once and afterwards named by the
number it came at (byte 0x92 is number 0).

Only the string is read; runs of attributes behind it are not looked at. One step per byte at most.
"""

START = b"\x04\x0bstreamtyped"
BIG = b"\x04\x0btypedstream"
_INT16, _INT32, _NEW, _NIL, _FIRST = 0x81, 0x82, 0x84, 0x85, 0x92
_STRINGS = (b"NSString", b"NSMutableString")
_ATTRIBUTED = (b"NSAttributedString", b"NSMutableAttributedString")
_DEEPEST = 16
"""Classes above a class: an NSMutableAttributedString has two."""


class BadTypedstream(ValueError):
    """Why the words cannot be read, in plain words."""


def text_of(data: bytes) -> str:
    """The words of an archived string, as they stand. Raises BadTypedstream."""
    if not data.startswith((START, BIG)):
        raise BadTypedstream("it does not begin as an archived text does")
    reader = _Reader(data)
    try:
        raw = reader.words()
    except IndexError:
        raise BadTypedstream("it is cut short") from None
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise BadTypedstream("its bytes are not text (UTF-8)") from None


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, len(START)
        self._little = data.startswith(START)
        self._types: list[bytes] = []
        self._objects: list[bytes] = []
        """The class names of what was seen, in the order of its numbers."""

    def words(self) -> bytes:
        self._number()  # the version of the system that wrote it
        for _ in range(2):  # an attributed string holds a string
            if self._type() != b"@":
                raise BadTypedstream("there is no text where it should stand")
            name = self._new_object()
            if name in _STRINGS:
                if self._type() != b"+":
                    raise BadTypedstream("there is no text where it should stand")
                return self._take(self._number())
            if name not in _ATTRIBUTED:
                break
        raise BadTypedstream("it holds something other than text")

    def _byte(self) -> int:
        byte = self._data[self._at]
        self._at += 1
        return byte

    def _take(self, size: int) -> bytes:
        if size > len(self._data) - self._at:
            raise IndexError
        self._at += size
        return self._data[self._at - size : self._at]

    def _number(self) -> int:
        head = self._byte()
        if head not in (_INT16, _INT32):
            return head
        raw = self._take(2 if head == _INT16 else 4)
        return int.from_bytes(raw, "little" if self._little else "big")

    def _type(self) -> bytes:
        """The letters of the types of the next values: new ones, or by number."""
        head = self._byte()
        if head == _NEW:
            self._types.append(self._take(self._number()))
            return self._types[-1]
        return self._types[self._known(head, len(self._types))]

    def _known(self, head: int, count: int) -> int:
        if head < _FIRST or head - _FIRST >= count:
            raise BadTypedstream("it names something that has not come before")
        return head - _FIRST

    def _new_object(self) -> bytes:
        """The name of its class. Its own number comes before those of its classes."""
        if self._byte() != _NEW:
            raise BadTypedstream("there is no text where it should stand")
        self._objects.append(b"")
        name = b""
        for _ in range(_DEEPEST):
            head = self._byte()
            if head == _NIL:
                break
            if head != _NEW:
                known = self._objects[self._known(head, len(self._objects))]
                name = name or known
                break
            each = self._type()
            self._number()  # the version of the class
            self._objects.append(each)
            name = name or each
        else:
            raise BadTypedstream("it has more classes than a text has")
        return name

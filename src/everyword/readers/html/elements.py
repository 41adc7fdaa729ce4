"""The HTML that programs write of chats: cut into its messages, and each into its elements.

Such a program writes one element per message, always with the same beginning, and `<` in people's
words as `&lt;`: so the beginning of such an element is the beginning of a message wherever it
stands. A page of any size is read a message at a time.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import BinaryIO

from msgspec import Struct

BLOCK = 1 << 20
LONGEST = 8 << 20
"""Bytes: a message longer than this is never held in memory."""
MARK_LENGTH = 400
"""Bytes: no mark is longer, together with what is looked at before it."""
_DEPTH = 40
_MOST = 50_000
"""Tags: no message has near so many; what follows them is not read, and said not to be."""
_TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*+)"
    r"(?P<rest>(?:[^<>\"']++|\"[^\"]{0,4000}\"|'[^']{0,4000}'){0,60}+)>"
)
_ATTRIBUTE = re.compile(r"(?<![a-z-])([a-z][a-z-]*+) ?=\"([^\"]*)\"")
_VOID = frozenset(("br", "img", "input", "hr", "meta", "link", "source", "base"))
_BEFORE, _AFTER = re.compile(r"\A\r?\n"), re.compile(r"\r?\n[ \t]*\Z")


class Element(Struct):
    """One element; `inside` are its elements and its words, in order."""

    tag: str
    classes: frozenset[str]
    attributes: dict[str, str]
    inside: list["Element | str"]

    def first(self, name: str) -> "Element | None":
        """The nearest element below with this class, level by level."""
        level: list[Element] = [self]
        while level:
            level = [one for each in level for one in each.inside if isinstance(one, Element)]
            for one in level:
                if name in one.classes:
                    return one
        return None

    def below(self) -> "Iterator[Element]":
        """All elements below, in the order of the file."""
        for one in self.inside:
            if isinstance(one, Element):
                yield one
                yield from one.below()

    @property
    def children(self) -> "list[Element]":
        """The elements directly below."""
        return [one for one in self.inside if isinstance(one, Element)]

    @property
    def words(self) -> str:
        """All words below, a line end for each <br>, blanks as they are."""
        if self.tag == "br":
            return "\n"
        return "".join(unescape(one) if isinstance(one, str) else one.words for one in self.inside)

    @property
    def text(self) -> str:
        """The words, without the file's own layout around them."""
        return _AFTER.sub("", _BEFORE.sub("", self.words))

    @property
    def line(self) -> str:
        """All words below as one line, blanks run together."""
        return " ".join(self.words.split())

    @property
    def pieces(self) -> list[str]:
        """Each stretch of words below, as a line of its own."""
        own = [one if isinstance(one, Element) else unescape(one) for one in self.inside]
        found = [
            each for one in own for each in (one.pieces if isinstance(one, Element) else [one])
        ]
        return [line for one in found if (line := " ".join(one.split()))]

    @property
    def label(self) -> str:
        """The words of this element alone, as one line."""
        own = "".join(one for one in self.inside if isinstance(one, str))
        return " ".join(unescape(own).split())


def wrapped(element: Element) -> list[Element]:
    """What is directly inside, words too, all of it as elements."""
    none: frozenset[str] = frozenset()
    return [Element("", none, {}, [one]) if isinstance(one, str) else one for one in element.inside]


def cut(
    stream: BinaryIO, mark: re.Pattern[bytes], within: re.Pattern[bytes] | None = None
) -> Iterator[bytes | None]:
    """What stands before the first mark, then each message; None for one that is too long.

    A mark just behind what `within` matches is one inside a message, and begins none.
    Raises BadArchive where the stream is a damaged member of an archive.
    """
    kept, too_long, searched = b"", False, 1
    while block := stream.read(BLOCK):
        kept += block
        begin = 0
        for found in mark.finditer(kept, searched):
            at = found.start()
            if within is not None and within.search(kept, max(0, at - MARK_LENGTH), at):
                continue
            yield None if too_long or at - begin > LONGEST else kept[begin:at]
            begin, too_long = at, False
        kept = kept[begin:]
        if len(kept) > LONGEST:
            too_long = True
        if too_long:
            kept = kept[-MARK_LENGTH:]
        searched = max(1, len(kept) - MARK_LENGTH)
    if kept:
        yield None if too_long else kept


def element_of(text: str) -> tuple[Element, bool]:
    """The elements of one message; and whether it was whole: all that began also ended."""
    root, end = elements_of(text)
    return root, end is not None


def elements_of(text: str) -> tuple[Element, int | None]:
    """The elements of one message, and where it ended; None where it did not."""
    root = Element("", frozenset(), {}, [])
    open_, at = [root], 0
    for number, match in enumerate(_TAG.finditer(text)):
        if number > _MOST:
            return root, None
        if match.start() > at:
            open_[-1].inside.append(text[at : match.start()])
        at = match.end()
        if match["end"]:
            # What ends without having begun is the end of what is around the messages.
            depth = next((n for n in range(len(open_) - 1, 0, -1) if open_[n].tag == match[2]), 0)
            del open_[depth or len(open_) :]
            if depth == 1:
                return root, at
            continue
        attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(match["rest"])}
        classes = frozenset(attributes.get("class", "").split())
        element = Element(match["tag"], classes, attributes, [])
        open_[-1].inside.append(element)
        if match["tag"] not in _VOID and len(open_) < _DEPTH:
            open_.append(element)
    if at < len(text):
        open_[-1].inside.append(text[at:])
    return root, None


def words_behind(text: str, end: int | None) -> str:
    """What words stand behind the end of a message, before the next: one line, without tags."""
    rest = "" if end is None else text[end:]
    return " ".join(unescape(_TAG.sub(" ", rest)).split())

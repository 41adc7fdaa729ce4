"""The HTML of a Telegram export: cut into its messages, and each into elements with their classes.

The program writes one `<div class="message ...">` per message, and writes `<` in people's words as
`&lt;`, so the beginning of such an element is the beginning of a message wherever it stands.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import BinaryIO

from msgspec import Struct

MARK = b'<div class="message '
BLOCK = 1 << 20
LONGEST = 8 << 20
"""Bytes: a message longer than this is never held in memory."""
_DEPTH = 40
_MOST = 50_000
"""Tags: no message has near so many; what follows them is not read, and said not to be."""
_TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*+)"
    r"(?P<rest>(?:[^<>\"']++|\"[^\"]{0,4000}\"|'[^']{0,4000}'){0,60}+)>"
)
_ATTRIBUTE = re.compile(r"(?<![a-z-])([a-z][a-z-]*+)=\"([^\"]*)\"")
_VOID = frozenset(("br", "img", "input", "hr", "meta", "link", "source"))
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
    def text(self) -> str:
        """All words below, a line end for each <br>; without the file's own layout around them."""
        return _AFTER.sub("", _BEFORE.sub("", self._words()))

    @property
    def label(self) -> str:
        """The words of this element alone, as one line."""
        own = "".join(one for one in self.inside if isinstance(one, str))
        return " ".join(unescape(own).split())

    def _words(self) -> str:
        if self.tag == "br":
            return "\n"
        return "".join(
            unescape(one) if isinstance(one, str) else one._words() for one in self.inside
        )


def parts(stream: BinaryIO) -> Iterator[bytes | None]:
    """What stands before the first message, then each message; None for one that is too long.

    Raises BadArchive where the stream is a damaged member of an archive.
    """
    kept, too_long, searched = b"", False, 1
    while block := stream.read(BLOCK):
        kept += block
        begin = 0
        while (at := kept.find(MARK, max(searched, begin + 1))) >= 0:
            yield None if too_long or at - begin > LONGEST else kept[begin:at]
            begin, too_long, searched = at, False, 0
        kept = kept[begin:]
        if len(kept) > LONGEST:
            too_long = True
        if too_long:
            kept = kept[-len(MARK) :]
        searched = max(1, len(kept) - len(MARK))
    if kept:
        yield None if too_long else kept


def element_of(text: str) -> tuple[Element, bool]:
    """The elements of one message; and whether it was whole: all that began also ended."""
    root = Element("", frozenset(), {}, [])
    open_, at, whole = [root], 0, False
    for number, match in enumerate(_TAG.finditer(text)):
        if number > _MOST:
            return root, False
        if match.start() > at:
            open_[-1].inside.append(text[at : match.start()])
        at = match.end()
        if match["end"]:
            # What ends without having begun is the end of what is around the messages.
            depth = next((n for n in range(len(open_) - 1, 0, -1) if open_[n].tag == match[2]), 0)
            del open_[depth or len(open_) :]
            if depth == 1:
                whole = True
                break
            continue
        attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(match["rest"])}
        classes = frozenset(attributes.get("class", "").split())
        element = Element(match["tag"], classes, attributes, [])
        open_[-1].inside.append(element)
        if match["tag"] not in _VOID and len(open_) < _DEPTH:
            open_.append(element)
    if not whole and at < len(text):
        open_[-1].inside.append(text[at:])
    return root, whole

"""One message of a Facebook, Messenger or Instagram download in HTML: from its elements.

The service writes each message as a box with a name, what was said, and a time. The names of the
classes changed once (about 2021); what stands where did not: in the middle first an empty element,
then the words, then files and what was shared, then reactions.
"""

import re
from html import unescape

from msgspec import Struct

from everyword.readers.html.elements import Element

MARK = re.compile(rb'<(?:div|section)\b[^<>]{0,120}?class="(?:[^"<>]{0,80} )?(?:_a6-g|_2lej)[ "]')
_NAME, _SAID, _TIME = ("_a6-h", "_2lek"), ("_a6-p", "_2let"), ("_a6-o", "_2lem")
_REACTIONS = ("_a6-q", "_tqp")
_FILES = frozenset(("img", "video", "audio", "source", "a"))
_TITLES = (
    re.compile(rb"<h1\b[^<>]{0,200}>([^<]{1,400})</h1>"),
    re.compile(rb'class="(?:_a70e|_3b0d)"[^<>]{0,100}>([^<]{1,400})<'),
    re.compile(rb"<title>([^<]{1,400})</title>"),
)
_STAMP = re.compile(
    rb'class="(?:[^"<>]{0,80} )?(?:_a6-o|_2lem)[^<>]{0,200}>\s{0,9}(?:<[^<>]{0,400}>\s{0,9}){0,6}'
    rb"([^<]{1,200})<"
)


class Said(Struct):
    """What one box of a page says. `dated` None: it has no time, so it is no message."""

    sender: str | None
    dated: str | None
    text: str
    files: list[str]
    reactions: list[str]
    usual: bool  # its middle is as in a message


def said_by(box: Element) -> Said | None:
    """None where the element is not such a box."""
    if not box.classes & {"_a6-g", "_2lej"}:
        return None
    name, said, time = (_of(box, each) for each in (_NAME, _SAID, _TIME))
    found = Said((name.line if name else "") or None, None, "", [], [], False)
    if time is not None:
        found.dated = time.line
    if said is not None:
        _middle(said, found)
    return found


def title_of(head: bytes) -> str | None:
    """What the page is headed with: the name of the conversation."""
    for pattern in _TITLES:
        match = pattern.search(head)
        words = unescape(match[1].decode("utf-8", "replace")).split() if match else []
        if words:
            return " ".join(words)
    return None


def stamp_in(part: bytes) -> str | None:
    """The time of a message from its bytes, without taking it apart."""
    match = _STAMP.search(part)
    return unescape(match[1].decode("utf-8", "replace")) if match else None


def _of(box: Element, names: tuple[str, ...]) -> Element | None:
    return next((found for name in names if (found := box.first(name)) is not None), None)


def _middle(said: Element, found: Said) -> None:
    inner = said.children
    alone = len(inner) == 1 and inner[0].tag == "div" and not said.label
    parts = inner[0].children if alone and not inner[0].label else []
    parts = parts or [said]
    words = 1 if len(parts) > 1 and parts[0].tag == "div" else 0
    found.usual = len(parts) > 2 and words == 1 and not parts[0].inside
    found.text = _words(parts[words])
    lines = []
    for at, part in enumerate(parts):
        reactions = _lists(part)
        found.reactions += [one.line for each in reactions for one in each.children if one.line]
        found.files += [place for place in _places(part) if place not in found.files]
        if at != words:
            pieces = [each for each in _pieces(part) if not _is_said(each, found.text)]
            lines += [f"[{', '.join(pieces)}]"] if pieces else []
    found.text = "\n".join(line for line in (found.text, *lines) if line)


def _lists(part: Element) -> list[Element]:
    return [one for one in (part, *part.below()) if one.classes & {*_REACTIONS}]


def _words(part: Element) -> str:
    """The words exactly, without reactions and without what stands in for films."""
    if part.tag == "br":
        return "\n"
    if part.tag in ("video", "audio") or part.classes & {*_REACTIONS}:
        return ""
    return "".join(unescape(one) if isinstance(one, str) else _words(one) for one in part.inside)


def _pieces(part: Element) -> list[str]:
    if part.tag in ("video", "audio") or part.classes & {*_REACTIONS}:
        return []
    found: dict[str, None] = {}
    for one in part.inside:
        for piece in _pieces(one) if isinstance(one, Element) else [unescape(one)]:
            line = " ".join(piece.split())
            if line:
                found[line] = None
    return list(found)


def _is_said(piece: str, text: str) -> bool:
    """Is it told again, as what was shared is? A whole line of the words, or all of them."""
    lines = {" ".join(line.split()) for line in text.split("\n")}
    return piece in lines or piece == " ".join(text.split())


def _places(part: Element) -> list[str]:
    """Files shown or linked that came with the download, in order, each once."""
    found: dict[str, None] = {}
    for one in (part, *part.below()):
        place = one.attributes.get("src") or one.attributes.get("href") or ""
        if one.tag in _FILES and place and "://" not in place and not place.startswith("#"):
            found[place] = None
    return list(found)

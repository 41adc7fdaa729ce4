"""One message of imessage-exporter's HTML: from its elements to what it says.

The program wrote it in several forms since 2022, with the same names of classes: `timestamp`,
`sender`, `message_part`, `bubble`, `edited`, `unsent`, `app`, `expressive`, `tapbacks` (before:
`reactions`), `replies`, `reply_context`. What is none of these is told in square brackets.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from everyword.model import Attachment
from everyword.readers.html.elements import Element
from everyword.readers.imessage.blocks import STAMP

_STAMP = re.compile(STAMP, re.ASCII)
_FILES = frozenset(("img", "video", "audio", "source", "a", "embed"))
_ABOUT = frozenset(("expressive", "reply_context", "deleted", "shareplay", "shared_location"))
_TAKEN = frozenset(("timestamp", "sender", "reply_anchor", "subject"))
_APART = frozenset(("replies", "tapbacks", "reactions"))
DELETED = "This message was deleted from the conversation!"


class Said(Struct):
    """What one message of a page says. `earlier` are its words before each edit."""

    stamp: re.Match[str] | None
    dated: str
    sender: str | None
    is_sent: bool
    text: str
    earlier: list[str]
    edited: bool
    deleted: bool
    files: list[str]
    notes: list[str]
    is_answer: bool
    replies: list[Element]

    @property
    def key(self) -> int:
        """The same for a message in its own place and below the one it answers."""
        return hash((self.dated, self.sender, self.text))


def said_by(message: Element) -> Said | None:
    """None where the element is not a message of this program."""
    box = next((one for one in message.children if one.classes & {"sent", "received"}), None)
    if box is None:
        return None
    dated, note = _stamp_of(box)
    sender = _of(box, "sender")
    said = Said(
        _STAMP.fullmatch(dated),
        dated,
        (sender.line if sender else "") or None,
        "sent" in box.classes,
        *("", [], False, False, [], [], False, []),
    )
    if note:
        said.notes.append(note)
    services = sorted(box.classes - {"sent", "received"})
    said.notes += [f"service {' '.join(services)}"] if services else []
    subject = _of(box, "subject")
    if subject is not None:
        said.notes.append(f"subject: {subject.line}")
    lines: list[str] = []
    for one in box.children:
        _take(one, said, lines)
    said.text = "\n".join(lines)
    return said


def _of(box: Element, name: str) -> Element | None:
    """What the message says of itself: never what a message below it does."""
    for one in box.children:
        if name in one.classes:
            return one
        if one.tag == "p":
            found = one.first(name)
            if found is not None:
                return found
    return None


def _stamp_of(box: Element) -> tuple[str, str]:
    """The time as written, and what stands behind it in brackets."""
    found = _of(box, "timestamp")
    words = found.words.strip() if found else ""
    match = _STAMP.match(words)
    if match is None:
        return " ".join(words.split()), ""
    return match[0], " ".join(words[match.end() :].split()).strip("()")


def _take(one: Element, said: Said, lines: list[str]) -> None:
    if "message_part" in one.classes:
        for child in one.inside:
            _part(child, said, lines)
    elif one.classes & _ABOUT or (one.tag == "p" and one.first("deleted")):
        words = one.line
        said.is_answer = said.is_answer or "reply_context" in one.classes
        said.deleted = said.deleted or words == DELETED
        said.notes += [words] if words else []
    elif "replies" in one.classes:
        replies = (reply.first("message") for reply in one.children)
        said.replies += [reply for reply in replies if reply is not None]
    elif one.classes & _APART:
        for each in one.children:
            if each.tag == "hr" or (each.tag == "p" and not each.children):
                continue
            names = [attachment_of(file, "").name for file in _files(each)]
            said.notes.append(f"reaction: {' '.join([each.line, *names])}")
    elif one.tag == "p":
        said.is_answer = said.is_answer or one.first("reply_anchor") is not None
    elif one.tag != "hr" and not one.classes & _TAKEN and one.line:
        lines.append(f"[{one.line}]")


def _part(child: "Element | str", said: Said, lines: list[str]) -> None:
    if isinstance(child, str):
        words = Element("", frozenset(), {}, [child]).line
        lines += [f"[{words}]"] if words else []
    elif "bubble" in child.classes:
        lines.append(child.words)
        said.files += _files(child, links=False)
    elif "edited" in child.classes:
        rows = list(_rows(child))
        said.edited = True
        said.notes += [when for when, _ in rows if when]
        said.earlier += [words for _, words in rows[:-1]]
        lines += [words for _, words in rows[-1:]]
    elif "unsent" in child.classes:
        lines.append(child.text.strip())
        said.deleted = True
    elif "app" in child.classes:
        links = [each.attributes.get("href", "") for each in child.below()]
        told = [*child.pieces, *dict.fromkeys(link for link in links if link)]
        lines.append(f"[{', '.join(told)}]")
    elif child.tag != "hr":
        said.files += _files(child)
        words = "" if _is_download(child) else child.line
        lines += [f"[{words}]"] if words else []


def _is_download(child: Element) -> bool:
    """A link with the program's own words for opening the file."""
    below = [child, *child.below()]
    return child.line.startswith("Click to download") and any(one.tag == "a" for one in below)


def _rows(edited: Element) -> Iterator[tuple[str, str]]:
    """When each version was written, as the program says it, and its words."""
    for row in edited.below():
        if row.tag != "tr":
            continue
        stamps = [one for one in row.below() if "timestamp" in one.classes]
        cells = [one for one in row.children if one.tag == "td"]
        words = [cell for cell in cells if not any(one in cell.children for one in stamps)]
        yield stamps[0].line if stamps else "", "".join(cell.words for cell in words)


def _files(element: Element, links: bool = True) -> list[str]:
    """Where the files are that are shown or linked, each once."""
    found: dict[str, None] = {}
    for one in (element, *element.below()):
        if one.tag in _FILES and (links or one.tag != "a"):
            place = one.attributes.get("src") or one.attributes.get("href") or ""
            if place:
                found[place] = None
    return list(found)


def attachment_of(place: str, folder: str) -> Attachment:
    """A file below the page is named with its place; any other is not here."""
    place = place.removeprefix("file://")
    name = re.split(r"[/\\]", place)[-1] or place
    if place.startswith(("/", "~")) or "://" in place or ".." in re.split(r"[/\\]", place):
        return Attachment(name, None, False)
    if re.match(r"[A-Za-z]:", place):
        return Attachment(name, None, False)
    return Attachment(name, None, True, folder + place.replace("\\", "/"))

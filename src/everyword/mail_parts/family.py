"""Which parts of a mail are its words and which are files sent with it, and their names."""

import re
from collections.abc import Iterator

from msgspec import Struct

from everyword.mail_parts.mime import Mail, Part

MAX_TEXT = 4 << 20
"""Bytes: a longer text is a file sent with the mail, so that it is never held as one."""
MAX_NAME = 150

WORDS = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text")
_ENDINGS = {
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "text/csv": ".csv",
    "text/vcard": ".vcf", "text/x-vcard": ".vcf", "message/rfc822": ".eml", "image/jpeg": ".jpg",
    "image/png": ".png", "image/gif": ".gif", "image/heic": ".heic", "image/webp": ".webp",
    "image/tiff": ".tif", "application/pdf": ".pdf", "application/zip": ".zip",
    "audio/mpeg": ".mp3", "audio/amr": ".amr", "audio/ogg": ".ogg", "audio/mp4": ".m4a",
    "video/mp4": ".mp4", "application/pgp-signature": ".asc", "application/ms-tnef": ".dat",
    "application/pkcs7-signature": ".p7s", "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m", "application/x-pkcs7-signature": ".p7s",
    "text/rfc822-headers": ".txt", "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt", "message/feedback-report": ".txt",
}  # fmt: skip
_UNFIT = re.compile(r"[/\\:!\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Choice(Struct, frozen=True):
    """multipart/alternative: the same words in several forms, the plainest first."""

    options: tuple[tuple["Part | Choice", ...], ...]


class Attached(Struct, frozen=True):
    """One file sent with a mail: its part, its name as the mail has it, and its path."""

    part: Part
    name: str
    path: str


def family(mail: Mail) -> tuple[tuple[Part | Choice, ...], tuple[Attached, ...]]:
    """The words of a mail in order, and the files sent with it, numbered from 1 in order."""
    files: list[Part] = []
    words = tuple(_walk(mail.root, files, is_root=True))
    named = []
    for number, part in enumerate(files, 1):
        name = part.name or _no_name(part)
        named.append(Attached(part, name, f"{mail.source.name}!/{number}-{path_name(name)}"))
    return words, tuple(named)


def path_name(name: str) -> str:
    """A name from a mail as the last part of a path; it must not lead anywhere else."""
    fit = _UNFIT.sub("_", name).strip(" .") or "part"
    if len(fit) <= MAX_NAME:
        return fit
    stem, dot, ending = fit.rpartition(".")
    return f"{stem[: MAX_NAME - 20]}.{ending}" if dot and len(ending) < 20 else fit[:MAX_NAME]


def _no_name(part: Part) -> str:
    words = {"message/rfc822": "message", "text/calendar": "calendar"}
    return words.get(part.type, "part") + _ENDINGS.get(part.type, ".bin")


def _walk(part: Part, files: list[Part], is_root: bool = False) -> Iterator[Part | Choice]:
    if part.children:
        yield from _inside(part, files)
    elif _is_words(part, is_root or not files):
        yield part
    elif part.end > part.start or part.name or not part.type.startswith("multipart/"):
        files.append(part)


def _inside(part: Part, files: list[Part]) -> Iterator[Part | Choice]:
    if part.type == "multipart/alternative":
        options = (tuple(_walk(child, files)) for child in part.children)
        yield Choice(tuple(option for option in options if option))
    elif part.type == "multipart/related":
        root = _root_of(part)
        for child in part.children:
            if child is root:
                yield from _walk(child, files)
            else:
                files.extend(_leaves(child))
    else:
        for child in part.children:
            yield from _walk(child, files)


def _root_of(part: Part) -> Part:
    wanted = part.kind.parameters.get("start", "").strip("<> ")
    found = (child for child in part.children if wanted and child.identity == wanted)
    return next(found, part.children[0])


def _leaves(part: Part) -> Iterator[Part]:
    if not part.children:
        yield part
    for child in part.children:
        yield from _leaves(child)


def _is_words(part: Part, first: bool) -> bool:
    if part.end - part.start > MAX_TEXT:
        return False
    # Parts that were to have parts, but whose marks are nowhere, are shown as they stand.
    plain = part.type in WORDS or part.type.startswith("multipart/")
    if not plain or part.place.value == "attachment" or "filename" in part.place.parameters:
        return False
    return part.name is None or first

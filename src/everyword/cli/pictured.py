"""Words read in pictures, and which messages a picture shows: for `show` and `list`."""

import json
from collections.abc import Iterator
from typing import Any

from everyword.bundle.pages.printed_times import when_words
from everyword.case import shown
from everyword.case.shown import Showing
from everyword.case.store import Case
from everyword.index import seen
from everyword.index.seen import Words
from everyword.index.store import Entry
from everyword.intake.seeing import NEVER, is_likely
from everyword.lines import to_json
from everyword.model import Photo
from everyword.screens import letters

SHORT = 60
"""Characters of a line or message that are repeated to say which one is meant."""


def read_lines(case: Case, entry: Entry) -> list[str]:
    """For `show` of a picture: the words, or why there are none."""
    if not isinstance(entry.reading, Photo):
        return []
    words = seen.words(case.index.connection.execute, entry.n)
    if words is None:
        return [f"words     not looked for: {_why_not(case, entry, entry.reading)}"]
    by = f"{words.program} ({words.languages}), a machine's reading"
    if words.fault is not None:
        return [f"words     could not be read from the picture by {by}: {words.fault}"]
    if not words.lines:
        return [f"words     none found in the picture by {by}"]
    return [f"Words read from the picture by {by}:", *(f"    {line}" for line in words.lines)]


def _why_not(case: Case, entry: Entry, photo: Photo) -> str:
    if entry.source in case.waiting():
        return "nobody has confirmed it yet"
    if case.work.setting("ocr") == NEVER:
        return "--ocr none was said"
    if not is_likely(photo) and case.work.setting("ocr_photos") != "yes":
        how = "add --ocr-photos reads such photos, too"
        return f"it names a camera ({photo.device}); {how}"
    return "the next add does it, where tesseract is installed"


def show_lines(case: Case, entry: Entry) -> list[str]:
    """For `show`: what a picture looks like, or which pictures show a message."""
    if isinstance(entry.reading, Photo):
        found = shown.showing(case.index, entry)
        return [] if found is None else [_looks_like(case, found), *_details(found)]
    return [
        f"pictured  {each.picture.reading.where[0].path} ({each.picture.id}):"
        f" {_of_message(each, entry.id)}"
        for each in shown.shown_in(case.index, entry)
    ]


def difference_lines(case: Case) -> Iterator[tuple[Showing, list[str]]]:
    """For `list --differences`: pictures whose figures or lines are not those of the chat."""
    for each in shown.showings(case.index):
        if each.is_different:
            yield each, [_looks_like(case, each), *_details(each)]


def _looks_like(case: Case, found: Showing) -> str:
    message = found.messages[0].message
    thread = f"the conversation with {message.thread}" if message.thread else "a conversation"
    name = case.index.row(found.messages[0].source).name.rsplit("/", 1)[-1]
    numbers = f"messages {found.first} to {found.last}"
    if found.first == found.last:
        numbers = f"message {found.first}"
    whole = sum(each.alike == 1 and not each.figures for each in found.found.values())
    count = len(found.messages)
    return (
        f"Looks like {numbers} of {thread} ({name}): {whole} of {count}"
        f" message{'s' * (count != 1)} whole"
    )


def _details(found: Showing) -> Iterator[str]:
    for number, each in enumerate(found.messages, found.first):
        place = found.found.get(each.id)
        said = f"message {number} ({each.id}, {when_words(each.message.when, brief=True)})"
        if place is None:
            yield f"    {said} was not found in the picture: {_brief(each.message.text)}"
        elif place.figures:
            yield f"    {said} differs: {_figures(place.figures, place.instead)}"
        elif place.alike < 1:
            share = int(place.alike * 100)
            yield f"    {said}: {share} of 100 letters agree: {_brief(each.message.text)}"
    if found.missing:
        lines = ", ".join(map(_brief, found.missing))
        yield f"    lines of the picture with no message: {lines}"


def _figures(figures: tuple[str, ...], instead: tuple[str, ...]) -> str:
    there = f"{', '.join(figures)} in the chat is not in the picture"
    return there + (f", which has {', '.join(instead)}" if instead else "")


def _of_message(found: Showing, id: str) -> str:
    place = found.found[id]
    if place.figures:
        return f"shows it, and differs: {_figures(place.figures, place.instead)}"
    return (
        "shows it whole" if place.alike == 1 else f"{int(place.alike * 100)} of 100 letters agree"
    )


def _brief(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= SHORT else text[: SHORT - 1] + '…'}”"


def hit(case: Case, entry: Entry, wanted: str | None) -> str:
    """The line of a picture that has one of the words looked for, marked as a machine's reading."""
    if not wanted or not isinstance(entry.reading, Photo):
        return ""
    words = seen.words(case.index.connection.execute, entry.n)
    asked = [letters(word) or word for word in wanted.split()]
    for line in words.lines if words else ():
        if any(word in letters(line) or word in line for word in asked):
            return f"  [a machine read in it: {_brief(line)}]"
    return ""


def as_json(case: Case, entry: Entry) -> str:
    """The item's line; of a picture with `seen`, null where nobody looked for words."""
    line = to_json(entry.reading, entry.id)
    if not isinstance(entry.reading, Photo):
        return line.decode()
    words = seen.words(case.index.connection.execute, entry.n)
    return json.dumps(json.loads(line) | {"seen": _seen(words)}, ensure_ascii=False)


def whole_json(case: Case, entry: Entry) -> str:
    """The same for one item: of a picture with `shows`, too, null where it shows no messages."""
    if not isinstance(entry.reading, Photo):
        return as_json(case, entry)
    found = shown.showing(case.index, entry)
    shows = _shows(found) if found else None
    return json.dumps(json.loads(as_json(case, entry)) | {"shows": shows}, ensure_ascii=False)


def _shows(found: Showing) -> dict[str, Any]:
    return {
        "thread": found.messages[0].message.thread,
        "first": found.first,
        "last": found.last,
        "messages": [_message_json(found, each.id) for each in found.messages],
        "missing": list(found.missing),
    }


def _message_json(found: Showing, id: str) -> dict[str, Any]:
    place = found.found.get(id)
    return {
        "id": id,
        "alike": place.alike if place else None,
        "figures": list(place.figures) if place else [],
        "instead": list(place.instead) if place else [],
    }


def _seen(words: Words | None) -> dict[str, Any] | None:
    if words is None:
        return None
    return {
        "program": words.program,
        "languages": words.languages,
        "lines": list(words.lines),
        "fault": words.fault,
    }

"""The pages of a bundle as they were given, a part at a time: for looking at them.

A part never takes more memory than a few pictures do, however many pages are scanned.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from everyword.bundle.pdf.assemble import Assembly
from everyword.bundle.pdf.kept import size_of

MOST_BYTES = 16 << 20
"""Of a part, unless a single page has more."""
DEEPEST = 3
"""Drawings within drawings that are weighed."""
MOST_DRAWINGS = 1000


def excerpts(assembly: Assembly, numbers: Sequence[int]) -> Iterator[tuple[bytes, dict[int, int]]]:
    """PDFs in which these pages of a bundle stand, from 0, before anything is done to them: page
    of the bundle -> page of the PDF."""
    if not numbers:
        return
    weights = [weight(page) for page in assembly.given_pages()]
    if sum(weights) <= MOST_BYTES:
        yield assembly.unstamped(), {number: number for number in numbers}
        return
    run: list[int] = []
    for number in numbers:
        if run and sum(weights[each] for each in run) + weights[number] > MOST_BYTES:
            yield assembly.excerpt(run), {each: place for place, each in enumerate(run)}
            run = []
        run.append(number)
    if run:
        yield assembly.excerpt(run), {each: place for place, each in enumerate(run)}


def weight(page: Any) -> int:
    """About how many bytes a page takes: its drawing, and the pictures on it."""
    contents = page.get(Name.Contents)
    size, left = 0, MOST_DRAWINGS
    waiting = [(each, DEEPEST) for each in _each(contents)]
    waiting += [(each, DEEPEST - 1) for each in _drawings(page)]
    seen: set[tuple[int, int]] = set()
    while waiting and left:
        stream, deep = waiting.pop()
        left -= 1
        if not isinstance(stream, Stream) or stream.objgen in seen:
            continue
        seen.add(stream.objgen)
        size += size_of(stream)
        if deep:
            waiting += [(each, deep - 1) for each in _drawings(stream)]
    return size


def _each(contents: Any) -> list[Any]:
    return list(contents) if isinstance(contents, Array) else [contents]


def _drawings(holder: Any) -> list[Any]:
    resources = holder.get(Name.Resources)
    listed = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    return [each for _, each in listed.items()] if isinstance(listed, Dictionary) else []

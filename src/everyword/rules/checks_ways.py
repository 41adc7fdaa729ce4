"""Checks of the ways through a file: index, bookmarks, links, and how it opens."""

import re
from collections.abc import Iterator

from everyword.rules.facts import Bookmark, File, Link, Page
from everyword.rules.landing import INDEX_WITHIN
from everyword.rules.records import Rule
from everyword.rules.report import Found

HEAD = re.compile(r"\b(index|contents|table of contents|inhalt(sverzeichnis)?|sommaire)\b", re.I)
SPAN = re.compile(r"([A-Z]{0,2}-?\d+[A-Z]?|[ivxlc]+)(?:\s*(?:\u2013|-|to)\s*(\S+))?")
AT_END = re.compile(
    r"[(\[]\s*(?:pages?|pp?\.?)?\s*([A-Z]{0,2}-?\d{1,5}[A-Z]?|[ivxlc]{1,6})"
    r"(?:\s*(?:\u2013|-|to)\s*\S+)?\s*[)\]]\s*$",
    re.I,
)
MOST = 500
"""Findings of one kind; more of the same help nobody."""


def check_index(file: File, rule: Rule) -> Iterator[Found]:
    if len(file.pages) < rule.settings.get("from_pages", 1):
        return
    pages = _index(file)
    if not pages:
        yield Found("No index was found on the first pages.")
    elif not any(link.page is not None for page in pages for link in page.links):
        yield Found("The index has no links to its documents.", pages[0].number)


def _index(file: File) -> list[Page]:
    """The pages of the index: headed so, and those after it that go on with links in lines."""
    found: list[Page] = []
    for page in file.pages[:INDEX_WITHIN]:
        lines = [line.strip() for line in page.text.splitlines() if line.strip()]
        is_headed = any(HEAD.search(line) and len(line) < 60 for line in lines[:6])
        if found and not is_headed:
            is_new = any(each.page == page.number for each in file.bookmarks)
            if is_new or page.number != found[-1].number + 1 or not page.links:
                break
            found.append(page)
        elif is_headed:
            found.append(page)
    return found


def check_index_links(file: File, rule: Rule) -> Iterator[Found]:
    """Each entry against the page it leads to, and each document against the entries."""
    pages = _index(file)
    labels = {page.label for page in file.pages}
    own = {page.number for page in pages}
    firsts = {mark.page for mark in file.bookmarks if mark.page}
    reached: set[int] = set()
    for page in pages:
        for link in page.links:
            if not link.page:
                continue
            reached.add(link.page)
            target = file.pages[link.page - 1].label if link.page <= len(file.pages) else "?"
            printed = _printed(link, labels)
            if printed and target not in printed:
                yield Found(
                    f"The index entry {link.words or link.row!r} prints {printed[0]} and leads to "
                    f"page {target}.",
                    page.number,
                    link.box,
                )
            elif firsts and link.page not in firsts:
                yield Found(
                    f"The index entry {link.words!r} leads to page {target}, where no document "
                    "begins.",
                    page.number,
                    link.box,
                )
    if reached and file.bookmarks:
        yield from _left_out(file, reached, own)


def _printed(link: Link, labels: set[str]) -> tuple[str, ...]:
    """The page an entry prints: the last thing on its line, or else the link itself.

    A title may end with a number, or be one: it is not taken for a page where more follows.
    """
    whole = SPAN.fullmatch(link.words)
    last = re.search(r"(\S+)\s*$", link.row)
    span = SPAN.fullmatch(last[1]) if last else None
    if span and span[1] in labels and (whole or not link.words.endswith(span[0])):
        return tuple(part for part in span.groups() if part)
    if whole and whole[1] in labels:
        return tuple(part for part in whole.groups() if part)
    return ()


def _left_out(file: File, reached: set[int], own: set[int]) -> Iterator[Found]:
    """Documents with a bookmark that no entry of the index leads to; front pages are none."""
    behind = max(own)
    for mark in _documents(file.bookmarks):
        if mark.page and mark.page > behind and mark.page not in reached:
            yield Found(f"The index has no link to {mark.title!r}.", mark.page)


def _documents(bookmarks: tuple[Bookmark, ...]) -> Iterator[Bookmark]:
    """The bookmarks of documents: those below a section's, or all where nothing is nested."""
    top = [mark for mark in bookmarks if mark.level == 0]
    second = [mark for mark in bookmarks if mark.level == 1]
    yield from second if len(second) > len(top) else top


def check_bookmarks(file: File, rule: Rule) -> Iterator[Found]:
    if len(file.pages) < rule.settings.get("from_pages", 1):
        return
    if not file.bookmarks:
        yield Found("The file has no bookmarks.")
    elif (
        rule.settings.get("nested")
        and len(file.bookmarks) > 12
        and not any(mark.level for mark in file.bookmarks)
    ):
        yield Found("No bookmark lies inside another: sections and documents are one list.")


def check_bookmark_targets(file: File, rule: Rule) -> Iterator[Found]:
    for mark in file.bookmarks:
        if mark.page == 0:
            yield Found(f"The bookmark {mark.title!r} leads to no page.")


def check_bookmark_labels(file: File, rule: Rule) -> Iterator[Found]:
    """A bookmark says the page it leads to, or, where not asked for, no other page."""
    labels = {page.label for page in file.pages}
    for mark in file.bookmarks:
        if not mark.page or mark.page > len(file.pages):
            continue
        label = file.pages[mark.page - 1].label
        said = AT_END.search(mark.title)
        alone = re.search(rf"(?<![\w]){re.escape(label)}(?![\w])", mark.title)
        if said and said[1] in labels and said[1] != label:
            yield Found(f"The bookmark {mark.title!r} leads to page {label}.", mark.page)
        elif rule.settings.get("wanted") and not alone:
            yield Found(f"The bookmark {mark.title!r} does not say its page, {label}.", mark.page)


def check_bookmark_order(file: File, rule: Rule) -> Iterator[Found]:
    before = 0
    for mark in file.bookmarks:
        if mark.page and mark.page < before:
            yield Found(
                f"The bookmark {mark.title!r} leads back to page {mark.page}, behind one that "
                f"leads to page {before}.",
                mark.page,
            )
        before = max(before, mark.page or 0)


def check_link_targets(file: File, rule: Rule) -> Iterator[Found]:
    for page in file.pages:
        for link in page.links:
            if link.page == 0:
                said = f" {link.words!r}" if link.words else ""
                yield Found(f"The link{said} leads to no page.", page.number, link.box)


def check_outside_links(file: File, rule: Rule) -> Iterator[Found]:
    for page in file.pages:
        for link in page.links[:MOST]:
            if link.address is not None:
                yield Found(
                    f"A link leads out of the file: {link.address[:100]}", page.number, link.box
                )


def check_opening_view(file: File, rule: Rule) -> Iterator[Found]:
    """ "100": the file opens at 100 %; "plain": nothing is said about how it opens."""
    if rule.settings.get("view") == "plain":
        if file.opening:
            yield Found(f"The file says how it is to be opened: {_view(file.opening)}.")
        return
    if file.opening == "":
        yield Found("The file does not say that it opens at 100 %.", severity="info")
    elif file.opening not in ("100", "keeps"):
        yield Found(f"The file does not open at 100 % but with {_view(file.opening)}.")
    zooming = [mark for mark in file.bookmarks if mark.zooms]
    if zooming:
        yield Found(
            f"{len(zooming)} bookmarks change how large the page is shown; the first is "
            f"{zooming[0].title!r}.",
            zooming[0].page or None,
        )


def _view(opening: str) -> str:
    return {"100": "at 100 %", "keeps": "as the reader has it"}.get(opening, opening)

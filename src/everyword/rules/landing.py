"""Where bookmarks and links lead: read with pypdfium2."""

import ctypes
from typing import Any

import pypdfium2.raw as raw

from everyword.rules.facts import Bookmark, File, Link
from everyword.rules.report import Box

MOST_BOOKMARKS = 50_000
MOST_LINKS = 2000
MOST_LINES = 400
"""Links of a page whose words are kept."""
INDEX_WITHIN = 100
"""An index is looked for on so many pages from the front; further on, lines are not kept."""
LONGEST = 500


def bookmarks_of(pdf: Any, file: File) -> tuple[Bookmark, ...]:
    found: list[Bookmark] = []
    for each in pdf.get_toc():
        if len(found) >= MOST_BOOKMARKS:
            file.left_out += (f"Only {MOST_BOOKMARKS} bookmarks were looked at.",)
            break
        place = raw.FPDFBookmark_GetDest(pdf, each.raw)
        action = raw.FPDFBookmark_GetAction(each.raw)
        title = (each.get_title() or "")[:LONGEST]
        found.append(Bookmark(title, each.level, _page(pdf, place, action), _zooms(place)))
    return tuple(found)


def _page(pdf: Any, place: Any, action: Any) -> int | None:
    """From 1; 0 where it should lead to a page and does not; None where it leads elsewhere."""
    if place:
        number = raw.FPDFDest_GetDestPageIndex(pdf, place)
        return number + 1 if 0 <= number < len(pdf) else 0
    kind = raw.FPDFAction_GetType(action) if action else None
    return 0 if kind is None or kind == raw.PDFACTION_GOTO else None


def _zooms(place: Any) -> bool:
    """Another view than "as large as it is shown now" or 100 %."""
    if not place:
        return False
    count, numbers = ctypes.c_ulong(), (ctypes.c_float * 4)()
    if raw.FPDFDest_GetView(place, ctypes.byref(count), numbers) != raw.PDFDEST_VIEW_XYZ:
        return True
    has = [ctypes.c_int() for _ in range(3)]
    at = [ctypes.c_float() for _ in range(3)]
    raw.FPDFDest_GetLocationInPage(place, *has, *at)
    return bool(has[2].value) and at[2].value not in (0.0, 1.0)


def links_on(pdf: Any, page: Any, text: Any, shown: Box, number: int) -> tuple[Link, ...]:
    """The links of a page; their words only where an index may be."""
    found: list[Link] = []
    place, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    while raw.FPDFLink_Enumerate(page, ctypes.byref(place), ctypes.byref(link)):
        if len(found) >= MOST_LINKS:
            break
        raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box))
        words = row = ""
        if (
            number <= INDEX_WITHIN
            and len(found) < MOST_LINES
            and box.left <= box.right
            and box.bottom + 2 < box.top
        ):
            words = text.get_text_bounded(box.left, box.bottom, box.right, box.top)
            row = text.get_text_bounded(shown[0], box.bottom + 1, shown[2], box.top - 1)
        action = raw.FPDFLink_GetAction(link)
        target = _page(pdf, raw.FPDFLink_GetDest(pdf, link), action)
        area = (box.left, box.bottom, box.right, box.top)
        said = [" ".join(part.split())[:LONGEST] for part in (words, row)]
        found.append(Link(area, said[0], said[1], target, _address(pdf, action)))
    return tuple(found)


def _address(pdf: Any, action: Any) -> str | None:
    if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
        return None
    size = raw.FPDFAction_GetURIPath(pdf, action, None, 0)
    room = ctypes.create_string_buffer(max(1, min(size, 2000)))
    raw.FPDFAction_GetURIPath(pdf, action, room, len(room))
    return room.value.decode("utf-8", "replace")

"""The PDF as read before anything is applied: its letters, what is found, what nobody sees."""

import io
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec
import pikepdf
import pypdfium2
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from everyword import ocr
from everyword.errors import Refused, SourceUnreadable
from everyword.redact.finding import mark_of, marks_of
from everyword.redact.geometry import Rect, View, around, holds, meet, rect_of, view_of
from everyword.redact.marks import Box, Finding, Mark, Word
from everyword.redact.pictured import Eyes, marks_on
from everyword.redact.profiles import WIDEST, Profile
from everyword.redact.seen import Letter, hidden, is_ink, letters, opened

MOST_PAGES = 10_000
MOST_OPENED = 400 << 20
"""Bytes of one packed part: a colour scan of A3 at 600 dpi has 200 million."""
SHAPES = ["/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Square", "/Circle", "/Ink"]
SHAPE_KEYS = (
    *("/Type", "/Subtype", "/Rect", "/QuadPoints", "/C", "/IC", "/CA", "/BS", "/Border"),
    *("/InkList", "/F"),
)
ORDINARY = {
    "/StructTreeRoot": "the tags for screen readers are left out",
    "/Metadata": "the metadata is left out",
    "/OpenAction": "what it does when it is opened is left out",
}
"""What every copy is without."""


class Sheet(Struct, frozen=True):
    """One page as read."""

    view: View
    letters: tuple[Letter, ...]
    unseen: tuple[int, ...]
    """Which letters leave no mark."""
    marks: tuple[Mark, ...]
    has_pictures: bool = False


class Survey(Struct, frozen=True):
    """What was found before anything is changed."""

    sheets: tuple[Sheet, ...]
    findings: tuple[str, ...]
    """All that is to be said, in order; a Finding is for a person to act on."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(mark for sheet in self.sheets for mark in sheet.marks)


def check_places(survey: Survey, marks: Sequence[Box], name: str) -> None:
    """Raises Refused for a box on no page, or beside its page."""
    last = len(survey.sheets)
    for box in marks:
        reason = f"a box is on page {box.page} of {last}"
        if box.page <= last:
            view = survey.sheets[box.page - 1].view
            if meet(view.own(box.x, box.y, box.width, box.height), view.box) is not None:
                continue
            reason = f"a box is beside page {box.page}"
        raise Refused(
            name=name,
            reason=reason,
            safe=f"Nothing was written: {name} is as it was.",
            remedy="Correct the place of that box.",
        )


def open_pdf(data: bytes, name: str) -> Pdf:
    """Raises SourceUnreadable: locked with a password, damaged, no pages, too many."""
    try:
        pdf = pikepdf.open(io.BytesIO(data))
        count = len(pdf.pages)
    except pikepdf.PasswordError:
        remedy = "Open it with its password, save it without one, and redact that file."
        raise SourceUnreadable(
            path=name, reason="it is locked with a password", remedy=remedy
        ) from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, OverflowError):
        raise _broken(name, "it is damaged or not a PDF") from None
    if not 0 < count <= MOST_PAGES:
        raise _broken(name, f"it has {count} pages")
    if any(_is_bomb(obj) for obj in pdf.objects):
        raise _broken(name, "a part of it unpacks to more than any paper holds")
    return pdf


def _is_bomb(obj: Any) -> bool:
    """Looked at in pieces, so that it is never whole in memory."""
    if not isinstance(obj, Stream):
        return False
    try:
        left, total = bytes(obj.read_raw_bytes()), 0
    except (pikepdf.PdfError, RuntimeError):
        return False
    if len(left) < MOST_OPENED // 1100:
        return False
    opener = zlib.decompressobj()
    try:
        while left and total <= MOST_OPENED:
            total += len(opener.decompress(left, 1 << 20))
            left = opener.unconsumed_tail
    except zlib.error:
        return False
    return total > MOST_OPENED


def _broken(name: str, reason: str) -> SourceUnreadable:
    remedy = "Print it to a new PDF in a viewer that shows it, and redact that file."
    return SourceUnreadable(path=name, reason=reason, remedy=remedy)


def flattened(data: bytes, name: str) -> tuple[bytes, list[str]]:
    """With its notes and form fields drawn on the pages; and a sentence for each kind of them.

    Raises SourceUnreadable.
    """
    with open_pdf(data, name) as pdf:
        findings = _said(pdf)
        try:
            form = pdf.Root.get(Name.AcroForm)
            if isinstance(form, Dictionary) and form.get(Name.NeedAppearances):
                pdf.generate_appearance_streams()
            pdf.flatten_annotations("screen")
            for page in pdf.pages:
                _keep_shapes(page.obj)
            stream = io.BytesIO()
            pdf.save(stream, encryption=False)
        except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
            raise _broken(name, "it is damaged") from None
        return stream.getvalue(), findings


def _keep_shapes(page: Any) -> None:
    """Marks that a viewer draws itself stay, without their words; the page becomes a picture."""
    kept = [
        Dictionary({key: note[key] for key in SHAPE_KEYS if key in note})
        for note in _dictionaries(page.get(Name.Annots))
        if str(note.get(Name.Subtype)) in SHAPES and not int(note.get(Name.F, 0)) & 0x22
    ]
    if kept:
        page.Annots = Array(kept)
    elif Name.Annots in page:
        del page.Annots


def _said(pdf: Pdf) -> list[str]:
    """What of it will not be live or not there any more."""
    counts = {"notes and marks": 0, "form fields": 0}
    bare = 0
    for page in pdf.pages:
        for note in _dictionaries(page.obj.get(Name.Annots)):
            kind = note.get(Name.Subtype)
            if Name.AP not in note and kind not in (Name.Link, Name.Popup, Name.Redact):
                bare += 1
            elif kind == Name.Widget:
                counts["form fields"] += 1
            elif kind not in (Name.Link, Name.Popup, Name.Redact):
                counts["notes and marks"] += 1
    findings = [
        f"{count} {what} are drawn on the pages now; what was written behind them is left out"
        for what, count in counts.items()
        if count
    ]
    if bare:
        words = (
            f"{bare} notes or fields have no drawing of their own; only lines and shapes of them"
            " are in the copy: compare it with the file"
        )
        findings.append(Finding(words))
    form = pdf.Root.get(Name.AcroForm)
    if isinstance(form, Dictionary) and Name.XFA in form:
        words = "the XFA form inside is left out: only its ordinary pages are in the copy"
        findings.append(Finding(words))
    if len(pdf.attachments):
        findings.append(f"{len(pdf.attachments)} files inside it are left out")
    for key, what in ORDINARY.items():
        if key in pdf.Root:
            findings.append(what)
    return findings


def _dictionaries(value: object) -> list[Dictionary]:
    if not isinstance(value, Array):
        return []
    return [each for each in value if isinstance(each, Dictionary)]


def surveyed(
    data: bytes,
    flat: bytes,
    boxes: Sequence[Box],
    words: Sequence[Word],
    profile: Profile,
    eyes: Eyes | None = None,
) -> Survey:
    """The marks of every page and what is to be said; `flat`: the same PDF with its notes drawn.

    Without `eyes` words in pictures are not looked for.
    """
    sheets: list[Sheet] = []
    findings: list[str] = []
    with pikepdf.open(io.BytesIO(data)) as source, opened(flat) as document:
        for index, page in enumerate(source.pages):
            obj = page.obj
            view = view_of(obj)
            asked = [
                *boxes,
                *(_box(index + 1, view, rect) for rect in _asked(obj.get(Name.Annots))),
            ]
            sheets.append(_sheet(index, document, view, asked, words, profile, findings, eyes))
    return Survey(tuple(sheets), tuple(findings))


def _asked(notes: object) -> list[Rect]:
    """Boxes that another program drew for redaction and did not apply."""
    found = []
    for note in _dictionaries(notes):
        if note.get(Name.Subtype) != Name.Redact:
            continue
        points = note.get(Name.QuadPoints)
        if isinstance(points, Array) and len(points) >= 8 and len(points) % 8 == 0:
            numbers = [float(each) for each in points]
            for at in range(0, len(numbers), 8):
                part = numbers[at : at + 8]
                found.append(around(zip(part[::2], part[1::2], strict=True)))
        elif (rect := rect_of(note.get(Name.Rect))) is not None:
            found.append(rect)
    return found


def _box(page: int, view: View, rect: Rect) -> Box:
    return Box(page, *view.shown(rect))


def _sheet(
    index: int,
    document: "pypdfium2.PdfDocument",
    view: View,
    boxes: Sequence[Box],
    words: Sequence[Word],
    profile: Profile,
    findings: list[str],
    eyes: Eyes | None,
) -> Sheet:
    number = index + 1
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        findings.append(Finding(f"page {number} cannot be shown: it is an empty page in the copy"))
        return Sheet(view, (), (), ())
    found = letters(page)
    unseen = hidden(page, view, found)
    marks = marks_of(number, view, found, words, profile)
    marks += [mark_of(box, view, found) for box in boxes if box.page == number]
    pictures = any(True for _ in page.get_objects(filter=(3,), max_depth=3))
    if pictures and (words or profile.pattern):
        seen, said = _in_pictures(eyes, page, number, view, found, words, profile)
        marks += seen
        findings.append(said)
    marks = _apart(marks)
    if unseen:
        findings.append(f"page {number}: {len(unseen)} letters that nobody sees are left out")
    if profile.pattern and len(found) > WIDEST:
        said = (
            f"page {number} has {len(found)} letters: numbers of a known shape are looked for in"
            f" the first {WIDEST} only"
        )
        findings.append(Finding(said))
    findings += _blind(number, found) if words or profile.pattern else []
    return Sheet(view, tuple(found), tuple(sorted(unseen)), tuple(marks), pictures)


def _blind(number: int, found: Sequence[Letter]) -> list[str]:
    blind = sum(letter.unknown and is_ink(letter) for letter in found)
    said = (
        f"page {number}: the file does not say which letters {blind} of its signs are:"
        " words there are not found"
    )
    return [Finding(said)] if blind else []


def _in_pictures(
    eyes: Eyes | None,
    page: "pypdfium2.PdfPage",
    number: int,
    view: View,
    typed: Sequence[Letter],
    words: Sequence[Word],
    profile: Profile,
) -> tuple[list[Mark], str]:
    """The boxes of words in the pictures of a page, and what is to be said of them."""
    unread = f"page {number} has pictures: words in them are not looked for"
    if eyes is None:
        return [], Finding(unread)
    read = f"page {number} has pictures: a machine looked for the words in them (tesseract)"
    if number in eyes.known:
        return [], read
    try:
        return marks_on(eyes, page, number, view, typed, words, profile), read
    except ocr.NotRead as fault:
        return [], Finding(f"{unread}: {fault}")


def _apart(marks: list[Mark]) -> list[Mark]:
    """Without boxes that lie wholly in another; what they were for still has to be gone."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda each: -_area(each.rect)):
        over = next((at for at, each in enumerate(kept) if holds(each.rect, mark.rect)), None)
        if over is None:
            kept.append(mark)
        else:
            both = dict.fromkeys((*kept[over].secrets, *mark.secrets))
            kept[over] = msgspec.structs.replace(kept[over], secrets=tuple(both))
    return sorted(kept, key=lambda each: (-each.rect[3], each.rect[0]))


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])

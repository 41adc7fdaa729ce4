"""Redaction of one PDF: found, taken out of a copy, checked, and only then given its name."""

import contextlib
import hashlib
import io
import os
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pypdfium2
from msgspec import Struct
from pikepdf import Dictionary, Name, Pdf

from everyword.errors import Refused
from everyword.redact import acceptance, labels
from everyword.redact.areas import Areas
from everyword.redact.content import Rewriter
from everyword.redact.counting import elsewhere, hits_of
from everyword.redact.finding import under
from everyword.redact.fonts import Uncertain
from everyword.redact.furniture import furnish
from everyword.redact.geometry import SAME, grown, inherited, touches
from everyword.redact.layers import Layers
from everyword.redact.marks import (
    Box,
    Check,
    Finding,
    Log,
    Logged,
    Mark,
    Word,
    checked,
    findings_of,
    remarks_of,
)
from everyword.redact.pictured import Eyes
from everyword.redact.pictures import as_pdf
from everyword.redact.profiles import label_of
from everyword.redact.profiles import profile as known_profile
from everyword.redact.raster import page_as_picture
from everyword.redact.resources import Resources, Shared, group_of
from everyword.redact.seen import hidden, opened
from everyword.redact.state import State
from everyword.redact.survey import Sheet, Survey, check_places, flattened, open_pdf, surveyed

TRIES = 3
IN_PICTURES_TOO = ("RD-03", "RD-08", "RD-09", "RD-11")
"""Points that a picture of the page would only hide: the word would still be seen on it."""


class Found(Struct, frozen=True):
    """What would be taken out; shown to the person before anything is applied."""

    data: bytes
    flat: bytes
    survey: Survey
    findings: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    """Each word given, and what is to stand for it in a bookmark."""

    @property
    def counts(self) -> dict[str, int]:
        """Boxes of each page that has any."""
        pages: dict[str, int] = {}
        for mark in self.survey.marks:
            pages[str(mark.page)] = pages.get(str(mark.page), 0) + 1
        return pages


class Made(Struct, frozen=True):
    """A copy that has not been checked yet."""

    data: bytes
    pictured: dict[int, str]
    """Pages from 1 that were made again as pictures, and why."""
    findings: tuple[str, ...]


def look(
    source: bytes | Path,
    marks: Sequence[Box],
    words: Sequence[Word],
    profile: str = "plain",
    name: str = "",
    eyes: Eyes | None = None,
) -> Found:
    """Everything that the boxes, words and the profile's patterns find. Changes nothing.

    Raises SourceUnreadable (locked, damaged), WrongUsage (a box on no page).
    """
    checked(marks, words)
    rules = known_profile(profile)
    data = source.read_bytes() if isinstance(source, Path) else source
    name = name or (source.name if isinstance(source, Path) else "the PDF")
    data = as_pdf(data, name)
    flat, findings = flattened(data, name)
    survey = surveyed(data, flat, marks, words, rules, eyes)
    check_places(survey, marks, name)
    named = tuple(
        (
            word.text,
            label_of(word.kind, rules.keep.get(word.kind, "nothing"), word.text, word.basis),
        )
        for word in words
    )
    return Found(data, flat, survey, (*findings, *survey.findings), named)


def redact_pdf(
    source: bytes | Path,
    marks: Sequence[Box],
    words: Sequence[Word],
    out: Path,
    profile: str = "plain",
    keep_words: bool = False,
    name: str = "",
    beside: Sequence[tuple[str, bytes]] = (),
    eyes: Eyes | None = None,
) -> Log:
    """Writes the redacted copy to `out` and returns its private record.

    `beside` are the other files that will be sent with it, by name: they are searched too. `out`
    exists only once the acceptance test has passed. Raises Refused where anything is left,
    SourceUnreadable for a PDF that is locked or damaged.
    """
    data, log = redacted(source, marks, words, profile, keep_words, name, beside, eyes)
    write(data, out)
    return log


def redacted(
    source: bytes | Path,
    marks: Sequence[Box],
    words: Sequence[Word],
    profile: str = "plain",
    keep_words: bool = False,
    name: str = "",
    beside: Sequence[tuple[str, bytes]] = (),
    eyes: Eyes | None = None,
) -> tuple[bytes, Log]:
    """The checked copy in memory, and its record; as `redact_pdf`, which writes it."""
    original = source.read_bytes() if isinstance(source, Path) else source
    name = name or (source.name if isinstance(source, Path) else "the PDF")
    found = look(original, marks, words, profile, name, eyes)
    made, checks = _made_and_checked(found, words, original, name, beside)
    log = _log(found, made, checks, original, keep_words)
    hits = hits_of(found.survey, words)
    missed = elsewhere(found.data, words, hits)
    return made.data, msgspec.structs.replace(log, hits=hits, elsewhere=missed)


def write(data: bytes, out: Path) -> None:
    """All of it or nothing under that name."""
    temporary = out.with_name(f".{out.name}.part")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(out)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


def _made_and_checked(
    found: Found,
    words: Sequence[Word],
    original: bytes,
    name: str,
    beside: Sequence[tuple[str, bytes]],
) -> tuple[Made, tuple[Check, ...]]:
    """A page on which the check finds something is made again as a picture, and checked again."""
    as_pictures: dict[int, str] = {}
    failed: list[Check] = []
    for _ in range(TRIES):
        made = applied(found, as_pictures)
        subject = acceptance.Subject(
            data=made.data,
            reference=found.flat,
            boxes=tuple(_printed(found.survey)),
            secrets=secrets_of(found.survey, words),
            pictured=frozenset(made.pictured),
            source=hashlib.sha256(original).hexdigest(),
            beside=tuple(beside),
        )
        checks = acceptance.run(subject)
        failed = [check for check in checks if check.state == "failed"]
        if not failed:
            return made, checks
        pages = {page for check in failed for page in check.pages} - set(made.pictured)
        if not pages or any(check.id in IN_PICTURES_TOO for check in failed):
            break
        as_pictures = dict(made.pictured)
        as_pictures |= dict.fromkeys(pages, "the check found a difference in it")
    said = "; ".join(f"{each.id} {', '.join(each.found[:3])}" for each in failed)
    raise Refused(
        name=name,
        reason=f"the acceptance test of the redaction failed: {said}",
        safe=f"Nothing was written: {name} is as it was.",
        remedy=_remedy([each.id for each in failed]),
    )


def _remedy(failed: Sequence[str]) -> str:
    if {"RD-08", "RD-11"} & set(failed):
        return "Do not send these files with the copy, or redact them too; then run it again."
    return "Draw boxes over what it names, or take these pages out of the document."


def secrets_of(survey: Survey, words: Sequence[Word]) -> tuple[str, ...]:
    """What must be nowhere: each word as given, and each part as it was written and goes."""
    found = [secret for mark in survey.marks for secret in mark.secrets]
    return tuple(dict.fromkeys([*(word.text for word in words), *found]))


def _printed(survey: Survey) -> list[acceptance.Printed]:
    return [
        acceptance.Printed(
            mark.page,
            *survey.sheets[mark.page - 1].view.shown(mark.rect),
            labels.fitted(survey.sheets[mark.page - 1].view, mark.rect, mark.label),
        )
        for mark in survey.marks
    ]


def applied(found: Found, as_pictures: dict[int, str]) -> Made:
    """The copy, in memory. Nothing of the source that is not drawn on its pages gets into it."""
    pictured = dict(as_pictures)
    with (
        open_pdf(found.flat, "the copy") as flat,
        open_pdf(found.data, "the PDF") as source,
        pikepdf.new() as target,
        opened(found.flat) as shown,
    ):
        shared, layers = Shared(target), Layers(flat.Root)
        font = target.make_indirect(labels.font())
        for number, (page, sheet) in enumerate(
            zip(flat.pages, found.survey.sheets, strict=True), 1
        ):
            reason = pictured.get(number)
            parts = None
            if reason is None:
                try:
                    parts = _rewritten(shared, layers, page.obj, sheet)
                except Uncertain as why:
                    pictured[number] = str(why)
            if parts is None:
                parts = _pictured(target, shown, number, sheet)
            _add(target, shared, page.obj, sheet, parts, font)
        try:
            _fill_fonts(shared, layers)
        except Uncertain as why:  # whichever pages use it: all of them become pictures
            return applied(found, dict.fromkeys(range(1, len(found.survey.sheets) + 1), str(why)))
        secrets = list(found.labels)
        secrets += [(each, mark.label) for mark in found.survey.marks for each in mark.secrets]
        said = furnish(source, target, list(dict.fromkeys(secrets)), found.survey.marks)
        said += _left(shared)
        stream = io.BytesIO()
        target.save(
            stream,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=True,
        )
    return Made(stream.getvalue(), pictured, tuple(said))


def _left(shared: Shared) -> list[str]:
    said = [f"{count} {what} left out" for what, count in shared.left_out.items()]
    if shared.painted & shared.whole:
        words = "a picture with a box on it is drawn again elsewhere without one: look at it"
        said.append(Finding(words))
    return said


def _rewritten(
    shared: Shared, layers: Layers, page: Any, sheet: Sheet
) -> tuple[bytes, dict[str, Any]]:
    unseen = [grown(box, 0.05) for at in sheet.unseen if (box := sheet.letters[at].box) is not None]
    areas = Areas(sheet.view, [mark.rect for mark in sheet.marks], unseen)
    resources = Resources(shared.copier, inherited(page, "/Resources"))
    rewriter = Rewriter(shared, areas, layers, resources)
    data = rewriter.rewrite(page, State(SAME, sheet.view.box))
    return b"q\n" + data + b"\nQ", resources.made


def _pictured(
    target: Pdf, shown: "pypdfium2.PdfDocument", number: int, sheet: Sheet
) -> tuple[bytes, dict[str, Any]]:
    try:
        page = shown[number - 1]
    except pypdfium2.PdfiumError:
        return b"", {}
    boxes = [mark.rect for mark in sheet.marks]
    every = [msgspec.structs.replace(letter, judged=True) for letter in sheet.letters]
    unseen = hidden(page, sheet.view, every)
    staying = [
        letter
        for at, letter in enumerate(sheet.letters)
        if at not in unseen and (letter.box is None or not under_any(boxes, letter.box))
    ]
    return page_as_picture(target, page, sheet.view, boxes, staying)


def under_any(boxes: Sequence[Any], rect: Any) -> bool:
    return any(touches(box, rect) for box in boxes)


def _add(
    target: Pdf,
    shared: Shared,
    page: Any,
    sheet: Sheet,
    parts: tuple[bytes, dict[str, Any]],
    font: Any,
) -> None:
    """The page with its boxes drawn on top."""
    content, resources = parts
    if sheet.marks:
        fonts = {**resources.get("/Font", {}), "/Box": font}
        resources = {**resources, "/Font": fonts}
    drawn = [
        labels.drawn(
            sheet.view, mark.rect, labels.fitted(sheet.view, mark.rect, mark.label), Name("/Box")
        )
        for mark in sheet.marks
    ]
    made = Dictionary(Type=Name.Page, MediaBox=pikepdf.Array(sheet.view.box))
    if sheet.view.turn:
        made.Rotate = sheet.view.turn
    unit = page.get(Name.UserUnit)
    if isinstance(unit, (int, Decimal)) and 0 < unit < 1000:
        made.UserUnit = unit
    made.Resources = Dictionary({kind: Dictionary(group) for kind, group in resources.items()})
    made.Contents = target.make_stream(b"\n".join([content, *drawn]))
    group = group_of(shared.copier, page)
    if group is not None:
        made.Group = group
    target.pages.append(pikepdf.Page(target.make_indirect(made)))


def _fill_fonts(shared: Shared, layers: Layers) -> None:
    """Fonts come last, when it is known which of their letters are still used."""
    for place, font, used in shared.copier.fonts():
        shared.copier.fill_font(place, font, used)
        if font.get(Name.Subtype) == Name.Type3:
            shared.fill_drawings(place, font, used, layers, Rewriter)


def _log(
    found: Found, made: Made, checks: tuple[Check, ...], original: bytes, keep_words: bool
) -> Log:
    boxes = tuple(
        _logged(found.survey.sheets[m.page - 1], m, keep_words) for m in found.survey.marks
    )
    said = [*found.findings, *made.findings]
    said += [f"page {page} is a picture now: {why}" for page, why in sorted(made.pictured.items())]
    said += [
        f"{check.id} {note}" for check in checks if check.state == "passed" for note in check.found
    ]
    return Log(
        source=hashlib.sha256(original).hexdigest(),
        sha256=hashlib.sha256(made.data).hexdigest(),
        boxes=boxes,
        counts=found.counts,
        findings=findings_of(said),
        remarks=remarks_of(said),
        pictured=tuple(sorted(made.pictured)),
        checks=checks,
    )


def _logged(sheet: Sheet, mark: Mark, keep_words: bool) -> Logged:
    words = under(mark.rect, list(sheet.letters))
    x, y, width, height = (round(each, 2) for each in sheet.view.shown(mark.rect))
    return Logged(
        page=mark.page,
        x=x,
        y=y,
        width=width,
        height=height,
        basis=mark.basis,
        label=labels.fitted(sheet.view, mark.rect, mark.label),
        sha256=hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest(),
        words=words if keep_words else None,
    )

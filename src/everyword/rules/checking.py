"""Reading a PDF as a stranger would, and asking each rule of a court about it."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pypdfium2

from everyword.errors import WrongUsage
from everyword.rules import checks_numbers, checks_pages, checks_safety, checks_ways
from everyword.rules.checks_personal import check_personal_data
from everyword.rules.facts import File
from everyword.rules.looking import boxes_of, look
from everyword.rules.marks import read_marks
from everyword.rules.records import Profile, Rule
from everyword.rules.report import Box, Finding, Found, Report
from everyword.rules.structure import read_structure

Check = Callable[[File, Rule], Iterator[Found]]
CHECKS: dict[str, Check] = {
    "soundness": checks_safety.check_soundness,
    "drawable": checks_pages.check_drawable,
    "encryption": checks_safety.check_encryption,
    "printed-number": checks_numbers.check_printed_number,
    "numbering": checks_numbers.check_numbering,
    "page-cap": checks_safety.check_page_cap,
    "file-size": checks_safety.check_file_size,
    "file-name": checks_safety.check_file_name,
    "index": checks_ways.check_index,
    "index-links": checks_ways.check_index_links,
    "bookmarks": checks_ways.check_bookmarks,
    "bookmark-targets": checks_ways.check_bookmark_targets,
    "bookmark-labels": checks_ways.check_bookmark_labels,
    "bookmark-order": checks_ways.check_bookmark_order,
    "link-targets": checks_ways.check_link_targets,
    "outside-links": checks_ways.check_outside_links,
    "opening-view": checks_ways.check_opening_view,
    "searchable": checks_pages.check_searchable,
    "upright": checks_pages.check_upright,
    "picture-dpi": checks_pages.check_picture_dpi,
    "paper-size": checks_pages.check_paper_size,
    "type-size": checks_pages.check_type_size,
    "typeface": checks_pages.check_typeface,
    "fonts-embedded": checks_pages.check_fonts_embedded,
    "missing-glyphs": checks_pages.check_missing_glyphs,
    "blank-pages": checks_pages.check_blank_pages,
    "doubled-pages": checks_pages.check_doubled_pages,
    "scripts": checks_safety.check_active,
    "launch": checks_safety.check_active,
    "media": checks_safety.check_active,
    "embedded-files": checks_safety.check_active,
    "form-fields": checks_safety.check_form_fields,
    "signatures": checks_safety.check_signatures,
    "comments": checks_pages.check_comments,
    "redact-marks": checks_pages.check_redact_marks,
    "covered-text": checks_pages.check_covered,
    "hidden-text": checks_pages.check_covered,
    "hidden-layers": checks_safety.check_hidden_layers,
    "revisions": checks_safety.check_revisions,
    "metadata": checks_safety.check_metadata,
    "title": checks_safety.check_title,
    "language": checks_safety.check_language,
    "pdf-version": checks_safety.check_pdf_version,
    "exhibit-labels": checks_numbers.check_exhibit_labels,
    "bates": checks_numbers.check_bates,
    "personal-data": check_personal_data,
}
"""By the name a rule record gives; written out, so that it can be searched."""
WEIGHTS = ("block", "error", "warning", "info")
MOST_FOUND = 2000
"""Findings of one rule that are listed; more are counted."""
MOST_BOXES = 300


def check_file(
    path: Path,
    profile: Profile,
    day: dt.date,
    overrides: Mapping[str, str] = {},
    password: str = "",
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Ask every rule in force on `day`; `overrides`: the id of a rule and the order that sets it
    aside; `told`: hears how many pages are read, of how many.

    Raises SourceUnreadable for a file that is not there or is locked, WrongUsage for a rule the
    profile does not have. A damaged file is a finding, not an error.
    """
    _check_known(profile, overrides)
    file = _read(path, password, told)
    rules, notes = profile.in_force(day), _left_out(file)
    found = [
        (rule, each)
        for rule in rules
        for each in _capped(CHECKS[rule.check](file, rule), rule, notes)
    ]
    boxes = _boxes(file, password, [each for _, each in found])
    findings = [_finding(file, *each, overrides, boxes) for each in found]
    findings.sort(key=lambda each: WEIGHTS.index(each.severity))
    old = [f"{id}: no version of this rule is known for {day}" for id in profile.not_in_force(day)]
    return Report(
        path.name,
        file.sha256,
        len(file.pages),
        profile.id,
        profile.title,
        profile.seen,
        day,
        tuple(findings),
        tuple(rule.id for rule in rules) if not file.fault else ("soundness",),
        (*notes, *old, *profile.not_checked),
        dict(Counter(each.severity for each in findings)),
    )


def _read(path: Path, password: str, told: Callable[[int, int], None]) -> File:
    file, pdf = read_structure(path, password)
    if pdf is not None:
        with pdf:
            look(file, password, told)
            read_marks(file, pdf)
    return file


def _check_known(profile: Profile, overrides: Mapping[str, str]) -> None:
    known = {rule.id for rule in profile.rules}
    for id in overrides.keys() - known:
        raise WrongUsage(
            problem=f"The profile {profile.id} has no rule {id}.",
            remedy=f"Its rules are: {', '.join(sorted(known))}.",
        )


def _capped(found: Iterator[Found], rule: Rule, notes: list[str]) -> Iterator[Found]:
    for place, each in enumerate(found):
        if place == MOST_FOUND:
            notes.append(f"{rule.id}: only the first {MOST_FOUND} findings are listed")
            return
        yield each


def _left_out(file: File) -> list[str]:
    """What was too much or too broken to be looked at."""
    notes = list(file.left_out)
    if file.fault:
        notes.append("everything but soundness: the file could not be opened")
    notes += [f"page {page.number}: {page.left_out}" for page in file.pages if page.left_out][:50]
    photos = [
        page.number
        for page in file.pages
        if page.body < checks_pages.FEW
        and not page.is_paper
        and sum(picture.share for picture in page.pictures) >= checks_pages.PICTURE
    ]
    if photos:
        notes.append(
            f"whether there are words in pictures that look like photographs ({len(photos)} pages)"
        )
    return notes


def _boxes(file: File, password: str, found: list[Found]) -> dict[Found, Box]:
    """Where the words of findings stand, for those that name a place in the text."""
    wanted = [each for each in found if each.at and each.page][:MOST_BOXES]
    if not wanted:
        return {}
    boxes: dict[Found, Box] = {}
    with pypdfium2.PdfDocument(file.path, password=password or None) as pdf:
        for each in wanted:
            assert each.at is not None and each.page is not None
            page = pdf[each.page - 1]
            places = boxes_of(page, *each.at)
            page.close()
            if places:
                boxes[each] = places[0]
    return boxes


def _finding(
    file: File, rule: Rule, found: Found, overrides: Mapping[str, str], boxes: Mapping[Found, Box]
) -> Finding:
    order = overrides.get(rule.id)
    weight = max(rule.weight, found.severity or "block", key=WEIGHTS.index)
    words = found.words if order is None else f"{found.words} Set aside by {order}."
    inside = found.page is not None and 0 < found.page <= len(file.pages)
    return Finding(
        rule.id,
        "info" if order is not None else weight,
        found.page if inside else None,
        file.pages[found.page - 1].label if inside and found.page else None,
        words,
        found.box or boxes.get(found),
        rule.source,
        rule.is_sure,
        order,
    )

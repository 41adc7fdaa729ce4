"""Checks of single pages: can it be read, searched, printed; is it blank, doubled, hiding words."""

from collections.abc import Iterator

from everyword.rules.facts import File
from everyword.rules.records import Rule
from everyword.rules.report import Found

PAPERS = {"a4": (595.28, 841.89), "us-letter": (612.0, 792.0)}
NAMES = {"a4": "A4", "us-letter": "US letter"}
NEAR = 4.0
"""Points a sheet may be larger or smaller than its name says."""
SMALLEST, LARGEST = 72.0, 5670.0
"""An inch; two metres."""
FEW = 20
"""Characters outside head and foot that a searchable page has at least."""
PICTURE = 0.4
"""Of the page: a picture that is the page, not one on it."""
TAIL = 0.05


def check_drawable(file: File, rule: Rule) -> Iterator[Found]:
    if not file.pages and not file.fault:
        yield Found("The file has no pages.")
    for page in file.pages:
        if not page.is_drawn:
            yield Found("This page cannot be displayed.", page.number)


def check_paper_size(file: File, rule: Rule) -> Iterator[Found]:
    papers = rule.settings.get("papers", ())
    for page in file.pages:
        if not page.is_drawn:
            continue
        sides = sorted((page.width, page.height))
        said = f"{page.width / 72 * 25.4:.0f} by {page.height / 72 * 25.4:.0f} mm"
        if sides[0] < SMALLEST or sides[1] > LARGEST:
            yield Found(f"The page is {said}: too small or too large to be read.", page.number)
        elif papers and not any(_is_near(sides, PAPERS[paper]) for paper in papers):
            wanted = " or ".join(NAMES[paper] for paper in papers)
            yield Found(f"The page is {said}, not {wanted}.", page.number)


def _is_near(sides: list[float], paper: tuple[float, float]) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(sides, paper, strict=True))


def check_searchable(file: File, rule: Rule) -> Iterator[Found]:
    """Pages that are pictures of paper and have no text; photographs need none."""
    for page in file.pages:
        if not page.is_drawn or page.body >= FEW or page.is_blank:
            continue
        share = sum(picture.share for picture in page.pictures)
        if share >= PICTURE and page.is_paper:
            yield Found(
                "The page is a picture of paper; its words cannot be searched.", page.number
            )


def check_upright(file: File, rule: Rule) -> Iterator[Found]:
    for page in file.pages:
        if page.turned:
            yield Found(
                f"The text of this page runs {page.turned}."
                if page.turned != "mirrored"
                else "The text of this page is mirrored.",
                page.number,
            )


def check_picture_dpi(file: File, rule: Rule) -> Iterator[Found]:
    least, most = rule.settings.get("least"), rule.settings.get("most")
    for page in file.pages:
        large = [each for each in page.pictures if each.share >= PICTURE]
        fine = [each for each in page.pictures if most and each.dpi > most * (1 + TAIL)]
        fine = [each for each in fine if each.share >= TAIL]
        coarse = [each for each in large if least and each.dpi < least * (1 - TAIL)]
        for each in fine[:1]:
            yield Found(
                f"A picture on this page has {each.dpi:.0f} dpi, more than {most}.",
                page.number,
                each.box,
            )
        for each in coarse[:1]:
            yield Found(
                f"The picture of this page has {each.dpi:.0f} dpi, less than {least}.",
                page.number,
                each.box,
            )


def check_type_size(file: File, rule: Rule) -> Iterator[Found]:
    least = rule.settings["least"]
    for page in file.pages:
        is_scan = sum(picture.share for picture in page.pictures) >= PICTURE
        if 0 < page.type_size < least - 0.5 and not is_scan:
            yield Found(
                f"Most of this page is typed in {page.type_size:.1f} point, less than {least}.",
                page.number,
            )


def check_typeface(file: File, rule: Rule) -> Iterator[Found]:
    like = tuple(rule.settings["like"])
    for page in file.pages:
        other = [
            _bare(name)
            for name in page.typefaces
            if name and not any(part in _bare(name).lower().replace(" ", "") for part in like)
        ]
        if other:
            yield Found(
                f"Typed in another font: {', '.join(sorted(set(other)))[:100]}.", page.number
            )


def _bare(name: str) -> str:
    """A font's name without the six letters of a part of it."""
    return name[7:] if name[6:7] == "+" else name


def check_fonts_embedded(file: File, rule: Rule) -> Iterator[Found]:
    for page in file.pages:
        for name in sorted({_bare(name) for name, is_inside in page.fonts if not is_inside}):
            yield Found(f"The font {name or 'without a name'} is not inside the file.", page.number)


def check_missing_glyphs(file: File, rule: Rule) -> Iterator[Found]:
    for page in file.pages:
        lost = page.no_shape + page.text.count("\ufffd")
        if lost:
            yield Found(f"The font has no shape for {lost} of the characters.", page.number)


def check_blank_pages(file: File, rule: Rule) -> Iterator[Found]:
    for page in file.pages:
        if page.is_drawn and page.is_blank:
            yield Found("The page is blank, or blank apart from its number.", page.number)


def check_doubled_pages(file: File, rule: Rule) -> Iterator[Found]:
    first: dict[bytes, int] = {}
    for page in file.pages:
        if not page.is_drawn or page.is_blank:
            continue
        if page.likeness in first:
            yield Found(
                f"The page looks and reads like page {first[page.likeness]} of the file.",
                page.number,
            )
        first.setdefault(page.likeness, page.number)


def check_redact_marks(file: File, rule: Rule) -> Iterator[Found]:
    for page in file.pages:
        if page.redact_marks:
            yield Found(
                f"{page.redact_marks} marked for redaction, and the words are still there.",
                page.number,
            )


def check_covered(file: File, rule: Rule) -> Iterator[Found]:
    """Under a box, or not shown at all: what was found under the rule's own name."""
    how = (
        "lie under a box and can still be copied"
        if rule.check == "covered-text"
        else "are in the file and not to be seen"
    )
    for page in file.pages:
        for each in page.covered:
            if each.how == rule.check:
                yield Found(f"{_count(each.words)} {how}.", page.number, each.box)


def _count(words: str) -> str:
    """How many, never which: what somebody tried to hide is not repeated."""
    number = len(words.split())
    return "A word" if number == 1 else f"{number} words"


def check_comments(file: File, rule: Rule) -> Iterator[Found]:
    for page in file.pages:
        if page.comments:
            yield Found(f"Left on the page: {', '.join(page.comments)}.", page.number)

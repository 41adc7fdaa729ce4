"""Checks of page numbers: the label, the number printed, the exhibit mark, the Bates number."""

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise

from everyword.rules.facts import File, Page
from everyword.rules.partial import is_late, part_of
from everyword.rules.records import Rule
from everyword.rules.report import Found

NUMBER = re.compile(r"(?<![\w.,/:-])([A-Z]{0,2}-?\d{1,5}[A-Z]?|[ivxlc]{1,6})(?![\w/:]|[.,]\d)")
LABEL = re.compile(r"(?P<before>.*?)(?P<number>\d+)(?P<after>[A-Z]?)")
SECTION = re.compile(r"([A-Z]{1,2})-?(\d+)([A-Z]?)")
LATER = re.compile(r"([A-Z]{0,2})-?(\d+)([A-Z]*)")
ROMAN = re.compile(r"[ivxlcdm]+")
EXHIBIT = re.compile(
    r"(?:exhibit|annexure|annex|tab)\s+([A-Z]{0,3}-?\d{1,4}|[A-Z]{1,2})\b"
    r"|^\W*([A-Z]{2,3}-?\d{1,4})\b",
    re.IGNORECASE,
)
BATES = re.compile(r"(?<!\w)([A-Z]{2,10}[-_ ]?)(\d{4,9})(?!\w)")


def check_printed_number(file: File, rule: Rule) -> Iterator[Found]:
    """Each page shows its own label, and shows it as a number by itself."""
    pages = [page for page in file.pages if page.is_drawn]
    without = [page for page in pages if not _shows(page)]
    if pages and not file.has_labels and len(without) * 2 > len(pages):
        yield Found("The pages have no number printed on them that is their number in the file.")
        return
    for page in without:
        others = list(dict.fromkeys(NUMBER.findall(page.edges)))[:3]
        said = f"; printed there is {', '.join(others)}" if others else ""
        yield Found(f"The label of this page is not printed on it{said}.", page.number)


def _shows(page: Page) -> bool:
    alone = rf"(?<![\w.,/:-]){re.escape(page.label)}(?![\w/:]|[.,]\d)"
    if re.search(alone, page.edges):
        return True
    return any(line.strip() == page.label for line in page.text.splitlines())


def check_numbering(file: File, rule: Rule) -> Iterator[Found]:
    """The labels by themselves: the court's scheme, and none twice or left out."""
    labels = [page.label for page in file.pages]
    scheme, part = rule.settings.get("scheme", "any"), part_of(file)
    if part and (first := _continued(labels, scheme, is_late(file))):
        if not re.fullmatch("[A-Z]*1", first):
            words = f"The numbers begin at {first}: the file says it is {part}."
            yield Found(words, 1, severity="info")
        return
    match scheme:
        case "run":
            yield from _run(labels)
        case "sections":
            yield from _sections(labels)
        case _:
            yield from _any(labels)


def _continued(labels: Sequence[str], scheme: str, is_late: bool) -> str:
    """The first label, where all run on as they do in a volume; in a supplement, which has pages
    for several places, only none may stand twice. Empty where they do not.

    In front of them a run in roman numbers may stand.
    """
    rest = list(dropwhile(ROMAN.fullmatch, labels))
    parts = [LATER.fullmatch(label) for label in rest]
    known = [part for part in parts if part]
    if not known or len(known) < len(parts) or len(set(labels)) < len(labels):
        return ""
    if scheme != "any" and any((scheme == "sections") != bool(part[1]) for part in known):
        return ""
    for one, two in pairwise(known):
        follows = int(two[2]) == int(one[2]) + 1 and two[1] == one[1]
        begins = two[2] == "1" and two[1] != one[1]
        inserted = bool(two[3]) and (one[1], one[2]) == (two[1], two[2])
        if not (is_late or follows or begins or inserted):
            return ""
    return rest[0]


def _run(labels: Sequence[str]) -> Iterator[Found]:
    wrong = [place for place, label in enumerate(labels, 1) if label != str(place)]
    if wrong:
        first = wrong[0]
        yield Found(
            f"{len(wrong)} of {len(labels)} page labels are not the page's number in the file; "
            f"the first is {labels[first - 1]!r} on page {first}.",
            first,
        )


def _sections(labels: Sequence[str]) -> Iterator[Found]:
    """A1, A2, B1; in front of the first section a run of its own may stand."""
    at, done, before = "", set[str](), 0
    for place, label in enumerate(labels, 1):
        parts = SECTION.fullmatch(label)
        if not parts:
            if at or not (ROMAN.fullmatch(label) or label.isdecimal()):
                yield Found(f"The page label {label!r} has no letter of a section.", place)
            continue
        letter, number, late = parts[1], int(parts[2]), parts[3]
        if letter != at:
            if letter in done:
                yield Found(f"Section {letter} begins a second time.", place)
            elif number != 1:
                yield Found(f"Section {letter} begins with {label}, not with {letter}1.", place)
            done.add(letter)
        elif number != before + 1 and not (late and number == before):
            yield Found(f"After {letter}{before} comes {label}.", place)
        at, before = letter, number
    if labels and not at:
        yield Found("No page label has the letter of a section (A1, A2, B1).")


def _any(labels: Sequence[str]) -> Iterator[Found]:
    seen: dict[str, int] = {}
    before: tuple[str, int] | None = None
    for place, label in enumerate(labels, 1):
        if label in seen and label.strip():
            yield Found(f"Pages {seen[label]} and {place} have the same label {label!r}.", place)
        seen.setdefault(label, place)
        parts = LABEL.fullmatch(label)
        now = (parts["before"], int(parts["number"])) if parts else None
        late = parts["after"] if parts else ""
        if now and before and now[0] == before[0] and not late and now[1] > before[1] + 1:
            yield Found(f"After {labels[place - 2]} comes {label}.", place)
        before = now


def check_exhibit_labels(file: File, rule: Rule) -> Iterator[Found]:
    """The marks in the bookmarks: none twice, none left out, not more than allowed."""
    marks: dict[str, int | None] = {}
    for bookmark in file.bookmarks:
        parts = EXHIBIT.search(bookmark.title)
        if not parts:
            continue
        mark = (parts[1] or parts[2]).upper()
        if mark in marks and marks[mark] != bookmark.page:
            yield Found(f"Two bookmarks have the exhibit mark {mark}.", bookmark.page or None)
        marks.setdefault(mark, bookmark.page)
    yield from _missing(marks)
    most = rule.settings.get("most")
    if most and len(marks) > most:
        yield Found(f"There are {len(marks)} exhibits; {most} are allowed.")


def _missing(marks: dict[str, int | None]) -> Iterator[Found]:
    series: dict[str, list[int]] = {}
    for mark in marks:
        letters = mark.rstrip("0123456789")
        if letters != mark:
            series.setdefault(letters, []).append(int(mark[len(letters) :]))
        elif len(mark) == 1:
            series.setdefault("letter", []).append(ord(mark))
    for letters, numbers in series.items():
        for number in sorted(set(range(min(numbers), max(numbers))) - set(numbers))[:20]:
            mark = chr(number) if letters == "letter" else f"{letters}{number}"
            yield Found(f"The exhibit marks leave out {mark}.")


def check_bates(file: File, rule: Rule) -> Iterator[Found]:
    """Numbers like ABC000123 at the edge of the pages, where there are some in a row."""
    found = {page.number: BATES.findall(page.edges) for page in file.pages}
    for prefix in dict.fromkeys(each for marks in found.values() for each, _ in marks):
        run = [
            (page, next(digits for each, digits in marks if each == prefix))
            for page, marks in found.items()
            if any(each == prefix for each, _ in marks)
        ]
        steps = [(one, two) for one, two in pairwise(run) if two[0] == one[0] + 1]
        gaps = [(one, two) for one, two in steps if int(two[1]) != int(one[1]) + 1]
        if len(steps) < 2 or 2 * len(gaps) >= len(steps):
            continue  # a card's or an account's number that happens to stand at the edge
        for (_, before), (page, digits) in gaps:
            yield Found(f"After {prefix}{before} comes {prefix}{digits}.", page)

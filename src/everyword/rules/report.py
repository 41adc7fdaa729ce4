"""What a check found: values, and the words a person reads."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from everyword.rules.records import Severity

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points, in the page's own space."""
FAILING = ("block", "error")
MOST_LINES = 4
"""Different words of one rule that are printed; of more than that only the first."""


class Found(Struct, frozen=True):
    """What a single check says; `at`: where in the page's text, as start and length."""

    words: str
    page: int | None = None
    box: Box | None = None
    at: tuple[int, int] | None = None
    severity: Severity | None = None
    """Where a finding weighs less than its rule."""


class Finding(Struct, frozen=True):
    """One thing that is not as the rule asks. `page` counts from 1; `order`: what overrides it."""

    rule: str
    severity: Severity
    page: int | None
    label: str | None
    words: str
    box: Box | None
    source: str
    is_sure: bool = True
    order: str | None = None


class Report(Struct, frozen=True):
    """The result for one file, under the rules in force on one day."""

    file: str
    sha256: str
    pages: int
    profile: str
    title: str
    seen: dt.date
    day: dt.date
    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    """The ids of the rules that were looked at."""
    not_checked: tuple[str, ...]
    counts: dict[str, int]

    @property
    def is_failing(self) -> bool:
        return any(each.severity in FAILING for each in self.findings)


class Wording(Struct, frozen=True):
    """What is said of some pages in the same words; `pages` count from 1, `labels` are theirs."""

    words: str
    count: int
    pages: tuple[int, ...]
    labels: tuple[str | None, ...]


class Group(Struct, frozen=True):
    """The findings of one rule and one weight."""

    rule: str
    severity: Severity
    count: int
    source: str
    is_sure: bool
    order: str | None
    said: tuple[Wording, ...]


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Every finding, by rule and then by its words, in the order of the first."""
    return [
        Group(
            group[0].rule,
            group[0].severity,
            len(group),
            group[0].source,
            group[0].is_sure,
            group[0].order,
            tuple(_wording(each) for each in by_words(group)),
        )
        for group in by_rule(findings)
    ]


def _wording(group: Sequence[Finding]) -> Wording:
    labels = {each.page: each.label for each in group if each.page is not None}
    pages = tuple(sorted(labels))
    return Wording(group[0].words, len(group), pages, tuple(labels[page] for page in pages))


def headline(report: Report) -> str:
    number = len(report.findings)
    return (
        f"Checked against {report.title} ({report.profile}) as seen on {report.seen}, "
        f"the rules of {report.day}: {number} finding{'' if number == 1 else 's'}"
    )


def lines(report: Report) -> Iterator[str]:
    """The findings for people: the same words on many pages are said once, and of a rule with very
    many different words only the first."""
    for group in by_rule(report.findings):
        said = by_words(group)
        shown = said if len(said) <= MOST_LINES else said[:1]
        for each in shown:
            yield _line(each)
        if len(shown) < len(said):
            more = [one for each in said[1:] for one in each]
            where = f" ({spans(more)})" if any(each.page is not None for each in more) else ""
            yield (
                f"{group[0].severity:<7}  {group[0].rule:<16}  And {len(more)} more of this kind"
                f"{where}; all of them:  everyword check --html report.html"
            )


def by_rule(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Those of one rule and one weight together, in the order of the first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for each in findings:
        groups.setdefault((each.severity, each.rule), []).append(each)
    return list(groups.values())


def by_words(findings: Iterable[Finding]) -> list[list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for each in findings:
        groups.setdefault(each.words, []).append(each)
    return list(groups.values())


def _line(group: Sequence[Finding]) -> str:
    first = group[0]
    where = f" ({spans(group)})" if any(each.page is not None for each in group) else ""
    unsure = "" if first.is_sure else " [not sure of this rule: see its source]"
    order = f" [overridden: {first.order}]" if first.order else ""
    return f"{first.severity:<7}  {first.rule:<16}  {first.words}{where}{unsure}{order}"


def spans(findings: Sequence[Finding]) -> str:
    """The pages of some findings, as a person finds them in the file."""
    numbers = sorted({each.page for each in findings if each.page is not None})
    labels = {each.page: each.label for each in findings}
    said = [_span(first, last, labels) for first, last in runs(numbers)]
    shown = ", ".join(said[:20]) + (f" and {len(said) - 20} more" if len(said) > 20 else "")
    return f"page{'' if len(numbers) == 1 else 's'} {shown} of the file"


def _span(first: int, last: int, labels: dict[int | None, str | None]) -> str:
    def said(page: int) -> str:
        label = labels.get(page)
        return str(page) if label in (None, str(page)) else f"{page} (labelled {label})"

    return said(first) if first == last else f"{said(first)}\u2013{said(last)}"


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Stretches without a gap: 1 2 3 7 is (1, 3), (7, 7)."""
    made: list[tuple[int, int]] = []
    for number in numbers:
        if made and number == made[-1][1] + 1:
            made[-1] = (made[-1][0], number)
        else:
            made.append((number, number))
    return made

"""What a person reads: the same finding on many pages is said once, with the pages."""

import datetime as dt

from everyword.rules.report import Finding, Report, grouped, headline, lines, runs, spans


def finding(page: int | None, label: str | None, words: str = "It is blank.") -> Finding:
    return Finding("blank-pages", "warning", page, label, words, None, "everyword")


def report(*findings: Finding) -> Report:
    day = dt.date(2026, 11, 21)
    return Report("a.pdf", "00", 9, "plain", "no court", day, day, findings, (), (), {})


def test_pages_are_said_as_stretches() -> None:
    assert runs([1, 2, 3, 7]) == [(1, 3), (7, 7)]
    assert runs([]) == []
    assert spans([finding(n, str(n)) for n in (3, 1, 2, 7)]) == "pages 1\u20133, 7 of the file"
    assert spans([finding(3, "A1")]) == "page 3 (labelled A1) of the file"


def test_many_stretches_are_counted() -> None:
    said = spans([finding(n, str(n)) for n in range(1, 100, 2)])

    assert said.endswith("39 and 30 more of the file")


def test_one_line_for_the_same_words() -> None:
    said = list(lines(report(finding(1, "1"), finding(2, "2"), finding(None, None, "Other."))))

    assert len(said) == 2
    assert "It is blank. (pages 1\u20132 of the file)" in said[0]


def test_the_headline_says_profile_and_days() -> None:
    assert headline(report()) == (
        "Checked against no court (plain) as seen on 2026-11-21, the rules of 2026-11-21: "
        "0 findings"
    )
    assert headline(report(finding(1, "1"))).endswith("1 finding")


def test_an_order_and_doubt_are_said() -> None:
    one = Finding("index", "info", None, None, "None.", None, "x", False, "order of 3 May 2026")
    (said,) = lines(report(one))

    assert "not sure" in said
    assert "order of 3 May 2026" in said


def test_only_errors_and_blocks_fail() -> None:
    assert not report(finding(1, "1")).is_failing
    assert report(Finding("x", "error", None, None, "", None, "")).is_failing
    assert report(Finding("x", "block", None, None, "", None, "")).is_failing


def test_very_many_words_of_one_rule_are_two_lines() -> None:
    few = report(*(finding(n, str(n), f"Line {n}.") for n in range(1, 5)))
    assert len(list(lines(few))) == 4
    many = report(*(finding(n, str(n), f"Line {n}.") for n in range(1, 31)))
    first, rest = lines(many)
    assert "Line 1. (page 1 of the file)" in first
    assert "And 29 more of this kind (pages 2\u201330 of the file)" in rest


def test_groups_have_every_finding_once() -> None:
    def found(rule: str, page: int | None, words: str) -> Finding:
        return Finding(rule, "error", page, f"A{page}" if page else None, words, None, "s")

    findings = [
        found("links", 3, "dead"),
        found("view", None, "it opens small"),
        found("links", 1, "dead"),
        found("links", 3, "dead"),
        found("links", 2, "far"),
    ]
    links, view = grouped(findings)
    assert (links.rule, links.count, [each.count for each in links.said]) == ("links", 4, [3, 1])
    assert links.said[0].pages == (1, 3) and links.said[0].labels == ("A1", "A3")
    assert view.said[0].pages == () and view.count == 1
    assert sum(group.count for group in (links, view)) == len(findings)

"""The records of the courts: dated, sourced, written once, and said plainly."""

import datetime as dt
import re

import msgspec
import pytest

from everyword.errors import WrongUsage
from everyword.rules.checking import CHECKS
from everyword.rules.records import GROUPS, Rule, _read, profile, profiles

COURTS = (
    "au-fcfcoa",
    "ca-bc-family",
    "ca-on",
    "ew-family-children",
    "ew-family-financial",
    "ew-general-ebundle",
    "ie-hc",
    "us-ca",
    "us-federal-cmecf",
    "us-fl",
    "us-tx",
    "plain",
)
EVERY = [(court, rule) for court in profiles() for rule in court.rules]
NEVER = re.compile("prove[sn]|authenti[c]|complian[t]|genuin[e]|fak[e]", re.IGNORECASE)


def test_the_courts_are_these() -> None:
    assert tuple(court.id for court in profiles()) == COURTS


def test_every_rule_names_a_check_a_source_and_a_day() -> None:
    assert {rule.check for _, rule in EVERY} == set(CHECKS)
    for court, rule in EVERY:
        assert rule.source == "everyword" or rule.source.startswith("http"), (court.id, rule.id)
        assert (rule.source == "everyword") <= (rule.confidence in ("ours", "general"))
        assert rule.seen <= dt.date(2026, 11, 21)
        assert rule.words.endswith((".", "sections")), rule.words
        assert not NEVER.search(rule.words)


def test_versions_of_a_rule_follow_each_other_without_overlap() -> None:
    for court in profiles():
        for id in {rule.id for rule in court.rules}:
            versions = [rule for rule in court.rules if rule.id == id]
            for day in (dt.date(2020, 1, 1), dt.date(2026, 3, 1), dt.date(2026, 3, 2)):
                assert sum(rule.is_in_force(day) for rule in versions) <= 1, (court.id, id)


def test_the_numbering_of_children_cases_changed_on_the_second_of_march() -> None:
    court = profile("ew-family-children")

    def scheme(day: dt.date) -> object:
        return [r.settings["scheme"] for r in court.in_force(day) if r.id == "numbering"]

    assert scheme(dt.date(2026, 3, 1)) == ["run"]
    assert scheme(dt.date(2026, 3, 2)) == ["sections"]
    assert court.layout.numbering == "sections"
    assert profile("ew-family-financial").layout.numbering == "run"


def test_a_rule_without_a_version_for_the_day_is_named() -> None:
    before = dt.date(2020, 1, 1)

    assert profile("ca-bc-family").not_in_force(before) == ("page-cap",)
    assert profile("ca-bc-family").not_in_force(dt.date(2026, 1, 1)) == ()


@pytest.mark.parametrize(
    ("confidence", "weight"),
    [
        ("official", "error"),
        ("copy", "error"),
        ("ours", "error"),
        ("secondary", "warning"),
        ("general", "warning"),
    ],
)
def test_what_was_not_read_in_its_own_text_only_warns(confidence: str, weight: str) -> None:
    rule = msgspec.structs.replace(profile("plain").rules[0], confidence=confidence)

    assert rule.severity == "error"
    assert rule.weight == weight


def test_a_court_changes_what_it_takes_from_a_group_and_keeps_the_rest() -> None:
    def rule(court: str, id: str) -> Rule:
        return next(each for each in profile(court).rules if each.id == id)

    assert rule("us-fl", "personal-data").settings == {
        "kinds": ["ssn", "card", "account", "birth"],
        "last": 0,
    }
    assert rule("us-federal-cmecf", "personal-data").settings["last"] == 4
    assert rule("ew-family-financial", "searchable") == rule("ew-general-ebundle", "searchable")


def test_no_rule_is_written_twice_in_a_group() -> None:
    for path in GROUPS.glob("*.toml"):
        group = _read(path)
        versions = [(each["id"], each.get("from"), each.get("to")) for each in group.rule]
        assert len(versions) == len(set(versions)), path.name


def test_an_unknown_court_is_answered_with_those_there_are() -> None:
    with pytest.raises(WrongUsage, match=r"no court profile mars[\s\S]*ew-family-children.*plain"):
        profile("mars")


def test_california_does_not_claim_what_federal_courts_say() -> None:
    rules = {rule.id: rule for rule in profile("us-ca").rules}
    for id in ("personal-data", "paper-size"):
        assert (rules[id].weight, rules[id].confidence) == ("warning", "general")
        assert "federal" in rules[id].words
    assert "everyword redact" in rules["personal-data"].settings["hint"]
    assert rules["personal-data"].settings["kinds"], "what is looked for comes from the group"

"""Every planted fault is found, by its own rule; in the clean bundle there is none."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from everyword.rules.checking import CHECKS, check_file
from everyword.rules.records import Profile, Rule, profile
from tests.rules.bundles_made import FILE_NAME, PAGES, Fault
from tests.rules.planted import FAULTS, write, write_clean

DAY = dt.date(2026, 11, 21)


def rules_found(path: Path, court: Profile) -> set[str]:
    return {each.rule for each in check_file(path, court, DAY).findings}


def with_settings(court: Profile, fault: Fault) -> Profile:
    def changed(rule: Rule) -> Rule:
        if rule.id != fault.rule or not fault.settings:
            return rule
        return msgspec.structs.replace(rule, settings={**rule.settings, **fault.settings})

    return msgspec.structs.replace(court, rules=tuple(changed(rule) for rule in court.rules))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule}-{fault.name}")
def test_planted_fault_is_found_by_its_rule_alone(fault: Fault, tmp_path: Path) -> None:
    path = write(fault, tmp_path)
    court = with_settings(profile(fault.court), fault)

    found = rules_found(path, court)

    assert fault.rule in found
    assert found <= {fault.rule} | fault.also


def test_every_check_has_a_planted_fault() -> None:
    assert {fault.rule for fault in FAULTS} == set(CHECKS)


@pytest.mark.parametrize(
    ("court", "name", "made"),
    [
        ("plain", FILE_NAME, {}),
        ("ew-general-ebundle", FILE_NAME, {}),
        ("ew-family-financial", FILE_NAME, {}),
        ("au-fcfcoa", FILE_NAME, {}),
        ("ie-hc", FILE_NAME, {}),
        ("us-ca", "bundle.pdf", {"paper": "us-letter"}),
        ("us-fl", "bundle.pdf", {"paper": "us-letter"}),
        ("ca-bc-family", "bundle.pdf", {"paper": "us-letter"}),
        ("ca-on", "Affidavit - Applicant - 01-JAN-2021.pdf", {"paper": "us-letter"}),
    ],
)
def test_clean_bundle_has_no_findings(
    court: str, name: str, made: dict[str, str], tmp_path: Path
) -> None:
    path = write_clean(tmp_path, name, **made)

    findings = check_file(path, profile(court), DAY).findings

    # An Australian limit for interim hearings is below the length of the test's bundle.
    assert [each for each in findings if each.rule != "page-cap"] == []


def test_a_title_that_is_a_number_is_not_taken_for_a_page(tmp_path: Path) -> None:
    entries = "= Index\n" + "\n\n".join(
        f"#link((page: {first + 1}, x: 0pt, y: 0pt))[{title}] #h(1fr) {first + 1}\u2013{first + 2}"
        for title, first in zip(("7", "Letter of 3", "12"), (2, 5, 8), strict=True)
    )
    path = write_clean(tmp_path, FILE_NAME, texts=((1, entries),))

    assert rules_found(path, profile("ew-family-financial")) == set()


def test_a_card_number_at_the_edge_of_pages_is_no_bates_number(tmp_path: Path) -> None:
    path = write_clean(tmp_path, FILE_NAME, heads=("CARD 4417",) * PAGES)

    assert "bates" not in rules_found(path, profile("us-federal-cmecf"))

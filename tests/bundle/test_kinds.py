"""Papers that a court keeps out need a reason that is written down."""

import datetime as dt

import msgspec
import pytest

from everyword.bundle.kinds import EXCLUDED, admitted, kind_of
from everyword.bundle.plan import Document, Picture, Plan, Section, Slip, Text, Transcript
from everyword.errors import Refused
from everyword.model import source_of_bytes

NOW, BEFORE = dt.date(2026, 11, 21), dt.date(2026, 3, 1)
PHOTO = Document("p", "Door", "", "AB1", Picture(source_of_bytes("d.jpg", b"x"), ()))
CHAT = Document("c", "Chat", "", "AB2", Transcript((), ()))
REPORT = Document("r", "Report", "", None, Text((), ("a",)), "other")


def plan(*documents: Document, profile: str = "ew-family-children") -> Plan:
    return Plan("T", (), (Section("A", "S", documents),), profile=profile)


def test_what_has_no_basis_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        admitted(plan(PHOTO, CHAT, REPORT), NOW, leave_out=False)
    what, _, todo = refused.value.lines()
    assert "AB1 Door, AB2 Chat" in what and "photographs, correspondence" in what
    assert "Report" not in what and "basis" in todo and "leave_out_excluded" in todo


def test_a_basis_lets_it_in() -> None:
    based = msgspec.structs.replace(PHOTO, basis="order of 3 May 2026, para 4")
    assert admitted(plan(based, REPORT), NOW, leave_out=False).documents == (based, REPORT)
    blank = msgspec.structs.replace(PHOTO, basis="  ")
    with pytest.raises(Refused):
        admitted(plan(blank), NOW, leave_out=False)


def test_what_is_left_out_is_listed() -> None:
    left = admitted(plan(PHOTO, CHAT, REPORT), NOW, leave_out=True)
    assert left.documents == (REPORT,)
    assert [words.split(":")[0] for words in left.findings] == ["AB1 Door", "AB2 Chat"]


@pytest.mark.parametrize("kind", [*EXCLUDED])
def test_the_list_has_days(kind: str) -> None:
    said = plan(msgspec.structs.replace(REPORT, kind=kind))
    with pytest.raises(Refused):
        admitted(said, NOW, leave_out=False)
    if EXCLUDED[kind] is not None:
        assert admitted(said, BEFORE, leave_out=False).documents == said.documents


def test_bank_statements_belong_into_a_case_about_money() -> None:
    bank = msgspec.structs.replace(REPORT, kind="financial records")
    assert admitted(plan(bank, profile="ew-family-financial"), NOW, leave_out=False).documents


def test_other_courts_take_them() -> None:
    for profile in ("plain", "us-ca", "ew-general-ebundle"):
        assert admitted(plan(PHOTO, profile=profile), NOW, leave_out=False).documents == (PHOTO,)


def test_what_a_person_says_counts_and_what_nobody_said_is_asked() -> None:
    assert kind_of(msgspec.structs.replace(PHOTO, kind="other")) == "other"
    unknown = Document("u", "Paper", "", None, Slip(()))
    (note,) = admitted(plan(unknown, REPORT), NOW, leave_out=False).notes
    assert "Paper" in note and "Report" not in note

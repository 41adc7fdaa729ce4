"""Kinds of papers that a court does not take without a reason, and the reasons recorded.

England and Wales, family: PD27A (chapter 5, in force from 2 March 2026; before that para 4.1) keeps
these out unless a direction, or an exception of the practice direction, lets them in. Known from
notes about the rule (Albion Chambers, January 2026), not from its text.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec

from everyword.bundle.plan import Document, Picture, Plan, Section, Transcript
from everyword.errors import Refused

EXCLUDED = {
    "correspondence": dt.date(2026, 3, 2),
    "screenshots": dt.date(2026, 3, 2),
    "photographs": dt.date(2026, 3, 2),
    "medical records": None,
    "financial records": None,
    "contact notes": None,
    "foster-carer logs": None,
    "social-services files": None,
    "police disclosure": None,
}
"""Kind -> the day from which it is kept out; None: it always was."""
KINDS = (*EXCLUDED, "other")
PROFILES = ("ew-family-financial", "ew-family-children")
ALLOWED = {"ew-family-financial": ("financial records",)}
"""Bank statements are what a financial case is about; nobody has said otherwise."""


def kind_of(document: Document) -> str:
    """What was said of it, else what can be seen: pictures, conversations."""
    match document.content:
        case _ if document.kind:
            return document.kind
        case Picture():
            return "photographs"
        case Transcript():
            return "correspondence"
        case _:
            return ""


def admitted(plan: Plan, day: dt.date, leave_out: bool, how: str = "") -> Plan:
    """The plan, if each paper of an excluded kind has its basis.

    Those without one are left out, and listed, where `leave_out` says so; else Refused is raised.
    `how` is what to type to come to the description.
    """
    if plan.profile not in PROFILES:
        return plan
    plan = msgspec.structs.replace(plan, notes=(*plan.notes, *_unknown(plan)))
    bare = lacking(plan, day)
    if not bare:
        return plan
    if not leave_out:
        raise Refused(
            name=", ".join(_name(each) for each in bare),
            reason=f"this court takes {_listed(bare)} into a bundle only on a recorded basis"
            " (PD27A, chapter 5)",
            remedy=f"{how or 'Write it beside each in the description:'}"
            '  basis = "order of 3 May 2026, para 4"    or leave them out:'
            "  leave_out_excluded = true    Each with its command:  --dry-run",
        )
    gone = {each.key for each in bare}
    sections = tuple(
        Section(each.letter, each.title, tuple(d for d in each.documents if d.key not in gone))
        for each in plan.sections
    )
    said = tuple(
        f"{_name(each)}: left out ({kind_of(each)}): no order or other basis is recorded for it"
        for each in bare
    )
    return msgspec.structs.replace(plan, sections=sections, findings=plan.findings + said)


def lacking(plan: Plan, day: dt.date) -> list[Document]:
    """The papers of an excluded kind for which no basis is recorded."""
    if plan.profile not in PROFILES:
        return []
    return [each for each in plan.documents if _is_excluded(each, plan.profile, day)]


def _unknown(plan: Plan) -> list[str]:
    """Papers of which nobody can tell what they are but a person."""
    names = [_name(each) for each in plan.documents if not kind_of(each)]
    if not names:
        return []
    return [
        f"Nobody has said of which kind these are: {'; '.join(names)}. This court keeps out"
        f" {', '.join(EXCLUDED)}, unless there is an order or another basis. Say it in the"
        ' description:  kind = "correspondence"  (or "other")'
    ]


def _is_excluded(document: Document, profile: str, day: dt.date) -> bool:
    kind = kind_of(document)
    if kind not in EXCLUDED or kind in ALLOWED.get(profile, ()) or document.basis.strip():
        return False
    since = EXCLUDED[kind]
    return since is None or day >= since


def _name(document: Document) -> str:
    return " ".join(filter(None, (document.mark, document.title)))


def _listed(documents: Iterable[Document]) -> str:
    return ", ".join(dict.fromkeys(kind_of(each) for each in documents))

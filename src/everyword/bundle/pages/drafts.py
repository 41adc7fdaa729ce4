"""Drafts of court papers from a description: statement, Scott schedule, list of exhibits.

They are drafts for a person to check, complete and sign. The words above a signature are those
that courts of the place ask for as far as we know them; nothing here was read in the official text
of today, so that the plan says they are to be checked. Where a paper cites an exhibit, the page is
filled in when the pages of the bundle have their numbers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from everyword.bundle import plan
from everyword.case.dates import day_words
from everyword.errors import NotFound, WrongUsage
from everyword.rules.records import profile

STATEMENT, SCOTT, LIST = "statement", "scott schedule", "list of exhibits"
"""Keys of the documents: no exhibit and no file of a folder has one with such a name."""
OWN = "other"
"""A person's own paper is of none of the kinds that a court keeps out."""
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")
MENTION = re.compile(r"\[([^\[\]]+?)(?:, page (\d{1,6}))?\]")
LABEL = re.compile(r"[A-Z]{1,6}\d{1,5}")
"""The form of an exhibit's label: other words in brackets are the person's own."""
Facts = Mapping[str, plan.ChronologyRow]
"""Fact id -> its row of the chronology, in the order of time."""


class CaptionSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The heading of the court's papers. `parties`: name and role; `between`: "and" or "v."."""

    court: str = ""
    case_number: str = ""
    matter: tuple[str, ...] = ()
    parties: tuple[tuple[str, str], ...] = ()
    between: str = ""


class StatementSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A paragraph that begins with "# " is a heading. Empty fields are filled by the court."""

    maker: str
    party: str = ""
    number: int = 1
    kind: Literal["", "statement", "declaration", "affidavit"] = ""
    title: str = ""
    opening: str = ""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    truth: str = ""
    sworn: bool | None = None
    made: str = ""
    section: str = "Statements"


class ScottSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The facts that are put as allegations, in the order of the schedule."""

    facts: tuple[str, ...]
    title: str = "Schedule of allegations"
    section: str = "Statements"


class Form(Struct, frozen=True):
    """How a statement is made in a place: what it is called, what stands above the signature."""

    kind: str
    truth: str = ""
    corner: bool = False
    between: str = "and"


_AMERICAN = "I declare under penalty of perjury that the foregoing is true and correct."
_AFFIDAVIT = Form("affidavit")
FORMS = {
    "England and Wales": Form(
        "statement",
        "I believe that the facts stated in this witness statement are true. I understand that"
        " proceedings for contempt of court may be brought against anyone who makes, or causes to"
        " be made, a false statement in a document verified by a statement of truth without an"
        " honest belief in its truth.",
        corner=True,
    ),
    "United States": Form("declaration", _AMERICAN, between="v."),
    "United States, California": Form(
        "declaration",
        "I declare under penalty of perjury under the laws of the State of California that the"
        " foregoing is true and correct.",
        between="v.",
    ),
    "United States, Texas": Form(
        "declaration",
        "My name is ____________________, my date of birth is ____________________, and my address"
        f" is ____________________. {_AMERICAN} Executed in ____________________ County, State of"
        " ____________________.",
        between="v.",
    ),
    "United States, Florida": Form(
        "declaration",
        "Under penalties of perjury, I declare that I have read the foregoing document and that"
        " the facts stated in it are true.",
        between="v.",
    ),
    "Canada, British Columbia": _AFFIDAVIT,
    "Canada, Ontario": _AFFIDAVIT,
    "Australia": _AFFIDAVIT,
    "Ireland": _AFFIDAVIT,
}
ANYWHERE = Form("statement", "I believe that the facts stated in this statement are true.")
SAYS = {
    "statement": "I, {maker}, say as follows.",
    "declaration": "I, {maker}, declare as follows.",
    "affidavit": "I, {maker}, make oath (or affirm) and say as follows.",
}


def form_of(court: str) -> Form:
    """By the place of the court's profile. Raises WrongUsage for a profile nobody knows."""
    return FORMS.get(profile(court or "plain").jurisdiction, ANYWHERE)


def caption_of(said: CaptionSpec | None, court: str) -> plan.Caption | None:
    if said is None:
        return None
    between = said.between or form_of(court).between
    return plan.Caption(said.court, said.case_number, said.matter, said.parties, between)


class Drafts(Struct, frozen=True):
    """What a description wants of them. `facts` is None where there is no case."""

    court: str
    caption: CaptionSpec | None
    statement: StatementSpec | None
    scott: ScottSpec | None
    exhibit_list: bool
    keys: Mapping[str, str]
    facts: Facts | None


def with_drafts(planned: plan.Plan, drafts: Drafts) -> plan.Plan:
    """The plan with the papers asked for, each where it belongs.

    Raises WrongUsage for facts where there is no case, NotFound for a fact that is not there.
    """
    caption = caption_of(drafts.caption, drafts.court)
    planned = msgspec.structs.replace(planned, caption=caption)
    heading = caption or plan.Caption()
    if drafts.exhibit_list:
        content = plan.ExhibitList(heading, tuple(_listed(planned)))
        marked = [each.title for each in planned.sections if any(d.mark for d in each.documents)]
        document = plan.Document(LIST, "List of exhibits", "", None, content, OWN)
        planned = _placed(planned, document, marked[0] if marked else "Exhibits")
    if drafts.scott is not None:
        rows = _rows(drafts.facts, drafts.scott.facts)
        allegations = tuple(
            plan.Allegation(number, row.when, row.event, row.cites)
            for number, row in enumerate(rows, 1)
        )
        schedule = plan.ScottSchedule(heading, allegations)
        document = plan.Document(SCOTT, drafts.scott.title, "", None, schedule, OWN)
        planned = _placed(planned, document, drafts.scott.section)
    if drafts.statement is not None:
        planned = _with_statement(planned, drafts, drafts.statement, heading)
    return planned


def _rows(facts: Facts | None, ids: Sequence[str]) -> list[plan.ChronologyRow]:
    if facts is None:
        raise WrongUsage(
            problem="Facts are kept in a case, and this bundle is made of a folder.",
            remedy="Write the words yourself:  paragraphs = [...]  below [statement].",
        )
    for id in ids:
        if id not in facts:
            raise NotFound(thing="fact", name=id, command="everyword fact list")
    return [facts[id] for id in ids]


def _placed(planned: plan.Plan, document: plan.Document, section: str) -> plan.Plan:
    """At the front of the section of that name, or of a new one before all others."""
    found = False
    sections: list[plan.Section] = []
    for each in planned.sections:
        if each.title == section and not found:
            found = True
            each = msgspec.structs.replace(each, documents=(document, *each.documents))
        sections.append(each)
    if not found:
        sections.insert(0, plan.Section("", section, (document,)))
    lettered = tuple(
        msgspec.structs.replace(each, letter=plan.section_letters(place))
        for place, each in enumerate(sections)
    )
    return msgspec.structs.replace(planned, sections=lettered)


def _listed(planned: plan.Plan) -> Iterator[plan.ListedExhibit]:
    for document in planned.documents:
        if document.mark:
            cite = plan.Cite(document.key, document.title, whole=True)
            yield plan.ListedExhibit(
                document.mark, document.title, document.date, (cite,), document.origin
            )


# The statement


def _with_statement(
    planned: plan.Plan, drafts: Drafts, said: StatementSpec, caption: plan.Caption
) -> plan.Plan:
    form = form_of(drafts.court)
    kind = said.kind or form.kind
    title = said.title or _title(said, kind)
    findings: list[str] = []
    paragraphs = list(_own(said, planned, drafts.keys, findings))
    notes = ["a draft; its maker checks it, completes it and signs it, or does not"]
    if said.facts or not said.paragraphs:
        rows = _rows(drafts.facts, said.facts or tuple(drafts.facts or ()))
        paragraphs += [
            plan.Paragraph(f"{_capital(row.when)}: {row.event}", "", row.cites) for row in rows
        ]
        notes.append(
            "paragraphs stand as in the chronology; put them into the maker's own words,"
            " and say what the maker knows and what somebody told, and who"
        )
    sworn = kind == "affidavit" if said.sworn is None else said.sworn
    truth = said.truth or (form.truth if kind == form.kind and not sworn else "")
    marks = list(dict.fromkeys(each.mark for each in planned.documents if each.mark))
    silent = _unmentioned(marks, planned, paragraphs)
    notes += _to_be_checked(truth, bool(said.truth), sworn, silent)
    content = plan.Statement(
        caption,
        title,
        _corner(said, marks) if form.corner else (),
        said.opening or SAYS[kind].format(maker=said.maker),
        tuple(paragraphs),
        truth,
        sworn,
        "Declaration" if kind == "declaration" else "Statement of truth",
    )
    date = day_words(said.made) if said.made else ""
    document = plan.Document(STATEMENT, title, date, None, content, OWN)
    return msgspec.structs.replace(
        _placed(planned, document, said.section),
        findings=(*planned.findings, *findings),
        notes=(*planned.notes, *(f"{title}: {note}" for note in notes)),
    )


def _to_be_checked(truth: str, is_own: bool, sworn: bool, silent: Sequence[str]) -> Iterator[str]:
    if truth and not is_own:
        yield "check the words above the signature against your court's own text"
    if not truth and not sworn:
        yield "no words stand above the signature; say them:  truth = ..."
    if silent:
        yield f"no paragraph mentions {', '.join(silent)}"


def _unmentioned(
    marks: Sequence[str], planned: plan.Plan, paragraphs: Sequence[plan.Paragraph]
) -> list[str]:
    cited = {cite.document for paragraph in paragraphs for cite in paragraph.cites}
    named = {each.mark for each in planned.documents if each.key in cited}
    return [mark for mark in marks if mark not in named]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _title(said: StatementSpec, kind: str) -> str:
    if 0 < said.number <= len(ORDINALS):
        return f"{ORDINALS[said.number - 1]} {kind} of {said.maker}"
    return f"{kind.capitalize()} no. {said.number} of {said.maker}"


def _corner(said: StatementSpec, marks: Sequence[str]) -> plan.Facts:
    """Party, maker, number, exhibits, date; what is empty is a line to fill in."""
    *first, last = said.maker.split() or [""]
    initials = " ".join([*(name[0] for name in first), last])
    exhibits = f"{marks[0]} to {marks[-1]}" if len(marks) > 1 else "".join(marks)
    return (
        ("On behalf of", said.party),
        ("Initials and name", initials),
        ("Statement no.", str(said.number)),
        ("Exhibits", exhibits or "none"),
        ("Made on", day_words(said.made) if said.made else ""),
    )


def _own(
    said: StatementSpec, planned: plan.Plan, keys: Mapping[str, str], findings: list[str]
) -> Iterator[plan.Paragraph]:
    """The person's own paragraphs, with what they mention: [AB1], [AB1, page 2] or AB1."""
    documents = {each.key: each for each in planned.documents}
    names = {name: documents[key] for name, key in keys.items() if name and key in documents}
    heading, number = "", 0
    for text in said.paragraphs:
        if text.startswith("# "):
            heading = text[2:].strip()
            continue
        number += 1
        cites: dict[plan.Cite, None] = {}
        for name, page in MENTION.findall(text):
            if name in names:
                cites.setdefault(_cite(names[name], int(page or 1)))
            elif LABEL.fullmatch(name) or page:
                findings.append(f"Statement, paragraph {number}: [{name}] is not in this bundle")
        cited = {cite.document for cite in cites}
        for label in LABEL.findall(text):
            if label in names and names[label].key not in cited:
                cites.setdefault(_cite(names[label], 1))
        yield plan.Paragraph(MENTION.sub(r"[\1]", text), heading, tuple(cites))
        heading = ""
    if heading:
        findings.append(f"Statement: the heading {heading!r} has no paragraph below it")


def of_paper(content: plan.Content) -> Iterator[plan.Cite]:
    """What a statement or schedule cites; a list of exhibits names, and cites nothing."""
    match content:
        case plan.Statement(paragraphs=paragraphs):
            yield from (cite for each in paragraphs for cite in each.cites)
        case plan.ScottSchedule(allegations=allegations):
            yield from (cite for each in allegations for cite in each.cites)
        case plan.CountedSchedule(rows=lines):
            yield from (cite for each in lines for cite in each.cites)
        case _:
            pass


def _cite(document: plan.Document, page: int) -> plan.Cite:
    return plan.Cite(document.key, document.mark or document.title, None, page)

"""From a case to a plan: exhibits become documents, facts become the chronology."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from everyword.bundle import plan
from everyword.bundle.filed import is_office, printed_by_office, words_of_office
from everyword.bundle.kinds import KINDS, kind_of
from everyword.bundle.pages.printed import Printed, Shown
from everyword.bundle.pages.printed_times import clock
from everyword.bundle.scheduled import documents, with_schedules
from everyword.bundle.spec import ExhibitSpec, finished, to_toml, toml_value, unused
from everyword.bundle.spec import SectionSpec as SectionSpec
from everyword.bundle.spec import Spec as Spec
from everyword.bundle.unnamed import unnamed
from everyword.case import obtained
from everyword.case.decided import CiteTo, Exhibit
from everyword.case.hidden import words_of
from everyword.case.store import Case
from everyword.chronology.columns import printed_status
from everyword.chronology.rows import rows as chronology_rows
from everyword.errors import NotFound, WrongUsage
from everyword.index.conversations import Conversations
from everyword.index.store import Entry
from everyword.intake.inside import within
from everyword.model import Document, Email, Message, Payment, Photo
from everyword.schedules.kinds import make


def plan_of_case(case: Case, spec: Spec, made: str) -> plan.Plan:
    """The plan of everything `spec` names. Raises NotFound for an exhibit that is not there."""
    exhibits, said_of_locks = _open_exhibits(case, spec)
    wanted = spec.sections or (SectionSpec("Exhibits", tuple(exhibits)),)
    found = _Found([], {}, {}, Conversations(case.index))
    sections = tuple(
        plan.Section(
            plan.section_letters(number),
            section.title,
            tuple(_documents(case, section, exhibits, spec, found)),
        )
        for number, section in enumerate(wanted)
    )
    shown = found.shown
    facts, said_of_facts = _chronology(case, shown)
    rows = tuple(facts.values()) if spec.chronology else ()
    remarks = tuple(_remarks(case, found.used))
    said = [*said_of_locks, *(said_of_facts if rows else ())]  # not printed: it is for the person
    keys: dict[str, str] = {}
    for document in (each for section in sections for each in section.documents):
        keys.setdefault(document.mark or document.key, document.key)
    planned = plan.Plan(
        spec.title, (), sections, rows, made, remarks, (*said, *unused(spec, keys)), (*found.notes,)
    )
    whole = msgspec.structs.replace(spec, sections=wanted)
    done = _with_schedules(finished(planned, whole, keys, facts), case, spec, shown)
    people = case.work.people()
    if any(each.hidden for each in people.values()):
        done = msgspec.structs.replace(done, read=_read(case, done, found.used, shown))
    return unnamed(done, people)


class _Found(Struct):
    """What the documents tell beside themselves: exhibits, where each item is, notes."""

    used: list[Exhibit]
    shown: Shown
    notes: dict[str, None]
    conversations: Conversations


def _documents(
    case: Case, section: SectionSpec, exhibits: Mapping[str, Exhibit], spec: Spec, found: _Found
) -> Iterator[plan.Document]:
    for label in section.exhibits:
        if label not in exhibits:
            raise NotFound(thing="exhibit", name=label, command="everyword exhibit list")
        found.used.append(exhibits[label])
        said_by_spec = spec.exhibits.get(label, ExhibitSpec())
        own: Shown = {}
        printer = Printed(case, exhibits[label], own, found.conversations)
        for document in printer.documents():
            yield _said(case, document, exhibits[label], said_by_spec, own)
        found.notes |= printer.notes
        for id, place in own.items():
            found.shown.setdefault(id, place)


def _read(
    case: Case, planned: plan.Plan, exhibits: Iterable[Exhibit], shown: Shown
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Of each document that is shown as it is, the words that were read in it."""
    as_it_is = {
        each.key
        for each in planned.documents
        if isinstance(each.content, plan.Given | plan.Picture | plan.Office)
    }
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for id in dict.fromkeys(id for each in exhibits for id in each.items):
        entry = case.index.item(id)
        key = shown[entry.id][0] if entry.id in shown else ""
        if key in as_it_is:
            found[key] = (*found.get(key, ()), *words_of(case, entry))
    return found


def _with_schedules(planned: plan.Plan, case: Case, spec: Spec, shown: Shown) -> plan.Plan:
    made = [(make(case, each.kind, each.options), each.title) for each in spec.schedules]
    caption = planned.caption or plan.Caption()
    found = documents(made, caption, case, lambda item: _cite(case, CiteTo(item), shown))
    placed = zip(found, (each.section for each in spec.schedules), strict=True)
    return with_schedules(planned, placed)


def toml_of_case(case: Case, spec: Spec) -> str:
    """The description of all exhibits, with what a person can only say: kinds, and for kinds that
    a court may keep out an empty basis. Raises WrongUsage where there are no exhibits.
    """
    labels = tuple(_open_exhibits(case, spec)[0])
    if not labels:
        raise WrongUsage(
            problem="This case has no exhibits yet: there is nothing to describe.",
            remedy="Make one first:  everyword exhibit add ID",
        )
    kinds: dict[str, dict[str, None]] = {label: {} for label in labels}
    for document in plan_of_case(case, spec, "").documents:
        if document.mark in kinds:
            kinds[document.mark][kind_of(document)] = None
    section = SectionSpec("Exhibits", labels)
    text = to_toml(msgspec.structs.replace(spec, sections=(section,), exhibits={}))
    for label, found in kinds.items():
        text += _to_fill_in(label, tuple(found), spec.exhibits.get(label, ExhibitSpec()).basis)
    return text


def _to_fill_in(label: str, kinds: tuple[str, ...], basis: str) -> str:
    kind = kinds[0] if len(kinds) == 1 else ""
    text = f'\n[exhibits."{label}"]\nkind = "{kind}"'
    if not kind:
        text += f"  # one of: {', '.join(KINDS)}"
    if basis:
        text += f"\nbasis = {toml_value(basis)}"
    elif kind != "other":
        text += '\nbasis = ""  # where the court asks for one, like: order of 3 May 2026, para 4'
    return text + "\n"


def _said(
    case: Case, document: plan.Document, exhibit: Exhibit, said: ExhibitSpec, shown: Shown
) -> plan.Document:
    """The document with its kind, its files, and what the description says of it."""
    items = [case.index.item(id) for id in exhibit.items]
    entries = [each for each in items if each.id in shown and shown[each.id][0] == document.key]
    origin = dict.fromkeys(case.index.row(entry.source).sha256 for entry in entries)
    return msgspec.structs.replace(
        document,
        content=_content(case, document.content, entries),
        title=said.title or document.title,
        date=said.date or document.date,
        kind=said.kind or (_kind(entries[0].reading) if entries else ""),
        basis=said.basis,
        after=said.after,
        origin=tuple(origin),
    )


def _content(case: Case, content: plan.Content, entries: list[Entry]) -> plan.Content:
    """The pages of an office file instead of its words, where a program here can print them."""
    if len(entries) != 1 or not isinstance(content, plan.Text | plan.Unusable):
        return content
    reading = entries[0].reading
    if not isinstance(reading, Document) or reading.pages is not None:
        return content
    source = case.source_of(entries[0])
    source = within(source, reading.where[0].path) or source
    if not is_office(source):
        return content
    if "".join(reading.text).strip():
        content = words_of_office(reading.text, content.facts, reading.remark or "")
    return printed_by_office(source, content, reading.remark or "")


def _kind(reading: object) -> str:
    """What a court's list of excluded kinds calls it (kinds.py)."""
    match reading:
        case Message() | Email():
            return "correspondence"
        case Payment():
            return "financial records"
        case Photo():
            return "photographs"
        case _:
            return ""


def _open_exhibits(case: Case, spec: Spec) -> tuple[dict[str, Exhibit], list[str]]:
    """The exhibits without what is locked, and what is said of that.

    Raises Refused where the description names an exhibit of which everything is locked.
    """
    named = {label for section in spec.sections for label in section.exhibits}
    found, said = dict[str, Exhibit](), list[str]()
    for label, whole in case.work.exhibits().items():
        exhibit, count = obtained.open_part(case, whole)
        if count and label in named and not exhibit.items:
            obtained.refuse_exhibit(label, count, len(whole.items))
        if count and (not named or label in named):
            said.append(obtained.left_out(label, count, len(whole.items)))
        if exhibit.items or not count:
            found[label] = exhibit
    return found, said


def _chronology(case: Case, shown: Shown) -> tuple[dict[str, plan.ChronologyRow], list[str]]:
    """Fact id -> its row, in order; and what is said of facts that stand on something locked."""
    facts, said = obtained.open_facts(case)
    people = case.work.people()
    return {
        row.fact.id: plan.ChronologyRow(
            row.number,
            row.words,
            row.fact.sentence,
            printed_status(row.fact, people),
            tuple(_cite(case, cite, shown) for cite in row.cites),
        )
        for row in chronology_rows(facts)
    }, said


def _cite(case: Case, cite: CiteTo, shown: Shown) -> plan.Cite:
    """The exhibit's label, and the place in it where paper shows none."""
    entry = case.index.item(cite.item)
    if entry.id not in shown:
        path = entry.reading.where[0].path.rsplit("/", 1)[-1]
        return plan.Cite(None, f"{path}{_place(cite)}")
    key, anchored = shown[entry.id]
    words = key.rsplit(".", 1)[0] + _place(cite)
    anchor = entry.id if anchored else None
    if anchor is None and cite.lines and isinstance(entry.reading, Document):
        anchor = None if entry.reading.pages else f"line {cite.lines[0]}"
    return plan.Cite(key, words, anchor, cite.page or 1)


def _place(cite: CiteTo) -> str:
    if cite.seconds:
        return f", {clock(cite.seconds[0])} to {clock(cite.seconds[1])}"
    if cite.lines:
        return f", lines {cite.lines[0]} to {cite.lines[1]}"
    return ""


def _remarks(case: Case, exhibits: Iterable[Exhibit]) -> Iterator[str]:
    """Only of the sources behind the exhibits: what else the case holds is nobody's business."""
    objects = case.index.objects_of([item for each in exhibits for item in each.items])
    for row in case.index.sources():
        if row.object not in objects:
            continue
        if row.state != "read":
            yield f"{row.name}: kept, not read yet: {row.question or 'waiting'}"
        elif row.account and row.account.problems:
            count = row.account.problems
            yield f"{row.name}: {count} place{'s' * (count != 1)} could not be read"

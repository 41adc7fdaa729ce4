"""A core bundle: of each document only the pages that the chronology or the hearing sheet cites.

A document that was typeset keeps its opening page as well, because who took part and what it was
read from stands there.
"""

from collections.abc import Iterable, Iterator

import msgspec

from everyword.bundle.documents import Printed
from everyword.bundle.pages.drafts import of_paper
from everyword.bundle.pdf.assemble import Stretch
from everyword.bundle.pdf.links import cut_links
from everyword.bundle.plan import Cite, CourtPaper, Document, Plan, Section
from everyword.errors import WrongUsage


def cut(plan: Plan, printed: dict[str, Printed]) -> Plan:
    """Takes out of `printed` all that nothing cites; the plan of what is left.

    Raises WrongUsage where nothing is cited.
    """
    wanted: dict[str, set[int]] = {}
    for cite in _cites(plan):
        found = printed[cite.document].place(cite) if cite.document in printed else None
        if cite.document is not None and found is not None:
            wanted.setdefault(cite.document, set()).add(found)
    if not wanted:
        raise WrongUsage(
            problem="A core bundle has the pages that the chronology cites, and it cites none.",
            remedy="Cite them first:  everyword fact cite    or take  core = true  out.",
        )
    out, sections, findings = [], [], list(plan.findings)
    for section in plan.sections:
        kept = []
        for document in section.documents:
            if document.key in wanted:
                kept.append(_cut_document(printed[document.key], wanted[document.key], document))
                findings += _cut_links(printed[document.key])
            elif isinstance(document.content, CourtPaper):
                kept.append(document)
            else:
                out.append(document.title)
                del printed[document.key]
        if not kept:
            printed.pop(f"tab {section.letter}", None)
        sections.append(Section(section.letter, section.title, tuple(kept)))
    remarks = plan.remarks
    if out:
        remarks += (f"Not in this core bundle, because nothing cites it: {'; '.join(out)}.",)
    return msgspec.structs.replace(
        plan, sections=tuple(sections), remarks=remarks, findings=tuple(findings)
    )


def _cites(plan: Plan) -> Iterator[Cite]:
    for row in plan.chronology:
        yield from row.cites
    for document in plan.documents:
        yield from of_paper(document.content)
    if plan.hearing is not None:
        yield from (page.cite for page in plan.hearing.key_pages)


def _cut_document(printed: Printed, wanted: set[int], document: Document) -> Document:
    """The document with the pages cited; its title says which they are."""
    total = printed.pages - printed.lead
    lead = range(1, printed.lead + 1)
    opening = {printed.lead + 1} if printed.stretches[-1].ours else set()
    pages = sorted({*lead, *opening, *wanted})
    if len(pages) == printed.pages:
        return document
    new = {page: place for place, page in enumerate(pages, 1)}
    printed.stretches = list(_stretches(printed.stretches, pages))
    printed.anchors = {id: new[page] for id, page in printed.anchors.items() if page in new}
    printed.kept = tuple(page - printed.lead for page in pages if page > printed.lead)
    shown = ", ".join(
        str(first) if count == 1 else f"{first} to {first + count - 1}"
        for first, count in _runs(printed.kept)
    )
    word = "page" if len(printed.kept) == 1 else "pages"
    title = f"{document.title} ({word} {shown} of {total})"
    printed.document = msgspec.structs.replace(document, title=title)
    return printed.document


def _cut_links(printed: Printed) -> Iterator[str]:
    if printed.kept is None:  # all of its pages are here
        return
    count = sum(cut_links(stretch.pdf) for stretch in printed.stretches if not stretch.ours)
    if count:
        links = "1 link leads" if count == 1 else f"{count} links lead"
        yield f"{printed.document.title}: {links} to pages that are not in this core bundle"


def _stretches(stretches: Iterable[Stretch], pages: list[int]) -> Iterator[Stretch]:
    """The runs of these pages, counted from 1 through all of the stretches."""
    before = 0
    for stretch in stretches:
        inside = [page - before - 1 for page in pages if before < page <= before + stretch.count]
        before += stretch.count
        if not stretch.ours:
            gone = set(range(stretch.count)) - set(inside)
            for number in sorted(gone, reverse=True):  # in memory: the file stays as it is
                del stretch.pdf.pages[number]
            if inside:
                yield Stretch(stretch.document, stretch.pdf, 0, len(inside), ours=False)
            continue
        for first, count in _runs(inside):
            yield Stretch(stretch.document, stretch.pdf, stretch.first + first, count, stretch.ours)


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and sum(runs[-1]) == number:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((number, 1))
    return runs

"""Court papers, set again in each round with the labels of the pages that they cite."""

from collections.abc import Mapping, Sequence

from everyword.bundle.documents import Printed, take
from everyword.bundle.front import Writer
from everyword.bundle.pages.typeset import Look, typeset
from everyword.bundle.plan import CourtPaper


def label_papers(
    printed: Mapping[str, Printed], keys: Sequence[str], writer: Writer, digits: int, look: Look
) -> dict[str, int]:
    """Sets the papers among these documents of one volume; how many pages each has now."""
    papers = [printed[key] for key in keys if isinstance(printed[key].document.content, CourtPaper)]
    if not papers:
        return {}
    printer = writer.printer
    printer.refs = writer.refs
    pieces = [piece for each in papers for piece in printer.pieces(each.document)]
    for each in papers:
        each.stretches, each.anchors = [], {}
    for sheets in typeset(pieces, writer.plan.paper, digits, look):
        take(sheets, printed, {})
    return {each.document.key: each.pages for each in papers}

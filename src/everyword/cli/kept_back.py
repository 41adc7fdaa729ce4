"""The last look before files leave: words of which the person said that they must not."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from everyword.bundle.withheld import parts
from everyword.case.store import Case
from everyword.cli.bundle_tools import KEPT
from everyword.errors import Refused
from everyword.index.store import Query, SourceRow
from everyword.lines import to_json
from everyword.redact.leaks import GPS, Found, leaks, leaks_of

MOST_BYTES = 64 << 20
"""A larger file is searched by what was read of it; its bytes would fill the memory."""
MOST_SAID = 5


def refuse_confidential(case: Case, rows: Sequence[SourceRow], bundle: Path | None) -> None:
    """Raises Refused with the files that hold a word of the case's confidential list."""
    words = list(parts(filter(None, (case.work.setting(KEPT) or "").split("\n"))))
    if not words:
        return
    said = [line for row in rows for line in _held(case, row, words)]
    if bundle is not None:
        said += [f"“{each.word}” in {bundle.name}" for each in leaks(bundle, words) if _is(each)]
    said = list(dict.fromkeys(said))
    if said:
        more = f", and {len(said) - MOST_SAID} more" if len(said) > MOST_SAID else ""
        raise Refused(
            name="export",
            reason=f"what must not leave is in these files: {'; '.join(said[:MOST_SAID])}{more}",
            remedy="Choose other exhibits:  --items LABEL    or, to somebody who may have it:"
            "  --with-confidential",
            safe="Nothing was written.",
        )


def _held(case: Case, row: SourceRow, words: Sequence[str]) -> Iterator[str]:
    found = set()
    for entry in case.index.find(Query(source=row.object)):
        found |= {each.word for each in leaks_of(to_json(entry.reading, ""), "", words)}
    if row.size <= MOST_BYTES:
        with case.vault.source(case.sealed(row)).open() as stream:
            found |= {each.word for each in leaks_of(stream.read(), row.name, words) if _is(each)}
    for word in words:
        if word in found:
            yield f"“{word}” in {row.name}"


def _is(found: Found) -> bool:
    """A place in a picture is told for each photo by the listing; it stops nothing."""
    return not found.word.startswith(GPS)

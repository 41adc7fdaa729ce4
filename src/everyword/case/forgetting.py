"""Taking out of the index what was deleted from the sealed store, and re-pointing what stays."""

import msgspec

from everyword.case.decided import Doubled
from everyword.case.quotes import following
from everyword.case.work import Work
from everyword.errors import Damaged
from everyword.index.store import Index, SourceRow
from everyword.vault.store import Vault


def without_file(vault: Vault, index: Index) -> list[SourceRow]:
    """The sources in the index that the sealed store has no file for.

    They were deleted, and a kill came before the index followed. In a damaged record that cannot
    be told, and none is named.
    """
    try:
        vault.head_note()
    except Damaged:
        return []
    there = {each.key for each in vault.files()}
    return [row for row in index.sources() if row.object not in there]


def forget(index: Index, work: Work, object: str, at: str) -> bool:
    """Take a source out; exhibits and cites follow what stands elsewhere under another id.

    They go first: after a kill in between both ids still lead to it, and this is done again. True
    when other sources now wait to be read again.
    """
    repoint(index, work, object, at)
    return index.forget(object)


def repoint(index: Index, work: Work, object: str, at: str) -> None:
    """What stands elsewhere too is named by the id that it has there."""
    renamed = index.renamed_without(object)
    for label, exhibit in work.exhibits().items() if renamed else ():
        items = tuple(renamed.get(item, item) for item in exhibit.items)
        if items != exhibit.items:
            work.decide(at, "exhibit", label, msgspec.structs.replace(exhibit, items=items))
    for subject, doubled in work.state("double", Doubled).items() if renamed else ():
        one, two = (renamed.get(item, item) for item in doubled.items)
        if (one, two) != doubled.items:
            work.decide(at, "double", subject, Doubled(doubled.one, (one, two)))
    for decision in work.present() if renamed else ():
        data = following(decision.data, renamed)
        if data != decision.data:
            work.decide(at, decision.act, decision.subject, data)

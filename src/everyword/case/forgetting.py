"""Taking out of the index what was deleted from the sealed store, and re-pointing what stays."""

from collections.abc import Mapping

import msgspec

from everyword.case.work import CiteTo, Work
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
    """Take a source out; exhibits and facts follow what stands elsewhere under another id.

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
    for id, fact in work.facts_as_kept().items() if renamed else ():
        changed = msgspec.structs.replace(
            fact,
            cites=_following(fact.cites, renamed),
            response_cites=_following(fact.response_cites, renamed),
        )
        if changed != fact:
            work.decide(at, "fact", id, changed)
    for id, knew in work.knowledge_as_kept().items() if renamed else ():
        moved = msgspec.structs.replace(knew, cites=_following(knew.cites, renamed))
        if moved != knew:
            work.decide(at, "knew", id, moved)


def _following(cites: tuple[CiteTo, ...], renamed: Mapping[str, str]) -> tuple[CiteTo, ...]:
    return tuple(
        msgspec.structs.replace(cite, item=renamed.get(cite.item, cite.item)) for cite in cites
    )

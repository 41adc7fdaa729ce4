"""Where a paper stands that was lodged before: a page in another file, which no link can reach."""

from everyword.bundle.plan import Cite, Manifest


def lodged_place(lodged: Manifest, key: str, cite: Cite) -> tuple[str, str] | None:
    """The label of the lodged page that a cite means, and which bundle that is in; `key` is what
    the document was lodged as. None where it was not."""
    entry = next((e for e in (*lodged.earlier, *lodged.documents) if e.key == key), None)
    if entry is None:
        return None
    if cite.whole and entry.first != entry.last:
        label: str | None = f"{entry.first} to {entry.last}"
    elif cite.anchor is not None:
        label = entry.anchors.get(cite.anchor)
    else:
        pages = [page for page in (*lodged.lodged, *lodged.pages) if page.document == key]
        own = (page.label for page in pages if page.page == cite.page)
        first = entry.first if cite.page == 1 else None  # a typeset paper has no other pages
        label = next(own, first)
    made = entry.made or (lodged.made if entry in lodged.documents else "")
    where = f"the bundle of {made}" if made else "the bundle lodged before"
    volumes = max(each.volume for each in (*lodged.earlier, *lodged.documents))
    where = f"volume {entry.volume} of {where}" if volumes > 1 else where
    return None if label is None else (label, where)

"""Which document goes into which file, where one file would be too long or too large."""

from collections.abc import Mapping, Sequence

from everyword.bundle.documents import Printed
from everyword.bundle.plan import Given, Plan


def caps(plan: Plan) -> tuple[int | None, int | None]:
    """Most pages and most bytes of one file: what the person says, else what the court says."""
    wishes, layout = plan.wishes, plan.layout
    return wishes.volume_pages or layout.most_pages, wishes.volume_bytes or layout.most_bytes


def split(
    printed: Mapping[str, Printed],
    most_pages: int | None,
    most_bytes: int | None,
    fronts: tuple[int, int],
    sizes: Mapping[str, int],
) -> list[list[str]]:
    """The keys of each volume, in order, never splitting a document.

    `fronts` are the pages of the front matter of the first volume and of each later one. `sizes`
    are bytes. A page before a section goes with the document behind it.
    """
    volumes: list[list[str]] = [[]]
    pages, size = fronts[0], 0
    for group in _groups(printed):
        more = sum(printed[key].pages for key in group)
        weight = sum(sizes.get(key, 0) for key in group)
        over = most_pages is not None and pages + more > most_pages
        heavy = most_bytes is not None and size + weight > most_bytes
        if volumes[-1] and (over or heavy):
            volumes.append([])
            pages, size = fronts[1], 0
        volumes[-1] += group
        pages, size = pages + more, size + weight
    return volumes


def _groups(printed: Mapping[str, Printed]) -> list[list[str]]:
    groups: list[list[str]] = []
    tab: list[str] = []
    for key, document in printed.items():
        if document.is_tab:
            tab = [key]
        else:
            groups.append([*tab, key])
            tab = []
    return groups


def estimated_sizes(printed: Mapping[str, Printed]) -> dict[str, int]:
    """About how many bytes each document will take: a PDF as many as it has."""
    sizes = {}
    for key, document in printed.items():
        content = document.document.content
        given = isinstance(content, Given) and any(not each.ours for each in document.stretches)
        sizes[key] = (
            content.source.size
            if given and isinstance(content, Given)
            else (PAGE_BYTES * document.pages)
        )
    return sizes


PAGE_BYTES = 20_000
"""Of a typeset page, roughly; the finished file is measured."""


def cap_findings(
    plan: Plan, printed: Mapping[str, Printed], volumes: Sequence[Sequence[str]], total: int
) -> list[str]:
    """What is to be said about the length."""
    found = []
    limit = plan.wishes.most_pages
    if limit is not None and total > limit:
        found.append(f"{total} pages; the limit you set is {limit}")
    cap = plan.layout.most_pages
    if cap is not None and total > cap:
        where = f" in {len(volumes)} volumes" if len(volumes) > 1 else ""
        found.append(
            f"{total} pages{where}; the profile {plan.profile} allows {cap} for a bundle unless"
            " the court permits more"
        )
    most = caps(plan)[0]
    for number, keys in enumerate(volumes, 1):
        for key in keys:
            pages = printed[key].pages
            if most is not None and pages > most:
                found.append(
                    f"{printed[key].document.title}: {pages} pages, more than the {most} of one"
                    f" volume; it stands whole in volume {number}"
                )
    return found

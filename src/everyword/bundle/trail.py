"""The manifest: for each page of the bundle, what it is a page of and where that came from."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from everyword.bundle.documents import Printed
from everyword.bundle.numbering import Spot
from everyword.bundle.plan import (
    Content,
    Document,
    DocumentEntry,
    Given,
    Letter,
    Manifest,
    Office,
    PageEntry,
    Picture,
    Plan,
    Slip,
    Table,
    Text,
    Transcript,
    Unusable,
)
from everyword.bundle.volume import Volume
from everyword.streams import sha256_of


def manifest_of(
    plan: Plan,
    printed: Mapping[str, Printed],
    spots: Mapping[str, Spot],
    volumes: Sequence[Volume],
    origins: Mapping[str, str | None],
) -> Manifest:
    """Everything but the findings and the hashes of the files, which come last."""
    pages = _pages(printed, volumes, origins)
    titles = {section.letter: section.title for section in plan.sections}
    documents = tuple(
        _entry(document, spots[key], titles, origins[key])
        for key, document in printed.items()
        if not document.is_tab
    )
    old = plan.supplement
    return Manifest(
        "",
        tuple(pages),
        documents,
        (),
        profile=plan.profile,
        layout=plan.layout,
        title=plan.title,
        made=plan.made,
        spec=plan.spec,
        lodged=() if old is None else (*old.lodged, *old.pages),
        earlier=() if old is None else _earlier(old),
    )


def _earlier(old: Manifest) -> tuple[DocumentEntry, ...]:
    """What was lodged, each with the day of its bundle."""
    last = (msgspec.structs.replace(each, made=old.made) for each in old.documents)
    return (*old.earlier, *last)


def _pages(
    printed: Mapping[str, Printed],
    volumes: Sequence[Volume],
    origins: Mapping[str, str | None],
) -> list[PageEntry]:
    """Each page of each volume, in order."""
    pages: list[PageEntry] = []
    for place, volume in enumerate(volumes, 1):
        seen: dict[str, int] = {}
        for n, key in enumerate(volume.assembly.documents):
            seen[key] = inside = seen.get(key, 0) + 1
            source: str | None = None
            page: int | None = None
            items: tuple[str, ...] = ()
            document = printed.get(key)
            if document is not None and not volume.assembly.ours[n]:
                source, page = origins[key], document.own_page(inside)
            elif document is not None:
                items = tuple(id for id, at in document.anchors.items() if at == inside)
            stamp = volume.stamps[n]
            pages.append(
                PageEntry(
                    volume.labels[n], key, volume.regions[n], place, source, page, items,
                    stamp.corner, stamp.place.plate, stamp.place.under,
                )
            )  # fmt: skip
    return pages


def _entry(
    printed: Printed, spot: Spot, titles: Mapping[str, str], source: str | None
) -> DocumentEntry:
    document = printed.document
    return DocumentEntry(
        key=document.key,
        title=document.title,
        mark=document.mark,
        first=spot.first,
        last=spot.last,
        anchors={id: spot.labels[page - 1] for id, page in printed.anchors.items()},
        volume=spot.volume,
        date=document.date,
        section=titles[printed.section],
        letter=printed.section,
        origin=document.origin or ((source,) if source else ()),
        file=_file(document.content),
        content=fingerprint(document, source),
        kind=document.kind,
        basis=document.basis,
        copy=printed.copy,
    )


def _file(content: Content) -> str:
    match content:
        case Given(source=source) | Office(source=source) | Picture(source=source):
            return source.name
        case Transcript() | Table() | Text() | Slip() | Letter() | Unusable():
            return dict(content.facts).get("File", "")
        case _:
            return ""


def source_hash(document: Document) -> str | None:
    """The SHA-256 of the file behind a document that is one file, given or shown."""
    content = document.content
    if not isinstance(content, Given | Office | Picture):
        return None
    if len(document.origin) == 1 and "!/" not in content.source.name:
        return document.origin[0]
    try:
        return sha256_of(content.source)
    except OSError:  # the page says that it could not be used
        return None


def fingerprint(document: Document, source: str | None) -> str:
    """A hash of what a document is printed from; titles, dates and names are not in it."""
    if source is not None:
        return source
    said = msgspec.to_builtins(document.content, enc_hook=_nothing)
    said["facts"] = [fact for fact in said.get("facts", ()) if fact[0] != "File"]
    words = json.dumps([said, document.origin])
    return hashlib.sha256(words.encode()).hexdigest()


def _nothing(value: Any) -> None:
    """How a source is opened is no part of what it holds."""

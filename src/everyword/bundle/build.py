"""From a plan to the finished bundle, checked: the one way in.

Documents come first, because their number of pages does not depend on the page numbers; then the
front matter is set again until its own length is what its numbers say; then everything is joined,
stamped, saved under another name, checked, and only then given its own name.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
from pikepdf import Pdf

from everyword.bundle import withheld
from everyword.bundle.check import check
from everyword.bundle.cited import cut
from everyword.bundle.documents import Printed, Progress, print_documents
from everyword.bundle.front import HEARING
from everyword.bundle.pages.copies import Ask, Tools
from everyword.bundle.pages.pieces import Printer
from everyword.bundle.pdf.ahead import Ahead
from everyword.bundle.pdf.apart import Apart
from everyword.bundle.pdf.excerpts import MOST_BYTES
from everyword.bundle.pdf.kept import Kept
from everyword.bundle.plan import Document, Given, Manifest, Plan, VolumeEntry
from everyword.bundle.saving import Part, named, names, written
from everyword.bundle.settle import Front, settle
from everyword.bundle.trail import manifest_of, source_hash
from everyword.bundle.volume import Known, Volume, make_volume
from everyword.bundle.volumes import cap_findings, caps, estimated_sizes

MOST_TRIES = 6
TIGHTER = 0.95


def write_manifest(manifest: Manifest, pdf: Path) -> None:
    """Beside the PDF, as JSON: which page holds what, and the PDF's hash."""
    path = pdf.with_suffix(".json")
    path.unlink(missing_ok=True)  # never through a link that lies there
    path.write_bytes(manifest_json(manifest, 1) + b"\n")


def manifest_json(manifest: Manifest, indent: int | None = None) -> bytes:
    """The manifest as JSON; half a letter, which a source may hold, is written as its number."""
    words = json.dumps(msgspec.to_builtins(manifest), ensure_ascii=False, indent=indent)
    return words.encode("utf-8", "backslashreplace")


def files_of(manifest: Manifest, out: Path) -> list[Path]:
    """The files of a bundle that was named `out`."""
    return names(out, max(1, len(manifest.volumes)))


def build(
    plan: Plan,
    out: Path,
    progress: Progress | None = None,
    may_be_there: Callable[[Path], None] | None = None,
    known: Known | None = None,
    ask: Ask | None = None,
    tools: Tools | None = None,
) -> Manifest:
    """Writes the bundle and returns what is in it, with everything that has to be said.

    One file, `out`, or, past a cap, volumes beside it: OUT-1.pdf, OUT-2.pdf. `may_be_there` raises
    where a file may not be written over; `ask` gives a locked PDF's password; `known` are places of
    numbers in an earlier bundle. Raises Refused where what was to be taken out is in the files.
    """
    tell = progress or (lambda words, done, total: None)
    with ExitStack() as held:
        apart, printer = held.enter_context(Apart()), Printer()
        tools, ask = tools or Tools(beside=out.parent), ask or (lambda source: None)
        ahead = Ahead(apart)
        opened = _looked_at(plan, ahead) if not (known or plan.wishes.core) else None
        printed = print_documents(plan, printer, tell, tools, ask, held, opened)
        plan = cut(plan, printed) if plan.wishes.core else plan
        sizes = estimated_sizes(printed)
        kept = _kept(printed, sum(sizes.values()))
        origins = {key: source_hash(each.document) for key, each in printed.items()}
        for _ in range(MOST_TRIES):
            front = settle(plan, printer, printed, sizes)
            volumes = _volumes(plan, printed, front, origins, known or {}, ahead, kept, tell)
            with written(out, [volume.assembly for volume in volumes]) as parts:
                if _too_large(plan, front, parts, sizes):
                    continue
                manifest = manifest_of(plan, printed, front.spots, volumes, origins)
                found = _findings(plan, printer, printed, front, volumes, manifest)
                found += _check(plan, printed, parts, volumes, manifest, apart, tell)
                manifest = _whole(manifest, parts, volumes, found)
                _look_for_words(plan, out, parts, volumes, manifest)
                named(parts, may_be_there or (lambda path: None))
                return manifest
    raise AssertionError("the volumes do not settle")


def _kept(printed: Mapping[str, Printed], size: int) -> Kept:
    """The pictures of all documents, taken out, where they are `size` bytes, so that they are not
    all in memory at once."""
    kept = Kept()
    for document in printed.values() if size > MOST_BYTES else ():
        for stretch in document.stretches:
            kept.take(stretch.pdf)
    return kept


def _volumes(
    plan: Plan,
    printed: Mapping[str, Printed],
    front: Front,
    origins: Mapping[str, str | None],
    known: Known,
    ahead: Ahead,
    kept: Kept,
    tell: Progress,
) -> list[Volume]:
    made = []
    for number in range(1, len(front.keys) + 1):
        tell("Numbering pages", number - 1, len(front.keys))
        made.append(make_volume(plan, printed, front, number, origins, known, ahead, kept))
    return made


def _looked_at(plan: Plan, ahead: Ahead) -> Callable[[Document, Pdf], None]:
    """Begins to look at a document; not where room for an exhibit's label is wanted as well."""

    def look(document: Document, pdf: Pdf) -> None:
        if isinstance(document.content, Given) and not (plan.wishes.marks and document.mark):
            ahead.look(pdf, document.content.source.size)

    return look


def _too_large(plan: Plan, front: Front, parts: Sequence[Part], sizes: dict[str, int]) -> bool:
    """Whether a file is over the cap and can be split; then the sizes are put right."""
    most = caps(plan)[1]
    if most is None:
        return False
    over = False
    for part, keys in zip(parts, front.keys, strict=True):
        thought = sum(sizes[key] for key in keys)
        documents = [key for key in keys if not key.startswith("tab ")]
        if part.size > most and len(documents) > 1:
            over = True
            for key in keys:
                sizes[key] = round(sizes[key] * part.size / max(thought, 1) / TIGHTER) + 1
    return over


def _findings(
    plan: Plan,
    printer: Printer,
    printed: Mapping[str, Printed],
    front: Front,
    volumes: Sequence[Volume],
    manifest: Manifest,
) -> list[str]:
    titles = {key: document.document.title for key, document in printed.items()}
    found = [*plan.findings, *printer.findings, *front.findings]
    for key, codes in printer.unprinted.items():
        shown = ", ".join(f"U+{code:04X}" for code in sorted(codes)[:20])
        if codes:
            found.append(
                f"{titles.get(key, key)}: no font here has {shown};"
                " each stands in print as its number in brackets"
            )
    unseen = {volume.labels[number] for volume in volumes for number in volume.unseen}
    for entry in manifest.pages:
        if entry.label in unseen:
            found.append(
                f"Page {entry.label} ({titles.get(entry.document, entry.document)}): it stops the"
                " program that displays it, so nobody looked where it has room for the page"
                " number; it stands on a white ground"
            )
        elif entry.plate:
            found.append(
                f"Page {entry.label} ({titles.get(entry.document, entry.document)}):"
                " no empty place for the page number; it stands on a white ground"
            )
    for volume in volumes:
        found += volume.assembly.findings
        for number in volume.unmarked:
            title = titles.get(volume.assembly.documents[number], "")
            found.append(
                f"Page {volume.labels[number]} ({title}): no empty corner for the exhibit's label;"
                " it was left out"
            )
    if front.lengths.get(HEARING, 1) > 1:
        found.append(f"The hearing sheet takes {front.lengths[HEARING]} pages: shorten it to one")
    return found + cap_findings(plan, printed, front.keys, len(manifest.pages))


def _check(
    plan: Plan,
    printed: Mapping[str, Printed],
    parts: Sequence[Part],
    volumes: Sequence[Volume],
    manifest: Manifest,
    apart: Apart,
    tell: Progress,
) -> list[str]:
    found = []
    for number, (part, volume) in enumerate(zip(parts, volumes, strict=True), 1):
        tell("Checking", number - 1, len(parts))
        ours = volume.assembly.generated()
        given = _as_given(printed, manifest, number, volume.worded)
        unseen = frozenset(volume.unseen)
        said = check(part.part, manifest, ours, number, volume.again, apart, given, unseen)
        where = f"Volume {number}: " if len(parts) > 1 else ""
        found += [where + words for words in said]
    most = caps(plan)[1]
    for number, part in enumerate(parts, 1):
        if most is not None and part.size > most:
            what = f"Volume {number}" if len(parts) > 1 else "The file"
            found.append(f"{what} has {part.size:,} bytes; the most for one file is {most:,}")
    return found


def _as_given(
    printed: Mapping[str, Printed], manifest: Manifest, volume: int, worded: frozenset[int]
) -> dict[int, Any]:
    """Of these pages of a volume, from 0, what the manifest says they are pages of."""
    if not worded:
        return {}
    pages = {key: _own_pages(each) for key, each in printed.items()}
    entries = (entry for entry in manifest.pages if entry.volume == volume)
    listed = [next(pages.get(entry.document, iter(())), None) for entry in entries]
    found = ((number, listed[number]) for number in worded)
    return {number: page.obj for number, page in found if page is not None}


def _own_pages(printed: Printed) -> Iterator[Any]:
    for stretch in printed.stretches:
        yield from stretch.pdf.pages[stretch.first : stretch.first + stretch.count]


def _look_for_words(
    plan: Plan, out: Path, parts: Sequence[Part], volumes: Sequence[Volume], manifest: Manifest
) -> None:
    """Raises Refused where something is in the files that was to be taken out or kept back."""
    if plan.redaction is None and not plan.confidential:
        return
    for part, volume in zip(parts, volumes, strict=True):
        withheld.check(plan, part.path.name, part.part.read_bytes(), volume.labels)
    withheld.check(plan, out.with_suffix(".json").name, manifest_json(manifest, 1))


def _whole(
    manifest: Manifest, parts: Sequence[Part], volumes: Sequence[Volume], findings: list[str]
) -> Manifest:
    entries = tuple(
        VolumeEntry(part.sha256, part.size, volume.labels[0], volume.labels[-1])
        for part, volume in zip(parts, volumes, strict=True)
    )
    return msgspec.structs.replace(
        manifest, sha256=parts[0].sha256, volumes=entries, findings=tuple(findings)
    )

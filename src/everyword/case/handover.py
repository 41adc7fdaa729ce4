"""What leaves the case for others: the sealed files that the chosen exhibits were read from."""

import base64
import mimetypes
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from everyword.case.store import Case
from everyword.errors import NotFound, WrongUsage
from everyword.index.store import Query, SourceRow
from everyword.model import Photo
from everyword.vault import package


class Handed(Struct, frozen=True):
    """What a package holds: its sealed files, and the names of everything written."""

    sources: tuple[SourceRow, ...]
    names: tuple[str, ...]


def chosen_sources(case: Case, labels: Sequence[str]) -> tuple[SourceRow, ...]:
    """The whole files behind the exhibits (all exhibits when none is named), in sealed order."""
    exhibits = case.work.exhibits()
    for label in labels:
        if label not in exhibits:
            raise NotFound(thing="exhibit", name=label, command="everyword exhibit list")
    wanted = [exhibits[label] for label in labels] or list(exhibits.values())
    objects = case.index.objects_of([item for exhibit in wanted for item in exhibit.items])
    rows = tuple(row for row in case.index.sources() if row.object in objects)
    if not rows:
        raise WrongUsage(
            problem="There is no exhibit yet, so there is nothing to hand over.",
            remedy="Make one:  everyword exhibit add --title T ID...",
        )
    return rows


def also_disclosed(case: Case, row: SourceRow, labels: Sequence[str]) -> Iterator[str]:
    """What the whole file shows beyond the exhibits, in words for the person handing it over."""
    exhibits = case.work.exhibits()
    wanted = [exhibits[label] for label in labels] or list(exhibits.values())
    shown = {case.index.item(item).id for exhibit in wanted for item in exhibit.items}
    inside = list(case.index.find(Query(source=row.object)))
    count = sum(entry.id in shown for entry in inside)
    if count < len(inside):
        yield f"the whole file goes: {len(inside)} items, of which the exhibits show {count}"
    for entry in inside:
        if isinstance(entry.reading, Photo) and entry.reading.gps:
            yield f"{entry.reading.where[0].path} holds the place where it was taken"


def export(
    case: Case,
    to: Path,
    labels: Sequence[str] = (),
    form: package.Form = "fresh",
    bundle: Path | None = None,
    progress: Callable[[int], None] = lambda size: None,
) -> Handed:
    """Write the package others verify, and note in the case that it was made."""
    rows = chosen_sources(case, labels)
    case.vault.commit()
    records = case.vault.records()
    position = {record.object: place for place, record in enumerate(records)}
    entries = [_entry(case, row, position[row.object]) for row in rows]
    names = package.write(
        entries,
        to=to,
        leaf_hashes=case.vault.leaf_hashes() if form == "case" else None,
        head_note=case.vault.head_note() if form == "case" else None,
        seed=case.vault.signing_seed,
        public=case.vault.public_key,
        now=case.moment,
        form=form,
        bundle=bundle,
        progress=progress,
    )
    checkpoint = (to / "seal" / "checkpoint").read_text("utf-8").splitlines()
    root = base64.b64decode(checkpoint[2]).hex()
    case.vault.note("export", extra=(("root", root), ("items", str(len(rows)))))
    case.vault.commit()
    return Handed(rows, tuple(names))


def _entry(case: Case, row: SourceRow, index: int) -> package.Entry:
    record = case.vault.records()[index]
    media = mimetypes.guess_type(row.name)[0] or "application/octet-stream"
    return package.Entry(record.leaf_text, case.vault.source(record), index, media)

"""What leaves the case for others: the sealed files that the chosen exhibits were read from."""

import mimetypes
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from everyword.case import obtained
from everyword.case.decided import Exhibit
from everyword.case.store import Case
from everyword.errors import Damaged, NotFound, Refused, WrongUsage
from everyword.index import withheld
from everyword.index.store import Query, SourceRow
from everyword.model import Photo
from everyword.vault import heads, package, witness
from everyword.vault.package_folder import left_over
from everyword.vault.package_names import MAX_STAMPS, stamp_label, stamp_name
from everyword.vault.package_outside import (
    Outside,
    cosigned,
    is_ots_of,
    is_stamp_of,
    signed_text,
)
from everyword.vault.stamps import Token
from everyword.vault.stamps_kept import newest_proof
from everyword.vault.store import Sealed, Vault

BEGUN = "export begun"


class Handed(Struct, frozen=True):
    """What a package holds: its sealed files, the names of everything written, and where it is.

    `remarks` say what was left out and why.
    """

    sources: tuple[SourceRow, ...]
    names: tuple[str, ...]
    path: Path
    remarks: tuple[str, ...] = ()


class _Head(Struct, frozen=True):
    """The head of the case that is shown, its leaves, and what is known of it from outside."""

    note: bytes
    hashes: Sequence[bytes]
    outside: Outside


def chosen_sources(case: Case, labels: Sequence[str]) -> tuple[SourceRow, ...]:
    """The whole files behind the exhibits (all exhibits when none is named), in sealed order.

    Raises Refused where one was taken in while the case was locked and is not confirmed.
    """
    exhibits = case.work.exhibits()
    for label in labels:
        if label not in exhibits:
            raise NotFound(thing="exhibit", name=label, command="everyword exhibit list")
    wanted = [exhibits[label] for label in labels] or list(exhibits.values())
    for exhibit in (exhibits[label] for label in labels):
        locked, kept = _kept_here(case, exhibit)
        if locked:
            obtained.refuse_exhibit(exhibit.label, locked, len(exhibit.items))
        if kept:
            raise Refused(
                name=exhibit.label,
                reason=_stays(kept, len(exhibit.items)),
                remedy=f"See what is locked, and what opens it:  {obtained.LISTING}",
            )
    objects = case.index.objects_of([item for exhibit in wanted for item in exhibit.items])
    rows = tuple(row for row in case.index.sources() if row.object in objects)
    kept_here = any(any(_kept_here(case, exhibit)) for exhibit in wanted)
    if not rows and not kept_here:
        raise WrongUsage(
            problem="There is no exhibit yet, so there is nothing to hand over.",
            remedy="Make one:  everyword exhibit add --title T ID...",
        )
    case.check_usable(item for exhibit in wanted for item in exhibit.items)
    waiting = case.waiting()  # a copy nobody confirmed stays here; the item stands elsewhere too
    rows = tuple(row for row in rows if row.object not in waiting)
    rows = tuple(row for row in rows if not obtained.whole_is_locked(case, row.object))
    if not rows and kept_here:
        withheld.refuse_locked("export")
    return rows


def _kept_here(case: Case, exhibit: Exhibit) -> tuple[int, dict[str, int]]:
    """How many of its items are locked; and how many are not, but stand only in files of which
    something else is locked, by the first such file's name."""
    locked, kept = 0, dict[str, int]()
    for item in exhibit.items:
        objects = case.index.objects_of([item])
        if case.work.is_withheld(item):
            locked += 1
        elif objects and all(obtained.whole_is_locked(case, each) for each in objects):
            name = case.index.row(min(objects)).name
            kept[name] = kept.get(name, 0) + 1
    return locked, kept


def _stays(kept: Mapping[str, int], of: int) -> str:
    files = "; ".join(f"{count} in {name}" for name, count in kept.items())
    total = sum(kept.values())
    return (
        f"{total} of its {of} item{'s' * (of != 1)} stay{'s' * (total == 1)} here though not locked"
        f" ({files}): a file is handed over whole, and something else in it is locked"
    )


def locked_remarks(case: Case, labels: Sequence[str]) -> list[str]:
    """What an export of all exhibits leaves out, in words."""
    found = []
    for label, exhibit in case.work.exhibits().items() if not labels else ():
        locked, kept = _kept_here(case, exhibit)
        if locked:
            found.append(obtained.left_out(label, locked, len(exhibit.items)))
        if kept:
            found.append(f"{label}: {_stays(kept, len(exhibit.items))} ({obtained.LISTING})")
    return found


def also_disclosed(case: Case, row: SourceRow, labels: Sequence[str]) -> Iterator[str]:
    """What the whole file shows beyond the exhibits, in words for the person handing it over."""
    exhibits = case.work.exhibits()
    wanted = [exhibits[label] for label in labels] or list(exhibits.values())
    open_ = [obtained.open_part(case, exhibit)[0] for exhibit in wanted]
    shown = {case.index.item(item).id for exhibit in open_ for item in exhibit.items}
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
    recipient: str | None = None,
) -> Handed:
    """Write the package others verify, and note in the case that it was made, and for whom.

    That it is begun is noted first: no kill leaves a package that nothing in the case tells of.
    """
    _check_outside(case, to)
    rows = chosen_sources(case, labels)
    case.vault.commit()
    entries = _entries(case, rows, labels)
    head: _Head | None = None
    remarks = [*locked_remarks(case, labels), *map(_said_of, left_over(to.parent))]
    if form == "case":
        head, left_out = _head(case.vault, max(entry.index for entry in entries) + 1)
        remarks += left_out
    to_whom = (("recipient", recipient),) if recipient is not None else ()
    _note(case.vault, "share", *to_whom, ("what", BEGUN))
    written = package.write(
        entries,
        to=to,
        leaf_hashes=head.hashes if head else None,
        head_note=head.note if head else None,
        outside=head.outside if head else None,
        seed=case.vault.signing_seed,
        public=case.vault.public_key,
        now=case.moment,
        form=form,
        bundle=bundle,
        recipient=recipient,
        progress=progress,
    )
    items = str(len(rows) + (bundle is not None))
    _note(case.vault, "export", ("root", written.root.hex()), ("items", items), *to_whom)
    return Handed(rows, written.files, written.path, tuple(remarks))


def _said_of(partial: Path) -> str:
    what = (
        "files of the case may lie in it for anybody to read"
        if partial.is_dir()
        else "it is sealed, and not whole"
    )
    return (
        f"{partial}: left by an export that was cut off, or one that still runs. It is no package "
        f"and nothing uses it; {what}. Remove it when no export is running."
    )


def _note(vault: Vault, kind: str, *extra: tuple[str, str]) -> None:
    vault.note(kind, extra=extra)
    vault.commit()


def _check_outside(case: Case, to: Path) -> None:
    if to.resolve().is_relative_to(case.vault.folder.resolve()):
        raise WrongUsage(
            problem="A package cannot be written into the case folder.",
            remedy="Name a folder outside it:  everyword export --to ../package",
        )


def _entries(case: Case, rows: Sequence[SourceRow], labels: Sequence[str]) -> list[package.Entry]:
    sealed = {each.key: each for each in case.vault.files()}
    behind = _labels(case, labels)
    entries = []
    for row in rows:
        if row.object not in sealed:
            raise Refused(
                name=row.name,
                reason="its content was deleted from the case",
                remedy="Take it out of the exhibit:  everyword exhibit list",
            )
        entries.append(_entry(case, row, sealed[row.object], behind))
    return entries


def _entry(
    case: Case, row: SourceRow, sealed: Sealed, behind: Mapping[str, Sequence[str]]
) -> package.Entry:
    media = mimetypes.guess_type(row.name)[0] or "application/octet-stream"
    source = case.vault.source(sealed)
    labels = tuple(behind.get(row.object, ()))
    return package.Entry(sealed.leaf_text, source, sealed.index, media, labels)


def _labels(case: Case, labels: Sequence[str]) -> dict[str, list[str]]:
    """For each sealed file the exhibits it stands behind, in the order of the exhibits."""
    found: dict[str, list[str]] = {}
    for label, exhibit in case.work.exhibits().items():
        if not labels or label in labels:
            for key in case.index.objects_of(exhibit.items):
                found.setdefault(key, []).append(label)
    return found


def _head(vault: Vault, least: int) -> tuple[_Head, list[str]]:
    """The newest head over at least so many leaves that somebody outside spoke of; else the newest.

    With it, what was left out because it did not check. A proof by `ots` alone counts less: where
    it leads cannot be seen offline.
    """
    hashes = vault.leaf_hashes()
    remarks: list[str] = []
    best = _Head(vault.head_note(), hashes, Outside())
    for size in reversed(vault.head_sizes()):
        if not least <= size <= len(hashes):
            continue
        try:
            note = vault.head_note(size)
            outside = _outside(vault, size, note, remarks)
        except (Damaged, heads.BadNote) as fault:
            remarks.append(f"heads/{size}.note and what is beside it are left out: {fault}")
            continue
        if outside.tokens or outside.witnesses:
            return _Head(note, hashes[:size], outside), remarks
        if outside.ots and not best.outside.ots:
            best = _Head(note, hashes[:size], outside)
    return best, remarks


def _outside(vault: Vault, size: int, note: bytes, remarks: list[str]) -> Outside:
    text, there = signed_text(note), vault.beside()
    tokens: list[Token] = []
    for path in sorted(path for path in there if path.startswith(f"heads/{size}.")):
        if not path.endswith(".tsr"):
            continue
        root = f"{path.removesuffix('.tsr')}.pem"
        if root not in there:
            remarks.append(f"{path} is left out: it has no root certificate to be checked against")
            continue
        label = path.removesuffix(".tsr").partition(".")[2] or "head"
        if not stamp_label(stamp_name(label, "tsr")) or len(tokens) == MAX_STAMPS:
            remarks.append(f"{path} is left out: its name is too long, or there are too many")
            continue
        token = Token(label, vault.read_beside(path), vault.read_beside(root))
        if is_stamp_of(text, token):
            tokens.append(token)
        else:
            remarks.append(f"{path} is left out: it does not check")
    proof = newest_proof(there, size)
    ots = vault.read_beside(proof) if proof else None
    if ots is not None and not is_ots_of(text, ots):
        ots = None
        remarks.append(f"{proof} is left out: it is not of this head")
    known = witness.ever_known(vault.records())
    witnesses = tuple((name, known[name]) for name, _ in sorted(cosigned(note, known)))
    return Outside(tuple(tokens), ots, witnesses)

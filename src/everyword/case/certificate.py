"""What a certificate or a slip may say of exhibits: what the case's own records hold, no more.

Every sealed copy is opened, read to its end and hashed again, now: nothing is repeated from the
index unseen. The values are printed by `bundle.papers`; what is not in them is an empty line there.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from everyword import __version__
from everyword.case import obtained
from everyword.case.dates import day_words
from everyword.case.decided import Exhibit, Said
from everyword.case.people import without_hidden
from everyword.case.store import HOW, Case
from everyword.errors import Damaged, NotFound, Refused, WrongUsage
from everyword.index import withheld
from everyword.index.store import SourceRow
from everyword.model import Document
from everyword.vault import heads, ledger, stamps_kept, witness
from everyword.vault.leaf import leaf_hash
from everyword.vault.package_outside import cosigned
from everyword.vault.store import Sealed, Vault

CHUNK = 1 << 20
Progress = Callable[[int], None]


class SealedFile(Struct, frozen=True):
    """One sealed file as the records have it. `how` and `custodian`: as a person answered, or None.

    `seen` is the clock of the computer that took it in, UTC; `tool` the program, where it is known;
    `outside` the earliest time from outside that covers it.
    """

    labels: tuple[str, ...]
    name: str
    size: int
    sha256: str
    seen: str
    how: str | None = None
    custodian: str | None = None
    tool: str | None = None
    remarks: tuple[str, ...] = ()
    outside: str | None = None


class ExhibitFiles(Struct, frozen=True):
    """An exhibit and the files behind it; `pages` only where the files themselves have pages.

    `gone`: items whose file was deleted from the case since.
    """

    label: str
    title: str
    pages: int | None
    files: tuple[SealedFile, ...]
    gone: int = 0


class Outside(Struct, frozen=True):
    """A time that does not come from this computer; it covers the first `size` records."""

    size: int
    what: str
    stated: str
    at: str
    """The same in ISO 8601; empty where no time could be read."""


class Certificate(Struct, frozen=True):
    """Everything the papers may say. `begun` and `ended`: when the sealed copies were read back."""

    exhibits: tuple[ExhibitFiles, ...]
    files: tuple[SealedFile, ...]
    begun: str
    ended: str
    program: str
    tree_size: int
    root: str
    outside: tuple[Outside, ...] = ()


def chosen_files(case: Case, labels: Sequence[str]) -> tuple[SealedFile, ...]:
    """The files a certificate would name, without reading them back.

    Raises NotFound, WrongUsage, and Refused where a file was never said to be the person's own.
    """
    return tuple(file for _, file in _chosen(case, labels))


def certificate(
    case: Case, labels: Sequence[str] = (), progress: Progress = lambda size: None
) -> Certificate:
    """Read every file behind the exhibits back, and gather what the records say of it.

    Also raises Damaged where a sealed copy is not what its record says, or the record is not whole.
    """
    chosen = _chosen(case, labels)
    head = heads.verify(case.vault.head_note(), case.vault.public_key)
    begun = case.now
    for sealed, file in chosen:
        if sealed.index >= head.size:
            raise Refused(
                name=file.name,
                reason="the list that holds it is not signed yet: the program was stopped",
                remedy="Open the case for writing once (everyword add), then run this again.",
            )
        _read_back(case, sealed, file, progress)
    files = tuple(file for _, file in chosen)
    return Certificate(
        tuple(_exhibit(case, each, files) for each in _exhibits(case, labels)),
        files,
        begun,
        case.now,
        f"everyword {__version__}",
        head.size,
        head.root.hex(),
        _outside(case),
    )


def _read_back(case: Case, sealed: Sealed, file: SealedFile, progress: Progress) -> None:
    digest, size = hashlib.sha256(), 0
    with case.vault.source(sealed).open() as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            progress(len(chunk))
    if (digest.hexdigest(), size) != (file.sha256, file.size):
        raise Damaged(path=file.name, reason="the sealed copy is not what its record says")


def _exhibits(case: Case, labels: Sequence[str]) -> list[Exhibit]:
    exhibits = case.work.exhibits()
    for label in labels:
        if label not in exhibits:
            raise NotFound(thing="exhibit", name=label, command="everyword exhibit list")
    wanted = [exhibits[label] for label in dict.fromkeys(labels)] or list(exhibits.values())
    if not wanted:
        raise WrongUsage(
            problem="There is no exhibit yet, so there is nothing to name on the paper.",
            remedy="Make one:  everyword exhibit add --title T ID...",
        )
    for exhibit in wanted if labels else ():
        _, count = obtained.open_part(case, exhibit)
        if count:
            obtained.refuse_exhibit(exhibit.label, count, len(exhibit.items))
    parts = [obtained.open_part(case, exhibit) for exhibit in wanted]
    found = [exhibit for exhibit, count in parts if exhibit.items or not count]
    if not found:
        withheld.refuse_locked("certificate")
    return found


def locked_remarks(case: Case, labels: Sequence[str]) -> list[str]:
    """What a paper on all exhibits leaves out, in words."""
    wanted = () if labels else case.work.exhibits().values()
    parts = ((exhibit, obtained.open_part(case, exhibit)[1]) for exhibit in wanted)
    return [obtained.left_out(each.label, count, len(each.items)) for each, count in parts if count]


def _chosen(case: Case, labels: Sequence[str]) -> list[tuple[Sealed, SealedFile]]:
    """In the order in which they were sealed."""
    exhibits, waiting = _exhibits(case, labels), case.waiting()
    behind: dict[str, list[str]] = {}
    for exhibit in exhibits:
        # An item whose file was deleted stands nowhere any more: `_exhibit` counts it.
        case.check_usable(item for item in exhibit.items if case.index.objects_of([item]))
        for key in case.index.objects_of(exhibit.items) - waiting:
            behind.setdefault(key, []).append(exhibit.label)
    held = {each.key: each for each in case.vault.files()}
    confirmed = _confirmed(case)
    times = _outside(case)
    found = []
    for row in case.index.sources():
        if row.object not in behind:
            continue
        if row.object not in held:
            raise Refused(
                name=row.name,
                reason="its content was deleted from the case",
                remedy="Name other exhibits:  everyword certificate --items LABEL ...",
            )
        sealed = held[row.object]
        said = case.work.said(row.object)
        custodian = without_hidden(said.custodian or "", case.work.people()) or None
        said = msgspec.structs.replace(said, custodian=custodian)
        remarks = tuple(_remarks(sealed, confirmed))
        own = tuple(behind[row.object])
        found.append((sealed, _file(row, sealed, own, said, remarks, _earliest(times, sealed))))
    return found


def _file(
    row: SourceRow,
    sealed: Sealed,
    labels: tuple[str, ...],
    said: Said,
    remarks: tuple[str, ...],
    outside: Outside | None,
) -> SealedFile:
    """The leaf is what counts; the index only says which leaf."""
    leaf = sealed.leaf
    assert leaf.sha256 is not None and leaf.size is not None
    return SealedFile(
        labels,
        row.name,
        leaf.size,
        leaf.sha256,
        leaf.seen,
        None if said.how == "not said" else HOW.get(said.how, said.how),
        said.custodian,
        leaf.get("tool"),
        remarks,
        f"{outside.stated} ({outside.what})" if outside else None,
    )


def _remarks(sealed: Sealed, confirmed: Mapping[str, str]) -> Iterator[str]:
    """What sets this record apart from that of a file simply taken in."""
    leaf = sealed.leaf
    if leaf.kind == "recover":
        yield "sealed before; this record was made when it was found in the folder"
    if leaf.kind == "recording":
        yield f"recorded in pieces ({leaf.get('chunks') or 'not counted'}), joined in their order"
    if why := leaf.get("why"):
        yield why
    if source := leaf.get("source"):
        yield f"source as noted: {source}"
    if leaf.get("locked"):
        day = confirmed.get(leaf_hash(sealed.leaf_text).hex())
        yield "taken in while the case was locked" + (
            f"; said on {day_words(day)} to be the person's own" if day else ""
        )


def _confirmed(case: Case) -> dict[str, str]:
    """Leaf hash (hex) to when the person last said what it is."""
    found = (each.leaf for each in case.vault.records() if each.leaf.kind == "confirm")
    return {leaf.get("of") or "": leaf.seen for leaf in found}


def _earliest(times: Sequence[Outside], sealed: Sealed) -> Outside | None:
    """The earliest time stated for a list that this record was already in."""
    covering = [each for each in times if each.at and each.size > sealed.index]
    return min(covering, key=lambda each: each.at, default=None)


def _exhibit(case: Case, exhibit: Exhibit, files: Sequence[SealedFile]) -> ExhibitFiles:
    counts: list[int | None] = []
    gone = 0
    for item in exhibit.items:
        try:
            reading = case.index.item(item).reading
        except NotFound:
            gone += 1  # its source was deleted from the case
            continue
        counts.append(reading.pages if isinstance(reading, Document) else None)
    known = [count for count in counts if count is not None]
    pages = sum(known) if known and len(known) == len(counts) and not gone else None
    own = tuple(file for file in files if exhibit.label in file.labels)
    title = without_hidden(exhibit.title, case.work.people())
    return ExhibitFiles(exhibit.label, title, pages, own, gone)


def _outside(case: Case) -> tuple[Outside, ...]:
    """Times from outside, checked here, each over a head that this case really had."""
    vault = case.vault
    found = [*_stamps(vault), *_proofs(vault), *_witnessed(vault)]
    roots = ledger.roots({each.size for each in found}, vault.leaf_hashes())
    kept = [
        each
        if _root_of(vault, each.size) == roots.get(each.size)
        else msgspec.structs.replace(each, stated="none: it is of another list than this", at="")
        for each in found
    ]
    return tuple(sorted(kept, key=lambda each: (each.size, each.what)))


def _stamps(vault: Vault) -> Iterator[Outside]:
    for stamp in stamps_kept.stamps_of(vault):
        if stamp.stamped is not None and stamp.is_good:
            at, words = _moment(stamp.stamped.time)
            what = f"time stamp {stamp.size}.{stamp.label} by {stamp.stamped.authority}"
            yield Outside(stamp.size, what, words, at)
        elif stamp.token is not None or stamp.wrong:
            what = f"time stamp {stamp.size}.{stamp.label}"
            yield Outside(stamp.size, what, "none: it does not check on this computer", "")


def _proofs(vault: Vault) -> Iterator[Outside]:
    for size, said in stamps_kept.proofs_of(vault):
        yield Outside(size, "OpenTimestamps", "; ".join(said), "")


def _witnessed(vault: Vault) -> Iterator[Outside]:
    known = witness.ever_known(vault.records())
    for size in vault.head_sizes() if known else ():
        with suppress(heads.BadNote):
            for name, moment in cosigned(vault.head_note(size), known):
                at, words = _moment(moment)
                yield Outside(size, f"witness {name}, by the witness's own clock", words, at)


def _root_of(vault: Vault, size: int) -> bytes | None:
    try:
        head = heads.verify(vault.head_note(size), vault.public_key)
    except heads.BadNote:
        return None
    return head.root if head.size == size else None


def _moment(moment: datetime) -> tuple[str, str]:
    """To be sorted by, and in words."""
    at = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return at, f"{day_words(at)}, {at[11:19]} UTC"

"""Where a bundle goes, and what is said when it is made: shared by all ways of making one."""

import datetime as dt
import hashlib
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from everyword.bundle import plan
from everyword.bundle.build import build, files_of, manifest_json, write_manifest
from everyword.bundle.pages.copies import Ask, Tools
from everyword.bundle.volume import known_places
from everyword.cli.settings import Bar, remark
from everyword.errors import EverywordError, WrongUsage
from everyword.index.store import Index
from everyword.rules.apart import check_apart
from everyword.rules.records import Profile
from everyword.rules.report import headline, lines

MADE = "bundle "
"""Under this and its SHA-256 the index of a case remembers each bundle that was made of it."""


def check_out(out: Path, folder: Path | None) -> None:
    """A PDF in a folder that is there, and never among the papers it is made of."""
    if out.suffix.lower() != ".pdf":
        problem, remedy = f"{out} does not end in .pdf.", "Name the file:  -o bundle.pdf"
    elif not out.absolute().parent.is_dir():
        problem, remedy = f"There is no folder {out.parent}.", "Make it first, or name another."
    elif folder is not None and out.resolve().is_relative_to(folder.resolve()):
        problem, remedy = f"{out} is among the papers.", "Name a place outside of that folder."
    elif out.is_dir() or out.with_suffix(".json").is_dir():
        problem = f"{out} or {out.with_suffix('.json').name} is a folder."
        remedy = "Name another file:  -o bundle-2.pdf"
    else:
        return
    raise WrongUsage(problem=problem, remedy=remedy)


def check_free(out: Path, index: Index | None) -> None:
    """Only a bundle that was made of the same case, and is as it was made, is written over."""
    manifest = out.with_suffix(".json")
    there = [each for each in (out, manifest) if each.exists() or each.is_symlink()]
    if not there or (index is not None and _is_of(index, out)):
        return
    what = "is there already, and is not known as a bundle of this case as it was made"
    raise _taken(there[0], out, what if index is not None else "is there already")


def check_volumes(out: Path, is_free: bool) -> Callable[[Path], None]:
    """Volumes have names of their own, known only when they are made: none may be there yet."""

    def look(path: Path) -> None:
        if path != out and not is_free and (path.exists() or path.is_symlink()):
            raise _taken(path, out, "is there already")

    return look


def _taken(path: Path, out: Path, what: str) -> WrongUsage:
    return WrongUsage(
        problem=f"{path} {what}.",
        remedy=f"Name another file:  -o {_another(out)}    or write over it:  --overwrite",
    )


def _is_of(index: Index, out: Path) -> bool:
    """This very file was printed from this case, with the manifest that lies beside it."""
    known = made_before(out)
    if known is None or (out not in files_of(known, out) and (out.exists() or out.is_symlink())):
        return False
    return index.recall(MADE + known.sha256) is not None


def made_before(out: Path) -> plan.Manifest | None:
    """The manifest of the bundle of that name, if it is there and is as it was made."""
    manifest = out.with_suffix(".json")
    if manifest.is_symlink() or not manifest.is_file():
        return None
    try:
        known = msgspec.json.decode(manifest.read_bytes(), type=plan.Manifest)
        hashes = tuple(_sha256(path) for path in files_of(known, out) if not path.is_symlink())
    except (OSError, msgspec.MsgspecError):
        return None
    whole = tuple(volume.sha256 for volume in known.volumes) or (known.sha256,)
    return known if hashes == whole else None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _another(out: Path) -> str:
    """A name beside it that is free."""
    for number in range(2, 1000):
        other = out.with_name(f"{out.stem}-{number}.pdf")
        if not other.exists() and not other.with_suffix(".json").exists():
            return shlex.quote(str(other))
    return "NEW.pdf"


def print_bundle(
    planned: plan.Plan,
    out: Path,
    court: Profile,
    day: dt.date,
    orders: Mapping[str, str],
    ask: Ask,
    tools: Tools,
    look: Callable[[Path], None],
    before: Path,
    as_json: bool,
) -> tuple[int, str]:
    """Makes and checks the bundle. The exit code, and the SHA-256 of what was printed.

    `before` is a bundle that may be there already: what is the same in it is not looked for again.
    """
    old = made_before(before)
    with Bar() as bar:
        places = known_places(old) if old else {}
        manifest = build(planned, out, bar.at, look, places, ask, tools)
    write_manifest(manifest, out)
    files = files_of(manifest, out)
    if as_json:
        click.echo(manifest_json(manifest))
    else:
        _list(files, manifest)
    for note in planned.notes:
        remark(f"Note: {note}")
    findings = (*planned.remarks, *manifest.findings)
    for finding in findings:
        remark(f"- {finding}")
    failing = bool(findings)
    for path in files:
        failing = _checked(path, court, day, orders, len(files) > 1) or failing
    if findings:
        word = "finding" if len(findings) == 1 else "findings"
        remark(f"While it was made: {len(findings)} {word} (above).")
    return 1 if failing else 0, manifest.sha256


def _list(files: Sequence[Path], manifest: plan.Manifest) -> None:
    total = len(manifest.pages)
    for path, volume in zip(files, manifest.volumes, strict=True):
        count = f"pages {volume.first} to {volume.last}" if len(files) > 1 else f"{total} pages"
        click.echo(f"{path}  {count}  SHA-256 {volume.sha256}")


def _checked(
    path: Path, court: Profile, day: dt.date, orders: Mapping[str, str], is_volume: bool
) -> bool:
    """Says what the court's rules find in the finished file; whether that is a failure."""
    try:
        report, _ = check_apart(path, court, day, orders)
    except EverywordError as fault:
        remark(f"- {path.name} was made, but could not be checked: {fault.lines()[0]}")
        return True
    for line in lines(report):
        remark(f"- {line}")
    remark((f"{path.name}: " if is_volume else "") + headline(report))
    return report.is_failing

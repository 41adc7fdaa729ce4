"""everyword bundle: the PDF for the court, from the case or from a folder of papers."""

import hashlib
import shlex
from pathlib import Path

import click
import msgspec

from everyword.bundle import plan
from everyword.bundle.build import build, write_manifest
from everyword.bundle.folder import plan_of_folder
from everyword.bundle.of_case import Spec, plan_of_case, read_spec
from everyword.case.dates import day_words
from everyword.cli.settings import Bar, Settings, now, pass_settings, remark
from everyword.errors import WrongUsage
from everyword.index.store import Index

PROFILES = ("plain",)
MADE = "bundle "
"""Under this and its SHA-256 the index of a case remembers each bundle that was made of it."""


@click.command()
@click.argument("spec", required=False, type=click.Path(path_type=Path))
@click.option("--folder", type=click.Path(path_type=Path), help="No case: a folder of papers.")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="The PDF.")
@click.option("--court", default="plain", show_default=True, help="The court's profile.")
@click.option("--title", help="The title on the cover.")
@click.option(
    "--overwrite",
    is_flag=True,
    help="Write over OUT.pdf and OUT.json, whatever they are; usual only for a bundle made before"
    " of the same case.",
)
@click.option("--json", "as_json", is_flag=True, help="The manifest to standard output.")
@click.option("--dry-run", is_flag=True, help="Only list what it would contain.")
@pass_settings
def bundle(
    settings: Settings,
    spec: Path | None,
    folder: Path | None,
    out: Path,
    court: str,
    title: str | None,
    overwrite: bool,
    as_json: bool,
    dry_run: bool,
) -> int:
    """Print the bundle: cover, linked index, chronology, exhibits; every page numbered.

    SPEC is a small file that says what goes in and in which order; without one everything does.
    The manifest (which page holds what) is written beside the PDF, as OUT.json.
    """
    if court not in PROFILES:
        raise WrongUsage(
            problem=f"There is no court profile {court}.",
            remedy=f"These are there: {', '.join(PROFILES)}.",
        )
    _check_out(out, folder)
    made = day_words(now().date().isoformat())
    if folder is not None:
        if not folder.is_dir():
            raise WrongUsage(problem=f"{folder} is not a folder.", remedy="Check the name.")
        if not overwrite:
            _check_free(out, None)
        planned = plan_of_folder(folder, title or folder.name, made)
        return _print(planned, out, as_json, dry_run)[0]
    wanted = read_spec(spec) if spec else Spec()
    if title:
        wanted = msgspec.structs.replace(wanted, title=title)
    with settings.open(write=not dry_run) as case:
        if not overwrite:
            _check_free(out, case.index)
        code, sha256 = _print(plan_of_case(case, wanted, made), out, as_json, dry_run)
        if sha256 is not None:
            case.index.remember(MADE + sha256, out.name)
            case.save_work()
    return code


def _check_out(out: Path, folder: Path | None) -> None:
    """A PDF in a folder that is there, and never among the papers it is made of."""
    if out.suffix.lower() != ".pdf":
        problem, remedy = f"{out} does not end in .pdf.", "Name the file:  -o bundle.pdf"
    elif not out.absolute().parent.is_dir():
        problem, remedy = f"There is no folder {out.parent}.", "Make it first, or name another."
    elif folder is not None and out.absolute().is_relative_to(folder.absolute()):
        problem, remedy = f"{out} is among the papers.", "Name a place outside of that folder."
    elif out.is_dir() or out.with_suffix(".json").is_dir():
        problem = f"{out} or {out.with_suffix('.json').name} is a folder."
        remedy = "Name another file:  -o bundle-2.pdf"
    else:
        return
    raise WrongUsage(problem=problem, remedy=remedy)


def _check_free(out: Path, index: Index | None) -> None:
    """Only a bundle that was made of the same case, and is as it was made, is written over."""
    manifest = out.with_suffix(".json")
    there = [each for each in (out, manifest) if each.exists() or each.is_symlink()]
    if not there or (index is not None and _is_of(index, out, manifest)):
        return
    what = "is there already, and is not known as a bundle of this case as it was made"
    raise WrongUsage(
        problem=f"{there[0]} {what if index is not None else 'is there already'}.",
        remedy=f"Name another file:  -o {_another(out)}    or write over it:  --overwrite",
    )


def _is_of(index: Index, out: Path, manifest: Path) -> bool:
    """This very file was printed from this case, with the manifest that lies beside it."""
    if not out.is_file() or out.is_symlink() or manifest.is_symlink():
        return False
    try:
        with out.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        known = msgspec.json.decode(manifest.read_bytes(), type=plan.Manifest)
    except (OSError, msgspec.DecodeError):
        return False
    return known.sha256 == sha256 and index.recall(MADE + sha256) is not None


def _another(out: Path) -> str:
    """A name beside it that is free."""
    for number in range(2, 1000):
        other = out.with_name(f"{out.stem}-{number}.pdf")
        if not other.exists() and not other.with_suffix(".json").exists():
            return shlex.quote(str(other))
    return "NEW.pdf"


def _print(planned: plan.Plan, out: Path, as_json: bool, dry_run: bool) -> tuple[int, str | None]:
    """The exit code, and the SHA-256 of what was printed."""
    if dry_run:
        for section in planned.sections:
            click.echo(f"{section.letter}  {section.title}")
            for document in section.documents:
                click.echo(f"   {document.mark or '':<6}  {document.title}")
        return 0, None
    with Bar() as bar:
        manifest = build(planned, out, bar.at)
    write_manifest(manifest, out)
    if as_json:
        click.echo(msgspec.json.encode(manifest))
    else:
        click.echo(f"{out}  {len(manifest.pages)} pages  SHA-256 {manifest.sha256}")
    findings = (*planned.remarks, *manifest.findings)
    for finding in findings:
        remark(f"- {finding}")
    checked = f"Checked against the profile plain: {len(findings)} findings"
    remark(checked + (" (above)." if findings else "."))
    return 1 if findings else 0, manifest.sha256

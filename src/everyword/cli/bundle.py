"""everyword bundle: the PDF for the court, from the case or from a folder of papers."""

import hashlib
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

PROFILES = ("plain",)


@click.command()
@click.argument("spec", required=False, type=click.Path(path_type=Path))
@click.option("--folder", type=click.Path(path_type=Path), help="No case: a folder of papers.")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="The PDF.")
@click.option("--court", default="plain", show_default=True, help="The court's profile.")
@click.option("--title", help="The title on the cover.")
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
    if out.is_dir():
        raise WrongUsage(
            problem=f"{out} is a folder.", remedy=f"Name the file:  -o {out / 'bundle.pdf'}"
        )
    made = day_words(now().date().isoformat())
    if folder is not None:
        if not folder.is_dir():
            raise WrongUsage(problem=f"{folder} is not a folder.", remedy="Check the name.")
        return _print(plan_of_folder(folder, title or folder.name, made), out, as_json, dry_run)
    wanted = read_spec(spec) if spec else Spec()
    if title:
        wanted = msgspec.structs.replace(wanted, title=title)
    with settings.open(write=not dry_run) as case:
        code = _print(plan_of_case(case, wanted, made), out, as_json, dry_run)
        if not dry_run:
            case.save_work()
    return code


def _check_out(out: Path, folder: Path | None) -> None:
    """Only a bundle of ours is written over, and never into the papers it is made of."""
    manifest = out.with_suffix(".json")
    if out.suffix.lower() != ".pdf":
        problem, remedy = f"{out} does not end in .pdf.", "Name the file:  -o bundle.pdf"
    elif not out.absolute().parent.is_dir():
        problem, remedy = f"There is no folder {out.parent}.", "Make it first, or name another."
    elif folder is not None and out.absolute().is_relative_to(folder.absolute()):
        problem, remedy = f"{out} is among the papers.", "Name a place outside of that folder."
    elif (out.exists() or manifest.exists()) and not _is_ours(out, manifest):
        problem = f"{out} or {manifest.name} is there and is not a bundle made here."
        remedy = "Name another file:  -o bundle-2.pdf"
    else:
        return
    raise WrongUsage(problem=problem, remedy=remedy)


def _is_ours(out: Path, manifest: Path) -> bool:
    try:
        known = msgspec.json.decode(manifest.read_bytes(), type=plan.Manifest)
        return hashlib.sha256(out.read_bytes()).hexdigest() == known.sha256
    except (OSError, msgspec.DecodeError):
        return False


def _print(planned: plan.Plan, out: Path, as_json: bool, dry_run: bool) -> int:
    if dry_run:
        for section in planned.sections:
            click.echo(f"{section.letter}  {section.title}")
            for document in section.documents:
                click.echo(f"   {document.mark or '':<6}  {document.title}")
        return 0
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
    return 1 if findings else 0

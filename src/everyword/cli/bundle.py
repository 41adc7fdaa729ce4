"""everyword bundle: the PDF for the court, from the case or from a folder of papers."""

import datetime as dt
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct

from everyword.bundle import plan
from everyword.bundle.altered import changed
from everyword.bundle.described import plan_of_spec
from everyword.bundle.folder import is_case, papers_of, spec_of_folder
from everyword.bundle.kinds import PROFILES, admitted, lacking
from everyword.bundle.of_case import plan_of_case, toml_of_case
from everyword.bundle.redaction import removed
from everyword.bundle.spec import Spec, read_spec, spec_of_manifest, to_toml
from everyword.bundle.supplement import read_manifest, supplement
from everyword.bundle.unnamed import lodged_without, mentions
from everyword.case import obtained
from everyword.case.dates import day_words
from everyword.cli.answers import parse_answers
from everyword.cli.bundle_missing import NAME, basis_of, list_only, missing_of, refused, typed
from everyword.cli.bundle_out import (
    MADE,
    check_free,
    check_out,
    check_volumes,
    print_bundle,
)
from everyword.cli.bundle_papers import Reader, asked_for
from everyword.cli.bundle_tools import named_in, of_case, with_secrets, with_tools
from everyword.cli.settings import Settings, now, pass_settings, remark
from everyword.errors import NeedsAnswer, WrongUsage
from everyword.intake.reading import ReadingRoom
from everyword.rules.records import Profile, profile

PATH = click.Path(path_type=Path)


class Wants(Struct, frozen=True):
    """The words of the command."""

    spec: Path | None
    spec_file: Path | None
    folder: Path | None
    spec_from: Path | None
    change: Path | None
    supplement_to: Path | None
    out: Path | None
    court: str | None
    title: str | None
    made: str | None
    retitle: tuple[str, ...]
    leave_out: tuple[str, ...]
    move: tuple[tuple[str, str], ...]
    add: tuple[Path, ...]
    basis: tuple[str, ...]
    ocr: str | None
    confidential: Path | None
    orders: tuple[str, ...]
    zone: str | None
    answers: tuple[str, ...]
    pdf_password_file: Path | None
    overwrite: bool
    as_json: bool
    dry_run: bool


@click.command()
@click.argument("spec", required=False, type=PATH)
@click.option("--folder", type=PATH, help="No case: a folder of papers.")
@click.option("--spec", "spec_file", type=PATH, help="The description, as SPEC.")
@click.option(
    "--spec-from", type=PATH, help="Only print the description of a folder, a case or a bundle."
)
@click.option("--change", type=PATH, help="A bundle made before, to be made again with changes.")
@click.option("--retitle", multiple=True, metavar="OLD=NEW", help="Another title for a document.")
@click.option("--leave-out", multiple=True, metavar="TITLE", help="Leave a document out.")
@click.option(
    "--move", nargs=2, multiple=True, metavar="TITLE BEFORE", help="Put a document before another."
)
@click.option("--add", multiple=True, type=PATH, help="A file that is new in the folder.")
@click.option(
    "--basis",
    multiple=True,
    metavar="TITLE=WORDS",
    help="What lets a paper in that the court keeps out: an order, a direction.",
)
@click.option(
    "--ocr",
    metavar="LANGS",
    help="Languages in which scanned pages are read, like eng+rus; none: they are not read.",
)
@click.option(
    "--confidential",
    type=PATH,
    help="A list, one a line, of addresses and numbers that must be nowhere in the bundle; a case"
    " keeps it for the next one.",
)
@click.option(
    "--supplement", "supplement_to", type=PATH, help="Only what is new since OLD.json was lodged."
)
@click.option("-o", "--out", type=PATH, help="The PDF.")
@click.option("--court", help="The court's profile (everyword check --courts). Usual: plain.")
@click.option("--title", help="The title on the cover.")
@click.option("--made", metavar="DAY", help="The day on the cover, like 2026-11-21. Usual: today.")
@click.option(
    "--order",
    "orders",
    multiple=True,
    metavar="RULE=WORDS",
    help='A rule a court set aside:  --order page-cap="order of 3 May 2026, para 4"',
)
@click.option("--zone", help="With --folder: the time zone of the phone, where no file says it.")
@click.option("--answer", "answers", multiple=True, metavar="K=V", help="What a file does not say.")
@click.option("--pdf-password-file", type=PATH, help="Opens locked PDFs; without it, it is asked.")
@click.option(
    "--overwrite",
    is_flag=True,
    help="Write over OUT.pdf and OUT.json, whatever they are; usual only for a bundle made before"
    " of the same case.",
)
@click.option("--json", "as_json", is_flag=True, help="The manifest to standard output.")
@click.option("--dry-run", is_flag=True, help="Only list what it would contain.")
@pass_settings
def bundle(settings: Settings, /, **words: Any) -> int:
    """Print the bundle: cover, linked index, chronology, exhibits; every page numbered.

    SPEC is a small file that says what goes in and in which order; without one everything does.
    --spec-from prints one to begin with. The manifest (which page holds what, and from which file
    it came) is written beside the PDF, as OUT.json. A bundle that is longer than the court takes
    is split into volumes: OUT-1.pdf, OUT-2.pdf.
    """
    wants = Wants(**words)
    if wants.spec_from is not None:
        click.echo(_described(settings, wants.spec_from, wants), nl=False)
        return 0
    old = read_manifest(wants.change) if wants.change is not None else None
    spec, folder = _wanted(wants, old)
    out = _out(wants, folder)
    if folder is None:
        return _of_case(settings, wants, spec, out)
    if not folder.is_dir():
        raise WrongUsage(
            problem=f"{folder} is not a folder.", remedy="Say where the papers are:  --folder DIR"
        )
    if not wants.overwrite and not wants.dry_run:
        check_free(out, None)
    spec = with_secrets(spec, wants.confidential)
    with ReadingRoom() as room:
        papers = papers_of(folder)
        reader = Reader(room, dict(spec.answers), spec.court in PROFILES, papers)
        if not spec.sections:
            spec = spec_of_folder(folder, papers, spec.title, spec)
        planned = plan_of_spec(spec, papers, _made(spec), reader)
    findings = (*planned.findings, *reader.findings)
    planned = msgspec.structs.replace(planned, findings=findings)
    how = _how_described(wants, None)
    return _print(planned, spec, wants, out, how, None, reader.questions)[0]


def _of_case(settings: Settings, wants: Wants, spec: Spec, out: Path) -> int:
    with settings.open(write=not wants.dry_run) as case:
        if not wants.overwrite and not wants.dry_run:
            check_free(out, case.index)
        spec = of_case(case, spec, wants.confidential, not wants.dry_run)
        planned = plan_of_case(case, spec, _made(spec))
        items = [item for each in case.work.exhibits().values() for item in each.items]
        for words in obtained.said_before(case, case.index.objects_of(items)):
            remark(words)
        how = _how_described(wants, settings.folder())
        named = settings.folder() if settings.is_named else None
        code, sha256 = _print(planned, spec, wants, out, how, named, ())
        if sha256 is not None:
            case.index.remember(MADE + sha256, out.name)
            case.save_work()
    return code


def _wanted(wants: Wants, old: plan.Manifest | None) -> tuple[Spec, Path | None]:
    """The description, with what the command says beside it; the folder, where there is no case."""
    path = wants.spec_file or wants.spec
    if wants.spec_file is not None and wants.spec is not None:
        raise WrongUsage(problem="Two descriptions were named.", remedy="Name one of them.")
    if old is not None and path is not None:
        raise WrongUsage(
            problem="--change takes the description out of the bundle itself.",
            remedy="Leave one of the two out.",
        )
    spec, beside = Spec(), None
    if old is not None and wants.change is not None:
        spec, beside = spec_of_manifest(old), wants.change.absolute().parent
    elif path is not None:
        spec, beside = read_spec(path), path.absolute().parent
    elif wants.folder is not None:
        spec = Spec(wants.folder.absolute().name)
    folder = wants.folder
    if folder is None and spec.folder and beside is not None:
        folder = beside / spec.folder
    return _said(_changed(spec, wants, folder), wants), folder


def _changed(spec: Spec, wants: Wants, folder: Path | None) -> Spec:
    """With other titles, another order, more or less, and what is recorded of papers."""
    added = named_in(papers_of(folder), folder, wants.add) if wants.add and folder else []
    if wants.add and (folder is None or not spec.sections):
        raise WrongUsage(
            problem="--add goes with a bundle of a folder that was made before.",
            remedy="Name it:  everyword bundle --change OUT.pdf --add FILE -o NEW.pdf",
        )
    changes = (wants.retitle, wants.leave_out, wants.move)
    if folder is not None and not spec.sections and any((*changes, wants.basis)):
        spec = spec_of_folder(folder, papers_of(folder), spec.title, spec)
    return changed(spec, *changes, added, map(basis_of, wants.basis))


def _said(spec: Spec, wants: Wants) -> Spec:
    """With what the command says of the bundle as a whole."""
    said = {
        "ocr": wants.ocr,
        "title": wants.title,
        "made": _day(wants.made).isoformat() if wants.made else None,
        "court": wants.court,
    }
    answers = {**spec.answers, **parse_answers(wants.answers, wants.zone)}
    kept = {name: value for name, value in said.items() if value}
    return msgspec.structs.replace(spec, **kept, answers=answers)


def _described(settings: Settings, path: Path, wants: Wants) -> str:
    """The description of a folder or of a case, or the one a finished bundle was made from."""
    if not path.is_dir():
        return to_toml(spec_of_manifest(read_manifest(path)))
    spec = _said(Spec(path.absolute().name), wants)
    if is_case(path):
        spec = changed(spec, (), (), (), (), map(basis_of, wants.basis))
        with msgspec.structs.replace(settings, case=path, is_named=True).open() as case:
            return toml_of_case(case, spec)
    spec = msgspec.structs.replace(spec, folder=str(path))
    spec = spec_of_folder(path, papers_of(path), spec.title, spec)
    return to_toml(_changed(spec, wants, path))


def _how_described(wants: Wants, case: Path | None) -> str:
    """How one comes to the description, to type as it stands, where none was named."""
    path = wants.spec_file or wants.spec
    if path is not None:
        return f"Write it beside each in {path}:"
    source, target = wants.change or wants.folder or Path(), "bundle.toml"
    if case is not None:
        is_here = case.resolve() == Path.cwd().resolve()
        source, target = (Path(), "../bundle.toml") if is_here else (case, target)
    court = f" --court {wants.court}" if wants.court and wants.change is None else ""
    return (
        f"Write the description:  everyword bundle --spec-from {shlex.quote(str(source))}{court}"
        f" > {target}    In {target} write beside each:"
    )


def _out(wants: Wants, folder: Path | None) -> Path:
    if wants.out is None and wants.dry_run:
        return NAME
    if wants.out is None:
        raise WrongUsage(
            problem="The bundle has no name.", remedy="Say where it goes:  -o bundle.pdf"
        )
    check_out(wants.out, folder)
    return wants.out


def _print(
    planned: plan.Plan,
    spec: Spec,
    wants: Wants,
    out: Path,
    how: str,
    case: Path | None,
    questions: Sequence[NeedsAnswer],
) -> tuple[int, str | None]:
    """Makes the pages as the court wants them. The exit code, and the SHA-256 of what was made.

    `case` is one named in the command, `questions` what files leave open.
    """
    planned = removed(planned)
    court = profile(spec.court or "plain")
    orders = {**spec.orders, **_orders(wants.orders, court)}
    planned = _laid_out(planned, court, orders)
    if wants.supplement_to is not None:
        lodged = lodged_without(read_manifest(wants.supplement_to), planned.people)
        planned = supplement(planned, lodged, spec.late)
        court = profile(planned.profile)
    for words in mentions(planned, out.name):
        remark(words)
    day = dt.date.fromisoformat(spec.made) if spec.made else now().date()
    bare = [] if spec.leave_out_excluded else lacking(planned, day)
    missing = missing_of(bare, spec, questions, typed(case, msgspec.structs.asdict(wants)))
    if wants.dry_run:
        shown = admitted(planned, day, True)
        shown = msgspec.structs.replace(planned, notes=shown.notes) if bare else shown
        return list_only(shown, missing, wants.as_json), None
    if questions:
        raise refused(missing, questions)
    planned = admitted(planned, day, spec.leave_out_excluded, how)
    planned, tools = with_tools(planned, spec, out)
    look, ask = check_volumes(out, wants.overwrite), asked_for(wants.pdf_password_file)
    before = wants.change.with_suffix(".pdf") if wants.change else out
    return print_bundle(planned, out, court, day, orders, ask, tools, look, before, wants.as_json)


def _laid_out(planned: plan.Plan, court: Profile, orders: dict[str, str]) -> plan.Plan:
    """With the court's layout; a cap that an order sets aside is none."""
    layout = court.layout
    if "page-cap" in orders:
        layout = msgspec.structs.replace(layout, most_pages=None)
    if "file-size" in orders:
        layout = msgspec.structs.replace(layout, most_bytes=None)
    return msgspec.structs.replace(planned, layout=layout, profile=court.id)


def _made(spec: Spec) -> str:
    return day_words(spec.made or now().date().isoformat())


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(
            problem=f"This is not a day: {text}", remedy="Write it like 2026-11-21."
        ) from None


def _orders(given: tuple[str, ...], court: Profile) -> dict[str, str]:
    orders = {}
    for each in given:
        rule, equals, words = each.partition("=")
        if not equals or not words.strip() or rule not in {known.id for known in court.rules}:
            raise WrongUsage(
                problem=f"This is no rule of {court.id} with the order that sets it aside: {each}",
                remedy='Write it like  --order page-cap="order of 3 May 2026, para 4"',
            )
        orders[rule] = words.strip()
    return orders

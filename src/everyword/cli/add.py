"""everyword add: seal, then read; print the account of each source."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import click
import msgspec

from everyword import ocr
from everyword.case import joining
from everyword.case.decided import Said
from everyword.case.store import HOW
from everyword.cli import compared
from everyword.cli.accounted import NOT_READ, WORST, account_words
from everyword.cli.answers import merged, parse_given
from everyword.cli.locked import keep_locked
from everyword.cli.settings import Bar, Settings, pass_settings, printable, remark
from everyword.cli.thread import asked
from everyword.cli.zone import unzoned
from everyword.errors import SourceUnreadable, WrongUsage
from everyword.index.store import SourceRow
from everyword.index.withheld import LOCKED
from everyword.intake.receive import Received, files_below
from everyword.intake.seeing import NEVER, remarks


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--how",
    type=click.Choice([key for key in HOW if key != "not said"]),
    default=None,
    help="How it came to you; not given means: not said.",
)
@click.option("--custodian", help="Whose phone, account or drawer it came from.")
@click.option("--zone", help="The time zone the phone was set to, where the file does not say.")
@click.option("--phone", help="Which phone it came from, in your words: see  everyword zone.")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="[FILE:]K=V",
    help="What the files do not say, or what FILE does not.",
)
@click.option(
    "--ocr",
    "spoken",
    metavar="LANGUAGES",
    help="What is read in pictures by tesseract, for example eng+rus; none: nothing. Remembered.",
)
@click.option(
    "--ocr-photos/--no-ocr-photos",
    "photos",
    default=None,
    help="Read photos that name a camera, too: photographed papers. Remembered.",
)
@click.option(
    "--locked",
    is_flag=True,
    help="Only keep, with no passphrase; it is read and confirmed when the case is next opened.",
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per source.")
@click.option("--dry-run", is_flag=True, help="Only list the files that would be taken in.")
@pass_settings
def add(
    settings: Settings,
    paths: tuple[Path, ...],
    how: str | None,
    custodian: str | None,
    zone: str | None,
    phone: str | None,
    answers: tuple[str, ...],
    spoken: str | None,
    photos: bool | None,
    locked: bool,
    as_json: bool,
    dry_run: bool,
) -> int:
    """Keep files or folders: seal each one, read it, and say what became of it."""
    given = parse_given(answers, zone)
    own = given.of(files_below(list(paths))) if given.for_one else {}
    said = Said(how or "not said", custodian, given.for_all, phone)
    changed: list[str] = []
    if dry_run:
        return _list_only(paths)
    if spoken is not None:
        spoken = _checked_languages(spoken)
    if locked:
        if said != Said() or own or spoken is not None or photos is not None:
            raise WrongUsage(
                problem="While the case is locked, nothing but the files themselves can be kept.",
                remedy="Say where they came from when you open it:  everyword confirm --how HOW",
            )
        return keep_locked(settings.folder(), list(paths), as_json)
    codes, fresh, kept, readers = {0}, list[SourceRow](), list[str](), set[str]()
    with settings.open(write=True) as case, Bar() as bar:
        before = case.index.difference_counts()
        if spoken not in (None, case.work.setting("ocr")):
            case.set("ocr", str(spoken))
        if photos is not None and ANSWER[photos] != case.work.setting("ocr_photos"):
            case.set("ocr_photos", ANSWER[photos])

        def after_kept(row: SourceRow, is_fresh: bool) -> None:
            kept.append(row.name)
            if is_fresh:
                fresh.append(row)
            if not as_json:
                word = "kept        " if is_fresh else "already kept"
                click.echo(printable(f"{word}  {row.sha256[:16]}  {row.name}"))

        for received in case.add(list(paths), said, after_kept, bar, changed.append, own):
            told = merged(given, own, Path(received.path))
            codes.add(_report(received, as_json, told, named=len(kept) > 1))
            readers.add((received.account and received.account.reader) or "")
        joining.look(case)
        changed += [*compared.summary(case, before), *unzoned(case, fresh), *asked(case)]
        if any(each.startswith(compared.COUNTED) for each in readers):
            changed += compared.doubled_summary(case, {row.object for row in fresh})
        looked = case.read_pictures(bar)
        new = {row.object for row in fresh}  # of others it was said before
        looked.cameras = [source for source in looked.cameras if source in new]
        changed += remarks(looked)
    for line in changed:
        remark(line)
    return max(codes, key=WORST.index)


def _checked_languages(spoken: str) -> str:
    """As they are remembered. Raises WrongUsage where tesseract is here without one of them."""
    if spoken == NEVER:
        return spoken
    program = ocr.installed()
    try:
        if program is not None:
            return ocr.languages(program, spoken)
        if re.fullmatch(r"[A-Za-z_]+([+, ][A-Za-z_]+)*", spoken):
            return "+".join(re.split(r"[+, ]", spoken))
        problem = "languages are named as tesseract does, with + between"
    except ocr.NotRead as fault:
        problem = str(fault)
    raise WrongUsage(
        problem=f"--ocr {spoken}: {problem}.",
        remedy="For example:  --ocr eng+rus    (Debian: apt-get install tesseract-ocr-rus)",
    )


ANSWER = {True: "yes", False: "no"}


def _list_only(paths: tuple[Path, ...]) -> int:
    code = 0
    for found in files_below(list(paths)):
        if isinstance(found, SourceUnreadable):
            remark(str(found))
            code = 4
        else:
            click.echo(printable(f"would keep  {found[1]}"))
    return code


def _report(
    received: Received, as_json: bool, answers: Mapping[str, str], named: bool = False
) -> int:
    """Print what became of one file; the exit code it asks for. `answers`: those given now;
    `named`: several were kept, so the account says whose it is."""
    if as_json:
        click.echo(json.dumps(_as_json(received), ensure_ascii=False))
    if received.error is not None:
        remark(str(received.error))
        return received.error.code
    if received.question is not None:
        question = received.question.for_command("add", received.path)
        what, _, do = question.lines()
        was_read = not received.fresh and received.row and received.row.state == "read"
        until = "what was read of it before is out of the case until this is answered"
        remark(f"{what}\nThe file is kept; {until if was_read else 'it is not read yet'}.\n{do}")
        return 3
    account = received.account
    if received.row is not None and received.row.state == LOCKED:
        remark(f"{received.row.name}: {NOT_READ}")
    if account is None:
        return 0
    said = _said_of_reading(received, answers)
    if not as_json and (received.fresh or account.problems or said):
        whose = f"{received.row.name}: " if named and received.row is not None else ""
        click.echo(printable(f"              {whose}{said}{account_words(account)}"))
    return 1 if account.problems or account.unread else 0


def _is_read_again(received: Received) -> bool:
    """It was kept before, and this account is a new one."""
    row = received.row
    if received.fresh or row is None or row.state == "waiting" or received.account is None:
        return False
    return received.account is not row.account


def _said_of_reading(received: Received, answers: Mapping[str, str]) -> str:
    """What goes before the account of a file that was kept before and is named again."""
    given = "".join(f" {key}={value}" for key, value in answers.items())
    words = f" with{given}: " if given else ": "
    if _is_read_again(received):
        was_asked = received.row is not None and received.row.state == "asked"
        return f"{'read now' if was_asked else 'read again'}{words}"
    is_known = not received.fresh and received.row is not None and received.row.state == "read"
    return f"read before{words}" if given and is_known else ""


def _as_json(received: Received) -> dict[str, object]:
    return {
        "path": received.path,
        "object": received.row.object if received.row else None,
        "sha256": received.row.sha256 if received.row else None,
        "fresh": received.fresh,
        "read_again": _is_read_again(received),
        "account": msgspec.to_builtins(received.account),
        "locked": received.row is not None and received.row.state == LOCKED,
        "question": received.question.lines()[0] if received.question else None,
        "error": list(received.error.lines()) if received.error else None,
    }

"""everyword redact: take words and places out of a copy of a PDF, and check that they are gone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from everyword.cli.bundle_tools import NONE, spoken_here
from everyword.cli.settings import remark
from everyword.errors import NOTHING_CHANGED, Refused, SourceUnreadable, WrongUsage
from everyword.ocr import installed
from everyword.redact.apart import Seen, look_apart, redacted_apart
from everyword.redact.marks import Log, Spec, Word, box_of, read_spec, read_words
from everyword.redact.pictured import Eyes
from everyword.redact.redacting import write

MOST_SHOWN = 200
NAME_IT = "Name it:  --words FILE    --box 1,72,100,120,14=address    --profile ID"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The redacted copy.")
@click.option(
    "--words",
    "lists",
    multiple=True,
    type=click.Path(path_type=Path),
    help='A text file, one word a line: "child: Rowan Fox", "account: 12345678", or only the word.'
    " Kinds: child, name, address, account, identity, birth (2015-03-04), phone.",
)
@click.option(
    "--box",
    "boxes",
    multiple=True,
    metavar="PAGE,X,Y,W,H[=BASIS]",
    help="A place as shown, in points from the upper left corner.",
)
@click.option("--profile", metavar="ID", help="plain, ew-family, us-federal, us-fl")
@click.option(
    "--spec", type=click.Path(path_type=Path), help="redact.toml: profile, [[box]], [[word]]."
)
@click.option(
    "--beside",
    "others",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Another file that will be sent with the copy: it is searched too.",
)
@click.option(
    "--ocr",
    metavar="LANGS",
    default="",
    help="Languages in which pictures are read, like eng+rus; none: they are not read.",
)
@click.option("--keep-words", is_flag=True, help="Write what was under the boxes into the record.")
@click.option("--overwrite", is_flag=True, help="Write over OUT.pdf and its record.")
@click.option("--json", "as_json", is_flag=True, help="The record to standard output.")
@click.option("--dry-run", is_flag=True, help="Only show what would be taken out.")
def redact(
    file: Path,
    out: Path | None,
    lists: tuple[Path, ...],
    boxes: tuple[str, ...],
    profile: str | None,
    spec: Path | None,
    others: tuple[Path, ...],
    ocr: str,
    keep_words: bool,
    overwrite: bool,
    as_json: bool,
    dry_run: bool,
) -> int:
    """Take names, numbers and places out of a copy of FILE; the file itself stays as it is.

    What lies under the boxes is removed, not covered. The copy gets its name only after it was
    searched and compared, and nothing was found. The private record (OUT.log.json) says what was
    taken out and why: keep it, and do not send it. Words in pictures are found where tesseract is
    installed, as far as it reads them. Exit code 1: something is left for a person to look at,
    such as a word that was not found; remarks alone are 0.
    """
    given = read_spec(spec) if spec else Spec()
    places = (*given.box, *(box_of(each) for each in boxes))
    words = (*given.word, *(word for path in lists for word in read_words(path)))
    rules = profile or given.profile
    _check_names(file, out, overwrite, dry_run)
    if not places and not words and rules == "plain":
        raise WrongUsage(problem="Nothing is named that is to go.", remedy=NAME_IT)
    source = file.read_bytes()
    beside = tuple((each.name, each.read_bytes()) for each in others)
    eyes = _eyes(ocr)
    with _own_words():
        if dry_run or out is None:
            seen = look_apart(source, file.name, places, words, rules, eyes)
            return _show(seen, words, as_json)
        data, log = redacted_apart(
            source, file.name, places, words, rules, keep_words, beside, eyes=eyes
        )
    _check_found(file.name, words, log)
    record = _write_record(log, out)
    write(data, out)
    return _say(log, words, out, record, as_json)


def _eyes(wanted: str) -> Eyes | None:
    """What words in pictures are read with; None: nothing here, or it is not wished."""
    program = installed() if wanted != NONE else None
    spoken, said = spoken_here(wanted, program)
    for each in said:
        remark(each)
    return Eyes(program, spoken) if program is not None and spoken else None


@contextmanager
def _own_words() -> Iterator[None]:
    """Nothing is taken into a case here."""
    try:
        yield
    except SourceUnreadable as error:
        error.what = "{path}: cannot be redacted: {reason}"  # type: ignore[misc]
        error.safe = NOTHING_CHANGED  # type: ignore[misc]
        raise


def _check_found(name: str, words: Sequence[Word], log: Log) -> None:
    """Raises Refused where nothing of what was named is in the file."""
    if log.boxes or log.elsewhere:
        return
    _tell(words, log, False)
    raise Refused(
        name=name,
        reason="nothing to take out was found; no copy was made",
        remedy="Look at the spelling of the words; of words in a picture that are not read, draw a"
        " box there.",
    )


def _write_record(log: Log, out: Path) -> Path:
    record = _record(out)
    record.touch(mode=0o600)
    record.write_bytes(msgspec.json.format(msgspec.json.encode(log), indent=1))
    return record


def _record(out: Path) -> Path:
    return out.with_suffix(".log.json")


def _check_names(file: Path, out: Path | None, overwrite: bool, dry_run: bool) -> None:
    if not file.is_file():
        raise WrongUsage(problem=f"There is no file {file}.", remedy="Check the name.")
    if dry_run:
        return
    if out is None:
        raise WrongUsage(
            problem="The copy has no name.", remedy="Name it:  -o OUT.pdf    or look:  --dry-run"
        )
    there = next((each for each in (out, _record(out)) if each.exists()), None)
    if out.suffix.lower() != ".pdf":
        problem, remedy = f"{out} does not end in .pdf.", "Name the copy:  -o redacted.pdf"
    elif not out.absolute().parent.is_dir():
        problem, remedy = f"There is no folder {out.parent}.", "Make it first, or name another."
    elif out.exists() and out.samefile(file):
        problem, remedy = f"{out} is the file itself.", "Name another file for the copy."
    elif there is not None and (there.is_dir() or not overwrite):
        problem, remedy = f"{there} is there already.", "Name another file, or add  --overwrite"
    else:
        return
    raise WrongUsage(problem=problem, remedy=remedy)


def _show(found: Seen, words: Sequence[Word], as_json: bool) -> int:
    """What would be taken out, page by page; 1 where something is to be said."""
    marks = found.boxes
    if as_json:
        said = {"findings": found.findings, "remarks": found.remarks}
        click.echo(msgspec.json.encode({"boxes": marks, **said}))
    else:
        for page, count in found.counts.items():
            click.echo(f"page {page}: {count} {'box' if count == 1 else 'boxes'}")
        for mark in marks[:MOST_SHOWN]:
            click.echo(f"   {mark.page}  {mark.basis}  {mark.words or '(a box)'}")
        if len(marks) > MOST_SHOWN:
            click.echo(f"   and {len(marks) - MOST_SHOWN} more")
        if not marks:
            click.echo("Nothing was found.")
    is_all = _tell(words, found, not as_json)
    for said_of_it in (*found.remarks, *found.findings):
        remark(f"- {said_of_it}")
    return 0 if is_all and not found.findings else 1


def _tell(words: Sequence[Word], found: Seen | Log, with_counts: bool) -> bool:
    """How often each word was found; False where one of them is nowhere in the file."""
    missing = [at for at, count in enumerate(found.hits) if not count]
    for at in range(min(len(found.hits), MOST_SHOWN)) if with_counts else ():
        if count := found.hits[at]:
            click.echo(f"“{words[at].text}”: found {'once' if count == 1 else f'{count} times'}")
    for at in missing[:MOST_SHOWN]:
        if at in found.elsewhere:
            said = "is on no page; other data of the file that hold it are left out"
        else:
            said = "was not found: look at the spelling, and at pictures nobody could read"
        remark(f"- “{words[at].text}” {said}")
    if len(missing) > MOST_SHOWN:
        remark(f"- and {len(missing) - MOST_SHOWN} more words were not found")
    return set(missing) <= set(found.elsewhere)


def _say(log: Log, words: Sequence[Word], out: Path, record: Path, as_json: bool) -> int:
    if as_json:
        click.echo(msgspec.json.encode(log))
    else:
        for page, count in log.counts.items():
            click.echo(f"page {page}: {count} {'box' if count == 1 else 'boxes'}")
        passed = sum(check.state == "passed" for check in log.checks)
        click.echo(f"{out}  {len(log.boxes)} boxes  SHA-256 {log.sha256}")
        click.echo(f"{passed} of {len(log.checks)} points of the acceptance test passed")
    is_all = _tell(words, log, not as_json)
    for check in log.checks:
        if check.state == "not done":
            remark(f"- not checked: {check.title} ({check.id})")
    for said in (*log.remarks, *log.findings):
        remark(f"- {said}")
    remark(f"The record {record} is private: keep it, and do not send it with the copy.")
    return 0 if is_all and not log.findings else 1

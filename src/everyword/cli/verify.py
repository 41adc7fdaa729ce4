"""everyword verify: a case or a package, and each thing that was checked."""

import json
import shlex
from pathlib import Path

import click

from everyword.cli.accounted import counted
from everyword.cli.settings import Bar, Settings, now, pass_settings, printable, remark
from everyword.errors import Damaged, NoCase, WrongUsage
from everyword.vault import known_head, limited
from everyword.vault.checks import Check, Remark, Stray
from everyword.vault.explained import explained, first_steps, kinds

WORDS = {"matches": "ok     ", "does not match": "WRONG  ", "remark": "remark "}


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--head",
    metavar="FILE",
    help='A head somebody else kept: a file, or its line like "12 eight words". '
    "An old copy put back shows.",
)
@click.option("--how", "with_how", is_flag=True, help="Also how to check it without this program.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per check.")
@pass_settings
def verify(
    settings: Settings, path: Path | None, head: str | None, with_how: bool, as_json: bool
) -> int:
    """Check a case or a package: every hash, every seal, every name.

    Runs in a process of its own that can write nothing, and runs nothing from the folder.
    """
    is_package = path is not None and _is_package(path)
    checks = _checks(settings, path, is_package, head)
    for check in checks:
        click.echo(_json(check, is_package) if as_json else _line(check))
    if with_how and not as_json:
        _say_how(checks, is_package)
    wrong = [check for check in checks if not check.ok and not isinstance(check, Stray)]
    if not wrong:
        return _all_match(checks, is_package)
    remark(f"{len(wrong)} of {len(checks)} checks do not match: {wrong[0].name}.")
    remark("Nothing was changed or removed by this check.")
    remark("Keep this copy as it is, and compare it with another copy.")
    return Damaged.code


def _all_match(checks: list[Check], is_package: bool) -> int:
    """Every check of what was sealed; the exit code says whether something else lies there."""
    matching = sum(not isinstance(check, Remark | Stray) for check in checks)
    remark(f"{matching} of {matching} checks match.")
    strays = sum(isinstance(check, Stray) for check in checks)
    if not strays:
        return 0
    of = "package" if is_package else "case"
    remark(
        f"{counted(strays, 'thing')} in the folder that {'is' if strays == 1 else 'are'} no part "
        f"of the {of}: see the remarks above. Nothing that was sealed is changed by that."
    )
    remark("Look whose it is before you take anything away; keep a package as you received it.")
    return 1


def _is_package(path: Path) -> bool:
    if path.is_file():
        raise WrongUsage(
            problem=f"{path} is a file. A package sealed to a reader can be verified only after "
            "the reader has opened it.",
            remedy=f"Open it:  age -d -i key.txt {shlex.quote(str(path))} | tar x    then verify "
            "the folder that makes.",
        )
    if (path / "bagit.txt").exists():
        return True
    if (path / "FORMAT").exists() or (path / "slots").is_dir():
        return False
    if (path / "seal").exists() or (path / "data").exists():
        return True  # a package whose first file is gone is still one
    raise NoCase(path=path)


def _checks(
    settings: Settings, path: Path | None, is_package: bool, head: str | None
) -> list[Check]:
    if path is not None and is_package:
        if head is not None:
            raise WrongUsage(
                problem="--head is for a case; a package carries its own head.",
                remedy="Compare its file seal/checkpoint with the head you have.",
            )
        with Bar() as bar:
            return limited.verify_package(path, bar)
    given = head if head is not None else settings.known_head
    text = None if given is None else known_head.given(given)
    folder = path or settings.folder()
    words = settings.words(folder)
    with Bar() as bar:
        return limited.verify_case(folder, words, now, bar, text)


def _line(check: Check) -> str:
    word = WORDS[explained(check, False).outcome]
    return printable(f"{word}  {check.name}: {check.said}")


def _json(check: Check, is_package: bool) -> str:
    told = explained(check, is_package)
    row = {
        "what": told.what,
        "on": printable(told.on),
        "outcome": told.outcome,
        "said": printable(told.said),
        "how": told.how,
        "ok": check.ok,
    }
    return json.dumps(row, ensure_ascii=False)


def _say_how(checks: list[Check], is_package: bool) -> None:
    """The commands, each kind of thing once."""
    click.echo("\nThe same without this program. Open a terminal in the folder and type:")
    if first := first_steps(checks, is_package):
        click.echo("\nFirst:\n")
        click.echo(_indented(first))
    for what, commands in kinds(checks, is_package):
        click.echo(f"\n{what.capitalize()}:\n")
        click.echo(_indented(commands))
    if first:
        click.echo('\nAt the end:\n\n    rm -r "$T"')


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.rstrip("\n").split("\n"))

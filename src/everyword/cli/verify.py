"""everyword verify: a case or a package, and each thing that was checked."""

import json
from pathlib import Path

import click
import msgspec

from everyword.cli.settings import Bar, Settings, now, pass_settings, printable, remark
from everyword.errors import Damaged, NoCase
from everyword.vault.checks import Check
from everyword.vault.package import verify_package
from everyword.vault.store import verify_case


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per check.")
@pass_settings
def verify(settings: Settings, path: Path | None, as_json: bool) -> int:
    """Check a case or a package: every hash, every seal, every name."""
    checks = _checks(settings, path)
    for check in checks:
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(check), ensure_ascii=False))
        else:
            word = "ok     " if check.ok else "WRONG  "
            click.echo(printable(f"{word}  {check.name}: {check.said}"))
    wrong = [check for check in checks if not check.ok]
    if not wrong:
        remark(f"{len(checks)} of {len(checks)} checks match.")
        return 0
    remark(f"{len(wrong)} of {len(checks)} checks do not match: {wrong[0].name}.")
    remark("Nothing was changed or removed by this check.")
    remark("Keep this copy as it is, and compare it with another copy.")
    return Damaged.code


def _checks(settings: Settings, path: Path | None) -> list[Check]:
    if path is not None and (path / "bagit.txt").exists():
        return verify_package(path)
    if path is not None and not (path / "FORMAT").exists():
        if (path / "seal").exists() or (path / "data").exists():
            return verify_package(path)  # a package whose first file is gone is still one
        raise NoCase(path=path)
    folder = path or settings.folder()
    with Bar() as bar:
        return verify_case(folder, settings.words(), now, bar)

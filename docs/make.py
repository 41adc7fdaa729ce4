"""Writes the pages that are made from the program: docs/commands.md and docs/errors.md.

`python -m docs.make` writes them; `--check` fails when one is not current.
"""

import sys
from pathlib import Path

import click

from everyword.cli import COMMANDS, cli
from everyword.cli.listed import inside
from everyword.errors import ERRORS

HERE = Path(__file__).parent
HELP = cli.context_settings["help_option_names"]


def commands_page() -> str:
    """Every command with its help, as the terminal says it."""
    parts = [
        "# Commands\n",
        "Made from the program by `make docs`. Results go to standard output, remarks and progress"
        " bars to standard error.\n",
        "Exit codes: 0 done; 1 done, with findings; 2 wrong usage; 3 needs an answer; 4 bad input;"
        " 5 locked or wrong passphrase; 6 damage found; 7 refused by a gate; 70 a fault of ours;"
        " 130 stopped by you.\n",
        _section("everyword", cli),
    ]
    for command in (each.load() for each in COMMANDS):
        parts.append(_section(f"everyword {command.name}", command))
        if isinstance(command, click.Group):
            parts += [
                _section(f"everyword {command.name} {name}", each)
                for name, each in sorted(inside(command).items())
            ]
    return "\n".join(parts) + (HERE / "bundle-spec.md").read_text("utf-8")


def _section(title: str, command: click.Command) -> str:
    context = click.Context(
        command, info_name=title, terminal_width=90, max_content_width=90, help_option_names=HELP
    )
    return f"## {title}\n\n```text\n{command.get_help(context)}\n```\n"


def errors_page() -> str:
    """Every error: what happened, what is safe, what to do; words in braces are filled in."""
    parts = [
        "# Errors\n",
        "Made from the program by `make docs`. An error has three lines: what happened, what is"
        " safe, what to do.\n",
    ]
    for error in ERRORS:
        parts.append(
            f"## {error.__name__} (exit code {error.code})\n\n{error.__doc__}\n\n"
            f"```text\n{error.what}\n{error.safe}\n{error.do}\n```\n"
        )
    return "\n".join(parts)


PAGES = {"commands.md": commands_page, "errors.md": errors_page}


def main() -> int:
    stale = []
    for name, make in PAGES.items():
        path = HERE / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text("utf-8") != make():
                stale.append(name)
        else:
            path.write_text(make(), "utf-8")
    if stale:
        print(f"not current: {', '.join(stale)}; run  make docs")
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())

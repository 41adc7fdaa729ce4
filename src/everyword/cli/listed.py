"""Groups of commands that are listed in the order of the work and loaded when they are called."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click


class Line(NamedTuple):
    """One command in a list: its name, where its function is in `cli`, and what it does."""

    name: str
    place: str
    short: str

    def load(self) -> click.Command:
        module, _, function = self.place.partition(".")
        found = getattr(import_module(f"everyword.cli.{module}"), function)
        assert isinstance(found, click.Command)
        return found


class Listed(click.Group):
    """Help lists the commands as they stand in `lines`, not by the alphabet, and loads none."""

    def __init__(self, *args: Any, lines: Sequence[Line], **more: Any) -> None:
        super().__init__(*args, **more)
        self._lines = lines

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [each.name for each in self._lines]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return next((each.load() for each in self._lines if each.name == cmd_name), None)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self._lines:
            with formatter.section("Commands"):
                formatter.write_dl([(each.name, each.short) for each in self._lines])


def inside(group: click.Group) -> dict[str, click.Command]:
    """The commands of a group by their names, each loaded."""
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: each for name, each in found.items() if each is not None}

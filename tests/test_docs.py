"""The documentation is current: a command, reader or error without its section fails here."""

import re
import shlex
from pathlib import Path

import click
import pytest

from docs.make import PAGES
from everyword import __version__
from everyword.cli import COMMANDS
from everyword.cli.listed import inside
from everyword.readers import READERS

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", PAGES)
def test_pages_made_from_the_program_are_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == PAGES[name]()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
def test_every_reader_has_its_section(reader: object) -> None:
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    section = re.search(rf"^## .*`{reader.NAME}`.*?(?=^## |\Z)", text, re.M | re.S)  # type: ignore[attr-defined]

    assert section, "no section"
    for heading in ("Where from:", "How to make it:", "Times:", "Left out:"):
        assert heading in section[0]


def test_every_command_has_help() -> None:
    for command in (each.load() for each in COMMANDS):
        assert command.help, command.name
        for option in command.params:
            assert option.name


def test_the_changelog_is_of_this_version() -> None:
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)

    assert first and first[1] == __version__


def test_the_commands_in_the_readme_are_real() -> None:
    lines = re.findall(r"^    everyword (.+)$", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert len(lines) >= 10
    for line in lines:
        words = shlex.split(line, comments=True)
        name, *rest = words
        command = next(each.load() for each in COMMANDS if each.name == name)
        if isinstance(command, click.Group):
            command = inside(command)[rest.pop(0)]
        known = {option for param in command.params for option in param.opts}
        for word in rest:
            assert not word.startswith("-") or word in known, line


def test_links_between_pages_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_dependency_has_its_line() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    table = (ROOT / "docs" / "design.md").read_text("utf-8").split("## Dependencies")[1]
    for requirement in project["dependencies"]:
        name = re.match(r"[a-z0-9-]+", requirement)
        assert name and name[0] in table, requirement


def test_the_lock_file_names_no_host_and_hashes_everything() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")

    assert "://" not in lock and "index" not in lock
    for block in re.split(r"\n(?=\S)", lock.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]

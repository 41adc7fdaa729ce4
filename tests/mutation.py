"""Take away one flush or one rename at a time: the tests of the power loss must see each.

    python -m tests.mutation             every mutant (make mutation); exits 1 when one survives
    python -m tests.mutation --every 5   a part of them
    python -m tests.mutation --only recovery.py

Each mutant is a copy of the package in a folder of its own in which one call is gone, or, for a
rename, a plain copy that is not atomic. The scenarios of `tests.vault.cuts` run against it.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec import Struct

import everyword

PACKAGE = Path(everyword.__file__).parent
ROOT = Path(__file__).parent.parent
A_COPY = "a plain copy"
CALLS = {"sync", "data_sync", "sync_folder", "_sync_folder", "fsync", "fdatasync"}
RENAMES = {"rename", "_rename", "replace", "link"}
COPY = "__import__('tests.mutation', fromlist=['copied']).copied({old}, {new})"

SCENARIOS = {
    "vault/making.py": ("creating",),
    "vault/moving.py": ("moving_it", "removing"),
    "vault/package_folder.py": ("exporting",),
    "vault/package_reader.py": ("exporting_sealed", "exporting_without_links"),
    "case/rebuilding.py": ("tests/cli/test_rebuild.py",),
    "bundle/saving.py": ("printing",),
    "cli/certificate.py": ("certifying",),
    "vault/witness_state.py": ("witnessing", "witnessing_again"),
    "vault/recovery.py": (
        *("recovering_deletion", "taking_line_again", "recovering_slot"),
        *("recovering", "cut_twice"),
    ),
    "vault/objects.py": (
        *("adding", "deleting", "recovering_part", "recovering_deletion", "recovering"),
    ),
    "vault/deposit.py": ("capturing_again",),
}
"""Those that can tell of a module; a path is run by pytest."""
USUAL = ("creating", "adding", "deleting", "removing_slot", "recovering", "recovering_deletion")
DERIVED = {"case/rebuilding.py"}
"""Where a half-written file is made again (the index): there a plain copy in place is no fault."""

APART = ("redact/",)
"""Rooms whose files can be made again at any time from what is kept: a power cut loses nothing."""


class Mutant(Struct, frozen=True):
    path: str
    line: int
    call: str
    text: str
    how: str

    @property
    def said(self) -> str:
        return f"{self.path}:{self.line} {self.call}: {self.how}"


def mutants() -> list[Mutant]:
    found: list[Mutant] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).as_posix().startswith(APART):
            continue
        text = path.read_text("utf-8")
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (name := _wanted(node)):
                relative = path.relative_to(PACKAGE).as_posix()
                call = ast.get_source_segment(text, node) or name
                for how, new in _replacements(node, name, text):
                    if how == A_COPY and relative in DERIVED:
                        continue
                    changed = _replaced(text, node, new)
                    found.append(Mutant(relative, node.lineno, call, changed, how))
    return found


def _wanted(node: ast.Call) -> str | None:
    """The name of the call when it is one of ours; text.replace(...) and the like are not."""
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in CALLS:
        return name
    if name in RENAMES and isinstance(function, ast.Attribute):
        owner = getattr(function.value, "id", "")
        is_path = len(node.args) == 1 and not node.keywords and name != "link"
        return name if owner in ("os", "storage") or is_path else None
    return name if name in RENAMES and len(node.args) == 2 else None


def _replacements(node: ast.Call, name: str, text: str) -> list[tuple[str, str]]:
    if name in CALLS:
        return [("gone", "None")]
    parts = [ast.get_source_segment(text, each) or "" for each in node.args]
    if len(parts) == 1 and isinstance(node.func, ast.Attribute):
        parts.insert(0, ast.get_source_segment(text, node.func.value) or "")
    return [("gone", "None"), (A_COPY, COPY.format(old=parts[0], new=parts[1]))]


def _replaced(text: str, node: ast.Call, new: str) -> str:
    """Columns of ast are bytes of UTF-8."""
    lines = text.encode("utf-8").splitlines(keepends=True)
    assert node.end_lineno is not None and node.end_col_offset is not None
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    whole = b"".join(lines)
    return (whole[:start] + new.encode() + whole[end:]).decode("utf-8")


def copied(old: Path, new: Path) -> None:
    """In place of a rename: the same bytes, flushed, but not all at once."""
    if Path(old).is_dir():
        shutil.copytree(old, new)
        return
    source = os.open(old, os.O_RDONLY)
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    while data := os.read(source, 1 << 20):
        os.write(file, data)
    os.fsync(file)
    os.close(file)
    os.close(source)
    Path(old).unlink()


def is_caught(mutant: Mutant, scenarios: tuple[str, ...], fast: bool = True) -> bool:
    """Does a scenario fail against it? `fast`: from every so many starts of the long ones."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "everyword"
        shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
        (package / mutant.path).write_text(mutant.text, "utf-8")
        path = os.pathsep.join([folder, str(ROOT), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        for scenario in scenarios:
            command = ["tests.vault.cuts", *(["--fast"] if fast else []), scenario]
            if scenario.endswith(".py"):
                command = ["pytest", "-q", "-x", "-p", "no:cacheprovider", scenario]
            ran = subprocess.run(
                [sys.executable, "-m", *command], env=environment, cwd=ROOT, capture_output=True
            )
            if ran.returncode != 0:
                return True
        return False


def broken() -> set[str]:
    """Scenarios that fail without a mutant: they would catch everything, so they are left out."""
    path = "__init__.py"
    unchanged = Mutant(path, 0, "", (PACKAGE / path).read_text("utf-8"), "")
    every = sorted({*USUAL, *(each for all in SCENARIOS.values() for each in all)})
    with ThreadPoolExecutor(2) as pool:
        fails = pool.map(lambda scenario: is_caught(unchanged, (scenario,)), every)
    return {scenario for scenario, is_failing in zip(every, fails, strict=True) if is_failing}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    start = time.monotonic()
    left_out = broken()
    for scenario in sorted(left_out):
        print(f"LEFT OUT  {scenario}: it fails without a mutant")
    wanted = [each for each in mutants() if given.only in each.path][:: given.every]

    def caught_by(mutant: Mutant) -> bool:
        scenarios = SCENARIOS.get(mutant.path, USUAL)
        usable = tuple(each for each in scenarios if each not in left_out)
        # Before a mutant counts as a survivor it is tried from every start.
        return is_caught(mutant, usable) or is_caught(mutant, usable, fast=False)

    with ThreadPoolExecutor(2) as pool:
        caught = list(pool.map(caught_by, wanted))
    for mutant, is_seen in zip(wanted, caught, strict=True):
        print(f"{'caught  ' if is_seen else 'SURVIVED'}  {mutant.said}")
    took = time.monotonic() - start
    print(f"{len(wanted)} mutants, {sum(caught)} caught, {took:.0f} s")
    return 0 if all(caught) and not left_out else 1


if __name__ == "__main__":
    sys.exit(main())

"""Data flows one way: a module imports only from names above it in the list of docs/design.md."""

import ast
from pathlib import Path

import everyword

ROOT = Path(everyword.__file__).parent

ORDER = (
    "errors",
    "model",
    "streams",
    "archive",
    "mail_parts",
    "sms_parts",
    "lines",
    "accounting",
    "screens",
    "ocr",
    "wording",
    "vault",
    "readers",
    "index",
    "intake",
    "case",
    "schedules",
    "tell",
    "chronology",
    "rules",
    "redact",
    "bundle",
    "demo",
    "web",
    "cli",
)
STRANGERS = {
    (room, other) for room in ("bundle", "redact", "rules") for other in ("readers", "vault")
} | {("readers", "vault")}
"""Pairs that do not know each other although the order would let them."""


def rooms_imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "everyword":
                names.update(f"everyword.{alias.name}" for alias in node.names)
            else:
                names.add(node.module or "")
    return {name.split(".")[1] for name in names if name.startswith("everyword.")}


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def test_every_room_is_in_the_list() -> None:
    rooms = {room_of(path) for path in ROOT.rglob("*.py")} - {"__init__", "__main__"}

    assert rooms == set(ORDER)


def test_imports_go_one_way() -> None:
    wrong = []
    for path in sorted(ROOT.rglob("*.py")):
        room = room_of(path)
        if room in ("__init__", "__main__"):
            continue
        for other in rooms_imported(path) & set(ORDER):
            if ORDER.index(other) > ORDER.index(room) or (room, other) in STRANGERS:
                wrong.append(f"{path.relative_to(ROOT)} imports {other}")

    assert wrong == []

"""Writes all vectors again:  python -m tests.vault.vectors.make

Everything comes from fixed seeds, so the files stay the same bytes; a test compares them.
"""

import shutil
from pathlib import Path

from tests.vault.vectors import made_age, made_bags, made_notes, made_requests, made_trees
from tests.vault.vectors.seeds import Files

FOLDER = Path(__file__).parent
KINDS = ("tree", "notes", "requests", "age", "bags")


def made() -> Files:
    """Every file, by its path below this folder."""
    makers = (made_trees, made_notes, made_requests, made_age, made_bags)
    return {path: data for maker in makers for path, data in maker.make().items()}


def kept() -> Files:
    """The files as they lie here."""
    return {
        path.relative_to(FOLDER).as_posix(): path.read_bytes()
        for kind in KINDS
        for path in sorted((FOLDER / kind).rglob("*"))
        if path.is_file()
    }


def write() -> None:
    files = made()
    for kind in KINDS:
        shutil.rmtree(FOLDER / kind, ignore_errors=True)
    for name, data in files.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    write()

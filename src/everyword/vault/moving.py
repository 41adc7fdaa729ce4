"""Taking a case elsewhere, and leaving nothing of it here.

A copy counts when it was verified where it lies now, and its newest head is the one copied. Only
files of a case are copied or removed; anything else in the folder is named and left alone.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from everyword.errors import Damaged, WrongUsage
from everyword.vault import layout, making, storage
from everyword.vault.checks import Watch

BLOCK: Final = 1 << 20


def copy(folder: Path, to: Path, watch: Watch) -> None:
    """Every file of the case, durable in a new folder; FORMAT last, so that half a copy is none.

    The caller holds the lock. Raises CaseExists, StorageFailed, Damaged.
    """
    check_target(folder, to)
    making.make_empty(to)
    try:
        _copy_all(folder, to, watch)
    except BaseException:
        shutil.rmtree(to, ignore_errors=True)  # it was empty before; half a copy helps nobody
        raise


def check_target(folder: Path, to: Path) -> None:
    """Raises WrongUsage where the copy cannot go."""
    if to.resolve().is_relative_to(folder.resolve()):
        raise WrongUsage(
            problem=f"{to} lies inside the case folder.", remedy="Name a folder elsewhere."
        )
    if to.is_symlink() or (to.exists() and (not to.is_dir() or any(to.iterdir()))):
        raise WrongUsage(
            problem=f"{to} is not empty.",
            remedy="Name a folder that does not exist yet:  everyword move --to DIR",
        )


def _copy_all(folder: Path, to: Path, watch: Watch) -> None:
    names = [name for name in known_files(folder) if name != "FORMAT"]
    watch.begin("copying", sum((folder / name).stat().st_size for name in names))
    parts = {Path(name).parent for name in [*names, *(f"{each}/x" for each in layout.FOLDERS)]}
    for each in sorted({every for part in parts for every in (part, *part.parents)}):
        if not os.path.lexists(to / each):
            storage.make_folder(to / each)
    for name in names:
        _copy_file(folder / name, to / name, watch)
    for part in sorted(parts | {Path()}):
        storage.sync_folder(to / part)
    with storage.open_plain(folder / "FORMAT") as stream:
        storage.put(to / "tmp", to / "FORMAT", stream.read(layout.MAX_LINES))


def remove(folder: Path) -> list[str]:
    """Remove the case, its slots first: without them the rest opens for nobody.

    The caller holds the lock. What is not of a case stays; its names are returned.
    Raises StorageFailed, Damaged.
    """
    layout.check_folders(folder)
    names = sorted(known_files(folder), key=lambda name: not name.startswith("slots/"))
    left_over = [path for path in (folder / "tmp").glob("*") if path.is_file()]
    for name in [*names, *(f"tmp/{path.name}" for path in left_over)]:
        storage.remove(folder / name)
        if name.startswith("slots/"):
            storage.sync_folder(folder / "slots")
    for part in sorted(folder.rglob("*"), reverse=True):
        if part.is_dir() and not part.is_symlink() and not any(part.iterdir()):
            part.rmdir()
    left = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*"))]
    if not left:
        folder.rmdir()
    return left


def known_files(folder: Path) -> Iterator[str]:
    """The plain files there that belong to a case, in order; not what lies in tmp/."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if layout.is_known(name) and path.is_file() and not path.is_symlink():
            yield name


def _copy_file(old: Path, new: Path, watch: Watch) -> None:
    try:
        stream = storage.open_plain(old)
    except OSError as fault:
        raise Damaged(path=old.name, reason=fault.strerror or str(fault)) from None
    file = storage.create(new)
    try:
        with stream:
            while block := stream.read(BLOCK):
                storage.write(file, block)
                watch.advance(len(block))
        storage.sync(file)
    finally:
        storage.close(file)

"""A package for one reader: a tar inside an age file to their key, written in one stream.

The plain text of it is never on the disk. The tar is the same for the same package: names in the
order they are written, one time, no owner.
"""

import errno
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from everyword.errors import StorageFailed, WrongUsage
from everyword.vault.agefile import AgeWriter
from everyword.vault.package_folder import (
    PARTIAL,
    Create,
    Folder,
    Write,
    in_use_already,
    sync_folder,
    write_all,
)

ENDING: Final = ".tar.age"
_BLOCK: Final = tarfile.BLOCKSIZE


def checked_recipient(typed: str) -> str:
    """The key of a reader, as it is written into the file. Raises WrongUsage for any other sort."""
    recipient = typed.strip()
    try:
        AgeWriter(recipient, lambda data: None)
    except ValueError:
        raise WrongUsage(
            problem="This is not a reader's key: it must be age1 and 58 further letters and digits"
            " (no plugin, no armour, no file).",
            remedy="Ask the reader for the line that  age-keygen  shows after 'Public key:'.",
        ) from None
    return recipient


def file_name(to: Path) -> Path:
    """`to`, with .tar.age at its end."""
    return to if to.name.endswith(ENDING) else to.with_name(to.name + ENDING)


@contextmanager
def sealed_beside(to: Path, recipient: str, top: str, moment: int) -> Iterator[Folder]:
    """One file that gets its name only when the block ends well; otherwise nothing is left.

    `top` is the folder the reader unpacks, `moment` the time of everything in it (Unix seconds).
    """
    to = _free(to)
    building, descriptor = "", -1
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        descriptor, building = tempfile.mkstemp(PARTIAL, f"{to.name[:40]}.", to.parent)
        age = AgeWriter(recipient, lambda data: write_all(descriptor, data))
        yield Folder(_members(age, top, moment))
        age.write(bytes(2 * _BLOCK))
        age.finish()
        os.fsync(descriptor)
        _name(Path(building), to)
        building = ""
        sync_folder(to.parent)
    except OSError as fault:
        raise StorageFailed(reason=str(fault.strerror or fault)) from None
    finally:
        if descriptor >= 0:
            os.close(descriptor)
        if building:
            Path(building).unlink(missing_ok=True)


def _members(age: AgeWriter, top: str, moment: int) -> Create:
    made: set[str] = set()

    def header(name: str, size: int, kind: bytes, mode: int) -> bytes:
        info = tarfile.TarInfo(name)
        info.size, info.type, info.mode, info.mtime = size, kind, mode, moment
        # GNU, because it alone holds more than 8 GB and is read by GNU, BSD and busybox tar.
        return info.tobuf(tarfile.GNU_FORMAT, "ascii")

    @contextmanager
    def create(name: str, size: int) -> Iterator[Write]:
        path = f"{top}/{name}"
        for place, letter in enumerate(path):
            if letter == "/" and path[:place] not in made:
                made.add(path[:place])
                age.write(header(path[:place], 0, tarfile.DIRTYPE, 0o755))
        age.write(header(path, size, tarfile.REGTYPE, 0o644))
        yield age.write
        age.write(bytes(-size % _BLOCK))

    return create


def _free(to: Path) -> Path:
    try:
        to = to.resolve()
        if to.exists():
            raise in_use_already(to)
    except (OSError, RuntimeError) as fault:
        raise StorageFailed(reason=str(fault)) from None
    return to


def _name(building: Path, to: Path) -> None:
    """A link takes no name that is in use; where there are no links, look first and rename."""
    try:
        os.link(building, to)
        building.unlink()
    except FileExistsError:
        raise in_use_already(to) from None
    except OSError as fault:
        if fault.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        if to.exists():
            raise in_use_already(to) from None
        building.rename(to)

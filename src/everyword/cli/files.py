"""Small files that people bring and take away; nothing of theirs is ever written over."""

from pathlib import Path

from everyword.errors import SourceUnreadable, StorageFailed, WrongUsage


def read_small(path: Path, most: int) -> bytes:
    """At most one byte more than `most`, so that the caller can tell. Raises SourceUnreadable."""
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as fault:
        raise SourceUnreadable(
            path=path, reason=fault.strerror or str(fault), remedy="Check the name of the file."
        ) from None


def check_free(path: Path) -> None:
    """Raises WrongUsage where there is something of this name, or no folder for it."""
    if path.exists() or path.is_symlink():
        raise WrongUsage(
            problem=f"{path} is there already.", remedy="Name a file that does not exist yet."
        )
    if not path.absolute().parent.is_dir():
        raise WrongUsage(
            problem=f"There is no folder {path.parent}.", remedy="Make it first, or name another."
        )


def write_new(path: Path, data: bytes) -> None:
    """Raises StorageFailed, also where there is something of this name."""
    try:
        with path.open("xb") as stream:
            stream.write(data)
    except OSError as fault:
        raise StorageFailed(reason=f"{path}: {fault.strerror or fault}") from None

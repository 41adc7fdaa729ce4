"""Writing the files of a bundle: under another name first, read back, then given their own."""

import hashlib
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct

from everyword.bundle.pdf.assemble import Assembly
from everyword.errors import StorageFailed

GATHERED = 1 << 20
"""Bytes that are written at once."""


class Part(Struct, frozen=True):
    """A file that is whole, but does not have its name yet."""

    part: Path
    path: Path
    sha256: str
    size: int


def names(out: Path, count: int) -> list[Path]:
    """OUT.pdf; or OUT-1.pdf, OUT-2.pdf where there are several volumes."""
    if count == 1:
        return [out]
    return [out.with_name(f"{out.stem}-{number}{out.suffix}") for number in range(1, count + 1)]


@contextmanager
def written(out: Path, assemblies: Sequence[Assembly]) -> Iterator[list[Part]]:
    """The files, each complete under a name of its own; they are gone afterwards unless `named`.

    Raises StorageFailed.
    """
    made: list[Part] = []
    paths = names(out, len(assemblies))
    # Not hidden: where the program is killed it stays, in plain, and the person must see it.
    parts = [path.with_name(f"{path.stem[:40]}.{os.getpid()}.part") for path in paths]
    try:
        for assembly, path, part in zip(assemblies, paths, parts, strict=True):
            _write(assembly, part)
            with part.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            made.append(Part(part, path, sha256, part.stat().st_size))
        yield made
    except OSError as fault:
        raise StorageFailed(reason=fault.strerror or str(fault)) from None
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def named(parts: Sequence[Part], may_be_there: Callable[[Path], None]) -> None:
    """Gives the files their own names, after `may_be_there` had a look at each."""
    for each in parts:
        may_be_there(each.path)
    for each in parts:
        each.part.replace(each.path)
    handle = os.open(parts[0].path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(assembly: Assembly, part: Path) -> None:
    with part.open("wb") as stream:
        patient = Patient(stream)
        # A PDF is written in very many small pieces.
        gathered = io.BufferedWriter(patient, GATHERED)
        assembly.save(gathered)
        gathered.flush()
        if patient.fault is not None:
            raise patient.fault
        stream.flush()
        os.fsync(stream.fileno())


class Patient(io.RawIOBase):
    """A stream that keeps a fault to itself: the PDF library ends the program when a write fails
    while it is closing its own streams."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.fault: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.fault is None:
            try:
                self.stream.write(data)
            except OSError as fault:
                self.fault = fault
        return len(data)

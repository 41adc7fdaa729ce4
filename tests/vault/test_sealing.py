"""Taking a source in: hashed, sealed, and refused when it is not the same both times."""

import hashlib
import io
import os
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.archive import BadArchive
from everyword.errors import SourceUnreadable, StorageFailed
from everyword.model import Source, source_of_bytes
from everyword.vault import objects, storage
from everyword.vault.leaf import Leaf
from everyword.vault.sealing import HELD, TOGETHER, Object, has_room, seal_object, seal_together

RECIPIENT = str(pyrage.x25519.Identity.generate().to_public())
LONG = HELD + 1


@pytest.fixture
def case(tmp_path: Path) -> Path:
    for name in ("objects", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def leaf_of(sha256: str, size: int) -> Leaf:
    return Leaf("0" * 64, "file", sha256, size, "Alex.txt", "2024-04-03T21:07:00Z")


def seal(folder: Path, source: Source, done: list[int] | None = None) -> Object:
    return seal_object(
        folder, RECIPIENT, source, leaf_of, (done if done is not None else []).append
    )


@pytest.mark.parametrize("size", [0, 1, HELD, LONG])
def test_the_public_key_is_enough(case: Path, size: int) -> None:
    done: list[int] = []
    made = seal(case, source_of_bytes("Alex.txt", bytes(size)), done)

    assert made.leaf.sha256 == hashlib.sha256(bytes(size)).hexdigest()
    assert sum(done) == 2 * size
    assert [path.stem for path in case.glob("objects/*/*")] == [made.name]
    assert list((case / "tmp").iterdir()) == []


def test_a_small_source_is_opened_once_and_a_large_one_twice(case: Path) -> None:
    for size, times in ((HELD, 1), (LONG, 2)):
        opened: list[int] = []

        def opener(size: int = size, opened: list[int] = opened) -> BinaryIO:
            opened.append(1)
            return io.BytesIO(bytes(size))

        seal(case, Source("x", size, opener))
        assert len(opened) == times


def broken(fault: Exception) -> BinaryIO:
    raise fault


def changing(first: bytes, then: bytes) -> Source:
    """A file that another program is writing to between our two readings."""
    streams = [io.BytesIO(first), io.BytesIO(then)]
    return Source("log.txt", len(first), lambda: streams.pop(0))


@pytest.mark.parametrize(
    "source",
    [
        Source("a", 5, lambda: io.BytesIO(b"four")),
        Source("a", 3, lambda: io.BytesIO(b"four")),
        Source("a", LONG, lambda: io.BytesIO(bytes(LONG + 1))),
        Source("a", 1 << 40, lambda: io.BytesIO(bytes(LONG))),
        Source("a", LONG, lambda: io.FileIO("/dev/zero")),
        changing(bytes(LONG), bytes(LONG - 1) + b"x"),
        changing(bytes(LONG), bytes(LONG - 1)),
        changing(bytes(LONG), bytes(LONG + 1)),
        changing(bytes(LONG), b"x" + bytes(LONG - 1)),
        changing(b"ab" + bytes(LONG - 2), b"ba" + bytes(LONG - 2)),
        changing(bytes(LONG), b""),
        Source("a", 4, lambda: broken(PermissionError(13, "Permission denied"))),
        Source("a", 4, lambda: broken(BadArchive("the file in the zip is damaged"))),
        source_of_bytes("x" * 70_000, b"a name longer than a leaf may be"),
    ],
)
def test_a_source_that_cannot_be_taken_in_leaves_nothing(case: Path, source: Source) -> None:
    def make_leaf(sha256: str, size: int) -> Leaf:
        return Leaf("0" * 64, "file", sha256, size, source.name, "2024-04-03T21:07:00Z")

    with pytest.raises(SourceUnreadable):
        seal_object(case, RECIPIENT, source, make_leaf, lambda done: None)

    assert list(case.glob("objects/*/*")) == []
    assert list((case / "tmp").iterdir()) == []


@pytest.mark.parametrize("size", [100_000, LONG])
@pytest.mark.parametrize("change", ["rewrite", "touch-back", "grow", "shrink"])
def test_a_file_written_to_while_it_is_read_is_refused(
    case: Path, tmp_path: Path, size: int, change: str
) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(bytes(size))
    os.utime(path, ns=(0, 0))

    def alter() -> None:
        with path.open("r+b") as file:
            if change == "grow":
                file.seek(0, os.SEEK_END)
            if change == "shrink":
                file.truncate(size - 1)
            else:
                file.write(b"x")
        if change == "touch-back":
            os.utime(path, ns=(0, 0))

    class Altering(io.FileIO):
        """Another program writes when the first block has been read."""

        def read(self, count: int | None = -1, /) -> Any:
            data = super().read(count)
            if data and self.tell() == len(data):
                alter()
            return data

    with pytest.raises(SourceUnreadable, match="changed while"):
        seal(case, Source("log.txt", size, lambda: cast(BinaryIO, Altering(path))))

    assert list(case.glob("objects/*/*")) == []
    assert list((case / "tmp").iterdir()) == []


@given(st.integers(0, LONG - 1), st.integers(1, 255))
@settings(max_examples=10)
def test_one_byte_that_changes_between_the_readings_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, place: int, by: int
) -> None:
    folder = tmp_path_factory.mktemp("case")
    for name in ("objects", "tmp"):
        (folder / name).mkdir()
    then = bytearray(LONG)
    then[place] = by
    with pytest.raises(SourceUnreadable, match="changed while"):
        seal(folder, changing(bytes(LONG), bytes(then)))


def test_stopping_in_the_middle_leaves_nothing(case: Path) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal_object(case, RECIPIENT, source_of_bytes("a", bytes(LONG)), leaf_of, stop)
    assert list((case / "tmp").iterdir()) == []


# Several together


def together(folder: Path, sources: list[Source]) -> list[Object | SourceUnreadable]:
    def make_leaf(source: Source, sha256: str, size: int) -> Leaf:
        return Leaf("0" * 64, "file", sha256, size, source.name, "2024-04-03T21:07:00Z")

    return seal_together(folder, RECIPIENT, sources, make_leaf, lambda done: None)


def test_one_that_cannot_be_taken_in_does_not_stop_the_others(case: Path) -> None:
    sources = [
        source_of_bytes("a", b"a"),
        Source("gone", 4, lambda: broken(FileNotFoundError(2, "No such file or directory"))),
        source_of_bytes("x" * 70_000, b"a name longer than a leaf may be"),
        changing(bytes(LONG), bytes(LONG - 1) + b"x"),
        source_of_bytes("b", b"b"),
    ]
    made = together(case, sources)

    assert [type(each) for each in made] == [Object, *[SourceUnreadable] * 3, Object]
    kept = {each.name for each in made if isinstance(each, Object)}
    assert {path.stem for path in case.glob("objects/*/*")} == kept
    assert list((case / "tmp").iterdir()) == []


def test_they_go_to_one_part_and_the_next_ones_to_another(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr(storage, "sync_folder", flushed.append)
    for _ in range(20):
        together(case, [source_of_bytes("a", bytes(number)) for number in range(4)])

    parts = {path.name for path in (case / "objects").iterdir()}
    names = [path.stem for path in case.glob("objects/*/*")]
    assert len(names) == len(set(names)) == 80 and len(parts) > 5
    assert {len(name) for name in names} == {32} and {name[:2] for name in names} == parts
    assert len(flushed) == 20 + len(parts)


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_fault_at_the_end_keeps_none_of_them(
    case: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(5, "Input/output error")

    opened: list[int] = []
    create = storage.create
    monkeypatch.setattr(storage, "create", lambda path: opened.append(create(path)) or opened[-1])
    monkeypatch.setattr(objects, "make_part", lambda *given: None)
    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(StorageFailed):
        together(case, [source_of_bytes("a", b"a"), source_of_bytes("b", b"b")])
    monkeypatch.undo()

    assert list(case.glob("objects/*/*")) == []
    assert list((case / "tmp").iterdir()) == []
    with pytest.raises(OSError):
        os.fstat(opened[-1])


def test_how_many_are_sealed_together() -> None:
    def of(size: int) -> Source:
        return Source("a", size, io.BytesIO)

    assert has_room(0, 0, of(HELD)) and not has_room(0, 0, of(HELD + 1))
    assert has_room(TOGETHER - 1, 0, of(0)) and not has_room(TOGETHER, 0, of(0))
    assert not has_room(1, 1, of(HELD))

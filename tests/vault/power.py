"""What a disk may hold after the power was cut: every legal state between two calls, and a judge.

The model is the careful one. Bytes that were not flushed may be there, or not, or in part, or as
zeros. A name that was made, moved or taken away may or may not have reached the disk until its
folder is flushed, each name for itself, and a moved file may show under both names or under none.
A folder whose own name was lost takes what is in it along. What was flushed stays.

What is done on such a disk, and played through, stands in `cuts`.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct, field

from tests.vault import faults
from tests.vault.faults import Told
from tests.vault.watched import Call

PAGE = 4096


class File(Struct, eq=False):
    """`safe` is on the disk for certain; `steps` came after it: contents, the last as it is now."""

    safe: bytes = b""
    steps: list[bytes] = field(default_factory=list)

    @property
    def current(self) -> bytes:
        return self.steps[-1] if self.steps else self.safe

    def may_be(self) -> list[bytes]:
        """What a cut may leave instead of the current content."""
        states = [self.safe, *_spread(self.steps[:-1], 3)]
        whole = self.current
        earlier = ([self.safe, *self.steps[:-1]])[-1] if self.steps else whole
        if self.steps and whole.startswith(earlier):
            tail = len(whole) - len(earlier)
            for length in {1, tail // 2, tail - 1} if tail else ():
                states.append(whole[: len(earlier) + length])
                states.append(whole[: len(earlier) + length] + bytes(tail - length))
        if self.steps and whole.startswith(self.safe):
            states.append(self.safe + bytes(len(whole) - len(self.safe)))
        return [state for state in dict.fromkeys(states) if state != whole]

    def pages_lost(self) -> list[bytes]:
        """Whole pages may reach the disk in any order: one is zeros, one after it is there."""
        whole, start = self.current, len(self.safe)
        if not self.steps or not whole.startswith(self.safe):
            return []
        ends = range(start - start % PAGE + PAGE, len(whole), PAGE)
        return [
            whole[: max(start, end - PAGE)] + bytes(end - max(start, end - PAGE)) + whole[end:]
            for end in ends
        ]


class Folder(Struct, eq=False):
    """Names that are on the disk for certain, and for each changed one what it stood for since."""

    safe: "dict[str, File | Folder]" = field(default_factory=dict)
    since: "dict[str, list[File | Folder | None]]" = field(default_factory=dict)

    def get(self, name: str) -> "File | Folder | None":
        return self.since[name][-1] if name in self.since else self.safe.get(name)

    def put(self, name: str, what: "File | Folder | None") -> None:
        self.since.setdefault(name, []).append(what)

    def current(self) -> "dict[str, File | Folder]":
        names = {name: self.get(name) for name in {**self.safe, **self.since}}
        return {name: what for name, what in names.items() if what is not None}


Tree = dict[str, bytes | None]
"""Path to content, None for a folder."""


class Disk:
    """The folder of a case as calls change it, with what is not certain yet."""

    def __init__(self, root: Path | None) -> None:
        self.root = Folder()
        self._open: dict[int, File | Folder] = {}
        if root is not None:
            self.root.safe = _read(root)

    def take(self, call: Call) -> None:
        parent, name = self._place(call.path)
        match call.name:
            case "mkdir":
                parent.put(name, Folder())
            case "open":
                self._take_open(call, parent, name)
            case "write":
                file = self._file(call)
                file.steps.append(file.current + call.data)
            case "ftruncate":
                file = self._file(call)
                file.steps.append(file.current[: call.size].ljust(call.size, b"\0"))
            case "fsync":
                _settle(self._open[call.file] if call.file >= 0 else self._unseen(call))
            case "rename" | "link":
                to, other = self._place(call.other)
                to.put(other, parent.get(name) or self._unseen(call))
                if call.name == "rename":
                    parent.put(name, None)
            case "unlink" | "rmdir":
                parent.put(name, None)
            case _:
                raise AssertionError(f"the model does not know {call.name}: teach it")

    def _take_open(self, call: Call, parent: Folder, name: str) -> None:
        there = parent.get(name) if name else parent  # the root itself, to be flushed
        if there is None:
            there = File()
            parent.put(name, there)
        elif call.flags & os.O_TRUNC and isinstance(there, File):
            there.steps.append(b"")
        appends = call.flags & (os.O_APPEND | os.O_EXCL | os.O_TRUNC | os.O_DIRECTORY)
        is_folder = isinstance(there, Folder)
        assert appends or is_folder or name == "lock", "the model only knows writing at the end"
        self._open[call.file] = there

    def _unseen(self, call: Call) -> "File | Folder":
        """A file that was written by other means than `os`: known by its content from here on."""
        parent, name = self._place(call.path)
        there = parent.get(name)
        if there is None:
            there = File(steps=[call.data])
            parent.put(name, there)
        return there

    def _file(self, call: Call) -> File:
        file = self._open[call.file]
        assert isinstance(file, File)
        return file

    def _place(self, path: str) -> tuple[Folder, str]:
        *parts, name = path.split("/") if path else [""]
        folder = self.root
        for part in parts:
            inner = folder.get(part)
            assert isinstance(inner, Folder)
            folder = inner
        return folder, name

    def states(self, pages: bool = False, few: bool = False) -> Iterator[Tree]:
        """As it is, all that is not certain lost, and each such thing for itself both ways.

        `few`: each for itself only while all else is as it is.
        """
        yield from (self._tree({}, False), self._tree({}, True))
        for thing, ways in self._uncertain(pages):
            for way in ways:
                yield self._tree({thing: way}, False)
                if not few:
                    yield self._tree({thing: way}, True)

    def _uncertain(self, pages: bool) -> Iterator[tuple[object, list[object]]]:
        """Keys of _tree's choices: (id of a folder, name) or the id of a file."""
        for folder in _folders(self.root):
            for name, since in folder.since.items():
                yield (id(folder), name), [folder.safe.get(name), *since]
            seen = [each for since in folder.since.values() for each in since]
            files = [each for each in [*folder.safe.values(), *seen] if isinstance(each, File)]
            for file in dict.fromkeys(files):
                if file.steps:
                    ways = file.pages_lost() if pages else file.may_be()
                    yield id(file), [*ways, file.current]

    def _tree(self, chosen: dict[object, object], lost: bool) -> Tree:
        tree: Tree = {}

        def walk(folder: Folder, path: str) -> None:
            for name in {**folder.safe, **folder.since}:
                usual = folder.safe.get(name) if lost else folder.get(name)
                what = chosen.get((id(folder), name), usual)
                if isinstance(what, Folder):
                    tree[path + name] = None
                    walk(what, f"{path}{name}/")
                elif isinstance(what, File):
                    data = chosen.get(id(what), what.safe if lost else what.current)
                    assert isinstance(data, bytes)
                    tree[path + name] = data

        walk(self.root, "")
        return tree


def _settle(what: File | Folder) -> None:
    if isinstance(what, File):
        what.safe, what.steps = what.current, []
    else:
        what.safe, what.since = what.current(), {}


def _folders(root: Folder) -> Iterator[Folder]:
    """All that may still be reached, also under a name that was given up since."""
    seen: dict[int, Folder] = {}
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        if id(folder) in seen:
            continue
        seen[id(folder)] = folder
        yield folder
        inner = [*folder.safe.values(), *(each for all in folder.since.values() for each in all)]
        waiting += [each for each in inner if isinstance(each, Folder)]


def _read(path: Path) -> dict[str, File | Folder]:
    return {
        each.name: Folder(_read(each)) if each.is_dir() else File(each.read_bytes())
        for each in path.iterdir()
    }


def _spread(things: list[bytes], count: int) -> list[bytes]:
    return things[:: max(1, len(things) // count)]


# States and what must be in them


class State(Struct):
    tree: Tree
    told: Told
    where: str


class States:
    """Distinct states; the same one met later is held to what had been promised by then."""

    def __init__(self) -> None:
        self.all: dict[bytes, State] = {}

    def take(self, tree: Tree, told: Told, where: str) -> None:
        digest = hashlib.sha256()
        for path, data in sorted(tree.items()):
            # What is in a draft does not matter, only that one is there.
            content = b"" if data is None or "tmp/" in path else hashlib.sha256(data).digest()
            digest.update(f"{path}\n{data is None}\n".encode() + content)
        self.all[digest.digest()] = State(tree, told, where)


def written(tree: Tree, to: Path) -> Path:
    to.mkdir()
    for path, data in sorted(tree.items()):
        if data is None:
            (to / path).mkdir()
        else:
            (to / path).write_bytes(data)
    return to


Judge = Callable[[Path, Told], list[str]]


def judged(states: States, shop: Path, judge: Judge, fast: bool = False) -> list[str]:
    """The bad ones among them."""
    bad: list[str] = []
    for state in states.all.values():
        place = written(state.tree, shop / "state")
        try:
            bad += [f"{state.where}: {each}" for each in judge(place, state.told)]
        finally:
            faults.gone(place)
        if bad and fast:
            break
    return bad


def cut_anywhere(
    disk: Disk, seen: list[Call | str], told: Told, states: States, what: str, few: bool = False
) -> None:
    """The states after each call; what was told by then must be kept."""
    told = told.copy()
    for number, each in enumerate([*seen, "end"]):
        if isinstance(each, str):
            told.take(each)
        else:
            disk.take(each)
        name = f"{each.name} {each.path}" if isinstance(each, Call) else each
        for tree in disk.states(few=few):
            states.take(tree, told.copy(), f"{what}, cut after step {number}, {name}")

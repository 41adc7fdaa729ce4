"""A watch on every call that changes a folder, or makes it durable.

It stands in front of the functions of `os`, not of ours: whatever the product calls is seen, also
what a later change forgets to send through `storage`.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct


class Call(Struct):
    """One call that changes the disk under `root`, or makes it durable."""

    name: str
    path: str
    other: str = ""
    file: int = -1
    flags: int = 0
    data: bytes = b""
    size: int = 0


Do = Callable[[], Any]
Step = Callable[[Call, Do], Any]

_BY_FILE = ("write", "fsync", "fdatasync", "ftruncate", "close")
_BY_PATH = ("mkdir", "open", "rename", "replace", "unlink", "remove", "rmdir", "link")
_UNKNOWN = ("pwrite", "writev", "pwritev", "truncate", "symlink", "posix_fallocate", "renames")
_UNKNOWN += ("copy_file_range", "sendfile", "mknod", "mkfifo")
_SAME = {"replace": "rename", "remove": "unlink", "fdatasync": "fsync"}


class Watched:
    """While it is entered every such call goes through `step(call, do)`."""

    def __init__(self, root: Path, step: Step, closes: bool = False) -> None:
        self._root, self._step, self._closes = f"{root}{os.sep}", step, closes
        self._files: dict[int, str] = {}
        self._seen: set[str] = set()
        self._real = {
            name: getattr(os, name)
            for name in (*_BY_FILE, *_BY_PATH, *_UNKNOWN)
            if hasattr(os, name)
        }

    def __enter__(self) -> "Watched":
        for name, real in self._real.items():
            setattr(os, name, self._watched(name, real))
        return self

    def __exit__(self, *exception: object) -> None:
        for name, real in self._real.items():
            setattr(os, name, real)

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        by_file = name in _BY_FILE

        def watched(*args: Any, **words: Any) -> Any:
            do = lambda: real(*args, **words)  # noqa: E731 - a name for what is being passed on
            if by_file and args[0] in self._files:
                return self._on_file(name, args, do)
            if by_file:
                return self._on_unseen(name, args[0], do)
            path = self._inside(args[0])
            if path is None:
                return do()
            if name in _UNKNOWN or words.get("dir_fd") is not None:
                raise AssertionError(f"the harness does not know os.{name}: teach it")
            return self._on_path(name, path, args, do)

        return watched

    def _on_file(self, name: str, args: tuple[Any, ...], do: Do) -> Any:
        file = args[0]
        if name == "close":
            path = self._files.pop(file)
            return self._step(Call("close", path, file=file), do) if self._closes else do()
        call = Call(_SAME.get(name, name), self._files[file], file=file)
        if name == "write":
            call.data = bytes(args[1])
        if name == "ftruncate":
            call.size = args[1]
        return self._step(call, do)

    def _on_unseen(self, name: str, file: int, do: Do) -> Any:
        """A file opened by other means than `os.open` shows when it is flushed."""
        if _SAME.get(name, name) == "fsync":
            full = str(Path(f"/proc/self/fd/{file}").readlink())
            if (path := self._inside(full)) is not None:
                return self._step(Call("fsync", path, data=Path(full).read_bytes()), do)
        return do()

    def _on_path(self, name: str, path: str, args: tuple[Any, ...], do: Do) -> Any:
        call = Call(_SAME.get(name, name), path)
        if name == "open":
            call.flags = args[1]
            writes = call.flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if not writes and not Path(args[0]).is_dir():
                return do()
        if call.name in ("rename", "link"):
            other = self._inside(args[1])
            assert other is not None, "a file left the case folder"
            call.other = other
            if path not in self._seen and Path(args[0]).is_file():
                call.data = Path(args[0]).read_bytes()
        result = self._step(call, do)
        if name == "open":
            self._files[result] = path
            self._seen.add(path)
        return result

    def _inside(self, path: Any) -> str | None:
        if isinstance(path, int):
            return None
        full = f"{Path(os.fsdecode(path)).absolute()}{os.sep}"
        return full[len(self._root) :].rstrip(os.sep) if full.startswith(self._root) else None

"""Looking again and again while something runs: what is there for a moment counts, too."""

import threading
import time
from pathlib import Path

from everyword.vault.agefile import MAGIC
from tests.canary import Found, Search
from tests.canary_house import House

LIGHT = ("utf-8", "utf-16-le", "utf-16-be", "raw")


class Watching:
    """Looks through the watched folder until the block ends; words that come later are seen."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._seen: dict[Path, tuple[int, int, int]] = {}
        self.found: set[Found] = set()
        self.looks = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watching":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        words: dict[str, str | bytes] = {}
        search = Search(words)
        while not self._over.is_set():
            if len(words) != len(self._house.words):
                words = dict(self._house.words)
                search, self._seen = Search(words, only=LIGHT), {}
            for path in self._house.watched.rglob("*"):
                self._look_at(path, search)
            self.looks += 1
            time.sleep(0.02)

    def _look_at(self, path: Path, search: Search) -> None:
        try:
            status = path.lstat()
            state = (status.st_ino, status.st_mtime_ns, status.st_size)
            if not path.is_file() or self._seen.get(path) == state:
                return
            data = path.read_bytes()
        except OSError:
            return  # it was there a moment ago
        self._seen[path] = state
        if not data.startswith(MAGIC):
            self.found |= {Found(str(path), *said) for said in search.in_bytes(data, deep=0)}

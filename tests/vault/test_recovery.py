"""Killed, torn or refused at every single step: what was acknowledged is there, nothing doubled."""

import hashlib
import itertools
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from everyword.errors import StorageFailed
from everyword.model import Source, source_of_bytes
from everyword.vault import objects, storage
from everyword.vault.store import Vault, verify_case
from tests.vault.cases import SLOTS, now, object_paths, sealed_with

SOURCES = [source_of_bytes(f"{n}.txt", f"note {n}\n".encode() * (1 + 9_000 * n)) for n in range(3)]


def test_what_a_crash_left_is_put_right(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        kept = vault.seal(source_of_bytes("Sam.txt", b"kept, not committed"))
    journal = (case / "journal").read_bytes()
    (case / "journal").write_bytes(journal + journal[:50])
    (case / "tmp/left").write_bytes(b"over")
    with Vault.open(case, words, now, write=True) as vault:
        found = sealed_with(vault, b"kept, not committed")
        assert found is not None
        assert (found.leaf.kind, found.object, found.leaf.name) == (
            *("recover", kept.object, "Sam.txt"),
        )
        assert vault.source(found).head() == b"kept, not committed"
        assert len(vault.remarks) == 2
        assert "50 bytes of an unfinished record" in vault.remarks[0]
        assert str(kept.object) in vault.remarks[1]
    assert (case / "journal").read_bytes().startswith(journal)
    assert all(check.ok for check in verify_case(case, words, now))
    with Vault.open(case, words, now, write=True) as vault:
        assert vault.remarks == []
        assert len(vault.records()) == SLOTS + 5


def test_what_a_killed_writer_did_not_flush_is_flushed(
    case: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        kept = vault.seal(source_of_bytes("Sam.txt", b"kept"))
    steps: list[str] = []
    for name in ("sync", "data_sync", "sync_folder"):

        def watched(what: object, name: str = name, step: object = getattr(storage, name)) -> None:
            inside = what.relative_to(case).as_posix() if isinstance(what, Path) else ""
            steps.append(f"{name} {inside}".strip())
            step(what)  # type: ignore[operator]

        monkeypatch.setattr(storage, name, watched)
    Vault.open(case, words, now, write=True).close()

    assert steps == [
        *("sync", "sync_folder heads", "sync_folder ."),
        *(f"sync_folder objects/{str(kept.object)[:2]}", "sync_folder objects"),
        *("data_sync", "sync", "sync_folder heads"),
    ]


def test_what_is_not_ours_is_named_and_left(case: Path, words: str) -> None:
    whole = object_paths(case)[0]
    strange = case / "objects/00" / f"00{'1' * 30}.age"
    strange.parent.mkdir(exist_ok=True)
    strange.write_bytes(whole.read_bytes()[:-1])
    (case / "tmp/folder").mkdir()
    whole.rename(case / "elsewhere")
    with Vault.open(case, words, now, write=True) as vault:
        assert len(vault.records()) == SLOTS + 4
        assert [remark.split(":")[0] for remark in vault.remarks] == [
            "tmp/folder",
            whole.relative_to(case).as_posix(),
            strange.relative_to(case).as_posix(),
        ]
    assert strange.exists()


def work(case: Path, words: str, acknowledge: Callable[[str], None]) -> None:
    """Everything a writer does, with names acknowledged as they are kept; nothing twice."""
    with Vault.open(case, words, now, write=True) as vault:
        for number, source in enumerate(SOURCES):
            if sealed_with(vault, source.head(source.size)) is None:
                vault.seal(source)
            acknowledge(source.name)
            if number == 1:
                vault.commit()
        vault.write_private("work/1.age", b"decisions")
        vault.commit()


def _sha256(source: Source) -> str:
    return hashlib.sha256(source.open().read()).hexdigest()


class Stop:
    """Stands in front of every step of the storage, and ends the process at the chosen one."""

    def __init__(self, at: int, how: str) -> None:
        self.at, self.how, self.count = at, how, 0
        self.steps: list[str] = []
        numbers = itertools.count(1)
        # Object names decide which folders are new: the same ones each time, the same steps.
        secrets.token_hex = lambda size=32: f"{next(numbers):0{2 * size}x}"[::-1]
        for name in storage.STEPS:
            setattr(storage, name, self._before(name, getattr(storage, name)))

    def _before(self, name: str, step: Callable[..., object]) -> Callable[..., object]:
        def stepped(*arguments: object) -> object:
            self.count += 1
            self.steps.append(name)
            if self.count == self.at:
                if name == "write" and self.how == "torn":
                    file, data = arguments
                    os.write(file, bytes(data)[: len(bytes(data)) // 2])  # type: ignore[arg-type, call-overload]
                if self.how == "refused":
                    raise StorageFailed(reason="the disk reported a fault")
                os._exit(9)
            return step(*arguments)

        return stepped


def run(case: Path, words: str, at: int, how: str) -> tuple[int, set[str], list[str]]:
    """In a child: exit code, what it acknowledged, the steps it took if it was not killed."""
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(inward)
            stop = Stop(at, how)
            try:
                work(case, words, lambda name: os.write(outward, f"{name}\n".encode()) and None)
                code = 0
            except StorageFailed:
                code = 4
            os.write(outward, " ".join(stop.steps).encode())
        finally:
            os._exit(code)
    os.close(outward)
    with os.fdopen(inward, "rb") as told:
        lines = told.read().decode().split()
    _, status = os.waitpid(child, 0)
    kept = {line for line in lines if line.endswith(".txt")}
    return os.waitstatus_to_exitcode(status), kept, [line for line in lines if line not in kept]


@pytest.mark.parametrize("how", ["killed", "torn", "refused"])
def test_at_every_step(case: Path, words: str, tmp_path: Path, how: str) -> None:
    template = tmp_path / "template"
    shutil.copytree(case, template)
    code, _, steps = run(case, words, 0, how)
    assert code == 0
    assert set(steps) >= {"create", "write", "sync", "data_sync", "rename", "sync_folder"}

    for at, step in enumerate(steps, 1):
        if how == "torn" and step != "write":
            continue
        shutil.rmtree(case)
        shutil.copytree(template, case)
        code, kept, _ = run(case, words, at, how)
        assert code == {"killed": 9, "torn": 9, "refused": 4}[how], at
        if how == "refused":
            assert list((case / "tmp").iterdir()) == []

        with Vault.open(case, words, now, write=True) as vault:
            names = [sealed.leaf.name for sealed in vault.records() if sealed.object]
            assert kept <= set(names), at
            assert len(names) == len(set(names)), at
        work(case, words, lambda name: None)

        with Vault.open(case, words, now, write=False) as vault:
            assert vault.remarks == []
            later = [each for each in vault.records()[SLOTS + 4 :] if each.object]
            names = sorted(str(each.leaf.name) for each in later)
            assert names == [source.name for source in SOURCES], at
            assert vault.read_private("work/1.age") == b"decisions"
        assert [each.said for each in verify_case(case, words, now) if not each.ok] == [], at
        assert len(object_paths(case)) == 3 + len(SOURCES)
        assert len(list(objects.names(case))) == 3 + len(SOURCES)

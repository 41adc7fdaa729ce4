"""The way in: make, open, seal, find, read back; one writer; nothing after a failed write."""

import datetime as dt
import os
import shutil
import stat
from pathlib import Path

import pytest

from everyword.errors import (
    CaseExists,
    CaseInUse,
    Damaged,
    NoCase,
    SourceUnreadable,
    StorageFailed,
    WrongPassphrase,
    WrongUsage,
)
from everyword.model import Source, source_of_bytes
from everyword.vault import heads, storage, tree
from everyword.vault.store import Vault, verify_case
from tests.vault.cases import SLOTS, filled, make_vault, now, object_paths


def tree_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_new_case_is_private_and_opens_both_ways(tmp_path: Path) -> None:
    folder = tmp_path / "deep/er/case"
    vault, words, code = make_vault(folder)
    vault.close()

    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.rglob("*") if p.is_file()} == {0o600}
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.rglob("*") if p.is_dir()} == {0o700}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for typed in (words, code):
        with Vault.open(folder, typed, now, write=False) as opened:
            assert opened.database_key == vault.database_key
            assert opened.origin == f"everyword/case/{vault.case_id}"
    with pytest.raises(WrongPassphrase):
        Vault.open(folder, "other words", now, write=True)
    # The refused writer has let the lock go.
    Vault.open(folder, words, now, write=True).close()


@pytest.mark.usefixtures("quick_words")
def test_a_folder_in_use_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for folder in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(CaseExists):
            Vault.create(folder, now)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(NoCase):
        Vault.open(tmp_path, "words", now, write=True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_was_sealed_is_found_and_read_back(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=False) as vault:
        chat, empty, long, clock = vault.records()[SLOTS:]
        for sealed, data in ((chat, b"03/04/2024, 21:07 - Alex: hello\n"), (empty, b"")):
            source = vault.source(sealed)
            assert (source.name, source.size) == (sealed.leaf.name, len(data))
            with source.open() as stream:
                assert stream.read() == data
        assert vault.source(long).head(1000) == (bytes(range(256)) * 4)[:1000]
        assert (clock.object, clock.leaf.kind) == (None, "clock")
        with pytest.raises(ValueError, match="no content"):
            vault.source(clock)


def test_the_newest_head_stands_over_all_records(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        before = vault.head_note()
        vault.seal(source_of_bytes("more", b"more"))
        assert vault.head_note() == before
        assert len(vault.records()) == SLOTS + 5
        vault.commit()
        head = heads.verify(vault.head_note(), vault.public_key)

        assert (head.size, head.origin) == (SLOTS + 5, vault.origin)
        assert head.root == tree.root(vault.leaf_hashes())
        count = len(list((case / "heads").iterdir()))
        vault.commit()
        assert len(list((case / "heads").iterdir())) == count


def test_reading_takes_no_lock_and_changes_nothing(case: Path, words: str) -> None:
    with (case / "journal").open("ab") as file:
        file.write(bytes(30))
    (case / "tmp/left").write_bytes(b"over")
    before = tree_of(case)
    with (
        Vault.open(case, words, now, write=False) as one,
        Vault.open(case, words, now, write=False) as two,
    ):
        assert one.records() == two.records()
        for action in (one.commit, lambda: one.note("clock")):
            with pytest.raises(WrongUsage):
                action()
        with pytest.raises(WrongUsage):
            one.seal(source_of_bytes("x", b"x"))
    verify_case(case, words, now)

    assert tree_of(case) == before


def test_one_writer_beside_readers(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as writer:
        with pytest.raises(CaseInUse):
            Vault.open(case, words, now, write=True)
        writer.seal(source_of_bytes("x", b"x"))
        with Vault.open(case, words, now, write=False) as reader:
            assert len(reader.records()) == SLOTS + 4
    Vault.open(case, words, now, write=True).close()


def test_a_source_that_fails_costs_itself_only(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        with pytest.raises(SourceUnreadable):
            vault.seal(Source("gone", 4, lambda: (case / "gone").open("rb")))
        vault.seal(source_of_bytes("next", b"next"))
        vault.commit()
    assert all(check.ok for check in verify_case(case, words, now))


@pytest.mark.parametrize("step", ["write", "sync", "rename", "sync_folder"])
def test_after_a_failed_write_nothing_more_is_taken(
    case: Path, words: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = storage.sync_folder

    def fail(*arguments: object) -> None:
        if arguments == (case / "objects",):
            whole(case / "objects")  # that of a new folder, before there is an object in it
        else:
            raise StorageFailed(reason="the disk is full")

    with Vault.open(case, words, now, write=True) as vault:
        with monkeypatch.context() as patch, pytest.raises(StorageFailed):
            patch.setattr(storage, step, fail)
            vault.seal(source_of_bytes("x", b"x"))
        for action in (vault.commit, lambda: vault.seal(source_of_bytes("y", b"y"))):
            with pytest.raises(StorageFailed, match="opened again"):
                action()
        assert list((case / "tmp").iterdir()) == []
    with Vault.open(case, words, now, write=True) as vault:
        kept = step == "sync_folder"
        assert [sealed.leaf.name for sealed in vault.records()[SLOTS + 4 :]] == (
            ["x"] if kept else []
        )
    assert all(check.ok for check in verify_case(case, words, now))


@pytest.mark.parametrize("step", ["append_to", "write", "data_sync", "create", "rename"])
def test_a_commit_that_failed_is_not_tried_again(
    case: Path, words: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise StorageFailed(reason="the disk reported a fault")

    with Vault.open(case, words, now, write=True) as vault:
        vault.seal(source_of_bytes("x", b"x"))
        with monkeypatch.context() as patch, pytest.raises(StorageFailed):
            patch.setattr(storage, step, fail)
            vault.commit()
        with pytest.raises(StorageFailed, match="opened again"):
            vault.commit()
    with Vault.open(case, words, now, write=True) as vault:
        assert [sealed.leaf.name for sealed in vault.records()[SLOTS + 4 :]] == ["x"]
    assert all(check.ok for check in verify_case(case, words, now))


def test_private_files_are_sealed_and_come_back(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        vault.write_private("work/2.age", b"newer")
        vault.write_private("work/1.age", b"Rowan's decisions")

        assert vault.private_names("work") == ["1.age", "2.age"]
        assert vault.read_private("work/1.age") == b"Rowan's decisions"
        assert b"Rowan" not in (case / "work/1.age").read_bytes()
        for name in ("case.db", "work/../FORMAT", "/work/x.age", "work/.age/x.age"):
            with pytest.raises(ValueError, match="private files"):
                vault.write_private(name, b"")
        (case / "work/2.age").write_bytes((case / "work/1.age").read_bytes())
        for name in ("work/2.age", "work/3.age"):
            with pytest.raises(Damaged, match=name):
                vault.read_private(name)


def test_an_object_put_in_anothers_place_is_not_taken_for_it(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=False) as vault:
        chat, empty, *_ = vault.records()[SLOTS:]
        paths = {path.stem: path for path in object_paths(case)}
        shutil.copy(paths[str(empty.object)], paths[str(chat.object)])
        with pytest.raises(Damaged, match=str(chat.object)):
            vault.source(chat).open()


@pytest.mark.parametrize("name", ["recipient.txt", "journal", "heads/6.note"])
def test_damage_stops_writing_but_not_reading(case: Path, words: str, name: str) -> None:
    path = case / name
    data = bytearray(path.read_bytes())
    data[10] ^= 1
    path.write_bytes(data)
    before = tree_of(case)
    with pytest.raises(Damaged):
        Vault.open(case, words, now, write=True)
    with Vault.open(case, words, now, write=False) as vault:
        assert "damaged" in vault.remarks[0]
        with pytest.raises(Damaged):
            vault.head_note()
    assert tree_of(case) == before


def test_a_clock_without_zone_is_refused_and_zones_become_utc(case: Path, words: str) -> None:
    bombay = dt.timezone(dt.timedelta(hours=5, minutes=30))
    for moment, seen in (
        (dt.datetime(2024, 4, 3, 1, 0, tzinfo=bombay), "2024-04-02T19:30:00Z"),
        (dt.datetime(2024, 4, 3, 1, 0), None),  # noqa: DTZ001 (the naive time is the point)
    ):
        with Vault.open(case, words, lambda moment=moment: moment, write=True) as vault:
            if seen is None:
                with pytest.raises(ValueError, match="zone"):
                    vault.note("clock")
            else:
                assert vault.note("clock").leaf.seen == seen


def test_the_order_of_the_steps_is_the_promise(
    case: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill cannot show a missing flush; a power loss would."""
    steps: list[str] = []

    def watch(name: str) -> None:
        step = getattr(storage, name)

        def watched(*arguments: object) -> object:
            paths = [p.relative_to(case).parts[0] for p in arguments if isinstance(p, Path)]
            steps.append(" ".join([name, *paths]))
            return step(*arguments)

        monkeypatch.setattr(storage, name, watched)

    with Vault.open(case, words, now, write=True) as vault:
        part = next(f"{n:02x}" for n in range(256) if not (case / f"objects/{n:02x}").exists())
        monkeypatch.setattr("secrets.token_hex", lambda size: part * size)
        for name in storage.STEPS:
            watch(name)
        vault.seal(source_of_bytes("x", b"x"))
        sealing, steps[:] = list(steps), []
        vault.commit()

    assert sealing == [
        *("make_folder objects", "sync_folder objects"),
        *("create tmp", "write", "sync", "rename tmp objects", "sync_folder objects"),
    ]
    assert steps == [
        *("append_to journal", "write", "data_sync"),
        *("create tmp", "write", "sync", "rename tmp heads", "sync_folder heads"),
    ]


def test_names_as_odd_as_disks_have_them(case: Path, words: str) -> None:
    names = ["../../etc/passwd", "a\x00b", os.fsdecode(b"\xff\xfe.txt"), "عربي.txt", "e\u0301", "-"]
    with Vault.open(case, words, now, write=True) as vault:
        for number, name in enumerate(names):
            vault.seal(source_of_bytes(name, bytes([number])))
        vault.commit()
    with Vault.open(case, words, now, write=False) as vault:
        assert [sealed.leaf.name for sealed in vault.records()[SLOTS + 4 :]] == names


def test_nothing_readable_is_in_the_folder(quick_words: None, tmp_path: Path) -> None:
    filled(tmp_path / "case")
    everything = b"".join(name.encode() + data for name, data in tree_of(tmp_path).items())

    for word in (b"Alex", b"hello", b"long.bin", b"2024", b"clock"):
        assert word not in everything

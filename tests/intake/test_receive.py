"""Receiving: order of promises, names, and files that are no files."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from everyword.errors import SourceUnreadable, StorageFailed
from everyword.index.store import Index, Query
from everyword.intake import receive
from everyword.intake.receive import Receiver, files_below, regular_source
from everyword.model import Source
from everyword.vault import storage
from everyword.vault.sealing import HELD
from everyword.vault.store import Vault
from tests.cases_made import Quiet, Ticking, make_case


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Vault, Index]]:
    words = make_case(tmp_path / "case")
    with (
        Vault.open(tmp_path / "case", words, Ticking(), write=True) as vault,
        Index(tmp_path / "case" / "case.db", vault.database_key) as index,
    ):
        yield vault, index


def take(opened: tuple[Vault, Index], *paths: Path) -> list[receive.Received]:
    receiver = Receiver(*opened, lambda object: {}, Quiet())
    return list(receiver.receive(list(paths), lambda row, fresh, path: None))


def test_folders_are_walked_in_order_and_names_kept(tmp_path: Path) -> None:
    drawer = tmp_path / "drawer"
    (drawer / "b").mkdir(parents=True)
    for name in ("z.txt", "b/y.txt", "a.txt", ".hidden"):
        (drawer / name).write_text("x")

    names = [each[1] for each in files_below([drawer]) if not isinstance(each, Exception)]
    assert names == ["drawer/.hidden", "drawer/a.txt", "drawer/b/y.txt", "drawer/z.txt"]
    assert [each[1] for each in files_below([drawer / "b" / ".." / "a.txt"])] == ["a.txt"]  # type: ignore[index]


def test_a_link_inside_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "drawer").mkdir()
    (tmp_path / "drawer" / "up").symlink_to(tmp_path)

    ((path, name),) = files_below([tmp_path / "drawer"])  # type: ignore[misc]
    with pytest.raises(SourceUnreadable, match="a link to another place"):
        regular_source(path, name)


def test_kept_is_said_only_when_the_object_is_there(
    opened: tuple[Vault, Index], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("words\n")
    there = []

    def after_kept(row: object, fresh: bool, path: object) -> None:
        there.append(len(list((tmp_path / "case" / "objects").rglob("*.age"))))

    receiver = Receiver(*opened, lambda object: {}, Quiet())
    list(receiver.receive([tmp_path / "a.txt"], after_kept))  # type: ignore[arg-type]

    assert there == [1]


def test_what_was_sealed_and_never_read_is_read_at_the_next_chance(
    opened: tuple[Vault, Index], tmp_path: Path
) -> None:
    vault, index = opened
    (tmp_path / "a.txt").write_text("words\n")
    vault.seal(regular_source(tmp_path / "a.txt", "a.txt"))
    receiver = Receiver(vault, index, lambda object: {}, Quiet())

    (received,) = receiver.catch_up()

    assert received.account is not None and received.account.items == 1
    assert list(receiver.catch_up()) == []
    assert index.count(Query(words="words")) == 1


def test_what_is_read_is_what_was_sealed(opened: tuple[Vault, Index], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before\n")
    receiver = Receiver(*opened, lambda object: {}, Quiet())

    def change(row: object, fresh: bool, path_: object) -> None:
        path.write_text("after\n")

    list(receiver.receive([path], change))  # type: ignore[arg-type]

    assert opened[1].count(Query(words="before")) == 1


def test_a_full_disk_stops_with_what_was_kept_kept(
    opened: tuple[Vault, Index], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"words of {name}\n")
    take(opened, tmp_path / "a.txt")

    def full(self: Vault, sources: list[Source], **rest: object) -> None:
        raise StorageFailed(reason="the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "seal_together", full)
        with pytest.raises(StorageFailed):
            take(opened, tmp_path / "b.txt")

    assert opened[1].count(Query()) == 1
    assert all(check.ok for check in opened[0].verify())


def test_a_name_that_is_not_utf8_is_shown_and_kept_exactly(
    opened: tuple[Vault, Index], tmp_path: Path
) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / name).write_text("x\n")

    (received,) = take(opened, tmp_path / name)

    assert received.row is not None and received.row.name == "caf\\xe9.txt"
    assert opened[0].records()[-1].leaf.name == name


def test_small_files_are_sealed_together_and_told_in_their_order(
    opened: tuple[Vault, Index], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes twice are still kept once, a large file goes alone, a link is said."""
    groups: list[list[str]] = []
    seal = Vault.seal_together

    def watched(self: Vault, sources: list[Source], **rest: Any) -> list[Any]:
        groups.append([source.name for source in sources])
        return seal(self, sources, **rest)

    monkeypatch.setattr(Vault, "seal_together", watched)
    drawer = tmp_path / "drawer"
    drawer.mkdir()
    (drawer / "a.txt").write_text("one\n")
    (drawer / "b.txt").write_text("two\n")
    (drawer / "c").symlink_to("a.txt")
    (drawer / "d.txt").write_text("one\n")
    (drawer / "e.bin").write_bytes(bytes(HELD + 1))
    (drawer / "f.txt").write_text("six\n")
    told: list[tuple[str, bool]] = []

    receiver = Receiver(*opened, lambda object: {}, Quiet())
    found = list(
        receiver.receive([drawer], lambda row, fresh, path: told.append((row.name, fresh)))
    )

    names = [Path(each.path).name for each in found]
    assert names == ["a.txt", "b.txt", "c", "d.txt", "e.bin", "f.txt"]
    assert [each for each in groups if each] == [
        ["drawer/a.txt", "drawer/b.txt"],
        ["drawer/e.bin"],
        ["drawer/f.txt"],
    ]
    assert told == [
        *(("drawer/a.txt", True), ("drawer/b.txt", True), ("drawer/a.txt", False)),
        *(("drawer/e.bin", True), ("drawer/f.txt", True)),
    ]
    assert found[2].error is not None and not found[3].fresh
    assert len(opened[0].files()) == 4 and all(check.ok for check in opened[0].verify())


def test_of_none_is_said_that_it_is_kept_before_all_are_durable(
    opened: tuple[Vault, Index], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"words of {name}\n")
    told: list[str] = []

    def failing(folder: Path) -> None:
        raise StorageFailed(reason="the disk reported a fault")

    monkeypatch.setattr(storage, "sync_folder", failing)
    receiver = Receiver(*opened, lambda object: {}, Quiet())
    with pytest.raises(StorageFailed):
        list(
            receiver.receive(
                [tmp_path / "a.txt", tmp_path / "b.txt"],
                lambda row, fresh, path: told.append(row.name),
            )
        )
    assert told == []

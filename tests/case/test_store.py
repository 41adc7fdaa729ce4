"""A case: what is decided is checked against what is there, and survives the loss of the index."""

from pathlib import Path

import pytest

from everyword.case.decided import CiteTo, Said
from everyword.case.store import SNAPSHOTS, Case
from everyword.errors import Damaged, NotFound, WrongUsage
from everyword.index.store import Query
from everyword.vault.store import Sealed
from tests.case.conftest import add, first
from tests.cases_made import Ticking


def test_what_was_said_is_added_to_and_never_lost(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    (row,) = case.index.sources()
    assert case.work.said(row.object).how == "not said"

    add(case, path, how="own-device")
    add(case, path, custodian="Alex")

    assert case.work.said(row.object) == Said("own-device", "Alex", {})


@pytest.mark.parametrize(
    "cite",
    [
        CiteTo("zzzz"),
        CiteTo("", quote="I will not send money"),
    ],
)
def test_a_cite_that_does_not_hold_is_refused(case: Case, cite: CiteTo) -> None:
    cite = CiteTo(cite.item or first(case), quote=cite.quote)

    with pytest.raises((NotFound, WrongUsage)):
        case.add_fact("S.", "2024-03-13", "alleged", (cite,))
    assert case.work.facts() == {}


def test_a_page_that_is_not_there_is_refused(case: Case, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("words\n")
    add(case, tmp_path / "note.txt")
    note = next(iter(case.index.find(Query(kind="document")))).id

    with pytest.raises(WrongUsage):
        case.add_fact("S.", "2024", "alleged", (CiteTo(note, page=9),))


def test_a_short_id_is_kept_whole(case: Case) -> None:
    fact = case.add_fact("S.", "2024", "alleged", (CiteTo(first(case)[:7], quote="send"),))

    assert fact.cites[0].item == first(case)


def test_so_many_snapshots_are_kept_and_no_more(case: Case) -> None:
    for _ in range(SNAPSHOTS + 3):
        case.save_work()

    assert len(case.vault.private_names("work")) == SNAPSHOTS
    assert all(check.ok for check in case.vault.verify())


def test_a_lost_index_is_said_and_never_begun_anew(tmp_path: Path, words: str, case: Case) -> None:
    case.add_fact("Kept.", "2024", "alleged", ())
    case.close()
    for path in (tmp_path / "case").glob("case.db*"):
        path.unlink()

    with pytest.raises(Damaged, match="everyword rebuild"):
        Case.open(tmp_path / "case", words, Ticking())
    assert not (tmp_path / "case" / "case.db").exists()


def test_the_files_are_walked_once_however_many_are_asked_for(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks = 0
    files = case.vault.files

    def counted() -> tuple[Sealed, ...]:
        nonlocal walks
        walks += 1
        return files()

    monkeypatch.setattr(case.vault, "files", counted)
    (row,) = case.index.sources()
    for _ in range(50):
        for entry in case.index.find(Query()):
            assert case.source_of(entry).size == row.size
    assert walks == 1

    (tmp_path / "later.txt").write_text("later\n")
    add(case, tmp_path / "later.txt")
    later = case.index.source("later.txt")
    assert case.sealed(later).leaf.name == "later.txt"
    case.delete(later, None)
    with pytest.raises(Damaged, match="names no sealed file"):
        case.sealed(later)
    assert case.sealed(row).key == row.object

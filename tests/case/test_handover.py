"""What leaves the case: the files behind the exhibits, whole, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.case.handover import chosen_sources, export
from everyword.case.store import Case
from everyword.case.work import Said
from everyword.errors import NotFound, WrongUsage
from everyword.index.store import Query
from everyword.vault.package import verify_package
from tests.cases_made import Quiet, Ticking, make_case


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    words = make_case(tmp_path / "case")
    for name in ("shown.txt", "secret.txt"):
        (tmp_path / name).write_text(f"words of {name}\n")
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as opened:
        paths = [tmp_path / "shown.txt", tmp_path / "secret.txt"]
        list(opened.add(paths, Said(), lambda row, fresh: None, Quiet()))
        opened.set_exhibit_prefix("AB")
        shown = next(iter(opened.index.find(Query(words="shown"))))
        opened.add_exhibit("Shown", (shown.id,), 2)
        yield opened


@pytest.mark.parametrize("form", ["fresh", "case"])
def test_only_the_chosen_bytes_are_in_the_package(case: Case, tmp_path: Path, form: str) -> None:
    export(case, tmp_path / "package", form=form)  # type: ignore[arg-type]

    everything = b"".join(p.read_bytes() for p in (tmp_path / "package").rglob("*") if p.is_file())
    assert b"words of shown" in everything
    assert b"secret" not in everything
    assert all(check.ok for check in verify_package(tmp_path / "package"))


def test_a_fresh_package_does_not_show_how_much_there_is(case: Case, tmp_path: Path) -> None:
    export(case, tmp_path / "package")

    assert (tmp_path / "package" / "seal" / "checkpoint").read_text().splitlines()[1] == "1"
    assert case.vault.case_id not in (tmp_path / "package" / "seal" / "checkpoint").read_text()


def test_the_case_notes_that_it_was_handed_over(case: Case, tmp_path: Path) -> None:
    export(case, tmp_path / "package")

    assert case.vault.records()[-1].leaf.kind == "export"
    assert all(check.ok for check in case.vault.verify())


def test_an_exhibit_that_is_not_there_is_said(case: Case) -> None:
    with pytest.raises(NotFound):
        chosen_sources(case, ["AB9"])
    case.remove("exhibit", "AB1")
    with pytest.raises(WrongUsage):
        chosen_sources(case, [])

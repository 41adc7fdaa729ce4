"""What the tests of the vault share: a package of each form, and a small case to work on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.vault import keys
from tests.cases_made import quick_stretch
from tests.vault.cases import filled
from tests.vault.packages import write


@pytest.fixture(params=["fresh", "case"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write(tmp_path / "p", form=request.param)
    return tmp_path / "p"


@pytest.fixture
def quick_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_stretch", quick_stretch)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A filled case and its passphrase, made once; for use with `quick_words`."""
    folder = tmp_path_factory.mktemp("vault") / "case"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_stretch", quick_stretch)
        return folder, filled(folder)


@pytest.fixture
def case(quick_words: None, template: tuple[Path, str], tmp_path: Path) -> Iterator[Path]:
    """A copy of the filled case; open it with `words`."""
    folder = tmp_path / "case"
    shutil.copytree(template[0], folder)
    yield folder


@pytest.fixture
def words(template: tuple[Path, str]) -> str:
    return template[1]

"""A package of each form, for every test that asks for one."""

from pathlib import Path

import pytest

from tests.vault.packages import write


@pytest.fixture(params=["fresh", "case"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write(tmp_path / "p", form=request.param, cover="What this is.\n")
    return tmp_path / "p"

"""A case with one short chat in it, open for writing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.index.store import Query
from everyword.vault import keys
from tests.cases_made import Quiet, Ticking, make_case, remembered_stretch

CHAT = "13/03/2024, 21:07 - Alex: I will send money\n14/03/2024, 08:00 - Sam: ok\n"


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(keys, "_stretch", remembered_stretch)
    return make_case(tmp_path / "case")


@pytest.fixture
def case(tmp_path: Path, words: str) -> Iterator[Case]:
    (tmp_path / "WhatsApp Chat with Sam.txt").write_text(CHAT)
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as opened:
        add(opened, tmp_path / "WhatsApp Chat with Sam.txt")
        yield opened


def add(case: Case, path: Path, **said: str) -> None:
    for received in case.add([path], Said(**said), lambda row, fresh: None, Quiet()):
        assert received.error is None


def first(case: Case) -> str:
    return next(iter(case.index.find(Query()))).id

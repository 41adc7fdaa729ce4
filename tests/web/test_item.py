"""One item: its words, its neighbours in the conversation, its source."""

import hashlib
from pathlib import Path

import pytest

from everyword.case.store import Case
from everyword.errors import NotFound
from everyword.index.store import Query
from everyword.web.screens import item


def test_it_stands_between_its_neighbours(case: Case, tmp_path: Path) -> None:
    (entry,) = case.index.find(Query(words='"number 17"'))
    shown = item.make(case, {"id": entry.id})

    numbers = [int(row["text"].split()[2]) for row in shown["around"]]
    assert numbers == list(range(12, 23))
    assert [row["own"] for row in shown["around"]].index(True) == item.AROUND
    (path,) = tmp_path.glob("WhatsApp*")
    assert shown["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert shown["places"] == [f"{path.name}, line 18 to 18"]


def test_what_is_not_there_is_said(case: Case) -> None:
    with pytest.raises(NotFound):
        item.make(case, {})

"""Where messages stand in their conversation, by looking for a few or by going through all."""

from pathlib import Path

import pytest

from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.index import conversations
from everyword.index.conversations import Conversations
from everyword.index.store import Query
from tests.cases_made import Quiet, Ticking, make_case

COUNT = 60


@pytest.mark.parametrize("few", [0, 1000])
def test_places_are_found_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(conversations, "FEW", few)
    words = make_case(tmp_path / "case")
    for name in ("Sam", "Kim"):
        lines = (f"03/12/2024, 10:{n:02} - {name}: {name} {n}\n" for n in range(COUNT))
        path = tmp_path / f"WhatsApp Chat with {name}.txt"
        path.write_text("14/12/2024, 09:00 - Zoe: first\n" + "".join(lines))
        answers = {"date_order": "dmy"}
        with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
            said = Said("own-device", None, answers)
            list(case.add([path], said, lambda row, fresh: None, Quiet()))
    with Case.open(tmp_path / "case", words, Ticking()) as case:
        (like,) = case.index.find(Query(words='"Sam 7"'))
        (other,) = case.index.find(Query(words='"Kim 7"'))
        known = Conversations(case.index)
        ordered = known.of(like)

        assert len(ordered) == COUNT + 1
        assert known.places(like, [like.n, other.n, ordered[20]]) == [7, 20]
        assert case.index.numbered(ordered[7]) == like
        assert known.of(like) is ordered and known.of(other) is not ordered

"""The payments of a case as a stream, each with its places."""

from pathlib import Path

import pytest

from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.index.paying import paid
from everyword.vault import keys
from tests.cases_made import Quiet, Ticking, make_case, remembered_stretch
from tests.schedules.papers import CURRENT, ofx


def test_in_order_of_time_with_every_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_stretch", remembered_stretch)
    words = make_case(tmp_path / "case")
    one = ofx(tmp_path / "1.ofx", "1", CURRENT[3:])
    two = ofx(tmp_path / "2.ofx", "1", (*CURRENT[3:], ("2024-01-01", "-1.00", "kiosk")))
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        list(case.add([one, two], Said("own-device"), lambda row, fresh: None, Quiet()))
        found = list(paid(case.index.connection.execute))
        objects = {row.name: row.object for row in case.index.sources()}
        case.index.set_apart({objects["2.ofx"]})
        alone = list(paid(case.index.connection.execute))

    assert [each.payment.payee for each in found][:2] == ["kiosk", "MRS QUILL"]
    assert [len(each.stands) for each in found] == [1, 2, 2, 2, 2]
    assert [len(each.stands) for each in alone] == [0, 1, 1, 1, 1]

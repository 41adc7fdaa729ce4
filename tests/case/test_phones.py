"""What is said of a phone's zones, and which files are read again because of it."""

from pathlib import Path

import pytest

from everyword.case import phones
from everyword.case.store import Case
from everyword.errors import NotFound, WrongUsage
from tests.case.conftest import CHAT, add
from tests.cases_made import Quiet


def test_only_the_files_of_the_phone_are_read_again(case: Case, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text(CHAT.replace("Sam", "Rowan"))
    add(case, tmp_path / "mine.txt", phone="Pixel")

    read = [each.path for each in phones.set_zones(case, "Pixel", "Asia/Tokyo", Quiet())]

    assert read == ["mine.txt"]
    assert [row.name for row in phones.files_of(case, "Pixel")] == ["mine.txt"]
    assert phones.of_their_own(case, "Pixel") == []
    assert list(phones.set_zones(case, "Pixel", "Asia/Tokyo", Quiet())) == []  # nothing new
    assert [each.path for each in phones.remove_zones(case, "Pixel", Quiet())] == ["mine.txt"]
    with pytest.raises(NotFound):
        list(phones.remove_zones(case, "Pixel", Quiet()))
    assert [each.path for each in phones.undo_zones(case, Quiet())] == ["mine.txt"]
    assert case.work.zones() == {"Pixel": "Asia/Tokyo"}


def test_the_zone_of_the_phone_counts_before_that_of_the_case(case: Case) -> None:
    (row,) = case.index.sources()
    case.set("zone", "Europe/London")
    assert case.work.answers(row.object) == {"zone": "Europe/London"}
    case.work.decide(case.now, "said", row.object, {"phone": "Pixel"})
    assert case.work.answers(row.object) == {"zone": "Europe/London"}
    list(phones.set_zones(case, "Pixel", "Asia/Tokyo", Quiet()))
    assert case.work.answers(row.object) == {"zone": "Asia/Tokyo [phone: Pixel]"}
    case.work.decide(
        case.now, "said", row.object, {"phone": "Pixel", "answers": {"zone": "Asia/Seoul"}}
    )
    assert case.work.answers(row.object) == {"zone": "Asia/Seoul"}


def test_zones_are_kept_as_they_are_printed() -> None:
    kept = "Europe/London until 2023-05-05 09:30, then Europe/Berlin"
    assert phones.checked_zones("Europe/London until 2023-05-05T9:30; Europe/Berlin") == kept
    for typed in ("Europe/Nowhere", "localtime", f"{kept} [phone: x]"):
        with pytest.raises(WrongUsage):
            phones.checked_zones(typed)

"""Slots added, changed and taken away, always with a line in the journal."""

from pathlib import Path

import pyrage
import pytest

from everyword.case import grants
from everyword.errors import NotFound, Refused, WrongUsage
from everyword.vault import keys
from everyword.vault.grants import HOLDER, standing
from everyword.vault.store import Vault, verify_case
from tests.cases_made import Ticking, make_case


def test_every_change_is_logged_and_the_case_stays_whole(tmp_path: Path) -> None:
    words = make_case(tmp_path / "case")
    ann = pyrage.x25519.Identity.generate()
    with Vault.open(tmp_path / "case", words, Ticking(), write=True) as vault:
        slot = grants.add_holder(vault, "Ann", str(ann.to_public()))
        with pytest.raises(WrongUsage, match="Ann"):
            grants.add_holder(vault, "Ann", str(ann.to_public()))
        assert grants.remove_holder(vault, "Ann", dry_run=True) == [slot]
        assert grants.vault_slots(vault)[slot] == str(ann.to_public())
        assert grants.remove_holder(vault, "recovery") == ["slots/recovery.age"]
        assert grants.remove_holder(vault, "Ann") == [slot]
        with pytest.raises(NotFound):
            grants.remove_holder(vault, "Ann")
        assert list(grants.vault_slots(vault)) == ["slots/owner.age"]
    assert all(check.ok for check in verify_case(tmp_path / "case", words, Ticking()))


def test_the_last_slot_stays(tmp_path: Path) -> None:
    words = make_case(tmp_path / "case")
    with Vault.open(tmp_path / "case", words, Ticking(), write=True) as vault:
        vault.remove_beside("slots/owner.age", "slot removed")
        with pytest.raises(WrongUsage, match="last way"):
            grants.remove_holder(vault, "recovery")


def public() -> str:
    return str(pyrage.x25519.Identity.generate().to_public())


def test_a_holder_called_recovery_is_not_the_recovery_code(tmp_path: Path) -> None:
    """Of a case made when that name was still taken."""
    words, key = make_case(tmp_path / "case"), public()
    with Vault.open(tmp_path / "case", words, Ticking(), write=True) as vault:
        data = keys.lock_slot_to(vault.keys, key)
        path = "slots/key-00000001.age"
        vault.put_beside(path, data, "share", (("recipient", key), ("what", "slot")))
        vault.note("share", "recovery", (("recipient", key), ("what", HOLDER)))
        vault.commit()
        assert grants.remove_holder(vault, "recovery") == [path]
        assert standing(vault.records(), HOLDER) == {}
        assert grants.remove_holder(vault, "recovery") == ["slots/recovery.age"]


def test_all_slots_of_a_holder_go_and_nobody_elses(tmp_path: Path) -> None:
    words, ann, bo = make_case(tmp_path / "case"), public(), public()
    with Vault.open(tmp_path / "case", words, Ticking(), write=True) as vault:
        first = grants.add_holder(vault, "Ann", ann)
        others = grants.add_holder(vault, "Bo", bo)
        data = keys.lock_slot_to(vault.keys, ann)
        second = "slots/key-00000001.age"
        vault.put_beside(second, data, "share", (("recipient", ann), ("what", "slot")))
        vault.commit()
        assert sorted(grants.remove_holder(vault, "Ann")) == sorted([first, second])
        assert standing(vault.records(), HOLDER) == {"Bo": bo}
        assert {*grants.vault_slots(vault)} == {"slots/owner.age", "slots/recovery.age", others}
    assert all(check.ok for check in verify_case(tmp_path / "case", words, Ticking()))


def test_no_more_slots_than_are_tried(tmp_path: Path) -> None:
    words = make_case(tmp_path / "case")
    with Vault.open(tmp_path / "case", words, Ticking(), write=True) as vault:
        grants.remove_holder(vault, "recovery")
        for number in range(keys.MAX_SLOTS - 1):
            grants.add_holder(vault, f"holder {number}", public())
        before = len(vault.records()), sorted((tmp_path / "case/slots").iterdir())
        with pytest.raises(WrongUsage, match="at most 16"):
            grants.add_holder(vault, "one more", public())
        with pytest.raises(WrongUsage, match="at most 16"):
            grants.new_recovery(vault)
        assert before == (len(vault.records()), sorted((tmp_path / "case/slots").iterdir()))
        new = grants.change_passphrase(vault, None)  # takes the place of the old one
        assert len(grants.vault_slots(vault)) == keys.MAX_SLOTS
    with Vault.open(tmp_path / "case", new, Ticking(), write=False):
        pass


@pytest.mark.parametrize("empty", ["", " \t"])
def test_an_empty_passphrase_is_refused(tmp_path: Path, empty: str) -> None:
    words = make_case(tmp_path / "case")
    with (
        Vault.open(tmp_path / "case", words, Ticking(), write=True) as vault,
        pytest.raises(Refused, match="empty"),
    ):
        grants.change_passphrase(vault, empty)

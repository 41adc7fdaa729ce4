"""Slots added, changed and taken away, always with a line in the journal."""

from pathlib import Path

import pyrage
import pytest

from everyword.case import grants
from everyword.errors import NotFound, WrongUsage
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

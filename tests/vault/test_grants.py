"""The list of what was given to whom is read from the leaves, and only grows."""

from pathlib import Path

from everyword.vault.grants import HOLDER, REMOVED, WITNESS, grants, standing
from everyword.vault.store import Vault
from tests.vault.cases import now


def test_given_and_taken_back(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        vault.note("share", "Ann", (("recipient", "key1"), ("what", WITNESS)))
        vault.note("share", "Ann", (("recipient", "age1ann"), ("what", HOLDER)))
        vault.note("share", "Bo", (("recipient", "key2"), ("what", WITNESS)))
        vault.note("share", "Ann", (("what", WITNESS + REMOVED),))
        extra = (("root", "ab" * 32), ("items", "2"), ("recipient", "age1court"))
        vault.note("export", extra=extra)
        records = vault.records()

        assert standing(records, WITNESS) == {"Bo": "key2"} == vault.witnesses()
        assert standing(records, HOLDER) == {"Ann": "age1ann"}
        assert [(each.role, each.name, each.to) for each in grants(records)] == [
            ("slot", "slots/owner.age", "passphrase"),
            ("slot", "slots/recovery.age", "recovery code"),
            ("witness", "Ann", "key1"),
            ("key holder", "Ann", "age1ann"),
            ("witness", "Bo", "key2"),
            ("witness removed", "Ann", None),
            ("reader", None, "age1court"),
        ]

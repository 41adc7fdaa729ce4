"""The list of what was given to whom is read from the leaves, and only grows."""

from pathlib import Path

from everyword.vault import witness
from everyword.vault.grants import (
    COSIGNATURE,
    HOLDER,
    REMOVED,
    WITNESS,
    Cosignature,
    cosignatures,
    grants,
    standing,
)
from everyword.vault.store import Vault
from tests.vault.cases import now


def test_given_and_taken_back(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        vault.note("share", "Ann", (("recipient", "key1"), ("what", WITNESS)))
        vault.note("share", "Ann", (("recipient", "age1ann"), ("what", HOLDER)))
        vault.note("share", "Bo", (("recipient", "key2"), ("what", WITNESS)))
        vault.note("share", "Ann", (("what", WITNESS + REMOVED),))
        extra = (("root", "cd" * 32), ("recipient", "key3"), ("what", COSIGNATURE))
        vault.note("share", "Bo", extra, "ef" * 32, 90)
        extra = (("root", "ab" * 32), ("items", "2"), ("recipient", "age1court"))
        vault.note("export", extra=extra)
        records = vault.records()

        assert standing(records, WITNESS) == {"Bo": "key2"} == vault.witnesses()
        assert witness.ever_known(records) == {"Ann": "key1", "Bo": "key2"}
        assert cosignatures(records) == [Cosignature("Bo", "key3", "cd" * 32, "ef" * 32)]
        assert standing(records, HOLDER) == {"Ann": "age1ann"}
        assert [(each.role, each.name, each.to) for each in grants(records)] == [
            ("slot", "slots/owner.age", "passphrase"),
            ("slot", "slots/recovery.age", "recovery code"),
            ("witness", "Ann", "key1"),
            ("key holder", "Ann", "age1ann"),
            ("witness", "Bo", "key2"),
            ("witness removed", "Ann", None),
            ("cosignature", "Bo", "key3"),
            ("reader", None, "age1court"),
        ]

"""A file that keeps a case from being written to: the words name it, and how to put it right."""

import shutil
from pathlib import Path

import pyrage
import pytest

from everyword.errors import Damaged
from everyword.vault.deposit import Deposit
from everyword.vault.store import Vault
from tests.vault.cases import keys_of, now


def refused(case: Path, words: str) -> tuple[str, str, str]:
    with pytest.raises(Damaged) as raised:
        Vault.open(case, words, now, write=True)
    return raised.value.lines()


@pytest.mark.parametrize("left", ["another", "junk", "nothing"])
def test_another_key_in_recipient_txt(case: Path, words: str, left: str) -> None:
    path = case / "recipient.txt"
    path.unlink()
    if left != "nothing":
        other = str(pyrage.x25519.Identity.generate().to_public())
        path.write_text(f"{other if left == 'another' else left}\n")
    what, safe, do = refused(case, words)

    assert what.startswith("recipient.txt: damaged: ")
    assert safe.startswith("Nothing was changed")
    line = keys_of(case, words).recipient
    assert f"write a new one with this as its only line:  {line}  " in do
    path.unlink(missing_ok=True)
    path.write_text(f"{line}\n")
    Vault.open(case, words, now, write=True).close()


def test_while_locked_nobody_can_say_which_key_is_right(case: Path) -> None:
    (case / "recipient.txt").write_text("junk\n")
    with pytest.raises(Damaged) as raised:
        Deposit.open(case, now)

    assert raised.value.lines()[2].startswith("Unlock the case, it knows the line")


@pytest.mark.parametrize("left", ["junk", "an older one"])
def test_a_head_with_a_huge_number(case: Path, words: str, left: str) -> None:
    path = case / "heads/999999999999.note"
    newest = max((case / "heads").glob("*.note"), key=lambda each: int(each.stem))
    shutil.copy(newest, path)
    if left == "junk":
        path.write_text("junk\n")
    what, _, do = refused(case, words)

    assert what.startswith("heads/999999999999.note: damaged: ")
    assert "Look for heads/999999999999.note in another copy" in do and "move it out" in do
    path.rename(case.parent / "kept.note")
    Vault.open(case, words, now, write=True).close()

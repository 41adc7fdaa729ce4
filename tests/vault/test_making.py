"""New cases: every way to open one, and none that nobody could open."""

from pathlib import Path

import pyrage
import pytest

from everyword.errors import Refused, WrongPassphrase, WrongUsage
from everyword.model import source_of_bytes
from everyword.vault.deposit import Deposit
from everyword.vault.grants import HOLDER, standing
from everyword.vault.keys import lock_slot
from everyword.vault.making import Ways
from everyword.vault.store import Secrets, Vault, verify_case
from tests.vault.cases import now

KEY, OTHER = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))
MANY = tuple(
    (f"holder {number}", str(pyrage.x25519.Identity.generate().to_public())) for number in range(17)
)


def made(folder: Path, ways: Ways) -> Secrets:
    vault, secrets = Vault.create(folder, now, 16, ways)
    vault.close()
    return secrets


def test_a_key_holder_opens_it_with_their_own_key(quick_words: None, tmp_path: Path) -> None:
    ann, bo = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    secrets = made(tmp_path / "case", Ways(holders=(("Ann", str(ann.to_public())),)))
    text = f"# created: 2024\n# public key: {ann.to_public()}\n{ann}\n"
    for words in (secrets.passphrase, secrets.recovery_code, text, f"\r\n{ann}"):
        with Vault.open(tmp_path / "case", words, now, write=False) as vault:
            assert standing(vault.records(), HOLDER) == {"Ann": str(ann.to_public())}
    for words in (str(bo), str(ann).lower(), str(ann)[:-1]):
        with pytest.raises(WrongPassphrase):
            Vault.open(tmp_path / "case", words, now, write=False)
    assert all(check.ok for check in verify_case(tmp_path / "case", text, now))
    assert b"Ann" not in b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_in_deposit_mode_nothing_on_this_computer_opens_anything(tmp_path: Path) -> None:
    """The whole folder, and every word the person knows: no object decrypts."""
    ann = pyrage.x25519.Identity.generate()
    ways = Ways(owner=False, recovery=False, holders=(("Ann", str(ann.to_public())),))
    secrets = made(tmp_path / "case", ways)
    assert (secrets.passphrase, secrets.recovery_code) == ("", "")
    with Deposit.open(tmp_path / "case", now) as deposit:
        deposit.seal(source_of_bytes("x", b"x"))
    slots = list((tmp_path / "case/slots").iterdir())
    assert len(slots) == 1
    assert b"-> X25519 " in slots[0].read_bytes()
    assert b"scrypt" not in slots[0].read_bytes()
    for words in ("", "any words at all"):
        with pytest.raises(WrongPassphrase):
            Vault.open(tmp_path / "case", words, now, write=False)
    with Vault.open(tmp_path / "case", str(ann), now, write=True) as vault:
        assert [each.leaf.name for each in vault.unconfirmed()] == ["x"]


def test_ones_own_passphrase_opens_it_however_typed(quick_words: None, tmp_path: Path) -> None:
    made(tmp_path / "case", Ways(recovery=False, passphrase="  Über  den Wolken "))

    Vault.open(tmp_path / "case", "über den wolken", now, write=False)
    assert [path.name for path in (tmp_path / "case/slots").iterdir()] == ["owner.age"]


@pytest.mark.parametrize(
    "ways",
    [
        Ways(owner=False, recovery=False),
        Ways(holders=(("Ann", "age1plugin1qqqq"),)),
        Ways(holders=(("Ann", "ssh-ed25519 AAAA"),)),
        Ways(holders=((" ", KEY),)),
        Ways(holders=(("recovery", KEY),)),
        Ways(holders=((" PassPhrase", KEY),)),
        Ways(holders=(("Ann", KEY), ("ann ", OTHER))),
        Ways(holders=(("Ann", KEY), ("Bo", KEY))),
        Ways(holders=MANY[:15]),
        Ways(owner=False, recovery=False, holders=MANY),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_made(ways: Ways, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage):
        Vault.create(tmp_path / "case", now, 16, ways)
    assert not (tmp_path / "case").exists()


@pytest.mark.parametrize("empty", ["", " \t\n"])
def test_an_empty_passphrase_is_refused(empty: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="empty"):
        Vault.create(tmp_path / "case", now, 16, Ways(passphrase=empty))
    assert not (tmp_path / "case").exists()


def test_with_as_many_slots_as_there_can_be_every_one_opens(
    quick_words: None, tmp_path: Path
) -> None:
    last = pyrage.x25519.Identity.generate()
    holders = (*MANY[:13], ("last", str(last.to_public())))
    secrets = made(tmp_path / "case", Ways(holders=holders))
    for words in (secrets.passphrase, secrets.recovery_code, str(last)):
        Vault.open(tmp_path / "case", words, now, write=False)


@pytest.mark.parametrize("typed", ["new words", None])
def test_a_slot_the_journal_never_named_is_left_and_said(
    case: Path, words: str, typed: str | None
) -> None:
    """Whoever opens the case, also with that very slot."""
    with Vault.open(case, words, now, write=True) as vault:
        (case / "slots/owner-01.age").write_bytes(lock_slot(vault.keys, "new words", 16))
    for _ in range(2):
        with Vault.open(case, typed or words, now, write=True) as vault:
            assert any("the journal does not name" in text for text in vault.remarks)
        assert any(not check.ok for check in verify_case(case, words, now))


def test_a_slot_that_a_kill_cut_off_goes(case: Path, words: str) -> None:
    """It was begun and not logged: nobody was ever told its secret."""
    with Vault.open(case, words, now, write=True) as vault:
        vault.note("share", "slots/owner-01.age", (("what", "slot begun"),))
        vault.commit()
        (case / "slots/owner-01.age").write_bytes(lock_slot(vault.keys, "new words", 16))
    with Vault.open(case, words, now, write=True) as vault:
        assert any("cut off" in text for text in vault.remarks)
    assert sorted(path.name for path in (case / "slots").iterdir()) == ["owner.age", "recovery.age"]
    assert all(check.ok for check in verify_case(case, words, now))


def test_a_slot_taken_away_and_put_back_goes_again(case: Path, words: str) -> None:
    data = (case / "slots/recovery.age").read_bytes()
    with Vault.open(case, words, now, write=True) as vault:
        vault.remove_beside("slots/recovery.age", "slot removed")
    (case / "slots/recovery.age").write_bytes(data)
    assert any(not check.ok for check in verify_case(case, words, now))
    with Vault.open(case, words, now, write=True) as vault:
        assert any("it was taken away" in text for text in vault.remarks)
    assert not (case / "slots/recovery.age").exists()
    assert all(check.ok for check in verify_case(case, words, now))

"""Changing who can open a case: each change is a slot in the folder and a leaf in the journal."""

from collections.abc import Callable

from everyword.errors import NotFound, WrongUsage
from everyword.vault import keys, layout
from everyword.vault.grants import HOLDER, REMOVED, standing
from everyword.vault.making import check_count, check_holder, check_passphrase
from everyword.vault.store import Vault
from everyword.vault.words import new_passphrase, new_recovery_code, normalise

Show = Callable[[str], object]


def _not_shown(words: str) -> None:
    """Whoever asked has what is returned."""


def add_holder(vault: Vault, name: str, recipient: str) -> str:
    """One more slot, for the holder of this public age key; returns its path."""
    check_holder(name, recipient, standing(vault.records(), HOLDER))
    check_count(len(vault_slots(vault)) + 1)
    path = f"slots/{keys.new_name('key')}"
    vault.put_slot(path, keys.lock_slot_to(vault.keys, recipient), recipient)
    vault.note("share", name, (("recipient", recipient), ("what", HOLDER)))
    vault.commit()
    return path


def remove_holder(vault: Vault, name: str, dry_run: bool = False) -> list[str]:
    """Every slot of this holder's key taken away, and nobody else's.

    Also `recovery`, for the recovery code, and the path of a file in slots/. A holder of that name,
    in a case of long ago, comes first.
    """
    holders, slots = standing(vault.records(), HOLDER), vault_slots(vault)
    wanted = holders.get(name) or ("recovery code" if name == "recovery" else None)
    found = [path for path, to in slots.items() if to == wanted or path == name]
    if name in unknown_slots(vault) and layout.is_beside(name):
        found = [name]
    if not found:
        raise NotFound(thing="key holder", name=name, command="everyword key list")
    if not slots.keys() - {*found}:
        raise WrongUsage(
            problem="That is the last way to open this case.",
            remedy="Add another first:  everyword key passphrase",
        )
    if dry_run:
        return found
    going = {slots[path] for path in found if path in slots}
    going -= {to for path, to in slots.items() if path not in found}
    for path in found[:-1]:
        vault.remove_beside(path, "slot removed")
    # With the last slot, in one write: as long as one of them opens, its holder has a line.
    for each in [each for each, key in holders.items() if key in going]:
        vault.note("share", each, (("what", HOLDER + REMOVED),))
    vault.remove_beside(found[-1], "slot removed")
    return found


def change_passphrase(vault: Vault, passphrase: str | None, show: Show = _not_shown) -> str:
    """The new one: as given, or six words.

    `show` is given them while the old one still opens the case: if the power goes in between, there
    must be words that somebody has seen.
    """
    if passphrase is not None:
        check_passphrase(passphrase)
    words = passphrase or new_passphrase()
    slot = keys.lock_slot(vault.keys, normalise(words))
    _put(vault, "owner", slot, "passphrase", lambda: show(words))
    return words


def new_recovery(vault: Vault, show: Show = _not_shown) -> str:
    """The new code; `show` is given it while the old one still opens the case."""
    code = new_recovery_code()
    slot = keys.lock_slot(vault.keys, code)
    _put(vault, "recovery", slot, "recovery code", lambda: show(code))
    return code


def vault_slots(vault: Vault) -> dict[str, str]:
    """Path and key of each slot there is."""
    return {
        path: sealed.leaf.get("recipient") or ""
        for path, sealed in vault.beside().items()
        if path.startswith("slots/")
    }


def unknown_slots(vault: Vault) -> list[str]:
    """Files among the slots that the journal does not name: some may open the case."""
    there = sorted(f"slots/{path.name}" for path in keys.slot_files(vault.folder))
    return [path for path in there if path not in vault_slots(vault)]


def _put(vault: Vault, stem: str, data: bytes, to: str, shown: Callable[[], object]) -> None:
    """The new slot first, under a name of its own; then the old one goes."""
    old = [path for path, known in vault_slots(vault).items() if known == to]
    check_count(len(vault_slots(vault)) - len(old) + 1)
    vault.put_slot(f"slots/{keys.new_name(stem)}", data, to)
    shown()
    for each in old:
        vault.remove_beside(each, "slot removed")

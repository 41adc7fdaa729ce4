"""Changing who can open a case: each change is a slot in the folder and a leaf in the journal."""

from everyword.errors import NotFound, WrongUsage
from everyword.vault import keys
from everyword.vault.grants import HOLDER, REMOVED, standing
from everyword.vault.store import Vault
from everyword.vault.words import new_passphrase, new_recovery_code, normalise


def add_holder(vault: Vault, name: str, recipient: str) -> str:
    """One more slot, for the holder of this public age key; returns its path."""
    holders = standing(vault.records(), HOLDER)
    if name in holders or len(vault_slots(vault)) >= keys.MAX_SLOTS:
        raise WrongUsage(
            problem=f"{name} has a key already, or there are {keys.MAX_SLOTS} slots.",
            remedy="See them:  everyword key list",
        )
    path = f"slots/{keys.new_name('key')}"
    data = keys.lock_slot_to(vault.keys, recipient)
    vault.put_beside(path, data, "share", (("recipient", recipient), ("what", "slot")))
    vault.note("share", name, (("recipient", recipient), ("what", HOLDER)))
    vault.commit()
    return path


def remove_holder(vault: Vault, name: str, dry_run: bool = False) -> list[str]:
    """The slots of this name taken away; `recovery` is that of the recovery code."""
    recipient = standing(vault.records(), HOLDER).get(name)
    wanted = "recovery code" if name == "recovery" else recipient
    slots = vault_slots(vault)
    found = [path for path, to in slots.items() if wanted and to == wanted]
    if not found:
        raise NotFound(thing="key holder", name=name, command="everyword key list")
    if len(found) == len(slots):
        raise WrongUsage(
            problem="That is the last way to open this case.",
            remedy="Add another first:  everyword key passphrase",
        )
    for path in [] if dry_run else found:
        if recipient:
            vault.note("share", name, (("what", HOLDER + REMOVED),))
        vault.remove_beside(path, "slot removed")
    return found


def change_passphrase(vault: Vault, passphrase: str | None) -> str:
    """The new one: as given, or six words."""
    words = passphrase or new_passphrase()
    _put(vault, "owner", keys.lock_slot(vault.keys, normalise(words)), "passphrase")
    return words


def new_recovery(vault: Vault) -> str:
    code = new_recovery_code()
    _put(vault, "recovery", keys.lock_slot(vault.keys, code), "recovery code")
    return code


def vault_slots(vault: Vault) -> dict[str, str]:
    """Path and key of each slot there is."""
    return {
        path: sealed.leaf.get("recipient") or ""
        for path, sealed in vault.beside().items()
        if path.startswith("slots/")
    }


def _put(vault: Vault, stem: str, data: bytes, to: str) -> None:
    """The new slot first, under a name of its own; then the old one goes."""
    old = [path for path, known in vault_slots(vault).items() if known == to]
    path = f"slots/{keys.new_name(stem)}"
    vault.put_beside(path, data, "share", (("recipient", to), ("what", "slot")))
    vault.commit()
    for each in old:
        vault.remove_beside(each, "slot removed")

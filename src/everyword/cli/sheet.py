"""Writing the recovery sheet to a file the person named."""

from pathlib import Path

from everyword.bundle.pages.papers import recovery_sheet
from everyword.case.grants import vault_slots
from everyword.cli.files import write_new
from everyword.cli.settings import now, remark
from everyword.vault.heads import read_body, split
from everyword.vault.store import Vault
from everyword.vault.words import fingerprint


def write_sheet(vault: Vault, code: str, path: Path) -> None:
    """One page to print: the code, its dangers, and the newest head. Raises StorageFailed."""
    head = read_body(split(vault.head_note())[0])
    page = recovery_sheet(
        code,
        vault.case_id,
        now().date().isoformat(),
        head.size,
        fingerprint(head.root),
        is_deposit="passphrase" not in vault_slots(vault).values(),
    )
    write_new(path, page)
    remark(f"{path}: print it, then delete the file: it holds the code.")

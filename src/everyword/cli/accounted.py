"""What became of a source, in words and as an exit code: for all commands that read or list one."""

from everyword.accounting import Account

WORST = (0, 1, 3, 4, 5, 6, 70)
"""Exit codes: the last of these that any file asks for is the command's."""
NOT_READ = "locked: kept, not read; only its hash, size and name are shown (everyword how list)"


def account_words(account: Account) -> str:
    """units = items + doubled + skipped + problems, in words, with the sum that must hold."""
    kept = account.items - account.doubled - account.locked
    parts = [counted(kept, "item")]
    if account.doubled:
        parts.append(f"{account.doubled:,} already here from another source")
    if account.locked:
        parts.append(f"{account.locked:,} locked (everyword how list)")
    if account.skipped:
        parts.append(f"{account.skipped:,} left out")
    if account.problems:
        parts.append(f"{account.problems:,} not readable")
    reader = account.reader or "no reader"
    unread = f" ({account.unread:,} kept as it is, not read)" if account.unread else ""
    return f"{reader}; {counted(account.units, account.unit)} = {' + '.join(parts)}{unread}"


def counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"

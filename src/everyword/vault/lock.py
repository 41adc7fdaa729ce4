"""One writer at a time: flock on the file `lock`, which is never deleted.

flock, not fcntl locks: those are lost when any descriptor of the file is closed. The lock goes
with the process, so a crash never leaves a case locked. Reading takes no lock: objects are written
once, and journal frames and heads are complete or ignored.
"""

import errno
import fcntl
import os
from pathlib import Path

from everyword.errors import CaseInUse, StorageFailed
from everyword.vault import storage


def acquire(path: Path) -> int:
    """A descriptor that holds the lock until it is closed. Raises CaseInUse."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as fault:
        raise StorageFailed(reason=fault.strerror or str(fault)) from fault
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        os.close(file)
        if fault.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES):
            raise CaseInUse() from None
        raise StorageFailed(reason=f"the disk cannot lock files ({fault.strerror})") from fault
    return file


def release(file: int) -> None:
    storage.close(file)

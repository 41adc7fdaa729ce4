"""Where things are in a case folder of format 1, and what its first lines say.

FORMAT            "everyword 1", the case id (32 random hex digits)
lock              flock target of the one writer; never deleted
recipient.txt     the case's public age key: enough to record or add while locked
slots/*.age       the keys, locked by words
objects/ab/*.age  one file for each sealed thing
journal           one frame for each leaf
journal.cache     the journal as last opened, for speed; may be missing
journal.cut-*     what was cut off its end and was not just torn; kept, not used
heads/<size>.note signed tree heads; .tsq .tsr .pem .ots beside them: time from outside; a size has
                  no leading zero
case.db           the index and the work
work/*.age        snapshots of the work
tmp/              what is being written
"""

import re
from pathlib import Path
from typing import Final

from everyword.errors import Damaged, NoCase
from everyword.vault.storage import open_plain

FOLDERS: Final = ("slots", "objects", "heads", "work", "tmp")
MAX_LINES: Final = 4096

_FORMAT = re.compile(rb"everyword 1\n([0-9a-f]{32})\n")
_SIZE = r"(?:0|[1-9][0-9]{0,17})"
_OUTSIDE = r"(?:\.[a-z0-9-]{1,20})?\.(?:tsq|tsr|ots|pem)"
_HEAD = re.compile(rf"({_SIZE})\.note")
_BESIDE = re.compile(rf"(slots|work)/[^/]{{1,200}}\.age|heads/{_SIZE}{_OUTSIDE}")
_KNOWN = re.compile(
    r"FORMAT|lock|recipient\.txt|journal(\.cache|\.cut-[0-9a-f]{8})?|case\.db(-wal|-shm)?|work/[^/]+\.age"
    rf"|slots/[^/]+\.age|heads/{_SIZE}(\.note|{_OUTSIDE})"
    r"|objects/(?P<part>[0-9a-f]{2})/(?P=part)[0-9a-f]{30}\.age"
)


def format_text(case_id: str) -> bytes:
    return f"everyword 1\n{case_id}\n".encode("ascii")


def read_case_id(folder: Path) -> str:
    """Raises NoCase where there is no FORMAT, Damaged where it is not of this format."""
    try:
        with open_plain(folder / "FORMAT") as stream:
            match = _FORMAT.fullmatch(stream.read(MAX_LINES))
    except (FileNotFoundError, NotADirectoryError):
        raise NoCase(path=folder) from None
    except OSError as fault:
        raise Damaged(path="FORMAT", reason=fault.strerror or str(fault)) from None
    if match is None:
        raise Damaged(path="FORMAT", reason="it does not say 'everyword 1' and the case's number")
    return match[1].decode("ascii")


def origin(case_id: str) -> str:
    """The name heads are signed under."""
    return f"everyword/case/{case_id}"


def recipient_text(recipient: str) -> bytes:
    return f"{recipient}\n".encode("ascii")


def head_sizes(folder: Path) -> list[int]:
    """The heads there are, oldest first."""
    found = (_HEAD.fullmatch(path.name) for path in (folder / "heads").glob("*.note"))
    return sorted(int(match[1]) for match in found if match)


def head_path(folder: Path, size: int) -> Path:
    return folder / "heads" / f"{size}.note"


def is_known(relative: str) -> bool:
    """Does a file of this name belong in a case folder? (`tmp/` is looked at by itself.)"""
    return _KNOWN.fullmatch(relative) is not None


def is_beside(relative: str) -> bool:
    """Is it a file beside the objects, whose hash stands in a leaf of its own name?"""
    return _BESIDE.fullmatch(relative) is not None


def beside_files(folder: Path) -> list[str]:
    """The files of that sort there are, in order."""
    found = [
        f"{part}/{path.name}"
        for part in ("heads", "slots", "work")
        for path in (folder / part).glob("*")
    ]
    return sorted(name for name in found if is_beside(name))


def check_folders(folder: Path) -> None:
    """A link in the place of a folder of ours would lead elsewhere. Raises Damaged."""
    parts = [folder / name for name in FOLDERS]
    for part in [*parts, *sorted((folder / "objects").glob("??"))]:
        if part.is_symlink() or (part.exists() and not part.is_dir()):
            name = part.relative_to(folder).as_posix()
            raise Damaged(path=name, reason="it is not a folder, but leads elsewhere")

"""Everything in a case folder that is not of the case: named, and told apart by what it could be.

A file nobody logged, such as a computer or an editor leaves behind, changes nothing: it is said
plainly, and is no damage. But whoever wants to smuggle something in gives it the name, the place or
the form of a part of the case; that is as strong a finding as a changed byte, also where it may
have come about by chance. In doubt it is the strong one: an examiner who is told too much can look
and put it aside, one who was told too little never looks.
"""

import re
from pathlib import Path
from typing import Final

from everyword.vault import agefile, layout
from everyword.vault.checks_said import Check, stray
from everyword.vault.storage import open_plain

NOBODYS: Final = "not part of the case: nobody's file, nothing was changed by it"
BY_ITSELF: Final = "; a computer puts such a file there when somebody looks into the folder"
NOT_OURS: Final = "it does not belong in a case folder"
LIKE_OURS: Final = f"{NOT_OURS}, and it could be taken for a part of the case"

_COMPUTERS: Final = re.compile(r"\.DS_Store|\._.+|[Tt]humbs\.db|[Dd]esktop\.ini", re.DOTALL)
_DOUBLE: Final = bytes.fromhex("00051607")
"""How an AppleDouble file begins (RFC 1740)."""
_STEM: Final = re.compile(
    r"[\W_]*(?:format|lock|recipient|journal|case\.db|slots|objects|heads|work|tmp)(?![a-z])"
)
"""A part of the case, and copies of it as people and editors name them."""
_ENDING: Final = re.compile(r"\.(?:age|note|tsq|tsr|ots)(?![a-z0-9])")


def check_names(folder: Path) -> list[Check]:
    """Everything that is not a file of ours by its name; tmp/ may hold leftovers of a crash."""
    found: list[Check] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_folder = path.is_dir() and not path.is_symlink()
        if (name.startswith("tmp/") and not is_folder) or (is_folder and _is_ours(name)):
            continue
        is_known = not is_folder and layout.is_known(name) and not is_double(folder, name)
        if not is_folder and (path.is_symlink() or not path.is_file()):
            found.append(Check(name, False, "it is not a plain file" if is_known else NOT_OURS))
        elif not is_known:
            found.append(_not_of_the_case(folder, name, is_folder))
    return found or [Check("folder", True, "nothing in it that does not belong there")]


def is_double(folder: Path, name: str) -> bool:
    """What a Mac puts beside each file on a stick: ._owner.age is no slot, and opens nothing."""
    if not name.rpartition("/")[2].startswith("._"):
        return False
    try:
        with open_plain(folder / name) as stream:
            return stream.read(len(_DOUBLE)) == _DOUBLE
    except OSError:
        return False


def _not_of_the_case(folder: Path, name: str, is_folder: bool) -> Check:
    if _is_like_ours(name) or (not is_folder and _begins_sealed(folder / name)):
        return Check(name, False, LIKE_OURS)
    is_left = not is_folder and _COMPUTERS.fullmatch(name.rpartition("/")[2]) is not None
    return stray(name, NOBODYS + BY_ITSELF * is_left)


def _is_like_ours(name: str) -> bool:
    """By its place or its name, whatever letters are small or capital."""
    if _COMPUTERS.fullmatch(name.rpartition("/")[2]):
        return False  # a computer leaves these beside anything, under the name of anything
    parts = name.casefold().split("/")
    return _STEM.match(parts[0]) is not None or _ENDING.search(parts[-1]) is not None


def _begins_sealed(path: Path) -> bool:
    """Whatever it is called. What cannot be read may be anything, so it counts."""
    try:
        with open_plain(path) as stream:
            return stream.read(len(agefile.MAGIC)) == agefile.MAGIC
    except OSError:
        return True


def _is_ours(name: str) -> bool:
    top, _, part = name.partition("/")
    if not part:
        return top in layout.FOLDERS
    return top == "objects" and len(part) == 2 and not set(part) - set("0123456789abcdef")

"""Dates in the names that phones and chats give to files: hints, never times."""

import re

_HINT = re.compile(
    r"(?<!\d)20\d\d([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])"
    r"(?:(?:[-_T ]|, ?| at )[-_ ]?(?:[01]\d|2[0-3])[-_.:h]?[0-5]\d(?:[-_.:m]?[0-5]\d)?)?(?!\d)",
    re.ASCII,
)


def hint(name: str) -> str:
    """What to add to a basis where the file itself has no time; empty where its name has none."""
    found = _HINT.search(name[:300])
    if found is None:
        return ""
    return f'; the name of the file holds "{found[0]}", which anybody may give it: not used'

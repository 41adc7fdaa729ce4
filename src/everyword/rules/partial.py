"""A file that is a volume or a supplement: its page numbers go on from those of another file.

What a file says of itself is taken from its properties, its title and its first page.
"""

import re

from everyword.rules.facts import File

LATER = re.compile(r"\bvol(?:ume|\.)\s*(?:[2-9]|[1-9][0-9])\b(?:\s+of\s+[0-9]+)?", re.IGNORECASE)
LATE = re.compile(r"^supplement\b|\bindex of the supplement\b", re.IGNORECASE | re.MULTILINE)


def is_late(file: File) -> bool:
    """Whether it holds pages that come after a bundle was lodged."""
    return LATE.search(_said(file)) is not None


def part_of(file: File) -> str:
    """ "Volume 2 of 4", "supplement", or nothing: then its numbers have to begin at the first."""
    if is_late(file):
        return "a supplement"
    found = LATER.search(_said(file))
    return " ".join(found[0].lower().split()) if found else ""


def _said(file: File) -> str:
    """The subject, the title, and the short lines of the first page."""
    first = file.pages[0].text.splitlines() if file.pages else []
    short = [line for line in first[:40] if len(line) < 60]
    return "\n".join([file.about.get("Subject", ""), file.title, *short])

"""What the account itself says its writer is called: a header, the first post, or the end."""

import re
from collections.abc import Sequence

from everyword.tell.posters import first_poster
from everyword.tell.tables import forms, listed, words

_FROM = re.compile(
    r"from\s?+:\s*+\"?+(?P<name>[^\"<@\n]{2,60}+)\"?+\s*+(?:<[^>]*+>)?+\s*+\Z", re.IGNORECASE
)
_CLOSERS = re.compile(
    r"(?:(?:many |kind |best |warm )?(?:thanks|thank you|regards|wishes|love|yours|cheers|xx?)\b"
    r"|yours (?:sincerely|faithfully|truly)|sincerely|signed|with love|take care)[^a-z]*"
    r"(?:and regards|again|in advance|sincerely|faithfully|truly)?[^a-z]*\Z",
    re.IGNORECASE,
)
_HEADED = 12
_WORD = re.compile(r"[^\W\d_][\w.'\u2019-]*\Z")


def author_of(lines: Sequence[str]) -> str | None:
    """A name as it is written; None where nothing says it."""
    filled = [line for line in lines if line]
    if not filled:
        return None
    for line in filled[:_HEADED]:
        found = _FROM.match(line)
        if found and is_name(found["name"]):
            return found["name"].strip()
    return first_poster(lines) or _signed(filled)


def _signed(filled: Sequence[str]) -> str | None:
    """A name alone on the last line, below "Thanks," or a dash; or "- Anna" as the last line."""
    last = filled[-1]
    bare = last.lstrip("-\u2013— ").rstrip(" .x,")
    if not is_name(bare) or len(filled) < 2:
        return None
    closes = _CLOSERS.match(filled[-2]) is not None
    return bare if closes or last[0] in "-\u2013—" else None


def is_name(text: str) -> bool:
    """One to three words with capitals, none of them a common one."""
    given = text.split()
    return 0 < len(given) <= 3 and all(
        _WORD.match(word) and word[0].isupper() and word.lower() not in _NONE
        and word not in words("not_name") and not (len(given) > 1 and forms(word.lower()))
        for word in given
    )  # fmt: skip


_NONE = listed(
    "me i you the my our mum dad thanks regards love everyone all help please update edit"
)

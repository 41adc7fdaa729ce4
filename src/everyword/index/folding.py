"""Words as they are searched: the same form for what is kept and for what somebody types.

What the tokenizer of SQLite (unicode61) does not do by itself is done here before it: marks of
Arabic and Hebrew go, the letters Arabic and Persian keyboards write differently become one, digits
of any script are 0 to 9, the Turkish dotless and dotted i are both i, signs nobody sees go. Scripts
written without spaces (Chinese, Japanese, Thai and their neighbours, and Korean, whose particles
hang on the words) have each letter as a word of its own: what is typed is looked for as letters
that follow each other, so it is found inside a sentence.
"""

import re
import unicodedata
from typing import Any, Final

TOKENIZER: Final = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
"""Marks that stay are letters: those of Thai and of the scripts of India are half of a word."""

SEARCH: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5"
    f" (words, content='', tokenize=\"{TOKENIZER}\")"
)
"""The folded words of each item, by its number."""

_GONE = (
    *range(0x0300, 0x0370),  # accents written after their letter
    *range(0x0591, 0x05BE), 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7,  # Hebrew points
    *range(0x0610, 0x061B), 0x0640, *range(0x064B, 0x0660), 0x0670,  # Arabic vowels, stretching
    *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E5), 0x06E7, 0x06E8, *range(0x06EA, 0x06EE),
    0x00AD, 0x061C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A),
    *range(0xFE00, 0xFE10), 0xFEFF,
)  # fmt: skip
_SAME = {
    "\u0131": "i", "\u0130": "i",  # the Turkish dotless and dotted i
    "\u00df": "ss", "\u1e9e": "ss",
    "\u0451": "\u0435", "\u0401": "\u0415",  # Cyrillic io, which is mostly written ie
    "\u0622": "\u0627", "\u0623": "\u0627", "\u0625": "\u0627", "\u0671": "\u0627",  # alef
    "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643",  # yeh, and Persian yeh and kaf
}  # fmt: skip


class _Table(dict[int, str | None]):
    """Filled as letters are met: most scripts of the world are in no case."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        digit = unicodedata.decimal(letter, None)
        if digit is not None:
            letter = str(digit)
        elif 0xFF01 <= code <= 0xFFDC:  # wide Latin, narrow Japanese and Korean
            letter = unicodedata.normalize("NFKC", letter)
        self[code] = letter
        return letter


_FOLDED: Final = _Table(dict.fromkeys(_GONE) | {ord(one): same for one, same in _SAME.items()})
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3131-\u318e\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af]"
)
_CHANGING: Final = re.compile(
    "[^\x00-\u00ac\u00ae-\u00de\u00e0-\u012f\u0132-\u02ff\u0388-\u0400\u0402-\u0450\u0452-\u0482"
    "\u05d0-\u05ea\u2010-\u2029\u202f-\u205f\u20a0-\u20cf\u2190-\u2328\u232b-\u2adb\U0001f000-\U0001faff]"
)
"""Not one of the letters and signs that stay as they are, whatever stands beside them."""
_MIXED: Final = re.compile(rf"(?!{_UNSPACED.pattern})\w{_UNSPACED.pattern}")
_WORD: Final = re.compile(r"\w")


def folded(words: str) -> str:
    """The form in which words are searched; not for reading. Time grows with the length only."""
    if words.isascii() or not _CHANGING.search(words):
        return words
    return _folded(words)


def _folded(words: str) -> str:
    return _UNSPACED.sub(r" \g<0> ", unicodedata.normalize("NFC", words).translate(_FOLDED))


def matching(typed: str) -> str | None:
    """For FTS5's MATCH: `typed` as one phrase, its last word only begun where a * ends it.

    None where no letter or digit is in it: an emoji or a sign is no word of the index; and where a
    Latin word hangs on letters without spaces, which may be the end of a longer one.
    """
    text = folded(typed.rstrip("*"))
    if not _WORD.search(text) or _MIXED.search(typed):
        return None
    begun = " *" if typed.endswith("*") else ""
    return '"' + text.replace('"', '""') + '"' + begun


def matching_before(typed: str) -> str | None:
    """The same for an index that an older version made and nobody has written to since."""
    if not _WORD.search(typed) or _UNSPACED.search(typed):
        return None
    return '"' + typed.replace('"', '""') + '"'


def is_folded(run: Any) -> bool:
    """Was the table of search made for folded words?"""
    (made,) = run("SELECT sql FROM sqlite_master WHERE name = 'found'").fetchone()
    return TOKENIZER in made


def renew(run: Any) -> None:
    """Make it anew; inside a transaction of the caller's."""
    run("DROP TABLE found")
    run(SEARCH)
    run("INSERT INTO found (rowid, words) SELECT n, folded(words) FROM item ORDER BY n")

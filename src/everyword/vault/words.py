"""What a person keeps on paper: six words, and a recovery code.

The passphrase is six words of the EFF's large list (7,776 words, 77 bits). The recovery code is 128
random bits in Crockford's base32 (26 letters and figures, no I, L, O, U), then his check character
(the number modulo 37), in nine groups of three. Codes whose check character would be one of the
signs * ~ $ = U are drawn again, so that only plain letters and figures are read aloud.

The exact text the slot is locked with is the one printed: words in lower case with single spaces,
the code in upper case with its dashes. So it can be typed into any age program as it stands.
"""

import hashlib
import math
import secrets
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

import zxcvbn

WORDS: Final = 6
LEAST_BITS: Final = 77
"""What six words drawn by chance have; a passphrase of one's own should have as much."""
MARKS: Final = 8
BITS: Final = 128
GROUP: Final = 3

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212.,_")


def new_passphrase() -> str:
    words = word_list()
    return " ".join(secrets.choice(words) for _ in range(WORDS))


@cache
def word_list() -> list[str]:
    text = files("everyword.vault").joinpath("words.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def fingerprint(data: bytes) -> str:
    """Eight words for these bytes (103 bits of their SHA-256), to be read out by telephone."""
    words = word_list()
    number = int.from_bytes(hashlib.sha256(data).digest(), "big")
    chosen = []
    for _ in range(MARKS):
        number, place = divmod(number, len(words))
        chosen.append(words[place])
    return " ".join(chosen)


def bits(passphrase: str) -> float:
    """How hard a passphrase of one's own is to guess, in bits, as zxcvbn estimates it.

    Words from the list are taken as drawn by chance only as far as zxcvbn does: it cannot see dice.
    """
    if not passphrase:
        return 0.0  # zxcvbn has no answer for it
    guesses = zxcvbn.zxcvbn(passphrase[:72])["guesses_log10"]
    return float(guesses) / math.log10(2)


def normalise(typed: str) -> str:
    """What a typed passphrase is taken for.

    In this order: NFC; lower case; NFC again (lower case can undo it); every run of white space
    one space; none at the ends.
    """
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFC", typed).lower())
    return " ".join(lower.split())


def new_recovery_code() -> str:
    while True:
        code = recovery_code(secrets.randbits(BITS))
        if code is not None:
            return code


def recovery_code(number: int) -> str | None:
    """The code for these bits; None when its check character would be a sign."""
    check = number % 37
    if check >= len(_ALPHABET):
        return None
    figures = [_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LENGTH))]
    text = "".join(figures) + _ALPHABET[check]
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def read_recovery_code(typed: str) -> str | None:
    """The code as printed, or None when this is not one or has a slip in it.

    Upper case; spaces, dashes, dots, commas left out; O read as 0, I and L as 1. One wrong
    character, or two neighbours exchanged, is always noticed.
    """
    text = unicodedata.normalize("NFKC", typed).upper()
    text = "".join(c for c in text if c not in _BETWEEN and not c.isspace()).translate(_ALIKE)
    if len(text) != _LENGTH + 1 or any(c not in _ALPHABET for c in text):
        return None
    number = 0
    for c in text[:-1]:
        number = number << 5 | _ALPHABET.index(c)
    code = recovery_code(number) if number < 1 << BITS else None
    return code if code is not None and code.replace("-", "") == text else None

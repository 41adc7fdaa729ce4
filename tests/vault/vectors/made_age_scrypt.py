"""Age files opened by words, in the form of `made_age`; each has the name of a slot's content."""

from collections.abc import Iterator

from tests.vault.vectors import age_parts as age
from tests.vault.vectors.age_parts import (
    ALEX,
    FILE_KEY,
    SALT,
    SAM,
    WORDS,
    header,
    payload,
    stanza,
    text64,
    x25519,
)
from tests.vault.vectors.seeds import seeded

SLOT = (
    "# everyword slot 1\n"
    f"# signing {seeded('signing').hex()}\n"
    f"# database {seeded('database').hex()}\n"
    f"{age.identity(SAM)}\n"
).encode()
JUNK = seeded("junk", 32)

Case = tuple[str, str, bytes, bytes | None, str]
"""As in `made_age`, and the words to open it with."""


def scrypt_cases() -> Iterator[Case]:
    key = age.stretched(WORDS, 16)
    wrapped = age.sealed(key, FILE_KEY)
    good = locked(b"16", wrapped)
    front = header(good)
    yield "scrypt", "success", front + payload(SLOT), SLOT, WORDS
    yield "scrypt-armoured", "success", age.armour(front + payload(SLOT)), SLOT, WORDS
    other = b"not a slot\n"
    yield "scrypt-not-a-slot", "success", front + payload(other), other, WORDS
    for factor in (10, 15):
        low = locked(b"%d" % factor, age.sealed(age.stretched(WORDS, factor), FILE_KEY))
        data = header(low) + payload(SLOT)
        yield f"scrypt-factor-{factor}", "success", data, SLOT, WORDS
    yield "scrypt-other-words", "no match", front + payload(SLOT), None, WORDS + " x"
    yield (
        "scrypt-body-changed",
        "no match",
        header(locked(b"16", JUNK)) + payload(SLOT),
        None,
        WORDS,
    )
    wrong_factor = header(locked(b"17", wrapped)) + payload(SLOT)
    yield "scrypt-factor-not-that-one", "no match", wrong_factor, None, WORDS
    costly = header(locked(b"21", JUNK)) + payload(SLOT)
    yield "scrypt-factor-21", "no match", costly, None, WORDS
    changed = front[:-44] + text64(bytes(32)) + b"\n"
    yield "scrypt-mac-changed", "HMAC failure", changed + payload(SLOT), None, WORDS
    yield "scrypt-payload-changed", "payload failure", front + payload(SLOT)[:-1], b"", WORDS
    for name, stanzas in refused_at_once(wrapped, key).items():
        data = header(*stanzas) + payload(SLOT)
        yield name, "header failure", data, None, WORDS


def locked(factor: bytes, body: bytes, salt: bytes = SALT) -> bytes:
    return stanza(b"scrypt " + text64(salt) + b" " + factor, body)


def refused_at_once(wrapped: bytes, key: bytes) -> dict[str, list[bytes]]:
    """Headers that no words are tried on: nothing is stretched for them.

    A factor of 21 and more takes 2 GB and more; the bodies of those are not worth their work.
    """
    salt64, body64 = text64(SALT), text64(wrapped)
    good = locked(b"16", wrapped)
    return {
        "scrypt-twice": [good, good],
        "scrypt-and-x25519": [good, x25519(ALEX)],
        "x25519-and-scrypt": [x25519(ALEX), good],
        "scrypt-and-unknown": [good, stanza(b"unknown", b"")],
        "scrypt-factor-23": [locked(b"23", JUNK)],
        "scrypt-factor-31": [locked(b"31", JUNK)],
        "scrypt-factor-64": [locked(b"64", JUNK)],
        "scrypt-factor-overflow": [locked(b"18446744073709551632", wrapped)],
        "scrypt-factor-nothing": [locked(b"0", wrapped)],
        "scrypt-factor-016": [locked(b"016", wrapped)],
        "scrypt-factor-hex": [locked(b"0x10", wrapped)],
        "scrypt-factor-plus": [locked(b"+16", wrapped)],
        "scrypt-factor-minus": [locked(b"-16", wrapped)],
        "scrypt-factor-words": [locked(b"sixteen", wrapped)],
        "scrypt-factor-missing": [stanza(b"scrypt " + salt64, wrapped)],
        "scrypt-salt-missing": [stanza(b"scrypt 16", wrapped)],
        "scrypt-and-more": [stanza(b"scrypt " + salt64 + b" 16 more", wrapped)],
        "scrypt-salt-short": [locked(b"16", wrapped, SALT[:15])],
        "scrypt-salt-long": [locked(b"16", wrapped, SALT + b"\0")],
        "scrypt-salt-padded": [stanza(b"scrypt " + salt64 + b"== 16", wrapped)],
        "scrypt-wrapped-long": [locked(b"16", age.sealed(key, FILE_KEY + b"\0"))],
        "scrypt-wrapped-short": [locked(b"16", wrapped[:-1])],
        "scrypt-body-padded": [b"-> scrypt " + salt64 + b" 16\n" + body64 + b"=\n"],
    }

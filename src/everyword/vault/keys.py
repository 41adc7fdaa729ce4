"""The keys of a case, and the slots that hold them.

A slot is an age file locked by a passphrase (scrypt). Its content is an age identity file with two
comment lines, so that Debian's `age -d -i slots/owner.age object.age` opens what we sealed:

    # everyword slot 1
    # signing <64 hex, the Ed25519 seed>
    # database <64 hex, the raw SQLCipher key>
    AGE-SECRET-KEY-1...

Every slot holds the same keys. `owner.age` opens with the passphrase, `recovery.age` with the
recovery code, `key-<8 hex>.age` with the age key of a key holder; a changed passphrase or code has
a new file, `owner-<8 hex>.age`. Those for words are written here
and not with pyrage, which does not let one choose the work factor and could choose one that we
refuse to read.

Before any work is done for a slot its header is looked at: a work factor outside 16 to 20 (a
hostile 23 takes 8 GB), armour, a second stanza, a long header is HostileSlot.
"""

import re
import secrets
from pathlib import Path
from typing import Final

import pyrage
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from msgspec import Struct

from everyword.errors import HostileSlot, WrongPassphrase
from everyword.vault import agefile, heads
from everyword.vault.agefile import AgeReader, BadAge, Header, HostileAge
from everyword.vault.storage import open_plain
from everyword.vault.words import normalise, read_recovery_code

LEAST_WORK: Final = 16
WORK: Final = 18
MOST_WORK: Final = 20
MAX_SLOT: Final = 64 * 1024
MAX_SLOTS: Final = 16
OWNER: Final = "owner.age"
RECOVERY: Final = "recovery.age"

_FOR_A_KEY = "for a helper's key"
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_STEMS = ("owner", "recovery", "key")
_OURS = re.compile(r"(owner|recovery)(-[0-9a-f]{8})?\.age|key-[0-9a-f]{8}\.age")
_FACTOR = re.compile(r"[1-9][0-9]?")
_IDENTITY = re.compile(r"^AGE-SECRET-KEY-1[0-9A-Z]{58}$", re.MULTILINE)
_SLOT = re.compile(
    rb"# everyword slot 1\n# signing ([0-9a-f]{64})\n# database ([0-9a-f]{64})\n"
    rb"(AGE-SECRET-KEY-1[0-9A-Z]{58})\n"
)


class Keys(Struct, frozen=True):
    """Everything a slot holds."""

    identity: str
    seed: bytes
    database: bytes

    def __repr__(self) -> str:
        """Keys never reach a log or a traceback."""
        return "Keys(...)"

    @property
    def recipient(self) -> str:
        """The public age key: what objects are sealed to."""
        return str(pyrage.x25519.Identity.from_str(self.identity).to_public())

    @property
    def secret(self) -> bytes:
        return agefile.identity_bytes(self.identity)

    @property
    def public(self) -> bytes:
        """The public key heads are checked with."""
        return heads.public_key(self.seed)


def new_keys() -> Keys:
    identity = str(pyrage.x25519.Identity.generate())
    return Keys(identity, secrets.token_bytes(32), secrets.token_bytes(32))


def new_name(stem: str) -> str:
    """A file name for one more slot: a new secret never takes the place of the old file."""
    return f"{stem}-{secrets.token_hex(4)}.age"


def lock_slot(keys: Keys, words: str, work_factor: int = WORK) -> bytes:
    """The bytes of a slot. `words` exactly as an age program would be given them."""
    if not LEAST_WORK <= work_factor <= MOST_WORK:
        raise ValueError(f"a work factor is from {LEAST_WORK} to {MOST_WORK}")
    file_key, salt, nonce = (secrets.token_bytes(16) for _ in range(3))
    wrapped = ChaCha20Poly1305(_stretch(words, salt, work_factor)).encrypt(
        bytes(12), file_key, None
    )
    signed = agefile.MAGIC + (
        f"-> scrypt {agefile.base64_text(salt)} {work_factor}\n{agefile.base64_text(wrapped)}\n---"
    ).encode("ascii")
    mac = agefile.base64_text(agefile.header_mac(signed, file_key)).encode("ascii")
    sealed = agefile.payload_key(file_key, nonce).encrypt(
        agefile.chunk_nonce(0, is_last=True), _slot_text(keys), None
    )
    return signed + b" " + mac + b"\n" + nonce + sealed


def lock_slot_to(keys: Keys, recipient: str) -> bytes:
    """The bytes of a slot for the holder of this public age key (age1...). Raises BadAge."""
    agefile.recipient_bytes(recipient)  # never a plugin's, never anything but X25519
    return bytes(pyrage.encrypt(_slot_text(keys), [pyrage.x25519.Recipient.from_str(recipient)]))


def identity_in(typed: str) -> str | None:
    """The secret age key in the text of an identity file, if it is one."""
    match = _IDENTITY.search(typed)
    return match[0] if match else None


def unlock_slot(path: Path, words: str | None) -> Keys | None:
    """The keys in a slot, or None: wrong words and a damaged slot look the same on purpose.

    Without words only the header is looked at. Raises HostileSlot.
    """
    try:
        with open_plain(path) as stream:
            header = agefile.read_header(stream)
            salt, work_factor, body = _scrypt_stanza(header)
            if not words:
                return None
            file_key = agefile.unwrap(_stretch(words, salt, work_factor), body)
            if file_key is None:
                return None
            agefile.check_mac(header, file_key)
            with AgeReader(stream, file_key, header) as reader:
                return _read_keys(reader.read(MAX_SLOT))
    except HostileAge:
        raise HostileSlot(path=f"slots/{path.name}") from None
    except (BadAge, OSError):
        return None


def said_of_slot(path: Path) -> str:
    """What a slot's header says. Raises HostileSlot, BadAge, OSError."""
    try:
        with open_plain(path) as stream:
            header = agefile.read_header(stream)
            if all(stanza.args[0] != "scrypt" for stanza in header.stanzas):
                return _FOR_A_KEY
            return f"locked by words, work factor {_scrypt_stanza(header)[1]}"
    except HostileAge:
        raise HostileSlot(path=f"slots/{path.name}") from None


def public_in(text: str) -> str:
    """The public key of the identity in this text; the text itself where there is none."""
    identity = identity_in(text)
    if identity is None:
        return text.strip()
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def unlock(folder: Path, typed: str) -> Keys:
    """The keys of the case, by passphrase, recovery code, or the text of an age identity file.

    Raises WrongPassphrase, HostileSlot. A hostile slot does not keep another one from being used;
    it is reported when none opens.
    """
    hostile: HostileSlot | None = None
    if identity := identity_in(typed):
        return _unlock_as_holder(folder, identity)
    code, tries = read_recovery_code(typed), 0
    # The slot these words are for comes first: every try costs a second.
    for path in sorted(slot_files(folder), key=lambda p: _is_recovery(p) != bool(code)):
        words = code if _is_recovery(path) else normalise(typed)
        try:
            if not _is_for_words(path) or not words:
                continue
            if tries == MAX_SLOTS:
                break
            tries += 1
            keys = unlock_slot(path, words)
        except HostileSlot as fault:
            hostile = hostile or fault
            continue
        if keys is not None:
            return keys
    raise hostile or WrongPassphrase()


def _is_for_words(path: Path) -> bool:
    """By its header; a file that is no slot costs nothing and does not count. HostileSlot."""
    try:
        return said_of_slot(path) != _FOR_A_KEY
    except (BadAge, OSError):
        return False


def _is_recovery(path: Path) -> bool:
    return path.name == RECOVERY or path.name.startswith("recovery-")


def _unlock_as_holder(folder: Path, identity: str) -> Keys:
    try:
        secret = agefile.identity_bytes(identity)
    except BadAge:
        raise WrongPassphrase() from None
    for path in slot_files(folder):
        try:
            with open_plain(path) as stream:
                header = agefile.read_header(stream)
                _check_one_key(header)
                file_key = agefile.file_key_for(header, secret)
                with agefile.AgeReader(stream, file_key, header) as reader:
                    return _read_keys(reader.read(MAX_SLOT))
        except (BadAge, OSError):
            continue
    raise WrongPassphrase()


def _check_one_key(header: Header) -> None:
    """A slot for a key holder is for one key. Stanzas of random bytes that nobody can open, which
    age writers add so that readers pass over what they do not know, are let be. Raises BadAge.
    """
    kinds = [stanza.args[0] for stanza in header.stanzas]
    if kinds.count("X25519") != 1 or not all(
        kind == "X25519" or kind.endswith("-grease") for kind in kinds
    ):
        raise BadAge("the slot is not for exactly one key")


def slot_files(folder: Path) -> list[Path]:
    """The files in the order they are tried: those named as ours before any others."""
    return sorted((folder / "slots").glob("*.age"), key=_order)


def _order(path: Path) -> tuple[int, str]:
    """Our own names, each kind after the other; then the rest."""
    if _OURS.fullmatch(path.name):
        return _STEMS.index(path.name.split("-")[0].removesuffix(".age")), path.name
    return len(_STEMS), path.name


def _slot_text(keys: Keys) -> bytes:
    return (
        f"# everyword slot 1\n# signing {keys.seed.hex()}\n"
        f"# database {keys.database.hex()}\n{keys.identity}\n"
    ).encode("ascii")


def _scrypt_stanza(header: Header) -> tuple[bytes, int, bytes]:
    stanza = header.stanzas[0]
    if len(header.stanzas) != 1 or stanza.args[0] != "scrypt":
        raise BadAge("the slot is not locked by words")
    if len(stanza.args) != 3 or not _FACTOR.fullmatch(stanza.args[2]):
        raise HostileAge("the work factor of the slot is not a small number")
    salt, work_factor = agefile.unbase64(stanza.args[1].encode("ascii")), int(stanza.args[2])
    if not LEAST_WORK <= work_factor <= MOST_WORK:
        raise HostileAge(f"the slot's work factor is not from {LEAST_WORK} to {MOST_WORK}")
    if len(salt) != 16 or len(stanza.body) != 32:
        raise BadAge("the slot does not have its form")
    return salt, work_factor, stanza.body


def _stretch(words: str, salt: bytes, work_factor: int) -> bytes:
    scrypt = Scrypt(salt=_SALT_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1)
    return scrypt.derive(words.encode(errors="surrogatepass"))


def _read_keys(text: bytes | None) -> Keys:
    match = _SLOT.fullmatch(text or b"")
    if match is None:
        raise BadAge("the content of the slot does not have its form")
    seed, database, identity = (part.decode("ascii") for part in match.groups())
    agefile.identity_bytes(identity)
    return Keys(identity, bytes.fromhex(seed), bytes.fromhex(database))

"""Slots: opened by our reader, by pyrage and by Debian's age; hostile ones before any work."""

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest

from everyword.errors import HostileSlot, WrongPassphrase
from everyword.vault import agefile, keys
from everyword.vault.keys import Keys, lock_slot, new_keys, unlock, unlock_slot

WORDS = "abacus zoom yo-yo drop-down t-shirt felt-tip"
CODE = "2CV-JBQ-EKM-J36-CDV-Y4M-B4P-CFQ-1FC"
KEYS = new_keys()
OWNER = lock_slot(KEYS, WORDS, 16)
RECOVERY = lock_slot(KEYS, CODE, 16)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "slots").mkdir()
    (tmp_path / "slots/owner.age").write_bytes(OWNER)
    (tmp_path / "slots/recovery.age").write_bytes(RECOVERY)
    return tmp_path


def never(*arguments: object) -> bytes:
    raise AssertionError("work was done for it")


@pytest.mark.parametrize("typed", [WORDS, WORDS.upper().replace(" ", " \t"), CODE, CODE.lower()])
def test_the_case_opens_by_words_or_code(folder: Path, typed: str) -> None:
    assert unlock(folder, typed) == KEYS


@pytest.mark.parametrize("typed", ["", "abacus", WORDS + " x", CODE[:-1] + "D", "\udc80"])
def test_other_words_do_not_open_it(folder: Path, typed: str) -> None:
    with pytest.raises(WrongPassphrase):
        unlock(folder, typed)


def test_keys_show_nothing_of_themselves() -> None:
    assert KEYS.identity not in repr(KEYS)
    assert KEYS.seed.hex() not in repr(KEYS)


def test_pyrage_opens_a_slot() -> None:
    text = pyrage.passphrase.decrypt(OWNER, WORDS).decode()

    assert text.splitlines() == [
        "# everyword slot 1",
        f"# signing {KEYS.seed.hex()}",
        f"# database {KEYS.database.hex()}",
        KEYS.identity,
    ]


@pytest.mark.skipif(shutil.which("age") is None, reason="needs age")
def test_age_opens_an_object_with_a_slot(folder: Path) -> None:
    data = bytes(range(256)) * 3
    sealed = pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(KEYS.recipient)])
    (folder / "object.age").write_bytes(sealed)
    command = ["age", "-d", "-i", "slots/owner.age", "-o", "clear", "object.age"]

    assert run_on_terminal(command, folder, WORDS) == 0
    assert (folder / "clear").read_bytes() == data


def run_on_terminal(command: list[str], folder: Path, typed: str) -> int:
    """age asks for a passphrase on the terminal, so it is given one."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command,
        cwd=folder,
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(theirs), os.O_RDWR)),
    ) as process:
        os.write(ours, typed.encode() + b"\n")
        code = process.wait(timeout=20)
    os.close(ours)
    os.close(theirs)
    return code


def test_every_changed_byte_of_a_slot_keeps_it_shut(folder: Path) -> None:
    path = folder / "slots/owner.age"
    for place in range(0, len(OWNER), 67):
        path.write_bytes(OWNER[:place] + bytes([OWNER[place] ^ 1]) + OWNER[place + 1 :])
        try:
            assert unlock_slot(path, WORDS) is None
        except HostileSlot:
            assert place < OWNER.index(b"---") + 60


@pytest.mark.parametrize("factor", [b"15", b"21", b"23", b"0", b"99", b"018", b"1e9", b"-1"])
def test_a_work_factor_outside_ours_is_refused_unrun(
    folder: Path, factor: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_stretch", never)
    for name in ("owner.age", "recovery.age"):
        (folder / "slots" / name).write_bytes(OWNER.replace(b" 16\n", b" " + factor + b"\n", 1))

    with pytest.raises(HostileSlot, match="asks for more"):
        unlock(folder, WORDS)


@pytest.mark.parametrize(
    "hostile",
    [
        b"-----BEGIN AGE ENCRYPTED FILE-----\n" + OWNER,
        OWNER.replace(b"---", b"-> X25519 AA\n\n---", 1),
        OWNER.replace(b"---", b"-> x y\n\n" * 16 + b"---", 1),
        agefile.MAGIC + b"-> " + b"x" * 80_000,
    ],
)
def test_other_hostile_headers_are_refused_unrun(
    folder: Path, hostile: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_stretch", never)
    (folder / "slots/owner.age").write_bytes(hostile)

    with pytest.raises(HostileSlot):
        unlock_slot(folder / "slots/owner.age", WORDS)


def test_a_hostile_slot_does_not_shut_out_the_other(folder: Path) -> None:
    (folder / "slots/owner.age").write_bytes(OWNER.replace(b" 16\n", b" 23\n", 1))

    assert unlock(folder, CODE) == KEYS
    with pytest.raises(HostileSlot):
        unlock(folder, WORDS)


def test_a_slot_for_a_helpers_key_is_passed_over(folder: Path) -> None:
    helper = pyrage.x25519.Identity.generate()
    path = folder / "slots/helper.age"
    path.write_bytes(pyrage.encrypt(b"keys", [helper.to_public()]))

    assert unlock(folder, WORDS) == KEYS
    assert keys.said_of_slot(path) == "for a helper's key"


def test_a_pipe_in_place_of_a_slot_does_not_hang(folder: Path) -> None:
    os.mkfifo(folder / "slots/a.age")

    assert unlock(folder, WORDS) == KEYS


@pytest.mark.parametrize("factor", [15, 21])
def test_no_slot_is_written_that_we_would_refuse(factor: int) -> None:
    with pytest.raises(ValueError, match="work factor"):
        lock_slot(KEYS, WORDS, factor)


def test_content_of_another_form_is_not_keys(folder: Path) -> None:
    strange = Keys(KEYS.identity + "\n# more", KEYS.seed, KEYS.database)
    path = folder / "slots/owner.age"
    path.write_bytes(lock_slot(strange, WORDS, 16))

    assert unlock_slot(path, WORDS) is None


JUNK = pyrage.encrypt(b"x", [pyrage.x25519.Identity.generate().to_public()])


@pytest.mark.parametrize("junk", [b"", b"x" * 99, JUNK])
def test_files_put_before_ours_shut_nobody_out(folder: Path, junk: bytes) -> None:
    ann = pyrage.x25519.Identity.generate()
    (folder / "slots/key-ffffffff.age").write_bytes(keys.lock_slot_to(KEYS, str(ann.to_public())))
    for number in range(40):
        (folder / f"slots/{number:03}.age").write_bytes(junk)
        (folder / f"slots/key-{number:08x}.age").write_bytes(junk)
    for typed in (WORDS, CODE, str(ann)):
        assert unlock(folder, typed) == KEYS


def test_slots_of_others_come_after_ours_and_cost_so_much_and_no_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def stretch(words: str, salt: bytes, work_factor: int) -> bytes:
        tried.append(words)
        return bytes(32)

    for number in range(40):
        (folder / f"slots/{number:03}.age").write_bytes(OWNER)
        (folder / f"slots/owner-{number}.age").write_bytes(OWNER)
    assert [path.name for path in keys.slot_files(folder)[:2]] == ["owner.age", "recovery.age"]
    monkeypatch.setattr(keys, "_stretch", stretch)
    with pytest.raises(WrongPassphrase):
        unlock(folder, WORDS)
    assert len(tried) == keys.MAX_SLOTS


def test_a_slot_for_two_keys_is_none(folder: Path) -> None:
    """It would open for somebody of whom the journal says nothing."""
    ann, bo = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    path = folder / "slots/key-00000001.age"
    text = keys._slot_text(KEYS)
    path.write_bytes(pyrage.encrypt(text, [ann.to_public(), bo.to_public()]))
    for each in (ann, bo):
        with pytest.raises(WrongPassphrase):
            unlock(folder, str(each))
    path.write_bytes(pyrage.encrypt(text, [ann.to_public()]))
    assert unlock(folder, str(ann)) == KEYS

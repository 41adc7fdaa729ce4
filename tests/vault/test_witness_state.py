"""What a witness keeps: written before she answers, one at a time, never an older or other head."""

import datetime as dt
import os
import stat
from pathlib import Path

import pytest

from everyword.errors import Damaged, EverywordError, Refused, StorageFailed, WrongUsage
from everyword.vault import heads, storage, witness, witness_state
from everyword.vault.witness_request import Request, make_request, read_request
from everyword.vault.witness_state import Signed, case_path, held, make_key, own_key, sign
from tests.vault.witnessed import LOG_KEY, NOON, ORIGIN, PUBLIC, head_of, leaves, note_of


def now() -> dt.datetime:
    return NOON


@pytest.fixture
def ann(tmp_path: Path) -> Path:
    make_key(tmp_path / "ann", "Ann")
    return tmp_path / "ann"


def asked(old: int, hashes: list[bytes]) -> Request:
    return read_request(make_request(note_of(hashes), PUBLIC, hashes, old))


def signed(folder: Path, old: int, hashes: list[bytes], at: dt.datetime = NOON) -> Signed:
    return sign(folder, asked(old, hashes), LOG_KEY, lambda: at)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_key_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = make_key(tmp_path / "a" / "ann", "Ann")
    finally:
        os.umask(before)
    folder = tmp_path / "a" / "ann"

    assert make_key(folder, "other") == made == own_key(folder)
    assert made.vkey.startswith("ann+") and made.seed.hex() not in repr(made)
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_an_empty_folder_becomes_private_and_another_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir(mode=0o755)
    make_key(tmp_path / "empty", "")
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")

    assert stat.S_IMODE((tmp_path / "empty").stat().st_mode) == 0o700
    with pytest.raises(WrongUsage):
        make_key(tmp_path / "used", "")
    with pytest.raises(StorageFailed):
        make_key(tmp_path / "file", "")
    assert set(files(tmp_path / "used")) == {"mine.txt"}


def test_what_a_kill_left_half_made_is_finished(tmp_path: Path) -> None:
    (tmp_path / "ann" / "tmp").mkdir(parents=True)
    (tmp_path / "ann" / "tmp" / "half").write_text("ever")

    own = make_key(tmp_path / "ann", "Ann")

    assert set(files(tmp_path / "ann")) == {"key", "lock"}
    assert own_key(tmp_path / "ann") == own


@pytest.mark.parametrize("text", ["", "everyword-witness-key/1\nname a+b\nseed " + "0" * 64 + "\n"])
def test_a_spoilt_key_is_said(ann: Path, text: str) -> None:
    (ann / "key").write_text(text)
    with pytest.raises(Damaged):
        own_key(ann)
    (ann / "key").unlink()
    with pytest.raises(WrongUsage, match="witness key --state"):
        own_key(ann)


def test_she_keeps_the_head_and_her_line_and_answers_with_it(ann: Path) -> None:
    hashes = leaves(9)
    first = signed(ann, 0, hashes[:4])
    second = signed(ann, 4, hashes, NOON + dt.timedelta(hours=1))
    known = held(ann, ORIGIN)

    assert known is not None and second.before is not None and first.before is None
    assert (second.before.head, known.head) == (head_of(hashes[:4]), head_of(hashes))
    assert known.key == LOG_KEY and known.line == second.answer
    text = case_path(ann, ORIGIN).read_bytes()
    assert text.endswith(note_of(hashes) + second.answer)
    assert set(files(ann)) == {"key", "lock", f"cases/{case_path(ann, ORIGIN).name}"}
    (line,) = witness.cosigned(note_of(hashes) + second.answer, {"Ann": own_key(ann).vkey})
    assert line.ok and line.time == NOON + dt.timedelta(hours=1)


def test_a_refusal_changes_nothing(ann: Path) -> None:
    signed(ann, 0, leaves(5))
    before = files(ann)
    for old, hashes in (
        (0, leaves(5)),
        (0, leaves(9)),
        (3, leaves(3)),
        (5, leaves(5, fork=1)),
        (5, leaves(9, fork=1)),
        (4, leaves(9)),
    ):
        with pytest.raises((Refused, Damaged)):
            signed(ann, old, hashes)
    assert files(ann) == before


def test_cases_do_not_disturb_each_other(ann: Path) -> None:
    signed(ann, 0, leaves(5))
    origin, seed, hashes = "everyword/case/" + "1e" * 16, bytes(32), leaves(3)
    public = heads.public_key(seed)
    note = heads.sign(head_of(hashes, origin), seed)
    request = read_request(make_request(note, public, hashes, 0))

    assert sign(ann, request, request.key, now).head.origin == origin
    assert signed(ann, 5, leaves(6)).head.size == 6


def test_the_key_compared_first_is_the_only_one(ann: Path) -> None:
    hashes, seed = leaves(5), bytes(32)
    public = heads.public_key(seed)
    other = read_request(make_request(note_of(hashes, seed), public, hashes, 0))

    with pytest.raises(Refused, match="never compared"):
        sign(ann, asked(0, hashes), None, now)
    with pytest.raises(Refused, match="another key"):
        sign(ann, other, LOG_KEY, now)
    signed(ann, 0, hashes)
    later = read_request(make_request(note_of(leaves(6), seed), public, leaves(6), 5))
    with pytest.raises(Refused, match="another key"):
        sign(ann, later, later.key, now)
    assert sign(ann, asked(5, leaves(6)), None, now).head.size == 6


def test_a_dry_run_answers_nothing_and_keeps_nothing(ann: Path) -> None:
    tried = sign(ann, asked(0, leaves(5)), LOG_KEY, now, dry_run=True)

    assert (tried.answer, tried.head.size, held(ann, ORIGIN)) == (b"", 5, None)


def test_a_clock_that_went_back_is_noticed(ann: Path) -> None:
    assert not signed(ann, 0, leaves(2)).is_clock_behind
    assert not signed(ann, 2, leaves(3), NOON + dt.timedelta(days=1)).is_clock_behind
    assert signed(ann, 3, leaves(4)).is_clock_behind


@pytest.mark.parametrize(
    ("step", "at"),
    [
        ("create", 1),
        ("write", 1),
        ("sync", 1),
        ("rename", 1),
        ("sync_folder", 1),
        ("sync_folder", 2),
    ],
)
def test_no_answer_before_the_head_is_kept(
    ann: Path, monkeypatch: pytest.MonkeyPatch, step: str, at: int
) -> None:
    """The disk refuses one step: no line is given out, and no inconsistent one later either."""
    signed(ann, 0, leaves(5))
    calls = iter(range(1, 9))
    real = getattr(storage, step)

    def fail(*words: object) -> object:
        if next(calls) < at:
            return real(*words)
        raise StorageFailed(reason="the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(storage, step, fail)
        with pytest.raises(StorageFailed):
            signed(ann, 5, leaves(8))
    kept = held(ann, ORIGIN)
    assert kept is not None and kept.head.size == (8 if at == 2 else 5)
    assert not list((ann / "tmp").iterdir())
    with pytest.raises((Refused, Damaged)):
        signed(ann, 5, leaves(8, fork=2))


def test_every_changed_byte_of_what_is_kept_is_noticed(ann: Path) -> None:
    """Of the head and of her line: it is signed by both."""
    signed(ann, 0, leaves(5))
    path = case_path(ann, ORIGIN)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Damaged):
            held(ann, ORIGIN)
        with pytest.raises(Damaged):
            signed(ann, 5, leaves(6))


def test_what_is_kept_of_another_case_or_cut_or_missing_is_noticed(ann: Path) -> None:
    signed(ann, 0, leaves(5))
    path = case_path(ann, ORIGIN)
    whole = path.read_bytes()
    strange = case_path(ann, "everyword/case/" + "1e" * 16)
    strange.write_bytes(whole)

    with pytest.raises(Damaged):
        held(ann, "everyword/case/" + "1e" * 16)
    for cut in (b"", whole[:-1], whole[: whole.rindex("—".encode())]):
        path.write_bytes(cut)
        with pytest.raises(Damaged):
            held(ann, ORIGIN)
    path.unlink()
    path.symlink_to(strange)
    with pytest.raises(Damaged):
        held(ann, ORIGIN)
    for each in (path, strange):
        each.unlink()
    (ann / "cases").rmdir()
    with pytest.raises(Damaged, match="missing"):
        held(ann, ORIGIN)


def race(folder: Path, requests: list[Request]) -> list[bytes]:
    """Each request signed in a process of its own, all let go at once; the answers given out."""
    ready, go = os.pipe(), os.pipe()
    children = []
    for request in requests:
        inward, outward = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(ready[1], b"x")
            os.read(go[0], 1)
            try:
                os.write(outward, sign(folder, request, LOG_KEY, now).answer)
            except EverywordError:
                os._exit(0)
            finally:
                os._exit(0)
        os.close(outward)
        children.append((child, inward))
    for _ in children:
        os.read(ready[0], 1)
    os.write(go[1], b"x" * len(children))
    answers = []
    for child, inward in children:
        with os.fdopen(inward, "rb") as stream:
            answers.append(stream.read())
        os.waitpid(child, 0)
    for end in (*ready, *go):
        os.close(end)
    return [each for each in answers if each]


@pytest.mark.parametrize("turn", range(8))
def test_of_two_inconsistent_heads_at_once_exactly_one_is_signed(ann: Path, turn: int) -> None:
    signed(ann, 0, leaves(3))
    sizes = (8, 8) if turn % 2 else (8, 11)
    answers = race(ann, [asked(3, leaves(sizes[0])), asked(3, leaves(sizes[1], fork=5))])

    assert len(answers) == 1
    known = held(ann, ORIGIN)
    assert known is not None and known.line == answers[0]
    assert not list((ann / "tmp").iterdir())


def test_of_two_first_heads_at_once_exactly_one_is_signed(ann: Path) -> None:
    assert len(race(ann, [asked(0, leaves(4)), asked(0, leaves(4, fork=0))])) == 1


def test_a_folder_that_is_in_use_is_waited_for(ann: Path) -> None:
    inward, outward = os.pipe()
    child = os.fork()  # before the lock is taken: a child shares what its parent holds
    if child == 0:
        try:
            os.read(inward, 1)
            signed(ann, 0, leaves(4))
        finally:
            os._exit(0)
    with witness_state._locked(ann):
        os.write(outward, b"x")
        for _ in range(20):
            assert os.waitpid(child, os.WNOHANG) == (0, 0)
            assert held(ann, ORIGIN) is None
    os.waitpid(child, 0)
    os.close(inward)
    os.close(outward)
    assert held(ann, ORIGIN) is not None

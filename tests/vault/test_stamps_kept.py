"""The stamps of a case: queued, answered, kept beside their heads, and read again."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from everyword.errors import Damaged, WrongUsage
from everyword.model import source_of_bytes
from everyword.vault import ots, stamps, stamps_kept
from everyword.vault.stamps import BadStamp
from everyword.vault.store import Vault
from tests.vault.authority import Authority, needs_openssl
from tests.vault.cases import NOON, now

KEPT = Path(__file__).parent / "stamps"
ENDED = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "example")


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another one, of the same name."""
    return Authority(tmp_path_factory.mktemp("authority") / "other")


def opened(case: Path, words: str) -> Vault:
    return Vault.open(case, words, now, write=True)


@needs_openssl
def test_a_stamp_is_queued_answered_and_read_again(
    case: Path, words: str, authority: Authority
) -> None:
    with opened(case, words) as vault:
        queued = stamps_kept.queue(vault, "a")
        assert stamps_kept.queue(vault, "a") == stamps_kept.Queued(
            queued.size, "a", queued.tsq, False
        )
        weighed = stamps_kept.weigh(vault, authority.answer(queued.tsq), authority.pem("root"))
        assert weighed.is_good
        stamps_kept.keep(vault, weighed)
    with Vault.open(case, words, now, write=False) as vault:
        (stamp,) = stamps_kept.stamps_of(vault)
        assert stamp == weighed and stamp.is_good
        there = vault.beside()
        what = {path: each.leaf.get("what") for path, each in there.items() if "heads" in path}
    size = queued.size
    assert what == {
        f"heads/{size}.a.tsq": "time-stamp request",
        f"heads/{size}.a.tsr": "time stamp",
        f"heads/{size}.a.pem": "time-stamp root",
    }


@needs_openssl
def test_two_authorities_stamp_the_same_head(
    case: Path, words: str, authority: Authority, other: Authority
) -> None:
    with opened(case, words) as vault:
        first, second = stamps_kept.queue(vault, "a"), stamps_kept.queue(vault, "b")
        assert first.size == second.size and first.tsq != second.tsq
        for queued, by in ((second, other), (first, authority)):
            stamps_kept.keep(vault, stamps_kept.weigh(vault, by.answer(queued.tsq), by.chain))
        assert [(each.label, each.is_good) for each in stamps_kept.stamps_of(vault)] == [
            ("a", True),
            ("b", True),
        ]
        # With an answer in the tree, the next one is over a newer head, and so covers it.
        assert stamps_kept.queue(vault, "a").size > first.size


@needs_openssl
def test_an_answer_to_nothing_asked_is_refused(
    case: Path, words: str, authority: Authority
) -> None:
    with opened(case, words) as vault:
        queued = stamps_kept.queue(vault, "a")
        text = stamps_kept.text_of(vault, queued.size)
        before = sorted(vault.beside())
        for asked, said_of in (
            (stamps.request(text), "the random number differs"),
            (stamps.request(b"something else"), "answers no request of this case"),
        ):
            with pytest.raises(BadStamp, match=said_of):
                stamps_kept.weigh(vault, authority.answer(asked), authority.chain)
        with pytest.raises(WrongUsage, match="root certificate"):
            stamps_kept.weigh(vault, authority.answer(queued.tsq), None)
        tsr = authority.answer(queued.tsq)
        stamps_kept.keep(vault, stamps_kept.weigh(vault, tsr, authority.chain))
        with pytest.raises(BadStamp, match="its answer already"):
            stamps_kept.weigh(vault, tsr, None)
        vault.seal(source_of_bytes("more.txt", b"more"))
        again = stamps_kept.queue(vault, "a")
        assert stamps_kept.weigh(vault, authority.answer(again.tsq), None).is_good
    assert len(before) + 2 == len(sorted(vault.beside())) - 1


@needs_openssl
def test_a_stamp_that_does_not_check_cannot_be_kept(
    case: Path, words: str, authority: Authority, tmp_path: Path
) -> None:
    ended = Authority(tmp_path / "ended", end=ENDED)
    with opened(case, words) as vault:
        queued = stamps_kept.queue(vault, "a")
        weighed = stamps_kept.weigh(vault, ended.answer(queued.tsq), ended.chain)
        assert not weighed.is_good
        with pytest.raises(ValueError, match="only a stamp that checks"):
            stamps_kept.keep(vault, weighed)


@pytest.mark.parametrize(
    ("said_by_both", "good"),
    [
        ((True, True), True),
        ((True, None), True),
        ((True, False), False),
        ((False, True), False),
        ((None, None), False),
        ((), False),
    ],
)
def test_one_no_is_enough(said_by_both: tuple[bool | None, ...], good: bool) -> None:
    outcomes = tuple(stamps.Outcome("x", ok, "", "") for ok in said_by_both)

    assert stamps_kept.Stamp(1, "a", None, None, outcomes).is_good is good


@needs_openssl
@pytest.mark.parametrize("part", ["tsr", "pem", "tsq", "note"])
def test_a_file_changed_behind_our_back_is_said(
    case: Path, words: str, authority: Authority, part: str
) -> None:
    with opened(case, words) as vault:
        queued = stamps_kept.queue(vault, "a")
        stamps_kept.keep(
            vault, stamps_kept.weigh(vault, authority.answer(queued.tsq), authority.chain)
        )
    name = f"{queued.size}.note" if part == "note" else f"{queued.size}.a.{part}"
    path = case / "heads" / name
    path.write_bytes(path.read_bytes()[:-9] + b"12345678\n")
    with Vault.open(case, words, now, write=False) as vault:
        (stamp,) = stamps_kept.stamps_of(vault)

    assert stamp.wrong or part == "note", stamp
    assert part == "note" or not stamp.is_good


def stopped(*arguments: object, **words: object) -> None:
    raise InterruptedError


@needs_openssl
def test_an_answer_that_a_kill_left_without_its_leaf_is_taken_again(
    case: Path, words: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(case, words) as vault:
        queued = stamps_kept.queue(vault, "a")
        tsr = authority.answer(queued.tsq)
        with monkeypatch.context() as patch:
            patch.setattr(Vault, "commit", stopped)
            with pytest.raises(InterruptedError):
                stamps_kept.keep(vault, stamps_kept.weigh(vault, tsr, authority.chain))
    with opened(case, words) as vault:
        assert (case / f"heads/{queued.size}.a.tsr").exists()
        assert [check for check in vault.verify() if not check.ok] == []
        told = [check.name for check in vault.verify() if "it is not used" in check.said]
        assert told == [f"heads/{queued.size}.a.{part}" for part in ("pem", "tsr")]
        assert [stamp.token for stamp in stamps_kept.stamps_of(vault)] == [None]
        stamps_kept.keep(vault, stamps_kept.weigh(vault, tsr, authority.chain))
        assert stamps_kept.stamps_of(vault)[0].is_good
        assert all(check.ok and "not used" not in check.said for check in vault.verify())


def test_a_request_that_a_kill_left_without_its_leaf_is_made_anew(
    case: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(case, words) as vault:
        path = f"heads/{stamps_kept.newest(vault)}.a.tsq"
        (case / path).write_bytes(b"left by a stopped program")
        assert [check.name for check in vault.verify() if not check.ok] == []
        queued = stamps_kept.queue(vault, "a")
        assert queued.is_new and (case / path).read_bytes() == queued.tsq
        assert all(check.ok and "not used" not in check.said for check in vault.verify())


def test_a_later_proof_stands_beside_the_first_and_counts(
    case: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(case, words) as vault:
        size = vault.head_sizes()[-1]
        text = stamps_kept.text_of(vault, size)
        start = ots.MAGIC + b"\x01\x08" + hashlib.sha256(text).digest()
        first, second, third = (start + bytes([number]) * 9 for number in range(3))
        assert stamps_kept.keep_proof(vault, size, first) == f"heads/{size}.ots"
        with monkeypatch.context() as patch:
            patch.setattr(Vault, "commit", stopped)
            with pytest.raises(InterruptedError):
                stamps_kept.keep_proof(vault, size, second)
    with opened(case, words) as vault:
        there = vault.beside()
        assert stamps_kept.newest_proof(there, size) == f"heads/{size}.ots"
        assert (case / f"heads/{size}.b.ots").read_bytes() == second
        assert [check for check in vault.verify() if not check.ok] == []
        assert stamps_kept.keep_proof(vault, size, third) == f"heads/{size}.b.ots"
        assert stamps_kept.keep_proof(vault, size, third) == f"heads/{size}.b.ots"
        for number in range(3, 30):
            last = stamps_kept.keep_proof(vault, size, start + bytes([number]) * 9)
        assert last == f"heads/{size}.z28.ots"
        assert stamps_kept.newest_proof(vault.beside(), size) == last
        assert [found for found, _ in stamps_kept.proofs_of(vault)] == [size]
        assert (case / f"heads/{size}.ots").read_bytes() == first
        assert stamps_kept.newest_proof(vault.beside(), size - 1) is None
        assert [check for check in vault.verify() if not check.ok] == []


@pytest.mark.parametrize("label", ["", "A", "a/b", "..", "x" * 21, "é"])
def test_a_label_is_a_short_plain_word(case: Path, words: str, label: str) -> None:
    with opened(case, words) as vault, pytest.raises(WrongUsage):
        stamps_kept.queue(vault, label)


def test_a_head_that_is_no_head_is_damage(case: Path, words: str) -> None:
    with opened(case, words) as vault:
        size = vault.head_sizes()[0]
        (case / "heads" / f"{size}.note").write_bytes(b"nothing")
        with pytest.raises(Damaged):
            stamps_kept.text_of(vault, size)


def test_the_clock_of_the_tests_is_not_the_clock_of_the_stamp() -> None:
    assert NOON.year == 2024 and stamps.read((KEPT / "old.tsr").read_bytes()).time.year == 2020

"""Time stamps: asked for offline, checked by two programs, and refused where one thing is wrong."""

import datetime as dt
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import example, given
from hypothesis import strategies as st

from everyword.vault import stamps, stamps_chain, stamps_der
from everyword.vault.stamps import BadStamp, Token
from tests.vault.authority import Authority, needs_openssl

KEPT = Path(__file__).parent / "stamps"
TEXT = b"everyword/case/00\n12\nAAAA\n"
THEN = dt.datetime(2020, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
ENDED = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "example")


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another one, of the same name."""
    return Authority(tmp_path_factory.mktemp("authority") / "other")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No openssl on this computer."""
    monkeypatch.setattr(shutil, "which", lambda name: None)


def oks(token: Token, text: bytes = TEXT, asked: bytes | None = None) -> tuple[bool | None, ...]:
    return tuple(outcome.ok for outcome in stamps.check(text, token, asked))


def said(token: Token, text: bytes = TEXT, asked: bytes | None = None) -> str:
    return " | ".join(outcome.said for outcome in stamps.check(text, token, asked))


# The request


@given(st.binary(min_size=32, max_size=32), st.integers(0, 2**128))
def test_a_request_gives_back_what_went_in(imprint: bytes, nonce: int) -> None:
    assert stamps_der.read_request(stamps_der.request(imprint, nonce)) == (nonce, imprint)


def test_a_request_holds_the_hash_and_64_random_bits() -> None:
    first, second = (stamps.nonce_and_imprint(stamps.request(TEXT)) for _ in range(2))

    assert first[1] == second[1] == hashlib.sha256(TEXT).digest()
    assert first[0] != second[0] and (first[0] or 0).bit_length() == 64
    assert len(stamps.request(TEXT)) == 70


@needs_openssl
def test_openssl_reads_the_request(tmp_path: Path) -> None:
    (tmp_path / "q").write_bytes(stamps.request(TEXT, 0xFFEE))
    words = ["openssl", "ts", "-query", "-in", tmp_path / "q", "-text"]
    out = subprocess.run(words, capture_output=True, check=True).stdout.decode()

    assert "Hash Algorithm: sha256" in out and "Nonce: 0xFFEE" in out
    assert "Certificate required: yes" in out and "Policy OID: unspecified" in out


def test_every_changed_byte_of_a_request_is_seen() -> None:
    whole = stamps.request(TEXT, 2**63 + 1)
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        try:
            read = stamps.nonce_and_imprint(changed)
        except BadStamp:
            continue
        assert read != stamps.nonce_and_imprint(whole), place


# A stamp that checks


@needs_openssl
def test_both_checkers_say_yes(authority: Authority) -> None:
    asked = stamps.request(TEXT)
    token = Token("a", authority.answer(asked), authority.pem("root"))

    assert oks(token, asked=asked) == (True, True)
    stamped = stamps.read(token.tsr)
    assert stamped.authority == "O=Example Ltd,CN=Example signer"
    assert stamped.time.tzinfo == dt.UTC and stamped.policy == "1.2.3.4.1"
    assert stamped.renew_before == dt.datetime(2045, 1, 1, tzinfo=dt.UTC)
    assert stamps.nonce_and_imprint(token.tsr) == stamps.nonce_and_imprint(asked)


@needs_openssl
def test_certificates_in_another_order_are_read_as_well(authority: Authority) -> None:
    """The library wants them in DER's order; authorities that run openssl send them in any."""
    answers = [authority.answer(stamps.request(TEXT))]
    found = stamps_der.with_sorted_certificates(answers[0])
    one, two = sorted(
        stamps_chain.certificates(authority.pem("signer", "between")),
        key=lambda each: each.public_bytes(stamps.Encoding.DER),
    )
    ders = [each.public_bytes(stamps.Encoding.DER) for each in (one, two)]
    assert b"".join(ders) in found
    answers += [found.replace(b"".join(ders), b"".join(reversed(ders))), found]

    for tsr in answers:
        assert oks(Token("a", tsr, authority.pem("root"))) == (True, True)


@needs_openssl
@pytest.mark.parametrize("names", [("root", "between", "signer"), ("signer", "root", "between")])
def test_an_answer_without_certificates_needs_them_in_the_root_file(
    authority: Authority, names: tuple[str, ...]
) -> None:
    tsr = authority.answer(stamps.request(TEXT), bare=True)

    assert oks(Token("a", tsr, authority.pem(*names))) == (True, True)
    assert stamps.read(tsr, authority.pem(*names)).serial > 0
    assert oks(Token("a", tsr, authority.pem("root", "between"))) == (False, False)
    with pytest.raises(BadStamp, match="without the authority's own certificate"):
        stamps.read(tsr)


@needs_openssl
@pytest.mark.parametrize("bare", [False, True])
def test_a_stamp_outlives_its_certificate(tmp_path: Path, bare: bool) -> None:
    ended = Authority(tmp_path / "ended", end=ENDED)
    tsr = ended.answer(stamps.request(TEXT), at=THEN, bare=bare)
    token = Token("a", tsr, ended.pem("root", "between", "signer"))

    assert oks(token) == (True, True)
    assert stamps.read(tsr, token.root).time == THEN
    assert stamps.read(tsr, token.root).renew_before == ENDED


def test_the_stamp_kept_here_checks_without_any_program(alone: None) -> None:
    """Made with openssl once (tests/vault/stamps/README.md); its certificate ended in 2021."""
    token = Token("a", (KEPT / "old.tsr").read_bytes(), (KEPT / "old.pem").read_bytes())
    text, asked = (KEPT / "old.txt").read_bytes(), (KEPT / "old.tsq").read_bytes()

    assert oks(token, text, asked) == (True, None)
    assert "not installed" in said(token, text)
    assert stamps.read(token.tsr).time == THEN and stamps.read(token.tsr).renew_before == ENDED
    bare = Token("a", (KEPT / "bare.tsr").read_bytes(), token.root)
    assert oks(bare, text, asked) == (True, None)


@needs_openssl
def test_the_commands_for_doing_it_by_hand_work(authority: Authority, tmp_path: Path) -> None:
    asked = stamps.request(TEXT)
    tsr = stamps_der.with_sorted_certificates(authority.answer(asked))
    token = Token("a", tsr, stamps.chosen_root(tsr, authority.pem("root")))
    (tmp_path / "heads").mkdir()
    (tmp_path / "heads" / "12.note").write_bytes(TEXT + b"\n- x y\n")
    (tmp_path / "heads" / "12.a.tsr").write_bytes(token.tsr)
    (tmp_path / "heads" / "12.a.pem").write_bytes(token.root)
    library, program = (outcome.how for outcome in stamps.check(TEXT, token))

    done = subprocess.run(program, shell=True, cwd=tmp_path, capture_output=True, check=True)
    assert b"Verification: OK" in done.stdout
    assert library.startswith("head -n 3 heads/12.note > text; python3 -c ")
    code = library.split("'", 1)[1].rstrip("'")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True)
    assert done.stdout == b"True\n", done.stderr


# What is refused


def rejected(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    return authority.rejection(stamps.request(TEXT)), authority.chain


def granted_with_changes(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    tsr = authority.answer(stamps.request(TEXT))
    return tsr.replace(b"\x30\x03\x02\x01\x00", b"\x30\x03\x02\x01\x01", 1), authority.chain


def wrong_purpose(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    web = Authority(folder / "web", purpose="web")
    return web.answer(stamps.request(TEXT), at=THEN), web.chain


def another_authority(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    return Authority(folder / "b").answer(stamps.request(TEXT)), authority.chain


def ended_before(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    ended = Authority(folder / "ended", end=ENDED)
    return ended.answer(stamps.request(TEXT)), ended.chain


def begun_after(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    late = Authority(folder / "late", start=ENDED)
    return late.answer(stamps.request(TEXT), at=THEN), late.chain


def sha1(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    (folder / "text").write_bytes(TEXT)
    words = ["openssl", "ts", "-query", "-sha1", "-cert", "-data", folder / "text"]
    asked = subprocess.run(words, capture_output=True, check=True).stdout
    return authority.answer(asked), authority.chain


def another_text(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    return authority.answer(stamps.request(TEXT + b"\n")), authority.chain


def ten_megabytes(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    return b"\x30\x84\x00\xa0\x00\x00" + bytes(10 << 20), authority.chain


def garbage(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    return b"<html>404</html>", authority.chain


def two_roots(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    b = Authority(folder / "b")
    return b.answer(stamps.request(TEXT)), authority.chain + b.pem("root")


def no_root(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    return authority.answer(stamps.request(TEXT)), authority.pem("between", "signer")


def root_of_words(authority: Authority, folder: Path) -> tuple[bytes, bytes]:
    return authority.answer(stamps.request(TEXT)), b"trust me\n"


@needs_openssl
@pytest.mark.parametrize(
    ("made", "words"),
    [
        (rejected, "rejection: Message digest algorithm is not supported."),
        (granted_with_changes, "granted with changes"),
        (wrong_purpose, "unsuitable certificate purpose"),
        (another_authority, "does not lead to the root"),
        (ended_before, "certificate has expired"),
        (begun_after, "certificate is not yet valid"),
        (sha1, "not a SHA-256"),
        (another_text, "Mismatch between messages"),
        (ten_megabytes, "larger than any answer"),
        (garbage, "not an answer of a time-stamping authority"),
        (two_roots, "holds 2 roots"),
        (no_root, "holds 0 roots"),
        (root_of_words, "no certificate that can be read"),
    ],
)
def test_what_is_wrong_is_refused_in_plain_words(
    made: Callable[[Authority, Path], tuple[bytes, bytes]],
    words: str,
    authority: Authority,
    tmp_path: Path,
) -> None:
    token = Token("a", *made(authority, tmp_path))
    library, program = stamps.check(TEXT, token)

    assert library.ok is False and words in library.said
    # The one thing openssl takes: it counts "with changes" as granted.
    assert program.ok is (made is granted_with_changes)
    assert len(library.said) < 400 and "ErrorStack" not in library.said


@needs_openssl
def test_the_answer_to_another_request_is_refused(authority: Authority) -> None:
    tsr = authority.answer(stamps.request(TEXT))

    assert oks(Token("a", tsr, authority.chain), asked=stamps.request(TEXT))[0] is False


@needs_openssl
def test_what_came_in_the_answer_is_never_trusted(authority: Authority, other: Authority) -> None:
    """An answer can bring its own root along; only the person's root counts."""
    shutil.copy(other.folder / "root.crt", other.folder / "kept.crt")
    between = other.folder / "between.crt"
    whole = between.read_bytes()
    try:
        between.write_bytes(whole + other.pem("root"))
        tsr = other.answer(stamps.request(TEXT))
    finally:
        between.write_bytes(whole)

    assert oks(Token("a", tsr, other.pem("root"))) == (True, True)
    assert oks(Token("a", tsr, authority.chain)) == (False, False)


@needs_openssl
def test_every_changed_byte_is_refused_or_changes_nothing(
    authority: Authority, alone: None
) -> None:
    """What is outside the signature (the order of certificates, say) may differ; the rest not."""
    whole = authority.answer(stamps.request(TEXT))
    token = Token("a", whole, authority.pem("root"))
    before = stamps.read(whole), stamps.nonce_and_imprint(whole)
    refused = 0
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        library, program = stamps.check(TEXT, Token("a", changed, token.root))
        assert program.ok is None
        if library.ok:
            assert (stamps.read(changed, token.root), stamps.nonce_and_imprint(changed)) == before
        refused += not library.ok
    assert refused > 0.9 * len(whole)


@given(st.binary(max_size=300))
@example(b"\x30\x05\x30\x03\x02\x01\x02")
@example(b"\x30\x05\x30\x03\x02\x01\x00")
@example(b"\x30\x80\x02\x01\x01")
@example(bytes(3))
def test_bytes_of_any_sort_are_refused_and_never_crash(data: bytes) -> None:
    for step in (stamps.read, stamps.nonce_and_imprint, stamps.root_fingerprint):
        with pytest.raises(BadStamp):
            step(data)
    assert stamps_der.with_sorted_certificates(data) == data


@pytest.mark.parametrize("cut", range(0, 1400, 37))
def test_a_cut_answer_is_refused(cut: int) -> None:
    whole = (KEPT / "old.tsr").read_bytes()
    if cut < len(whole):
        with pytest.raises(BadStamp):
            stamps.read(whole[:cut])


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_changed_root_file_never_crashes(alone: None) -> None:
    tsr, text = (KEPT / "bare.tsr").read_bytes(), (KEPT / "old.txt").read_bytes()
    pem = (KEPT / "old.pem").read_bytes()
    for place in range(0, len(pem), 3):
        changed = pem[:place] + bytes([pem[place] ^ 4]) + pem[place + 1 :]
        library, _ = stamps.check(text, Token("a", tsr, changed))
        assert library.ok in (True, False) and library.said


# Certificates


@needs_openssl
def test_of_a_file_with_many_roots_only_the_used_ones_are_kept(
    authority: Authority, other: Authority
) -> None:
    tsr = authority.answer(stamps.request(TEXT))
    root = stamps.chosen_root(tsr, other.chain + authority.pem("root"))

    assert root == authority.pem("root", "between", "signer")
    assert stamps.root_fingerprint(root) == stamps.root_fingerprint(authority.pem("root"))
    assert oks(Token("a", tsr, root)) == (True, True)
    with pytest.raises(BadStamp, match="does not lead"):
        stamps.chosen_root(tsr, other.chain)


@needs_openssl
def test_the_fingerprint_is_the_one_openssl_prints(authority: Authority) -> None:
    words = ["openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in"]
    out = subprocess.run(
        [*words, authority.folder / "root.crt"], capture_output=True, check=True
    ).stdout.decode()

    assert out.strip().endswith(stamps.root_fingerprint(authority.pem("root")))


@needs_openssl
def test_a_root_file_in_der_is_read(authority: Authority) -> None:
    root = x509.load_pem_x509_certificate(authority.pem("root"))

    assert stamps_chain.certificates(root.public_bytes(stamps.Encoding.DER)) == [root]

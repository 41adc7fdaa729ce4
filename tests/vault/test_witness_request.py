"""What a witness is asked: the form of C2SP, and each rule of hers with what breaks it."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import Damaged, EverywordError, Refused, SourceUnreadable
from everyword.vault import heads, tree
from everyword.vault.heads import Head
from everyword.vault.witness_request import MAX_PROOF, Request, check, make_request, read_request
from tests.vault.witnessed import LOG, LOG_KEY, ORIGIN, PUBLIC, head_of, leaves, line_of, note_of


def asked(old: int, hashes: list[bytes], note: bytes | None = None) -> bytes:
    return make_request(note or note_of(hashes), PUBLIC, hashes, old)


def raw(old: str, proof: list[bytes], note: bytes) -> bytes:
    """A request put together without the module's help, without comments."""
    lines = [f"old {old}", *(base64.b64encode(each).decode() for each in proof)]
    return "".join(f"{line}\n" for line in lines).encode() + b"\n" + note


def answer(data: bytes, held: Head | None, key: str = LOG_KEY) -> Head:
    return check(read_request(data), key, held)


def without_comments(data: bytes) -> bytes:
    """What `grep -v '^#'` gives."""
    return b"".join(line for line in data.splitlines(keepends=True) if not line.startswith(b"#"))


def test_the_request_is_a_comment_and_the_form_of_c2sp() -> None:
    hashes = leaves(7)
    data = asked(3, hashes)

    assert data.startswith(
        b"# everyword witness request 1\n# key " + LOG_KEY.encode() + b"\nold 3\n"
    )
    body = without_comments(data)
    assert body == raw("3", tree.consistency_proof(3, hashes), note_of(hashes))
    assert read_request(body).key is None and read_request(data).key == LOG_KEY
    assert answer(body, head_of(leaves(3))) == head_of(hashes)


def test_other_witnesses_are_not_named_in_it() -> None:
    hashes = leaves(7)
    note = note_of(hashes)

    assert asked(0, hashes, note + line_of(note)) == asked(0, hashes)
    assert b"ann" not in asked(0, hashes, note + line_of(note))


def test_leaves_after_the_head_do_not_disturb() -> None:
    assert asked(3, leaves(9), note_of(leaves(7))) == asked(3, leaves(7))


@given(st.integers(0, 300), st.data())
def test_every_later_state_of_a_case_is_signed(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))
    hashes = leaves(new)

    held = head_of(hashes[:old])
    assert answer(asked(old, hashes), held) == head_of(hashes)
    if old == 0:
        assert answer(asked(old, hashes), None) == head_of(hashes)


@given(st.integers(1, 120), st.data())
def test_a_tree_that_was_changed_before_what_was_seen_is_never_signed(
    seen: int, data: st.DataObject
) -> None:
    new = data.draw(st.integers(0, seen + 60))
    changed = leaves(new, fork=data.draw(st.integers(0, seen - 1)))
    claimed = data.draw(st.integers(0, new))
    proof = data.draw(
        st.sampled_from(
            [
                tree.consistency_proof(min(seen, new), changed) if new else [],
                tree.consistency_proof(min(seen, len(leaves(new))), leaves(new)) if new else [],
                [],
            ]
        )
    )
    held = head_of(leaves(seen))
    for old in {claimed, min(seen, new)}:
        with pytest.raises((Refused, Damaged)):
            answer(raw(str(old), proof, note_of(changed)), held)


def test_the_proof_counts_from_what_was_seen_not_from_what_the_request_says() -> None:
    other = leaves(9, fork=0)
    with pytest.raises(Damaged, match="not the case you saw before"):
        answer(asked(4, other), head_of(leaves(4)))


def test_another_root_at_the_same_size_is_damage_whatever_the_request_says() -> None:
    for old in (0, 4, 5):
        with pytest.raises(Damaged, match="not the case you saw before"):
            answer(asked(old, leaves(5, fork=2)), head_of(leaves(5)))


def test_an_older_head_is_refused_with_words() -> None:
    for old in (0, 3):
        with pytest.raises(Refused, match="older copy"):
            answer(asked(old, leaves(3)), head_of(leaves(5)))


def test_a_request_from_another_size_than_seen_says_from_which_to_ask() -> None:
    for old, held in ((3, leaves(4)), (0, leaves(4)), (5, leaves(4)), (3, [])):
        with pytest.raises(Refused) as refused:
            answer(asked(old, leaves(9)), head_of(held))
        assert f"--from {len(held)}" in str(refused.value)
    with pytest.raises(Refused, match="--from 0"):
        answer(asked(3, leaves(9)), None)


def test_the_very_head_seen_is_signed_again_only_when_asked_from_it() -> None:
    hashes = leaves(5)

    assert answer(asked(5, hashes), head_of(hashes)) == head_of(hashes)
    with pytest.raises(Refused, match="signed this very head"):
        answer(asked(3, hashes), head_of(hashes))


def test_a_first_request_has_no_proof() -> None:
    hashes = leaves(5)
    for held in (None, head_of([])):
        with pytest.raises(SourceUnreadable, match="first request"):
            answer(raw("0", [hashes[0]], note_of(hashes)), held)


def test_no_leaves_have_but_one_root() -> None:
    empty = heads.sign(Head(ORIGIN, 0, tree.EMPTY_ROOT), LOG)
    wrong = heads.sign(Head(ORIGIN, 0, bytes(32)), LOG)

    assert answer(raw("0", [], empty), None).size == 0
    with pytest.raises(SourceUnreadable, match="first request"):
        answer(raw("0", [], wrong), None)


def test_a_proof_one_too_long_is_refused() -> None:
    hashes = leaves(5)
    for proof in ([hashes[0]], [head_of(hashes).root]):
        with pytest.raises(Damaged):
            answer(raw("5", proof, note_of(hashes)), head_of(hashes))


def test_another_key_for_the_same_case_is_refused() -> None:
    hashes, seed = leaves(5), bytes(32)
    key = heads.verifier_key(ORIGIN, heads.public_key(seed))
    note = note_of(hashes, seed)

    with pytest.raises(Refused, match="another key"):
        answer(make_request(note, heads.public_key(seed), hashes, 0), None)
    with pytest.raises(SourceUnreadable, match="not signed by the key"):
        answer(raw("0", [], note), None)
    with pytest.raises(Refused, match="another key"):
        answer(asked(0, hashes), None, key)
    renamed = heads.verifier_key("everyword/case/" + "1e" * 16, PUBLIC)
    with pytest.raises(Refused, match="another key"):
        answer(raw("0", [], note_of(hashes)), None, renamed)


def test_a_second_signature_does_not_disturb() -> None:
    hashes = leaves(5)
    note = note_of(hashes)
    assert answer(raw("0", [], note + line_of(note)), None) == head_of(hashes)


@given(st.data())
def test_any_changed_byte_of_the_body_is_refused(data: st.DataObject) -> None:
    hashes = leaves(data.draw(st.integers(1, 40)))
    old = data.draw(st.integers(0, len(hashes)))
    held = head_of(hashes[:old]) if old else None
    body = bytearray(without_comments(asked(old, hashes)))
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(EverywordError):
        answer(bytes(body), held)


@given(st.data())
def test_a_changed_key_line_is_refused_or_read_as_no_key(data: st.DataObject) -> None:
    hashes = leaves(5)
    whole = bytearray(asked(0, hashes))
    start = whole.index(b"\n") + 1
    end = whole.index(b"\n", start)
    whole[data.draw(st.integers(start, end - 1))] ^= data.draw(st.integers(1, 255))
    try:
        request = read_request(bytes(whole))
    except SourceUnreadable:
        return
    assert request.key is None  # then nobody can be asked to trust it


@given(st.binary(max_size=300))
def test_anything_is_refused_with_words(data: bytes) -> None:
    with pytest.raises(SourceUnreadable, match=r"\w"):
        read_request(data)


NOTE = note_of(leaves(5))


@pytest.mark.parametrize(
    "data",
    [
        raw("00", [], NOTE),
        raw("+1", [], NOTE),
        raw("6", [], NOTE),
        raw("0 ", [], NOTE),
        raw("1", [b"short"], NOTE),
        raw("1", [bytes(32)] * (MAX_PROOF + 1), NOTE),
        raw("0", [], NOTE).replace(b"\n", b"\r\n"),
        raw("0", [], NOTE)[:-1],
        raw("0", [], NOTE) + b"\n",
        raw("0", [], NOTE).replace(b"old", b"Old"),
        raw("0", [], NOTE).replace(b"old 0\n", b"old 0\n\n"),
        b"# key nonsense\n" + raw("0", [], NOTE),
        f"# key {LOG_KEY}\n# key {LOG_KEY}\n".encode() + raw("0", [], NOTE),
        b"# \xff",
        b"#" * 200_000,
        raw("0", [], NOTE) + NOTE.splitlines(keepends=True)[-1] * 100,
        raw("0", [], NOTE.replace(b"\n5\n", b"\n5\nmore\n")),
    ],
)
def test_another_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(SourceUnreadable):
        answer(data, None)


def test_sixty_three_lines_of_proof_are_read() -> None:
    request = read_request(raw("1", [bytes(32)] * MAX_PROOF, NOTE))

    assert isinstance(request, Request) and len(request.proof) == MAX_PROOF


def test_the_words_of_a_refusal_name_no_more_than_sizes() -> None:
    with pytest.raises(Refused) as refused:
        answer(asked(3, leaves(9)), head_of(leaves(4)))
    assert not re.search(r"[0-9a-f]{16}", str(refused.value))

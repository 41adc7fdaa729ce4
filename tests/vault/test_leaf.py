"""The leaf: one spelling, any name back exactly, nothing unknown let in."""

import hashlib
import os
import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote_to_bytes

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.vault.leaf import EXTRA, REQUIRED, BadLeaf, Leaf, decode, encode, leaf_hash

SALT = "5a" * 32
DIGEST = hashlib.sha256(b"hello").hexdigest()

GOLDEN = f"""\
everyword-leaf/1
salt {SALT}
kind chunk
sha256 {DIGEST}
size 5
name Café 100%25 שיר%E2%80%AE.jpg
seen 2024-04-03T21:07:00.25Z
rec {"0" * 32}
seq 12
locked 1
""".encode()

LEAF = Leaf(
    salt=SALT,
    kind="chunk",
    sha256=DIGEST,
    size=5,
    name="Café 100% שיר\u202e.jpg",
    seen="2024-04-03T21:07:00.25Z",
    extra=(("rec", "0" * 32), ("seq", "12"), ("locked", "1")),
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), min_size=1)


def file_leaf(name: str | None) -> Leaf:
    return Leaf(SALT, "file", DIGEST, 5, name, "2024-04-03T21:07:00Z")


def name_line(name: str) -> str:
    (line,) = [x for x in encode(file_leaf(name)).decode().split("\n") if x.startswith("name ")]
    return line.removeprefix("name ")


def test_the_text_is_the_one_in_the_document() -> None:
    assert encode(LEAF) == GOLDEN
    assert decode(GOLDEN) == LEAF
    assert LEAF.get("seq") == "12"
    assert LEAF.get("source") is None


def test_the_hash_is_of_a_zero_byte_and_the_text() -> None:
    assert leaf_hash(GOLDEN) == hashlib.sha256(b"\0" + GOLDEN).digest()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("plain name.txt", "plain name.txt"),
        ("Фото हिन्दी 中文 é.jpg", "Фото हिन्दी 中文 é.jpg"),
        ("cafe\u0301", "cafe%CC%81"),
        ("\u200eIMG.jpg", "%E2%80%8EIMG.jpg"),
        ("a\nb\0c\x7f", "a%0Ab%00c%7F"),
        (" edge ", "%20edge%20"),
        ("%41", "%2541"),
        ("\n\u0301", "%0A%CC%81"),
        ("no\u00a0break", "no%C2%A0break"),
        ("soft\u00adhyphen", "soft%C2%ADhyphen"),
        ("\udcff\udcc3", "%FF%C3"),
        ("\ud83d", "%uD83D"),
        ("\udcc3\udca9", "%uDCC3%uDCA9"),
        ("../../etc/passwd", "../../etc/passwd"),
    ],
)
def test_names_are_spelled_so_that_nothing_hides(name: str, written: str) -> None:
    assert name_line(name) == written
    assert decode(encode(file_leaf(name))).name == name


@given(ANY_TEXT)
def test_any_name_comes_back_exactly(name: str) -> None:
    text = encode(file_leaf(name))

    assert decode(text).name == name
    assert unicodedata.is_normalized("NFC", text.decode())
    assert text.endswith(b"\n")
    assert b"\n\n" not in text
    assert all(c == "\n" or c.isprintable() for c in text.decode())


@given(st.binary(min_size=1))
def test_another_program_gets_the_bytes_of_the_name(raw: bytes) -> None:
    assert unquote_to_bytes(name_line(raw.decode("utf-8", "surrogateescape"))) == raw
    assert decode(encode(file_leaf(os.fsdecode(raw)))).name == os.fsdecode(raw)


@given(st.data())
def test_one_changed_byte_is_refused_or_another_leaf(data: st.DataObject) -> None:
    text = bytearray(GOLDEN)
    text[data.draw(st.integers(0, len(text) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        leaf = decode(bytes(text))
    except BadLeaf:
        return
    assert leaf != LEAF
    assert encode(leaf) == bytes(text)


@given(st.binary() | st.lists(st.sampled_from(GOLDEN.splitlines(True))).map(b"".join))
def test_anything_else_is_refused_with_words(text: bytes) -> None:
    try:
        assert encode(decode(text)) == text
    except BadLeaf as fault:
        assert str(fault)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        GOLDEN[:-1],
        GOLDEN + b"\n",
        GOLDEN + b"colour red\n",
        GOLDEN.replace(b"everyword-leaf/1", b"everyword-leaf/2"),
        GOLDEN.replace(b"\n", b"\r\n"),
        GOLDEN.replace(b"kind chunk", b"kind spell"),
        GOLDEN.replace(b"size 5\n", b""),
        GOLDEN.replace(b"size 5", b"size 05"),
        GOLDEN.replace(b"size 5", b"size -5"),
        GOLDEN.replace(b"size 5", "size \u0665".encode()),
        GOLDEN.replace(b"seq 12\n", b""),
        GOLDEN.replace(b"seq 12", b"seq 12\nseq 12"),
        GOLDEN.replace(b"salt 5a", b"salt 5A"),
        GOLDEN.replace(b"%25", b"%"),
        GOLDEN.replace(b"%E2", b"%e2"),
        GOLDEN.replace(b"Caf", b"%43af"),
        GOLDEN.replace("é".encode(), b"e\xcc\x81"),
        GOLDEN.replace(b"04-03T", b"02-30T"),
        GOLDEN.replace(b".25Z", b"+00:00"),
        GOLDEN.replace(b"locked 1", b"locked 0"),
        GOLDEN.replace(b"Caf", b"A" * 70_000),
    ],
)
def test_a_second_spelling_is_refused(text: bytes) -> None:
    assert text != GOLDEN
    with pytest.raises(BadLeaf):
        decode(text)


@pytest.mark.parametrize("kind", sorted(EXTRA))
def test_every_kind_takes_its_keys_in_their_order_only(kind: str) -> None:
    example = {"of": "ab" * 32, "root": "cd" * 32, "rec": "e" * 32, "locked": "1", "was": "file"}
    numbers = dict.fromkeys(("seq", "chunks", "items", "monotonic"), "7")
    extra = tuple((key, (example | numbers).get(key, "some words\n")) for key in EXTRA[kind])
    leaf = Leaf(SALT, kind, DIGEST, 5, None, "2024-04-03T21:07:00Z", extra)

    assert decode(encode(leaf)) == leaf
    with pytest.raises(BadLeaf):
        encode(msgspec.structs.replace(leaf, extra=(*extra[1:], extra[0])))
    with pytest.raises(BadLeaf):
        encode(msgspec.structs.replace(leaf, extra=(*extra, ("colour", "red"))))


@pytest.mark.parametrize("kind", ["file", "chunk", "note", "derived"])
def test_a_kind_that_has_bytes_must_name_them(kind: str) -> None:
    extra = (("rec", "0" * 32), ("seq", "0")) if kind == "chunk" else ()
    with pytest.raises(BadLeaf, match="must name its bytes"):
        encode(Leaf(SALT, kind, None, None, None, "2024-04-03T21:07:00Z", extra))


def test_a_recovered_thing_says_what_it_is_of() -> None:
    leaf = Leaf(SALT, "recover", None, None, None, "2024-04-03T21:07:00Z", (("of", "ab" * 32),))

    assert encode(leaf).endswith(b"\nof " + b"ab" * 32 + b"\n")
    with pytest.raises(BadLeaf, match="needs the key of"):
        encode(msgspec.structs.replace(leaf, extra=()))


def test_the_document_has_the_kinds_and_keys_of_the_code() -> None:
    text = (Path(__file__).parents[2] / "docs/vault-format.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z]+)` \| [^|]+ \| ([a-z* ]+) \|$", text, re.M)
    written = {kind: tuple(keys.replace("*", "").split()) for kind, keys in rows}
    needed = {kind: frozenset(re.findall(r"\*\*([a-z]+)\*\*", keys)) for kind, keys in rows}

    assert written == EXTRA
    assert {kind: keys for kind, keys in needed.items() if keys} == REQUIRED

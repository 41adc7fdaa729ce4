"""The search itself: a word planted on purpose is found, in each spelling, packing and place."""

import base64
import gzip
import html
import io
import json
import os
import random
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from everyword.index import database
from tests.canary import Search
from tests.canary_house import House
from tests.canary_walk import CANARIES

SECRET = bytes(range(200, 232))
WORDS: dict[str, str | bytes] = {**CANARIES, "key": SECRET}
AROUND, AFTER = random.Random(3).randbytes(999), random.Random(4).randbytes(999)


def zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", text * 30)
    return packed.getvalue()


def deflated(text: str) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(text.encode() * 9) + packer.flush()


WAYS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "large": lambda text: text.upper().encode(),
    "small": lambda text: text.lower().encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "latin-1": lambda text: text.encode("latin-1"),
    "percent": lambda text: quote(text).encode(),
    "percent, small": lambda text: quote(text).lower().encode(),
    "plus": lambda text: quote_plus(text).encode(),
    "json": lambda text: json.dumps({"name": text}).encode(),
    "python": lambda text: ascii(text).encode(),
    "html": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace"),
    "hex": lambda text: text.encode().hex().encode(),
    "hex, large": lambda text: text.encode().hex().upper().encode(),
    "base64 +0": lambda text: base64.b64encode(b"abc" + text.encode() + b"x"),
    "base64 +1": lambda text: base64.b64encode(b"a" + text.encode() + b"xy"),
    "base64 +2": lambda text: base64.b64encode(b"ab" + text.encode()),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "zlib, hardly": lambda text: zlib.compress(text.encode() * 9, 1),
    "zlib, cut off": lambda text: zlib.compress(AROUND + text.encode() + AFTER)[:-900],
    "gzip": lambda text: gzip.compress(text.encode()),
    "deflate": deflated,
    "zip": zipped,
    "zip, large": lambda text: AROUND * 20 + zipped(text),
    "zlib in zlib": lambda text: zlib.compress(AROUND + zlib.compress(text.encode("utf-16-be"))),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_word_is_found_however_it_is_written(way: str) -> None:
    for name, word in CANARIES.items():
        planted = AROUND[:77] + WAYS[way](word) + AROUND[:55]
        found = {each for each, _ in Search({name: word}).in_bytes(planted)}
        assert found == {name}, word


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        SECRET.hex().encode(),
        SECRET.hex().upper().encode(),
        base64.b64encode(b"a" + SECRET),
        base64.urlsafe_b64encode(SECRET),
        zlib.compress(SECRET * 3),
    ],
    ids=["raw", "hex", "large hex", "base64", "base64url", "zlib"],
)
def test_a_key_is_found_however_it_is_written(form: bytes) -> None:
    assert {name for name, _ in Search(WORDS).in_bytes(AROUND + form + AROUND)} == {"key"}


def test_nothing_is_found_where_nothing_is() -> None:
    chance = random.Random(5)
    search = Search(WORDS)
    for size in (0, 1, 3000, 400_000):
        assert list(search.in_bytes(chance.randbytes(size))) == []
    assert list(search.in_bytes(b"A word that nobody listens for. " * 999)) == []


def test_every_place_is_looked_at(tmp_path: Path) -> None:
    house = House(tmp_path)
    for folder in (*house.unused, house.case / "objects/ab", house.case / "slots"):
        folder.mkdir(parents=True)
    word = CANARIES["chat"]
    places = [
        *("case/case.db", "case/case.db-wal", "case/case.db-shm", "case/journal", "case/tmp"),
        *("case/objects/ab/1.age", "case/slots/x", "tmp/a", "home/.cache/b", "here/core"),
    ]
    search = Search(WORDS)
    for place in places:
        (house.watched / place).parent.mkdir(parents=True, exist_ok=True)
        (house.watched / place).write_bytes(AROUND)
    assert house.finds(search) == [] and len(house.left_over()) == 4

    for place in places:
        (house.watched / place).write_bytes(AROUND + word.encode("utf-16-be"))
    (house.watched / f"here/{word}").mkdir()
    (house.watched / "home/link").symlink_to(f"../{word}")
    found = {each.path for each in house.finds(search)}
    assert found == {*places, f"here/{word}", "home/link"}


def test_the_index_makes_no_temporary_files(tmp_path: Path) -> None:
    """SQLCipher does not encrypt them, and how it is built decides where they are."""
    connection = database.connect(tmp_path / "case.db", bytes(32))
    assert connection.execute("PRAGMA temp_store").fetchone() == (2,)
    connection.close()


def test_what_is_kept_beside_a_file_is_looked_at(tmp_path: Path) -> None:
    if not hasattr(os, "setxattr"):
        return
    (tmp_path / "a").touch()
    with suppress(OSError):  # not every disk keeps them
        os.setxattr(tmp_path / "a", "user.origin", f"from {CANARIES['sender']}".encode())
        assert {each.word for each in Search(WORDS).in_folder(tmp_path)} == {"sender"}

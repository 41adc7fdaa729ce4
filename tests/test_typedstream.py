"""The words of archived texts: whole ones, damaged ones, and ones that were never any."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.readers.imessage.typedstream import BadTypedstream, text_of
from tests.imessage_made import archived

SEEN = (
    "040b73747265616d747970656481e803840140848484124e5341747472696275746564537472696e67008484084e"
    "534f626a656374008592848484084e53537472696e67019484012b0548656c6c6f86840269490105928484840c4e"
    "5344696374696f6e617279009484016901928496961d5f5f6b494d4d657373616765506172744174747269627574"
    "654e616d658692848484084e534e756d626572008484074e5356616c7565009484012a84999900868686"
)
"""As NSArchiver writes "Hello", with the attributes that Messages adds behind it."""


def test_reads_what_an_archiver_wrote() -> None:
    assert text_of(bytes.fromhex(SEEN)) == "Hello"


@settings(deadline=None)
@given(st.text(), st.booleans())
def test_gives_back_every_text(text: str, mutable: bool) -> None:
    text = text.encode("utf-8", "ignore").decode()
    assert text_of(archived(text, mutable)) == text


@pytest.mark.parametrize("size", [0, 127, 128, 255, 256, 32768, 65535, 65536, 200_000])
def test_lengths_of_all_sizes(size: int) -> None:
    assert text_of(archived("x" * size)) == "x" * size


@pytest.mark.parametrize("mutable", [False, True])
def test_cut_anywhere_it_is_whole_or_refused(mutable: bool) -> None:
    data = archived("Perché 🙂", mutable)
    ends = data.index("Perché".encode()) + len("Perché 🙂".encode())
    for cut in range(len(data)):
        if cut < ends:
            with pytest.raises(BadTypedstream):
                text_of(data[:cut])
        else:
            assert text_of(data[:cut]) == "Perché 🙂"


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=60), st.integers(0, 90))
def test_other_bytes_are_refused_in_words(noise: bytes, keep: int) -> None:
    with contextlib.suppress(BadTypedstream):
        assert isinstance(text_of(archived("x")[:keep] + noise), str)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "does not begin"),
        (archived("x").replace(b"NSString", b"NSNumber"), "other than text"),
        (archived("x").replace(b"+\x01x", b"i\x01x"), "no text where"),
        (archived("ab").replace(b"ab", b"\xff\xfe"), "not text"),
        (archived("x").replace(b"\x85\x92", b"\x85\xfe"), "has not come before"),
        (bytes.fromhex(SEEN)[:20] + b"\x84\x84\x01A\x00" * 40, "other than text|more classes"),
    ],
)
def test_says_why(data: bytes, why: str) -> None:
    with pytest.raises(BadTypedstream, match=why):
        text_of(data)

"""The header of a mail: its fields, the words in them, their parameters and alphabets."""

import base64
import io

from hypothesis import given
from hypothesis import strategies as st

from everyword.mail_parts.fields import Fields, content_type, read_fields, words
from everyword.mail_parts.letters import Letters, known


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_encoded_words_are_decoded(text: str) -> None:
    for charset in ("utf-8", "utf-16", "iso-2022-jp", "cp1251"):
        try:
            data = text.encode(charset)
        except UnicodeEncodeError:
            continue
        q = "".join(f"={byte:02X}" for byte in data)
        b = base64.b64encode(data).decode()
        for written in (f"=?{charset}?Q?{q}?=", f"=?{charset.upper()}?b?{b}?="):
            assert words(f"a {written} b".encode(), Letters(), "x") == f"a {text} b"


def test_words_written_badly_are_read_or_left_as_written() -> None:
    for written, said in (
        (b"=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab"),
        (b"=?utf-8?Q?a?= x =?utf-8?Q?b?=", "a x b"),
        (b"=?utf-8?Q?=E2=82?= =?UTF-8?Q?=AC?=", "€"),
        (b"=?utf-8?Q?two words_here?=", "two words here"),
        (b"=?utf-8*en?Q?a?=", "a"),
        (b"=?nope?Q?a=E9?=", "a\ufffd"),
        (b"=?utf-8?B?!!!?=", "=?utf-8?B?!!!?="),
        (b"=?utf-8?X?a?=", "=?utf-8?X?a?="),
        (b"=?utf-8?Q?", "=?utf-8?Q?"),
        ("Jörg".encode(), "Jörg"),
    ):
        assert words(written, Letters(), "x") == said, written


def test_parameters_in_pieces_and_alphabets() -> None:
    for written, name in (
        (b'a/b; name="x y.txt"', "x y.txt"),
        (b"a/b; name=x.txt ; z=1", "x.txt"),
        (b"a/b; name*=utf-8''%E2%82%AC.txt", "€.txt"),
        (b"a/b; name*0=a; name*1=b; name*2*=%20c", "ab%20c".replace("%20", " ")),
        (b"a/b; name*1*=%AC.txt; name*0*=utf-8''%E2%82", "€.txt"),
        (b'a/b; name="=?utf-8?Q?=E2=82=AC?="', "€"),
        (b'a/b; name="a\\"b;c', 'a"b;c'),
        (b"a/b; NAME=x; name=y", "x"),
    ):
        assert content_type(written, "", Letters()).parameters["name"] == name, written
    assert content_type(b"nonsense", "", Letters()).value == "text/plain"
    assert content_type(None, "message/rfc822", Letters()).value == "message/rfc822"


def fields_of(data: bytes, most: int = 1 << 20) -> Fields:
    return read_fields(io.BytesIO(data), 0, len(data), most)


def test_a_header_ends_where_it_ends() -> None:
    for data, ended, items in (
        (b"A: 1\r\nB: 2\r\n 3\r\n\r\nbody", "blank", (("a", b"1"), ("b", b"2 3"))),
        (b"A: 1\nno field\n", "text", (("a", b"1"),)),
        (b"A: 1\n--b:c\n", "text", (("a", b"1"),)),
        (b"A : 1\nA:", "end", (("a", b"1"), ("a", b""))),
        (b"words", "text", ()),
        (b"", "end", ()),
    ):
        got = fields_of(data)
        assert (got.ended, got.items) == (ended, items), data
    cut = fields_of(b"A: 1\nB: " + b"x" * 500 + b"\nC: 2\n\n", 300)
    assert cut.first("a") == b"1" and cut.left_out > 500 and cut.ended == "blank"


def test_alphabets_that_are_none_are_not_used() -> None:
    for name in ("rot13", "hex", "zip", "idna", "unicode_escape", "../x", "", "x" * 99, "aliases"):
        assert not known(name), name
    assert known("koi8-r") and known("utf-7")
    letters = Letters("cp1250")
    assert letters.decode(b"\x9a", None, "x") == "š" and len(letters.remarks) == 1
    assert Letters().decode(b"+2AA-", "utf-7", "x") == "\ufffd"
    assert Letters().decode(b"\xb0\xa1", "gb2312", "x") == "啊"

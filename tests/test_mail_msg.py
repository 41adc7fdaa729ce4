"""Outlook messages: words, people and times where the file has them, rich text unpacked."""

import contextlib
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.mail_parts.letters import Letters
from everyword.model import Email, Problem, Reading, source_of_bytes
from everyword.readers import mail_msg
from everyword.readers.mail.rtf import BadRtf, rich, unpacked
from tests import outlook_file as made
from tests.case_files import as_lines

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
SENT = 133566000000000000  # 2024-04-03 06:40 UTC


def read(*parts: made.Folder, fixed: list[made.Fixed] | None = None) -> list[Reading]:
    data = made.compound(made.folder(32, fixed or [], made.text(0x1A, "IPM.Note"), *parts))
    source = source_of_bytes("m.msg", data)

    assert mail_msg.recognises(source)
    got = list(mail_msg.read(source, {}))
    assert as_lines(got) == as_lines(list(mail_msg.read(source, {})))
    return got


def one(*parts: made.Folder, fixed: list[made.Fixed] | None = None) -> Email:
    (got,) = read(*parts, fixed=fixed)
    assert isinstance(got, Email)
    return got


@given(WORDS, WORDS)
@settings(max_examples=40)
def test_words_come_back_as_they_were(subject: str, text: str) -> None:
    got = one(made.text(0x37, subject), made.text(0x1000, text))

    assert (got.subject, got.text) == (subject, text)


def test_old_letters_are_read_by_their_code_page() -> None:
    words = made.old_text(0x1000, "привет".encode("cp1251"))
    assert one(words, fixed=[made.number(0x3FFD, 1251)]).text == "привет"
    unnamed = one(words)
    assert set(unnamed.text) == {"\ufffd"} and "not named" in (unnamed.remark or "")


def test_times_in_their_order() -> None:
    sent, arrived = made.time(0x39, SENT), made.time(0x0E06, SENT + 50_000_000)
    header = made.text(0x7D, "Date: Wed, 3 Apr 2024 08:39:00 +0200\r\n\r\n")
    assert one(header, fixed=[sent, arrived]).when.utc == "2024-04-03T06:39:00Z"
    assert one(fixed=[sent, arrived]).when.utc == "2024-04-03T06:40:00Z"
    late = one(fixed=[arrived]).when
    assert late.utc == "2024-04-03T06:40:05Z" and "arrived" in late.basis
    assert one().when.local is None
    assert one(fixed=[made.time(0x39, (1 << 64) - 1)]).when.local is None
    odd = one(made.text(0x7D, "Date: never\r\n\r\n")).when
    assert (odd.text, odd.local) == ("never", None)


def test_people_and_answers() -> None:
    got = one(
        made.text(0x42, "Sam"), made.text(0x65, "/O=X/CN=SAM"), made.text(0x0C1A, "Sam"),
        made.person(0, "Alex", "alex@home.test", 1),
        made.person(1, "r@home.test", "r@home.test", 2),
        made.person(2, "Q", "q@home.test", 3), made.person(3, "Room", "room@home.test", 0),
        made.text(0x1039, "<a@x> <b@x>"), made.text(0x1035, "<c@x>"), made.text(0x37, "AW: x"),
    )  # fmt: skip

    assert (got.sender, got.to, got.cc) == (
        "Sam </O=X/CN=SAM>",
        ("Alex <alex@home.test>",),
        ("r@home.test",),
    )
    assert (got.message_id, got.in_reply_to, got.thread) == ("<c@x>", "<b@x>", "x")
    remark = got.remark or ""
    assert "Bcc: Q <q@home.test>" in remark and "Room <room@home.test>" in remark
    header = made.text(0x7D, "From: Sam Lee <sam@home.test>\r\n\r\n")
    assert one(made.text(0x42, "Sam"), header).sender == "Sam Lee <sam@home.test>"


def test_the_text_is_plain_else_html_else_rich() -> None:
    plain, html = made.text(0x1000, "plain"), made.data(0x1013, b"<p>in <b>HTML")
    packed = made.data(0x1009, melted(rb"{\rtf1\ansi in rich text\par}"))
    assert one(plain, html, packed).text == "plain"
    assert one(html, packed).text == "in HTML"
    assert one(packed).text == "in rich text\n"
    assert one(made.data(0x1009, b"short")).text == ""
    assert "no text" in (one().remark or "")


def test_files_and_messages_within() -> None:
    deep: made.Folder = made.folder(24, [], made.text(0x37, "deep"))
    for level in range(8):
        inner = made.sent(0, made.text(0x3001, f"m{level}"), {"__substg1.0_3701000D": deep})
        deep = made.folder(24, [], made.text(0x37, f"level {level}"), inner)
    file = made.sent(1, made.text(0x3707, "a/b.txt"), made.data(0x3701, b"abc"))
    got = read(made.sent(0, made.text(0x3001, "in"), {"__substg1.0_3701000D": deep}), file)

    first = got[0]
    assert isinstance(first, Email)
    assert [each.present for each in first.attachments] == [True, True]
    assert first.attachments[0].sha256 is None
    assert first.attachments[1].sha256 == hashlib.sha256(b"abc").hexdigest()
    assert first.attachments[1].path == "m.msg!/2-a_b.txt"
    assert [each.subject for each in got[1:3] if isinstance(each, Email)] == ["level 7", "level 6"]
    assert isinstance(got[-1], Problem) and "too deep" in got[-1].what
    assert got[1].where[0].path == "m.msg!/1-in.msg"


def melted(data: bytes) -> bytes:
    """Rich text that is marked as packed, but is not."""
    sizes = (len(data) + 12).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return sizes + b"MELA" + bytes(4) + data


def test_packed_rich_text_of_the_standard() -> None:
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3"
        "2068656c090020627705b06c647d0a800fa0"
    )
    assert unpacked(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    # "WXYZ" and a reach back into what is being written.
    packed = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked(packed) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


@given(st.binary(max_size=120))
def test_any_packed_bytes_end(data: bytes) -> None:
    for size in (b"\0\x04\0\0", b"\xff\xff\xff\xff"):
        with contextlib.suppress(BadRtf):
            assert len(unpacked(bytes(4) + size + b"LZFu" + bytes(4) + data)) <= 1024
    with pytest.raises(BadRtf):
        unpacked(data[:15])


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (rb"{\rtf1\ansi a\par b\tab c\line d}", "a\nb\tc\nd"),
        (rb"{\rtf1\ansi\ansicpg1251 \'ef\'f0}", "пр"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}{\f1\fcharset204 X;}}\f0 \'e9\f1 \'ef}", "éп"),
        (rb"{\rtf1\ansi\uc1 \u8364?\u-10179?\u-8704? x}", "€\U0001f600 x"),
        (rb"{\rtf1\ansi{\*\generator no;}{\info{\title no}}{\pict 00ff}yes}", "yes"),
        (rb"{\rtf1 a\~b\_c\{\}\\}", "a\xa0b\u2011c{}\\"),
        (rb"{\rtf1{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}}", "link"),
        (b"{\\rtf1 a\r\nb}}}}{", "ab"),
        (b"{\\rtf1 " + b"{" * 1000 + b"x", "x"),
    ],
)
def test_the_words_of_rich_text(written: bytes, words: str) -> None:
    assert rich(written, Letters()).words == words


def test_html_in_rich_text_comes_out_as_it_was() -> None:
    written = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p title=\'22\'e9\'22>}"
        rb"\htmlrtf {\b \htmlrtf0 a\htmlrtf }\htmlrtf0 {\*\mhtmltag8 no}&amp;{\*\htmltag72 </p>}}"
    )

    assert rich(written, Letters()).html == '<p title="é">a&amp;</p>'


@given(st.lists(st.sampled_from([b"{", b"}", b"\\", b"\\u55357?", b"\\'e9", b"\\*", b"\\htmltag1 ",
                                 b"\\bin9", b"x", b"\\par", b"\r\n", b"\\'", b"\xff", b"\\uc9 "]),
                max_size=40))  # fmt: skip
def test_any_heap_of_rich_text_is_read(pieces: list[bytes]) -> None:
    for start in (b"{\\rtf1 ", b"{\\rtf1\\fromhtml1 "):
        got = rich(start + b"".join(pieces), Letters())
        assert (got.words + (got.html or "")).encode() is not None


@settings(max_examples=120)
@given(st.lists(st.tuples(st.integers(512, 12000), st.binary(min_size=1, max_size=6)), max_size=5),
       st.integers(0, 12000))  # fmt: skip
def test_damage_costs_problems_only(steps: list[tuple[int, bytes]], cut: int) -> None:
    parts = (made.text(0x37, "x"), made.person(0, "A", "a@b", 1))
    file = made.sent(0, made.data(0x3701, b"v" * 4500))
    data = bytearray(made.compound(made.folder(32, [made.time(0x39, SENT)], *parts, file)))
    for at, piece in steps:
        data[at : at + len(piece)] = piece
    source = source_of_bytes("m.msg", bytes(data[:cut] if cut % 2 else data))

    if mail_msg.recognises(source):
        assert as_lines(list(mail_msg.read(source, {})))


def test_other_compound_files_are_not_ours() -> None:
    assert not mail_msg.recognises(source_of_bytes("x.doc", made.compound({"WordDocument": b"x"})))
    assert not mail_msg.recognises(source_of_bytes("x.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))

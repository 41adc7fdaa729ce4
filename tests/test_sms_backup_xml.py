"""SMS Backup & Restore: the words of a message are those of the phone, whatever the file has."""

import base64
import hashlib
import io
import tracemalloc
from collections.abc import Iterator
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.archive import BadArchive
from everyword.model import Call, Message, Problem, Reading, Source, source_of_bytes
from everyword.readers import sms_backup_xml
from everyword.readers.sms import clean as sms_clean
from everyword.readers.sms import long as sms_long

NEVER = "\ufdd0\ufdd1\ufffe\uffff"
SIGNS = st.text(
    st.one_of(
        st.characters(
            exclude_categories=["Cs", "Cc"], exclude_characters="\ufdd0\ufdd1\ufffe\uffff"
        ),
        st.sampled_from("\n\t\r &<>\"'\U0001f600\U0001f468\u200d"),
    ),
    max_size=40,
)


def app(text: str, raw_blanks: bool = False) -> bytes:
    """Text as the app writes it into an attribute: an emoji as its two UTF-16 units."""
    out = ""
    for sign in text:
        if ord(sign) > 0xFFFF:
            units = sign.encode("utf-16-be")
            out += "".join(f"&#{int.from_bytes(units[i : i + 2])};" for i in (0, 2))
        elif sign in "&<\"'" or (sign in "\n\t\r" and not raw_blanks):
            out += f"&#{ord(sign)};"
        else:
            out += sign
    return out.encode()


def sms(body: bytes, date: int = 1709586300123, kind: int = 1) -> bytes:
    head = b'<sms address="+447700900101" date="%d" type="%d" body="' % (date, kind)
    return head + body + b'" contact_name="Sam" />\n'


def backup(*records: bytes, count: int | None = None) -> bytes:
    said = len(records) if count is None else count
    return b"<?xml version='1.0'?>\n<smses count=\"%d\">\n%b</smses>" % (said, b"".join(records))


def read(data: bytes) -> list[Reading]:
    return list(sms_backup_xml.read(source_of_bytes("sms.xml", data), {}))


def messages(readings: list[Reading]) -> list[Message]:
    return [each for each in readings if isinstance(each, Message)]


def problems(readings: list[Reading]) -> list[str]:
    return [each.what for each in readings if isinstance(each, Problem)]


def numbers(readings: list[Reading]) -> list[int]:
    return [where.first for each in readings for where in each.where if where.unit == "record"]


@given(st.lists(SIGNS, max_size=4), st.booleans(), st.sampled_from([1, 7, 64, 4096]))
def test_every_sign_comes_back_as_it_was(texts: list[str], raw: bool, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sms_clean, "BLOCK", block)
        got = read(backup(*(sms(app(text, raw)) for text in texts)))

    assert [each.text for each in messages(got)] == texts
    assert len(got) == len(texts)


@given(st.lists(SIGNS, min_size=1, max_size=3))
def test_utf16_files_read_the_same(texts: list[str]) -> None:
    data = backup(*(sms(app(text)) for text in texts))

    assert read(data.decode().encode("utf-16")) == read(data)
    assert read(data.decode().encode("utf-16-be")) == read(data)


@pytest.mark.parametrize(
    "written", [b"&#55357;", b"&#xDE00;", b"&#1;", b"\x01", b"\xe9", b"&#64976;"]
)
def test_what_is_no_character_is_shown_and_said(written: bytes) -> None:
    got = read(backup(sms(b"a" + written + b"b"), sms(b"after")))

    assert [each.text for each in messages(got)] == ["a\ufffdb", "after"]
    assert problems(got) == ["1 signs in it are no characters: shown as U+FFFD"]
    assert numbers(got) == [1, 1, 2]


def test_emoji_written_as_two_three_byte_halves_are_joined() -> None:
    got = read(backup(sms(b"\xed\xa0\xbd\xed\xb8\x80")))

    assert [each.text for each in messages(got)] == ["\U0001f600"] and not problems(got)


@pytest.mark.parametrize(
    "broken",
    [
        b'<sms address="1" body="he said "no" to me" />\n',
        b'<sms address="1" body="5 < 6" />\n',
        b'<sms address="1" body="a & b" />\n',
        b'<sms address="1" body="&nbsp;" />\n',
        b'<sms address="1" address="2" body="twice" />\n',
        b'<sms address="1" body="no end >\n',
        b"<mms><parts><part></parts></mms>\n",
        b"<mms><parts><part /></parts>\n",
        b'<mms date="1709586300123"><parts>\n',
        b"<sms address=1 body=none />\n",
    ],
)
@pytest.mark.parametrize("block", [5, 64, 100_000])
def test_a_broken_record_costs_one_problem(
    broken: bytes, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms_clean, "BLOCK", block)
    good = [sms(b"one"), sms(b"two")]

    got = read(backup(*good, broken, *good))

    assert [each.text for each in messages(got)] == ["one", "two", "one", "two"]
    assert len(problems(got)) == 1 and "was not read" in problems(got)[0]
    assert numbers(got) == [1, 2, 3, 4, 5]


DAMAGE = st.tuples(st.integers(0, 1200), st.integers(0, 40), st.binary(max_size=12))


@given(st.lists(DAMAGE, min_size=1, max_size=4), st.sampled_from([3, 50, 100_000]))
def test_damage_never_stops_the_reading(damage: list[tuple[int, int, bytes]], block: int) -> None:
    mms = b'<mms date="1709586300123"><parts><part ct="text/plain" text="x" /></parts></mms>'
    data = backup(*(sms(b"words"),) * 5, mms)
    for at, cut, put in damage:
        data = data[:at] + put + data[at + cut :]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sms_clean, "BLOCK", block)
        got = read(data)

        assert got == read(data)
    found = list(dict.fromkeys(numbers(got)))
    assert found == list(range(1, len(found) + 1))
    assert got


@given(st.integers(30, 800))
def test_a_file_cut_short_says_so(end: int) -> None:
    data = backup(*(sms(b"words, words, words"),) * 6)
    got = read(data[: min(end, len(data) - 3)])

    assert any("cut short" in each for each in problems(got))


def test_a_count_that_does_not_fit_is_said_with_both_numbers() -> None:
    got = read(backup(sms(b"one"), count=500))

    assert problems(got) == ["the file says that it has 500 records; 1 were found"]


class Made(io.RawIOBase):
    """A file that is made while it is read: it never is in memory."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._held = parts, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # a writable buffer
        while not self._held:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._held = part
        size = min(len(view), len(self._held))
        view[:size], self._held = self._held[:size], self._held[size:]
        return size


def made(*parts: tuple[bytes, int]) -> Source:
    def opener() -> BinaryIO:
        pieces = (part for part, times in parts for _ in range(times))
        return cast(BinaryIO, io.BufferedReader(Made(pieces), 1 << 18))

    return Source("sms.xml", sum(len(part) * times for part, times in parts), opener)


def peak_of(source: Source) -> tuple[list[Reading], int]:
    tracemalloc.start()
    try:
        return list(sms_backup_xml.read(source, {})), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_film_is_hashed_without_being_held() -> None:
    film = bytes(range(256)) * 3072
    data = base64.b64encode(film)
    times = 40
    got, peak = peak_of(
        made(
            (b'<smses count="2"><mms date="1709586300123" msg_box="1"><parts>', 1),
            (b'<part ct="video/mp4" cl="film.mp4" data="', 1),
            (data, times),
            (b'" /><part ct="text/plain" text="a film" /></parts></mms>', 1),
            (sms(b"after") + b"</smses>", 1),
        )
    )

    first, after = messages(got)
    assert first.text == "a film" and after.text == "after" and not problems(got)
    assert first.attachments[0].sha256 == hashlib.sha256(film * times).hexdigest()
    assert peak < 12 << 20 < len(data) * times


@pytest.mark.parametrize(
    ("begin", "fill", "end"),
    [
        (b'<sms date="1" type="1" body="', b"words " * 4096, b'" />'),
        (b"<!-- ", b"<sms -- " * 4096, b"-->"),
        (b"", b" text outside " * 4096, b""),
        (b"<sms ", b'a="" ' * 4096, b"/>"),
        (b"<sms ", b"a" * 65536, b"/>"),
        (b"<?pi ", b"< " * 4096, b"?>"),
        (b"<", b"a" * 65536, b"/>"),
    ],
)
def test_nothing_long_is_held(begin: bytes, fill: bytes, end: bytes) -> None:
    times = (32 << 20) // len(fill)
    first, after = b"<smses>" + sms(b"before") + begin, end + sms(b"after") + b"</smses>"
    got, peak = peak_of(made((first, 1), (fill, times), (after, 1)))

    assert [each.text for each in messages(got) if each.text] == ["before", "after"]
    assert problems(got) or begin.startswith((b"<!--", b"<?"))
    assert peak < 24 << 20


def test_words_longer_than_any_message_are_not_read_and_said() -> None:
    got = read(backup(sms(b"x" * (2 * sms_long.MAX_TAG)), sms(b"after")))

    assert [each.text for each in messages(got)] == ["", "after"]
    assert "body has 2,097,152 bytes" in problems(got)[0]


def test_an_mms_not_closed_costs_no_other_record() -> None:
    got = read(backup(sms(b"one"), b"<mms>", sms(b"two"), b'<mms date="1"><parts>', b"<sms a>"))

    assert [each.text for each in messages(got)] == ["one", "two"]
    assert numbers(got) == [1, 2, 3, 4, 5]


def test_many_comments_take_no_time() -> None:
    got = read(b"<smses>" + b"<!---->" * 300_000 + sms(b"after") + b"</smses>")

    assert [each.text for each in messages(got)] == ["after"]


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 5])
def test_base64_is_hashed_or_refused_as_a_whole(cut: int) -> None:
    whole = base64.b64encode(b"some bytes of a picture")
    for step in (1, 3, 4, 7, 100):
        hashed = sms_long.Base64Hash()
        wrapped = b"\r\n ".join(whole[i : i + 9] for i in range(0, len(whole), 9))
        text = wrapped[: len(wrapped) - cut].replace(b"\n", b"&#10;")
        for at in range(0, len(text), step):
            hashed.add(text[at : at + step])
        good = hashlib.sha256(b"some bytes of a picture").hexdigest()

        # Cut by four letters and a blank it is whole Base64 again, of fewer bytes.
        assert (hashed.digest() == good) == (cut == 0)


def test_definitions_are_refused_and_the_rest_is_read() -> None:
    bomb = b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>\n"
    got = read(bomb + backup(sms(b"one"), sms(b"&b;"), sms(b"three")))

    assert [each.text for each in messages(got)] == ["one", "three"]
    assert "definitions (a DTD) are refused" in problems(got)[0]


def test_elements_within_elements_cost_no_memory() -> None:
    got, peak = peak_of(made((b"<smses>", 1), (b"<a>" * 2000, 200), (sms(b"after"), 1)))

    assert [each.text for each in messages(got)] == ["after"]
    assert peak < 20 << 20


def test_a_damaged_archive_around_it_keeps_what_was_read() -> None:
    def parts() -> Iterator[bytes]:
        yield b"<smses>" + sms(b"one") * 5000
        raise BadArchive("the file in the zip is damaged")

    opened = Source("a.zip!/sms.xml", 10, lambda: cast(BinaryIO, io.BufferedReader(Made(parts()))))
    got = list(sms_backup_xml.read(opened, {}))

    assert len(messages(got)) > 1000
    assert "not read to the end: the file in the zip is damaged" in problems(got)


@pytest.mark.parametrize(
    ("data", "whether"),
    [
        (b"<smses count='0'></smses>", True),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- <html> --><smses>", True),
        ("<smses>".encode("utf-16"), True),
        (b"<calls count='1'><call number='1'/></calls>", True),
        (b"<calls><other/></calls>", False),
        (b"<html><smses></html>", False),
        (b"<!-- <smses> -->", False),
        (b"", False),
        (b"\x00<", False),
    ],
)
def test_recognises_by_the_root_element(data: bytes, whether: bool) -> None:
    assert sms_backup_xml.recognises(source_of_bytes("x", data)) is whether


@given(st.binary(max_size=300))
def test_recognises_never_raises(data: bytes) -> None:
    sms_backup_xml.recognises(source_of_bytes("x", data))

    assert sms_backup_xml.recognises(source_of_bytes("x", b"<smses>" + data)) is True


@pytest.mark.parametrize("text", [b"QQ==QUJDQUJD", b"QUJ", b"QU!D", b"Q=JDQUJD"])
def test_base64_that_ends_in_the_middle_is_damage(text: bytes) -> None:
    for step in range(1, len(text) + 1):
        hashed = sms_long.Base64Hash()
        for at in range(0, len(text), step):
            hashed.add(text[at : at + step])

        assert hashed.digest() is None


RAW = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(b"&amp;", b"&#55357;&#56832;", b"&#55357;", b"&#128512;", b"&#x1F600;", b"&#10;"),
                *(b"&#1;", b"&nbsp;", b"&", b"\n", b"\t", b"\r\n", b"<", b"'", b"\xff", b"\x01"),
                *(b"&#55357;&#55357;&#56832;", b"&#12345;&#55357;&#56832;", b"&#64976;", b"&#0;"),
                *("\ufdd0".encode(), "😀é".encode(), b"&#60;sms", b"\xed\xa0\xbd\xed\xb8\x80"),
            ]
        ),
        st.text("abc xyz", max_size=5).map(str.encode),
    ),
    max_size=5,
).map(b"".join)
FORMS = (
    b'<sms address="1" date="1709586300123" type="1" body="%b" contact_name="Sam" />\n',
    b'  <sms body="%b" type="2" address="1~2" date="1709586300123" read="1"/>\r\n',
    b'<sms date="x" body="%b" type="9" note="a &amp; b" />',
    b'<sms date="1" date="2" body="%b" type="1" />\n',
    b'<sms type="3" address="null" contact_name="%b" body="y" />\n',
    b'<mms date="1709586300900" msg_box="1" address="1"><parts><part ct="text/plain" '
    b'text="%b" /></parts></mms>\n',
    b"<sms type='1' body='%b' />\n",
    b'stray <call number="1" type="1" date="1709586300123" duration="%b" />\n',
    b'<sms type="1" body="%b">\n',
)


@given(
    st.lists(st.tuples(st.sampled_from(FORMS), RAW), max_size=8),
    st.sampled_from([3, 70, 100_000]),
)
def test_plain_records_are_read_as_the_parser_reads_them(
    records: list[tuple[bytes, bytes]], block: int
) -> None:
    data = backup(*(form % words for form, words in records))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sms_clean, "BLOCK", block)
        got = read(data)
        patch.setattr(sms_clean.Cleaner, "_is_plain", lambda self, piece: False)
        assert got == read(data)


def test_twins_of_rcs_are_both_kept_and_told() -> None:
    part = b'<parts><part ct="text/plain" text="%b" /></parts></mms>\n'
    mms = b'<mms date="1709586300900" msg_box="1" address="+447700900101">' + part
    later = mms.replace(b"300900", b"309900")
    got = messages(
        read(backup(sms(b"one"), sms(b"two"), mms % b"one", later % b"two", sms(b"one")))
    )

    assert [each.text for each in got] == ["one", "two", "one", "two", "one"]
    told = [each.when.basis.partition("; ")[2] for each in got]
    assert told[:2] == ["", ""] and told[3] == ""
    assert "record 1" in told[2] and "record 3" in told[4]


@pytest.mark.parametrize(
    ("attributes", "number", "told"),
    [
        (b'number="" presentation="2"', None, "the number was withheld"),
        (b'number="-2" presentation="1"', None, "the number was withheld"),
        (b'number="-1"', None, "the phone did not know the number"),
        (b'number="" presentation="4"', None, "from a payphone"),
        (b'number="+447700900101" presentation="1"', "+447700900101", None),
    ],
)
def test_hidden_numbers_are_said(attributes: bytes, number: str | None, told: str | None) -> None:
    call = b'<call %b type="3" date="1709586300123" duration="0" />' % attributes
    (item,) = read(b'<calls count="1">' + call + b"</calls>")

    assert isinstance(item, Call)
    assert item.sender == number
    assert ("number" in item.when.basis or "payphone" in item.when.basis) is (told is not None)
    assert told is None or item.when.basis.endswith(f"missed; {told}")

"""Plain text: the lines are the lines of the file, and no alphabet is guessed."""

import itertools
import tracemalloc
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Document, Reading, source_of_bytes
from everyword.readers import claiming, text
from tests.test_sms_backup_xml import made

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def read(data: bytes, **answers: str) -> list[Reading]:
    return list(text.read(source_of_bytes("a.txt", data), answers))


def documents(readings: list[Reading]) -> list[Document]:
    return [each for each in readings if isinstance(each, Document)]


def words(readings: list[Reading]) -> str:
    return "".join(page for each in documents(readings) for page in each.text)


def assert_every_line(readings: Sequence[Reading], lines: int) -> None:
    spans = [(where.first, where.last) for each in readings for where in each.where]
    assert [number for first, last in spans for number in range(first, last + 1)] == list(
        range(1, lines + 1)
    )


@given(st.lists(LETTERS, min_size=1), st.sampled_from([1, 3, 64, 100_000]), st.integers(1, 5))
def test_the_documents_together_are_the_file(lines: list[str], block: int, most: int) -> None:
    whole = "\n".join(lines).removeprefix("\ufeff")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "BLOCK", block)
        patch.setattr(text, "MAX_LINES", most)
        got = read(whole.encode())

    assert words(got) == whole
    assert_every_line(got, whole.count("\n") + (not whole.endswith("\n") and whole != ""))
    assert all(each.where[0].last - each.where[0].first < most for each in got)


@given(LETTERS.filter(bool), st.sampled_from([3, 4, 7, 4096]))
def test_utf16_is_read_by_its_mark(whole: str, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "BLOCK", block)
        for name, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
            got = read(mark + whole.encode(name))

            assert words(got) == whole
    marked = read(b"\xef\xbb\xbf" + whole.encode())
    assert words(marked) == whole


@given(st.binary(max_size=300), st.sampled_from([1, 5, 4096]))
def test_any_bytes_are_read_or_named(data: bytes, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "BLOCK", block)
        got = read(data)

        assert got == read(data)
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        assert_every_line(got, data.count(b"\n") + (data != b"" and not data.endswith(b"\n")))
    shown = words(got).count("\ufffd") - data.count("\ufffd".encode())
    assert shown <= 0 or any(each.remark for each in documents(got))


def test_letters_that_are_not_utf8_are_not_guessed() -> None:
    data = "£450, café\n".encode("cp1252")
    (got,) = documents(read(data))
    (answered,) = documents(read(data, encoding="cp1252"))

    assert got.text == ("\ufffd450, caf\ufffd\n",)
    assert got.remark is not None and "--answer encoding=cp1252" in got.remark
    assert answered.text == ("£450, café\n",)
    assert answered.remark == "not UTF-8; read as cp1252, as answered"


def test_an_answer_changes_nothing_in_utf8() -> None:
    assert read("£ café\n".encode(), encoding="cp1251") == read("£ café\n".encode())


@pytest.mark.parametrize("encoding", ["rot13", "utf-7", "", "idna"])
def test_an_unknown_alphabet_is_asked_again(encoding: str) -> None:
    with pytest.raises(NeedsAnswer) as asked:
        read(b"x", encoding=encoding)

    assert asked.value.choices == text.ENCODINGS


@pytest.mark.parametrize("encoding", text.ENCODINGS)
def test_every_alphabet_that_can_be_answered_reads_every_byte(encoding: str) -> None:
    data = bytes(range(1, 256)) + b"\n"
    got = read(data, encoding=encoding)

    assert_every_line(got, 2)
    assert words(got).startswith("\x01\x02")


def test_a_line_of_any_length_is_read_in_pieces_and_gathers_no_memory() -> None:
    source = made((b"first\n", 1), (b"x" * 65536, 512), (b"\nthird\n", 1))
    tracemalloc.start()
    sizes, spans, last = 0, [], ""
    for each in text.read(source, {}):
        assert isinstance(each, Document)
        sizes += len(each.text[0])
        spans.append((each.where[0].unit, each.where[0].first, each.where[0].last))
        last = each.text[0]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert sizes == len("first\nthird\n") + 65536 * 512 + 1
    assert last == "third\n"
    assert [span for span in spans if span[0] == "line"] == [("line", 1, 2), ("line", 3, 3)]
    pieces = [span for span in spans if span[0] == "byte"]
    assert all(one[2] + 1 == two[1] for one, two in itertools.pairwise(pieces))
    assert pieces[-1][2] == 6 + 65536 * 512 + 1
    assert peak < 6 << 20


@given(LETTERS.filter(bool), st.integers(8, 40), st.sampled_from(["utf-8", "utf-16-le"]))
def test_pieces_of_a_line_are_the_line_and_stand_where_they_say(
    whole: str, piece: int, name: str
) -> None:
    mark = b"\xff\xfe" if name == "utf-16-le" else b""
    whole = (whole.replace("\ufeff", "") + "é, ") * 20 + "\nend"
    data = mark + whole.encode(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "PIECE", piece)
        patch.setattr(text, "_PART_AT", piece // 2)
        got = documents(read(data))

    assert "".join(each.text[0] for each in got) == whole
    for each in got:
        if each.where[0].unit == "byte":
            first, last = each.where[0].first, each.where[0].last
            assert data[first - 1 : last].decode(name) == each.text[0]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b'{"messages": []}', "JSON"),
        (b'[{"a": 1}]', "JSON"),
        (b"From x@example.com Mon Mar  4\nReceived: here\nMIME-Version: 1.0\n\nhi", "an e-mail"),
        (b"a;b;c\n1;2;3\n", "a table"),
    ],
)
def test_data_files_that_nobody_takes_are_read_and_said_to_be_data(data: bytes, kind: str) -> None:
    assert claiming(source_of_bytes("x", data)) == [text]
    (got,) = documents(read(data))

    assert got.text == (data.decode(),)
    assert got.remark is not None
    assert got.remark.startswith(f"a data file ({kind}")
    assert "its fields are not understood" in got.remark


def test_long_lines_do_not_gather() -> None:
    got = documents(read((b"y" * 30_000 + b"\n") * 50))

    assert all(len(each.text[0]) <= 128 << 10 for each in got)
    assert_every_line(got, 50)


@pytest.mark.parametrize(
    "head",
    [
        b"Dear Sam,\n\nRowan was late, again; twice, in fact.\n",
        b"BMW repaired, 300 paid",
        b"<3 you\n",
        b"<Sam> hello\n<Alex> hi\n",
        b"[info] started\n",
        b"{unfinished thought}\n",
        b"From: Alex\nTo: Sam\n\nA letter I typed\n",
        b"Rent, food, school\nTrain, bus, walking\n",
        b"# Notes\n\n<b>bold</b>\n",
        "Привет\n".encode("utf-16"),
        "Привет\n".encode("cp1251"),
        b"\xef\xbb\xbfhello",
        b"x",
    ],
)
def test_recognises_what_people_write(head: bytes) -> None:
    assert text.recognises(source_of_bytes("x", head)) is True


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"a\x00b",
        b"%PDF-1.7\n",
        b"#!AMR\n\x3c\x91",
        b"\xff\xfb\x90\x44\x03words",
        b"<!DOCTYPE html><p>",
        b"<html><body>hello</body></html>",
        b"  <a href='x'>link</a>",
        b"OFXHEADER:100\n",
        b"<smses count='0'></smses>",
        b"Message-ID: <1@example.com>\r\nSubject: hi\r\n folded\r\n\r\nhi",
        b'Date,Amount,Payee\n2024-03-01,-450.00,Sam\n2024-03-02,1.00,"Alex, again"\n',
        b"BEGIN:VCALENDAR\r\n",
        "x".encode("utf-32"),
        b"[04/03/2024, 21:07:00] Sam: hello\n[04/03/2024, 21:08:00] Alex: hi\n",
        b"04/03/2024, 21:07 - Sam: hello\n04/03/2024, 21:08 - Alex: hi\n",
    ],
)
def test_leaves_to_others_what_is_theirs(head: bytes) -> None:
    assert text not in claiming(source_of_bytes("x", head))


@given(st.binary(max_size=200))
def test_recognises_never_raises(data: bytes) -> None:
    assert text.recognises(source_of_bytes("x", data)) in (True, False)
    assert text.recognises(source_of_bytes("x", b"\x00" + data)) is False

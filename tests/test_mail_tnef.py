"""winmail.dat: what it says, the files in it byte for byte, sums checked."""

import base64
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.accounting import Read
from everyword.intake.inside import family, within
from everyword.intake.reading import ReadingRoom, read_accounted
from everyword.model import Document, Problem, Reading, Source, source_of_bytes
from everyword.readers import claiming, mail_tnef
from everyword.readers.mail import tnef as parts
from tests.tnef_made import CASES, INNER, attribute, file, note, properties, tnef, words


def read(data: bytes, **answers: str) -> list[Reading]:
    return list(mail_tnef.read(source_of_bytes("winmail.dat", data), answers))


def files(data: bytes) -> list[tuple[str, bytes]]:
    found = mail_tnef.within(source_of_bytes("winmail.dat", data))
    return [(each.name, each.head(1 << 20)) for each in found]


def mail(data: bytes) -> Source:
    """A mail as servers hand it on, with the file in it."""
    body = base64.encodebytes(data).replace(b"\n", b"\r\n")
    head = (
        b"From: Sam <sam@home.test>\r\nTo: alex@home.test\r\nSubject: The flat\r\n"
        b"Date: Wed, 3 Apr 2024 20:07:00 +0200\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
        b"See below.\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return source_of_bytes("a.eml", head + body + b"--b--\r\n")


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    given_=st.lists(
        st.tuples(st.text("abž. ", min_size=1, max_size=9), st.binary(max_size=99)), max_size=4
    ),
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
)
def test_files_and_words_are_those_of_the_mail(given_: list[tuple[str, bytes]], text: str) -> None:
    data = tnef(note(text), *[file("SHORT", inside, name) for name, inside in given_])
    (document,) = read(data)

    assert [inside for _, inside in files(data)] == [inside for _, inside in given_]
    assert isinstance(document, Document)
    assert document.text == ((text,) if text.strip() else document.text)
    for name, inside in given_:
        assert f"{name} ({len(inside):,} bytes)" in (document.remark or "")


def test_names_lead_nowhere() -> None:
    assert [name for name, _ in files(CASES["today"])] == [
        "winmail.dat!/1-letter of may, ž.txt",
        "winmail.dat!/2-Re The flat",
        "winmail.dat!/3-_.._etc_passwd",
    ]


@pytest.mark.parametrize("sums", [0, 1, 0xFFFF])
def test_a_sum_that_does_not_fit_is_said_and_the_part_given(sums: int) -> None:
    changed = attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x0006800F, b"abc", sums=sums)
    data = tnef(note("a"), changed)

    assert [inside for _, inside in files(data)] == [b"abc"]
    assert [each.what for each in read(data) if isinstance(each, Problem)] == [
        "attribute 800F: the sum of its bytes does not fit: damaged"
    ]


def test_every_changed_byte_is_said() -> None:
    """The format has a sum over each part; its heads have none, and are then out of step."""
    data = CASES["today"]
    whole = read(data)
    assert not [each for each in whole if isinstance(each, Problem)]
    quiet = 0
    for at in range(6, len(data)):
        changed = bytearray(data)
        changed[at] ^= 0x10
        quiet += not [each for each in read(bytes(changed)) if isinstance(each, Problem)]
    assert quiet < len(data) * 0.05


def test_a_cut_is_said() -> None:
    data = CASES["today"]
    ends, at = {6}, 6
    while at < len(data):
        at += 11 + struct.unpack_from("<I", data, at + 5)[0]
        ends.add(at)
    for end in range(6, len(data)):
        told = [each for each in read(data[:end]) if isinstance(each, Problem)]
        assert bool(told) == (end not in ends)


def test_the_files_in_it_are_read_with_the_mail_they_came_with() -> None:
    found: dict[str, list[Read]] = {}
    with ReadingRoom() as room:
        for read_ in read_accounted(room, mail(CASES["today"]), {}):
            if isinstance(read_, Read):
                found.setdefault(read_.reading.where[0].path, []).append(read_)

    paths = {
        path.split("!/", 1)[-1]: [each.reader for each in all_] for path, all_ in found.items()
    }
    assert paths == {
        "a.eml": ["mail_eml"],
        "1-winmail.dat": ["mail_tnef"],
        "1-winmail.dat!/1-letter of may, ž.txt": ["text"],
        "1-winmail.dat!/2-Re The flat": ["mail_tnef"],
        "1-winmail.dat!/2-Re The flat!/1-a.txt": ["text"],
        f"1-winmail.dat!/{files(CASES['today'])[2][0].split('!/')[1]}": ["text"],
    }


def test_a_place_in_it_can_be_opened_again() -> None:
    source = mail(CASES["today"])
    (winmail,) = family(source, "mail_eml")
    letter = next(iter(family(winmail, mail_tnef.NAME)))
    again = within(source, letter.name)
    inner = within(source, f"{winmail.name}!/2-Re The flat!/1-a.txt")

    assert again is not None
    assert again.head() == b"The rent is due.\r\n"
    assert inner is not None
    assert inner.head() == b"inside the inside"
    assert within(source, f"{winmail.name}!/9-x") is None


def test_a_mail_within_is_one_again() -> None:
    inner = mail_tnef.within(source_of_bytes("winmail.dat", CASES["today"]))[1]

    assert claiming(inner) == [mail_tnef]
    assert inner.head(1 << 16) == INNER


def test_html_and_rich_text_stand_in_for_plain_text() -> None:
    html = b"<p>Bring <b>Rowan</b></p>\0"
    (document,) = read(tnef(attribute(1, 0x00069003, properties((0x1013, 0x102, html)))))

    assert isinstance(document, Document)
    assert document.text[0].startswith("Bring Rowan")
    assert "HTML" in (document.remark or "")


def test_faults_and_files_are_counted_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_FILES", 5)
    begins = attribute(2, 0x00069002, bytes(14), sums=9)
    data = tnef(begins * 300)

    assert len(files(data)) == 5
    assert len([each for each in read(data) if isinstance(each, Problem)]) < 5


DEEP = st.lists(
    st.tuples(st.sampled_from((1, 2, 3)), st.integers(0, 0xFFFF), st.binary(max_size=60)),
    max_size=9,
)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(given_=DEEP, numbers=st.lists(st.sampled_from((0x9003, 0x9005, 0x9002, 0x9007)), max_size=4))
def test_attributes_of_any_kind_are_no_trouble(
    given_: list[tuple[int, int, bytes]], numbers: list[int]
) -> None:
    data = tnef(
        *[attribute(level, name, inside) for level, name, inside in given_],
        *[
            attribute(2, name, inside)
            for name, (_, _, inside) in zip(numbers, given_, strict=False)
        ],
        *[
            attribute(1, name, inside)
            for name, (_, _, inside) in zip(numbers, given_, strict=False)
        ],
    )

    assert read(data)
    assert all(inside is not None for _, inside in files(data))


def test_other_files_are_not_taken() -> None:
    for data in (b"", b"\x78\x9f\x3e\x22", b"\x22\x3e\x9f\x78 something"):
        assert not mail_tnef.recognises(source_of_bytes("winmail.dat", data))
    assert words(1, "a")[1] == 0x1F

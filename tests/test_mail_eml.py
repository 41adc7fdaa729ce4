"""E-mail messages: the words of the mail, its time as written, and nothing that is not in it."""

import base64
import quopri
from email.header import Header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Email, Problem, When, source_of_bytes
from everyword.readers import READERS, mail_eml
from everyword.readers.mail import people as mail_people
from everyword.readers.mail.times import Clock, filetime
from tests.case_files import Case, all_cases, as_lines

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=80)

CASES = [case for case in all_cases() if case.reader == "mail_eml"]


def mail(header: bytes, body: bytes = b"words\n") -> bytes:
    return b"Message-ID: <x@home.test>\nFrom: a@home.test\n" + header + b"\n" + body


def read(data: bytes, name: str = "m.eml", **answers: str) -> Email:
    source = source_of_bytes(name, data)
    got = list(mail_eml.read(source, answers))

    assert got == list(mail_eml.read(source, answers)) and len(got) == 1
    assert isinstance(got[0], Email)
    return got[0]


@given(TEXT, st.sampled_from(["utf-8", "utf-16", "gb18030", "utf-7"]), st.sampled_from("bq8"))
def test_text_is_the_text_of_the_part(text: str, charset: str, way: str) -> None:
    data = text.encode(charset)
    coding = {"b": b"base64", "q": b"quoted-printable", "8": b"8bit"}[way]
    raw = {"b": base64.encodebytes, "q": quopri.encodestring, "8": bytes}[way](data)
    got = read(
        mail(
            b"Content-Type: text/plain; charset=%s\nContent-Transfer-Encoding: %s\n"
            % (charset.encode(), coding),
            raw,
        )
    )

    assert got.text == data.decode(charset)
    assert got.where[0].unit == "byte" and got.where[0].first == 1


@given(TEXT.map(lambda text: " ".join(text.split())), st.sampled_from(["utf-8", "iso-2022-jp"]))
def test_subjects_come_back(subject: str, charset: str) -> None:
    try:
        written = Header(subject, charset, maxlinelen=60).encode()
        subject.encode(charset)
    except (UnicodeEncodeError, ValueError):
        return
    if any(ord(sign) < 32 or sign in "\x85\u2028\u2029" for sign in subject) or "=?" in subject:
        return

    got = read(mail(b"Subject: " + written.encode() + b"\n"))

    assert (got.subject or "").strip() == subject.strip()


@pytest.mark.parametrize(
    "case", [c for c in all_cases() if c.reader == "mail_eml"], ids=lambda c: c.id
)
def test_cut_anywhere_it_is_read_or_not_ours(case: Case) -> None:
    data = (case.folder / case.source_name).read_bytes()
    answers = {key: value for key, value in case.answers.items() if key != "zone"}
    for cut in range(0, len(data), 3):
        source = source_of_bytes(case.source_name, data[:cut])
        if mail_eml.recognises(source):
            assert as_lines(list(mail_eml.read(source, answers)))


DATES = [
    ("Wed, 3 Apr 2024 21:07:05 +0100", "2024-04-03T21:07:05", "+01:00", "2024-04-03T20:07:05Z"),
    ("3 Apr 2024 21:07 -0330 (NST)", "2024-04-03T21:07:00", "-03:30", "2024-04-04T00:37:00Z"),
    ("Wed, 03 Apr 2024 21:07:05 -0000", "2024-04-03T21:07:05", "+00:00", "2024-04-03T21:07:05Z"),
    ("Wed, 03 Apr 2024 21:07:05 EST", "2024-04-03T21:07:05", "-05:00", "2024-04-04T02:07:05Z"),
    ("Wed, 03 Apr 2024 21:07:05 CEST", "2024-04-03T21:07:05", None, None),
    ("Wed, 03 Apr 2024 21:07:05 +9900", "2024-04-03T21:07:05", None, None),
    ("Wed, 03 Apr 2024 21:07:05", "2024-04-03T21:07:05", None, None),
    ("Wed Apr  3 21:07:05 2024", "2024-04-03T21:07:05", None, None),
    ("Wed Apr  3 21:07:05 +0200 2024", None, None, None),
    ("2024-04-03T21:07:05Z", "2024-04-03T21:07:05", "+00:00", "2024-04-03T21:07:05Z"),
    ("3-Apr-1999 21:07:05 GMT", "1999-04-03T21:07:05", "+00:00", "1999-04-03T21:07:05Z"),
    ("Sat, 3 Apr 99 21:07:05 +0000", "1999-04-03T21:07:05", "+00:00", "1999-04-03T21:07:05Z"),
    ("3 April 2024 21:07:05 +0000", "2024-04-03T21:07:05", "+00:00", "2024-04-03T21:07:05Z"),
    ("Sun, 3 Apr 2024 24:00:00 +0000", None, None, None),
    ("Wed, 30 Feb 2024 10:00:00 +0000", None, None, None),
    ("03/04/2024 21:07", None, None, None),
    ("4/3/24, 9:07 PM", None, None, None),
    ("Wed, 3 Apr 2024 9:07:05 PM +0100", None, None, None),
    ("mer. 3 avr. 2024 21:07:05 +0200", None, None, None),
    ("yesterday", None, None, None),
    ("1 Jan 0001 00:00:00 +0100", "0001-01-01T00:00:00", "+01:00", None),
]


@pytest.mark.parametrize(("written", "local", "zone", "utc"), DATES)
def test_dates_are_read_as_written_or_not_at_all(
    written: str, local: str | None, zone: str | None, utc: str | None
) -> None:
    when = read(mail(b"Date: " + written.encode() + b"\n")).when

    assert (when.text, when.local, when.zone, when.utc) == (written, local, zone, utc)
    precision = "minute" if written.count(":") < 2 else "second"
    assert when.precision == ("none" if local is None else precision)


def test_what_a_date_says_beside_its_time_is_said() -> None:
    def basis(written: str) -> str:
        return Clock(None, "m").when(written, None).basis

    assert "day of the week" in basis("Sun, 3 Apr 2024 21:07:05 +0100")
    assert "-0000" in basis("Wed, 3 Apr 2024 21:07:05 -0000")
    assert "CEST" in basis("Wed, 3 Apr 2024 21:07:05 CEST")
    assert "two or three digits" in basis("3 Apr 24 21:07:05 +0100")


def test_a_mail_without_a_date_has_no_time() -> None:
    got = read(mail(b"Received: by b.test; Wed, 3 Apr 2024 21:07:05 +0100\nReceived: x; y\n"))

    assert got.when == When(None, None, "none", None, None, got.when.basis)
    assert got.when.basis.endswith("says: Wed, 3 Apr 2024 21:07:05 +0100")
    assert filetime(1 << 63, "x").local is None


def test_a_zone_is_used_only_where_none_is_written() -> None:
    bare = b"Date: Sun, 31 Mar 2024 01:30:00\n"
    assert read(mail(bare), zone="Europe/Berlin").when.utc == "2024-03-31T00:30:00Z"
    gone = read(mail(bare), zone="Europe/London").when
    assert gone.utc is None and "forward" in gone.basis
    written = read(mail(b"Date: Sun, 31 Mar 2024 01:30:00 -0500\n"), zone="Europe/London").when
    assert (written.zone, written.utc) == ("-05:00", "2024-03-31T06:30:00Z")
    with pytest.raises(NeedsAnswer):
        read(mail(bare), zone="Nowhere")
    with pytest.raises(NeedsAnswer):
        read(mail(bare), encoding="klingon")


@pytest.mark.parametrize(
    ("subject", "thread"),
    [
        ("Re: x", "x"), ("RE: AW: Fwd: x", "x"), ("Re[2]: x", "x"), ("Re (3): x", "x"),
        ("SV: VS: x", "x"), ("TR : x", "x"), ("RV: x", "x"), ("WG: x", "x"), ("回复：x", "x"),  # noqa: RUF001
        ("Odp: PD: x", "x"), ("Ответ: x", "x"), ("Rép: x", "x"), ("Reading: x", "Reading: x"),
        ("Rent: x", "Rent: x"), ("Re:", None), ("re: re: re: ", None), ("x Re: y", "x Re: y"),
        ("Re: [list] Re: x", "[list] Re: x"), ("", None),
    ],
)  # fmt: skip
def test_threads(subject: str, thread: str | None) -> None:
    assert mail_people.thread_of(subject) == thread


def test_people_are_as_the_header_has_them() -> None:
    got = read(
        mail(
            b'To: "Lee, Sam" <sam@home.test>, rowan@home.test,\n'
            b"  =?utf-8?Q?J=C3=B6rg?= <j@home.test>, friends: x@y, z@y;, <bare@home.test>\n"
            b"To: second@home.test\nCc:\nBcc: quiet@home.test\nSender: b@home.test\n"
            b"Reply-To: a@home.test\n"
        )
    )

    assert got.to == (
        "Lee, Sam <sam@home.test>", "rowan@home.test", "Jörg <j@home.test>",
        "friends: x@y, z@y;", "bare@home.test", "second@home.test",
    )  # fmt: skip
    assert got.cc == () and got.sender == "a@home.test" and got.direction is None
    remark = got.remark or ""
    assert "Bcc: quiet@home.test" in remark and "Sender: b@home.test" in remark
    assert "Reply-To" not in remark


def test_direction_only_from_an_answer() -> None:
    data = mail(b"To: Sam <sam@home.test>\nDelivered-To: hidden@home.test\n")

    assert read(data).direction is None
    assert read(data, me="A@HOME.test").direction == "out"
    assert read(data, me="other@x.test, sam@home.test").direction == "in"
    assert read(data, me="hidden@home.test").direction == "in"
    assert read(data, me="nobody@home.test").direction is None


def test_answers_point_to_mails() -> None:
    got = read(mail(b"In-Reply-To: Your message of today <one@x> <two@x>\nReferences: <three@x>\n"))
    assert (got.message_id, got.in_reply_to) == ("<x@home.test>", "<one@x>")
    assert read(mail(b"References: <three@x>\n <four@x>\n")).in_reply_to == "<four@x>"
    assert read(mail(b"In-Reply-To:\n")).in_reply_to is None


def alternative(plain: bytes, html: bytes) -> bytes:
    return mail(
        b"Content-Type: multipart/alternative; boundary=b\n",
        b"--b\n\n%s\n--b\nContent-Type: text/html\n\n%s\n--b--\n" % (plain, html),
    )


def test_the_plain_form_where_it_has_words() -> None:
    same = read(alternative(b"the same words", b"<p>the <b>same</b> words"))
    assert (same.text, same.remark) == ("the same words", "the text is its plain text part")
    more = read(alternative(b"words", b"<p>words and 700"))
    assert more.text == "words" and "2 (such as 700, and)" in (more.remark or "")
    empty = read(alternative(b" \n", b"<p>words"))
    assert empty.text == "words" and "HTML part" in (empty.remark or "")


def test_a_long_text_is_a_file() -> None:
    body = b"line\n" * 1_000_000
    got = read(mail(b"Content-Type: text/plain\n", body))

    assert got.text == "" and [each.name for each in got.attachments] == ["part.txt"]


@pytest.mark.parametrize(
    ("name", "data", "ours"),
    [
        ("1712.host:2,S", b"Return-Path: <a@b>\nDelivered-To: x\n\nhi", True),
        ("m", b"\xef\xbb\xbfFrom: a@b\r\nMIME-Version: 1.0\r\n\r\nhi", True),
        ("m", b"\n\nReceived: x\nSubject: y\n\nhi", True),
        ("m", b"120\nFrom: a@b\nMessage-ID: <x>\n\nhi", True),
        ("m", b"From: a@b\nTo: c@d\nDate: Wed, 3 Apr 2024 21:07:05 +0100\n\nhi", True),
        ("m.eml", b"From: a\nSubject: y\n\nhi", True),
        ("notes.txt", b"From: Alex\nTo: Sam\nSubject: visit\n\nhi", False),
        ("notes.txt", b"Date: yesterday\nFrom: a@b\nTo: c\n\nhi", False),
        ("notes.txt", b"Rent: 650\nMessage: none\n", False),
        ("m", b"From a@b Wed Apr  3 21:07:05 2024\nFrom: a@b\nMessage-ID: <x>\n\nhi", False),
        ("m.eml", b"%PDF-1.4\nFrom: a@b", False),
        ("m.eml", b"", False),
        ("m.eml", b"words\nFrom: a@b\nMessage-ID: <x>\n", False),
        ("m", b"12\n13\n", False),
    ],
)
def test_what_is_a_mail_is_told_from_the_bytes(name: str, data: bytes, ours: bool) -> None:
    assert mail_eml.recognises(source_of_bytes(name, data)) is ours


HEAPS = st.lists(
    st.sampled_from([b"From: a@b\n", b"Message-ID: <x>\n", b"\n", b"\r\n", b"--b\n", b"--b--\n",
                     b"Content-Type: multipart/alternative; boundary=b\n", b"=?utf-8?B?", b"?=",
                     b"Content-Type: text/html; charset=utf-16\n", b"Content-Type: ;;=\n",
                     b"Content-Transfer-Encoding: base64\n", b"\xff\xfe", b"YQ==", b"=\n", b" x\n",
                     b"Content-Disposition: attachment; filename*1*=%FF\n", b"To: <,(\"\\\n",
                     b"Date: 1 Jan 1 1:1:1 +0000\n", b"Subject: \xe9\n", b"<p hidden>", b"\0"]),
    max_size=25,
)  # fmt: skip


@settings(max_examples=200)
@given(HEAPS)
def test_any_heap_of_fields_is_one_mail(pieces: list[bytes]) -> None:
    data = b"From: a@b\nMessage-ID: <x>\n" + b"".join(pieces)
    source = source_of_bytes("m", data)

    assert mail_eml.recognises(source)
    assert [each.NAME for each in READERS if each.NAME != "text" and each.recognises(source)] == [
        "mail_eml"
    ]
    got = list(mail_eml.read(source, {}))
    assert as_lines(got) == as_lines(list(mail_eml.read(source, {})))
    assert len(got) == 1 and not isinstance(got[0], Problem)

"""Mailboxes: each mail once, each line of the file in exactly one of them, whatever its size."""

import io
import tracemalloc
from collections.abc import Iterator
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.accounting import Tally
from everyword.mail_parts import mbox
from everyword.model import Email, Reading, Skipped, Source, source_of_bytes
from everyword.readers import mail_eml, mail_mbox
from tests.case_files import Case, all_cases, as_lines

CASES = [case for case in all_cases() if case.reader == "mail_mbox"]
STAMP = b"From a@home.test Wed Apr  3 21:07:05 2024\n"


def read(data: bytes) -> list[Reading]:
    source = source_of_bytes("box", data)
    got = list(mail_mbox.read(source, {}))
    covered = [line for each in got for line in range(each.where[0].first, each.where[0].last + 1)]
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    assert covered == list(range(1, lines + 1)), "every line once, in order"
    tally = Tally()
    for each in got:
        tally.see(each)
    assert list(tally.close("box", lines)) == []
    return got


BODIES = st.lists(
    st.sampled_from([b"words\n", b"\n", b"From here on\n", b">From there\n", b"From \n", b"\r\n",
                     b"Subject: x\n", b"--b\n", b"From a Wed Apr  3 21:07:05 2024\n",
                     b"x" * 300 + b"\n"]),
    max_size=12,
).map(b"".join)  # fmt: skip


def quoted(body: bytes) -> bytes:
    """As mailboxes write it: every line that begins with From has a > before it."""
    return b"".join(
        b">" + line if line.startswith(b"From ") else line for line in body.splitlines(True)
    )


@settings(max_examples=80)
@given(st.lists(BODIES, min_size=1, max_size=5), st.sampled_from([1, 13, 100, 1 << 18]))
def test_mails_are_what_was_put_in(bodies: list[bytes], block: int) -> None:
    head = b"From: a@home.test\nMessage-ID: <%d@x>\n\n"
    mails = [head % n + quoted(body) for n, body in enumerate(bodies)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mbox, "BLOCK", block)
        got = read(b"".join(STAMP + each + b"\n" for each in mails))

    emails = [each for each in got if isinstance(each, Email)]
    assert [each.message_id for each in emails] == [f"<{n}@x>" for n in range(len(mails))]
    for email, written in zip(emails, mails, strict=True):
        alone = next(iter(mail_eml.read(source_of_bytes("box", written), {})))
        assert isinstance(alone, Email)
        assert (email.text, email.remark) == (alone.text, alone.remark)


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        (STAMP + b"Received: x\n", True),
        (b"From - Wed Apr  3 21:07:05 2024\nX-Mozilla-Status: 0001\n", True),
        (b"From 179533@xxx Wed Apr 03 20:07:05 +0000 2024\r\nX-GM-THRID: 1\r\n", True),
        (b"From a@b Wed, 3 Apr 2024 21:07:05\nSubject: x\n", True),
        (b"From \nDate: x\n", True),
        (b"From -\nReturn-Path: x\n", True),
        (b"From my house at 10:30\nSubject: x\n", False),
        (b"From Apr to May 10:30 we\nplay\n", False),
        (b"From sam\nwords: yes\n", False),
        (STAMP + b"no header\n", False),
        (b"From: a@b\nTo: c\n", False),
    ],
)
def test_where_a_mail_begins(line: bytes, begins: bool) -> None:
    assert mail_mbox.recognises(source_of_bytes("box", line)) is begins
    box = STAMP + b"From: a@home.test\n\nwords\n\n" + line
    assert len(read(box)) == 1 + begins


def test_a_mail_without_an_empty_line_before_it_must_be_exact() -> None:
    first = STAMP + b"From: a@home.test\n\nwords\n"
    assert len(read(first + STAMP + b"Received: x\n\ny\n")) == 2
    assert len(read(first + STAMP + b"rent: 650\n\ny\n")) == 1
    assert len(read(first + b"From -\nReceived: x\n\ny\n")) == 1


def test_lines_before_the_first_mail_are_skipped() -> None:
    got = read(b"\xef\xbb\xbf\r\n\n" + STAMP + b"Subject: x\n\ny")

    assert isinstance(got[0], Skipped) and isinstance(got[1], Email)
    assert (got[1].where[0].first, got[1].where[0].last, got[1].text) == (3, 6, "y")


@pytest.mark.parametrize("said", [b"-1", b"x", b"99999999999999", b"3", b""])
def test_a_length_that_does_not_fit_is_not_believed(said: bytes) -> None:
    one = STAMP + b"Subject: x\nContent-Length: " + said + b"\n\nwords\n\n"

    assert [each.text for each in read(one * 2) if isinstance(each, Email)] == ["words\n"] * 2


def test_a_length_that_fits_holds_a_mail_in_a_mail() -> None:
    body = b"words\n\n" + STAMP + b"Subject: within\n\nmore\n"
    box = STAMP + b"Subject: x\nContent-Length: %d\n\n%s\n" % (len(body), body)
    got = read(box + STAMP + b"Subject: y\n\nz\n")

    assert [each.text for each in got if isinstance(each, Email)] == [body.decode(), "z\n"]
    assert len(read(box)) == 1


@pytest.mark.parametrize(
    "case", [c for c in all_cases() if c.reader == "mail_mbox"], ids=lambda c: c.id
)
def test_cut_anywhere_every_line_is_accounted_for(case: Case) -> None:
    data = (case.folder / case.source_name).read_bytes()
    for cut in range(1, len(data), 7):
        if mail_mbox.recognises(source_of_bytes("box", data[:cut])):
            assert as_lines(read(data[:cut]))


class _Endless(io.RawIOBase):
    """The same mail again and again; never held as a whole."""

    def __init__(self, mail: bytes, times: int) -> None:
        self._mail, self.length, self._at = mail, len(mail) * times, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + {0: 0, 1: self._at, 2: self.length}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase says Any
        within = self._at % len(self._mail)
        size = min(len(buffer), len(self._mail) - within, self.length - self._at)
        buffer[:size] = self._mail[within : within + size]
        self._at += size
        return size


def readings(times: int) -> Iterator[Reading]:
    mail = STAMP + b"Subject: x\nMessage-ID: <x@y>\n\n" + b"words of the mail\n" * 3000 + b"\n"
    size = len(mail) * times
    source = Source(
        "box", size, lambda: cast(BinaryIO, io.BufferedReader(_Endless(mail, times), 1 << 16))
    )
    return mail_mbox.read(source, {})


def test_memory_does_not_grow_with_the_mailbox() -> None:
    peaks = []
    for times in (20, 200):
        tracemalloc.start()
        assert sum(1 for _ in readings(times)) == times
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] + (1 << 20) and peaks[1] < 8 << 20

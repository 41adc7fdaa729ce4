"""What lies inside a mail: nothing is passed over because the mail looked as if it were alone."""

from collections.abc import Iterator

import pytest

from everyword.intake import inside
from everyword.mail_parts import messages, parts
from everyword.model import Source, source_of_bytes, source_of_path
from everyword.readers import mail_eml, mail_mbox
from tests.case_files import all_cases

CASES = [case for case in all_cases() if case.reader in (mail_eml.NAME, mail_mbox.NAME)]
HEAD = b"From: a@home.test\r\nTo: b@home.test\r\nDate: Wed, 3 Apr 2024 20:07:00 +0200\r\n"


def mails(source: Source, reader: str) -> Iterator[Source]:
    if reader == mail_mbox.NAME:
        yield from messages(source)
    else:
        yield source


def test_a_mail_that_is_not_taken_apart_has_nothing_in_it() -> None:
    alone = whole = 0
    for case in CASES:
        source = source_of_path(case.folder / case.source_name)
        for mail in mails(source, case.reader):
            whole += 1
            if inside._is_alone(mail):
                alone += 1
                assert parts(mail) == ()
    assert 0 < alone < whole


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_family_of_a_mail_is_all_that_was_sent_with_it(case: object) -> None:
    source = source_of_path(case.folder / case.source_name)  # type: ignore[attr-defined]
    reader = case.reader  # type: ignore[attr-defined]
    wanted = [part.name for mail in mails(source, reader) for part in parts(mail)]

    assert [part.name for part in inside.family(source, reader)] == wanted


@pytest.mark.parametrize(
    "more",
    [
        b"Content-Type: application/pdf; name=a.pdf\r\n",
        b"Content-Type: text/plain; name=a.txt\r\n",
        b"Content-Type: text/plain;\r\n charset=utf-8;\r\n name=a.txt\r\n",
        b"content-type:\r\n text/plain\r\nCONTENT-DISPOSITION: attachment; filename=a.txt\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Disposition: attachment; filename=a.txt\r\n",
        b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n",
        b"Content-Type: MULTIPART/mixed; boundary=b\r\n",
        b"Content-Type : application/octet-stream\r\n",
    ],
)
def test_what_may_be_a_file_is_looked_into(more: bytes) -> None:
    mail = source_of_bytes("a.eml", HEAD + more + b"\r\nwords\r\n")

    assert not inside._is_alone(mail)
    found = [part.name for part in inside.family(mail, mail_eml.NAME)]
    assert found == [part.name for part in parts(mail)]


def test_a_usual_mail_without_files_is_not_taken_apart_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inside, "parts", None)
    for more in (
        b"",
        b"Content-Type: text/plain; charset=utf-8\r\n",
        b"Content-Type: text/html\r\n",
    ):
        mail = source_of_bytes("a.eml", HEAD + more + b"\r\nwords\r\n")
        assert list(inside.family(mail, mail_eml.NAME)) == []

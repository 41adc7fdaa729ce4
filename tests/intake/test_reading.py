"""Reading in a child: limits hold, a dead child costs one Problem, and zips are opened."""

import base64
import io
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from everyword.accounting import Account, Read
from everyword.errors import NeedsAnswer
from everyword.intake import reading
from everyword.intake.inside import within
from everyword.intake.reading import LineCounter, ReadingRoom, read_accounted
from everyword.model import (
    Document,
    Email,
    Message,
    Photo,
    Problem,
    Source,
    source_of_bytes,
    source_of_path,
)
from tests.intake.test_raster import saved
from tests.test_sms_parts import DAMAGES, SMS, backup, mms, part

PNG = saved(Image.new("L", (7, 5), 255))


def read(room: ReadingRoom, source: Source, **answers: str) -> list[Any]:
    found = read_accounted(room, source, answers)
    return [each.reading if isinstance(each, Read) else each for each in found]


def test_a_text_comes_back_whole_with_its_account() -> None:
    with ReadingRoom() as room:
        document, account = read(room, source_of_bytes("note.txt", b"one\ntwo\n"))

    assert isinstance(document, Document) and "".join(document.text) == "one\ntwo\n"
    assert isinstance(account, Account)
    assert (account.reader, account.units, account.items, account.problems) == ("text", 2, 1, 0)


def test_unknown_bytes_are_kept_as_a_document_that_says_so() -> None:
    with ReadingRoom() as room:
        document, account = read(room, source_of_bytes("x.bin", bytes(range(256)) * 4))

    assert isinstance(document, Document) and "not read" in (document.remark or "")
    assert account.reader is None and account.items == 1


def test_an_empty_file_is_a_problem() -> None:
    with ReadingRoom() as room:
        problem, account = read(room, source_of_bytes("empty.pdf", b""))

    assert isinstance(problem, Problem) and "empty" in problem.what
    assert account.problems == 1


def test_each_file_in_a_zip_is_read_and_zips_in_zips_two_deep() -> None:
    def pack(files: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return buffer.getvalue()

    deep = pack({"deep.txt": b"deep"})
    inner = pack({"in.txt": b"inner", "third.zip": deep})
    outer = pack({"a.txt": b"outer", "inner.zip": inner, ".DS_Store": b"\0"})
    with ReadingRoom() as room:
        found = read(room, source_of_bytes("o.zip", outer))

    paths = [each.where[0].path for each in found[:-1]]
    assert paths == [
        "o.zip!/a.txt",
        "o.zip!/inner.zip!/in.txt",
        "o.zip!/inner.zip!/third.zip",
        "o.zip!/.DS_Store",
    ]
    assert found[-1].total == 4


def test_a_truncated_zip_is_one_problem() -> None:
    with ReadingRoom() as room:
        found = read(room, source_of_bytes("cut.zip", b"PK\x03\x04" + b"\0" * 40))

    assert [type(each) for each in found] == [Problem, Account]


class _Killing(io.BytesIO):
    """A stream in whose first read the child dies, as it would of a parser's fault."""

    room: ReadingRoom

    def read(self, size: int | None = -1) -> bytes:
        child = self.room._child
        assert child is not None
        child.kill()
        child.wait()
        return super().read(size)


def test_a_child_that_dies_costs_one_problem_and_the_next_file_is_read() -> None:
    with ReadingRoom() as room:
        stream = _Killing(b"one\n")
        stream.room = room
        problem, account = read(room, Source("bad.txt", 4, lambda: stream))
        document, _ = read(room, source_of_bytes("good.txt", b"two\n"))

    assert isinstance(problem, Problem) and account.problems == 1
    assert isinstance(document, Document)


def test_a_silent_child_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SILENCE", 0.0)
    with ReadingRoom() as room:
        problem, _ = read(room, source_of_bytes("note.txt", b"one\n"))

    assert isinstance(problem, Problem)


def test_a_question_is_asked_and_the_answer_used() -> None:
    chat = b"03/04/2024, 21:07 - Alex: hi\n04/04/2024, 21:08 - Sam: yes\n"
    source = source_of_bytes("WhatsApp Chat with Sam.txt", chat)
    with ReadingRoom() as room:
        with pytest.raises(NeedsAnswer) as asked:
            read(room, source)
        first, _second, account = read(room, source, date_order="dmy")

    assert asked.value.key == "date_order"
    assert isinstance(first, Message) and first.when.local == "2024-04-03T21:07:00"
    assert account.items == 2


def test_the_child_cannot_write_a_file_and_leaves_no_core() -> None:
    import resource
    import subprocess
    import sys

    code = (
        "import everyword.intake.child as c, resource as r, sys; c._limit();"
        "print(r.getrlimit(r.RLIMIT_FSIZE)[0], r.getrlimit(r.RLIMIT_CORE)[0],"
        " r.getrlimit(r.RLIMIT_AS)[0] <= c.MEMORY, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr.split() == ["0", "0", "True"]
    assert resource.RLIMIT_FSIZE != resource.RLIMIT_CORE


def test_a_line_of_many_megabytes_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as stream:
        stream.truncate(300 << 20)
        stream.seek(0)
        stream.write(b"a" * (5 << 20))
    with path.open("r+b") as stream:  # no NUL: real text all the way
        for _ in range(300):
            stream.write(b"word " * ((1 << 20) // 5))
        stream.truncate(300 * ((1 << 20) // 5) * 5)
        stream.seek(0, 2)
        stream.write(b"\nlast line\n")
    with ReadingRoom() as room:
        found = read(room, source_of_path(path))
        child = room._child
        assert child is not None
        status = Path(f"/proc/{child.pid}/status")
        if status.exists():
            peak = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
            assert int(peak.split()[1]) < 400_000

    account = found[-1]
    assert account.problems == 0 and account.units == 2


@given(st.binary(max_size=200).filter(lambda data: b"\0" not in data), st.integers(1, 50))
def test_lines_are_counted_whatever_the_blocks(data: bytes, block: int) -> None:
    counter = LineCounter(len(data))
    for start in range(0, len(data), block):
        counter.see(start, data[start : start + block])
        counter.see(0, data[: min(7, start + block)])  # looking back changes nothing

    if data[:2] in (b"\xff\xfe", b"\xfe\xff") and block > 1:
        assert counter.lines is None  # UTF-16: a byte 0A need be no line end
        return
    assert counter.lines == len(data.split(b"\n")) - (data.endswith(b"\n") or not data)


def mail(*files: tuple[str, bytes], subject: str = "School") -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "Sam <sam@home.test>", "Alex <alex@home.test>"
    made["Date"], made["Subject"] = "Wed, 03 Apr 2024 21:07:00 +0100", subject
    made["Message-ID"] = f"<{subject}@home.test>"
    made.set_content("See the files.")
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


ASKS = b"03/04/2024, 21:07 - A: a\n04/04/2024, 21:07 - B: b\n"


def test_files_sent_with_a_mail_are_read_by_their_own_readers() -> None:
    within = mail(("deep.txt", b"deep words\n"), subject="Within")
    data = mail(("a.txt", b"first\nsecond\n"), ("chat.txt", ASKS), ("fwd.eml", within))
    with ReadingRoom() as room:
        email, text, asked, inner, deep, account = read(room, source_of_bytes("m.eml", data))

    assert isinstance(email, Email) and isinstance(inner, Email)
    assert email.attachments[0].path == text.where[0].path == "m.eml!/1-a.txt"
    assert text.text == ("first\nsecond\n",)
    assert isinstance(asked, Problem) and "add it by itself" in asked.what
    assert deep.where[0].path == "m.eml!/3-fwd.eml!/1-deep.txt"
    assert (account.reader, account.unit, account.items, account.problems) == (
        "mail_eml", "byte", 4, 1,
    )  # fmt: skip


def test_files_sent_with_the_mails_of_a_mailbox_are_read() -> None:
    letters = [mail(("a.txt", f"words {n}\n".encode()), subject=f"S{n}") for n in range(3)]
    box = b"".join(
        b"From sam@home.test Wed Apr  3 21:07:00 2024\n" + each + b"\n" for each in letters
    )
    with ReadingRoom() as room:
        *found, account = read(room, source_of_bytes("box", box))

    documents = [each for each in found if isinstance(each, Document)]
    emails = [each for each in found if isinstance(each, Email)]
    assert [each.text[0] for each in documents] == [f"words {n}\n" for n in range(3)]
    assert [each.where[0].path for each in documents] == [
        each.attachments[0].path for each in emails
    ]
    assert (account.reader, account.unit, account.items) == ("mail_mbox", "line", 6)


@pytest.mark.parametrize("name", ["m.eml", "outer.zip"])
def test_what_lies_inside_is_found_again_by_its_path(name: str) -> None:
    data = mail(("a.txt", b"first\n"), ("fwd.eml", mail(("deep.txt", b"deep\n"))))
    if name == "outer.zip":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("box/m.eml", data)
        data = buffer.getvalue()
    source = source_of_bytes(name, data)
    with ReadingRoom() as room:
        documents = [each for each in read(room, source) if isinstance(each, Document)]

    assert len(documents) == 2
    for each in documents:
        inner = within(source, each.where[0].path)
        assert inner is not None and inner.open().read().decode() == "".join(each.text)
    assert within(source, f"{name}!/nothing") is None
    assert within(source, "elsewhere") is None


@pytest.mark.parametrize("name", ["sms.xml", "outer.zip"])
def test_a_picture_in_an_sms_backup_is_found_again_by_its_path(name: str) -> None:
    picture = b"the bytes of a picture" * 9
    data = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<smses count="1">\n'
        '<mms date="1712174820000" msg_box="1" address="+447700900123" m_type="132"><parts>'
        '<part seq="0" ct="image/jpeg" name="null" cl="IMG.jpg" text="null" '
        f'data="{base64.b64encode(picture).decode()}" /></parts></mms>\n</smses>\n'
    ).encode()
    if name == "outer.zip":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("box/sms.xml", data)
            archive.writestr("mms-1-1-x.jpg", b"not it")
        data = buffer.getvalue()
    source = source_of_bytes(name, data)
    with ReadingRoom() as room:
        (message,) = [each for each in read(room, source) if isinstance(each, Message)]

    (attached,) = message.attachments
    assert attached.path is not None
    found = within(source, attached.path)
    assert found is not None and found.open().read() == picture


def test_pictures_sent_by_text_message_are_items_of_their_own() -> None:
    data = backup(SMS, mms(part(PNG), part(b"\0\1\2\3" * 9)), mms(part(PNG, "b/c.png")))
    source = source_of_bytes("sms.xml", data)
    with ReadingRoom() as room:
        readings = [each.reading for each in read_accounted(room, source, {}) if type(each) is Read]

    photos = [each for each in readings if isinstance(each, Photo)]
    assert [each.where[0].path for each in photos] == [
        "sms.xml!/mms-2-2-a.jpg",
        "sms.xml!/mms-3-2-b_c.png",
    ]
    assert [(each.width, each.height) for each in photos] == [(7, 5)] * 2
    assert not [each for each in readings if isinstance(each, Problem | Document)]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_picture_whose_place_is_not_sure_after_damage_is_named_not_read(damage: str) -> None:
    source = source_of_bytes("sms.xml", backup(SMS, damage, mms(part(PNG))))
    with ReadingRoom() as room:
        readings = read(room, source)

    (named,) = (file.path for m in readings if isinstance(m, Message) for file in m.attachments)
    told = [each for each in readings if isinstance(each, Photo | Problem)]
    (own,) = (each for each in told if each.where[0].path == named)
    if isinstance(own, Photo):
        found = within(source, str(named))
        assert found is not None and found.open().read() == PNG
    else:
        assert damage == "<smses>" and "its place is not sure" in own.what

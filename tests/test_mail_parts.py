"""Mails taken apart: each file sent with a mail comes back byte for byte, in bounded memory."""

import base64
import contextlib
import hashlib
import io
import quopri
import tracemalloc
from email.message import EmailMessage
from email.policy import SMTP
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword import mail_parts
from everyword.archive import BadArchive
from everyword.mail_parts import compound, mbox, messages, mime, outlook, parts, transfer
from everyword.mail_parts.family import family, path_name
from everyword.model import Source, source_of_bytes
from everyword.readers import mail_eml
from tests import outlook_file as made

HEAD = b"From: a@home.test\nMIME-Version: 1.0\n"


def read(source: Source) -> bytes:
    with source.open() as stream:
        return stream.read()


def mail_of(files: list[tuple[str, bytes, str]], line_end: str) -> bytes:
    mail = EmailMessage(policy=SMTP.clone(linesep=line_end))
    mail["From"], mail["Subject"] = "a@home.test", "files"
    mail["Message-ID"] = "<x@home.test>"
    mail.set_content("words")
    for name, data, coding in files:
        mail.add_attachment(
            data, maintype="application", subtype="x-test", filename=name, cte=coding
        )
    return mail.as_bytes()


FILES = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1)
        .filter(lambda name: "\\" not in name and '"' not in name and "=" not in name)
        .map(lambda name: name[:40]),
        st.binary(max_size=300),
        st.sampled_from(["base64", "quoted-printable"]),
    ),
    max_size=4,
)


@given(FILES, st.sampled_from(["\n", "\r\n"]))
def test_files_come_back_as_they_were_sent(
    files: list[tuple[str, bytes, str]], line_end: str
) -> None:
    source = source_of_bytes("m.eml", mail_of(files, line_end))
    got = parts(source)

    assert [read(each) for each in got] == [data for _, data, _ in files]
    assert [each.size for each in got] == [len(data) for _, data, _ in files]
    email = next(iter(mail_eml.read(source, {})))
    assert [each.path for each in email.attachments] == [each.name for each in got]
    assert [each.sha256 for each in email.attachments] == [
        hashlib.sha256(data).hexdigest() for _, data, _ in files
    ]
    assert [each.name for each in email.attachments] == [name for name, _, _ in files]


@given(
    st.binary(max_size=400),
    st.sampled_from(["base64", "quoted-printable"]),
    st.integers(1, 50),
    st.lists(st.integers(0, 420), max_size=6),
)
def test_any_place_of_a_part_can_be_gone_to(
    data: bytes, coding: str, block: int, places: list[int]
) -> None:
    raw = base64.encodebytes(data) if coding == "base64" else quopri.encodestring(data)
    source = source_of_bytes("m", b"##" + raw)
    body = transfer.Body(source, 2, 2 + len(raw), coding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transfer, "BLOCK", block)
        patch.setattr(transfer, "APART", 7)
        measured = transfer.measure(body)
        stream = io.BufferedReader(transfer.Decoded(body, measured), 3)

        whole = transfer.read_all(body)[0]
        assert (measured.size, measured.odd) == (len(whole), 0)
        assert whole == (data if coding == "base64" else quopri.decodestring(raw))
        for place in places:
            stream.seek(place)
            assert stream.read(5) == whole[place : place + 5]


@given(st.binary(max_size=120), st.integers(1, 9), st.sampled_from(["base64", "quoted-printable"]))
def test_damage_is_the_same_in_blocks_of_any_size(raw: bytes, block: int, coding: str) -> None:
    body = transfer.Body(source_of_bytes("m", raw), 0, len(raw), coding)
    whole = transfer.read_all(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transfer, "BLOCK", block)

        assert transfer.read_all(body) == whole


@pytest.mark.parametrize("coding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("block", [2, 3, 5, 11])
def test_every_place_of_a_part_is_found_from_the_last_place_before(
    coding: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "BLOCK", block)
    monkeypatch.setattr(transfer, "APART", 7)
    data = bytes(each * 37 % 256 for each in range(200))
    ways = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}
    raw = ways[coding](data)
    body = transfer.Body(source_of_bytes("m", raw), 0, len(raw), coding)
    measured = transfer.measure(body)

    assert len(measured.places) > 10
    for place in range(len(data)):
        stream = io.BufferedReader(transfer.Decoded(body, measured), 3)
        stream.seek(place)
        assert stream.read(5) == data[place : place + 5]


def test_base64_signs_that_are_none_are_counted() -> None:
    for raw, data, odd in (
        (b"YWJj\r\nZGVm", b"abcdef", 0),
        (b"YWJj!ZGVm", b"abcdef", 1),
        (b"YQ==YWJj", b"aabc", 0),
        (b"YWJjZ", b"abc", 1),
        (b"YWI", b"ab", 0),
        (b"====", b"", 0),
    ):
        assert transfer.read_all(
            transfer.Body(source_of_bytes("m", raw), 0, len(raw), "base64")
        ) == (
            data,
            odd,
        ), raw


def test_quoted_printable_keeps_what_is_no_escape() -> None:
    raw = b"a=3D=\r\nb=XY =20=\nc==41 d=E"
    body = transfer.Body(source_of_bytes("m", raw), 0, len(raw), "quoted-printable")

    assert transfer.read_all(body)[0] == b"a=b=XY  c=A d=E"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/b\\c:d", "a_b_c_d"),
        ("../../etc", "_.._etc"),
        ("x!/y", "x__y"),
        ("", "part"),
        (" . ", "part"),
        ("a\nb\u202egnp.exe", "a_b_gnp.exe"),
        ("n" * 300 + ".pdf", "n" * 130 + ".pdf"),
        ("n" * 300, "n" * 150),
    ],
)
def test_a_name_leads_nowhere_else(name: str, path: str) -> None:
    assert path_name(name) == path


def structure(data: bytes) -> str:
    mail = mime.take_apart(source_of_bytes("m.eml", data))

    def said(part: mime.Part) -> str:
        if part.children:
            return f"{part.type}({', '.join(said(child) for child in part.children)})"
        with io.BytesIO(data) as stream:
            stream.seek(part.start)
            return f"{stream.read(part.end - part.start)!r}"

    return said(mail.root)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("block", [1, 2, 3, 5, 4096])
def test_parts_begin_and_end_at_their_marks(
    end: bytes, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mime, "SMALLEST", block)
    monkeypatch.setattr(mime, "BLOCK", block)
    text = HEAD + (
        b'Content-Type: multipart/mixed; boundary="o:1"\n\nbefore\n--o:1\n\none\n\n--o:1x\n--o\n'
        b"--o:1  \nContent-Type: multipart/digest; boundary=o:12\n\n--o:12\n\n--o:12--\nbetween\n"
        b"--o:1\n--o:1\nX: y\n--o:1--\nafter"
    )
    got = structure(text.replace(b"\n", end))
    line = end.decode().encode("unicode_escape").decode()

    assert got == (
        f"multipart/mixed(b'one{line}{line}--o:1x{line}--o', multipart/digest(b''), b'', b'')"
    )


@given(st.lists(st.sampled_from([b"--a\n", b"--b\n", b"--a--\n", b"--b--\n", b"\n", b"x\n", b"--",
                                 b"Content-Type: multipart/mixed; boundary=b\n", b"X: y\n"]),
                max_size=25), st.integers(1, 9))  # fmt: skip
def test_any_heap_of_marks_is_taken_apart(lines: list[bytes], block: int) -> None:
    data = HEAD + b"Content-Type: multipart/mixed; boundary=a\n\n" + b"".join(lines)
    whole = structure(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mime, "SMALLEST", block)
        patch.setattr(mime, "BLOCK", 2 * block)

        assert structure(data) == whole
    mail = mime.take_apart(source_of_bytes("m.eml", data))
    ends = [len(HEAD)]
    todo = [mail.root]
    while todo:  # parts follow each other and do not overlap
        part = todo.pop(0)
        todo[:0] = part.children
        if not part.children:
            assert ends[-1] <= part.start <= part.end <= len(data)
            ends.append(part.end)


def test_the_marks_a_mail_really_has_are_found() -> None:
    data = HEAD + b"Content-Type: multipart/mixed; boundary=no\n\n"
    data += b"--yes\nContent-Type: text/plain\n\nx\n--yes--\n"
    mail = mime.take_apart(source_of_bytes("m.eml", data))

    assert [child.type for child in mail.root.children] == ["text/plain"]
    assert "its parts are marked 'yes', not as its header says" in mail.remarks


class _Made(io.RawIOBase):
    """A source larger than memory: a head, one block again and again, a tail."""

    def __init__(self, head: bytes, block: bytes, times: int, tail: bytes) -> None:
        self._parts, self._at = (head, block, times, tail), 0
        self.length = len(head) + len(block) * times + len(tail)

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
        head, block, times, tail = self._parts
        within = self._at - len(head)
        if within < 0:
            data = head[self._at :]
        elif within < len(block) * times:
            data = block[within % len(block) :]
        else:
            data = tail[within - len(block) * times :]
        size = min(len(buffer), len(data))
        buffer[:size] = data[:size]
        self._at += size
        return size


def large(name: str, head: bytes, block: bytes, times: int, tail: bytes) -> Source:
    size = _Made(head, block, times, tail).length
    return Source(
        name, size, lambda: cast(BinaryIO, io.BufferedReader(_Made(head, block, times, tail)))
    )


def peak_of(source: Source) -> tuple[int, int]:
    """Peak memory and the number of readings of one mail."""
    tracemalloc.start()
    try:
        count = sum(1 for _ in mail_eml.read(source, {}))
        return tracemalloc.get_traced_memory()[1], count
    finally:
        tracemalloc.stop()


MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"


@pytest.mark.parametrize(
    "source",
    [
        large("file", MIXED + b"--b\nContent-Type: a/b\nContent-Transfer-Encoding: base64\n\n",
              (b"QUJD" * 19 + b"\n") * 800, 500, b"--b--\n"),
        large("header", HEAD + b"X: ", b"y" * 60_000, 200, b"\n\nwords"),
        large("fields", HEAD, b"X-Y: z\n" * 5000, 10, b"\nwords"),
        large("parts", MIXED, b"--b\n\nx\n" * 5000, 20, b"--b--\n"),
        large("line", HEAD + b"\n", b"x" * 50_000, 400, b""),
        large("marks", MIXED, b"--\n" * 10_000, 2, b"--b--\n"),
    ],
    ids=lambda source: source.name,
)  # fmt: skip
def test_memory_does_not_grow_with_a_mail(source: Source) -> None:
    peak, count = peak_of(source)

    assert count == 1
    assert peak < 24 << 20


def test_a_mail_within_too_many_parts_is_said() -> None:
    nested = b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (each, each + 1)
        for each in range(300)
    )
    mail = mime.take_apart(
        source_of_bytes("m", HEAD + b"Content-Type: multipart/mixed; boundary=b0\n\n" + nested)
    )

    assert any("deep: not taken apart" in remark for remark in mail.remarks)
    assert family(mail)[1] or family(mail)[0]


@pytest.mark.parametrize("block", [1, 7, 64, 256 * 1024])
def test_mails_of_a_mailbox_are_the_mails_put_in(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mbox, "BLOCK", block)
    mails = [mail_of([(f"{n}.bin", bytes(range(n)), "base64")], "\n") for n in range(4)]
    box = b"".join(b"From a Wed Apr  3 21:07:05 2024\n" + mail + b"\n" for mail in mails)
    got = list(messages(source_of_bytes("box", box)))

    assert [read(each) for each in got] == mails
    assert [each.name for each in got] == [f"box!/{n}.eml" for n in range(1, 5)]
    assert [read(parts(each)[0]) for each in got] == [bytes(range(n)) for n in range(4)]
    assert parts(got[2])[0].name == "box!/3.eml!/1-2.bin"


def outlook_mail(value: bytes) -> bytes:
    file = made.sent(0, made.text(0x3707, "a.bin"), made.data(0x3701, value))
    inner = made.folder(24, [], made.text(0x37, "in"), made.sent(0, made.data(0x3701, b"within")))
    within = made.sent(1, {"__substg1.0_3701000D": inner})
    return made.compound(made.folder(32, [], made.text(0x37, "x"), file, within), len(value) > 9000)


@settings(max_examples=25)
@given(st.one_of(st.integers(1, 200), st.integers(4000, 4200), st.integers(9000, 20000)))
def test_files_of_an_outlook_message(size: int) -> None:
    value = bytes(each % 251 for each in range(size))
    got = parts(source_of_bytes("m.msg", outlook_mail(value)))

    assert [read(each) for each in got] == [value, b"within"]
    assert [each.name for each in got] == ["m.msg!/1-a.bin", "m.msg!/2-message.msg!/1-part.bin"]
    with got[0].open() as stream:
        stream.seek(size // 2)
        assert stream.read(700) == value[size // 2 :][:700]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 25000), st.binary(min_size=1, max_size=4)), max_size=4),
       st.integers(0, 25000))  # fmt: skip
def test_damaged_compound_files_cost_bad_archive_only(
    steps: list[tuple[int, bytes]], cut: int
) -> None:
    data = bytearray(outlook_mail(b"v" * 5000))
    for at, piece in steps:
        data[at : at + len(piece)] = piece
    source = source_of_bytes("m.msg", bytes(data[:cut] if cut % 3 == 0 else data))

    assert outlook.is_outlook(source) in (True, False)
    for each in parts(source):
        with contextlib.suppress(BadArchive):
            assert len(read(each)) <= each.size


def test_a_chain_that_runs_in_a_circle_is_no_endless_work() -> None:
    data = bytearray(outlook_mail(b"v" * 5000))
    table = (int.from_bytes(data[76:80], "little") + 1) * 512
    data[table : table + 4] = (0).to_bytes(4, "little")
    source = source_of_bytes("m.msg", bytes(data))

    assert all(each.name.endswith("part.bin") for each in parts(source))
    with pytest.raises(BadArchive):
        compound.Compound(source_of_bytes("m", data[:300]))


def test_the_room_says_what_it_gives() -> None:
    assert mail_parts.parts is parts and mail_parts.messages is messages

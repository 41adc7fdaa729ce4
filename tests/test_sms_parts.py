"""Pictures inside an SMS backup, opened by the path the reader gave them."""

import base64
import hashlib
import io
import random
from typing import BinaryIO, cast

import pytest

from everyword.archive import BadArchive
from everyword.model import Attachment, Message, Source, source_of_bytes
from everyword.readers import sms_backup_xml
from everyword.sms_parts import is_part, opened

FILM = random.Random(5).randbytes(3_000_000)
PICTURE = b"\x89PNG\r\n\x1a\n a small made-up picture"


def part(data: bytes, name: str = "a.jpg", quote: str = '"', wrap: str = "") -> str:
    text = base64.b64encode(data).decode()
    if wrap:
        text = wrap.join(text[at : at + 76] for at in range(0, len(text), 76))
    return f"<part seq='0' ct='image/jpeg' cl='{name}' text='null' data={quote}{text}{quote} />"


def mms(*parts: str) -> str:
    head = '<mms date="1709640000000" msg_box="1" address="1" text="a > b">'
    text = '<part ct="text/plain" text="data=&quot;QUJD&quot; words"/>'
    return f"{head}<parts>{text}{''.join(parts)}</parts></mms>\n"


SMS = '<sms address="1" date="1709640000000" type="1" body="a data=  &gt; b" />\n'


def backup(*records: str) -> bytes:
    head = f'<?xml version=\'1.0\'?><!-- <mms> data="x" -->\n<smses count="{len(records)}">\n'
    return (head + "".join(records) + "</smses>").encode()


def attachments(source: Source) -> list[Attachment]:
    return [
        file
        for each in sms_backup_xml.read(source, {})
        if isinstance(each, Message)
        for file in each.attachments
    ]


def bytes_of(source: Source, file: Attachment) -> bytes:
    assert file.path is not None
    found = opened(source, file.path, file.sha256)
    with found.open() as stream:
        data = stream.read()
    assert (found.name, found.size) == (file.path, len(data))
    return data


RECORDS = (
    SMS,
    mms(part(PICTURE), part(FILM, "film.mp4")),
    "<other a='1'><part data='QUJD'/></other>",
    SMS,
    mms(part(FILM + PICTURE, "x/y\\z.jpg", "'", "&#10;"), part(PICTURE, "b!/c.png", wrap="\n")),
)
WANTED = [PICTURE, FILM, FILM + PICTURE, PICTURE]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_every_file_comes_back(encoding: str) -> None:
    source = source_of_bytes("b.zip!/sms.xml", backup(*RECORDS).decode().encode(encoding))
    files = attachments(source)

    assert [bytes_of(source, each) for each in files] == WANTED
    assert [each.sha256 for each in files] == [hashlib.sha256(data).hexdigest() for data in WANTED]
    assert [each.path for each in files] == [
        "b.zip!/sms.xml!/mms-2-2-a.jpg",
        "b.zip!/sms.xml!/mms-2-3-film.mp4",
        "b.zip!/sms.xml!/mms-5-2-x_y_z.jpg",
        "b.zip!/sms.xml!/mms-5-3-b!_c.png",
    ]
    assert all(is_part(each.path or "") for each in files)


@pytest.mark.parametrize("at", [0, 1, 2, 3, 76, 1_000_001, len(FILM) - 1, len(FILM) + 5])
def test_a_range_is_read_without_what_is_before_it(at: int) -> None:
    source = source_of_bytes("sms.xml", backup(*RECORDS))
    file = attachments(source)[2]
    assert file.path is not None
    with opened(source, file.path).open() as stream:
        stream.seek(at)
        assert stream.read(40) == (FILM + PICTURE)[at : at + 40]
        stream.seek(0)
        assert stream.read(10) == FILM[:10]


DAMAGES = (
    '<sms address="1" body="no end >\n',
    '<mms date="1"><parts><part data="QUJD" />\n',
    "<sms a=1 b>\n",
    '<sms address="1" body="5 < 6" />\n',
    "</smses>\n",
    "<smses>",
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_after_damage_a_file_is_found_by_its_hash(damage: str) -> None:
    source = source_of_bytes("sms.xml", backup(SMS, damage, *RECORDS))
    files = attachments(source)

    assert [bytes_of(source, each) for each in files] == WANTED


@pytest.mark.parametrize(
    "path",
    ["sms.xml!/mms-2-1-a.jpg", "sms.xml!/mms-9-2-a.jpg", "sms.xml!/mms-2-9-a", "sms.xml", "a!/b"],
)
def test_a_path_that_is_not_there_is_refused(path: str) -> None:
    with pytest.raises(BadArchive):
        opened(source_of_bytes("sms.xml", backup(*RECORDS)), path)


def test_another_files_bytes_are_never_given_for_a_hash() -> None:
    source = source_of_bytes("sms.xml", backup(*RECORDS))
    with pytest.raises(BadArchive):
        opened(source, "sms.xml!/mms-2-2-a.jpg", "0" * 64)
    moved = opened(source, "sms.xml!/mms-2-2-a.jpg", hashlib.sha256(FILM).hexdigest())
    assert moved.size == len(FILM)


@pytest.mark.parametrize("path", ["mms-1-1-a", "x!/mms-0-1-a", "x!/mms-1-1", "x!/mms-1-1-a/b"])
def test_other_paths_are_no_parts(path: str) -> None:
    assert not is_part(path)


@pytest.mark.parametrize("cut", range(0, 700, 7))
def test_a_file_cut_anywhere_is_no_trouble(cut: int) -> None:
    data = backup(SMS, mms(part(PICTURE)))
    source = source_of_bytes("sms.xml", data[:cut])
    try:
        found = opened(source, "sms.xml!/mms-2-2-a.jpg")
    except BadArchive:
        assert cut <= data.rindex(b'" />') + 4
    else:
        with found.open() as stream:
            assert stream.read() == PICTURE


class _Counting(io.BytesIO):
    """How much of a file was read."""

    read_bytes = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        _Counting.read_bytes += len(data)
        return data


def test_a_part_is_read_by_its_own_bytes() -> None:
    data = backup(*RECORDS)
    source = Source("sms.xml", len(data), lambda: cast(BinaryIO, _Counting(data)))
    found = opened(source, "sms.xml!/mms-2-3-film.mp4")
    _Counting.read_bytes = 0
    with found.open() as stream:
        stream.seek(2_000_000)
        stream.read(100)
    assert 0 < _Counting.read_bytes < 3_000_000

"""Zip files: every member or one BadArchive, never the memory, never a name used on disk."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.archive import BadArchive, is_zip, members
from everyword.model import Source, source_of_bytes


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def contents(source: Source) -> dict[str, bytes]:
    found = {}
    for member in members(source):
        with member.open() as stream:
            found[member.name] = stream.read()
    return found


def test_members_are_named_below_their_archive() -> None:
    source = source_of_bytes("a.zip", zipped({"_chat.txt": b"x", "sub/../../evil": b"y"}))

    assert is_zip(source)
    assert contents(source) == {"a.zip!/_chat.txt": b"x", "a.zip!/sub/../../evil": b"y"}


def test_a_member_can_be_read_from_any_place() -> None:
    data = bytes(range(256)) * 5000
    (member,) = members(source_of_bytes("a.zip", zipped({"m": data})))

    with member.open() as stream:
        stream.seek(700_001)
        assert stream.read(10) == data[700_001:700_011]
        stream.seek(3)
        assert stream.read(4) == data[3:7]


@given(st.data())
def test_a_damaged_archive_is_refused_or_read_but_nothing_else(data: st.DataObject) -> None:
    whole = bytearray(zipped({"a.txt": b"hello " * 50, "b.txt": b"there"}))
    cut = data.draw(st.integers(0, len(whole)))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    try:
        contents(source_of_bytes("a.zip", bytes(whole[:cut] if cut % 2 else whole)))
    except BadArchive as fault:
        assert str(fault)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    source = source_of_bytes("a.zip", zipped({"bomb": bytes(80 << 20)}))

    (member,) = members(source)
    with pytest.raises(BadArchive, match="far more than it should"):
        member.open()


def test_a_list_too_large_for_memory_is_refused_unread() -> None:
    data = bytearray(zipped({"a": b"x"}))
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = (1 << 30).to_bytes(4, "little")

    with pytest.raises(BadArchive, match="larger than it can be"):
        members(source_of_bytes("a.zip", bytes(data)))


def test_overlapping_members_are_refused() -> None:
    data = bytearray(zipped({"aa": b"x" * 100, "bb": b"y" * 100}, zipfile.ZIP_STORED))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = bytes(4)  # the second entry's offset: the first one's place

    with pytest.raises(BadArchive, match="overlap"):
        members(source_of_bytes("a.zip", bytes(data)))


def test_a_locked_member_is_said() -> None:
    data = bytearray(zipped({"aa": b"x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    (member,) = members(source_of_bytes("a.zip", bytes(data)))
    with pytest.raises(BadArchive, match="password"):
        member.open()

"""Pictures: what the notes of the camera say is read as written, and a missing end is noticed."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from everyword.model import Photo, Problem, Reading, Skipped, source_of_bytes
from everyword.readers import photo, recording

CASES = Path(__file__).parent / "cases" / "photo"
INPUTS = {
    path.parent.name: path
    for path in sorted(CASES.glob("*/*.*"))
    if path.suffix not in (".toml", ".jsonl")
}


def read(data: bytes) -> list[Reading]:
    source = source_of_bytes("a.jpg", data)
    assert photo.recognises(source)
    return list(photo.read(source, {}))


def jpeg(tags: dict[int, Any], camera: dict[int, Any], place: dict[int, Any]) -> bytes:
    exif = Image.Exif()
    exif.update(tags)
    exif.get_ifd(0x8769).update(camera)
    exif.get_ifd(0x8825).update(place)
    out = io.BytesIO()
    Image.new("RGB", (16, 8)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def only(readings: list[Reading], kind: type[Any]) -> Any:
    (found,) = (each for each in readings if isinstance(each, kind))
    return found


@pytest.mark.parametrize(
    ("text", "offset", "local", "zone", "utc"),
    [
        ("2024:04:03 21:07:15", "+01:00", "2024-04-03T21:07:15", "+01:00", "2024-04-03T20:07:15Z"),
        ("2024:01:01 00:30:00", "+05:45", "2024-01-01T00:30:00", "+05:45", "2023-12-31T18:45:00Z"),
        ("2024:04:03 21:07:15", "Z", "2024-04-03T21:07:15", "+00:00", "2024-04-03T21:07:15Z"),
        ("2024:04:03 21:07:15", "", "2024-04-03T21:07:15", None, None),
        ("2024:04:03 21:07:15", "   :  ", "2024-04-03T21:07:15", None, None),
        ("2024:04:03 21:07:15", "+1", "2024-04-03T21:07:15", None, None),
        ("2024:02:30 21:07:15", "", None, None, None),
        ("2024:04:03 24:00:00", "", None, None, None),
        ("0000:00:00 00:00:00", "", None, None, None),
        ("3 April", "", None, None, None),
    ],
)
def test_the_camera_clock_is_kept_as_written_and_read_only_if_it_exists(
    text: str, offset: str, local: str | None, zone: str | None, utc: str | None
) -> None:
    when = only(read(jpeg({}, {0x9003: text, 0x9011: offset}, {})), Photo).when

    assert (when.local, when.zone, when.utc) == (local, zone, utc)
    assert when.text.startswith(text)
    assert when.precision == ("second" if local else "none")
    assert ("zone not given" in when.basis) == bool(local and not zone)


def test_a_clock_that_was_never_set_is_no_time() -> None:
    when = only(read(jpeg({}, {0x9003: "    :  :     :  :  "}, {})), Photo).when

    assert (when.text, when.local, when.precision) == (None, None, "none")


def test_the_satellite_time_is_named_and_not_used() -> None:
    clock = tuple(IFDRational(n, 1) for n in (20, 7, 14))
    data = jpeg({}, {0x9003: "2024:04:03 21:07:15"}, {7: clock, 29: "2024:04:03"})

    when = only(read(data), Photo).when

    assert when.utc is None
    assert "2024:04:03 20:07:14 UTC, is not used" in when.basis


@pytest.mark.parametrize(
    ("north", "east", "gps"),
    [
        ("N 51/1 30/1 2640/100", "W 0/1 7/1 3999/100", "51.507333,-0.127775"),
        ("S 33/1 51/1 31/1", "E 151/1 12/1 40/1", "-33.858611,151.211111"),
        ("N 515073/10000 0/1 0/1", "E 0/1 0/1 0/1", "51.507300,0.000000"),
        ("S 0/1 0/1 0/1", "W 0/1 0/1 0/1", "0.000000,0.000000"),
        ("N 51/1 30/0 0/1", "W 0/1 7/1 0/1", None),
        ("N 0/0 0/0 0/0", "W 0/0 0/0 0/0", None),
        ("N 91/1 0/1 0/1", "E 0/1 7/1 0/1", None),
        ("N 51/1 60/1 0/1", "E 0/1 7/1 0/1", None),
        ("X 51/1 30/1 0/1", "E 0/1 7/1 0/1", None),
        ("N 51/1 30/1 0/1", "", None),
    ],
)
def test_a_place_is_read_to_a_millionth_of_a_degree_or_said_to_be_damaged(
    north: str, east: str, gps: str | None
) -> None:
    place: dict[int, Any] = {}
    for tag, words in ((1, north.split()), (3, east.split())):
        if words:
            place[tag] = words[0]
            parts = (word.split("/") for word in words[1:])
            place[tag + 1] = tuple(IFDRational(int(over), int(under)) for over, under in parts)

    readings = read(jpeg({}, {}, place))

    assert only(readings, Photo).gps == gps
    assert (gps is None) == any(isinstance(each, Problem) for each in readings)


@pytest.mark.parametrize("turn", range(1, 9))
def test_width_and_height_are_those_of_the_picture_as_shown(turn: int) -> None:
    found = only(read(jpeg({0x0112: turn}, {}, {})), Photo)

    assert (found.width, found.height) == ((16, 8) if turn < 5 else (8, 16))


def test_a_device_may_write_its_name_in_any_alphabet() -> None:
    tags = {0x010F: "Камера\0".encode(), 0x0110: "X1"}

    assert only(read(jpeg(tags, {}, {})), Photo).device == "Камера X1"


def test_a_picture_that_says_it_is_enormous_is_described_and_not_unpacked() -> None:
    data = b"\xff\xd8\xff\xc0" + struct.pack(">HBHHB", 8, 8, 60000, 60000, 0) + b"\xff\xd9"

    readings = read(data)

    assert only(readings, Photo).width == 60000
    assert "too large to be shown" in only(readings, Problem).what


def test_a_png_whose_notes_unpack_to_gigabytes_is_not_unpacked() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    bomb = zlib.compress(bytes(64 << 20), 9)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    text = chunk(b"zTXt", b"Raw profile type exif\0\0" + bomb)
    data = b"\x89PNG\r\n\x1a\n" + head + text + chunk(b"IDAT", zlib.compress(b"\0\0"))

    readings = read(data + chunk(b"IEND", b""))

    assert [type(each) for each in readings] == [Photo]


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_a_missing_end_is_noticed_wherever_the_file_breaks_off(name: str) -> None:
    data = INPUTS[name].read_bytes()
    whole = read(data)
    after = [each.where[0].first for each in whole if isinstance(each, Skipped)]
    end = max((first - 1 for first in after if first > 1), default=len(data))
    if name == "cut_short" or name == "fax_of_three_pages":
        return  # the first is cut as it is; a TIFF may end with anything

    for cut in range(16, end, max(1, end // 60)):
        source = source_of_bytes("a", data[:cut])
        if photo.recognises(source):
            readings = list(photo.read(source, {}))
            assert any(isinstance(each, Problem) for each in readings), cut


def test_what_stands_behind_the_picture_is_named() -> None:
    data = jpeg({}, {}, {})

    skipped = only(read(data + b"PK\x03\x04 another file"), Skipped)

    assert (skipped.where[0].first, skipped.where[0].last) == (len(data) + 1, len(data) + 17)


@pytest.mark.parametrize(
    ("brand", "mine"),
    [
        *((each, True) for each in (b"heic", b"mif1", b"avif")),
        *((each, False) for each in (b"isom", b"qt  ", b"M4A ", b"3gp4", b"crx ", b"jp2 ")),
    ],
)
def test_one_family_of_boxes_has_one_reader(brand: bytes, mine: bool) -> None:
    source = source_of_bytes("a", b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1isom" + bytes(100))

    assert photo.recognises(source) is mine
    assert recording.recognises(source) is (not mine and brand not in (b"crx ", b"jp2 "))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(INPUTS)), st.data())
def test_damage_never_stops_the_reader_and_reading_twice_gives_the_same(
    name: str, draw: st.DataObject
) -> None:
    data = bytearray(INPUTS[name].read_bytes())
    for _ in range(draw.draw(st.integers(1, 8))):
        data[draw.draw(st.integers(12, min(len(data), 1200) - 1))] = draw.draw(st.integers(0, 255))
    source = source_of_bytes("a", bytes(data))

    if photo.recognises(source):
        readings = list(photo.read(source, {}))

        assert readings == list(photo.read(source, {}))
        assert readings
        for each in readings:
            assert 0 < each.where[0].first <= each.where[0].last <= len(data)

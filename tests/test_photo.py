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


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF '
    'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/" '
    'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" %s>%s</r:Description></r:RDF></x:xmpmeta>'
)


def with_xmp(data: bytes, xml: str) -> bytes:
    body = b"http://ns.adobe.com/xap/1.0/\0" + xml.encode()
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    end = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + end


@pytest.mark.parametrize(
    ("written", "exif", "local", "zone", "said"),
    [
        ("2024-04-03T21:07:15+01:00", "", "2024-04-03T21:07:15", "+01:00", "XMP notes: when"),
        ("2024-04-03T21:07:15", "", "2024-04-03T21:07:15", None, "zone not given"),
        ("2024-04-03", "", "2024-04-03", None, "XMP notes"),
        ("2024-02-31T00:00:00", "", None, None, "not a time that exists"),
        ("2023-01-01T00:00:00", "2024:04:03 21:07:15", "2024-04-03T21:07:15", None,
         "the XMP notes say 2023-01-01T00:00:00"),
        ("2024-04-03T21:07:15+01:00", "2024:04:03 21:07:15", "2024-04-03T21:07:15", None,
         "the same time with the zone +01:00, not used"),
        ("2024-04-03T21:07:15", "2024:04:03 21:07:15", "2024-04-03T21:07:15", None, "camera clock"),
        ("2024-04-03T21:07:15Z", "0000:00:00 00:00:00", "2024-04-03T21:07:15", "+00:00",
         "camera clock; it is not a time that exists"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_element", [False, True])
def test_other_notes_stand_in_only_where_the_camera_says_nothing(
    written: str, exif: str, local: str | None, zone: str | None, said: str, as_element: bool
) -> None:
    name = "exif:DateTimeOriginal"
    inside = ("", f"<{name}>{written}</{name}>") if as_element else (f'{name}="{written}"', "")
    when = only(
        read(with_xmp(jpeg({}, {0x9003: exif} if exif else {}, {}), XMP % inside)), Photo
    ).when

    assert (when.local, when.zone) == (local, zone)
    assert said in when.basis
    assert (when.utc is None) == (zone is None)


@pytest.mark.parametrize(
    ("north", "east", "gps"),
    [
        ("51,30.44N", "0,7.6665W", "51.507333,-0.127775"),
        ("33,51,31S", "151,12,40E", "-33.858611,151.211111"),
        ("91,0.0N", "0,0.0E", None),
        ("51,60.0N", "0,0.0E", None),
        ("51.5", "0.1", None),
    ],
)
def test_a_place_in_other_notes(north: str, east: str, gps: str | None) -> None:
    xml = XMP % (f'exif:GPSLatitude="{north}" exif:GPSLongitude="{east}" tiff:Make="Acme"', "")
    found = only(read(with_xmp(jpeg({}, {}, {}), xml)), Photo)

    assert (found.gps, found.device) == (gps, "Acme")


@pytest.mark.parametrize(
    "xml",
    ["<x", '<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>', "<a>" * 5000, "\0", "<a/><b/>"],
    ids=["cut", "entities", "deep", "nothing", "two roots"],
)
def test_damaged_other_notes_cost_one_problem(xml: str) -> None:
    problems = [
        each.what for each in read(with_xmp(jpeg({}, {}, {}), xml)) if isinstance(each, Problem)
    ]

    assert problems in (["the second notes in it (XMP) are damaged"], [] if xml == "\0" else None)


@pytest.mark.parametrize(
    ("words", "local", "zone"),
    [
        ("Wed, 3 Apr 2024 21:07:15 +0100", "2024-04-03T21:07:15", "+01:00"),
        ("3 Apr 2024 21:07:15 GMT", "2024-04-03T21:07:15", "+00:00"),
        ("3 Apr 2024 21:07:15", "2024-04-03T21:07:15", None),
        ("2024-04-03T21:07:15+01:00", "2024-04-03T21:07:15", "+01:00"),
        ("2024:04:03 21:07:15", "2024-04-03T21:07:15", None),
        ("03/04/2024 21:07", None, None),
        ("31 Feb 2024 21:07:15", None, None),
    ],
)
def test_a_named_time_of_a_png_is_read_only_where_it_can_be(
    words: str, local: str | None, zone: str | None
) -> None:
    when = only(read(png(chunk(b"tEXt", b"Creation Time\0" + words.encode()))), Photo).when

    assert (when.text, when.local, when.zone) == (words, local, zone)


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt"])
def test_a_screenshot_is_one_only_where_the_file_says_so(kind: bytes) -> None:
    middle = {b"tEXt": b"", b"zTXt": b"\0", b"iTXt": b"\0\0\0\0"}[kind]
    words = zlib.compress(b"Screenshot") if kind == b"zTXt" else b"Screenshot"
    basis = only(read(png(chunk(kind, b"Comment\0" + middle + words))), Photo).when.basis

    assert 'the file says that it is a "Screenshot"' in basis
    assert "Screenshot" not in only(read(png()), Photo).when.basis


def test_the_height_and_the_distance_to_the_satellites_clock_are_hints() -> None:
    clock = tuple(IFDRational(n, 1) for n in (20, 7, 14))
    place = {5: b"\1", 6: IFDRational(25, 10), 7: clock, 29: "2024:04:03"}
    when = only(read(jpeg({}, {0x9003: "2024:04:03 15:07:15"}, place)), Photo).when

    assert when.zone is None
    assert "the camera's clock was about 5:00 behind it" in when.basis
    assert "height in the notes: 2.5 m below the sea" in when.basis


@pytest.mark.parametrize("frames", [1, 3])
def test_the_pictures_of_a_gif_are_counted(frames: int) -> None:
    out = io.BytesIO()
    pictures = [Image.new("RGB", (5, 4), (n * 80, 0, 0)) for n in range(frames)]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:])
    readings = read(out.getvalue())

    assert (only(readings, Photo).width, only(readings, Photo).height) == (5, 4)
    skipped = [each.what for each in readings if isinstance(each, Skipped)]
    assert skipped == ([f"{frames - 1} more in the same file: only the first picture is described"]
                       if frames > 1 else [])  # fmt: skip


@pytest.mark.parametrize(("size", "mode"), [((7, 3), "RGB"), ((16, 2), "L"), ((9, 9), "1")])
def test_a_bmp_says_its_size(size: tuple[int, int], mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "BMP")
    (found,) = read(out.getvalue())

    assert isinstance(found, Photo)
    assert (found.width, found.height) == size
    assert any(isinstance(each, Problem) for each in read(out.getvalue()[:-5]))


@pytest.mark.parametrize("head", [b"BM hello, this is a letter to Sam", b"GIF is a format", b"BM"])
def test_words_are_no_pictures(head: bytes) -> None:
    assert not photo.recognises(source_of_bytes("a.bmp", head))

"""Pictures: right way up, no hidden facts, own pixels where that is possible."""

import base64
import io
import re

import pytest
from PIL import Image

from everyword.bundle.pages.convert import (
    MAX_PIXELS,
    BadPicture,
    Prepared,
    prepare,
    without_hidden_facts,
)
from everyword.model import source_of_bytes
from tests.bundle_papers import picture

ROOM = (400.0, 600.0)


def inner(shown: Prepared) -> bytes:
    """The picture inside the SVG."""
    found = re.search(rb'base64,([^"]+)"', shown.svg)
    assert found
    return base64.b64decode(found[1])


def corner(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as image:
        pixel = image.convert("RGB").getpixel((image.width // 2, 2))
    assert isinstance(pixel, tuple)
    return "red" if pixel[0] > 200 and pixel[2] < 60 else "other"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_that_is_right_keeps_its_bytes(kind: str) -> None:
    data = picture(kind)
    (shown,) = prepare(source_of_bytes("a", data), *ROOM)
    assert inner(shown) == data and (shown.width, shown.height) == (60, 40)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_a_camera_ends_upright(orientation: int) -> None:
    """The pixels are stored turned so that the tag turns them back: red must be above."""
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    with Image.open(io.BytesIO(picture("PNG"))) as upright:
        stored = upright.transpose(turns[orientation]) if orientation in turns else upright.copy()
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    stored.save(out, "JPEG", exif=exif, quality=95)
    (shown,) = prepare(source_of_bytes("a", out.getvalue()), *ROOM)
    assert corner(inner(shown)) == "red" and (shown.width, shown.height) == (60, 40)


@pytest.mark.parametrize("kind", ["WEBP", "TIFF", "GIF", "BMP", "HEIF"])
def test_other_formats_become_a_copy(kind: str) -> None:
    data = picture("PNG")
    with Image.open(io.BytesIO(data)) as image:
        out = io.BytesIO()
        if kind == "HEIF":
            import pillow_heif

            pillow_heif.from_pillow(image).save(out, quality=95)
        else:
            image.save(out, kind)
    (shown,) = prepare(source_of_bytes("a", out.getvalue()), *ROOM)
    assert inner(shown)[:2] == b"\xff\xd8" and corner(inner(shown)) == "red"


def test_every_page_of_a_scan_is_shown() -> None:
    first, second = Image.new("RGB", (30, 40), "red"), Image.new("L", (50, 20), 120)
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=[second])
    shown = prepare(source_of_bytes("a.tif", out.getvalue()), *ROOM)
    assert [(each.width, each.height) for each in shown] == [(30, 40), (50, 20)]


def test_no_more_than_300_dots_an_inch() -> None:
    (shown,) = prepare(source_of_bytes("a", picture(size=(3000, 2000))), 144, 144)
    assert (shown.width, shown.height) == (600, 400)


def test_a_place_hidden_in_the_picture_does_not_travel() -> None:
    exif = Image.Exif()
    exif[0x010E] = "flat 4, 12 Hidden Street"
    data = picture(exif=exif, comment=b"Hidden comment", quality=95)
    (shown,) = prepare(source_of_bytes("a", data), *ROOM)
    assert b"Hidden" in data and b"Hidden" not in inner(shown)
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(inner(shown))) as after:
        assert before.tobytes() == after.tobytes()


def test_what_is_no_jpeg_survives_the_cleaning() -> None:
    for data in (
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe1\xff\xff",
        b"\xff\xd8\xff\xff",
    ):
        assert without_hidden_facts(data)[:2] == data[:2]


@pytest.mark.parametrize("size", [0, 1, 20, 200, 400, 700])
def test_a_picture_cut_short_is_never_shown_in_part(size: int) -> None:
    whole = picture(size=(300, 200))
    assert len(whole) > 700
    with pytest.raises(BadPicture):
        prepare(source_of_bytes("a", whole[:size]), *ROOM)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    header = picture("PNG", size=(10, 10))
    side = int(MAX_PIXELS**0.5) + 1
    bomb = header[:16] + side.to_bytes(4) * 2 + header[24:]
    with pytest.raises(BadPicture):
        prepare(source_of_bytes("a", bomb), *ROOM)


def test_clear_parts_become_white_in_a_copy() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "WEBP", lossless=True)
    (shown,) = prepare(source_of_bytes("a", out.getvalue()), *ROOM)
    with Image.open(io.BytesIO(inner(shown))) as image:
        assert image.convert("L").getextrema() == (255, 255)

"""Pictures as plain pixels: upright, dark on light, and hostile ones named."""

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from everyword.intake import raster
from everyword.model import source_of_bytes


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def pixels(data: bytes) -> Image.Image:
    return raster.pixels(source_of_bytes("a", data))


def test_a_picture_comes_upright() -> None:
    image = Image.new("L", (1200, 40), 255)
    image.paste(0, (0, 0, 600, 40))
    exif = Image.Exif()
    exif[0x0112] = 6

    found = pixels(saved(image, "JPEG", exif=exif))

    assert found.size == (120, 3600), "three times as large, no more"
    assert (
        found.getpixel((found.width // 2, 10)) < 60 < 200 < found.getpixel((10, found.height - 10))
    )


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "I;16", "CMYK", "LA"])
def test_every_kind_of_pixels(mode: str) -> None:
    image = Image.new(mode, (1100, 50), None if mode == "P" else 0)

    found = pixels(saved(image, "TIFF" if mode == "CMYK" else "PNG"))

    assert found.mode == "L" and found.size == (1100, 50)


def test_light_writing_on_dark_is_inverted_and_small_pictures_grow() -> None:
    dark = Image.new("L", (500, 300), 20)
    dark.paste(240, (100, 100, 150, 120))

    found = pixels(saved(dark))

    assert found.size == (1000, 600)
    assert found.getpixel((10, 10)) > 200 and found.getpixel((250, 220)) < 60


def test_clear_parts_are_white() -> None:
    found = pixels(saved(Image.new("RGBA", (1000, 10), (0, 0, 0, 0))))

    assert found.getextrema() == (255, 255)


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"P5 9999999 9999999 255 x"]
)
def test_what_is_no_picture_is_named(data: bytes) -> None:
    with pytest.raises(raster.NoPicture, match=r"\w"):
        pixels(data)


def test_a_picture_that_unpacks_to_much_is_refused() -> None:
    with pytest.raises(raster.NoPicture, match="too large"):
        pixels(saved(Image.new("1", (12_000, 12_000))))


def test_damaged_bytes_never_stop_us() -> None:
    data = saved(Image.effect_noise((64, 64), 40), "JPEG")
    chance = random.Random(4)
    for _ in range(6):
        broken = bytearray(data)
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        try:
            assert pixels(bytes(broken)).mode == "L"
        except raster.NoPicture as fault:
            assert str(fault)


def test_a_child_that_was_stopped_says_nothing_about_the_picture(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stopped = tmp_path / "python"
    stopped.write_text("#!/bin/sh\nkill -TERM $$\n")
    stopped.chmod(0o700)
    monkeypatch.setattr(raster.sys, "executable", str(stopped))

    with pytest.raises(raster.Stopped):
        pixels(saved(Image.new("L", (40, 40))))

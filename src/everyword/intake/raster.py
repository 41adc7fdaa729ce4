"""A hostile picture turned into plain grey pixels, in a child with little memory and no disk.

Run as `python -m everyword.intake.raster`: the file comes on standard input; out goes a PGM of it,
upright, or one line that begins with "!" and says why there is none.
"""

import io
import subprocess
import sys
import warnings

from PIL import Image, ImageOps, ImageStat

from everyword.model import Source
from everyword.ocr import is_stop
from everyword.vault.confined import confine

MEMORY = 2 << 30
SECONDS = 60
MOST_BYTES = 100 << 20
MOST_PIXELS = 25_000_000
NARROW = 1000
"""Pixels: the letters of a narrower picture are too small to be read, so it is enlarged."""
DARK = 110
"""Mean grey (of 255) below which a picture is light writing on a dark ground: it is inverted."""


class NoPicture(Exception):
    """Why there are no pixels, in plain words."""


class Stopped(NoPicture):
    """Somebody stopped it: that says nothing about the picture."""


def pixels(source: Source) -> Image.Image:
    """The picture upright, in grey, of a size fit for reading words. Raises NoPicture."""
    if source.size > MOST_BYTES:
        raise NoPicture("the file is too large")
    with source.open() as stream:
        data = stream.read()
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "everyword.intake.raster"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoPicture(f"it took longer than {SECONDS} seconds") from None
    if is_stop(done.returncode):
        raise Stopped("it was stopped")
    if done.returncode or done.stdout[:1] == b"!":
        raise NoPicture(done.stdout[1:].decode("utf-8", "replace") or "the picture is damaged")
    try:
        _, size, _, grey = done.stdout.split(b"\n", 3)
        wide, high = (int(number) for number in size.split())
        return Image.frombytes("L", (wide, high), grey)
    except ValueError:
        raise NoPicture("the picture is damaged") from None


def main() -> None:
    confine(MEMORY)
    out = sys.stdout.buffer
    try:
        image = upright(sys.stdin.buffer.read())
    except Exception as fault:  # decoders raise whatever they like on damaged bytes
        words = str(fault).split("\n")[0][:100] or type(fault).__name__
        out.write(b"!" + words.encode("utf-8", "replace"))
        return
    out.write(b"P5\n%d %d\n255\n" % image.size + image.tobytes())


def upright(data: bytes) -> Image.Image:
    import pillow_heif

    pillow_heif.register_heif_opener()
    warnings.simplefilter("ignore")  # decoders warn of odd tags; what matters is the pixels
    with Image.open(io.BytesIO(data)) as image:
        if image.width * image.height > 4 * MOST_PIXELS:
            raise NoPicture(f"the picture is too large ({image.width} x {image.height})")
        image.load()
        grey = _on_white(ImageOps.exif_transpose(image))
    scale = min(1.0, (MOST_PIXELS / (grey.width * grey.height)) ** 0.5)
    if grey.width < NARROW and scale == 1.0:
        scale = min(3.0, (MOST_PIXELS / (grey.width * grey.height)) ** 0.5, NARROW / grey.width)
    if scale != 1.0:
        size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return ImageOps.invert(grey) if ImageStat.Stat(grey).mean[0] < DARK else grey


def _on_white(image: Image.Image) -> Image.Image:
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(paper, clear).convert("L")
    if image.mode.startswith("I"):  # 16 bits of grey: convert() would cut, not scale
        return image.point(lambda level: level / 256).convert("L")
    return image.convert("L")


if __name__ == "__main__":
    main()

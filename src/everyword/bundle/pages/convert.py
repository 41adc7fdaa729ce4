"""Pictures made ready for a page: right way up, of sensible size, without hidden facts.

A JPEG or PNG that is already right is passed on with its own pixels. Anything else becomes a copy
(JPEG, quality 90, at most 300 dots an inch as printed); the file as received stays as it is and
travels beside the bundle. Hidden facts (place, device, preview) are taken out of every copy: what
is to be known of them is printed below the picture, and a picture's place can be somebody's home.
"""

import base64
import io
import warnings
from collections.abc import Callable, Iterator
from typing import TypeVar

import pillow_heif
from msgspec import Struct
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from everyword.model import Source

MAX_PIXELS = 120_000_000
"""A decoded picture of this size takes 360 MB; no phone makes larger ones."""
MAX_FRAMES = 200
DPI = 300
QUALITY = 90
USUAL_DPI = 150
PAGE_SIDE = 800.0
"""Points: the long side of a picture that is a page by itself."""
MOST_SIDE = 3500
"""Pixels each way that such a page keeps: 300 dots an inch."""
AS_IT_IS = {"JPEG": "image/jpeg", "PNG": "image/png"}
ORIENTATION = 0x0112
T = TypeVar("T")


class BadPicture(Exception):
    """Why the picture cannot be shown, in plain words."""


class KeptBack(BadPicture):
    """Why a picture that could be shown is not."""


class Prepared(Struct, frozen=True):
    """One picture in a form the typesetter takes: an SVG that holds it, and its size in pixels."""

    svg: bytes
    width: int
    height: int

    def within(self, width: float, height: float) -> float:
        """How wide it is printed in so much room, in points; never larger than it is."""
        return self.width * min(width / self.width, height / self.height, 1.0)


def prepare(source: Source, width: float, height: float) -> list[Prepared]:
    """The pictures of a file (a TIFF may have many pages), to be printed within so many points."""
    try:
        return list(_prepare(source, width, height))
    except BadPicture:
        raise
    except Exception as fault:  # decoders raise whatever they like on damaged bytes
        raise BadPicture(f"the picture is damaged or cut short ({_words(fault)})") from None


def _prepare(source: Source, width: float, height: float) -> Iterator[Prepared]:
    if source.size == 0:
        raise BadPicture("the file is empty")
    pillow_heif.register_heif_opener()
    with source.open() as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # decoders warn of odd tags; what matters is the pixels
        with _opened(stream) as image:
            if image.width * image.height > MAX_PIXELS:
                raise BadPicture(f"the picture is too large ({image.width} x {image.height})")
            if _is_ready(image, width, height):
                image.load()  # damage shows here, not in the finished page
                yield _wrapped(_same_pixels(source, image), image, AS_IT_IS[str(image.format)])
                return
            for number, frame in enumerate(_frames(image)):
                if number >= MAX_FRAMES:
                    raise BadPicture(f"the file holds more than {MAX_FRAMES} pictures")
                yield _copied(frame, width, height)


def _opened(stream: object) -> Image.Image:
    try:
        return Image.open(stream)  # type: ignore[arg-type]  # any binary stream will do
    except UnidentifiedImageError:
        raise BadPicture("the bytes are not of a picture format this program reads") from None
    except Image.DecompressionBombError:
        raise BadPicture("the picture is too large to be opened safely") from None


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    """The pages of a TIFF; of a moving picture only what it shows first."""
    if image.format in ("TIFF", "MPO") and getattr(image, "n_frames", 1) > 1:
        if image.format == "TIFF":
            yield from ImageSequence.Iterator(image)
            return
        image.seek(0)
    yield image


def _is_ready(image: Image.Image, width: float, height: float) -> bool:
    plain = image.mode in ("RGB", "L") or (image.format == "PNG" and image.mode in ("RGBA", "P"))
    turned = image.getexif().get(ORIENTATION, 1) not in (0, 1)
    fine = image.width * 72 <= DPI * width or image.height * 72 <= DPI * height
    small = max(image.width, image.height) * 72 <= DPI * max(width, height) * 1.5
    return image.format in AS_IT_IS and plain and not turned and fine and small


def _copied(image: Image.Image, width: float, height: float) -> Prepared:
    # One page cut short must be found before anything of it is kept.
    image.load()
    upright = ImageOps.exif_transpose(image)
    flat = _on_white(upright)
    scale = min(width / flat.width, height / flat.height, 2.0) * DPI / 72
    if scale < 1:
        size = (max(1, round(flat.width * scale)), max(1, round(flat.height * scale)))
        flat = flat.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY)
    return _wrapped(out.getvalue(), flat, "image/jpeg")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGB", "L"):
        return image
    if image.mode.startswith("I"):  # 16 bits of grey: convert() would cut, not scale
        return image.point(lambda level: level / 256).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return image.convert("RGB")


def as_pdf(source: Source) -> bytes:
    """The pictures of a file as pages without a word. Raises BadPicture."""
    return _each(source, lambda frames: _paged([_page(frame) for frame in frames]))


def first_page(source: Source) -> Image.Image:
    """What a file shows first, right way up, RGB, at most 3500 pixels each way.

    Raises BadPicture.
    """
    return _each(source, lambda frames: _page(next(frames)))


def _each(source: Source, make: Callable[[Iterator[Image.Image]], T]) -> T:
    try:
        pillow_heif.register_heif_opener()
        with source.open() as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _opened(stream) as image:
                return make(_frames(image))
    except BadPicture:
        raise
    except Exception as fault:  # decoders raise whatever they like on damaged bytes
        raise BadPicture(f"the picture is damaged or cut short ({_words(fault)})") from None


def _page(frame: Image.Image) -> Image.Image:
    if frame.width * frame.height > MAX_PIXELS:
        raise BadPicture(f"the picture is too large ({frame.width} x {frame.height})")
    frame.load()
    flat = _on_white(ImageOps.exif_transpose(frame)).convert("RGB")
    flat.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    return flat


def _paged(pictures: list[Image.Image]) -> bytes:
    if len(pictures) > MAX_FRAMES:
        raise BadPicture(f"the file holds more than {MAX_FRAMES} pictures")
    out = io.BytesIO()
    side = max(max(picture.size) for picture in pictures)
    dots = max(USUAL_DPI, side * 72 / PAGE_SIDE)
    pictures[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=pictures[1:],
        resolution=dots,
        quality=QUALITY,
    )
    return out.getvalue()


def _same_pixels(source: Source, image: Image.Image) -> bytes:
    with source.open() as stream:
        data = stream.read()
    return without_hidden_facts(data) if image.format == "JPEG" else data


def without_hidden_facts(jpeg: bytes) -> bytes:
    """The same picture without its EXIF, XMP and comment segments; the image data is untouched."""
    kept, place = [jpeg[:2]], 2
    while jpeg[place : place + 1] == b"\xff" and place + 4 <= len(jpeg):
        marker = jpeg[place + 1]
        if marker == 0xDA:  # image data from here on
            break
        if marker == 0xFF:
            place += 1
            continue
        size = 2 + int.from_bytes(jpeg[place + 2 : place + 4])
        if marker not in (0xE1, 0xED, 0xFE):
            kept.append(jpeg[place : place + size])
        place += size
    end = jpeg.rfind(b"\xff\xd9") + 2  # a second picture may hang behind the first
    kept.append(jpeg[place : end if end > place else len(jpeg)])
    return b"".join(kept)


def _wrapped(data: bytes, image: Image.Image, media: str) -> Prepared:
    """The typesetter takes files of text only, so the picture travels inside an SVG."""
    size = f'width="{image.width}" height="{image.height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} '
    parts = (head.encode(), f'href="data:{media};base64,'.encode(), base64.b64encode(data))
    return Prepared(b"".join((*parts, b'"/></svg>')), image.width, image.height)


def _words(fault: Exception) -> str:
    return str(fault).split("\n")[0][:100] or type(fault).__name__

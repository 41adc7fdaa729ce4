"""A picture as a PDF of one page for each frame, the right way up, without its side data."""

import io
import zlib
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageOps, ImageSequence

from everyword.errors import SourceUnreadable

USUAL_DPI = 150.0
LONGEST = 842.0
"""Points; a larger picture is shown as large as a page of paper."""
MOST_FRAMES = 500
MOST_PIXELS = 120_000_000


def as_pdf(data: bytes, name: str) -> bytes:
    """The PDF itself, or one of the picture. Raises SourceUnreadable for anything else."""
    if b"%PDF-" in data[:1024]:
        return data
    try:
        with Image.open(io.BytesIO(data)) as picture, pikepdf.new() as pdf:
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                if number >= MOST_FRAMES or frame.width * frame.height > MOST_PIXELS:
                    raise ValueError("too large")
                _page(pdf, frame)
            stream = io.BytesIO()
            pdf.save(stream, deterministic_id=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise SourceUnreadable(
            path=name,
            reason="it is neither a PDF nor a picture that can be read",
            remedy="Print it to a PDF first, and redact that file.",
        ) from None
    return stream.getvalue()


def _page(pdf: pikepdf.Pdf, frame: Image.Image) -> None:
    dpi = frame.info.get("dpi", (USUAL_DPI, USUAL_DPI))[0]
    dots = float(dpi) if 30 <= float(dpi) <= 2400 else USUAL_DPI
    upright = ImageOps.exif_transpose(frame)
    image = upright.convert("L" if upright.mode in ("1", "L", "I;16") else "RGB")
    if "A" in upright.getbands():
        ground = Image.new("RGB", upright.size, (255, 255, 255))
        ground.paste(upright, mask=upright.getchannel("A"))
        image = ground
    dots = max(dots, max(image.size) * 72 / LONGEST)
    width, height = image.width * 72 / dots, image.height * 72 / dots
    keys: dict[str, Any] = {"/Width": image.width, "/Height": image.height}
    space = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    packed = pdf.make_stream(
        zlib.compress(image.tobytes(), 6),
        {
            **keys,
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/BitsPerComponent": 8,
            "/ColorSpace": space,
            "/Filter": Name.FlateDecode,
        },
    )
    page = Dictionary(Type=Name.Page, MediaBox=[0, 0, width, height])
    page.Resources = Dictionary(XObject=Dictionary(X0=packed))
    page.Contents = pdf.make_stream(b"q %.4f 0 0 %.4f 0 0 cm /X0 Do Q" % (width, height))
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))

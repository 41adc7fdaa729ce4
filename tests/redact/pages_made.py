"""Small PDFs made for the tests of redaction."""

import io
from collections.abc import Callable

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Name, Pdf
from PIL import Image, ImageDraw

SECRET = "Rowan Fox"
LINE = f"BT /F 12 Tf 72 700 Td (The child {SECRET} lives by the sea.) Tj ET"
BLACK = "0 g 60 695 300 18 re f"


def helvetica() -> Dictionary:
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Name.WinAnsiEncoding,
    )


def made(
    content: str | bytes, change: Callable[[Pdf], None] | None = None, **page: object
) -> bytes:
    """One page, 595 by 842 points, with a font F; `change` may add anything."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        obj = pdf.pages[0].obj
        obj.Resources = Dictionary(Font=Dictionary(F=helvetica()), XObject=Dictionary())
        obj.Contents = pdf.make_stream(content.encode() if isinstance(content, str) else content)
        for key, value in page.items():
            obj[f"/{key}"] = value
        if change:
            change(pdf)
        stream = io.BytesIO()
        pdf.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return stream.getvalue()


def scan(words: str = "") -> Image.Image:
    """A grey picture with stripes, and maybe words."""
    image = Image.new("L", (400, 200), 230)
    brush = ImageDraw.Draw(image)
    for x in range(0, 400, 20):
        brush.line((x, 0, 400 - x, 200), fill=40, width=3)
    brush.text((20, 20), words, fill=0)
    return image


def put_image(pdf: Pdf, image: Image.Image, jpeg: bool = False, **keys: object) -> pikepdf.Object:
    """Named X on the first page; to be drawn with Do."""
    if jpeg:
        stream = io.BytesIO()
        exif = Image.Exif()
        exif[270] = SECRET
        image.save(stream, "JPEG", quality=90, exif=exif, comment=SECRET.encode())
        obj = pdf.make_stream(stream.getvalue(), Filter=Name.DCTDecode)
    else:
        obj = pdf.make_stream(image.tobytes())
    obj.Type, obj.Subtype = Name.XObject, Name.Image
    obj.Width, obj.Height, obj.BitsPerComponent = image.width, image.height, 8
    obj.ColorSpace = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    for key, value in keys.items():
        obj[f"/{key}"] = value
    pdf.pages[0].obj.Resources.XObject.X = obj
    return obj


def text_of(data: bytes) -> str:

    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)

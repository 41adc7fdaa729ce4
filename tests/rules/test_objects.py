"""How fine a picture is, from its pixels and the place it fills, also inside forms and turned."""

import io

import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from everyword.rules.objects import drawn_on
from tests.rules.bundles_made import saved

SIDE = 144
"""Two inches for 100 pixels: 50 dpi. The other way it is drawn over four inches."""


@pytest.mark.parametrize(
    "content",
    [b"144 0 0 288 10 20 cm /I Do", b"0 144 -288 0 300 20 cm /I Do", b"2 0 0 4 10 20 cm /F Do"],
    ids=["upright", "turned", "in a form"],
)
def test_dpi_and_place(content: bytes) -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(400, 400))
        picture = pdf.make_stream(
            bytes(10_000), Type=Name.XObject, Subtype=Name.Image, Width=100, Height=100
        )
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray, 8
        form = pdf.make_stream(b"72 0 0 72 0 0 cm /I Do", Type=Name.XObject, Subtype=Name.Form)
        form.BBox = Array([0, 0, 72, 72])
        form.Resources = Dictionary(XObject=Dictionary(I=picture))
        page = pdf.pages[0].obj
        page.Resources = Dictionary(XObject=Dictionary(I=picture, F=form))
        page.Contents = pdf.make_stream(content)
        shown = pypdfium2.PdfDocument(io.BytesIO(saved(pdf)))

    (image,) = drawn_on(shown[0]).images
    shown.close()

    assert image.dpi == pytest.approx(50, abs=0.1)
    sides = sorted((image.box[2] - image.box[0], image.box[3] - image.box[1]))
    assert sides == pytest.approx([SIDE, 2 * SIDE], abs=0.1)
    assert image.box[1] == pytest.approx(20, abs=0.1)

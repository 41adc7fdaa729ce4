"""Words that must not leave are looked for in files of every kind."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from everyword.errors import SourceUnreadable
from everyword.redact.leaks import leaks
from tests.redact.pages_made import made, put_image

ADDRESS = "12 Elm Road"


def found(tmp_path: Path, name: str, data: bytes) -> list[str]:
    path = tmp_path / name
    path.write_bytes(data)
    return [each.word for each in leaks(path, [ADDRESS])]


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (IFDRational(51), IFDRational(30), IFDRational(0)), 3: "W"}
    exif[0x8825][4] = (IFDRational(0), IFDRational(6), IFDRational(0))
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), (9, 90, 200)).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def test_texts_names_and_papers(tmp_path: Path) -> None:
    assert found(tmp_path, "a.txt", b"we live at 12  ELM road now") == [ADDRESS]
    assert found(tmp_path, "b.txt", "we live at 12 Elm Road".encode("utf-16")) == [ADDRESS]
    assert found(tmp_path, "12-elm-road.txt", b"nothing") == [ADDRESS]
    assert found(tmp_path, "c.txt", b"we live at 13 Elm Road") == []
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", "<w:t>12 El</w:t><w:t>m Road</w:t>")
    assert found(tmp_path, "d.docx", stream.getvalue()) == [ADDRESS]
    assert found(tmp_path, "e.pdf", made("BT /F 9 Tf 9 9 Td (at 12 Elm Road) Tj ET")) != []


def test_the_place_of_a_photo(tmp_path: Path) -> None:
    (word,) = found(tmp_path, "a.jpg", photo())
    assert word.startswith("GPS N")

    def change(pdf: object) -> None:
        image = put_image(pdf, Image.new("RGB", (60, 40)))  # type: ignore[arg-type]
        image.write(photo(), filter=__import__("pikepdf").Name.DCTDecode)

    words = found(tmp_path, "b.pdf", made("q 60 0 0 40 9 9 cm /X Do Q", change))
    assert any(each.startswith("GPS N") for each in words)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable):
        leaks(tmp_path / "nothing", [ADDRESS])

"""Writes the cases of tests/cases/photo_words: made photos, and what Google Photos says of them.

python -m tests.photo_words_made      (then make cases, and read the difference)
"""

import io
import json
from pathlib import Path

from PIL import Image

from everyword.model import source_of_bytes
from everyword.readers.beside.joined import joined

FOLDER = Path(__file__).parent / "cases" / "photo_words"
TAKEN = 1643551620  # 2022-01-30T14:07:00Z


def jpeg(
    when: str | None = None, zone: str | None = None, place: tuple[float, float] | None = None
) -> bytes:
    """A small picture; `when` as EXIF has it, `2022:01:30 14:07:00`."""
    image, exif, out = Image.new("RGB", (8, 6)), Image.Exif(), io.BytesIO()
    notes = exif.get_ifd(0x8769)
    if when:
        notes[0x9003] = when
    if zone:
        notes[0x9011] = zone
    if place:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[3] = ("N" if place[0] >= 0 else "S"), ("E" if place[1] >= 0 else "W")
        gps[2], gps[4] = ((abs(each), 0.0, 0.0) for each in place)
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def words(title: str, taken: object = TAKEN, place: tuple[float, float] = (0.0, 0.0)) -> bytes:
    """As the service writes them."""
    spot = {"latitude": place[0], "longitude": place[1], "altitude": 0.0}
    told = {
        "title": title,
        "description": "",
        "imageViews": "3",
        "creationTime": {"timestamp": "1643638020", "formatted": "31 Jan 2022, 14:07:00 UTC"},
        "photoTakenTime": {"timestamp": str(taken), "formatted": "30 Jan 2022, 14:07:00 UTC"},
        "geoData": spot | {"latitudeSpan": 0.0, "longitudeSpan": 0.0},
        "geoDataExif": {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0},
        "people": [{"name": "Rowan"}],
        "url": "https://photos.example.com/photo/x",
    }
    return json.dumps(told, indent=2, ensure_ascii=False).encode()


def both(name: str, said: bytes, photo: bytes) -> bytes:
    beside = source_of_bytes(name.partition(".json")[0], photo)
    with joined(source_of_bytes(name, said), beside).open() as stream:
        return stream.read()


CASES = {
    "alone": ("IMG_0001.jpg.json", words("IMG_0001.jpg", place=(51.501476, -0.140634))),
    "same": (
        "IMG_0002.jpg.supplemental-metadata.json",
        both(
            "IMG_0002.jpg",
            words("IMG_0002.jpg", place=(51.5, -0.14)),
            jpeg("2022:01:30 16:07:00", "+02:00", (51.5, -0.14)),
        ),
    ),
    "differs": (
        "IMG_0003.jpg.json",
        both(
            "IMG_0003.jpg",
            words("IMG_0003.jpg", place=(48.8, 2.3)),
            jpeg("2021:12:24 18:00:05", None, (51.5, -0.14)),
        ),
    ),
    "before_1970": (
        "ישן.jpg.json",
        b"\xef\xbb\xbf" + words("ישן.jpg", -86400).replace(b"\n", b"\r\n"),
    ),
    "damaged": ("IMG_0004.jpg.json", words("IMG_0004.jpg")[:-40].replace(b"3", b"\xff", 1)),
}

if __name__ == "__main__":
    for case, (name, data) in CASES.items():
        folder = FOLDER / case
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)

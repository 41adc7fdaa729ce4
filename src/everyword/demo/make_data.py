"""Makes the demonstration's shipped files again:  python -m everyword.demo.make_data

For the people who work on everyword. The files are shipped, because encoders of pictures and sound
give other bytes from version to version; running this is only needed to change what they show.
The letters need nothing but the program's own parts; the two recordings need espeak-ng.
"""

import datetime as dt
import io
import random
import shutil
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pikepdf
import pillow_heif
import pypdfium2
import typst
from PIL import Image, ImageFilter
from PIL.ExifTags import GPS, IFD, Base

from everyword.demo import pictures

HERE = Path(__file__).parent / "data"
FONTS = Path(__file__).parents[1] / "bundle" / "pages" / "fonts"
SEA: tuple[tuple[float, float, float], tuple[float, float, float]] = ((52, 56, 0), (0, 15, 0))
"""A place in the sea, north and east: the demonstration must not point to anybody's home."""
ALEX, JO, SAM = ("en-gb+f3", 150, 48), ("en-gb-scotland+f5", 158, 62), ("en-gb+m3", 145, 40)
"""Voice, words a minute, pitch."""
MEMO = (
    (
        ALEX,
        "Sunday the sixteenth of February, a quarter to six. Jo, are you happy that I record us?",
    ),
    (JO, "Yes, go on. So what did the two of you agree at the door?"),
    (ALEX, "Sam said he will pay two hundred a month until he has steady hours."),
    (ALEX, "After that, four hundred and fifty again."),
    (JO, "And Easter?"),
    (
        ALEX,
        "Rowan goes to him for three days. Monday the fourteenth to Wednesday the sixteenth of "
        "April.",
    ),
    (JO, "Did you say yes to that?"),
    (ALEX, "I did. I asked him to put it all in writing. He was calm, and so was I."),
    (JO, "Good. Then you have it down for yourself. I'll put the kettle on."),
)
NOTE = (
    (SAM, "Night night Rowan. Sleep tight, and mind the hedgehogs. I'll see you on Friday week."),
)


def main() -> None:
    """Write every file into `data`."""
    _photo(pictures.front_door(), "front-door.jpg", "2024-03-02 15:41:07+00:00", gps=True)
    _photo(pictures.receipt(), "shoe-receipt.jpg", "2025-02-22 12:04:51+00:00")
    _photo(pictures.playground(), "playground.heic", "2024-09-21 10:14:33+01:00")
    _save(pictures.sandcastle(), "IMG-20240817-WA0003.jpg", quality=78)
    _save(pictures.hedgehog(), "hedgehog.jpg", quality=70)
    pictures.drawing().quantize(48).save(HERE / "rowan-drawing.png", optimize=True)
    for name in ("court-order", "hospital-bill"):
        (HERE / f"{name}.pdf").write_bytes(typeset(name))
    (HERE / "landlord-letter.pdf").write_bytes(_scanned(typeset("landlord-letter")))
    _spoken(MEMO, HERE / "memo-2025-02-16.m4a", "2025-02-16T17:46:10.000000Z")
    _spoken(NOTE, HERE / "PTT-20241211-WA0001.opus", None)


def _photo(image: Image.Image, name: str, taken: str, gps: bool = False) -> None:
    """As a telephone keeps it, with the time and, for one, the place."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model] = "Lumero", "L5"
    exif_time = f"{dt.datetime.fromisoformat(taken):%Y:%m:%d %H:%M:%S}"
    exif[Base.DateTime] = exif_time
    exif.get_ifd(IFD.Exif).update(
        {
            Base.DateTimeOriginal: exif_time,
            Base.DateTimeDigitized: exif_time,
            Base.OffsetTimeOriginal: taken[-6:],
        }
    )
    if gps:
        place: dict[int, object] = {
            GPS.GPSLatitudeRef: "N",
            GPS.GPSLatitude: SEA[0],
            GPS.GPSLongitudeRef: "E",
            GPS.GPSLongitude: SEA[1],
        }
        exif.get_ifd(IFD.GPSInfo).update(place)
    _save(image, name, quality=82, exif=exif.tobytes())


def _save(image: Image.Image, name: str, **options: Any) -> None:
    pillow_heif.register_heif_opener()
    image.save(HERE / name, **options)


def typeset(name: str) -> bytes:
    """The PDF of one of the `.typ` files."""
    made = typst.compile(
        str(HERE / f"{name}.typ"), font_paths=[str(FONTS)], ignore_system_fonts=True, timestamp=0
    )
    return bytes(made)


def _scanned(data: bytes) -> bytes:
    """The first page as a scanner gives it: a grey picture, a little crooked, a little dirty."""
    with pypdfium2.PdfDocument(data) as document:
        page = document[0].render(scale=150 / 72, grayscale=True).to_pil().convert("L")
    dust = random.Random(3)
    size = page.size
    page = page.rotate(-0.7, Image.Resampling.BICUBIC, fillcolor=250)
    noise = Image.frombytes("L", size, dust.randbytes(size[0] * size[1]))
    page = Image.blend(page, noise.filter(ImageFilter.GaussianBlur(0.8)), 0.06)
    for _ in range(60):
        x, y = dust.randrange(size[0]), dust.randrange(size[1])
        page.paste(dust.randrange(90, 190), (x, y, x + dust.randrange(1, 4), y + 2))
    jpeg = io.BytesIO()
    page.save(jpeg, "JPEG", quality=38)
    return _picture_pdf(jpeg.getvalue(), size)


def _picture_pdf(jpeg: bytes, size: tuple[int, int]) -> bytes:
    """A PDF whose only page is that picture, on A4, with no text behind it."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595.28, 841.89))
    image = pikepdf.Stream(pdf, jpeg)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = size
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    image.Filter = pikepdf.Name.DCTDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
    page.Contents = pikepdf.Stream(pdf, b"q 595.28 0 0 841.89 0 0 cm /Scan Do Q")
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _spoken(
    lines: tuple[tuple[tuple[str, int, int], str], ...], to: Path, made: str | None
) -> None:
    """Speak the lines one after another, 0.45 s between them, and say where each begins."""
    program = shutil.which("espeak-ng")
    if program is None:
        print(f"{to.name}: not made again: espeak-ng is not here")
        return
    sound = b""
    with tempfile.TemporaryDirectory() as folder:
        for (voice, speed, pitch), words in lines:
            wav = Path(folder) / "line.wav"
            options = ["-v", voice, "-s", str(speed), "-p", str(pitch), "-w", str(wav)]
            subprocess.run([program, *options, words], check=True)
            print(f"{to.name}: {len(sound) / 32000:6.2f} s  {words}")
            sound += _samples(wav) + bytes(2 * 7200)
    _encode(sound, to, made)


def _samples(wav: Path) -> bytes:
    """The sound as 16-bit numbers, one channel, 16,000 a second."""
    resampler = av.AudioResampler("s16", "mono", 16000)
    with av.open(str(wav)) as container:
        frames = [each for frame in container.decode(audio=0) for each in resampler.resample(frame)]
    frames += resampler.resample(None)
    return b"".join(bytes(frame.planes[0])[: 2 * frame.samples] for frame in frames)


def _encode(sound: bytes, to: Path, made: str | None) -> None:
    codec = "libopus" if to.suffix == ".opus" else "aac"
    options = {"fflags": "+bitexact"}
    with av.open(
        str(to), "w", format="ogg" if codec == "libopus" else "ipod", options=options
    ) as out:
        if made:
            out.metadata["creation_time"] = made
        stream: Any = out.add_stream(codec, rate=16000, layout="mono")
        stream.bit_rate = 16000 if codec == "libopus" else 24000
        for start in range(0, len(sound), 3200):
            piece = sound[start : start + 3200].ljust(3200, b"\0")
            frame = av.AudioFrame("s16", "mono", 1600)
            frame.planes[0].update(piece)
            frame.sample_rate, frame.pts, frame.time_base = 16000, start // 2, Fraction(1, 16000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


if __name__ == "__main__":
    main()

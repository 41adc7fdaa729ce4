"""Checking a PDF against a court's rules, against the floor: `qpdf --check` of the same file.

    python bench/check.py [PAGES]

The PDF is a bundle of ours of typed pages and scans. Printed: both, their ratio, and the memory.
"""

import datetime as dt
import io
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pikepdf
import typst
from PIL import Image, ImageDraw

from everyword.bundle.build import build
from everyword.bundle.pages.typeset import closed
from everyword.bundle.plan import Document, Given, Plan, Section
from everyword.model import source_of_path
from everyword.rules.apart import check_apart
from everyword.rules.records import profile

DOCUMENTS = 60
SCANNED = 6
"""One document in so many is scanned."""


def make(folder: Path, pages: int) -> list[Path]:
    paths = []
    for number in range(DOCUMENTS):
        count = pages // DOCUMENTS + (1 if number < pages % DOCUMENTS else 0)
        path = folder / f"{number:02}.pdf"
        if number % SCANNED:
            path.write_bytes(typed(number, count))
        else:
            scans(path, number, count)
        paths.append(path)
    return paths


def typed(number: int, pages: int) -> bytes:
    markup = (
        '#set page(paper: "a4")\n#set text(font: "Liberation Sans", size: 11pt)\n'
        f"#for p in range({pages}) {{ if p > 0 {{ pagebreak() }}\n"
        f"  lorem(220 + calc.rem(p * 37 + {number}, 80)) + [ Document {number} page #p] }}\n"
    )
    return bytes(typst.compile({"main.typ": markup.encode()}, timestamp=0, **closed()))


def scans(path: Path, number: int, pages: int) -> None:
    """Grey JPEG pictures of writing at 150 dpi, each another."""
    with pikepdf.new() as pdf:
        for page in range(pages):
            image = Image.new("L", (1240, 1754), 250)
            pen = ImageDraw.Draw(image)
            for line in range(45):
                for word in range(11):
                    left = 90 + word * 98 + (line * word + page + number) % 9 * 3
                    pen.rectangle((left, 90 + line * 36, left + 70, 104 + line * 36), fill=30)
            out = io.BytesIO()
            image.save(out, "JPEG", quality=70)
            add_scan(pdf, out.getvalue(), image.size)
        pdf.save(path)


def add_scan(pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int]) -> None:
    pdf.add_blank_page(page_size=(595.28, 841.89))
    page = pdf.pages[-1].obj
    picture = pdf.make_stream(data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    picture.Width, picture.Height = size
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    picture.Filter = pikepdf.Name.DCTDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
    page.Contents = pdf.make_stream(b"q 595.28 0 0 841.89 0 0 cm /I Do Q")


def bundle(folder: Path, pages: int) -> None:
    documents = tuple(
        Document(path.stem, path.stem, "", None, Given(source_of_path(path)))
        for path in make(folder, pages)
    )
    build(Plan("Bench", (), (Section("A", "Papers", documents),)), folder / "whole.pdf")


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    if shutil.which("qpdf") is None:
        sys.exit("needs qpdf")
    with tempfile.TemporaryDirectory() as name:
        # In a process of its own, so that its memory is not that of what is started from here.
        subprocess.run([sys.executable, __file__, str(pages), name], check=True)
        made = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        whole = Path(name) / "whole.pdf"
        start = time.perf_counter()
        subprocess.run(["qpdf", "--check", whole], check=True, stdout=subprocess.DEVNULL)
        floor = time.perf_counter() - start
        start = time.perf_counter()
        report, _ = check_apart(whole, profile("ew-family-financial"), dt.date(2026, 11, 21), {})
        ours = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{report.pages} pages, {len(report.findings)} findings, {report.counts}")
    print(f"qpdf --check      {floor:6.2f} s   (floor)")
    print(f"everyword check   {ours:6.2f} s   {ours / floor:.1f} x   (limit 10 x)")
    print(f"largest process   {most:6.0f} MB   ({made:.0f} MB when the bundle was made)")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        bundle(Path(sys.argv[2]), int(sys.argv[1]))
    else:
        main()

"""Memory for scanned pages, one JPEG of about 500 kB each: making a bundle of them, checking it.

    python bench/scans.py [PAGES]

Half of the pages come as files of one page, as telephones make them, half as files of a hundred.
Done for a quarter of the pages, then for all: the memory must not grow with their number. Printed:
time, and the largest process of each step (the step itself, or one that it started).
"""

import datetime as dt
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pikepdf
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
from check import add_scan

from everyword.bundle.build import build
from everyword.bundle.plan import Document, Given, Plan, Section
from everyword.model import source_of_path
from everyword.rules.apart import check_apart
from everyword.rules.records import profile

SIZE = (1240, 1754)
BYTES = 500_000
MANY = 100
"""Pages in a large file."""


def photo() -> bytes:
    """Grey noise, as coarse as makes the wanted size."""
    noise = Image.effect_noise((SIZE[0] // 2, SIZE[1] // 2), 60).resize(SIZE)
    kept = b""
    for quality in range(40, 100, 3):
        out = io.BytesIO()
        noise.save(out, "JPEG", quality=quality)
        if len(out.getvalue()) > BYTES and kept:
            break
        kept = out.getvalue()
    return kept


def make(folder: Path, pages: int) -> list[Path]:
    paths: list[Path] = []
    data, made = photo(), 0
    while made < pages:
        count = min(pages - made, MANY if made >= pages // 2 else 1)
        path = folder / f"{len(paths):04}.pdf"
        with pikepdf.new() as pdf:
            for number in range(made, made + count):
                words = f"{number:06}".encode()
                # No two pictures are the same: a remark in each says which it is.
                add_scan(pdf, data[:2] + b"\xff\xfe\x00\x08" + words + data[2:], SIZE)
            pdf.save(path)
        paths.append(path)
        made += count
    return paths


def bundle(folder: Path) -> None:
    documents = tuple(
        Document(path.stem, path.stem, "", None, Given(source_of_path(path)))
        for path in sorted(folder.glob("*.pdf"))
    )
    build(Plan("Bench", (), (Section("A", "Papers", documents),)), folder / "whole" / "a.pdf")


def check(folder: Path) -> None:
    whole = folder / "whole" / "a.pdf"
    check_apart(whole, profile("ew-family-financial"), dt.date(2026, 11, 21), {})


STEPS = {"bundle": bundle, "check": check}


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    for count in (pages // 4, pages):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make(folder, count)
            (folder / "whole").mkdir()
            for step in STEPS:
                # In a process of its own, whose memory is the only one counted.
                start, before = time.perf_counter(), os.times()
                command = [sys.executable, __file__, step, name]
                said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                took, after = time.perf_counter() - start, os.times()
                work = after.children_user + after.children_system
                work -= before.children_user + before.children_system
                print(f"{count:6} scans   {step:7} {took:7.2f} s   work {work:7.2f} s", end="   ")
                print(f"largest process {int(said.stdout):5} MB", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        STEPS[sys.argv[1]](Path(sys.argv[2]))
        both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        print(max(resource.getrusage(who).ru_maxrss for who in both) >> 10)
    else:
        main()

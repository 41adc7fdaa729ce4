"""Bundle of 60 PDFs, 5,000 pages: ours against the floor, `qpdf --empty --pages`.

    python bench/bundle.py [PAGES]

The PDFs are typeset here first. Printed: the floor, each step of ours, and their ratio.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import typst
from pikepdf import Array, Dictionary, Name

from everyword.bundle import build as builder
from everyword.bundle import volume
from everyword.bundle.plan import Document, Given, Plan, Section
from everyword.bundle.typeset import closed
from everyword.model import source_of_path

DOCUMENTS = 60


def make(folder: Path, pages: int) -> list[Path]:
    """PDFs with about 250 words a page."""
    paths = []
    for number in range(DOCUMENTS):
        count = pages // DOCUMENTS + (1 if number < pages % DOCUMENTS else 0)
        markup = (
            '#set page(paper: "a4")\n#set text(font: "Liberation Sans", size: 11pt)\n'
            f"#for p in range({count}) {{ if p > 0 {{ pagebreak() }}\n"
            f"  lorem(220 + calc.rem(p * 37 + {number}, 80)) + [ Document {number} page #p] }}\n"
        )
        path = folder / f"{number:02}.pdf"
        path.write_bytes(typst.compile({"main.typ": markup.encode()}, timestamp=0, **closed()))
        paths.append(path)
    return paths


def mix(path: Path) -> None:
    """Every page of the file turned, with a mark and a link on it."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        first = pdf.pages[0].obj
        for number, page in enumerate(pdf.pages):
            page.obj.Rotate = number % 4 * 90
            aim = Array([first, Name.Fit])
            link = Dictionary(Subtype=Name.Link, Rect=Array([72, 600, 200, 620]), Dest=aim)
            mark = Dictionary(Subtype=Name.Square, Rect=Array([90, 90, 120, 120]), F=4)
            page.obj.Annots = Array([pdf.make_indirect(link), pdf.make_indirect(mark)])
        pdf.save(path)


@contextmanager
def clocked(times: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    times[name] = times.get(name, 0.0) + time.perf_counter() - start


def watched(times: dict[str, float], name: str, step: Callable[..., Any]) -> Callable[..., Any]:
    def run(*given: Any, **named: Any) -> Any:
        with clocked(times, name):
            return step(*given, **named)

    return run


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    if shutil.which("qpdf") is None:
        sys.exit("needs qpdf")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own, so that its memory is not counted.
        subprocess.run([sys.executable, __file__, str(pages), name], check=True)
        paths = sorted(folder.glob("*.pdf"))
        times: dict[str, float] = {}
        with clocked(times, "floor"):
            floor = ["qpdf", "--empty", "--pages", *map(str, paths), "--", str(folder / "q.pdf")]
            subprocess.run(floor, check=True)
        documents = tuple(
            Document(path.stem, path.stem, "", None, Given(source_of_path(path))) for path in paths
        )
        plan = Plan("Bench", (), (Section("A", "Papers", documents),))
        for room, step in ((volume, "find_places"), (builder, "check")):
            setattr(room, step, watched(times, step, getattr(room, step)))
        with clocked(times, "whole"):
            manifest = builder.build(plan, folder / "ours.pdf")
        size = (folder / "ours.pdf").stat().st_size / (folder / "q.pdf").stat().st_size
    print(*manifest.findings[:3], sep="\n")
    made = times["whole"] - times["check"]
    print(f"{len(manifest.pages)} pages, {len(manifest.findings)} findings")
    print(f"qpdf --empty --pages        {times['floor']:6.2f} s   (floor)")
    print(f"joining, numbers, saving    {made - times['find_places']:6.2f} s")
    print(f"looking for empty places    {times['find_places']:6.2f} s")
    print(f"both, the bundle made       {made:6.2f} s   {made / times['floor']:.1f} x the floor")
    print(f"reading every page back     {times['check']:6.2f} s")
    print(f"size                        {size:6.2f} x the floor's")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"peak memory                 {peak:6} MB")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        for path in make(Path(sys.argv[2]), int(sys.argv[1]))[::4]:
            mix(path)
    else:
        main()

"""Bundle of 60 PDFs, 5,000 pages: ours against the floor, `qpdf --empty --pages`.

    python bench/bundle.py [PAGES]

The PDFs are typeset here first. Printed: the floor, ours, and their ratio: on
the clock, and as work of all processors together, which other programs disturb less.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import typst
from msgspec import Struct
from pikepdf import Array, Dictionary, Name

from everyword.bundle import build as builder
from everyword.bundle import volume
from everyword.bundle.pages.typeset import closed
from everyword.bundle.plan import Document, Given, Plan, Section
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


class Spent(Struct):
    """On the clock, and of all processors together, in seconds."""

    wall: float = 0.0
    work: float = 0.0


def now() -> Spent:
    used = os.times()
    return Spent(used.elapsed, used.user + used.system + used.children_user + used.children_system)


@contextmanager
def clocked(spent: Spent) -> Iterator[None]:
    start = now()
    yield
    end = now()
    spent.wall += end.wall - start.wall
    spent.work += end.work - start.work


def watched(spent: Spent, step: Callable[..., Any]) -> Callable[..., Any]:
    def run(*given: Any, **named: Any) -> Any:
        with clocked(spent):
            return step(*given, **named)

    return run


def shown(words: str, spent: Spent, floor: Spent) -> None:
    print(
        f"{words:36} {spent.wall:6.2f} s  {spent.wall / floor.wall:5.2f} x"
        f"   work {spent.work:6.2f} s  {spent.work / floor.work:5.2f} x"
    )


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    if shutil.which("qpdf") is None:
        sys.exit("needs qpdf")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own, so that its memory is not counted.
        subprocess.run([sys.executable, __file__, str(pages), name], check=True)
        paths = sorted(folder.glob("*.pdf"))
        documents = tuple(
            Document(path.stem, path.stem, "", None, Given(source_of_path(path))) for path in paths
        )
        plan = Plan("Bench", (), (Section("A", "Papers", documents),))
        changed = (msgspec.structs.replace(documents[0], title="Another"), *documents[1:])
        again = Plan("Bench", (), (Section("A", "Papers", changed),))
        floor, whole, check, second = Spent(), Spent(), Spent(), Spent()
        command = ["qpdf", "--empty", "--pages", *map(str, paths), "--", str(folder / "q.pdf")]
        for _ in range(2):  # before and after, because other programs may be running
            with clocked(floor):
                subprocess.run(command, check=True)
            if not whole.wall:
                plain, builder.check = builder.check, watched(check, builder.check)
                with clocked(whole):
                    manifest = builder.build(plan, folder / "ours.pdf")
                builder.check = plain
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
                with clocked(second):
                    builder.build(again, folder / "o.pdf", known=volume.known_places(manifest))
        floor = Spent(floor.wall / 2, floor.work / 2)
        size = (folder / "ours.pdf").stat().st_size / (folder / "q.pdf").stat().st_size
    made = Spent(whole.wall - check.wall, whole.work - check.work)
    print(*manifest.findings[:3], sep="\n")
    print(f"{len(manifest.pages)} pages, {len(manifest.findings)} findings")
    shown("qpdf --empty --pages (floor)", floor, floor)
    shown("the bundle made", made, floor)
    shown("every page of it read back", check, floor)
    shown("both", whole, floor)
    shown("again, with another title", second, floor)
    print(f"again, of the whole                  {second.wall / whole.wall:6.2f}   (limit 0.5)")
    print(f"size                                 {size:6.2f} x the floor's   (limit 1.05)")
    print(f"peak memory                          {peak:6} MB   (limit 400)")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        for path in make(Path(sys.argv[2]), int(sys.argv[1]))[::4]:
            mix(path)
    else:
        main()

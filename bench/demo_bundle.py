"""The demonstration's bundle step against a floor of the same run: qpdf-like joining of its pages.

Prints seconds of `plan + build`, seconds of joining as many pages with pikepdf alone, the ratio.
The target is under 3 s for the step on two cores.
"""

import datetime as dt
import tempfile
import time
from pathlib import Path

import pikepdf

from everyword.bundle.build import build
from everyword.bundle.of_case import plan_of_case
from everyword.case.store import Case
from everyword.demo import household
from everyword.demo.build import make, spec_of

RUNS = 3


class _Quiet:
    def begin(self, what: str, total: int) -> None:
        pass

    def advance(self, by: int) -> None:
        pass


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def join(path: Path) -> float:
    start = time.perf_counter()
    with pikepdf.new() as new, pikepdf.open(path) as old:
        new.pages.extend(old.pages)
        new.save(path.with_name("joined.pdf"))
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder) / "d", now, _Quiet(), lambda text: None)
        home = household.write(Path(folder) / "again")
        ours, floor = [], []
        with Case.open(made.folder / "case", made.passphrase, now) as case:
            for _ in range(RUNS):
                start = time.perf_counter()
                build(plan_of_case(case, spec_of(home), "today"), made.folder / "out.pdf")
                ours.append(time.perf_counter() - start)
                floor.append(join(made.folder / "out.pdf"))
    best, least = min(ours), min(floor)
    print(f"{made.pages} pages: {best:.2f} s (target 3 s); pages joined only: {least:.3f} s;"
          f" ratio {best / least:.0f}")  # fmt: skip


if __name__ == "__main__":
    main()

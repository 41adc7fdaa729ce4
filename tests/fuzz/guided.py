"""One target under atheris, which sees which branches an input takes. Run by `tests.fuzz`.

    python -m tests.fuzz.guided TARGET FAULTS CORPUS... [-max_total_time=60 ...]

Each fault is written down once, by the place it comes from, and the feeding goes on.
"""

import random
import sys
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["everyword.readers", "everyword.mail_parts"]):
    from tests.fuzz.targets import TARGETS

from tests.fuzz.changes import LARGEST, changed, changed_inside, words_of

ZIP = b"PK\x03\x04"


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    target = TARGETS[name]
    words = words_of(target.seeds)
    seen: set[str] = set()

    def ask(data: bytes) -> None:
        try:
            target.ask(data)
        except Exception as why:
            last = traceback.extract_tb(why.__traceback__)[-1]
            key = f"{type(why).__name__}-{Path(last.filename).stem}-{last.lineno}"
            if key not in seen:
                seen.add(key)
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{name}-{key}").write_bytes(data)
                print(f"FAULT {name}: {key}: {why}", flush=True)

    def change(data: bytes, most: int, seed: int) -> bytes:
        """Half of the time as all formats are changed here, half as the engine likes."""
        chance = random.Random(seed)
        if data.startswith(ZIP) and chance.random() < 0.7:
            return changed_inside(chance, data, words)[:most]
        if chance.random() < 0.5:
            return changed(chance, [data, chance.choice(target.seeds)], words)[:most]
        return bytes(atheris.Mutate(data, most))

    options = [f"-max_len={LARGEST}", "-timeout=30", "-rss_limit_mb=2048", *sys.argv[3:]]
    atheris.Setup([sys.argv[0], *options], ask, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""Feeds readers and parsers with bytes nobody wrote, and says which promise was broken by which.

    python -m tests.fuzz [--time SECONDS] [--start N] [TARGET ...]      (make fuzz TIME=60)

Every target is fed for so many seconds: by atheris where that is installed, else by a plain loop
(other bytes for another N). Inputs that broke a promise stay in build/fuzz/faults, the corpus of
atheris in build/fuzz/corpus. Ends with 1 when there was a fault.
"""

import argparse
import hashlib
import importlib.util
import subprocess
import sys
import time
from pathlib import Path

from tests.fuzz.loop import Fault, Loop, smaller
from tests.fuzz.targets import TARGETS, Target

WORK = Path("build/fuzz")
FAULTS = WORK / "faults"


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.fuzz")
    options.add_argument("--time", type=float, default=60, help="seconds for each target")
    options.add_argument("--start", type=int, default=0, help="another start of the plain loop")
    options.add_argument("--plain", action="store_true", help="without atheris")
    options.add_argument("targets", nargs="*", metavar="TARGET")
    given = options.parse_args()
    unknown = [name for name in given.targets if name not in TARGETS]
    if unknown:
        options.error(f"no target {unknown[0]}; there are {', '.join(TARGETS)}")
    guided = not given.plain and importlib.util.find_spec("atheris") is not None
    faults = 0
    for name in given.targets or TARGETS:
        before = _count(name)
        start = time.monotonic()
        if guided:
            well = _guided(TARGETS[name], given.time)
        else:
            well = _plain(TARGETS[name], given.time, given.start)
        found = max(_count(name) - before, 0 if well else 1)
        faults += found
        told = f"{found} faults" if found else "no fault"
        print(f"{name}: {told} in {time.monotonic() - start:.0f} s", flush=True)
    if faults:
        print(f"The inputs are in {FAULTS}. Nothing else was changed.")
    return 1 if faults else 0


def _count(target: str) -> int:
    return len(list(FAULTS.glob(f"{target}-*"))) if FAULTS.is_dir() else 0


def _guided(target: Target, seconds: float) -> bool:
    corpus = WORK / "corpus" / target.name
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    FAULTS.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz.guided", target.name, str(FAULTS), str(corpus)]
    command += [f"-max_total_time={int(seconds)}", f"-artifact_prefix={FAULTS}/{target.name}-"]
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = ended.stdout.splitlines()
    for line in said:
        if line.startswith("FAULT"):
            print(line)
    if ended.returncode:
        print("\n".join(said[-30:]))
    else:
        print(next((line for line in reversed(said) if "cov:" in line), "").strip())
    return ended.returncode == 0


def _plain(target: Target, seconds: float, start: int) -> bool:
    loop = Loop(target, start)
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            loop.feed(50)
    except Fault as fault:
        print(fault)
        data = smaller(target, fault.data)
        FAULTS.mkdir(parents=True, exist_ok=True)
        (FAULTS / f"{target.name}-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())

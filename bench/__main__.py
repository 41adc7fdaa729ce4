"""Runs every benchmark; each prints ratios against a peer or a floor of the same run."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    code = 0
    for path in sorted(HERE.glob("*.py")):
        if not path.stem.startswith("__"):
            print(f"== {path.name}", flush=True)
            code |= subprocess.run([sys.executable, str(path)]).returncode
    return code


if __name__ == "__main__":
    sys.exit(main())

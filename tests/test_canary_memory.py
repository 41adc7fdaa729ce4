"""The memory of a process that records or adds while the case is locked holds no secret key."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from everyword.model import source_of_bytes
from everyword.vault import keys
from everyword.vault.store import Vault
from tests.cases_made import quick_stretch
from tests.vault.cases import filled, now

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the memory of another process is read by /proc"
)

LOCKED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from everyword.model import source_of_bytes
from everyword.vault.deposit import Deposit
deposit = Deposit.open(Path(sys.argv[1]), lambda: datetime.now(UTC))
deposit.seal(source_of_bytes("locked.txt", b"taken in while locked"))
print("ready", flush=True)
sys.stdin.read()
"""
UNLOCKED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from everyword.vault import keys
from tests.cases_made import quick_stretch
keys._stretch = quick_stretch
from everyword.vault.store import Vault
words = Path(sys.argv[2]).read_text()
vault = Vault.open(Path(sys.argv[1]), words, lambda: datetime.now(UTC), write=False)
secret, seed, database = vault._secret, vault.signing_seed, vault.database_key
print("ready", flush=True)
sys.stdin.read()
"""
RECORDING = """
import sys
from everyword.cli import main
sys.argv = ["everyword", "--case", sys.argv[1], "record", "--name", "talk.raw"]
main()
"""
"""The command itself, as it is installed."""

Process = subprocess.Popen[bytes]


def started(program: str, *words: Path) -> Process:
    python = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    opener = {"EVERYWORD_PASSPHRASE_FILE": str(words[0].parent / "words")}
    return subprocess.Popen(
        [sys.executable, "-c", program, *(str(word) for word in words)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": python, **opener},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # As a person's computer may have it: the program itself must keep its memory to itself.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (HARD, HARD)),
    )


_, HARD = resource.getrlimit(resource.RLIMIT_CORE)


def is_ready(process: Process) -> None:
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"


def has_sealed(case: Path) -> Callable[[Process], None]:
    """Sends a recording, and waits until a slice of it lies in the case."""
    before = len(list(case.glob("objects/*/*.age")))

    def wait(process: Process) -> None:
        assert process.stdin is not None
        process.stdin.write(bytes(3 << 20))
        process.stdin.flush()
        while len(list(case.glob("objects/*/*.age"))) == before:
            assert process.poll() is None
            time.sleep(0.05)

    return wait


def secrets_in_memory(
    process: Process, ready: Callable[[Process], None], secrets: dict[str, bytes]
) -> set[str]:
    """Which of them stand in its memory once it is ready. Ends it."""
    try:
        ready(process)
        process.send_signal(signal.SIGSTOP)  # what is being read must not go away meanwhile
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        found: set[str] = set()
        for part in memory_of(process.pid):
            found |= {name for name, secret in secrets.items() if secret in part}
        return found
    finally:
        process.send_signal(signal.SIGCONT)
        process.communicate(b"")


def memory_of(process: int) -> Iterator[bytes]:
    """Every readable stretch of it."""
    with (Path("/proc") / str(process) / "mem").open("rb", buffering=0) as memory:
        for line in (Path("/proc") / str(process) / "maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if not rights.startswith("r") or line.endswith(("[vvar]", "[vsyscall]", "_vclock]")):
                continue
            start, end = (int(each, 16) for each in place.split("-"))
            memory.seek(start)
            parts = []
            while start < end and (part := memory.read(end - start)):
                parts.append(part)
                start += len(part)
            yield b"".join(parts)


def test_a_locked_process_has_no_secret_in_its_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(keys, "_stretch", quick_stretch)
    case = tmp_path / "case"
    words = filled(case)
    (tmp_path / "words").write_text(words)
    unlocked = keys.unlock(case, words)
    secrets = {
        "identity": unlocked.identity.encode(),
        "identity in bytes": unlocked.secret,
        "seed": unlocked.seed,
        "seed in hex": unlocked.seed.hex().encode(),
        "database key": unlocked.database,
        "database key in hex": unlocked.database.hex().encode(),
        "passphrase": words.encode(),
    }
    try:
        known = secrets_in_memory(started(UNLOCKED, case, tmp_path / "words"), is_ready, secrets)
    except PermissionError:
        pytest.skip("this sandbox lets no process read the memory of another")

    plain = {name for name in secrets if "in hex" not in name}
    assert known >= plain  # the search finds them where they are
    assert secrets_in_memory(started(LOCKED, case), is_ready, secrets) == set()
    assert secrets_in_memory(started(RECORDING, case), has_sealed(case), secrets) == set()
    with Vault.open(case, words, now, write=True) as vault:
        names = [each.leaf.name for each in vault.records() if each.object]
        assert "locked.txt" in names and "talk.raw" in names
        vault.seal(source_of_bytes("after.txt", b"after"))


def test_a_crash_leaves_no_memory_on_the_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A core file would lie in the folder one stands in, with keys and plain text."""
    monkeypatch.setattr(keys, "_stretch", quick_stretch)
    case = tmp_path / "case"
    filled(case)
    recording = started(RECORDING, case)
    try:
        has_sealed(case)(recording)
        limits = (Path("/proc") / str(recording.pid) / "limits").read_text()
    finally:
        recording.communicate(b"")
    line = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[-3:-1] == ["0", "0"]

"""Words that must not be found: in no file of the case, of the temp folders or of the home.

The same words are looked for while the commands run, after a full run, and after kill -9.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from everyword.model import source_of_bytes
from everyword.vault import keys
from everyword.vault.keys import Keys
from everyword.vault.store import Vault
from tests.vault.cases import filled, now
from tests.vault.conftest import quick_stretch

CANARIES = {
    "content": "Zebrafinkenlied",
    "name": "Quittenkompott",
    "person": "Krähwinkel",
    "fact": "Morgenstundgold",
    "chat": "Butterblumenwiese",
    "title": "Heidelbeerkraut",
}
CHAT = (
    "13/03/2024, 21:07 - Alex: hello\n"
    f"13/03/2024, 21:08 - Sam: on the {CANARIES['chat']} at noon\n"
    f"14/03/2024, 08:00 - Alex: yes, the {CANARIES['chat']}\n"
) * 40

RUN = """
import sys
from everyword.cli import run
from everyword.vault.store import Vault
create = Vault.create.__func__
create.__defaults__ = (16, *create.__defaults__[1:])
sys.exit(run(sys.argv[1:]))
"""
"""The command line in a process of its own; only the passphrase is stretched less than usual."""

ROOT = Path(__file__).parent.parent


class House(Struct):
    """`watched` holds the case, the temp folder and the home; `outside` what the person has."""

    watched: Path
    outside: Path
    secrets: dict[str, str]

    @property
    def case(self) -> Path:
        return self.watched / "case"

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        folders = {
            **{
                name: str(self.watched / "tmp")
                for name in ("TMPDIR", "TMP", "TEMP", "SQLITE_TMPDIR")
            },
            **{name: str(self.watched / "home") for name in ("HOME", "XDG_CACHE_HOME")},
        }
        python = os.pathsep.join([*sys.path[:1], str(ROOT), os.environ.get("PYTHONPATH", "")])
        return {
            **{**kept, **folders, "PYTHONPATH": python, "PYTHONDONTWRITEBYTECODE": "1"},
            "EVERYWORD_CASE": str(self.case),
            "EVERYWORD_PASSPHRASE_FILE": str(self.outside / "words"),
        }

    def start(self, *words: str | Path, before: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*before, sys.executable, "-c", RUN, *(str(word) for word in words)],
            env=self.environment(),
            cwd=self.watched / "home",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *words: str | Path, before: tuple[str, ...] = ()) -> str:
        process = self.start(*words, before=before)
        out, err = process.communicate()
        assert process.returncode in (0, 1), (words, err.decode())
        return out.decode()

    def unwanted(self) -> list[bytes]:
        """Everything that must be nowhere, in the spellings a program may have used."""
        spelled = [*CANARIES.values(), *self.secrets.values(), "AGE-SECRET-KEY-"]
        found = [
            word.encode(code) for word in spelled for code in ("utf-8", "utf-16-le", "utf-16-be")
        ]
        identity = keys_of(self)
        return [
            *found,
            identity.secret,
            identity.seed,
            identity.database,
            identity.seed.hex().encode(),
        ]

    def finds(self) -> list[str]:
        """Files under the watched folder with one of the words in their bytes or their name."""
        return sorted(set(scanned(self.watched, self.unwanted())))


def keys_of(house: House) -> Keys:
    return keys.unlock(house.case, house.secrets["passphrase"])


def scanned(folder: Path, unwanted: list[bytes]) -> Iterator[str]:
    for path in folder.rglob("*"):
        name = os.fsencode(path.name)
        try:
            data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        except OSError:
            continue  # it was there a moment ago
        if any(word in data or word in name for word in unwanted):
            yield str(path.relative_to(folder))


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A case, made by the command line, and a drawer of files to add."""
    house = House(tmp_path / "watched", tmp_path / "outside", {})
    for folder in (house.watched / "tmp", house.watched / "home", house.outside / "drawer"):
        folder.mkdir(parents=True)
    drawer = house.outside / "drawer"
    (drawer / f"{CANARIES['name']}.txt").write_text(f"the {CANARIES['content']}\n" * 500)
    (drawer / f"WhatsApp Chat with {CANARIES['person']}.txt").write_text(CHAT)
    for number in range(20):
        (drawer / f"{number}.txt").write_text(f"{CANARIES['content']} {number}\n")
    house.secrets = json.loads(house.run("new", "--json", "--zone", "Europe/London", house.case))
    (house.outside / "words").write_text(house.secrets["passphrase"] + "\n")
    return house


class Scanning:
    """Looks through the watched folder again and again while something runs."""

    def __init__(self, house: House) -> None:
        self._house, self._unwanted = house, house.unwanted()
        self.found: set[str] = set()
        self.looks = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._over.is_set():
            self.found |= set(scanned(self._house.watched, self._unwanted))
            self.looks += 1
            time.sleep(0.02)

    def __enter__(self) -> "Scanning":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._thread.join()


def test_the_search_finds_what_is_there(house: House) -> None:
    """A search that cannot find is none."""
    assert house.finds() == []
    (house.watched / "tmp/a").write_bytes(b"\xff\xfe" + CANARIES["chat"].encode("utf-16-le"))
    (house.watched / f"home/{CANARIES['name']}").touch()
    (house.case / "tmp/left").write_bytes(b"..." + keys_of(house).secret + b"...")
    (house.case / "case.db-wal").write_bytes(house.secrets["passphrase"].encode())
    assert len(house.finds()) == 4


def test_after_a_full_run_nothing_is_found(house: House) -> None:
    out = house.outside / "bundle.pdf"
    with Scanning(house) as scanning:
        house.run("add", "--how", "own-device", "--custodian", CANARIES["person"],
                  "--answer", "date_order=dmy", house.outside / "drawer")  # fmt: skip
        listed = [json.loads(line) for line in house.run("list", "--json").splitlines()]
        ids = [each["id"] for each in listed]
        assert len(ids) > 20
        house.run("person", "add", CANARIES["person"], "--handle", "Sam")
        house.run("fact", "add", f"The {CANARIES['fact']}.", "--when", "2024-03-13",
                  "--status", "alleged", "--cite", ids[0])  # fmt: skip
        house.run("exhibit", "add", "--title", CANARIES["title"], "--prefix", "AB", *ids[:3])
        house.run("show", ids[0])
        house.run("bundle", "-o", out)
        house.run("verify")
        house.run("rebuild")

    assert out.stat().st_size > 1000
    assert scanning.looks > 20
    assert (sorted(scanning.found), house.finds()) == ([], [])
    assert list((house.watched / "tmp").iterdir()) == []
    assert [path for path in (house.watched / "home").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("command", ["add", "bundle"])
def test_after_kill_9_nothing_is_found(house: House, command: str) -> None:
    words = ["add", "--answer", "date_order=dmy", house.outside / "drawer"]
    if command == "bundle":
        house.run(*words)
        words = ["bundle", "-o", house.outside / "bundle.pdf"]
    whole = shutil.copytree(house.case, house.outside / "whole")
    start = time.monotonic()
    house.run(*words)
    lasts = time.monotonic() - start

    for part in (0.4, 0.6, 0.75, 0.9):
        shutil.rmtree(house.case)
        shutil.copytree(whole, house.case)
        process = house.start(*words)
        time.sleep(lasts * part)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert house.finds() == []
    house.run("verify")


def test_no_file_is_opened_for_writing_outside_of_the_case(house: House) -> None:
    """Also one that is removed at once: its bytes stay on the disk."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    if subprocess.run(["strace", "true"], capture_output=True).returncode != 0:
        pytest.skip("strace may not run a program in this sandbox")
    trace = house.outside / "trace"
    calls = "trace=openat,?open,?creat,mkdirat,?mkdir,?rename,renameat2,memfd_create"
    before = ("strace", "-f", "-s", "0", "-o", str(trace), "-e", calls)
    house.run("add", "--answer", "date_order=dmy", house.outside / "drawer", before=before)

    lines = trace.read_text(errors="replace").splitlines()
    written = [line for line in lines if "O_WRONLY" in line or "O_RDWR" in line or "mkdir" in line]
    assert any(str(house.case) in line for line in written)
    usual = (f'"{house.case}', '"/dev/null"', '"/dev/tty"', "/proc/self/", "EEXIST", "ENOENT")
    assert [line for line in written if not any(place in line for place in usual)] == []


# Memory

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
from tests.vault.conftest import quick_stretch
keys._stretch = quick_stretch
from everyword.vault.store import Vault
words = Path(sys.argv[2]).read_text()
vault = Vault.open(Path(sys.argv[1]), words, lambda: datetime.now(UTC), write=False)
secret, seed, database = vault._secret, vault.signing_seed, vault.database_key
print("ready", flush=True)
sys.stdin.read()
"""


def secrets_in_memory(program: str, *words: Path, secrets: dict[str, bytes]) -> set[str]:
    """Which of them stand in the memory of a process that runs this."""
    python = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, "-c", program, *(str(word) for word in words)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": python},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        found: set[str] = set()
        for part in memory_of(process.pid):
            found |= {name for name, secret in secrets.items() if secret in part}
        return found
    finally:
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


@pytest.mark.skipif(
    sys.platform != "linux", reason="the memory of another process is read by /proc"
)
def test_a_locked_process_has_no_secret_in_its_memory(quick_words: None, tmp_path: Path) -> None:
    case = tmp_path / "case"
    words = filled(case)
    (tmp_path / "words").write_text(words)
    unlocked = keys.unlock(case, words)
    secrets = {
        "identity": unlocked.identity.encode(),
        "identity in bytes": unlocked.secret,
        "seed": unlocked.seed,
        "database key": unlocked.database,
        "passphrase": words.encode(),
    }
    try:
        known = secrets_in_memory(UNLOCKED, case, tmp_path / "words", secrets=secrets)
    except PermissionError:
        pytest.skip("this sandbox lets no process read the memory of another")

    assert known == set(secrets)  # the search finds them where they are
    assert secrets_in_memory(LOCKED, case, secrets=secrets) == set()
    with Vault.open(case, words, now, write=True) as vault:
        names = [each.leaf.name for each in vault.records() if each.object]
        assert "locked.txt" in names
        vault.seal(source_of_bytes("after.txt", b"after"))


@pytest.fixture
def quick_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_stretch", quick_stretch)

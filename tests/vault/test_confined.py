"""The limits of a child: lowered for good, never raised, nothing else touched."""

import subprocess
import sys

import pytest

SHOW = (
    "import resource as r; show = lambda *w: print([r.getrlimit(getattr(r, 'RLIMIT_' + x)) "
    "for x in w]); from everyword.vault.confined import confine; "
)


def said(code: str) -> str:
    words = [sys.executable, "-I", "-c", SHOW + code]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.strip() + done.stderr


def test_no_core_no_file_and_so_much_memory() -> None:
    assert said("confine(3 << 30); show('CORE', 'FSIZE', 'AS')") == str(
        [(0, 0), (0, 0), (3 << 30, 3 << 30)]
    )
    assert "MemoryError" in said("confine(1 << 30); bytearray(2 << 30)")


def test_open_files_are_counted_where_that_is_asked() -> None:
    assert said("confine(3 << 30, 50); show('NOFILE')") == "[(50, 50)]"
    assert (
        said("show('NOFILE'); confine(3 << 30); show('NOFILE')").splitlines()
        == [said("show('NOFILE')")] * 2
    )


@pytest.mark.parametrize("name", ["AS", "NOFILE"])
def test_a_limit_that_is_lower_stays(name: str) -> None:
    low = 2 << 30 if name == "AS" else 40
    code = f"r.setrlimit(r.RLIMIT_{name}, ({low}, {low})); confine(3 << 30, 50); show({name!r})"
    assert said(code) == f"[({low}, {low})]"


def test_it_brings_nothing_of_the_program_along() -> None:
    code = "import sys; print([m for m in sys.modules if m.startswith('everyword')])"
    assert said(code) == "['everyword', 'everyword.vault', 'everyword.vault.confined']"

"""The second checker: run apart from this computer's settings, and never believed in silence."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from everyword.vault import stamps, stamps_openssl
from everyword.vault.stamps import Token
from tests.vault.authority import Authority, needs_openssl

KEPT = Path(__file__).parent / "stamps"
TEXT = b"everyword/case/00\n12\nAAAA\n"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "example")


def oks(token: Token) -> tuple[bool | None, ...]:
    return tuple(outcome.ok for outcome in stamps.check(TEXT, token))


@needs_openssl
def test_an_openssl_that_knows_no_times_is_not_asked(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = Token("a", authority.answer(stamps.request(TEXT)), authority.chain)
    old = tmp_path / "openssl"
    old.write_text("#!/bin/sh\necho unknown option >&2\nexit 1\n")
    old.chmod(0o700)
    monkeypatch.setattr(shutil, "which", lambda name: str(old))

    assert oks(token) == (True, None)


def test_an_openssl_that_hangs_is_a_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*words: object, **more: object) -> None:
        raise subprocess.TimeoutExpired("openssl", 30)

    monkeypatch.setattr(shutil, "which", lambda name: "/bin/openssl")
    monkeypatch.setattr(subprocess, "run", slow)

    assert stamps_openssl.verify("00", b"", b"", b"", 0)[0] is False


@needs_openssl
def test_openssl_is_run_without_the_settings_of_this_computer(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, str]] = []
    run = subprocess.run

    def watched(*words: object, **more: object) -> object:
        if "env" in more:
            seen.append(more["env"])  # type: ignore[arg-type]
        return run(*words, **more)  # type: ignore[call-overload]

    monkeypatch.setenv("SSL_CERT_FILE", "/somewhere")
    monkeypatch.setattr(subprocess, "run", watched)
    oks(Token("a", authority.answer(stamps.request(TEXT)), authority.chain))

    assert [set(env) for env in seen] == [{"PATH", "LC_ALL", "OPENSSL_CONF"}]


@needs_openssl
def test_openssl_is_asked_where_nothing_may_be_written() -> None:
    """As in the child that checks a package: no file may grow there."""
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from everyword.vault import stamps\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "at = Path(sys.argv[1])\n"
        "text, tsr, pem = ((at / f'old.{end}').read_bytes() for end in ('txt', 'tsr', 'pem'))\n"
        "outcomes = stamps.check(text, stamps.Token('a', tsr, pem + bytes(200_000)))\n"
        "sys.exit([outcome.ok for outcome in outcomes] != [True, True])\n"
    )
    words = [sys.executable, "-c", program, str(KEPT)]

    assert subprocess.run(words, capture_output=True, check=False).returncode == 0

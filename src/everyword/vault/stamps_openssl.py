"""The second checker: the openssl program, if it is installed.

What it checks reaches it through pipes: nothing is written to a disk, so that it can also be asked
where this process may not write (a check of a package or case runs so).
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

TIMEOUT: Final = 30
"""Seconds; a check takes a hundredth of one."""

_ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C", "OPENSSL_CONF": os.devnull}


def verify(digest: str, tsr: bytes, root: bytes, others: bytes, at: int) -> tuple[bool | None, str]:
    """What `openssl ts -verify` says at this time, and its words; None where it cannot be asked."""
    program = shutil.which("openssl")
    if program is None:
        return None, "openssl is not installed on this computer"
    try:
        with _piped([tsr, root, *([others] if others else [])]) as pipes:
            done = _run([program, "ts", "-verify", *_words(digest, at, pipes)], pipes)
        said = done.stderr.decode("utf-8", "replace") + done.stdout.decode("utf-8", "replace")
        if done.returncode == 0 and "Verification: OK" in said:
            return True, "Verification: OK"
        if not _knows_times(program):
            return None, "the openssl on this computer cannot check at the time of the stamp"
    except subprocess.TimeoutExpired:
        return False, f"openssl did not come to an end within {TIMEOUT} seconds"
    except OSError as fault:
        return None, f"openssl could not be run: {fault.strerror or fault}"
    return False, _reason(said)


def _words(digest: str, at: int, pipes: Sequence[int]) -> list[str]:
    tsr, root, *others = (f"/dev/fd/{pipe}" for pipe in pipes)
    words = ["-digest", digest, "-in", tsr, "-CAfile", root, "-attime", str(at)]
    return words + [word for each in others for word in ("-untrusted", each)]


@contextmanager
def _piped(parts: Sequence[bytes]) -> Iterator[list[int]]:
    """A pipe for each to be read from; each is fed by a thread of its own, as a pipe is short."""
    pipes = [os.pipe() for _ in parts]
    feeders = [
        threading.Thread(target=_feed, args=(into, data), daemon=True)
        for (_, into), data in zip(pipes, parts, strict=True)
    ]
    for feeder in feeders:
        feeder.start()
    try:
        yield [out for out, _ in pipes]
    finally:
        for out, _ in pipes:
            os.close(out)  # a feeder that waits for a reader stops here
        for feeder in feeders:
            feeder.join()


def _feed(into: int, data: bytes) -> None:
    with suppress(OSError), os.fdopen(into, "wb") as stream:
        stream.write(data)


def _knows_times(program: str) -> bool:
    """Asked apart: what a check prints can hold words chosen by whoever made the response."""
    done = _run([program, "ts", "-help"])
    return b"-attime" in done.stderr + done.stdout


def _run(words: list[str], pipes: Sequence[int] = ()) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        words,
        pass_fds=pipes,
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
    )


def _reason(said: str) -> str:
    """The words of its own between the names of files and functions."""
    for line in said.splitlines():
        fields = line.split(":")
        if len(fields) > 5 and fields[1] == "error":
            more = ":".join(fields[8:]).strip()
            return f"{fields[5]} ({more})"[:300] if more else fields[5][:300]
    return "Verification: FAILED" if "FAILED" in said else "it gave no reason"

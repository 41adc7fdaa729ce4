"""The server as it is started: one port of this computer, gone when it is stopped."""

import http.client
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_stops_clean(tmp_path: Path, words: str, stop: int) -> None:
    command = [sys.executable, "-m", "everyword", "--case", str(tmp_path / "case"), "serve"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address, _, code = process.stdout.readline().split()
    port = int(address.removesuffix("/").rpartition(":")[2])

    assert address == f"http://127.0.0.1:{port}/" and len(code) == 11
    said = Path(f"/proc/{process.pid}/cmdline").read_bytes() if Path("/proc/self").is_dir() else b""
    assert code.encode() not in said
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/")
    answer = connection.getresponse()
    page = answer.read().decode()
    assert answer.status == 200 and "<h1>Code</h1>" in page
    assert answer.getheader("server") is None and answer.getheader("cache-control") == "no-store"
    connection.request("GET", "/", headers={"Host": "evil.test"})
    assert connection.getresponse().status == 403
    connection.close()

    process.send_signal(stop)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0 and out == ""
    assert "Traceback" not in err
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=2).close()

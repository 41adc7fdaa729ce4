"""The one module that uses a network: what it sends, and what it does not take."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import everyword
from everyword.errors import SourceUnreadable, WrongUsage
from everyword.vault.stamps_send import host, send
from everyword.web import serve


class _Server(BaseHTTPRequestHandler):
    """Does what its path says."""

    seen: list[tuple[str, dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).seen.append((self.path, dict(self.headers.items()), body))
        if self.path.startswith("/away"):
            self.send_response(int(self.path[5:]))
            self.send_header("Location", "http://elsewhere.example/")
        elif self.path == "/broken":
            self.send_response(500)
        else:
            self.send_response(200)
        self.end_headers()
        if self.path == "/big":
            for _ in range(20):
                self.wfile.write(bytes(100_000))
        if self.path == "/good":
            self.wfile.write(b"answer")

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    _Server.seen = []
    made = HTTPServer(("127.0.0.1", 0), _Server)
    monkeypatch.setattr(made, "handle_error", lambda *words: None)
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()
    thread.join()


def test_only_the_request_is_sent(server: str) -> None:
    assert send(f"{server}/good", b"question") == b"answer"
    ((_, headers, body),) = _Server.seen
    assert body == b"question"
    assert headers["Content-Type"] == "application/timestamp-query"
    sent = {"Accept", "Accept-Encoding", "Connection", "Content-Length", "Content-Type"}
    assert set(headers) == sent | {"Host", "User-Agent"}
    assert "everyword" not in str(headers) and "Python" not in str(headers)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/away301", "names another address: http://elsewhere.example/"),
        ("/away303", "names another address: http://elsewhere.example/"),
        ("/away307", "names another address: http://elsewhere.example/"),
        ("/broken", "answered 500"),
        ("/big", "more than any answer holds"),
    ],
)
def test_a_bad_answer_is_said(server: str, path: str, words: str) -> None:
    with pytest.raises(SourceUnreadable, match=words):
        send(server + path, b"question")
    assert len(_Server.seen) == 1


def test_an_authority_that_is_not_there_is_said(server: str) -> None:
    with pytest.raises(SourceUnreadable, match="could not be reached"):
        send("http://127.0.0.1:9/", b"question")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://tsa.example/",
        "tsa.example",
        "http://",
        "http://me:secret@tsa.example/",
        "http://tsa.example/a b",
        "http://tsa.example/\n",
        "http://[::1",
        "http://tsa.example:99999/",
        "http://tsä.example/",
    ],
)
def test_only_plain_addresses_of_the_web_are_taken(url: str) -> None:
    with pytest.raises(WrongUsage):
        host(url)
    with pytest.raises(WrongUsage):
        send(url, b"")


def test_one_module_alone_knows_a_network() -> None:
    folder = Path(everyword.__file__).parent
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith(("import ", "from "))
        and re.search(r"\b(urllib\.(request|error)|http|socket|ssl|ftplib|smtplib)\b", line)
    }

    assert found == {"vault/stamps_send.py", "web/serve.py"}
    assert serve.HOST == "127.0.0.1"  # where it listens; it calls nobody

"""Pages without a network: a question goes straight to the app, as its server would hand it on."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from msgspec import Struct

from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.vault import keys
from everyword.web.app import make_app
from everyword.web.desk import Desk
from everyword.web.door import Door
from tests.cases_made import Quiet, Ticking, make_case, remembered_stretch

PORT = 4321
COUNT = 130
XSS = "<img src=x onerror=alert(1)> \"'`{{7*7}} </pre><script>alert(2)</script>"


class Answer(Struct):
    status: int
    headers: list[tuple[str, str]]
    text: str

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


class Window:
    """What a browser does: it keeps the cookie, and its pages send the key."""

    def __init__(self, app: Any, door: Door) -> None:
        self.app, self.door = app, door
        self.cookie: str | None = None
        self.key: str | None = None

    def raw(
        self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes = b""
    ) -> Answer:
        path, _, query = target.partition("?")
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "headers": headers, "http_version": "1.1",
            "scheme": "http", "server": ("127.0.0.1", PORT), "root_path": "",
        }  # fmt: skip
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        text = b"".join(each.get("body", b"") for each in sent[1:]).decode()
        found = [(key.decode(), value.decode()) for key, value in sent[0]["headers"]]
        return Answer(sent[0]["status"], found, text)

    def headers(self, body: bytes | None = None) -> list[tuple[bytes, bytes]]:
        host = f"127.0.0.1:{PORT}".encode()
        found = [(b"host", host)]
        if self.cookie:
            found.append((b"cookie", f"other=1; {self.cookie}".encode()))
        if body is not None:
            found += [(b"origin", b"http://" + host), (b"content-length", b"%d" % len(body))]
            found += [(b"sec-fetch-site", b"same-origin")]
            if self.key:
                found.append((b"x-key", self.key.encode()))
        return found

    def get(self, target: str) -> Answer:
        return self.raw("GET", target, self.headers())

    def post(self, target: str, **asked: str) -> Answer:
        body = urlencode(asked).encode()
        return self.raw("POST", target, self.headers(body), body)

    def come_in(self) -> None:
        answer = self.post("/start", code=self.door.code)
        self.cookie = str(answer.header("set-cookie")).partition(";")[0]
        self.key = self.door.key


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case with a conversation that holds what would run in a careless page."""
    monkeypatch.setattr(keys, "_stretch", remembered_stretch)
    words = make_case(tmp_path / "case")
    path = tmp_path / f"WhatsApp Chat with {XSS[:20].replace('/', '')}.txt"
    lines = (
        f"{1 + n // 6:02}/03/2024, 10:{n % 6:02} - {'Alex' if n % 2 else 'Sam'}: number {n} {XSS}\n"
        for n in range(COUNT)
    )
    path.write_text("".join(lines))
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        for received in case.add([path], Said("own-device"), lambda row, fresh: None, Quiet()):
            assert received.error is None
        case.add_person(XSS, XSS, ("Sam",), aliases=(XSS,))
    return words


@pytest.fixture
def case(tmp_path: Path, words: str) -> Iterator[Case]:
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as opened:
        yield opened


Made = Callable[[], Window]


@pytest.fixture
def window(tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """A window nobody let in yet."""
    monkeypatch.setattr("everyword.web.desk.SLOWEST", 0.0)
    desk, door = Desk(tmp_path / "case", Ticking()), Door(PORT)
    yield Window(make_app(desk, door), door)
    desk.close()


@pytest.fixture
def working(window: Window, words: str) -> Window:
    """One that was let in, with the case open and the page on safety read."""
    window.come_in()
    window.post("/open", words=words)
    assert "Today" in window.post("/safety").text
    return window

"""No answer without its headers, no page for who was not let in."""

import asyncio
from typing import Any

import pytest

from everyword.web.guard import ALWAYS, MOST, REFUSAL
from tests.web.conftest import Window

PATHS = ["/open", "/leave", "/safety", "/go/today", "/go/timeline"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_happens_without_cookie_key_and_origin(working: Window, path: str) -> None:
    body = b""
    whole = working.headers(body)
    for missing in (b"cookie", b"x-key", b"origin", b"host"):
        headers = [each for each in whole if each[0] != missing]
        answer = working.raw("POST", path, headers, body)
        assert (answer.status, answer.text) == (403, REFUSAL.decode()), missing
    assert "Today" in working.get("/").text  # still open: nothing of it was done


@pytest.mark.parametrize("target", ["/", "/static/page.css", "/static/none", "/none", "/go/today"])
def test_every_answer_has_the_headers(working: Window, target: str) -> None:
    for answer in (working.get(target), working.post(target), working.raw("GET", target, [])):
        for name, value in ALWAYS.items():
            assert [each for key, each in answer.headers if key == name] == [value]


def test_who_was_not_let_in_sees_no_key_and_nothing_of_the_case(window: Window) -> None:
    page = window.get("/").text

    assert window.door.key not in page and window.door.code not in page
    assert "<h1>Code</h1>" in page
    assert window.post("/go/today").status == 403


def test_a_question_is_not_longer_than_a_question(working: Window) -> None:
    headers = [each for each in working.headers(b"") if each[0] != b"content-length"]

    assert working.raw("POST", "/go/today", headers).status == 411
    longer = [*headers, (b"content-length", b"%d" % (MOST + 1))]
    assert working.raw("POST", "/go/today", longer).status == 413
    twice = [*headers, (b"content-length", b"0"), (b"content-length", b"0")]
    assert working.raw("POST", "/go/today", twice).status == 411


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_other_methods_are_none(working: Window, method: str) -> None:
    assert working.raw(method, "/", working.headers(b"")).status == 405


def test_no_socket_is_left_open_beside_the_pages(window: Window) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    asyncio.run(window.app({"type": "websocket", "path": "/", "headers": []}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]

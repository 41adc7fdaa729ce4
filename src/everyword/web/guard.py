"""What stands before every page: who may ask, how much may be sent, what no answer lacks."""

from typing import Any

from everyword.web.door import READING, Asked, Door

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " media-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "cache-control": "no-store",
    "content-security-policy": CSP,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "microphone=(self), camera=(self), geolocation=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Headers of every answer, also of a refusal."""
MOST = 1_000_000
"""Bytes of a question; files come by a way of their own."""
REFUSAL = b"<!doctype html><title>Page</title><p>There is nothing here."


class Guard:
    """Lets a request through to `app`, or answers it without a word about what is behind."""

    def __init__(self, app: Any, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        answer = _Answer(send)
        asked = Asked(scope["method"], _target(scope), tuple(map(tuple, scope["headers"])))
        status = self._refusal(asked)
        if status is None:
            await self._app(scope, receive, answer)
        else:
            headers = [(b"content-type", b"text/html; charset=utf-8")]
            await answer({"type": "http.response.start", "status": status, "headers": headers})
            await answer({"type": "http.response.body", "body": REFUSAL})

    def _refusal(self, asked: Asked) -> int | None:
        if not self._door.is_from_here(asked):
            return 403
        if asked.method not in (*READING, "POST"):
            return 405
        lengths = asked.all(b"content-length")
        if asked.method == "POST" and (len(lengths) != 1 or not lengths[0].isdigit()):
            return 411
        if any(int(length) > MOST for length in lengths if length.isdigit()):
            return 413
        if asked.method in READING:
            is_open = asked.path == "/" or asked.path.startswith("/static/")
            return None if is_open or self._door.is_seated(asked) else 403
        if asked.path == "/start":
            return None if self._door.is_ours(asked) else 403
        may = self._door.is_seated(asked) and self._door.may_change(asked)
        return None if may else 403


def _target(scope: Any) -> str:
    """The target as it was sent: an absolute one ("http://other/") begins with no slash."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.decode("latin-1")


class _Answer:
    def __init__(self, send: Any) -> None:
        self._send = send

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            own = [(key.encode(), value.encode()) for key, value in ALWAYS.items()]
            kept = [each for each in message.get("headers", ()) if each[0].decode() not in ALWAYS]
            message = {**message, "headers": [*kept, *own]}
        await self._send(message)

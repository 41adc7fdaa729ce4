"""The one place of the program that uses a network, and only when a person has said yes.

A request goes to one authority; the answer comes back as bytes, and is checked elsewhere.
"""

import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Final, NoReturn
from urllib.parse import urlsplit

from everyword.errors import SourceUnreadable, WrongUsage
from everyword.vault.stamps import MAX_RESPONSE

TIMEOUT: Final = 30
"""Seconds for each step; twice that for the whole answer."""

_HEADERS: Final = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
    # In place of the name of this program and its version, which are nobody's business.
    "User-Agent": "timestamp",
}


def host(url: str) -> str:
    """The computer an address names. Raises WrongUsage for what is not an address of the web."""
    try:
        parts = urlsplit(url)
        name, _ = parts.hostname, parts.port
    except ValueError:
        name = None
    if name is None or parts.scheme not in ("http", "https") or not url.isascii():
        raise WrongUsage(
            problem=f"This is not the address of an authority: {url}",
            remedy="It begins with https:// or http://, as the authority publishes it.",
        )
    if "@" in parts.netloc or any(c <= " " or c == "\x7f" for c in url):
        raise WrongUsage(
            problem="The address holds a name, a password or a space.",
            remedy="Give the address as the authority publishes it, without them.",
        )
    return name


def proxy(url: str) -> str | None:
    """The computer in between, if this one is set up to use one."""
    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    named = urllib.request.getproxies().get(parts.scheme)
    return None if named is None else urlsplit(named).hostname or named


def send(url: str, request: bytes, timeout: float = TIMEOUT) -> bytes:
    """The authority's answer to this request. Raises SourceUnreadable where there is none."""
    name = host(url)
    asked = urllib.request.Request(url, data=request, headers=_HEADERS, method="POST")
    try:
        with _opener().open(asked, timeout=timeout) as answer:
            return _read(answer, name, timeout)
    except urllib.error.HTTPError as fault:
        with fault:
            _no_answer(name, _refusal(fault))
    except TimeoutError:
        _no_answer(name, f"no answer within {timeout:g} seconds")
    except urllib.error.URLError as fault:
        if isinstance(fault.reason, TimeoutError):
            _no_answer(name, f"no answer within {timeout:g} seconds")
        _no_answer(name, f"it could not be reached: {fault.reason}")
    except (OSError, HTTPException) as fault:
        _no_answer(name, f"the connection broke: {fault or type(fault).__name__}")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Another address is for the person to choose; and a request sent on would lose its body."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    """With http and https only: no file, no ftp, no cookies, no passwords."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _NoRedirect(),
    ):
        opener.add_handler(handler)
    return opener


def _read(answer: HTTPResponse, name: str, timeout: float) -> bytes:
    """At most as much as any answer holds, and not drop by drop for ever."""
    end = time.monotonic() + 2 * timeout
    data = bytearray()
    while block := answer.read1(1 << 16):
        data += block
        if len(data) > MAX_RESPONSE:
            _no_answer(name, "it sent more than any answer holds")
        if time.monotonic() > end:
            _no_answer(name, f"no whole answer within {2 * timeout:g} seconds")
    return bytes(data)


def _refusal(fault: urllib.error.HTTPError) -> str:
    if 300 <= fault.code < 400:
        return f"it names another address: {fault.headers.get('Location', 'none')}"
    return f"it answered {fault.code} {fault.reason}"


def _no_answer(name: str, reason: str) -> NoReturn:
    raise SourceUnreadable(
        path=name,
        reason=reason,
        remedy="The request is kept. Try later, or carry it:  everyword stamp --request F",
    )

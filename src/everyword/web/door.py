"""Who may come in: this computer's own browser window, started from here, and no other page.

Each run has its own port, cookie name, cookie and key; all are forgotten with the process.
"""

import hmac
import secrets
from collections.abc import Iterable

from msgspec import Struct

KEY_HEADER = b"x-key"
"""What a page of ours sends with every question. Another site's page cannot send it unasked."""
READING = ("GET", "HEAD")


class Asked(Struct, frozen=True):
    """What a request says of itself. `headers`: lower-case names, as often as they were sent."""

    method: str
    path: str
    headers: tuple[tuple[bytes, bytes], ...]

    def all(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.headers if key == name]


LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that look alike."""
TRIES = 5


class Door:
    """The secrets of one run. `code` is typed on the first page, and lets one window in, once.

    It is not part of the address: a browser keeps every address in its history, also one that
    leads on at once.
    """

    def __init__(self, port: int) -> None:
        self.hosts = {f"{host}:{port}".encode() for host in ("127.0.0.1", "localhost", "[::1]")}
        self.cookie = f"s{secrets.token_hex(8)}"
        self.seat = secrets.token_urlsafe(32)
        self.key = secrets.token_urlsafe(32)
        self.code = "".join(secrets.choice(LETTERS) for _ in range(10))
        self._tries = TRIES

    def let_in(self, typed: str) -> bool:
        """The code was typed. After it was right once, or wrong TRIES times, it opens nothing."""
        self._tries -= 1
        given = "".join(each for each in typed.lower() if each in LETTERS)
        is_right = self._tries >= 0 and hmac.compare_digest(self.code.encode(), given.encode())
        if is_right:
            self._tries = 0
        return is_right

    def is_from_here(self, asked: Asked) -> bool:
        """By a name of this computer, said once: another name that leads here is a trick."""
        hosts = asked.all(b"host")
        if len(hosts) != 1 or hosts[0] not in self.hosts or not asked.path.startswith("/"):
            return False
        return all(value == b"http://" + hosts[0] for value in asked.all(b"origin"))

    def is_seated(self, asked: Asked) -> bool:
        """It has the cookie of this run."""
        return any(
            hmac.compare_digest(value, self.seat.encode())
            for value in _cookies(asked.all(b"cookie"), self.cookie.encode())
        )

    def is_ours(self, asked: Asked) -> bool:
        """A page from here asks, not another site's. (`is_from_here` looks at the origin.)"""
        sites = asked.all(b"sec-fetch-site")
        return len(asked.all(b"origin")) == 1 and all(site == b"same-origin" for site in sites)

    def may_change(self, asked: Asked) -> bool:
        """It has the key, too, which only a page that was let in knows."""
        keys = asked.all(KEY_HEADER)
        has_key = len(keys) == 1 and hmac.compare_digest(keys[0], self.key.encode())
        return has_key and self.is_ours(asked)


def _cookies(headers: Iterable[bytes], name: bytes) -> list[bytes]:
    parts = (part.strip() for header in headers for part in header.split(b";"))
    return [value for key, _, value in (part.partition(b"=") for part in parts) if key == name]

"""The pages: each question is a POST that answers with the part of the page that changes."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jinja2
from markupsafe import Markup
from msgspec import Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from everyword.errors import EverywordError, Locked, printable
from everyword.web import door as doors
from everyword.web.desk import Desk
from everyword.web.door import Door
from everyword.web.guard import REFUSAL, Guard
from everyword.web.screens import SCREENS

HERE = Path(__file__).parent
STATIC = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""The files a page may load, and what each is served as."""
Asked = Mapping[str, str]


class Place(Struct):
    """Where the person is: what a reload shows again."""

    screen: str = "today"
    asked: dict[str, str] = {}
    has_read_safety: bool = False


class Pages:
    """Answers every question; all that it remembers is where the person is."""

    def __init__(self, desk: Desk, door: Door, away: str) -> None:
        self._desk, self._door, self._away = desk, door, away
        self._place = Place()
        loader = jinja2.FileSystemLoader(HERE / "pages")
        self._templates = jinja2.Environment(
            loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
        )
        self._templates.filters["plain"] = lambda text: printable(str(text), kept="\n")

    def routes(self) -> list[Route]:
        return [
            Route("/", self.start, methods=["GET"]),
            Route("/static/{name}", self.static, methods=["GET"]),
            Route("/start", self.let_in, methods=["POST"]),
            Route("/open", self.open, methods=["POST"]),
            Route("/leave", self.leave, methods=["POST"]),
            Route("/safety", self.safety, methods=["POST"]),
            Route("/go/{screen}", self.go, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """The one address. Who was not let in is asked for the code, and has no key."""
        headers = tuple((key, value) for key, value in request.scope["headers"])
        if not self._door.is_seated(doors.Asked("GET", "/", headers)):
            return HTMLResponse(self._page("shell.html", key="", inside=self._page("code.html")))
        return HTMLResponse(self._page("shell.html", inside=await self._inside()))

    async def let_in(self, request: Request) -> Response:
        """The code: a cookie where it is right, the same page where it is not."""
        if not self._door.let_in((await _asked(request)).get("code", "")):
            return HTMLResponse(self._page("code.html"))
        answer = Response(status_code=204, headers={"hx-refresh": "true"})
        answer.set_cookie(
            self._door.cookie, self._door.seat, httponly=True, samesite="strict", path="/"
        )
        return answer

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in STATIC:
            return HTMLResponse(REFUSAL, 404)
        return Response((HERE / "static" / name).read_bytes(), media_type=STATIC[name])

    async def open(self, request: Request) -> Response:
        """The same page again where the words do not open it, after the same time."""
        asked = await _asked(request)
        self._place = Place()
        await self._desk.unlock(asked.get("words", ""))
        return HTMLResponse(await self._inside())

    async def leave(self, request: Request) -> Response:
        self._place = Place()
        await self._desk.lock()
        return Response(status_code=204)

    async def safety(self, request: Request) -> Response:
        self._place.has_read_safety = True
        return HTMLResponse(await self._inside())

    async def go(self, request: Request) -> Response:
        screen = request.path_params["screen"]
        if screen not in SCREENS:
            return HTMLResponse(REFUSAL, 404)
        asked = await _asked(request)
        if self._desk.is_open and self._place.has_read_safety:
            self._place.screen, self._place.asked = screen, dict(asked)
        return HTMLResponse(await self._inside())

    async def _inside(self) -> Markup:
        """What stands on the page now."""
        if not self._desk.is_open:
            return self._page("locked.html")
        if not self._place.has_read_safety:
            return self._page("safety.html")
        try:
            return self._page("work.html", here=self._place.screen, main=await self._main())
        except Locked:
            return self._page("locked.html")

    async def _main(self) -> Markup:
        screen = SCREENS[self._place.screen]
        asked = self._place.asked
        try:
            data = await self._desk.ask(lambda case: screen.make(case, asked))
        except Locked:
            raise
        except EverywordError as fault:
            return self._page("trouble.html", lines=fault.lines())
        return self._page(f"{self._place.screen}.html", **data)

    def _page(self, name: str, **data: Any) -> Markup:
        """Finished words: what came from a source was escaped in it."""
        known: dict[str, Any] = {"key": self._door.key, "away": self._away, "screens": SCREENS}
        return Markup(self._templates.get_template(name).render(known | data))


async def _asked(request: Request) -> dict[str, str]:
    """The fields of a question; empty ones are left out."""
    body = (await request.body()).decode("utf-8", "replace")
    return {key: value for key, value in parse_qsl(body, max_num_fields=50) if value}


Handler = Callable[[Any, Any, Any], Awaitable[None]]


def make_app(desk: Desk, door: Door, away: str = "about:blank") -> Handler:
    """The pages behind their guard. `away` is where Leave goes."""
    app = Starlette(routes=Pages(desk, door, away).routes())
    app.router.redirect_slashes = False
    return Guard(app, door)

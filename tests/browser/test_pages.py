"""What somebody at home could find after the pages were used, and whether leaving is at once."""

import sqlite3
import time

import pytest

from tests.browser.conftest import CANARY, Shown, come_in, tab_to

ROWS = ".rows li"


def test_every_screen_by_keyboard_and_nothing_of_it_stays(shown: Shown) -> None:
    page = shown.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    come_in(shown)
    for number, title in ((2, "Timeline"), (3, "People"), (1, "Today"), (2, "Timeline")):
        page.keyboard.press(str(number))
        page.wait_for_selector(f"h1:has-text('{title}')")
    page.keyboard.press("/")
    page.keyboard.type('"number 17"')
    page.keyboard.press("Enter")
    page.locator(ROWS).nth(1).wait_for(state="detached")
    tab_to(page, "number 17")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:has-text('Where it is from')")
    page.reload()
    page.wait_for_selector("h2:has-text('Where it is from')")
    assert page.title() == "Page"  # and nothing of what a source says has run
    for name in ("localStorage", "sessionStorage"):
        with pytest.raises(Exception, match="nothing is kept here"):
            page.evaluate(f"window.{name}.length")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "leave"  # first of all
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0

    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("about:blank")
    page.context.close()
    assert {url.partition("/static/")[0].rstrip("/") for url in asked} <= {
        shown.address.rstrip("/") + path
        for path in ("", "/open", "/safety", "/leave", "/go/today", "/go/timeline", "/go/people",
                     "/go/item")
    }  # fmt: skip
    _check_profile(shown)


def _check_profile(shown: Shown) -> None:
    found = [
        str(path.relative_to(shown.profile))
        for path in shown.profile.rglob("*")
        if path.is_file()
        for word in (CANARY, *shown.words.split()[:1])
        if word.encode() in path.read_bytes() or word.encode("utf-16-le") in path.read_bytes()
    ]
    assert found == []
    with sqlite3.connect(shown.profile / "Default" / "History") as history:
        rows = history.execute("SELECT DISTINCT url, title FROM urls").fetchall()
    assert rows == [(shown.address, "Page")]


@pytest.mark.parametrize("way", ["keys", "button"])
def test_leaving_is_at_once_also_while_something_hangs(shown: Shown, way: str) -> None:
    page = shown.page
    come_in(shown)
    page.keyboard.press("2")
    page.wait_for_selector(ROWS)
    page.route("**/go/*", lambda route: None)  # is never answered
    page.keyboard.press("3")
    begun = time.monotonic()
    if way == "keys":
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        page.focus("#leave")
        page.keyboard.press("Enter")
    page.wait_for_url("about:blank")
    assert time.monotonic() - begun < 5

    page.unroute("**/go/*")
    page.go_back()
    assert CANARY not in page.content()
    page.goto(shown.address)
    page.wait_for_selector("h1:has-text('Locked')")
    assert CANARY not in page.content()


def test_it_bends_to_a_narrow_window(shown: Shown) -> None:
    page = shown.page
    page.set_viewport_size({"width": 320, "height": 640})
    come_in(shown)
    for number in ("1", "2", "3"):
        page.keyboard.press(number)
        page.wait_for_selector(f"[data-digit='{number}'][aria-current]")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_words_are_covered_and_no_password_field(shown: Shown) -> None:
    kind, shape = shown.page.evaluate(
        "[document.getElementById('words').type,"
        " getComputedStyle(document.getElementById('words')).webkitTextSecurity]"
    )

    assert (kind, shape) == ("text", "disc")


def test_when_the_program_stops_the_page_says_so(shown: Shown) -> None:
    come_in(shown)
    shown.process.kill()
    shown.process.wait()
    shown.page.keyboard.press("2")

    shown.page.wait_for_selector("text=The program behind this page has stopped")

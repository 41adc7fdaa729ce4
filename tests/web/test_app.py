"""The pages as a browser gets them: what stands on them, and what never does."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from everyword.case import obtained
from everyword.case.store import Case
from everyword.index.store import Query
from everyword.web.screens import SCREENS
from tests.cases_made import Ticking
from tests.web.conftest import Window


class Tags(HTMLParser):
    """The tags and attributes of a page, as a browser would take them."""

    def __init__(self) -> None:
        super().__init__()
        self.names, self.attributes = set[str](), set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(window: Window) -> None:
    answer = window.post("/start", code=window.door.code)

    assert answer.status == 204 and answer.header("hx-refresh") == "true"
    cookie = str(answer.header("set-cookie"))
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert "expires" not in cookie.lower() and "max-age" not in cookie.lower()


def test_a_code_that_was_used_lets_nobody_in(window: Window) -> None:
    window.come_in()

    assert window.post("/start", code=window.door.code).header("set-cookie") is None


def test_the_locked_page_is_the_same_whatever_the_reason(window: Window, words: str) -> None:
    window.come_in()
    before = window.post("/go/today").text
    wrong = window.post("/open", words="not the words").text
    window.post("/open", words=words)
    window.post("/leave")
    after = window.post("/go/timeline", find="number 17").text

    assert "Locked" in before
    assert before == wrong == after


def test_safety_comes_before_anything_else(window: Window, words: str) -> None:
    window.come_in()
    opened = window.post("/open", words=words).text

    assert "Before you go on" in opened
    for name in SCREENS:
        assert "Before you go on" in window.post(f"/go/{name}").text
    assert "<h1>Today</h1>" in window.post("/safety").text


def test_a_reload_shows_the_same_screen(working: Window) -> None:
    shown = working.post("/go/timeline", find="17").text

    assert shown in working.get("/").text


def test_after_leaving_nothing_of_it_is_shown(working: Window, words: str) -> None:
    working.post("/go/timeline", find="17")
    assert working.post("/leave").status == 204

    assert "number 17" not in working.get("/").text
    working.post("/open", words=words)
    assert "<h1>Today</h1>" in working.post("/safety").text  # and not where it was


@pytest.mark.parametrize("name", [*SCREENS])
def test_a_fault_is_three_lines_and_what_came_is_escaped(working: Window, name: str) -> None:
    evil = "<script>alert(3)</script>"
    page = working.post(f"/go/{name}", id=evil, find=evil, person=evil, since=evil).text

    assert "<script" not in page


@pytest.mark.parametrize("name", [*SCREENS])
def test_what_a_source_says_runs_nowhere(working: Window, name: str) -> None:
    ids = re.findall(r'"id": "(\w+)"', working.post("/go/timeline").text)
    page = working.post(f"/go/{name}", id=ids[0]).text

    found = Tags()
    found.feed(page)
    assert not {"script", "img", "style", "iframe", "svg", "a"} & found.names
    assert not {each for each in found.attributes if each.startswith("on") or each == "style"}
    if name in ("timeline", "item", "people"):
        assert "{{7*7}}" in page and "&lt;script&gt;alert(2)&lt;/script&gt;" in page


def test_what_is_locked_is_on_no_screen(window: Window, words: str, tmp_path: Path) -> None:
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        ids = [each.id for each in case.index.find(Query())]
        (row,) = case.index.sources()
        obtained.answer(case, obtained.named(case, row.object), {"device": "other"})
    window.come_in()
    window.post("/open", words=words)
    pages = [window.post("/safety").text]
    for name in SCREENS:
        pages += [window.post(f"/go/{name}", id=id).text for id in ids[:3]]
        pages.append(window.post(f"/go/{name}", find="number", newest="1").text)
        pages += [window.post(f"/go/{name}", **{way: ids[3]}).text for way in ("after", "before")]

    assert "locked" in pages[0]
    assert not [page for page in pages if "number 1" in page]
    window.post("/go/item", id=ids[0])
    assert "locked because of how it was obtained" in window.get("/").text


def test_no_page_names_anything_remote_or_what_this_is(working: Window) -> None:
    pages = [working.get("/").text, *(working.post(f"/go/{name}").text for name in SCREENS)]
    for page in pages:
        assert "://" not in page
        assert not re.search(r"<(script|link)[^>]+(src|href)=\"[^/]", page)
    assert re.findall(r"<title>(.*?)</title>", pages[0]) == ["Page"]


def test_files_beside_the_pages_are_those_and_no_others(working: Window) -> None:
    assert working.get("/static/htmx.min.js").status == 200
    for name in ("htmx-LICENSE.txt", "..%2fapp.py", "../app.py", "page.css/", "app.py"):
        assert working.get(f"/static/{name}").status == 404, name

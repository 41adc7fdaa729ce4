"""A real browser at the real server, over a case with words that must be found nowhere after."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from everyword.case.decided import Said
from everyword.case.store import Case
from tests.cases_made import Quiet, Ticking, make_case

CANARY = "quillfeatherbrook"
EVIL = "<img src=x onerror=document.title='ran'><script>document.title='ran'</script>"
COUNT = 120


class Shown(Struct):
    """The page, the words of the case, and the server behind it."""

    page: Any
    words: str
    address: str
    process: Any
    profile: Path


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    """The page where the code was typed and the case is locked."""
    browser = shutil.which("chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if browser is None:
        pytest.skip("needs chromium")
    words = make_case(tmp_path / "case")
    chat = tmp_path / "WhatsApp Chat with Sam.txt"
    chat.write_text(
        "".join(
            f"{1 + n // 6:02}/03/2024, 10:{n % 6:02} - Sam: {CANARY} number {n} {EVIL}\n"
            for n in range(COUNT)
        )
    )
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        list(case.add([chat], Said("own-device"), lambda row, fresh: None, Quiet()))
        case.add_person(f"{CANARY} {EVIL}", EVIL, ("Sam",))
    chat.unlink()
    command = [sys.executable, "-m", "everyword", "--case", str(tmp_path / "case"), "serve"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address, _, code = process.stdout.readline().split()
    options = {
        "executable_path": browser,
        "headless": True,
        "args": ["--no-sandbox"] if os.getuid() == 0 else [],
    }
    with playwright.sync_playwright() as driver:
        profile = tmp_path / "profile"
        context = driver.chromium.launch_persistent_context(profile, **options)
        page = context.new_page()
        page.goto(address)
        page.fill("#code", code)
        page.keyboard.press("Enter")
        page.wait_for_selector("#words")
        yield Shown(page, words, address, process, profile)
        context.close()
    process.terminate()
    process.communicate(timeout=30)


def come_in(shown: Shown) -> None:
    """Unlock and read the page on safety, by the keyboard alone."""
    shown.page.focus("#words")
    shown.page.keyboard.type(shown.words)
    shown.page.keyboard.press("Enter")
    shown.page.wait_for_selector("h1:has-text('Before you go on')", timeout=60_000)
    tab_to(shown.page, "I have read this")
    shown.page.keyboard.press("Enter")
    shown.page.wait_for_selector("h1:has-text('Today')")


def tab_to(page: Any, words: str) -> None:
    """With the Tab key, as somebody without a mouse."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if words in (page.evaluate("document.activeElement.innerText") or ""):
            return
    raise AssertionError(f"no way by keyboard to {words!r}")

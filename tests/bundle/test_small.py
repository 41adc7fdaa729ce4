"""Small files are read at once; few of them stay in memory, and none may change meanwhile."""

import io
import os
import random
from contextlib import ExitStack

import pikepdf
import pytest

from everyword.bundle.pdf import small as module
from everyword.bundle.pdf.small import SMALL, Small, open_bytes
from everyword.model import Source, source_of_bytes
from tests.bundle_papers import pages, saved

ROOM = 1000


def files(count: int, size: int = 400) -> tuple[list[Source], list[str]]:
    """Sources, and the names of those that were opened, as often as they were."""
    seen: list[str] = []

    def source(number: int) -> Source:
        data = bytes([number]) * size

        def opener() -> io.BytesIO:
            seen.append(str(number))
            return io.BytesIO(data)

        return Source(str(number), size, opener)

    return [source(number) for number in range(count)], seen


def test_each_file_gives_its_own_bytes_in_any_order() -> None:
    sources, _ = files(12)
    small = Small(ROOM)
    streams = [small.open(source) for source in sources]
    choose = random.Random(3)
    for _ in range(300):
        number, place = choose.randrange(12), choose.randrange(450)
        streams[number].seek(place)
        assert streams[number].read(90) == bytes([number]) * max(0, min(90, 400 - place))


def test_few_files_stay_in_memory() -> None:
    sources, seen = files(8)
    small = Small(ROOM)
    streams = [small.open(source) for source in sources]
    for stream in streams:
        stream.read()
    assert seen[:8] == list("01234567") and set(seen[8:]) == set("234567")  # two have room for good
    assert sum(map(len, small._held.values())) <= ROOM


def test_a_large_file_stays_open() -> None:
    source = source_of_bytes("a", b"x" * (SMALL + 1))
    assert len(Small(0).open(source).read()) == SMALL + 1


def test_a_file_that_changed_meanwhile_is_not_used() -> None:
    data = [b"first", b"later"]
    source = Source("a", 5, lambda: io.BytesIO(data[0]))
    small = Small(0)
    stream = small.open(source)
    small.open(source_of_bytes("b", b"other")).read()
    data.reverse()
    with pytest.raises(OSError, match="changed"):
        stream.read()


@pytest.mark.parametrize("without", ["nothing", "memfd", "room"])
def test_a_pdf_in_memory_is_opened_on_every_system(
    without: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if without == "memfd":
        monkeypatch.delattr(os, "memfd_create", raising=False)
    if without == "room":
        monkeypatch.setattr(module, "_is_written", lambda handle, data: False)
    with open_bytes(saved(pages(3))) as pdf:
        assert len(pdf.pages) == 3
    with pytest.raises(pikepdf.PasswordError):
        open_bytes(saved(pages(1), encryption=pikepdf.Encryption(user="u", owner="o")), "x")


def test_only_so_many_pdfs_are_files_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FAST", 2)
    opened: list[bytes] = []
    monkeypatch.setattr(
        module, "open_bytes", lambda data, password: opened.append(data) or open_bytes(data)
    )
    sources = [source_of_bytes(f"{n}.pdf", saved(pages(n))) for n in (1, 2, 3)]
    with ExitStack() as held:
        small = Small()
        pdfs = [small.open_pdf(source, held) for source in sources]
        assert [len(pdf.pages) for pdf in pdfs] == [1, 2, 3] and len(opened) == 2

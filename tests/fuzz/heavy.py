"""Large and deep inputs for each format, read under limits: run as a process of its own.

    python -m tests.fuzz.heavy [--share] LETTERS [READER ...]

LETTERS is how long the longest line is; --share takes every third input. Says a line for each
promise that was not kept. The limits are set on the process itself: what goes beyond them ends it,
and is named by the last line it said.
"""

import io
import itertools
import resource
import sys
import time
import zipfile
from collections.abc import Iterator

from everyword.readers import READERS, Reader
from tests.case_files import all_cases
from tests.fuzz.changes import zipped
from tests.fuzz.promises import check

MEMORY = 3 << 30
"""Bytes of address space, a quarter less than intake gives."""
GROWTH, FREE = 25, 200 << 20
"""Bytes that may be held for each byte of the input, and beside that."""
SECONDS, PER_BYTE = 10.0, 3e-6
FILLS = "a< \"[,=&0\\:'-(\n"
DEEP = 20_000
ENTITIES = "".join(f'<!ENTITY e{n} "{("&e" + str(n - 1) + ";") * 10}">' for n in range(1, 12))
LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]>'
BLOWUP = f'<!DOCTYPE x [<!ENTITY e11 "{"h" * 50_000}">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e11 SYSTEM "file:///etc/hostname">]>'
NESTED = (
    (b"{", b'{"a":', b"}"),
    (b"{", b"[", b"]"),
    (b"<", b"<div>", b"</div>"),
    (b"<", b"<b><table><tr><td>", b""),
    (b"<", b"<!--", b""),
    (b"<", b"<![CDATA[", b""),
    (b"BEGIN:", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"),
    (b"BEGIN:", b"BEGIN:VCARD\r\n", b"END:VCARD\r\n"),
    (b"{\\rtf", b"{", b"}"),
)
"""How a file begins that nests so; what opens, what closes."""


def heavy(reader: Reader, letters: int) -> Iterator[tuple[str, bytes]]:
    """Inputs for one reader, each with what it is."""
    texts = [data for data in _seeds(reader) if b"\0" not in data and data]
    for seed in _seeds(reader):
        if seed.startswith(b"PK\x03\x04"):
            yield from _zips(seed)
            break
    for seed in texts[:1]:
        for fill in FILLS:
            size = letters if fill == "a" else min(letters, 300_000)
            yield f"a run of {size:,} {fill!r}", _with(seed, fill.encode() * size)
        yield f"a line of {letters:,} in words", _with(seed, b"word " * (letters // 5))
        yield from _nested(seed)
        yield from _entities(seed)
        if reader.NAME.startswith("mail_"):
            yield "mails in mails", seed + b"".join(_parts(DEEP))


def _seeds(reader: Reader) -> list[bytes]:
    cases = [each for each in all_cases() if each.reader == reader.NAME and not each.needs_answer]
    return [(each.folder / each.source_name).read_bytes() for each in cases]


def _with(seed: bytes, piece: bytes) -> bytes:
    """In the middle of it, where a value or a text is."""
    middle = seed.find(b"\n", len(seed) // 2) - 3
    middle = middle if middle > 0 else len(seed) // 2
    return seed[:middle] + piece + seed[middle:]


def _nested(seed: bytes) -> Iterator[tuple[str, bytes]]:
    for begins, opens, closes in NESTED:
        if seed.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(begins):
            yield f"{DEEP:,} {opens!r}", _with(seed, opens * DEEP)
            yield f"{DEEP:,} {opens!r} closed", _with(seed, opens * DEEP + closes * DEEP)


def _entities(seed: bytes) -> Iterator[tuple[str, bytes]]:
    """XML whose entities grow, after its declaration, and named in a value."""
    if not seed.startswith(b"<?xml"):
        return
    end = seed.index(b"?>") + 2
    for what, given in (
        ("entities of entities", LAUGHS),
        ("a long entity", BLOWUP),
        ("a file", OUTSIDE),
    ):
        for named in (b'="&e11;', b">&e11;" * (1000 if given is BLOWUP else 1)):
            body = seed[end:]
            sign = named[:1] if named[:1] == b">" else b'="'
            at = body.find(sign, len(body) // 2)
            body = body[:at] + named + body[at + len(sign) :] if at > 0 else body
            yield f"{what}, as {named[:4]!r}", seed[:end] + given.encode() + body


def _parts(deep: int) -> Iterator[bytes]:
    for number in range(deep):
        yield b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)


def _zips(seed: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        files = [(each.filename, archive.read(each)) for each in archive.infolist()]
    zeros = bytes(100 << 20)
    at = max(range(len(files)), key=lambda at: len(files[at][1]))
    name, text = files[at]
    bomb = [*files[:at], (name, text + zeros), *files[at + 1 :]]
    yield f"{name} of 100 MB zeros", zipped(bomb, zipfile.ZIP_DEFLATED)
    nameless = zipped([*files, ("no name", b"")]).replace(b"no name", b"\0" * 7)
    yield "a member without a name", nameless
    yield "100,001 members", zipped([*files, *((str(n), b"") for n in range(100_001))])
    for at, (name, text) in enumerate(files):
        for what, changed in (*_entities(text), *_nested(text)):
            yield f"{what} in {name}", zipped([*files[:at], (name, changed), *files[at + 1 :]])


def held() -> int:
    """Bytes at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> int:
    given = [each for each in sys.argv[1:] if each != "--share"]
    letters, wanted = int(given[0]), given[1:]
    step = 3 if "--share" in sys.argv else 1
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    faults = 0
    for reader in READERS:
        if wanted and reader.NAME not in wanted:
            continue
        for what, data in itertools.islice(heavy(reader, letters), 0, None, step):
            print(f"{reader.NAME}: {what}", flush=True)
            before, start = held(), time.process_time()
            try:
                check(reader, "file", data, {})
            except Exception as why:
                faults += 1
                print(f"FAULT {reader.NAME}: {what}: {type(why).__name__}: {why}", flush=True)
            took = time.process_time() - start
            if took > SECONDS + PER_BYTE * len(data):
                faults += 1
                print(f"FAULT {reader.NAME}: {what}: {took:.1f} s", flush=True)
            if held() - before > FREE + GROWTH * len(data):
                faults += 1
                print(f"FAULT {reader.NAME}: {what}: {held() - before >> 20} MB", flush=True)
    print("done", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

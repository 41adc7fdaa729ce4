"""A case with words of its own in everything the gate locks, and a way to find them again."""

import csv
import io
import json
import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pyrage
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from PIL import Image

from everyword.index import seen
from everyword.index.seen import Words
from everyword.vault import keys
from tests.bundle_papers import pages, saved
from tests.cli.conftest import Run

CANARIES = {
    "message": "Quendelbrachvogel",
    "other words": "Wiesenknopfsilber",
    "conversation": "Zwergtaucherteich",
    "number": "+447700900842",
    "document": "Fliederwasserrose",
    "paper": "Kranichfederkleid",
    "subject": "Uferschnepfenzug",
    "letter": "Moorveilchenblau",
    "attached": "Bergahornflagge",
    "in a zip": "Dotterblumenwerk",
    "payee": "Goldammerkasse",
    "event": "Habichtskrautruf",
    "seen": "Lerchenspornblatt",
    "item": "Pirolnestgeflecht",
    "told": "Sumpfdotterblick",
    "picture": "",
}
"""What each word is in. The picture has no word: its bytes are looked for."""

OPEN = "WhatsApp Chat with Sam.txt"
FREE = "notes.txt"
"""Open, with nothing in it that is locked: so that there is something to hand over."""
LOCKED = (
    "copy/WhatsApp Chat with Sam.txt",
    "sms.xml",
    "diary.txt",
    "account.txt",
    "paper.pdf",
    "letter.eml",
    "papers.zip",
    "bank.csv",
    "calendar.ics",
    "shot.png",
    "IMG-20240315-WA0001.jpg",
)
LINES = (
    "13/03/2024, 21:07 - Alex: I will send money on Friday",
    "14/03/2024, 08:00 - Sam: ok",
    "15/03/2024, 08:00 - Sam: IMG-20240315-WA0001.jpg (file attached)",
    "16/03/2024, 08:00 - Sam: the money has not come",
    "17/03/2024, 08:00 - Alex: it has",
    "18/03/2024, 08:00 - Sam: see you at the school",
    "19/03/2024, 08:00 - Alex: yes",
)


def fill(drawer: Path) -> None:
    """The open chat, and everything that will be locked."""
    word = CANARIES
    (drawer / "copy").mkdir(parents=True)
    own = [*LINES, f"20/03/2024, 08:00 - Sam: {word['item']}", "21/03/2024, 08:00 - Sam: bye"]
    (drawer / OPEN).write_text("\n".join(own) + "\n")
    other = [*LINES[:3], f"15/03/2024, 09:00 - Sam: {word['message']}", *LINES[3:]]
    other[5] = f"17/03/2024, 08:00 - Alex: it has {word['other words']}"
    other.append("21/03/2024, 08:00 - Sam: bye")
    (drawer / LOCKED[0]).write_text("\n".join(other) + "\n")
    (drawer / FREE).write_text("Collected at four on Tuesday.\n")
    (drawer / "sms.xml").write_text(_sms(word))
    (drawer / "diary.txt").write_text(f"On Monday the {word['document']} came.\n")
    (drawer / "account.txt").write_text(f"On Monday my sister took the {word['told']}.\n")
    (drawer / "paper.pdf").write_bytes(saved(pages(1, words=word["paper"])))
    (drawer / "letter.eml").write_bytes(_mail(word))
    with zipfile.ZipFile(drawer / "papers.zip", "w") as packed:
        packed.writestr(f"{word['in a zip']}.txt", "nothing more\n")
    with (drawer / "bank.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Date", "Description", "Amount", "Balance"])
        rows.writerow(["2024-03-13", word["payee"], "-10.00", "90.00"])
        rows.writerow(["2024-03-20", "shop", "-5.00", "85.00"])
    (drawer / "calendar.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nBEGIN:VEVENT\r\nUID:1@t\r\n"
        "DTSTAMP:20240301T090000Z\r\nDTSTART:20240316T090000Z\r\n"
        f"SUMMARY:{word['event']}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    Image.new("RGB", (90, 60), "white").save(drawer / "shot.png")
    Image.frombytes("RGB", (64, 64), os.urandom(64 * 64 * 3)).save(drawer / LOCKED[-1], "JPEG")


def _sms(word: dict[str, str]) -> str:
    number = f'address="{word["number"]}" contact_name="{word["conversation"]}"'
    rows = "".join(
        f'<sms protocol="0" {number} date="{1710363600000 + n * 60000}" type="1" body="text {n}"'
        ' read="1" status="-1" />\n'
        for n in range(2)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<smses count="2">\n{rows}</smses>\n'


def _mail(word: dict[str, str]) -> bytes:
    return (
        "From: sam@example.com\r\nTo: alex@example.com\r\nDate: Wed, 13 Mar 2024 21:07:00 +0000\r\n"
        f"Subject: {word['subject']}\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        f"--x\r\nContent-Type: text/plain\r\n\r\n{word['letter']}\r\n"
        "--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment;"
        f' filename="{word["attached"]}.txt"\r\n\r\nhello\r\n--x--\r\n'
    ).encode()


def see(case: Path, words: str) -> None:
    """As if tesseract had read a word in the screenshot."""
    from everyword.case.store import Case
    from tests.cases_made import Ticking

    with Case.open(case, words, Ticking(), write=True) as opened:
        run = opened.index.connection.execute
        (n,) = run("SELECT item FROM place WHERE path = 'shot.png'").fetchone()
        read = Words("tesseract 5", "eng", (CANARIES["seen"],))
        seen.put(opened.index.connection, n, b"\0" * 32, read)


def rows(run: Run, *words: str) -> list[dict[str, object]]:
    ran = run(*words, "--json")
    return [json.loads(line) for line in ran.out.splitlines()]


# Looking


class Seeker:
    """Finds the words, and the bytes of the picture, in whatever a command gave."""

    def __init__(self, picture: bytes, identity: pyrage.x25519.Identity) -> None:
        self._picture, self._identity = picture, identity
        self._forms = {
            name: [word.lower().encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be")]
            for name, word in CANARIES.items()
            if word
        }

    def in_text(self, text: str) -> set[str]:
        return self.in_bytes(text.encode("utf-8", "surrogateescape"))

    def in_bytes(self, data: bytes) -> set[str]:
        folded = data.lower()
        found = {
            name for name, forms in self._forms.items() if any(each in folded for each in forms)
        }
        middle = len(self._picture) // 2
        if self._picture[middle : middle + 40] in data:
            found.add("picture")
        return found

    def in_folder(self, folder: Path) -> set[str]:
        """In names, files, pages, archives and what is sealed to the reader."""
        found: set[str] = set()
        for path in folder.rglob("*"):
            found |= self.in_text(path.name)
            if path.is_file():
                found |= self.in_file(path.name, path.read_bytes())
        return found

    def in_file(self, name: str, data: bytes) -> set[str]:
        found = self.in_bytes(data) | self.in_text(name)
        for inner, inside in self._inside(data):
            found |= self.in_file(inner, inside)
        return found

    def _inside(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        if data.startswith(b"%PDF-"):
            yield from _of_pdf(data)
        elif data.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                yield from ((each, packed.read(each)) for each in packed.namelist())
        elif data.startswith(b"age-encryption.org/v1\n"):
            try:
                yield "tar", pyrage.decrypt(data, [self._identity])
            except pyrage.DecryptError:
                return  # to somebody else
        elif data[257:262] == b"ustar":
            with tarfile.open(fileobj=io.BytesIO(data)) as packed_:
                for member in packed_:
                    stream = packed_.extractfile(member)
                    yield member.name, stream.read() if stream else b""


def _of_pdf(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The words as a reader shows them, every stream unpacked, every string."""
    document = pdfium.PdfDocument(data)
    try:
        for page in document:
            yield "page", page.get_textpage().get_text_bounded().encode()
    finally:
        document.close()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream):
                yield "stream", each.read_raw_bytes()
                with suppress(pikepdf.PdfError):
                    yield "stream", each.read_bytes()
            elif isinstance(each, pikepdf.Dictionary | pikepdf.Array):
                yield "object", " ".join(_strings(each)).encode()


def _strings(each: object, deep: int = 3) -> Iterator[str]:
    if isinstance(each, pikepdf.String):
        yield str(each)
    elif isinstance(each, pikepdf.Dictionary) and deep:
        for key in each.keys():  # noqa: SIM118 - a pikepdf dictionary is not iterable
            yield from _strings(each[key], deep - 1)
    elif isinstance(each, pikepdf.Array) and deep:
        for inner in each:
            yield from _strings(inner, deep - 1)


# The database, page by page

PAGE, RESERVE = 4096, 80


def plain_pages(case: Path, words: str) -> bytes:
    """Every page of case.db as it is inside, also free ones: AES-256-CBC, written down here again
    so that nothing of SQLite decides what is looked at."""
    key = keys.unlock(case, words).database
    data = (case / "case.db").read_bytes()
    out = []
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        iv = page[PAGE - RESERVE : PAGE - RESERVE + 16]
        body = page[16 if start == 0 else 0 : PAGE - RESERVE]
        plain = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        out.append(plain.update(body) + plain.finalize())
    return b"".join(out)


def in_pages(case: Path, words: str) -> set[str]:
    """The search index writes only how a word differs from the one before: so its end is sought."""
    log = case / "case.db-wal"
    assert not log.exists() or log.stat().st_size == 0
    data = plain_pages(case, words).lower()
    assert b"decision" in data, "the pages were not decrypted"
    return {name for name, word in CANARIES.items() if word and word[4:].lower().encode() in data}


def copy_case(case: Path, to: Path) -> None:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(case, to)

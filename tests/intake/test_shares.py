"""Downloads and shared folders: every file in them is read by its reader or said not to be."""

import io
import zipfile
from collections import defaultdict

import pytest

from everyword.accounting import Account, Read
from everyword.intake.reading import ReadingRoom, read_accounted
from everyword.model import Document, Problem, Reading, Skipped, source_of_bytes
from tests.case_files import FOLDER
from tests.photo_words_made import jpeg, words


def first(reader: str, ends: str) -> bytes:
    """The input of a case of a reader."""
    return min(path for path in (FOLDER / reader).rglob(f"*{ends}")).read_bytes()


Files = dict[str, tuple[bytes, str | None]]
"""Each file by its place, and which reader reads it; None: nobody."""

ALBUM = "Takeout/Google Photos/Photos from 2022"
TAKEOUT: Files = {
    "Takeout/archive_browser.html": (b"<!doctype html><html>Your files</html>", "page_html"),
    "Takeout/Mail/All mail.mbox": (first("mail_mbox", "mbox"), "mail_mbox"),
    "Takeout/Calendar/Rowan.ics": (first("calendar_ics", ".ics"), "calendar_ics"),
    "Takeout/Contacts/All/All.vcf": (first("contacts_vcard", ".vcf"), "contacts_vcard"),
    "Takeout/Google Chat/Groups/DM 1/messages.json": (
        first("chat_google", "/messages.json"),
        "chat_google",
    ),
    "Takeout/Google Chat/Groups/DM 1/a.pdf": (first("document_pdf", ".pdf"), "document_pdf"),
    "Takeout/Hangouts/Hangouts.json": (first("chat_google", "angouts.json"), "chat_google"),
    f"{ALBUM}/IMG_1.jpg": (jpeg("2022:01:30 16:07:00"), "photo"),
    f"{ALBUM}/IMG_1.jpg.supplemental-metadata.json": (words("IMG_1.jpg"), "photo_words"),
    f"{ALBUM}/IMG_2.jpg.json": (words("IMG_2.jpg"), "photo_words"),
    f"{ALBUM}/metadata.json": (b'{"title": "Photos from 2022"}', "text"),
    f"{ALBUM}/clip.MP": (b"\0\1\2 no film", None),
    "Takeout/Drive/budget.xyz": (bytes(range(256)), None),
    "Takeout/My Activity/MyActivity.html": (b"<html><body>Searched</body></html>", "page_html"),
    "Takeout/Drive/empty.txt": (b"", None),
}
PHONE: Files = {
    "DCIM/100APPLE/IMG_0001.JPG": (jpeg("2022:01:30 16:07:00"), "photo"),
    "DCIM/100APPLE/IMG_0001.AAE": (b'<?xml version="1.0"?><plist><dict/></plist>', "text"),
    "DCIM/.thumbnails/1.jpg": (jpeg(), "photo"),
    "Messages/sms-20240403.xml": (first("sms_backup_xml", ".xml"), "sms_backup_xml"),
    "Download/statement.ofx": (first("bank_ofx", ".ofx"), "bank_ofx"),
    "WhatsApp/Media/WhatsApp Voice Notes/1.opus": (b"OggS damaged", "recording"),
    "Android/data/x.db": (b"SQLite format 3\0" + bytes(100), None),
    "Android/data/.nomedia": (b"\0", None),
    "__MACOSX/DCIM/._IMG_0001.JPG": (b"\0\5\x16\7", None),
}


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, (data, _) in files.items():
            archive.writestr(path, data)
    return out.getvalue()


@pytest.mark.parametrize("files", [TAKEOUT, PHONE], ids=["takeout", "phone"])
def test_every_file_is_read_by_its_reader_or_said_not_to_be(files: Files) -> None:
    found: dict[str, list[Reading]] = defaultdict(list)
    readers: dict[str, set[str | None]] = defaultdict(set)
    account = None
    with ReadingRoom() as room:
        answers = {"zone": "Europe/London"}
        for read in read_accounted(room, source_of_bytes("x.zip", zipped(files)), answers):
            if isinstance(read, Account):
                account = read
            else:
                assert isinstance(read, Read)
                path = read.reading.where[0].path.split("!/")[1]
                found[path].append(read.reading)
                readers[path].add(read.reader)

    assert account is not None
    assert account.total == sum(map(len, found.values()))
    assert set(found) == set(files)
    for path, (_, reader) in files.items():
        assert reader in readers[path], f"{path} was read by {readers[path]}"
        if reader is None:
            assert len(found[path]) == 1
            (told,) = found[path]
            words_ = told.remark if isinstance(told, Document) else ""
            words_ = told.what if isinstance(told, Skipped | Problem) else words_
            assert words_, f"nothing is said of {path}"

"""What a chat names and what lies beside it in the zip."""

import hashlib
import io
import zipfile

import msgspec
import pytest

from everyword.archive import members
from everyword.intake.siblings import Siblings
from everyword.model import NO_TIME, Attachment, Locator, Message, Problem, source_of_bytes

PHOTO = b"the bytes of the photo"
HASH = hashlib.sha256(PHOTO).hexdigest()


def siblings(*paths: str) -> Siblings:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in paths:
            archive.writestr(path, PHOTO)
    return Siblings(members(source_of_bytes("export.zip", out.getvalue())))


def message(chat: str, *names: str) -> Message:
    files = tuple(Attachment(name, None, True) for name in names)
    where = (Locator(f"export.zip!/{chat}", 1, 1, "record"),)
    return Message(where, NO_TIME, "Sam", (), "Alex", None, "look", attachments=files)


@pytest.mark.parametrize(
    ("chat", "name", "path"),
    [
        ("ChatExport/result.json", "photos/photo_1.jpg", "ChatExport/photos/photo_1.jpg"),
        ("result.json", "photos/photo_1.jpg", "photos/photo_1.jpg"),
        ("you/messages/inbox/sam/message_1.json", "messages/inbox/sam/photos/1.jpg",
         "you/messages/inbox/sam/photos/1.jpg"),
        ("a/b/messages.html", "../files/x.pdf", "a/files/x.pdf"),
    ],
)  # fmt: skip
def test_a_named_file_is_found_by_its_path(chat: str, name: str, path: str) -> None:
    found = siblings(chat, path, "other/photo_1.jpg").resolved(message(chat, name))

    assert isinstance(found, Message)
    assert found.attachments == (Attachment(name, HASH, True, f"export.zip!/{path}"),)


@pytest.mark.parametrize("name", ["photo_1.jpg", "", "/etc/passwd", "../../photos/photo_1.jpg"])
def test_another_file_of_its_name_is_not_taken_for_it(name: str) -> None:
    found = siblings("a/result.json", "b/photo_1.jpg").resolved(message("a/result.json", name))

    assert isinstance(found, Message)
    assert found.attachments == (Attachment(name, None, False),)


def test_what_a_reader_knows_already_stays() -> None:
    known = msgspec.structs.replace(
        message("a.json", "x.jpg"), attachments=(Attachment("x.jpg", "ab", True, "export.zip!/y"),)
    )  # hashed already
    problem = Problem(known.where, "torn")

    assert siblings("x.jpg").resolved(known) is known
    assert siblings("x.jpg").resolved(problem) is problem


def test_a_place_that_a_reader_named_is_looked_at() -> None:
    named = "export.zip!/chats/photos/x.jpg"
    said = msgspec.structs.replace(
        message("chats/a.json", "x.jpg"), attachments=(Attachment("x.jpg", None, True, named),)
    )
    here = siblings("chats/photos/x.jpg", "chats/other/x.jpg").resolved(said)
    gone = siblings("chats/other/x.jpg").resolved(said)

    assert isinstance(here, Message) and isinstance(gone, Message)
    assert here.attachments == (Attachment("x.jpg", HASH, True, named),)
    assert gone.attachments == (Attachment("x.jpg", None, False),)


def test_a_log_is_handed_over_with_its_database_and_nothing_else_is() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in ("a/chat.db", "a/chat.db-wal", "b/chat.db-wal", "a/x", "chat.db"):
            archive.writestr(path, path.encode())
        archive.writestr("a/empty-wal", b"")
    inner = members(source_of_bytes("phone.zip", out.getvalue()))
    beside = Siblings(inner)
    given = {file.name: beside.with_other(file) for file in inner}

    joined = given["phone.zip!/a/chat.db-wal"]
    assert joined.name == "phone.zip!/a/chat.db-wal"
    with joined.open() as stream:
        assert stream.read().startswith(b"a/chat.db-wala/chat.db")
    for file in inner:
        if file.name != joined.name:
            assert given[file.name] is file


@pytest.mark.parametrize(
    ("words", "photo"),
    [
        ("a/IMG_1.jpg.json", "a/IMG_1.jpg"),
        ("a/IMG_1.jpg.supplemental-metadata.json", "a/IMG_1.jpg"),
        ("a/a name of many letters.HEIC.supplemental-me.json", "a/a name of many letters.HEIC"),
        ("a/IMG_1.jpg(2).json", "a/IMG_1(2).jpg"),
        ("a/IMG_1.jpg.supplemental-metadata(2).json", "a/IMG_1(2).jpg"),
        ("a/VID.MP4.s.json", "a/VID.MP4"),
        ("a/message.json", None),
        ("a/IMG_1.jpg.some.json", None),
        ("b/IMG_1.jpg.json", None),
    ],
)
def test_words_beside_a_photo_are_handed_over_with_it(words: str, photo: str | None) -> None:
    out = io.BytesIO()
    names = {words, "a/IMG_1.jpg", "a/IMG_1(2).jpg", "a/VID.MP4", "a/a name of many letters.HEIC"}
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(names):
            archive.writestr(path, path.encode())
    inner = members(source_of_bytes("takeout.zip", out.getvalue()))
    file = next(each for each in inner if each.name.endswith(words))
    given = Siblings(inner).with_other(file)

    if photo is None:
        assert given is file
        return
    with given.open() as stream:
        assert stream.read().startswith(f"{words}{photo}".encode())

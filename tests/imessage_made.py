"""Writes the databases of tests/cases/chat_imessage: invented people, the columns Messages has.

    python -m tests.imessage_made      (then make cases, and read the difference)

The bytes differ from one SQLite to the next, what is read from them does not: a test makes them
again and compares.
"""

import plistlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parent / "cases" / "chat_imessage"
START = 733_867_620  # 2024-04-03T20:07:00Z, in seconds since 2001

NEW = """
CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL,
 text TEXT, replace INTEGER DEFAULT 0, service_center TEXT, handle_id INTEGER DEFAULT 0,
 subject TEXT, attributedBody BLOB, version INTEGER DEFAULT 0, type INTEGER DEFAULT 0,
 service TEXT, account TEXT, error INTEGER DEFAULT 0, date INTEGER, date_read INTEGER,
 date_delivered INTEGER, is_from_me INTEGER DEFAULT 0, is_sent INTEGER DEFAULT 0,
 is_audio_message INTEGER DEFAULT 0, item_type INTEGER DEFAULT 0,
 other_handle INTEGER DEFAULT 0, group_title TEXT, group_action_type INTEGER DEFAULT 0,
 share_status INTEGER DEFAULT 0, expressive_send_style_id TEXT, balloon_bundle_id TEXT,
 associated_message_guid TEXT, associated_message_type INTEGER DEFAULT 0,
 message_summary_info BLOB, destination_caller_id TEXT, reply_to_guid TEXT,
 thread_originator_guid TEXT, date_retracted INTEGER DEFAULT 0, date_edited INTEGER DEFAULT 0);
ALTER TABLE message ADD COLUMN associated_message_emoji TEXT DEFAULT NULL;
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, id TEXT NOT NULL,
 country TEXT, service TEXT NOT NULL, UNIQUE (id, service));
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL,
 chat_identifier TEXT, service_name TEXT, display_name TEXT);
CREATE TABLE chat_handle_join (chat_id INTEGER REFERENCES chat (ROWID) ON DELETE CASCADE,
 handle_id INTEGER REFERENCES handle (ROWID), UNIQUE(chat_id, handle_id));
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER
 DEFAULT 0, PRIMARY KEY (chat_id, message_id));
CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER,
 delete_date INTEGER, CHECK (delete_date != 0), PRIMARY KEY (chat_id, message_id));
CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL,
 filename TEXT, uti TEXT, mime_type TEXT, transfer_name TEXT, total_bytes INTEGER DEFAULT 0,
 is_sticker INTEGER DEFAULT 0);
CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER,
 UNIQUE(message_id, attachment_id));
CREATE INDEX message_idx_date ON message(date);
CREATE TRIGGER after_insert AFTER INSERT ON chat BEGIN SELECT 1; END;
"""
OLD = """
CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL,
 text TEXT, handle_id INTEGER DEFAULT 0, service TEXT, error INTEGER DEFAULT 0, date INTEGER,
 is_from_me INTEGER DEFAULT 0, is_sent INTEGER DEFAULT 0, item_type INTEGER DEFAULT 0);
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, id TEXT NOT NULL);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, chat_identifier TEXT,
 display_name TEXT);
CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);
"""


def archived(text: str, mutable: bool = False) -> bytes:
    """An NSAttributedString as NSArchiver writes it, with one run of attributes behind it."""
    raw = text.encode()
    size = len(raw)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(4, "little")
    if 128 <= size <= 0xFFFF:
        length = b"\x81" + size.to_bytes(2, "little")

    def named(name: bytes) -> bytes:
        return b"\x84\x84" + bytes([len(name)]) + name + b"\x00"

    upper = named(b"NSMutableAttributedString") if mutable else b""
    inner = named(b"NSMutableString") if mutable else b""
    above = b"\x95" if mutable else b"\x94"  # NSObject, by its number
    return (
        b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01\x40\x84"
        + upper
        + named(b"NSAttributedString")
        + named(b"NSObject")
        + b"\x85\x92\x84"
        + inner
        + named(b"NSString")[:-1]
        + b"\x01"
        + above
        + b"\x84\x01+"
        + length
        + raw
        + b"\x86\x84\x02iI\x01"
        + bytes([min(len(text), 127)])
        + b"\x86"
    )


class Made:
    """A database while it is filled. Times are seconds after START."""

    def __init__(self, path: Path, schema: str, unit: int = 10**9, before: str = "") -> None:
        path.unlink(missing_ok=True)
        self.db = sqlite3.connect(path)
        self.db.executescript(before + schema)
        self.unit, self.count = unit, 0

    def put(self, table: str, **values: object) -> None:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))

    def at(self, seconds: int) -> int:
        return (START + seconds) * self.unit

    def message(self, seconds: int, chat: int | None = 1, **values: object) -> int:
        self.count += 1
        given = {"guid": f"00000000-0000-0000-0000-{self.count:012}", "service": "iMessage"}
        self.put("message", **(given | {"date": self.at(seconds)} | values))
        number = self.db.execute("SELECT max(ROWID) FROM message").fetchone()[0]
        if chat is not None:
            self.put("chat_message_join", chat_id=chat, message_id=number)
        return int(number)

    def close(self) -> None:
        self.db.commit()
        self.db.close()


def people(made: Made) -> None:
    for name in ("+447700900123", "rowan@home.test"):
        made.put("handle", id=name, service="iMessage")
    made.put("chat", guid="iMessage;-;+447700900123", chat_identifier="+447700900123")
    made.put("chat", guid="iMessage;+;chat77", chat_identifier="chat77", display_name="Kids ⚽")
    made.db.execute("INSERT INTO chat_handle_join VALUES (1, 1), (2, 1), (2, 2)")


def guid(number: int, part: str = "p:0/") -> str:
    return f"{part}00000000-0000-0000-0000-{number:012}"


def macos_now(path: Path) -> None:
    """Words in archived bodies, reactions, replies, files, effects, group lines, deletions."""
    made = Made(path, NEW)
    people(made)
    own = {"is_from_me": 1, "is_sent": 1, "destination_caller_id": "+447700900999"}
    sam: dict[str, object] = {"handle_id": 1, "destination_caller_id": "+447700900999"}
    made.message(0, **sam, attributedBody=archived("Can you take them on Friday?"))
    made.message(65, **own, handle_id=1, attributedBody=archived("Yes.\n\n  6 pm 👍🏽", True))
    loved = {"associated_message_guid": guid(2), "associated_message_type": 2000}
    made.message(70, **sam, **loved, text="Loved “Yes.\n\n  6 pm 👍🏽”")
    emoji = {"associated_message_guid": guid(1, "bp:"), "associated_message_type": 2006}
    made.message(80, **own, **emoji, associated_message_emoji="🎉", text="Reacted 🎉 to it")
    taken = {"associated_message_guid": guid(2), "associated_message_type": 3000}
    made.message(90, **sam, **taken)
    reply = {"thread_originator_guid": guid(1, ""), "date_read": made.at(200)}
    made.message(100, **sam, **reply, text="Thanks", attributedBody=archived("Thanks"))
    files = made.message(110, **sam, attributedBody=archived("\ufffcthe letter\ufffc"))
    path_of = "~/Library/Messages/Attachments/0a/10/"
    made.put(
        "attachment",
        guid="a1",
        filename=f"{path_of}IMG_0012.HEIC",
        mime_type="image/heic",
        transfer_name="IMG_0012.HEIC",
        total_bytes=2345678,
    )
    made.put("attachment", guid="a2", transfer_name="letter.pdf", mime_type="application/pdf")
    made.put("attachment", guid="a3", mime_type="image/png", is_sticker=1)
    for number in (1, 2):
        made.put("message_attachment_join", message_id=files, attachment_id=number)
    stuck = {"associated_message_guid": guid(1), "associated_message_type": 1000}
    made.message(115, **sam, **stuck, text="\ufffc")
    made.message(120, **own, handle_id=1, is_audio_message=1, text="\ufffc")
    slam = "com.apple.MobileSMS.expressivesend.impact"
    made.message(130, **own, handle_id=1, text="NO", expressive_send_style_id=slam)
    made.message(140, **own | {"is_sent": 0}, text="not gone", error=22, service="SMS")
    made.message(150, 2, handle_id=2, text="hi all", service="RCS", subject="Kids")
    made.message(160, 2, handle_id=1, item_type=2, group_title="Kids ⚽")
    made.message(170, 2, **own, item_type=1, group_action_type=1, other_handle=2)
    made.message(180, 2, handle_id=2, item_type=3)
    made.message(190, **sam, item_type=4, share_status=1)
    gone = made.message(200, None, **sam, text="I never said that")
    made.put("chat_recoverable_message_join", chat_id=1, message_id=gone, delete_date=made.at(9000))
    made.message(210, **sam, balloon_bundle_id="com.apple.messages.URLBalloonProvider", text="x")
    made.message(220, **sam, balloon_bundle_id="com.apple.PassbookUIService", text="\ufffd")
    for number in (10, 15):
        made.db.execute("DELETE FROM message WHERE ROWID = ?", (number,))
    made.close()


def edits(path: Path) -> None:
    """A message edited twice, one with a part unsent, one unsent whole, a damaged record."""
    made = Made(path, NEW, before="PRAGMA page_size=512;")
    people(made)

    def version(seconds: int, text: str) -> dict[str, object]:
        return {"d": float(START + seconds), "t": archived(text), "bcg": "x"}

    def info(**values: object) -> bytes:
        return plistlib.dumps(values, fmt=plistlib.FMT_BINARY)

    texts = [version(0, "I will pay 200"), version(60, "I will pay 20"), version(90, "I will")]
    made.message(
        0,
        handle_id=1,
        attributedBody=archived("I will"),
        date_edited=made.at(90),
        message_summary_info=info(ec={"0": texts}, ep=[0], otr={"0": {"le": 14, "lo": 0}}),
    )
    unsent = {"rp": [1], "otr": {"0": {"le": 4, "lo": 0}}}
    made.message(
        100,
        is_from_me=1,
        is_sent=1,
        text="keep",
        date_edited=made.at(130),
        message_summary_info=info(**unsent),
    )
    made.message(
        200,
        handle_id=1,
        date_edited=made.at(260),
        date_retracted=made.at(260),
        message_summary_info=info(rp=[0]),
    )
    broken = info(ec={"0": texts})[:-9]
    made.message(300, handle_id=1, text="after", message_summary_info=broken)
    made.message(310, handle_id=1, text="usual", message_summary_info=info(ust=True))
    made.message(320, handle_id=1, attributedBody=archived("long " * 9000)[:-2000])
    made.close()


def old_seconds(path: Path) -> None:
    """A phone of 2012: seconds, few columns, SMS; other alphabets; times that are none; UTF-16."""
    made = Made(path, OLD, unit=1, before="PRAGMA encoding='UTF-16le'; PRAGMA page_size=1024;")
    made.put("handle", id="+390612345678")
    made.put("chat", guid="SMS;-;+39", chat_identifier="+390612345678")
    made.put("chat_handle_join", chat_id=1, handle_id=1)
    sms = {"service": "SMS", "handle_id": 1, "date": 352_000_000}
    made.message(0, **sms, text="Perché non rispondi?\r\n— Élia")
    made.message(0, **sms | {"date": 352_000_061}, is_from_me=1, is_sent=1, text="שלום, مرحبا 🙂")
    made.message(0, **sms | {"date": 0}, text="no time")
    made.message(0, **sms | {"date": 10**13}, text="no such time")
    made.message(0, **sms | {"date": 733_867_620_000_000_000}, text="after the update")
    made.message(0, None, **sms | {"handle_id": 9}, text="from nobody")
    made.message(0, **sms | {"handle_id": 0}, text="nobody said")
    made.close()


def damaged(path: Path) -> None:
    """One page overwritten, the file cut short, a database in write-ahead mode."""
    made = Made(path, NEW, before="PRAGMA page_size=1024;")
    people(made)
    for number in range(40):
        made.message(number * 60, handle_id=1, text=f"line {number} " + "x" * (number * 9))
    made.close()
    data = bytearray(path.read_bytes())
    data[18:20] = b"\x02\x02"
    at = data.index(b"line 20 ")
    data[at : at + 5] = b"l\xff\xfee "
    page = data.index(b"line 9 ") // 1024 * 1024
    data[page : page + 1024] = b"\x55" * 1024
    path.write_bytes(bytes(data[:-1024]))


CASES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "macos_now": ("chat.db", macos_now),
    "edits": ("chat.db", edits),
    "old_seconds": ("sms.db", old_seconds),
    "damaged": ("chat.db", damaged),
}

if __name__ == "__main__":
    for name, (base, make) in CASES.items():
        make(FOLDER / name / base)

"""The household's text messages, as the Android app SMS Backup & Restore writes them.

The app writes a character outside the basic plane as two numeric references, one for each half of
its surrogate pair, which is not XML; readers have to cope, so the demonstration has it too.
"""

import base64
import datetime as dt
from collections.abc import Iterator
from xml.sax.saxutils import escape

from everyword.demo.chats import Said, script, shipped

NAME = "sms-20250601.xml"
ALEX = "+447700900123"
NUMBERS = {"S": "+447700900456", "school": "+442079460321", "Jo": "+447700900789"}
CONTACTS = {"S": "Sam Carter", "school": "School office", "Jo": "Jo Bennett"}
PICTURE, PICTURE_NAME = "<picture>", "hedgehog.jpg"
BACKUP = dt.datetime.fromisoformat("2025-06-01T20:15:07")
_SUMMER = dt.datetime.fromisoformat("2025-03-30T01:00")
"""Clocks in England went forward then; the backup ends before they go back."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EPOCH = dt.datetime.fromisoformat("1970-01-01")


def backup() -> bytes:
    """The whole backup file."""
    records = [_record(n, said) for n, said in enumerate(script("texts.txt"))]
    made = _milliseconds(BACKUP)
    head = (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
        f"<!--File Created By SMS Backup & Restore v10.20.002 on {BACKUP:%d/%m/%Y %H:%M:%S}-->\n"
        f'<smses count="{len(records)}" backup_set="5c1d2f3e-0000-4000-8000-000000000001" '
        f'backup_date="{made}" type="full">\n'
    )
    return (head + "".join(records) + "</smses>\n").encode()


def _record(number: int, said: Said) -> str:
    # The script has minutes; a phone has milliseconds, and no two messages share them.
    date = _milliseconds(said.at) + (number * 7919) % 60_000
    sent = said.who.startswith("A>")
    other = said.who.removeprefix("A>")
    if said.lines[0] == PICTURE:
        return _mms(date, other, "\n".join(said.lines[1:]))
    values = {
        "protocol": "0",
        "address": NUMBERS[other],
        "date": str(date),
        "type": "2" if sent else "1",
        "subject": "null",
        "body": "\n".join(said.lines),
        "toa": "null",
        "sc_toa": "null",
        "service_center": "null",
        "read": "1",
        "status": "-1",
        "locked": "0",
        "date_sent": "0" if sent else str(date - 1000),
        "sub_id": "1",
        "readable_date": _readable(said.at),
        "contact_name": CONTACTS[other],
    }
    return f"  <sms {_attributes(values)} />\n"


def _mms(date: int, other: str, text: str) -> str:
    values = {"date": str(date), "ct_t": "application/vnd.wap.multipart.related", "msg_box": "1"}
    values |= {"address": NUMBERS[other], "m_type": "132", "sub": "null", "read": "1"}
    values |= {"text_only": "0", "contact_name": CONTACTS[other]}
    smil = '<smil><body><par dur="5000ms"><img src="hedgehog.jpg" /></par></body></smil>'
    parts = (
        {"seq": "-1", "ct": "application/smil", "name": "null", "chset": "null", "text": smil},
        {
            "seq": "0",
            "ct": "image/jpeg",
            "name": PICTURE_NAME,
            "chset": "null",
            "cl": PICTURE_NAME,
            "text": "null",
            "data": base64.b64encode(shipped(PICTURE_NAME)).decode(),
        },
        {"seq": "0", "ct": "text/plain", "name": "null", "chset": "106", "text": text},
    )
    addresses = (  # 137 is the sender, 151 a receiver
        {"address": NUMBERS[other], "type": "137", "charset": "106"},
        {"address": ALEX, "type": "151", "charset": "106"},
    )
    return (
        f"  <mms {_attributes(values)}>\n    <parts>\n"
        + "".join(f"      <part {_attributes(each)} />\n" for each in parts)
        + "    </parts>\n    <addrs>\n"
        + "".join(f"      <addr {_attributes(each)} />\n" for each in addresses)
        + "    </addrs>\n  </mms>\n"
    )


def _milliseconds(local: dt.datetime) -> int:
    utc = local - dt.timedelta(hours=1 if local >= _SUMMER else 0)
    return round((utc - _EPOCH).total_seconds()) * 1000


def _readable(local: dt.datetime) -> str:
    return f"{local.day} {_MONTHS[local.month - 1]} {local:%Y %H:%M:%S}"


def _attributes(values: dict[str, str]) -> str:
    return " ".join(f'{key}="{"".join(_written(value))}"' for key, value in values.items())


def _written(value: str) -> Iterator[str]:
    for char in escape(value, {'"': "&quot;", "\n": "&#10;"}):
        if ord(char) < 0x10000:
            yield char
        else:
            pair = char.encode("utf-16-be")
            for half in (pair[:2], pair[2:]):
                yield f"&#{int.from_bytes(half, 'big')};"

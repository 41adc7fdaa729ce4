"""The records of an SMS backup: from the attributes of an element to an item.

What each number means is Android's own: `Telephony.Sms` (type), `Telephony.Mms` (msg_box, m_type),
the PduHeaders of MMS (addr type), `CallLog.Calls` (call type).
"""

from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from everyword.model import Attachment, Call, Direction, Locator, Message, When
from everyword.readers.sms.long import Base64Hash, LongTags, Sized

BASIS = "milliseconds since 1970 UTC, written by the phone"
TWIN = "the same words, person and way within a second as"
TWIN_APART = 1000
"""Milliseconds."""
_EPOCH = date(1970, 1, 1)
_FIRST, _LAST = 631_152_000_000, 253_402_300_800_000  # the years 1990 to 9999

_BOXES: dict[str, tuple[Direction | None, str]] = {
    "1": ("in", ""),
    "2": ("out", ""),
    "3": (None, "a draft on the phone: not sent"),
    "4": (None, "in the phone's outbox: not known to have been sent"),
    "5": (None, "sending failed: not sent"),
    "6": (None, "waiting on the phone: not known to have been sent"),
}
_CALLS: dict[str, tuple[Direction, bool | None, str]] = {
    "1": ("in", True, ""),
    "2": ("out", None, ""),
    "3": ("in", False, "missed"),
    "4": ("in", False, "sent to voicemail"),
    "5": ("in", False, "rejected on the phone"),
    "6": ("in", False, "blocked by the phone"),
    "7": ("in", True, "answered on another device"),
}
_HIDDEN = {
    **dict.fromkeys(("2", "-2"), "the number was withheld"),
    **dict.fromkeys(("3", "-1"), "the phone did not know the number"),
    **dict.fromkeys(("4", "-3"), "from a payphone"),
}
"""By `presentation`, or by what older phones wrote in place of the number."""
_M_TYPES: dict[str, tuple[Direction | None, str]] = {
    "128": ("out", ""),
    "130": ("in", "a notice of a message that the phone did not fetch"),
    "132": ("in", ""),
}
_FROM, _TO, _CC, _BCC = "137", "151", "130", "129"
_OWN = "insert-address-token"
"""What a phone writes for its own number in a message it sends."""


class Made(Struct, frozen=True, gc=False):
    """An item, or None; and what about the record could not be read."""

    item: Message | Call | None
    faults: tuple[str, ...] = ()


class Mms(Struct):
    """An <mms> while its parts and addresses arrive; `place` begins the paths of its files."""

    attributes: dict[str, str]
    place: str
    faults: list[str]
    texts: list[str] = []
    attachments: list[Attachment] = []
    addresses: list[tuple[str, str]] = []
    parts: int = 0


def given(attributes: dict[str, str], name: str) -> str | None:
    """A value; None for what the app writes where it knows nothing."""
    value = attributes.get(name)
    return None if value is None or value in ("", "null") else value


def moment(text: str | None, state: str) -> tuple[When, str | None]:
    """The time of a record, and why there is none. `state`: what the phone says became of it."""
    basis = f"{BASIS}; {state}" if state else BASIS
    if text is not None and text.isdecimal() and len(text) < 16:
        milliseconds = int(text)
        if _FIRST <= milliseconds < _LAST:
            hours, rest = divmod(milliseconds, 3_600_000)
            minute, rest = divmod(rest, 60_000)
            local = f"{_hour(hours)}{_TWO[minute]}:{_TWO[rest // 1000]}"
            return When(text, local, "second", "UTC", local + "Z", basis), None
    basis = f"not a time in {BASIS}; {state}" if state else f"not a time in {BASIS}"
    return When(text, None, "none", None, None, basis), f"the date {_short(text)} is not a time"


_TWO = tuple(f"{number:02}" for number in range(60))


@lru_cache(maxsize=4096)
def _hour(hours: int) -> str:
    """The beginning of a time: 2024-03-05T12:"""
    return f"{(_EPOCH + timedelta(days=hours // 24)).isoformat()}T{hours % 24:02}:"


def sms(attributes: dict[str, str], where: Locator) -> Made:
    get = attributes.get
    return sms_of(get("body"), get("type"), get("address"), get("date"), get("contact_name"), where)


def sms_of(
    body: str | None,
    kind: str | None,
    address: str | None,
    date: str | None,
    label: str | None,
    where: Locator,
) -> Made:
    if body is None:
        return Made(None, ("a message without a body",))
    if address in ("", "null"):
        address = None
    if label in ("", "null", "(Unknown)"):
        label = None
    known = _BOXES.get(kind or "")
    direction, state = known or (None, "")
    when, fault = moment(date, state)
    sender: str | None = None
    to: tuple[str, ...] = ()
    if direction == "in":
        sender = address
    elif known and address:
        to = tuple(address.split("~")) if "~" in address else (address,)
    thread = (label if known else None) or address
    message = Message((where,), when, sender, to, thread, direction, body)
    if known and fault is None:
        return Made(message)
    faults = [fault] if fault else []
    if not known:
        faults.append(f"the type {_short(kind)} does not say whether it was received or sent")
    return Made(message, tuple(faults))


def call(attributes: dict[str, str], where: Locator) -> Made:
    number = given(attributes, "number")
    kind = attributes.get("type")
    known = _CALLS.get(kind or "")
    direction, answered, state = known or (None, None, "")
    hidden = _HIDDEN.get(attributes.get("presentation", "")) or _HIDDEN.get(
        number if number and number[0] == "-" else ""
    )
    if hidden:
        number = None if number and number[0] == "-" else number
        state = f"{state}; {hidden}" if state else hidden
    when, fault = moment(attributes.get("date"), state)
    faults = [fault] if fault else []
    if not known:
        faults.append(f"the type {_short(kind)} of the call with {number} is not known")
    duration = attributes.get("duration", "")
    seconds = int(duration) if duration.isdecimal() and len(duration) < 10 else None
    if seconds is None and duration:
        faults.append(f"the duration {_short(duration)} is not a number of seconds")
    if direction == "out" and seconds:
        answered = True
    sender = None if direction == "out" else number
    to = (number,) if direction == "out" and number else ()
    return Made(Call((where,), when, sender, to, direction, seconds, answered), tuple(faults))


def mms(record: Mms, where: Locator) -> Made:
    attributes = record.attributes
    box, m_type = attributes.get("msg_box"), attributes.get("m_type")
    direction, state = _BOXES.get(box or "") or _M_TYPES.get(m_type or "") or (None, "")
    if m_type == "130" and direction == "in":
        state = _M_TYPES["130"][1]
    when, fault = moment(attributes.get("date"), state)
    faults = ([fault] if fault else []) + record.faults
    address = given(attributes, "address")
    people = tuple(address.split("~")) if address else ()
    senders = [one for kind, one in record.addresses if kind == _FROM and one != _OWN]
    to = tuple(one for kind, one in record.addresses if kind in (_TO, _CC, _BCC) and one != _OWN)
    sender = senders[0] if senders else None
    if sender is None and direction == "in" and len(people) == 1:
        sender = people[0]
    if not to and direction != "in" and (direction or state):
        to = people
    subject = given(attributes, "sub")
    words = ([subject] if subject else []) + record.texts
    thread = _label(attributes) or address
    message = Message(
        (where,),
        when,
        sender,
        to,
        thread,
        direction,
        "\n".join(words),
        attachments=tuple(record.attachments),
    )
    return Made(message, tuple(faults))


def part(record: Mms, attributes: dict[str, str], long: LongTags) -> None:
    """Words of an MMS, or a file of it. SMIL says only where on a screen the others stand."""
    record.parts += 1
    kind = attributes.get("ct", "").lower()
    if kind == "application/smil":
        return
    text = attributes.get("text")
    if kind.startswith("text/plain") and text is not None and "data" not in attributes:
        if text != "null":
            record.texts.append(text)
        return
    names = (given(attributes, key) for key in ("cl", "fn", "name", "ct"))
    name = next((each for each in names if each), "part without a name")
    data = given(attributes, "data")
    if data is None:
        if kind.startswith("text/plain"):
            return  # an empty text: no words and no file
        if text is not None and text != "null":
            record.texts.append(text)
        record.attachments.append(Attachment(name, None, False))
        return
    sha256 = _file_hash(data, long)
    if sha256 is None:
        record.faults.append(f"the file {name} is not whole: its letters are not Base64")
    path = f"{record.place}-{record.parts}-{_label_of_file(name)}" if sha256 else None
    record.attachments.append(Attachment(name, sha256, sha256 is not None, path))


def _label_of_file(name: str) -> str:
    """A name that adds no folder to a path."""
    return name.replace("/", "_").replace("\\", "_")


def _file_hash(data: str, long: LongTags) -> str | None:
    value: Sized | None = long.value(data)
    if value is not None:
        return value.sha256
    if not data.isascii():
        return None
    digest = Base64Hash()
    digest.add(data.encode())
    return digest.digest()


def told_twin(message: Message, record: int) -> Message:
    """The same message, saying that another record may be the same one again."""
    told = f"{message.when.basis}; {TWIN} record {record}: perhaps one message kept twice"
    when = message.when
    told_when = When(when.text, when.local, when.precision, when.zone, when.utc, told)
    return replace(message, when=told_when)


def are_twins(one: Message, two: Message) -> bool:
    """An <sms> and an <mms> of the same words, person and way, at most a second apart."""
    if one.text != two.text or one.direction != two.direction or not one.text:
        return False
    if one.sender != two.sender or one.to != two.to or one.attachments or two.attachments:
        return False
    times = one.when.text or "", two.when.text or ""
    return all(time.isdecimal() and len(time) < 16 for time in times) and (
        abs(int(times[0]) - int(times[1])) <= TWIN_APART
    )


def _label(attributes: dict[str, str]) -> str | None:
    """The owner's own name for the other side."""
    label = given(attributes, "contact_name")
    return None if label == "(Unknown)" else label


def _short(text: str | None) -> str:
    return "(none)" if text is None else repr(text[:40])

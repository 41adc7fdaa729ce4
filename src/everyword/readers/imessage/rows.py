"""One row of the table `message`: from its values to what is said of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from everyword.model import Attachment, Direction, Locator, Message, Problem, Reading, When
from everyword.readers.imessage.edits import Edits, edits_of
from everyword.readers.imessage.sqlite import Row, Value
from everyword.readers.imessage.tables import Chat, Pairs, Tables, words
from everyword.readers.imessage.typedstream import BadTypedstream, text_of
from everyword.readers.imessage.words import EFFECTS, action_words, reaction_words

COLUMNS = (
    *("guid", "text", "attributedbody", "handle_id", "service", "date", "date_read"),
    *("is_from_me", "error", "is_sent", "is_audio_message", "subject", "destination_caller_id"),
    *("item_type", "group_action_type", "other_handle", "group_title", "share_status"),
    *("associated_message_guid", "associated_message_type", "associated_message_emoji"),
    *("thread_originator_guid", "reply_to_guid", "date_edited", "date_retracted"),
    *("message_summary_info", "expressive_send_style_id", "balloon_bundle_id"),
)
_SECONDS, _NANOSECONDS = 10**11, 10**16
"""A date below the one counts seconds (before macOS 10.13, iOS 11), above the other nanoseconds:
as nanoseconds the first would be two minutes after the clock began, as seconds the year 5169."""
_EPOCH = datetime(2001, 1, 1)  # noqa: DTZ001 (the Z is written by us)
_NO_TIME = "the database has no time for it"
_URL = "com.apple.messages.URLBalloonProvider"


def moment(value: Value) -> tuple[str | None, str]:
    """`2024-04-03T20:07:00` in UTC, and what the number counts; None where it is no time."""
    if not isinstance(value, int) or value <= 0:
        return None, _NO_TIME if value in (None, 0) else "not a time that Messages writes"
    if value < _SECONDS:
        seconds, basis = value, "seconds since 2001-01-01 UTC, written by the device"
    elif value >= _NANOSECONDS:
        seconds, basis = value // 10**9, "nanoseconds since 2001-01-01 UTC, written by the device"
    else:
        return None, "not a time that Messages writes"
    try:
        return (_EPOCH + timedelta(seconds=seconds)).isoformat(), basis
    except OverflowError:
        return None, "not a time that Messages writes"


class Rows:
    """Turns rows into readings. `rowids`: the row of a message by the hash of its guid."""

    def __init__(self, path: str, tables: Tables, rowids: Pairs) -> None:
        self._path, self._tables, self._rowids = path, tables, rowids

    def readings(self, row: Row) -> Iterator[Reading]:
        values = dict(zip(COLUMNS, row.values, strict=True))
        where = (Locator(self._path, row.rowid, row.rowid, "rowid"),)
        faults = ["some of its bytes are not text and are shown as U+FFFD"] if row.bad_text else []
        if row.astray:
            faults.append("its number does not follow the one before it: damage; it may be another")
        chat, notes = self._chat(row.rowid)
        sender, fault = self._sender(values)
        faults += [fault] if fault else []
        mine = _number(values["is_from_me"]) == 1
        local, basis = moment(values["date"])
        if local is None and basis != _NO_TIME:
            faults.append(f"the date {str(values['date'])[:40]!r} is {basis}")
        notes = [*self._notes(values, mine), *notes]
        who = "the owner" if mine else sender or "somebody"
        said = self._system(values, who)
        edits = edits_of(values["message_summary_info"])
        faults += edits.faults
        thread = chat.name if chat else None
        if said is not None:
            when = _when(values["date"], local, basis, notes)
            yield Message(where, when, None, (), thread, None, said, True)
        else:
            yield from self._message(
                values, where, chat, sender, mine, edits, faults, (local, basis, notes)
            )
        for fault in faults:
            yield Problem(where, fault)

    def _message(
        self,
        values: dict[str, Value],
        where: tuple[Locator, ...],
        chat: Chat | None,
        sender: str | None,
        mine: bool,
        edits: Edits,
        faults: list[str],
        time: tuple[str | None, str, list[str]],
    ) -> Iterator[Message]:
        local, basis, notes = time
        own = words(values["destination_caller_id"])
        people = chat.people if chat else ()
        direction: Direction = "out" if mine else "in"
        to = (people or ((sender,) if sender else ())) if mine else ((own,) if own else ())
        sender = own if mine else sender
        thread = chat.name if chat else None
        text = _text(values, faults)
        unsent = bool(edits.unsent or moment(values["date_retracted"])[0])
        notes += self._changes(values, edits, unsent, text)
        attachments, about = self._attachments(where[0].first)
        when = _when(values["date"], local, basis, [*notes, *about])
        deleted = (unsent and not text) or any(note.startswith("deleted") for note in notes)
        edited = edits.edited or (moment(values["date_edited"])[0] is not None and not unsent)
        yield Message(
            where, when, sender, to, thread, direction, text, False, edited, deleted, attachments
        )
        for each in edits.earlier:
            at, counts = moment(each.seconds)
            note = f"an earlier text of this message (part {each.part}), replaced by an edit"
            when = _when(each.seconds, at, counts, [note])
            yield Message(where, when, sender, to, thread, direction, each.text, False, True)

    def _chat(self, rowid: int) -> tuple[Chat | None, list[str]]:
        tables = self._tables
        found = tables.chat_of.of(rowid)
        removed = tables.removed_from.of(rowid)
        notes = []
        if removed:
            at = [moment(each)[0] for each in tables.removed_at.of(rowid)]
            told = f" at {at[0]}Z" if at and at[0] else ""
            notes.append(f"deleted on this device{told}, still recoverable")
        if len(found) > 1:
            others = [tables.chats[each].name or "?" for each in found[1:] if each in tables.chats]
            notes.append(f"also in the conversation {', '.join(others)}")
        for each in [*found, *removed]:
            if each in tables.chats:
                return tables.chats[each], notes
        return None, notes

    def _sender(self, values: dict[str, Value]) -> tuple[str | None, str | None]:
        number = _number(values["handle_id"])
        name = self._tables.handles.get(number)
        if name is None and number and _number(values["is_from_me"]) != 1:
            return None, f"the table of addresses has no number {number}: sender not known"
        return name, None

    def _notes(self, values: dict[str, Value], mine: bool) -> list[str]:
        notes = []
        if service := words(values["service"]):
            notes.append(service)
        if error := _number(values["error"]):
            notes.append(f"{'sending failed' if mine else 'not received whole'} (error {error})")
        elif mine and values["is_sent"] == 0 and _number(values["item_type"]) == 0:
            notes.append("not marked as sent")
        if read := moment(values["date_read"])[0]:
            notes.append(f"read {read}Z")
        if _number(values["is_audio_message"]):
            notes.append("audio message")
        if subject := words(values["subject"]):
            notes.append(f"subject: {subject}")
        if style := words(values["expressive_send_style_id"]):
            notes.append(f"sent with effect {EFFECTS.get(style, style)}")
        if (app := words(values["balloon_bundle_id"])) and app != _URL:
            notes.append(f"made with {app.rsplit(':', 1)[-1]}; its own content is not read")
        if answered := words(values["thread_originator_guid"]):
            notes.append(f"answers {self._row_of(answered)}")
        return notes

    def _changes(
        self, values: dict[str, Value], edits: Edits, unsent: bool, text: str
    ) -> Iterator[str]:
        if unsent:
            at = moment(values["date_retracted"])[0] or moment(values["date_edited"])[0]
            what = "part of it was unsent" if text else "unsent by its sender"
            yield f"{what} {at}Z" if at else what
        elif at := moment(values["date_edited"])[0]:
            yield f"edited, last {at}Z"

    def _row_of(self, guid: str) -> str:
        """`p:0/GUID` and `bp:GUID` name a part of a message."""
        plain = guid.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        found = self._rowids.of(hash_of(plain))
        return f"the message in row {found[0]}" if found else "a message that is not here"

    def _system(self, values: dict[str, Value], who: str) -> str | None:
        """The words of a line of the app itself; None for a message."""
        kind = _number(values["associated_message_type"])
        said = reaction_words(kind, words(values["associated_message_emoji"])) if kind else None
        if said is not None:
            on = self._row_of(words(values["associated_message_guid"]) or "")
            own = _text(values, [])
            return f"{said}, by {who}, to {on}" + (f": {own}" if own.strip("\ufffc") else "")
        other = self._tables.handles.get(_number(values["other_handle"]))
        return action_words(
            _number(values["item_type"]),
            _number(values["group_action_type"]),
            who,
            other,
            words(values["group_title"]),
            _number(values["share_status"]),
        )

    def _attachments(self, rowid: int) -> tuple[tuple[Attachment, ...], list[str]]:
        found, about = [], []
        for number in self._tables.files_of.of(rowid):
            file = self._tables.files.get(number)
            name = file.name if file else f"file {number}, not in the table of files"
            found.append(Attachment(name, None, False))
            if file:
                about.append(f"file {file.name}: {file.about}")
        return tuple(found), about


def _text(values: dict[str, Value], faults: list[str]) -> str:
    text, body = values["text"], values["attributedbody"]
    if text is not None and text != "":
        return words(text) or ""
    if not isinstance(body, bytes) or not body:
        return ""
    try:
        return text_of(body)
    except BadTypedstream as fault:
        faults.append(f"its words cannot be read: {fault}")
        return ""


def _when(value: Value, local: str | None, basis: str, notes: list[str]) -> When:
    text = None if value is None else str(value)
    told = "; ".join([basis, *notes])
    if local is None:
        return When(text, None, "none", None, None, told)
    return When(text, local, "second", "UTC", f"{local}Z", told)


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0


def hash_of(guid: str) -> int:
    """64 bits that stand for a guid in memory; told apart for as long as the program runs."""
    return hash(guid)

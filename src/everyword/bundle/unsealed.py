"""Pages of a file that was read without a case: its conversations, tables and letters.

The words are those of the source and so are the names: nobody has said yet who is who.
"""

from collections.abc import Callable, Iterable, Iterator

from everyword.bundle.described import Page
from everyword.bundle.filed import words_of_office
from everyword.bundle.pages import printed_letters, printed_tables
from everyword.bundle.pages.printed import PICTURES
from everyword.bundle.pages.printed_times import when_words
from everyword.bundle.plan import Attached, Facts, Line, Transcript
from everyword.case.dates import day_words
from everyword.index.store import Entry
from everyword.index.words import unsent, when_of
from everyword.model import (
    Attachment,
    Call,
    Contact,
    Document,
    Email,
    Event,
    Message,
    Payment,
    Problem,
    Skipped,
    Source,
)

Find = Callable[[str], Source | None]
PHONE = "this phone"
"""A handle that the source does not give: that of the telephone it was exported from."""


def pages_of(
    entries: Iterable[Entry], facts: Facts, find: Find = lambda path: None
) -> tuple[Page, ...]:
    """What the readings of one file print as; nothing where it is no chat, table or letter.

    `facts` are of the file: name, size, hash. `find` gives the file that a message carries.
    """
    groups: dict[tuple[str, str | None], list[Entry]] = {}
    beside: list[Entry] = []
    for entry in entries:
        match entry.reading:
            case Message(thread=thread):
                groups.setdefault(("messages", thread), []).append(entry)
            case Payment(account=account):
                groups.setdefault(("payments", account), []).append(entry)
            case Call():
                groups.setdefault(("calls", None), []).append(entry)
            case Email() | Event() | Contact():
                groups.setdefault(("letter", entry.id), []).append(entry)
            case Problem() | Skipped():
                beside.append(entry)
            case Document(pages=None) as reading if "".join(reading.text).strip():
                groups.setdefault(("words", entry.id), []).append(entry)
            case _:
                return ()  # other documents, pictures and recordings have pages of their own
    facts = (*facts, *_left_out(beside))
    many = len(groups) > 1
    return tuple(
        _page(kind, name, each, facts, many, find) for (kind, name), each in groups.items()
    )


def _left_out(entries: list[Entry]) -> Iterator[tuple[str, str]]:
    """What of the file is not on these pages."""
    problems = [entry for entry in entries if isinstance(entry.reading, Problem)]
    for count, words in (
        (len(problems), "could not be read"),
        (len(entries) - len(problems), "are no messages or rows"),
    ):
        if count:
            yield "Not shown", f"{count} place{'s' * (count != 1)} of the file that {words}"


def _page(
    kind: str, name: str | None, entries: list[Entry], facts: Facts, many: bool, find: Find
) -> Page:
    date = _dates(entries)
    if kind == "messages":
        title = f"with {name or 'nobody named'}" if many else ""
        return Page(title, date, "correspondence", _transcript(entries, name, facts, find))
    if kind == "payments":
        account = (("Account", name or "not named in the source"), *facts)
        title = f"account {name or 'not named'}" if many else ""
        return Page(title, date, "financial records", printed_tables.payments(entries, account))
    if kind == "words":
        words = entries[0].reading
        assert isinstance(words, Document)
        remark = words.remark or ""
        return Page("", "", "", words_of_office(words.text, facts, remark), remark)
    if kind == "calls":
        table = printed_tables.calls(entries, lambda handle: handle or PHONE)
        return Page("calls" if many else "", date, "", table)
    reading = entries[0].reading
    assert isinstance(reading, Email | Event | Contact)
    attached = reading.attachments if isinstance(reading, Email) else ()
    letter = printed_letters.letter(
        reading, tuple(_attached(each, find) for each in attached), facts
    )
    is_mail = isinstance(reading, Email)
    return Page(_title(reading) if many else "", date, "correspondence" if is_mail else "", letter)


def _title(reading: Email | Event | Contact) -> str:
    match reading:
        case Email(subject=subject):
            return subject or "no subject"
        case Event(title=title):
            return title or "no title"
        case Contact(name=name):
            return name or "no name"


def _transcript(entries: list[Entry], thread: str | None, facts: Facts, find: Find) -> Transcript:
    lines = tuple(_line(entry, number, find) for number, entry in enumerate(entries, 1))
    senders = dict.fromkeys(line.sender for line in lines if not line.system)
    zones = dict.fromkeys(
        f"{when.zone} ({when.basis})" if when.zone else f"zone not given ({when.basis})"
        for when in (when_of(entry.reading) for entry in entries)
        if when is not None
    )
    head = (
        ("Conversation", thread or "not named in the source"),
        *(("Taking part", sender) for sender in senders),
        ("Messages", f"{len(lines)}: all of the conversation in this file"),
        ("Time zone", "; ".join(zones)),
    )
    return Transcript((*head, *facts), lines)


def _line(entry: Entry, number: int, find: Find) -> Line:
    message = entry.reading
    assert isinstance(message, Message)
    marks = [when_words(message.when, brief=True), unsent(message)]
    marks += ["marked as deleted in the source"] * message.deleted
    marks += ["marked as edited in the source"] * message.edited
    return Line(
        entry.id,
        number,
        " — ".join(mark for mark in marks if mark),
        "" if message.system else message.sender or PHONE,
        message.text,
        message.system,
        attachments=tuple(_attached(each, find) for each in message.attachments),
    )


def _attached(each: Attachment, find: Find) -> Attached:
    is_picture = each.present and each.path and each.name.lower().endswith(PICTURES)
    picture = find(each.path) if is_picture and each.path else None
    return Attached(each.name, each.sha256, each.present, picture)


def _dates(entries: Iterable[Entry]) -> str:
    """The day, or the first and the last, as the source has them."""
    whens = [when_of(entry.reading) for entry in entries]
    days = sorted(
        when.local[:10] for when in whens if when and when.local and len(when.local) >= 10
    )
    if not days:
        return ""
    first, last = day_words(days[0]), day_words(days[-1])
    return first if first == last else f"{first} to {last}"

"""How one exhibit prints: a transcript, a table, a photo page, a slip, or the PDF itself."""

from collections.abc import Iterable, Iterator

from everyword.bundle import plan
from everyword.bundle.pages import printed_letters, printed_speech, printed_tables
from everyword.bundle.pages.printed_times import when_words
from everyword.case.dates import day_words
from everyword.case.decided import Exhibit
from everyword.case.obtained import whole_is_locked
from everyword.case.people import printed_name, without_hidden
from everyword.case.store import HOW, Case
from everyword.index import withheld
from everyword.index.conversations import Conversations
from everyword.index.store import Entry, Query
from everyword.index.words import unsent
from everyword.intake.inside import within
from everyword.model import (
    Attachment,
    Call,
    Contact,
    Document,
    Email,
    Event,
    Message,
    Payment,
    Photo,
    Problem,
    Recording,
    Skipped,
    Source,
)
from everyword.streams import sha256_of

ORDERS = {
    "dmy": "day before month",
    "mdy": "month before day",
    "ymd": "year, month, day",
}
PICTURES = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".tif", ".tiff", ".gif")

Shown = dict[str, tuple[str, bool]]
"""Item id -> the document it is printed in, and whether it has a place of its own there."""


class Printed:
    """The documents one exhibit prints as; notes in `shown` where each item can be found."""

    def __init__(
        self, case: Case, exhibit: Exhibit, shown: Shown, conversations: Conversations
    ) -> None:
        self._case, self._exhibit, self._shown = case, exhibit, shown
        self._conversations = conversations
        self._entries = [case.index.item(item) for item in exhibit.items]
        self._people = case.work.people()
        self.notes: dict[str, None] = {}
        """Said to the person, and not printed."""

    def documents(self) -> list[plan.Document]:
        groups: dict[tuple[str | None, ...], list[Entry]] = {}
        for entry in self._entries:
            groups.setdefault(_kind_of_page(entry), []).append(entry)
        made = []
        for number, entries in enumerate(groups.values(), 1):
            key = f"{self._exhibit.label}.{number}"
            content, anchored = self._content(entries, key)
            for entry in entries:
                self._shown.setdefault(entry.id, (key, anchored))
            title = self._exhibit.title
            if len(groups) > 1:
                title += f": {_part(entries[0])}"
            made.append(plan.Document(key, title, _dates(entries), self._exhibit.label, content))
        return made

    def _content(self, entries: list[Entry], key: str) -> tuple[plan.Content, bool]:
        entry = entries[0]
        match entry.reading:
            case Message(thread=thread):
                return self._transcript(entries, thread, key), True
            case Payment(account=account):
                return self._payments(entries, account), True
            case Call():
                return self._calls(entries), True
            case Photo():
                return plan.Picture(self._inner(entry), self._facts(entry)), False
            case Document() if entry.reading.remark and not entry.reading.pages:
                return plan.Unusable(entry.reading.remark, self._facts(entry)), False
            case Document(pages=None):
                text = "".join(entry.reading.text)
                lines = tuple(text.removesuffix("\n").split("\n"))  # a form feed ends no line
                first = entry.reading.where[0].first
                return plan.Text(self._facts(entry), lines, first), False
            case Document():
                return plan.Given(self._inner(entry)), False
            case Email(attachments=files):
                attached = tuple(self._attached(entry, each) for each in files)
                return printed_letters.letter(entry.reading, attached, self._facts(entry)), False
            case Event() | Contact():
                return printed_letters.letter(entry.reading, (), self._facts(entry)), False
            case Recording():
                spoken, said = self._spoken(entry)
                return plan.Slip((*self._facts(entry), *said), spoken), False
            case Problem(what=what) | Skipped(what=what):
                return plan.Unusable(what, self._facts(entry)), False

    def _inner(self, entry: Entry) -> Source:
        """The sealed file itself, or the member of the sealed zip the entry was read from."""
        source = self._case.source_of(entry)
        return within(source, entry.reading.where[0].path) or source

    def _own(self, words: str) -> str:
        """Words that a person typed, as they may be printed."""
        return without_hidden(words, self._people)

    def _facts(self, entry: Entry) -> plan.Facts:
        row = self._case.index.row(entry.source)
        said = self._case.work.said(row.object)
        facts = [("File", entry.reading.where[0].path)]
        match entry.reading:
            case Photo(device=device, width=width, height=height):
                facts.append(("Taken", when_words(entry.reading.when)))
                if device:
                    facts.append(("Camera", device))
                if width and height:
                    facts.append(("Size", f"{width} x {height} pixels"))
                if entry.reading.gps:
                    facts.append(("Place in the file", "a location is stored in the file"))
            case Recording(seconds=seconds):
                facts.append(("Recorded", when_words(entry.reading.when)))
                facts.append(("Length", f"{seconds} seconds" if seconds else "not stated"))
                facts.append(("Listen", "the file travels beside this bundle, in the package"))
            case _:
                pass
        inner = self._inner(entry)
        if inner.name != row.name:
            facts += [("Size", f"{inner.size:,} bytes"), ("SHA-256", sha256_of(inner))]
            facts += [("Read from", f"{row.name}, {row.size:,} bytes, SHA-256 {row.sha256}")]
        else:
            facts += [("Size of the file", f"{row.size:,} bytes"), ("SHA-256", row.sha256)]
        facts += [
            ("How it came", HOW.get(said.how, said.how)),
        ]
        if said.custodian:
            facts.append(("From", self._own(said.custodian)))
        return tuple(facts)

    def _spoken(self, recording: Entry) -> tuple[tuple[plan.Spoken, ...], plan.Facts]:
        """The transcript that the same exhibit has beside a recording, under the same name."""
        stem = _stem(recording)
        beside = [
            (entry, entry.reading)
            for entry in self._entries
            if isinstance(entry.reading, Document)
            and _stem(entry) == stem
            and entry.reading.where[0].path.lower().endswith(printed_speech.SUFFIXES)
        ]
        ordered = sorted(beside, key=lambda each: each[1].where[0].first)
        spoken = printed_speech.spoken("".join("".join(each.text) for _, each in ordered))
        if not spoken:
            return (), ()
        path = ordered[0][1].where[0].path
        return spoken, (("Transcript", f"from {path}; who wrote it down is not said there"),)

    # Conversations

    def _transcript(self, entries: list[Entry], thread: str | None, key: str) -> plan.Transcript:
        chosen = {entry.n for entry in entries}
        ordered = self._conversations.of(entries[0])
        places = self._conversations.places(entries[0], chosen)
        around = self._exhibit.context
        wanted = sorted(
            {
                place
                for middle in places
                for place in range(middle - around, middle + around + 1)
                if 0 <= place < len(ordered)
            }
        )
        shown = [self._case.index.numbered(ordered[place]) for place in wanted]
        zoned = len({_zone(entry) for entry in shown}) > 1
        lines, before = [], -1
        for place, entry in zip(wanted, shown, strict=True):
            is_chosen = entry.n in chosen
            if not is_chosen:
                self._shown.setdefault(entry.id, (key, True))
            lines.append(self._line(entry, place + 1, is_chosen, place - before - 1, zoned))
            before = place
        after = len(ordered) - 1 - before
        facts = self._chat_facts(entries, shown, thread, len(ordered))
        return plan.Transcript(facts, tuple(lines), after)

    def _line(
        self, entry: Entry, number: int, chosen: bool, left_out: int, zoned: bool
    ) -> plan.Line:
        message = entry.reading
        assert isinstance(message, Message)
        return plan.Line(
            entry.id,
            number,
            when_words(message.when, brief=True, zoned=zoned),
            "" if message.system else self._name(message.sender),
            message.text,
            message.system,
            chosen,
            left_out,
            tuple(self._attached(entry, each) for each in message.attachments),
            (*(mark for mark in _marks(message) if mark), *self._otherwise(entry)),
        )

    def _otherwise(self, entry: Entry) -> Iterator[str]:
        """What another copy of the conversation has instead: nothing is chosen away."""
        for told in self._case.index.differences(entry):
            match told.what, told.reading:
                case "missing", _:
                    yield f"not in {told.source}, which covers this time"
                case "clock", Message(when=when):
                    yield f"in {told.source}: {when_words(when, brief=True)}"
                case "sender", Message(sender=sender):
                    yield f"in {told.source}: from {sender or 'this phone'}"
                case (("text" | "deleted"), Message(text=text)):
                    yield f"in {told.source}: “{text}”"
                case "media", Message(attachments=files):
                    names = ", ".join(f"{each.name} {each.sha256 or 'left out'}" for each in files)
                    yield f"in {told.source}: {names or 'no file'}"
                case "edited", Message(edited=True):
                    yield f"marked as edited in {told.source}"
                case _:
                    pass

    def _name(self, handle: str | None) -> str:
        """Handle first, as the source has it; then who somebody says it is."""
        if handle is None:
            return "this phone"
        person = self._case.person_of(handle)
        name = handle if person is None else printed_name(person, self._people)
        return handle if name == handle else f"{handle} ({name})"

    def _attached(self, entry: Entry, each: Attachment) -> plan.Attached:
        picture = None
        locked = withheld.is_locked_file(self._case.index.connection.execute, each)
        if not locked and each.present and each.path and each.name.lower().endswith(PICTURES):
            inner = within(self._case.source_of(entry), each.path)
            picture = inner or self._case.beside(each.path)
        return plan.Attached(each.name, each.sha256, each.present, picture)

    def _chat_facts(
        self, entries: list[Entry], shown: list[Entry], thread: str | None, total: int
    ) -> plan.Facts:
        facts = [("Conversation", thread or "not named in the source")]
        senders: dict[str, None] = {}
        for entry in shown:
            if isinstance(entry.reading, Message) and not entry.reading.system:
                senders.setdefault(self._roster(entry.reading.sender))
        facts += [("Taking part", name) for name in senders]
        around = len(shown) - len(entries)
        counted = f"{len(entries)} chosen of {total} in the conversation"
        objects = self._case.index.objects_of([entry.id for entry in shown])
        if any(whole_is_locked(self._case, each) for each in objects):
            # How many there are in all is not known here: what is locked is not counted.
            counted = f"{len(entries)} chosen" + (f"; {around} shown as context" if around else "")
        elif around or total > len(shown):
            counted += f"; {around} shown as context, {total - len(shown)} left out"
        facts.append(("Messages", counted))
        facts.append(("Time zone", _zone_words(shown)))
        # Of the lines around the chosen ones, too; and every export a message stands in.
        facts += self._read_from([entry.id for entry in shown])
        return tuple(facts)

    def _read_from(self, items: list[str]) -> Iterator[tuple[str, str]]:
        """Every file that these items stand in, how it came, and what a person said of it."""
        objects = self._case.index.objects_of(items)
        for row in self._case.index.sources():
            if row.object not in objects:
                continue
            said = self._case.work.said(row.object)
            yield "Read from", f"{row.name}, {row.size:,} bytes, SHA-256 {row.sha256}"
            came = HOW.get(said.how, said.how)
            custodian = self._own(said.custodian or "")
            yield "How it came", f"{came}; from {custodian}" if custodian else came
            order = said.answers.get("date_order")
            if order:
                yield "Dates", f"{ORDERS[order]}: said by a person, not by the file"

    def _roster(self, handle: str | None) -> str:
        if handle is None:
            return "the phone this was exported from"
        person = self._case.person_of(handle)
        if person is None:
            return f"{handle} (nobody has said who this is)"
        others = []
        for each in person.handles:
            if each != handle and self._is_known(each):
                others.append(each)
            elif each != handle:
                words = f"{person.id}: no source has the handle “{each}”; it is not printed"
                self.notes.setdefault(words)
        role = f", {self._own(person.role)}" if person.role and not person.hidden else ""
        also = f"; also {', '.join(others)}" if others else ""
        return f"{handle}: {printed_name(person, self._people)}{role}{also}"

    def _is_known(self, handle: str) -> bool:
        """Does any source have it? What a person typed and no source has is not printed."""
        index = self._case.index
        spoken = index.count(Query(handles=(handle,)))
        written = Query(words=f'"{handle.replace(chr(34), " ")}"', limit=1)
        return bool(spoken) or next(index.find(written), None) is not None

    # Tables

    def _payments(self, entries: list[Entry], account: str | None) -> plan.Table:
        facts = (
            ("Account", account or "not named in the source"),
            ("Lines", f"{len(entries)} chosen"),
            *self._read_from([entry.id for entry in entries]),
        )
        return printed_tables.payments(entries, facts)

    def _calls(self, entries: list[Entry]) -> plan.Table:
        table = printed_tables.calls(entries, self._name)
        read = self._read_from([entry.id for entry in entries])
        return plan.Table((*table.facts, *read), table.columns, table.align, table.rows)


def _kind_of_page(entry: Entry) -> tuple[str | None, ...]:
    """Entries that print together: messages of a thread, lines of an account; all else alone."""
    match entry.reading:
        case Message(thread=thread):
            return ("message", thread, entry.reader, entry.source if thread is None else None)
        case Payment(account=account):
            return ("payment", account)
        case Call():
            return ("call",)
        case _:
            return (entry.id,)


def _marks(message: Message) -> Iterator[str]:
    """What the source says of a message, apart from its words."""
    yield unsent(message)
    if message.deleted:
        yield "marked as deleted in the source"
    if message.edited:
        yield "marked as edited in the source"


def _part(entry: Entry) -> str:
    """What sets one part of an exhibit apart from the others."""
    match entry.reading:
        case Message(thread=str(thread)):
            return f"with {thread}"
        case Payment(account=str(account)):
            return f"account {account}"
        case other:
            return other.where[0].path.rsplit("/", 1)[-1]


def _dates(entries: Iterable[Entry]) -> str:
    """For the index: the day, or the first and last day, as the sources have them."""
    days = sorted(
        entry.reading.when.local[:10]
        for entry in entries
        if not isinstance(entry.reading, Skipped | Problem | Document)
        and entry.reading.when.local
        and len(entry.reading.when.local) >= 10
    )
    if not days:
        return ""
    first, last = day_words(days[0]), day_words(days[-1])
    return first if first == last else f"{first} to {last}"


def _zone(entry: Entry) -> str | None:
    return entry.reading.when.zone if isinstance(entry.reading, Message) else None


def _zone_words(entries: list[Entry]) -> str:
    """Once for all, where it is the same for all; else each message says its own."""
    zones = {
        f"{each.reading.when.zone} ({each.reading.when.basis})"
        if each.reading.when.zone
        else f"zone not given ({each.reading.when.basis})"
        for each in entries
        if isinstance(each.reading, Message)
    }
    words = "; ".join(sorted(zones))
    return f"all times: {words}" if len({_zone(each) for each in entries}) == 1 else words


def _stem(entry: Entry) -> str:
    return entry.reading.where[0].path.rsplit(".", 1)[0]

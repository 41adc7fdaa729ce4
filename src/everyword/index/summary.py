"""An item in a line or a paragraph, for a list."""

from everyword.index.store import Entry
from everyword.index.words import unsent, when_of
from everyword.model import (
    Call,
    Contact,
    Document,
    Email,
    Event,
    Message,
    Payment,
    Photo,
    Recording,
)


def one_line(entry: Entry) -> str:
    """id, time, kind and the first words of an item."""
    reading = entry.reading
    when = when_of(reading)
    time = (when.local or "").replace("T", " ") if when else ""
    zone = f" {when.zone}" if when and when.zone else ""
    kind = type(reading).__name__.lower()
    text = " ".join(summary(entry).split())
    text = text if len(text) <= 100 else text[:99] + "…"
    return f"{entry.id}  {time + zone or 'no date':<19}  {kind:<9}  {text}"


def summary(entry: Entry) -> str:
    """What an item says, in one paragraph."""
    match entry.reading:
        case Message(sender=sender, text=text, system=system):
            state = f"[{unsent(entry.reading)}] " if unsent(entry.reading) else ""
            return text if system else f"{state}{sender or 'this phone'}: {text}"
        case Email(sender=sender, subject=subject, text=text):
            return f"{sender or 'nobody named'}: {subject or 'no subject'}: {text[:200]}"
        case Event(title=title, place=place, text=text):
            return " ".join(part for part in (title, place, text[:200]) if part)
        case Contact(name=name, handles=handles):
            return f"{name or 'no name'}: {', '.join(handles)}"
        case Call(sender=sender, to=to):
            return f"{sender or 'this phone'} to {', '.join(to) or 'this phone'}"
        case Payment(amount=amount, currency=currency, payee=payee, reference=reference):
            return f"{amount:,} {currency or ''} {payee or ''} {reference or ''}"
        case Document(title=title, text=text, remark=remark):
            return f"{title or entry.reading.where[0].path} {remark or ''} {' '.join(text)[:200]}"
        case Photo() | Recording():
            return entry.reading.where[0].path
        case other:
            return f"{other.where[0].path}: {other.what}"

"""everyword tell: an account in somebody's own words, as drafts to look at, and to keep."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from everyword.cli.settings import Settings, pass_settings, printable, remark
from everyword.errors import SourceUnreadable, WrongUsage
from everyword.tell.account import read_account
from everyword.tell.alike import PERHAPS
from everyword.tell.drafts import Fact, Told, When


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--keep", is_flag=True, help="Seal the account in the case, and keep its drafts.")
@click.option("--ask", is_flag=True, help="Keep, then go through the drafts one by one.")
@click.option("--json", "as_json", is_flag=True, help="One object with all drafts.")
@click.option("--dry-run", is_flag=True, help="Only say what --keep would keep.")
@pass_settings
def tell(
    settings: Settings, file: Path, keep: bool, ask: bool, as_json: bool, dry_run: bool
) -> int:
    """Read an account in your own words and show what could be taken from it.

    People, what happened and when, who said what, sums, orders, evidence, and what is still open.
    Each draft is shown with its own words. Nothing is sent, no date is made up.

    With --keep the account is sealed in the case like a note, and each draft waits for your word:
    everyword draft. Until you say yes, nothing of it is a fact. What you answered before is not
    asked again when you tell the same account, or a longer one.
    """
    if keep or ask:
        # Here, not above: what opens no case need not wait for all that a case needs.
        from everyword.cli.draft_kept import keep_account

        return keep_account(settings, file, ask, as_json, dry_run)
    if dry_run:
        raise WrongUsage(
            problem="--dry-run goes with --keep; without it nothing is kept anyway.",
            remedy=f"everyword tell {file.name}    or  everyword tell {file.name} --keep --dry-run",
        )
    text = read_text(file)
    told = read_account(text)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
        sys.stdout.buffer.flush()
    else:
        for line in lines(text, told):
            click.echo(printable(line))
        remark("Nothing was kept: these are drafts of what the text says, to be checked by you.")
    return say_note(file, told)


def say_note(file: Path, told: Told) -> int:
    """Says why nothing was taken, if so; the exit code."""
    if told.note is not None:
        remark(f"{file.name}: {told.note}.")
    return int(told.note is not None)


def read_text(path: Path) -> str:
    """The characters of a text file, as they are: UTF-8, UTF-16 with its mark, or Windows-1252.

    A mark of byte order and CR stay, so that places count as in the file.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise _unreadable(path, fault.strerror or str(fault), "Check the name.") from fault
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            order = "utf-16-le" if data[:1] == b"\xff" else "utf-16-be"
            return data.decode(order)
        if b"\x00" in data:
            raise _unreadable(path, "it is not plain text", _AS_TEXT)
        if data.startswith(_NOT_TEXT):
            raise _unreadable(path, "it is not plain text", _AS_TEXT)
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if _CONTROLS.search(data) or data.startswith(_NOT_TEXT):
            raise _unreadable(path, "it is not plain text", _AS_TEXT) from None
        remark(f"{path.name}: not UTF-8; its letters were read as Windows-1252. Check the accents.")
        return data.decode("cp1252", "replace")


_AS_TEXT = "Save it as plain text (.txt), or tell it into a case:  everyword tell FILE --keep"
_NOT_TEXT = (b"%PDF-", b"{\\rtf", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _unreadable(path: Path, reason: str, remedy: str) -> SourceUnreadable:
    return SourceUnreadable(path=path.name, reason=reason, remedy=remedy)


def lines(text: str, told: Told) -> Iterator[str]:
    """What a person reads: the cards, then lists, what was passed over, and what is asked."""
    called = {each.id: each.names[0] for each in told.people}
    at = _Places(text)
    yield "PEOPLE"
    for person in told.people:
        roles = f"  ({', '.join(person.roles)})" if person.roles else ""
        yield f"  {person.id}  {' = '.join(person.names)}{roles}"
    for tie in told.relations:
        if tie.type == PERHAPS:
            yield f"      {called[tie.a]} is {tie.type} as {called[tie.b]}: you say"
        else:
            yield f"      {called[tie.a]} is the {tie.type} of {called[tie.b]}"
    yield "WHAT IS TOLD"
    for fact in told.facts:
        yield from _card(fact, called, at)
    yield from beside(text, told)


def beside(text: str, told: Told) -> Iterator[str]:
    """The lists beside the cards: sums, orders, evidence, questions, and what was passed over."""
    at = _Places(text)
    for title, given in (
        ("SUMS", told.money),
        ("ORDERS", told.orders),
        ("EVIDENCE NAMED", told.evidence),
    ):
        if given:
            yield title
        for each in given:
            yield f"  {at.of(each.start)}  {one_line(each.quote)}"
    if told.contradictions:
        yield "TWO PLACES THAT MAY NOT FIT TOGETHER"
    for pair in told.contradictions:
        yield f"  {pair.what}: {at.of(pair.other.start)} “{one_line(pair.other.quote)}”"
        yield f"      and {at.of(pair.start)} “{one_line(pair.quote)}”"
    if told.gaps:
        yield "STILL OPEN"
    for gap in told.gaps:
        yield f"  {at.of(gap.start)}  {gap.question}  “{one_line(gap.quote)}”"
    if told.skipped:
        yield "NOT READ AS YOUR WORDS"
    for passed in told.skipped:
        yield f"  {at.of(passed.start)}  {passed.why}: “{one_line(passed.quote)}”"
    if told.left:
        counts = told.counts
        yield (
            f"NOT TAKEN: no draft was made of these {counts.left}"
            f" ({counts.drafted} of {counts.sentences} sentences gave one)"
        )
    for passed in told.left:
        yield f"  {at.of(passed.start)}  “{one_line(passed.quote)}”"


def _card(fact: Fact, called: dict[str, str], at: "_Places") -> Iterator[str]:
    who = ", ".join(called.get(each, each) for each in fact.who)
    head = [fact.id[1:].rjust(4), fact.kind, *([who] if who else []), *_when_words(fact.when)]
    yield "  ".join(head)
    yield f"      {at.of(fact.start)}  “{one_line(fact.quote, 400)}”"


def _when_words(when: When) -> list[str]:
    if when.words is None:
        return []
    from_ = f" (counted from {when.anchor})" if (when.anchor or "").startswith("f") else ""
    return [f"when: {when.words}{from_}"]


def one_line(quote: str, most: int = 110) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


class _Places:
    """Line numbers for places, told as a reader would look them up."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def of(self, start: int) -> str:
        """ "line 12"."""
        low, high = 0, len(self._starts) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._starts[middle] <= start else (low, middle - 1)
        return f"line {low + 1}"

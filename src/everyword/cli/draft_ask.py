"""everyword draft ask: the drafts one by one, a key each; what was answered stays answered."""

import sys
from collections.abc import Callable
from typing import Any, get_args

import click

from everyword.case import telling
from everyword.case.decided import OWN, Kind
from everyword.case.people import person_id
from everyword.case.store import Case
from everyword.case.telling import Draft
from everyword.cli.draft_shown import card
from everyword.cli.fact_shown import one_line
from everyword.cli.settings import printable, remark
from everyword.errors import EverywordError

KEYS = (
    "y it is so, and I know it myself    t it is so, somebody told me    c yes, with changes\n"
    "n not a fact    p private: keep it to myself    Enter later    u take back    q stop"
)
Read = Callable[[str], str | None]
"""Asks with these words and gives one line, or None when nobody is there any more."""


def ask(case: Case) -> None:
    """Go through what is open until it is done or stopped. Each answer is kept at once."""
    waiting = [each for each in telling.drafts(case).values() if each.answer == "open"]
    remark(KEYS)
    asked: set[str] = set()
    at = 0
    while at < len(waiting):
        draft = telling.drafts(case)[waiting[at].id]
        remark(f"\n{at + 1} of {len(waiting)}")
        for line in card(draft, with_answer=draft.answer != "open"):
            remark(line)
        key = _key()
        if key in (None, "q"):
            break
        try:
            at = max(0, at + _answered(case, draft, str(key), asked))
        except EverywordError as error:
            remark(str(error))
        except click.Abort:
            break
    left = sum(each.answer == "open" for each in telling.drafts(case).values())
    remark(f"Still open: {left}." + ("  Go on at any time:  everyword draft ask" if left else ""))


def _answered(case: Case, draft: Draft, key: str, asked: set[str]) -> int:
    """Do what the key says; how many drafts to go on by."""
    match key:
        case "":
            return 1
        case "n" | "p":
            telling.answer(case, [draft.id], "no" if key == "n" else "private")
            return 1
        case "y" | "t" | "c":
            said = _changes(case, draft) if key == "c" else {}
            said["known_from"] = _line("Who told you?") or None if key == "t" else OWN
            _meet(case, telling.as_fact(case, draft.id, **said).unknown, asked)
            click.echo(printable(one_line(telling.confirm(case, draft.id, **said).fact)))
            return 1
        case "u":
            remark("; ".join(telling.undo(case)))
            return -1
        case _:
            remark(KEYS)
            return 0


def _changes(case: Case, draft: Draft) -> dict[str, Any]:
    """Each part with what it is now; Enter leaves it."""
    fact = telling.as_fact(case, draft.id).fact
    kinds = get_args(Kind)
    given = {
        "sentence": _line("What happened, in one sentence", fact.sentence),
        "when": _line("When", fact.when),
        "kind": _line(f"Kind ({', '.join(kinds)})", fact.kind or draft.kind),
    }
    if given["kind"] not in kinds:
        remark(f"There is no kind “{given['kind']}”; it stays {draft.kind}.")
        given["kind"] = draft.kind
    now = {"sentence": fact.sentence, "when": fact.when, "kind": fact.kind}
    return {key: value for key, value in given.items() if value != now[key]}


def _meet(case: Case, unknown: tuple[str, ...], asked: set[str]) -> None:
    """Names that the case does not know: whose they are, asked once each."""
    for name in unknown:
        if name in asked:
            continue
        asked.add(name)
        who = _line(f"Who is “{name}”? + adds a new person; else an id or name; Enter: not now")
        if who == "+":
            made = case.add_person(name, None, ())
            click.echo(printable(f"{made.id}  {made.name}"))
        elif who:
            known = case.work.people()[person_id(case, who)]
            case.change_person(known.id, aliases=(*known.aliases, name))


def _key() -> str | None:
    """One key of a terminal, or the first letter of a line of a pipe; None at its end."""
    if sys.stdin.isatty():
        try:
            key = click.getchar()
        except (EOFError, KeyboardInterrupt):
            return None
        return "" if key in ("\r", "\n", " ") else key[:1].lower()
    line = sys.stdin.readline()
    return line.strip()[:1].lower() if line else None


def _line(words: str, now: str = "") -> str:
    """One line typed; nothing typed is what it is now."""
    if sys.stdin.isatty():
        return str(click.prompt(printable(words), default=now, show_default=bool(now), err=True))
    remark(f"{words}{f' [{now}]' if now else ''}:")
    line = sys.stdin.readline()
    if not line:
        raise click.Abort()
    return line.strip() or now

"""The canaries, walk: what lies ahead. `on` runs a command in the case, as the walk does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def look_ahead(on: Callable[..., Any], chosen: Path, title: str, plan: str) -> None:
    """Hearings, deadlines and the private plan; a calendar file that says nothing."""
    on("deadline", "add", title, "--hearing", "--on", "2026-10-16", "--where", title)
    on("deadline", "add", f"Papers for the {title}", "--before", "H1", "--days", "14")
    on("deadline", "change", "H1", "--on", "2026-10-23")
    on("deadline", "add", "Done.", "--on", "2026-05-01")
    on("deadline", "done", "D2", "--on", "2026-04-30")
    on("deadline", "remove", "D2")
    on("deadline", "undo")
    on("deadline", "list", "--today", "2026-10-01")
    on("deadline", "show", "D1")
    on("deadline", "count", "--before", "2026-10-16", "--days", "14", key="")
    on("deadline", "rules", key="")
    on("deadline", "places", key="")
    on("schedule", "deadlines", "--ics", chosen / "dates.ics")
    on("plan", "add", f"the {plan}", "--list", "take")
    money = ("--month", "2026-05/2026-07", "--in", "400", "--currency", "EUR")
    on("plan", "add", plan, "--list", "cash", *money)
    on("plan", "change", "L1", "--words", f"both {plan}")
    on("plan", "list")
    on("plan", "cash")
    on("plan", "print", "-o", chosen / "plan.pdf", "--dry-run")
    on("plan", "done", "L1", "--on", "2026-05-01")
    on("plan", "undo")
    on("plan", "remove", "L1")
    on("plan", "undo")


def work_out(on: Callable[..., Any]) -> None:
    """What published formulas give: no case, nothing kept."""
    day = ("--on", "2026-05-01")
    on("formula", "list", key="")
    for words in (
        ("uk-cms", "--income", "600", "--per", "week", "--children", "2"),
        ("texas", "--net", "4000", "--children", "1"),
        ("new-york", "--payer", "60000", "--other", "40000", "--children", "1"),
        ("wisconsin", "--income", "3000", "--children", "2"),
        ("australia-care", "--nights", "128"),
        ("time-share", "--nights", "52"),
    ):
        on("formula", *words, *day, key="")

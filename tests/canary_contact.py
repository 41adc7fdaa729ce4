"""Contact in the walk of the canaries: entered, changed, taken back, counted, printed."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def time_with_a_child(
    on: Callable[..., Any], paper: Path, words: Mapping[str, str], person: str
) -> None:
    """Terms, holidays, and what became of a day; counted on the screen and on paper."""
    contact, someone = "contact", ("--with", person)
    on(contact, "holidays", words["holidays"], "--dates", "2024-04-01/2024-04-12")
    on(contact, "term", "-", f"the {words['term']}", "--default", *someone)
    on(contact, "term", "-", "weekends", "--every", "fri", "--nights", "2", *someone)
    day = ("--day", "2024-03-15", *someone, "--used", "--as-ordered")
    on(contact, "visit", *day, "--why", f"we saw the {words['visit']}")
    on(contact, "change", "V1", "--good")
    on(contact, "remove", "V1")
    on(contact, "undo")
    on(contact, "list")
    on(contact, "nights", "--window", "2024-03")
    on(contact, "rules", key="")
    on("schedule", contact, "--window", "2024-03", "--pdf", paper)

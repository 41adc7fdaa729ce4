"""The screens in the order of their keys: each makes the data of its template from the case."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from everyword.case.store import Case
from everyword.web.screens import item, people, timeline, today


class Screen(NamedTuple):
    """`title` is what its button says; none where another screen leads to it."""

    title: str
    make: Callable[[Case, Mapping[str, str]], dict[str, Any]]


SCREENS: dict[str, Screen] = {
    "today": Screen("Today", today.make),
    "timeline": Screen("Timeline", timeline.make),
    "people": Screen("People", people.make),
    "item": Screen("", item.make),
}

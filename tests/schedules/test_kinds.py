"""A kind of schedule is found by its name, and asked for what it knows only."""

import sys
from types import ModuleType
from typing import Any, cast

import pytest
from msgspec import Struct

from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.schedules import kinds
from everyword.schedules.kinds import Kind
from everyword.schedules.table import Row, Schedule, items_of


class Options(Struct, forbid_unknown_fields=True):
    window: int = 1


def counted(case: Case, options: Options) -> Schedule:
    rows = tuple(Row((str(n),), items=("a", f"i{n}")) for n in range(options.window))
    return Schedule("made", "Made", (), ("No.",), "r", rows)


@pytest.fixture(autouse=True)
def one_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("made_for_this_test")
    cast(Any, module).Options, cast(Any, module).make = Options, counted
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(kinds, "KINDS", (Kind("made", module.__name__, "Made."),))


NO_CASE = cast(Case, None)


def test_options_may_be_text_as_a_description_has_them() -> None:
    assert len(kinds.make(NO_CASE, "made", {"window": "3"}).rows) == 3


@pytest.mark.parametrize(
    ("name", "options"), [("other", {}), ("made", {"windw": 3}), ("made", {"window": "many"})]
)
def test_what_is_not_there_is_refused_by_name(name: str, options: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage, match=r"other|windw|window"):
        kinds.make(NO_CASE, name, options)


def test_items_come_once_in_the_order_of_the_lines() -> None:
    made = kinds.make(NO_CASE, "made", {"window": 2})

    assert list(items_of([made, made])) == ["a", "i0", "i1"]


def test_every_kind_has_its_module_and_its_command() -> None:
    from importlib import import_module, reload

    for kind in reload(kinds).KINDS:
        module = import_module(kind.module)
        assert issubclass(module.Options, Struct) and callable(module.make)
        import_module(f"everyword.cli.schedule_{kind.name}").command  # noqa: B018


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(AssertionError):
        Schedule("made", "Made", (), ("No.",), "r", (Row(("1", "2")),))

"""Today counts what is there and names what waits."""

from pathlib import Path

from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.web.screens import today
from tests.cases_made import Quiet
from tests.web.conftest import COUNT


def test_what_waits_is_named(case: Case, tmp_path: Path) -> None:
    chat = tmp_path / "WhatsApp Chat with Kim.txt"
    chat.write_text("03/04/2024, 21:07 - Kim: which month?\n")
    list(case.add([chat], Said("own-device"), lambda row, fresh: None, Quiet()))

    shown = today.make(case, {})
    assert (shown["sources"], shown["items"], shown["people"]) == (2, COUNT, 1)
    assert [name for name, _ in shown["open"]] == [chat.name] and shown["more"] == 0

"""everyword gaps: one line each, and the same as JSON."""

import json

from tests.cli.conftest import Run


def test_gaps_are_listed_and_nothing_missing_is_said(filled: Run) -> None:
    assert "Nothing of this kind" in filled("gaps").err
    filled("fact", "add", "Sam left.", "--when", "2024-03", "--status", "alleged")

    ran = filled("gaps")
    assert ran.code == 0 and ran.out == "no document       F1 cites nothing yet: Sam left.\n"
    assert json.loads(filled("gaps", "--json").out) == {
        "kind": "no document", "words": "F1 cites nothing yet: Sam left.", "about": ["F1"],
    }  # fmt: skip

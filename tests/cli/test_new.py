"""everyword new: two secrets, shown once, both of which open the case."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_a_new_case_opens_with_both_secrets(command: Run, tmp_path: Path) -> None:
    made = command("new", "mine", "--zone", "Europe/London")
    assert made.code == 0
    words = [line.split(":", 1)[1].strip() for line in made.out.splitlines()]

    for word in words:
        (tmp_path / "words").write_text(word)
        ran = command("--case", "mine", "--passphrase-file", "words", "list")
        assert ran.code == 0, ran.err
    assert command("new", "mine").code == 2


def test_a_zone_that_is_none_is_refused(command: Run) -> None:
    ran = command("new", "mine", "--zone", "Londonish")

    assert ran.code == 2 and not Path("mine").exists()


def test_dry_run_makes_nothing_and_json_is_for_scripts(command: Run) -> None:
    assert command("new", "mine", "--dry-run").code == 0
    assert not Path("mine").exists()
    assert set(json.loads(command("new", "mine", "--json").out)) == {"passphrase", "recovery_code"}

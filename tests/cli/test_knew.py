"""everyword knew: said, listed as a grid, taken out, undone."""

import json

from tests.cli.conftest import Run, ids


def test_the_grid_says_who_knew_and_what_is_not_known(filled: Run) -> None:
    (item,) = ids(filled, "--find", "Friday")
    for name in ("Alex Morgan", "Sam Carter"):
        filled("person", "add", name)
    when = ("--when", "2024-03-13", "--status", "alleged")
    filled("fact", "add", "Money was to come.", *when)
    knew = ("knew", "add", "--fact", "F1")
    told = ("--how", "read it", "--told-by", "Alex Morgan")
    ran = filled(*knew, "--person", "P2", "--when", "2024-03-14", *told)
    assert ran.code == 0 and ran.out == "K1  P2 knew F1\n" and "cites nothing" in ran.err
    assert filled(*knew, "--person", "P2", "--when", "2024-05", "--denied").code == 2
    denied = ("--person", "P2", "--when", "2024-05", "--denied", "--cite", f"{item}=next week")
    assert filled(*knew, *denied, "--dry-run").code == 0
    assert "“next week”" in filled(*knew, *denied).err
    assert filled(*knew, "--person", "P1", "--when", "2024-03-13").code == 0

    listed = filled("knew", "list")
    assert "14 March 2024, read it, told by Alex Morgan; said not to know, May 2024" in listed.out
    assert "said not to know it (May 2024): “next week”" in listed.err
    said = [json.loads(line)["id"] for line in filled("knew", "list", "--json").out.splitlines()]
    assert said == ["K1", "K2", "K3"]

    assert filled("knew", "remove", "K2").code == 0
    assert filled("knew", "list").err == ""
    assert "Would undo: knew K" in filled("knew", "undo", "--dry-run").err
    assert filled("knew", "undo").code == 0
    assert "said not to know" in filled("knew", "list").out
    assert filled("knew", "remove", "K9").code == 2

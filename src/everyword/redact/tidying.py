"""Content without what is left of things that went: where each letter stood is a trace of it.

Settings that paint nothing any more and places nobody writes at are taken out, so that not even
the number of the letters that went can be counted.
"""

from typing import Any

from pikepdf import Operator

Step = tuple[list[Any], Operator]
PAINTS = frozenset(
    ["TJ", "Do", "sh", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n", "d0", "d1"]
)
SETS = frozenset(["Tf", "Tc", "Tw", "Tz", "TL", "Ts", "Tr", "g", "G", "rg", "RG", "k", "K", "w"])
"""Of two in a row only the last counts."""


def tidied(steps: list[Step]) -> list[Step]:
    """The same drawing."""
    out: list[Step | None] = []
    saved: list[tuple[int, bool]] = []
    latest: dict[str, int] = {}
    painted = False
    begun: int | None = None
    """The BT after which no letter was shown."""
    for operands, operator in steps:
        name = str(operator)
        if name == "q":
            saved.append((len(out), painted))
            painted, latest, begun = False, {}, None
        elif name == "Q" and saved:
            first, before = saved.pop()
            latest, begun = {}, None
            if not painted:
                del out[first:]
                painted = before
                continue
        elif name == "BT":
            begun = len(out)
        elif name == "ET" and begun is not None:
            out[begun] = None
            begun = None
            continue
        elif name in PAINTS:
            painted, latest, begun = True, {}, None
        elif name in SETS:
            if name in latest:
                out[latest[name]] = None
            latest[name] = len(out)
        out.append((operands, operator))
    return [step for step in out if step is not None]

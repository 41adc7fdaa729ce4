"""People: who the handles of the sources are said to be."""

from collections.abc import Mapping
from typing import Any

from everyword.case.store import Case


def make(case: Case, asked: Mapping[str, str]) -> dict[str, Any]:
    return {
        "people": [
            {
                "id": each.id,
                "name": each.name,
                "role": each.role or "",
                "names": ", ".join(each.aliases),
                "handles": ", ".join(each.handles),
                "hidden": each.hidden,
            }
            for each in case.work.people().values()
        ]
    }

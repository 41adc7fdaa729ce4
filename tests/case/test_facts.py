"""Facts: nothing is kept that does not hold; nothing that was kept is lost."""

import pytest

from everyword.case.store import Case
from everyword.case.work import CiteTo
from everyword.errors import WrongUsage
from tests.case.conftest import first


def test_a_quote_of_which_one_character_is_another_is_refused(case: Case) -> None:
    quote = "I will send money"
    for place, letter in enumerate(quote):
        other = quote[:place] + ("x" if letter != "x" else "y") + quote[place + 1 :]
        with pytest.raises(WrongUsage, match="do not stand in it"):
            case.add_fact("S.", "2024-03-13", "alleged", (CiteTo(first(case), quote=other),))

    assert case.add_fact("S.", "2024-03-13", "alleged", (CiteTo(first(case), quote=quote),)).cites

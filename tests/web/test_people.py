"""People as they were named."""

from everyword.case.store import Case
from everyword.web.screens import people


def test_who_is_hidden_in_print_is_shown_to_the_owner_and_marked(case: Case) -> None:
    case.add_person("Kim", "friend", (), hidden=True)

    shown = people.make(case, {})["people"]
    assert [(each["name"], each["hidden"]) for each in shown][1] == ("Kim", True)
    assert shown[0]["handles"] == "Sam"

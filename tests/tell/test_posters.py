"""A forum page: the opening post is the account, other people's posts are not."""

import pytest

from everyword.tell.account import read_account
from everyword.tell.posters import first_poster, others_in

PAGE = """LostInLeeds
12 March 2021 at 10:04

My husband took the car last week. I have two kids.

Reply  Like

SunnyDays77
12 March 2021 at 11:30

My ex hit me in 2010 and then he sold the house.

LostInLeeds
12 March 2021 at 12:00

He came back yesterday."""


@pytest.mark.parametrize(
    "heads",
    [
        ("LostInLeeds\n12 March 2021 at 10:04", "SunnyDays77\n12 March 2021 at 11:30"),
        ("LostInLeeds · 3 hours ago", "SunnyDays77 · 2 hours ago"),
        ("Posted by u/LostInLeeds 3 days ago", "u/SunnyDays77 2d ago"),
        ("LostInLeeds, 12/03/2021 10:04", "SunnyDays77, 12/03/2021 11:30"),
        ("#1 LostInLeeds » March 12, 2021, 10:04 am", "#2 SunnyDays77 » March 12, 2021, 11:30 am"),
    ],
    ids=range(5),
)
def test_other_peoples_posts_are_passed_over_and_listed(heads: tuple[str, str]) -> None:
    text = PAGE
    for name, head in zip(("LostInLeeds", "SunnyDays77"), heads, strict=True):
        for clock in ("10:04", "11:30", "12:00"):
            text = text.replace(f"{name}\n12 March 2021 at {clock}", head)
    told = read_account(text)

    assert not [fact.quote for fact in told.facts if "2010" in fact.quote or "sold" in fact.quote]
    assert {"He came back yesterday."} <= {fact.quote for fact in told.facts}
    assert any("sold the house" in x.quote for x in told.skipped if "post" in x.why)
    assert first_poster(text.split("\n")) == "LostInLeeds"


@pytest.mark.parametrize(
    "lines",
    [
        ["3 March 2021", "He left.", "4 March 2021 10:00", "He came back."],
        ["He left 3 days ago", "", "Left 2 days ago", ""],
        ["My husband took the car.", "Tom, 12/03/2021 10:04", "He came back."],
    ],
    ids=["a diary", "sentences", "one name"],
)
def test_an_account_without_posts_is_left_alone(lines: list[str]) -> None:
    assert others_in(lines) == [False] * len(lines)

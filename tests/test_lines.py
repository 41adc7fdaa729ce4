"""The JSON line scripts build on: keys in order, always present."""

import json
from decimal import Decimal

import pytest

from everyword.lines import to_json, to_lines
from everyword.model import Attachment, Locator, Message, Payment, Problem, Reading, When

WHEN = When("03/04/2024, 21:07", "2024-04-03T21:07:00", "minute", None, None, "local clock")


def test_a_message_has_the_keys_of_the_format() -> None:
    where = (Locator("chat.zip!/_chat.txt", 3, 4, "line"),)
    attachment = Attachment("IMG-001.jpg", "ab" * 32, True, "chat.zip!/IMG-001.jpg")
    message = Message(where, WHEN, "Alex", (), "Sam", None, "first\nsecond 😀", False, False, False,
                      (attachment,))  # fmt: skip

    line = json.loads(to_json(message, "k3v92mfa77qd"))

    assert list(line) == [
        "kind", "id", "where", "when", "from", "to", "thread", "direction", "text", "system",
        "edited", "deleted", "attachments",
    ]  # fmt: skip
    assert line["kind"] == "message" and line["id"] == "k3v92mfa77qd"
    assert line["direction"] is None and line["text"] == "first\nsecond 😀"
    assert line["attachments"][0]["sha256"] == "ab" * 32


def test_money_is_a_decimal_string() -> None:
    where = (Locator("s.ofx", 1, 1, "record"),)
    payment = Payment(where, WHEN, "1", Decimal("-450.00"), "GBP", None, None, None)

    line = json.loads(to_json(payment, "x"))

    assert line["amount"] == "-450.00" and line["balance"] is None
    assert b"\n" not in to_json(payment, "x")


@pytest.mark.parametrize("order", ["mmm", "mpm", "pmp", "ppp", "m"])
def test_many_lines_are_the_lines_one_by_one(order: str) -> None:
    where = (Locator('a "kind":,\n.txt', 1, 1, "line"),)
    message = Message(where, WHEN, "Alex", (), "Sam", None, 'one\ntwo\u2028"kind":"message",')
    kinds: dict[str, Reading] = {"m": message, "p": Problem(where, "a\nb")}
    readings = [kinds[letter] for letter in order]
    ids = [f"id{at}" for at in range(len(readings))]

    lines = [to_json(each, id) + b"\n" for each, id in zip(readings, ids, strict=True)]
    assert to_lines(readings, ids) == b"".join(lines)

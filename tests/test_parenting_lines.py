"""Message reports of co-parenting programs: messages as printed, and nothing taken for one."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Message, Problem, Reading, Skipped
from everyword.readers.pdf.parenting_lines import messages
from tests.case_files import as_lines

HEAD = "Sent: 06/19/2024 2:37 PM\nFrom: Alex\nTo: Sam (First Viewed: Never)\nSubject: Keys\n"
FIELD = (
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
    .map(lambda words: f"x {words}")
)  # fmt: skip


def read(*pages: str, **answers: str) -> list[Reading]:
    return list(messages("a.pdf", list(pages), answers))


def found(readings: list[Reading]) -> list[Message]:
    return [each for each in readings if isinstance(each, Message)]


@settings(deadline=None)
@given(st.lists(st.tuples(FIELD, FIELD, FIELD, FIELD, st.integers(13, 28)), min_size=1, max_size=6))
def test_every_message_comes_back(told: list[tuple[str, str, str, str, int]]) -> None:
    text = ""
    for number, (sender, to, subject, words, day) in enumerate(told, 1):
        text += f"Message {number} of {len(told)}\nSent: 06/{day}/2024 at 2:37 PM\n"
        text += f"From: {sender}\nTo: {to} (First Viewed: 06/{day}/2024 at 3:00 PM)\n"
        text += f"Subject: {subject}\n{words}\n"
    readings = read(text)
    assert [
        (each.sender, each.to, each.thread, each.text.split("\n", 2)[2], each.when.local)
        for each in found(readings)
    ] == [
        (sender, (to,), subject, words, f"2024-06-{day}T14:37:00")
        for sender, to, subject, words, day in told
    ]
    assert readings == list(found(readings))


def test_the_zone_is_the_printed_one_or_none() -> None:
    message = f"Message 1 of 1\n{HEAD}Hi\n"
    (plain,) = found(read(message))
    (named,) = found(read(f"Timezone: America/Denver\n{message}"))
    (unknown,) = found(read(f"Timezone: Mountain Time\n{message}"))
    (given_,) = found(read(message, zone="Europe/London"))
    assert (plain.when.zone, plain.when.utc) == (None, None)
    assert (named.when.zone, named.when.utc) == ("America/Denver", "2024-06-19T20:37:00Z")
    assert (unknown.when.zone, unknown.when.utc) == (None, None)
    assert "Mountain Time" in unknown.when.basis
    assert given_.when.utc == "2024-06-19T13:37:00Z"


def test_a_time_there_was_not_or_twice_is_said() -> None:
    page = "Timezone: America/Denver\nMessage 1 of 1\n" + HEAD.replace("06/19", "03/10")
    (message,) = found(read(page.replace("2:37 PM", "2:37 AM").replace("Never", "03/13/2024")))
    assert message.when.utc is None and "was not on that day" in message.when.basis


def test_day_or_month_first_is_asked() -> None:
    page = "Message 1 of 1\n" + HEAD.replace("06/19", "03/04")
    with pytest.raises(NeedsAnswer) as asked:
        read(page)
    assert asked.value.key == "date_order"
    assert found(read(page, date_order="dmy"))[0].when.local == "2024-04-03T14:37:00"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "Message 1 of 2",
        "See Message 1 of 2 and page 3\n" + HEAD,
        f"(First Viewed: Never)\nMessage 1 of 2\nhello\n{HEAD}",
        HEAD,
        "Message 1 of 1\nFrom: Alex\nTo: Sam (First Viewed: Never)\nSubject: Keys\n",
        "Message 1 of 1\nSent: 06/19/2024 2:37 PM\nFrom: Alex\nTo: Sam\nSubject: Keys\n",
    ],
)
def test_other_documents_give_no_messages(page: str) -> None:
    assert read(page) == []


def test_what_is_not_understood_is_named() -> None:
    broken = "Message 2 of 5\nSent: 06/20/2024 2:37 PM\nTo: Sam (First Viewed: Never)\nwords\n"
    page = f"Message 1 of 5\n{HEAD}Hi\n{broken}Message 4 of 5\n{HEAD}Hi\nMessage 4 of 5\n{HEAD}Ho\n"
    said = [each.what for each in read(page) if isinstance(each, Problem)]
    assert len(found(read(page))) == 3
    assert any("Message 2 of 5: its head was not understood" in each for each in said)
    assert any("not found: 3, 5" in each for each in said)
    assert any("more than once: 4" in each for each in said)


def test_an_earlier_message_printed_again_is_no_part_of_the_answer() -> None:
    page = f"Message 1 of 1\n{HEAD}Sent: later\nYes.\n\n{HEAD}Old words\n"
    readings = read(page)
    (message,) = found(readings)
    assert message.text.endswith("Sent: later\nYes.")
    assert [type(each) for each in readings] == [Message, Skipped]


@settings(deadline=None)
@given(st.lists(st.sampled_from([
    "Message 1 of 2", "Message 2 of 2", "Sent: 06/19/2024 2:37 PM", "Sent:", "From: A", "From:",
    "To: B (First Viewed: Never)", "To:", "Subject: c", "Subject:", "words", "", "Timezone: UTC",
    "Message Report Page 1 of 2", "See Attachments: a (1 MB), b", "(First Viewed: x)",
]), max_size=30), st.integers(1, 5))  # fmt: skip
def test_lines_in_any_order_do_not_trouble_it(lines: list[str], size: int) -> None:
    pages = ["\n".join(lines[at : at + size]) for at in range(0, len(lines), size)]
    with contextlib.suppress(NeedsAnswer):
        readings = read(*pages)
        assert as_lines(readings) == as_lines(read(*pages))
        for each in readings:
            assert 1 <= each.where[0].first <= each.where[0].last <= len(pages)
            if isinstance(each, Message):
                whole = "\n".join(pages)
                assert all(line in whole for line in each.text.split("\n"))


@pytest.mark.parametrize(
    "filling", ["x" * 5_000_000, "(" * 1_000_000, "Sent: 1\n" * 60_000, "a\n" * 500_000]
)
def test_very_long_pages_end(filling: str) -> None:
    page = f"Message 1 of 1\n{HEAD.replace('Subject: Keys', filling)}\nMessage 1 of 1\n{HEAD}"
    assert read(page)

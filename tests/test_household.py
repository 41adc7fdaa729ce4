"""The made-up household: its files hold what its facts say."""

import calendar
import datetime as dt
import re
from decimal import Decimal

import pytest

from everyword.case.dates import read_span
from everyword.demo import statement
from everyword.demo.chats import shipped
from everyword.demo.facts import BANK, FACTS, FIRST, LATER, TEXTS, Cite, Fact
from everyword.model import Document, Message, Payment, Photo, Recording
from tests.household_reading import Read, cited, cites, item_day, item_words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = calendar.month_name[1:]
FIRST_WEEKEND = dt.date(2024, 6, 21)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return Read(tmp_path_factory.mktemp("household"))


@pytest.mark.parametrize(("fact", "cite"), cites())
def test_cited_words_stand_in_exactly_one_item(read: Read, fact: Fact, cite: Cite) -> None:
    assert len(cited(read, cite)) == 1, (fact.key, cite)


def test_facts_have_a_cite_and_a_key_of_their_own() -> None:
    assert all(fact.cites for fact in FACTS)
    assert len({fact.key for fact in FACTS}) == len(FACTS) >= 18


@pytest.mark.parametrize(("fact", "cite"), cites())
def test_cited_pages_and_seconds_exist(read: Read, fact: Fact, cite: Cite) -> None:
    (item,) = cited(read, cite)
    if cite.page is not None:
        assert isinstance(item, Document)
        assert 1 <= cite.page <= (item.pages or 0)
    if cite.seconds is not None:
        assert isinstance(item, Recording)
        assert 0 <= cite.seconds[0] < cite.seconds[1] <= Decimal(item.seconds or 0)


@pytest.mark.parametrize(("fact", "cite"), cites())
def test_fact_has_the_date_of_what_it_cites(read: Read, fact: Fact, cite: Cite) -> None:
    span = read_span(fact.date)
    first, last = dt.date.fromisoformat(span.first), dt.date.fromisoformat(span.last)
    if fact.date.startswith("about "):
        first, last = first - dt.timedelta(days=31), last + dt.timedelta(days=31)
    (item,) = cited(read, cite)
    match item:
        case Message() | Payment():
            assert first <= item_day(item) <= last
        case Photo() | Recording():  # a picture of the place may be taken some days later
            assert first <= item_day(item) <= last + dt.timedelta(days=14)
        case _:
            assert cite.page is not None


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.key)
def test_clock_times_in_a_fact_are_those_of_a_cited_message(read: Read, fact: Fact) -> None:
    told = re.findall(r"(?:message|wrote) at (\d\d:\d\d)", fact.sentence)
    told += re.findall(r"and at (\d\d:\d\d)", fact.sentence)
    seen = [i.when.local or "" for cite in fact.cites for i in cited(read, cite)]

    assert all(any(local[11:16] == clock for local in seen) for clock in told)


@pytest.mark.parametrize(("fact", "cite"), cites())
def test_cited_things_are_put_before_the_court(read: Read, fact: Fact, cite: Cite) -> None:
    (item,) = cited(read, cite)
    shown = [
        exhibit.label
        for exhibit in read.household.exhibits
        if exhibit.file == cite.file
        and (exhibit.days is None or exhibit.days[0] <= str(item_day(item)) <= exhibit.days[1])
        and (not exhibit.find or any(words in item_words(item) for words in exhibit.find))
    ]

    assert len(shown) == 1, (fact.key, cite, shown)


def test_exhibits_run_on_and_have_something_in_them(read: Read) -> None:
    exhibits = read.household.exhibits

    assert [each.label for each in exhibits] == [f"AM{n + 1}" for n in range(len(exhibits))]
    for each in exhibits:
        for words in each.find:
            assert len(cited(read, Cite(each.file, find=words))) == 1
        if each.days:
            days = [str(item_day(item)) for item in read.items[each.file]]
            assert each.days[0] in days
            assert each.days[1] in days


def test_support_payments_add_up_as_the_facts_say(read: Read) -> None:
    paid = [
        (item_day(i), i.amount)
        for i in read.items[BANK]
        if isinstance(i, Payment) and i.payee == "S CARTER" and (i.reference or "")[:5] == "ROWAN"
    ]
    amounts = [amount for _, amount in paid]

    assert amounts == [Decimal("450.00")] * 7 + [Decimal("200.00")] * 4
    assert sum(amounts[:7]) == Decimal("3150.00")
    assert sum(amount for day, amount in paid if day >= dt.date(2024, 7, 1)) == Decimal("2600.00")
    assert max(day for day, _ in paid) == dt.date(2025, 2, 3)
    assert {day.strftime("%Y-%m") for day, _ in paid} == {
        f"{year}-{month:02}" for year, month in statement.MONTHS[3:14]
    }


@pytest.mark.parametrize(("fact", "cite"), [each for each in cites() if each[1].file == BANK])
def test_sums_in_a_fact_are_those_of_the_cited_lines(read: Read, fact: Fact, cite: Cite) -> None:
    (line,) = cited(read, cite)

    assert isinstance(line, Payment)
    assert f"{abs(line.amount)}" in fact.sentence


def test_the_balance_of_the_statement_follows_from_its_lines(read: Read) -> None:
    text = (read.folder / BANK).read_text("ascii")
    total = sum(i.amount for i in read.items[BANK] if isinstance(i, Payment))
    ids = re.findall(r"<FITID>(\S+)", text)

    assert f"<BALAMT>{statement.OPENING + total}" in text
    assert len(ids) == len(set(ids)) == 156


def near(day: dt.date, number: int, month: str | None) -> list[dt.date]:
    """The dates with that number within about three weeks, or in that month within a year."""
    reach = 200 if month else 24
    around = [day + dt.timedelta(days=n) for n in range(-reach, reach + 1)]
    return [d for d in around if d.day == number and month in (None, MONTHS[d.month - 1])]


def weekday_slips(day: dt.date, text: str) -> list[str]:
    """Weekday words beside a number that no calendar has."""
    pattern = rf"\b({'|'.join(WEEKDAYS)})(?: the)? (\d{{1,2}})(?:st|nd|rd|th)?\b"
    pattern += rf"(?: ({'|'.join(MONTHS)}))?"
    wrong = []
    for name, number, month in re.findall(pattern, text):
        if not any(WEEKDAYS[d.weekday()] == name for d in near(day, int(number), month or None)):
            wrong.append(f"{day}: {name} {number} {month}")
    return wrong


def test_weekdays_named_in_messages_are_those_of_the_calendar(read: Read) -> None:
    wrong = []
    for file in (FIRST, LATER, TEXTS):
        for item in read.items[file]:
            wrong += weekday_slips(item_day(item), item_words(item))

    assert wrong == []
    assert weekday_slips(dt.date(2024, 7, 12), "School starts Tuesday 4 September") != []


@pytest.mark.parametrize("name", ["court-order.typ", "hospital-bill.typ", "landlord-letter.typ"])
def test_weekdays_in_the_papers_are_those_of_the_calendar(name: str) -> None:
    text = shipped(name).decode()
    full = rf"\b({'|'.join(WEEKDAYS)}) (\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})"

    for weekday, day, month, year in re.findall(full, text):
        date = dt.date(int(year), MONTHS.index(month) + 1, int(day))
        assert WEEKDAYS[date.weekday()] == weekday


@pytest.mark.parametrize("key", ["sea", "fall", "fever", "van", "january", "job", "school", "cash"])
def test_weekends_in_the_facts_follow_the_order(key: str) -> None:
    (fact,) = (each for each in FACTS if each.key == key)
    day = dt.date.fromisoformat(read_span(fact.date).first)
    friday = day - dt.timedelta(days=(day.weekday() - 4) % 7)

    assert (friday - FIRST_WEEKEND).days % 14 == 0


def test_handles_of_persons_are_words_of_the_sources(read: Read) -> None:
    seen: set[str | None] = set()
    for items in read.items.values():
        for item in items:
            if isinstance(item, Message):
                seen |= {item.sender, *item.to}
            elif isinstance(item, Payment):
                seen.add(item.payee)

    for person in read.household.persons:
        assert set(person.handles) <= seen, person.name


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.key)
def test_facts_are_neutral_sentences(fact: Fact) -> None:
    heated = r"\b(always|never|refus\w+|fail\w+|abandon\w+|liar|lied|abus\w+|selfish|claims?)\b"

    assert not re.search(heated, fact.sentence, re.I)
    assert not re.search(r"\b(proves?|authentic|genuine|fake|I|my)\b", fact.sentence)
    assert fact.sentence.endswith(".")


def test_the_account_has_no_full_date(read: Read) -> None:
    account = shipped("my-account.txt").decode()

    assert not re.search(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})|\d{{4}}-\d\d", account)
    assert 500 <= len(account.split()) <= 700

"""The made-up household: its files hold what its facts say, in their real formats."""

import calendar
import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from everyword.case.dates import read_span
from everyword.demo import make_data, pictures, statement
from everyword.demo.chats import messages, shipped
from everyword.demo.facts import BANK, FACTS, FIRST, LATER, MEMO, TEXTS, Cite, Fact
from everyword.demo.household import Household, write
from everyword.model import (
    Document,
    Item,
    Message,
    Payment,
    Photo,
    Problem,
    Recording,
    Skipped,
    source_of_path,
)
from everyword.readers import READERS

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = calendar.month_name[1:]
FIRST_WEEKEND = dt.date(2024, 6, 21)


class Read:
    """The household on the disk, each file read once by the program's own readers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.household: Household = write(folder)
        self.items: dict[str, list[Item]] = {}
        self.problems: list[Problem] = []
        for handed in self.household.sources:
            source = source_of_path(folder / handed.file, handed.file)
            readers = [each for each in READERS if each.recognises(source)]
            assert len(readers) == 1, handed.file
            kept: list[Item] = []
            for each in readers[0].read(source, handed.answers):
                if isinstance(each, Problem):
                    self.problems.append(each)
                elif not isinstance(each, Skipped):
                    kept.append(each)
            self.items[handed.file] = kept

    def words(self) -> str:
        """Everything a person can read in the files."""
        return "\n".join(item_words(item) for file in self.items.values() for item in file)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return Read(tmp_path_factory.mktemp("household"))


def item_words(item: Item) -> str:
    match item:
        case Message():
            return item.text
        case Payment():
            return f"{item.payee} | {item.reference}"
        case Document():
            return "\n".join(item.text)
    return ""


def item_day(item: Item) -> dt.date:
    assert item.when.local is not None
    return dt.date.fromisoformat(item.when.local[:10])


def cited(read: Read, cite: Cite) -> list[Item]:
    """The items a cite points at; all of the file where it points at no words."""
    items = read.items[cite.file]
    return items if cite.find is None else [i for i in items if cite.find in item_words(i)]


def cites() -> list[tuple[Fact, Cite]]:
    return [(fact, cite) for fact in FACTS for cite in fact.cites]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_bytes_whatever_the_machine_says(read: Read, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from everyword.demo.household import write\n"
    subprocess.run(
        [sys.executable, "-c", code + "write(Path(sys.argv[1]))", str(tmp_path)],
        check=True,
        env={**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
    )

    assert contents(tmp_path) == contents(read.folder)
    assert set(contents(tmp_path)) == {each.file for each in read.household.sources}


def test_every_file_is_read_without_a_problem(read: Read) -> None:
    assert read.problems == []
    assert {name: len(items) for name, items in read.items.items()} == {
        FIRST: 360,
        LATER: 255,
        TEXTS: 30,
        BANK: 156,
        **{each.file: 1 for each in read.household.sources[4:]},
    }


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


def test_the_two_exports_say_the_same_but_for_two_messages(read: Read) -> None:
    first = [i for i in read.items[FIRST] if item_day(i) >= dt.date(2024, 10, 1)]
    later = [i for i in read.items[LATER] if item_day(i) <= dt.date(2025, 2, 19)]
    differ = [
        (item_words(a), item_words(b))
        for a, b in zip(first, later, strict=True)
        if item_words(a) != item_words(b)
    ]

    assert len(first) == 159
    assert [a.when for a in first] == [b.when for b in later]
    assert len(differ) == 2
    assert differ[0] == ("\u200ePTT-20241211-WA0001.opus (file attached)", "<Media omitted>")
    assert differ[1][0].startswith("I know what I said on Sunday.")
    assert differ[1][1] == "This message was deleted"
    assert len(read.items[FIRST]) + len(read.items[LATER]) - len(first) == 456


def test_media_of_the_zip_are_there_and_hashed(read: Read) -> None:
    there = [
        attachment.name
        for item in read.items[FIRST]
        if isinstance(item, Message)
        for attachment in item.attachments
        if attachment.present and attachment.sha256
    ]

    assert there == ["IMG-20240817-WA0003.jpg", "PTT-20241211-WA0001.opus"]


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


def test_telephone_numbers_are_those_kept_for_fiction(read: Read) -> None:
    everything = read.words() + "".join(
        (read.folder / name).read_text("utf-8") for name in (TEXTS, BANK)
    )
    everything += "".join(shipped(f"{name}.typ").decode() for name in ("landlord-letter",))
    everything += "".join(h for person in read.household.persons for h in person.handles)
    everything += Path(pictures.__file__).read_text("utf-8")
    found = re.findall(r"(?<![\d.])(?:\+44 ?|0)(?:\d ?){9,10}(?!\d)", everything)
    numbers = {re.sub(r"^(\+44|0)", "", re.sub(" ", "", number)) for number in found}

    assert len(numbers) == 7
    assert [n for n in numbers if not re.fullmatch(r"7700900\d{3}|2079460\d{3}", n)] == []


def test_text_messages_are_written_as_the_app_writes_them(read: Read) -> None:
    raw = (read.folder / TEXTS).read_bytes()
    sent = [i for i in read.items[TEXTS] if isinstance(i, Message)]
    pictures_sent = [i for i in sent if i.attachments]

    assert b'<smses count="30"' in raw
    assert b"&#55358;&#56724;" in raw  # a hedgehog, one reference for each half
    assert not any(ord(char) > 0xFFFF for char in raw.decode())
    assert [i.text for i in pictures_sent] == ["Hedgehog at the gate 🦔"]
    assert all(a.present and a.sha256 for i in pictures_sent for a in i.attachments)
    # A summer time is an hour behind in UTC: the school wrote at 14:05 by its own clock.
    (uniform,) = (i.when.local for i in sent if "summer uniform" in i.text)
    assert str(uniform)[:16] == "2025-05-06T13:05"


def test_many_scripts_are_in_the_chat(read: Read) -> None:
    words = "".join(item_words(item) for item in read.items[FIRST])

    for sample in ("dziękuję", "Привет", "مرحبا", "你好", "नमस्ते", "שלום", "🐣"):
        assert sample in words
    assert sum("\n" in item_words(item) for item in read.items[FIRST]) >= 4


def test_the_recording_is_forty_seconds_and_small(read: Read) -> None:
    (item,) = read.items[MEMO]

    assert isinstance(item, Recording)
    assert 38 <= Decimal(item.seconds or 0) <= 44
    assert (item.rate, item.channels) == (16000, 1)
    assert item.when.local == "2025-02-16T17:46:10"
    assert len(shipped(MEMO)) < 150_000


def test_photos_carry_their_time_and_one_its_place_in_the_sea(read: Read) -> None:
    photos = [i for items in read.items.values() for i in items if isinstance(i, Photo)]
    seen = {i.where[0].path: (i.when.local, i.gps) for i in photos}

    assert seen == {
        "front-door.jpg": ("2024-03-02T15:41:07", "52.933333,0.250000"),
        "playground.heic": ("2024-09-21T10:14:33", None),
        "shoe-receipt.jpg": ("2025-02-22T12:04:51", None),
        "rowan-drawing.png": (None, None),
    }


def test_the_letter_is_a_picture_and_the_papers_say_they_are_invented(read: Read) -> None:
    (letter,) = read.items["landlord-letter.pdf"]

    assert isinstance(letter, Document)
    assert (letter.pages, letter.text_pages) == (1, 0)
    for name, pages in (("court-order.pdf", 3), ("hospital-bill.pdf", 1)):
        (paper,) = read.items[name]
        assert isinstance(paper, Document)
        assert paper.pages == paper.text_pages == pages
        assert all("INVENTED DOCUMENT FOR DEMONSTRATION" in text for text in paper.text)


def test_the_shipped_files_are_small() -> None:
    folder = Path(make_data.HERE)

    assert sum(path.stat().st_size for path in folder.iterdir()) < 1_500_000
    for name in ("front-door.jpg", "shoe-receipt.jpg", "rowan-drawing.png", "playground.heic"):
        assert (folder / name).stat().st_size < 250_000


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


@pytest.mark.parametrize("name", ["court-order", "hospital-bill"])
def test_the_shipped_paper_is_what_its_source_gives(name: str) -> None:
    def text(data: bytes) -> list[str]:
        with pypdfium2.PdfDocument(data) as document:
            return [page.get_textpage().get_text_bounded() for page in document]

    assert text(shipped(f"{name}.pdf")) == text(make_data.typeset(name))


@pytest.mark.parametrize(
    ("name", "draw"),
    [("front-door.jpg", pictures.front_door), ("shoe-receipt.jpg", pictures.receipt)],
)
def test_the_shipped_picture_is_what_is_drawn(name: str, draw: Callable[[], Image.Image]) -> None:
    with Image.open(make_data.HERE / name) as shown:
        difference = ImageChops.difference(shown.convert("RGB"), draw())

    assert max(ImageStat.Stat(difference).mean) < 3


@pytest.mark.parametrize(
    "wrong",
    [
        "2024-01-12 Sat\n07:52 A: hello\n",
        "2024-01-12 Fri\n07:52 A: hello\n07:51 S: hello\n",
        "07:52 A: hello\n",
        "2024-01-12 Fri\nhello\n",
    ],
)
def test_a_slip_in_a_script_is_named(wrong: str) -> None:
    with pytest.raises(ValueError):
        messages("script", wrong)

"""The index: what goes in is found again; doubled is counted, never dropped."""

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from everyword.accounting import Account, Read, Tally
from everyword.errors import Damaged, NotFound, NotOne
from everyword.index import store
from everyword.index.conversations import Conversations
from everyword.index.store import Index, Query, SourceRow
from everyword.model import (
    NO_TIME,
    Attachment,
    Document,
    Locator,
    Message,
    Payment,
    Photo,
    Problem,
    Reading,
    When,
)

KEY = bytes(range(32))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "case.db", KEY) as opened:
        yield opened


def source(index: Index, letter: str, name: str) -> SourceRow:
    seen = "2025-06-01T10:00:00Z"
    row = SourceRow(letter * 32, ord(letter), letter * 64, 100, name, seen, "waiting")
    index.know(row)
    return row


def said(line: int, local: str, text: str, thread: str | None = "Sam", path: str = "a") -> Message:
    when = When(local, local, "minute", None, None, "zone not given")
    return Message((Locator(path, line, line, "line"),), when, "Alex", (), thread, None, text)


def fill(
    index: Index, row: SourceRow, *readings: Reading, reader: str = "chat_whatsapp"
) -> Account:
    tally = Tally()

    def all_of_it() -> Iterator[Read | Account]:
        for reading in readings:
            tally.see(reading)
            yield Read(reader, reading)
        yield tally.account(row.name, reader, 1)

    return index.fill(row, all_of_it())


def texts(index: Index, query: Query) -> list[str]:
    return [getattr(entry.reading, "text", "") for entry in index.find(query)]


def test_two_exports_of_one_chat_are_one_conversation_with_both_places(index: Index) -> None:
    first = source(index, "a", "a.txt")
    second = source(index, "b", "b.txt")
    fill(index, first, said(1, "2024-03-01T10:00:00", "hello"), said(2, "2024-03-01T10:01:00", "x"))

    account = fill(
        index,
        second,
        said(7, "2024-03-01T10:01:00", "x", path="b"),
        said(8, "2024-03-01T10:02:00", "new", path="b"),
    )

    assert (account.items, account.doubled) == (2, 1)
    assert texts(index, Query()) == ["hello", "x", "new"]
    both = next(entry.reading.where for entry in index.find(Query(words="x")))
    assert [(place.path, place.first) for place in both] == [("a", 2), ("b", 7)]


def test_the_same_words_twice_in_a_minute_stay_two(index: Index) -> None:
    ok = [said(n, "2024-03-01T10:00:00", "ok") for n in (1, 2)]
    fill(index, source(index, "a", "a.txt"), *ok)
    account = fill(index, source(index, "b", "b.txt"), *ok, said(3, "2024-03-01T10:00:00", "ok"))

    assert account.doubled == 2
    assert texts(index, Query()) == ["ok", "ok", "ok"]


@pytest.mark.parametrize("thread", [None, "Rowan"])
def test_another_or_an_unnamed_conversation_is_never_merged(
    index: Index, thread: str | None
) -> None:
    fill(index, source(index, "a", "a.txt"), said(1, "2024-03-01T10:00:00", "ok"))
    account = fill(index, source(index, "b", "b"), said(1, "2024-03-01T10:00:00", "ok", thread))

    assert account.doubled == 0 and len(texts(index, Query())) == 2


def test_a_chat_and_text_messages_with_one_person_are_two_conversations(index: Index) -> None:
    ok = said(1, "2024-03-01T10:00:00", "ok")
    fill(index, source(index, "a", "a.txt"), ok)
    account = fill(index, source(index, "b", "b.xml"), ok, reader="sms_backup_xml")

    assert account.doubled == 0
    assert [len(Conversations(index).of(entry)) for entry in index.find(Query())] == [1, 1]


def test_reading_a_source_again_replaces_only_what_it_gave(index: Index) -> None:
    first, second = source(index, "a", "a.txt"), source(index, "b", "b.txt")
    fill(index, first, said(1, "2024-03-01T10:00:00", "both"), said(2, "2024-03-01T10:01:00", "a"))
    fill(index, second, said(1, "2024-03-01T10:00:00", "both", path="b"))

    fill(index, first, said(1, "2024-03-01T10:00:00", "both"), said(2, "2024-03-01T10:01:00", "A2"))

    assert texts(index, Query()) == ["both", "A2"]
    assert texts(index, Query(words="a")) == []
    assert len(next(e.reading.where for e in index.find(Query(words="both")))) == 2


def test_a_reading_that_fails_half_way_leaves_nothing(index: Index) -> None:
    row = source(index, "a", "a.txt")

    def broken() -> Iterator[Read | Account]:
        yield Read(None, said(1, "2024-03-01T10:00:00", "half"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.fill(row, broken())

    assert texts(index, Query()) == [] and index.sources()[0].state == "waiting"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("money", True), ("MONEY send", True), ("monkey", False), ("grüsse", True),
        ("gruesse", False), ("деньги", True), ("抚养费", True), ("养费", True), ("مال", True),
        ("😀", True), ("🙃", False), ('"', False), ("send OR nothing", False),
        ("m*", True), ("*", False),
        ("') --", False), ("NEAR(send money)", False),
    ],
)  # fmt: skip
def test_search_in_all_scripts_and_with_hostile_words(
    index: Index, words: str, found: bool
) -> None:
    text = "please send money Grüsse деньги 孩子的抚养费 مال 😀"
    fill(index, source(index, "a", "a.txt"), said(1, "2024-03-01T10:00:00", text))

    assert (texts(index, Query(words=words)) == [text]) is found


def test_order_is_time_then_place_and_the_undated_last(index: Index) -> None:
    where = (Locator("p.pdf", 1, 1, "page"),)
    fill(
        index,
        source(index, "a", "a.txt"),
        Document(where, NO_TIME, "letter", 1, 1, ("undated",)),
        said(5, "2024-03-02T10:00:00", "later"),
        said(6, "2024-03-01T10:00:00", "same minute, first"),
        said(7, "2024-03-01T10:00:00", "same minute, second"),
    )

    order = [entry.reading.where[0].first for entry in index.find(Query())]
    assert order == [6, 7, 5, 1]
    assert [e.reading.where[0].first for e in index.find(Query(until="2024-03-01"))] == [6, 7]
    assert [e.reading.where[0].first for e in index.find(Query(since="2024-03-02"))] == [5]


def test_money_and_problems_are_listed_by_kind(index: Index) -> None:
    when = When("20240301", "2024-03-01", "day", None, None, "zone not given")
    where = (Locator("s.ofx", 1, 1, "record"),)
    payment = Payment(where, when, "123", Decimal("-450.00"), "GBP", "Sam Carter", None, None)
    problem = Problem((Locator("s.ofx", 2, 2, "record"),), "no amount")
    fill(index, source(index, "a", "s.ofx"), payment, problem)

    (entry,) = index.find(Query(kind="payment", words="450.00"))
    assert entry.reading == payment
    assert index.count(Query(kind="problem")) == 1


def test_an_id_may_be_shortened_until_it_fits_two(index: Index) -> None:
    readings = [said(n, "2024-03-01T10:00:00", str(n)) for n in range(1, 60)]
    fill(index, source(index, "a", "a.txt"), *readings)
    entry = next(iter(index.find(Query(words="7"))))

    assert index.item(entry.id[:10]).n == entry.n
    with pytest.raises(NotFound):
        index.item("0000")
    with pytest.raises(NotOne):
        index.item("")


def test_nothing_of_it_is_plain_on_the_disk(index: Index, tmp_path: Path) -> None:
    fill(index, source(index, "a", "a.txt"), said(1, "2024-03-01T10:00:00", "canary" * 50))

    for path in tmp_path.iterdir():
        assert b"canary" not in path.read_bytes(), path.name


def test_a_wrong_key_is_said(index: Index, tmp_path: Path) -> None:
    source(index, "a", "a.txt")
    with pytest.raises(Damaged):
        Index(tmp_path / "case.db", bytes(32))


def test_a_day_is_the_day_the_source_says_whatever_utc_says(index: Index) -> None:
    when = When(
        "t", "2024-05-13T21:07:00", "minute", "America/New_York", "2024-05-14T01:07:00Z", ""
    )
    late = said(1, "2024-05-13T21:07:00", "late")
    fill(index, source(index, "a", "a.txt"), Message(late.where, when, "A", (), "S", None, "late"))

    assert texts(index, Query(since="2024-05-13", until="2024-05-13")) == ["late"]
    assert texts(index, Query(since="2024-05-14")) == []


def test_an_item_is_found_by_the_id_of_each_of_its_places(index: Index) -> None:
    """Read in another order after a rebuild, a merged item has another id; old cites still lead."""
    both = said(1, "2024-03-01T10:00:00", "both")
    fill(index, source(index, "a", "a.txt"), both)
    fill(index, source(index, "b", "b.txt"), both)
    own = "SELECT coalesce(nullif(p.id, ''), i.id) FROM place p JOIN item i ON i.n = p.item"
    ids = [row[0] for row in index.connection.execute(own)]

    assert len(set(ids)) == 2
    assert len({index.item(id).n for id in ids}) == 1
    assert index.objects_of([ids[1]]) == {"a" * 32, "b" * 32}


def test_two_chats_without_a_name_are_two_conversations(index: Index) -> None:
    fill(index, source(index, "a", "a"), said(1, "2024-03-01T10:00:00", "one", None))
    fill(index, source(index, "b", "b"), said(1, "2024-03-01T10:00:00", "two", None))

    assert [len(Conversations(index).of(entry)) for entry in index.find(Query())] == [1, 1]


def test_another_file_under_the_same_name_is_a_difference_and_both_are_kept(index: Index) -> None:
    def with_file(sha256: str | None) -> Message:
        plain = said(1, "2024-03-01T10:00:00", "IMG.jpg (file attached)")
        attached = (Attachment("IMG.jpg", sha256, sha256 is not None),)
        return msgspec.structs.replace(plain, attachments=attached)

    fill(index, source(index, "a", "a.zip"), with_file("aa" * 32))
    account = fill(index, source(index, "b", "b.zip"), with_file("bb" * 32))

    assert account.doubled == 0
    (entry,) = index.find(Query())
    (told,) = index.differences(entry)
    assert (told.what, told.source) == ("media", "b.zip")
    assert isinstance(entry.reading, Message) and isinstance(told.reading, Message)
    assert entry.reading.attachments[0].sha256 == "aa" * 32
    assert told.reading.attachments[0].sha256 == "bb" * 32


def test_the_photo_of_a_chat_is_the_photo_of_the_card(index: Index) -> None:
    plain = said(1, "2024-03-01T10:00:00", "IMG.jpg (file attached)")
    files = (Attachment("IMG.jpg", "bb" * 32, True), Attachment("again.jpg", "bb" * 32, True))
    fill(index, source(index, "a", "a.zip"), msgspec.structs.replace(plain, attachments=files))
    where = (Locator("IMG.jpg", 1, 100, "byte"),)
    photo = Photo(where, NO_TIME, None, None, 10, 10)
    fill(index, source(index, "b", "IMG.jpg"), photo, reader="photo")
    fill(index, source(index, "c", "other.jpg"), photo, reader="photo")  # in a folder of it

    (message,) = index.find(Query(kind="message"))
    (card,) = index.same_file(message)
    assert card.source == "b" * 32
    assert index.same_file(card) == [message]
    index.forget("b" * 32)
    assert index.same_file(message) == []


def test_an_index_that_is_not_there_is_never_made_anew_unasked(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="everyword rebuild"):
        Index(tmp_path / "gone.db", KEY, create=False)
    assert not (tmp_path / "gone.db").exists()


def _everything(index: Index) -> tuple[list[object], ...]:
    """The tables as they came to be, the numbers of rows apart: merging leaves gaps in them."""
    run = index.connection.execute
    items = run("SELECT id, sort, local, thread, twin, source, body, words FROM item ORDER BY n")
    places = run("SELECT i.id, p.source, p.id, p.first FROM place p JOIN item i ON i.n = p.item"
                 " ORDER BY p.source, p.first, p.id")  # fmt: skip
    met = run("SELECT i.id FROM found f JOIN item i ON i.n = f.rowid WHERE found MATCH 'ok'"
              " ORDER BY i.id")  # fmt: skip
    copies = run("SELECT * FROM copy ORDER BY source, thread")
    return items.fetchall(), places.fetchall(), met.fetchall(), copies.fetchall()


@pytest.mark.parametrize("seed", range(5))
def test_readings_put_in_together_are_as_if_put_in_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Copies that overlap, the same words again in a minute, times that jump back."""
    chance = random.Random(seed)
    made: list[list[Reading]] = []
    for path in "abc":
        copy: list[Reading] = []
        for line in range(1, 40):
            minute = max(0, line + chance.choice((0, 0, 0, -5)))
            local = f"2024-03-01T10:{minute // 2:02}:00"
            thread = chance.choice(("Sam", "Sam", "Sam", None, "Rowan"))
            copy.append(said(line, local, chance.choice(("ok", "no", "yes")), thread, path))
        copy.insert(20, Problem((Locator(path, 40, 40, "line"),), "ok, not read"))
        made.append(copy)
    found = []
    for at_once in (1, 2, 7, 1000):
        monkeypatch.setattr(store, "AT_ONCE", at_once)
        with Index(tmp_path / f"{at_once}.db", KEY) as index:
            doubled = [
                fill(index, source(index, name, f"{name}.txt"), *readings).doubled
                for name, readings in zip("abc", made, strict=True)
            ]
            again = fill(index, source(index, "b", "b.txt"), *made[1]).doubled
            found.append((doubled, again, _everything(index)))
    assert found[0][0][0] == 0 and found[0][0][1] > 0, "nothing overlaps"
    assert all(each == found[0] for each in found[1:])


def test_an_index_of_an_older_version_is_made_new_before_anything_is_merged(index: Index) -> None:
    messages = [
        said(at, f"2024-03-01T10:0{at // 2}:00", "ok" if at < 4 else f"{at}") for at in range(8)
    ]
    fill(index, source(index, "a", "a.txt"), *messages)
    run = index.connection.execute
    twins = run("SELECT n, twin FROM item ORDER BY n").fetchall()
    run("UPDATE item SET twin = randomblob(16)")
    run("PRAGMA user_version = 0")

    account = fill(index, source(index, "b", "b.txt"), *messages)

    assert account.doubled == 8
    assert run("SELECT n, twin FROM item ORDER BY n").fetchall() == twins


def test_a_part_of_a_list_is_its_beginning_the_undated_last(index: Index) -> None:
    dated = [said(at, f"2024-03-0{9 - at}T10:00:00", f"{at}") for at in range(1, 4)]
    undated = Problem((Locator("a", 4, 4, "line"),), "torn")
    fill(index, source(index, "a", "a.txt"), *dated, undated)
    every = texts_or_what(index, Query())

    assert every == ["3", "2", "1", "torn"]
    for limit in range(6):
        assert texts_or_what(index, Query(limit=limit)) == every[:limit]


def texts_or_what(index: Index, query: Query) -> list[str]:
    return [getattr(each.reading, "text", None) or each.reading.what for each in index.find(query)]  # type: ignore[union-attr]

"""A file read without a case prints its conversations and tables; nothing of it is left unsaid."""

from decimal import Decimal

from everyword.bundle.plan import Letter, Table, Text, Transcript
from everyword.bundle.unsealed import pages_of
from everyword.index.store import Entry
from everyword.model import (
    Attachment,
    Call,
    Document,
    Email,
    Locator,
    Message,
    Payment,
    Problem,
    Reading,
    When,
    source_of_bytes,
)

HERE = (Locator("chat.txt", 1, 1, "line"),)
WHEN = When("3/4/24", "2024-04-03T21:07:00", "minute", None, None, "local clock")
FACTS = (("File", "chat.txt"), ("SHA-256", "ab"))


def entries(*readings: Reading) -> list[Entry]:
    return [Entry(n, f"id{n}", "", "reader", reading) for n, reading in enumerate(readings)]


def message(text: str, thread: str | None = None, sender: str | None = "Alex") -> Message:
    return Message(HERE, WHEN, sender, (), thread, None, text, system=sender is None)


def test_a_chat_is_a_transcript_with_all_of_its_lines() -> None:
    picture = Attachment("IMG.jpg", "cd", False)
    last = Message(HERE, WHEN, "Sam", (), None, "in", "", edited=True, attachments=(picture,))
    (page,) = pages_of(entries(message("a"), message("joined", sender=None), last), FACTS)
    content = page.content
    assert isinstance(content, Transcript) and page.kind == "correspondence"
    assert [(line.anchor, line.sender, line.text) for line in content.lines] == [
        ("id0", "Alex", "a"),
        ("id1", "", "joined"),
        ("id2", "Sam", ""),
    ]
    assert "edited" in content.lines[2].when and content.lines[2].attachments[0].name == "IMG.jpg"
    assert ("Taking part", "Alex") in content.facts and FACTS[1] in content.facts
    assert ("Time zone", "zone not given (local clock)") in content.facts
    assert (page.title, page.date) == ("", "3 April 2024")


def test_each_conversation_is_a_document_of_its_own() -> None:
    money = Payment(HERE, WHEN, "12-34", Decimal("-5.00"), "GBP", "Shop", None, None)
    call = Call(HERE, WHEN, "Alex", ("Sam",), "out", 60, True)
    said = entries(message("a", "Sam"), message("b", "Rowan"), message("c", "Sam"), money, call)
    made = pages_of(said, FACTS)
    assert [page.title for page in made] == ["with Sam", "with Rowan", "account 12-34", "calls"]
    first = made[0].content
    assert isinstance(first, Transcript) and [line.text for line in first.lines] == ["a", "c"]
    assert made[2].kind == "financial records" and isinstance(made[3].content, Table)


def test_what_could_not_be_read_is_counted() -> None:
    broken = Problem(HERE, "no date")
    (page,) = pages_of(entries(message("a"), broken, broken), FACTS)
    assert isinstance(page.content, Transcript)
    assert ("Not shown", "2 places of the file that could not be read") in page.content.facts


def test_a_mail_is_a_letter() -> None:
    people = ("a@x.test", ("b@x.test",), ())
    mail = Email(HERE, WHEN, *people, "Money", "words\n", None, None, None, None)
    (page,) = pages_of(entries(mail), FACTS)
    assert isinstance(page.content, Letter) and page.kind == "correspondence"
    assert page.content.facts[: len(FACTS)] == FACTS and page.title == ""


def test_a_document_keeps_its_own_pages() -> None:
    assert pages_of(entries(Document(HERE, WHEN, None, 2, 2, ("text",))), FACTS) == ()
    assert pages_of(entries(Document(HERE, WHEN, None, None, None, (" ",))), FACTS) == ()
    assert pages_of([], FACTS) == ()


def test_an_office_file_has_its_words_and_what_is_hidden_in_it() -> None:
    said = "1 sheet is hidden"
    (page,) = pages_of(
        entries(Document(HERE, WHEN, None, None, None, ("one\n", "two\n"), said)), FACTS
    )
    assert isinstance(page.content, Text) and page.content.lines == ("one", "two")
    assert ("In the file", said) in page.content.facts and page.remark == said


def test_a_picture_beside_a_chat_is_shown() -> None:
    picture = source_of_bytes("a/IMG.jpg", b"x")
    files = (
        Attachment("IMG.jpg", "0" * 64, True, "a/IMG.jpg"),
        Attachment("gone.jpg", None, False, None),
        Attachment("voice.opus", "0" * 64, True, "a/voice.opus"),
    )
    message = Message(HERE, WHEN, "Alex", (), "Sam", None, "look", attachments=files)
    known = {"a/IMG.jpg": picture}
    (page,) = pages_of(entries(message), FACTS, lambda path: known[path])
    assert isinstance(page.content, Transcript)
    assert [each.picture for each in page.content.lines[0].attachments] == [picture, None, None]

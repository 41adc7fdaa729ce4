"""An e-mail, a calendar entry and a contact on paper: every word of the head, none left out."""

from everyword.bundle import plan
from everyword.bundle.pages import printed_letters
from everyword.model import NO_TIME, Attachment, Contact, Email, Event, Locator, When

WHERE = (Locator("a", 1, 1, "record"),)
WHEN = When("t", "2024-04-03T21:07:00", "second", "+01:00", "2024-04-03T20:07:00Z", "in the file")


def test_an_email_shows_every_handle_and_every_attachment() -> None:
    files = (
        Attachment("a.pdf", "ab12", True),
        Attachment("b.pdf", None, False),
        Attachment("c.pdf", None, True),
    )
    email = Email(
        WHERE, WHEN, "a@home.test", ("b@home.test", "c@home.test"), ("d@home.test",), None,
        "one\ntwo\n", "<1@home.test>", None, None, None, files, "words of the HTML part",
    )  # fmt: skip

    assert printed_letters.head(email) == (
        ("From", "a@home.test"),
        ("To", "b@home.test"),
        ("To", "c@home.test"),
        ("Copy to", "d@home.test"),
        ("Sent", "3 April 2024, 21:07:00 +01:00"),
        ("Subject", "none"),
        ("Message-ID", "<1@home.test>"),
        ("Attached", "3, listed below"),
        ("Text", "words of the HTML part"),
    )
    attached = tuple(plan.Attached(each.name, each.sha256, each.present) for each in files)
    page = printed_letters.letter(email, attached, (("File", "a.eml"),))
    assert (page.kind, page.lines) == ("E-mail", ("one", "two"))
    assert page.attachments == attached and page.facts == (("File", "a.eml"),)


def test_an_entry_says_that_it_repeats_and_how_many_days_are_not_named() -> None:
    days = tuple(f"2024-01-{day:02}T09:00:00" for day in range(1, 32)) * 2
    event = Event(
        WHERE, WHEN, None, "Handover", "", "School", ("a@home.test",), "FREQ=DAILY", days, True,
        True,
    )  # fmt: skip
    said = dict(printed_letters.head(event))

    assert said["State"] == "marked as cancelled in the source"
    assert said["Repeats"] == "FREQ=DAILY"
    assert said["On"].startswith("2024-01-01 09:00:00, 2024-01-02 09:00:00")
    assert said["On"].endswith(" and 2 more; and so on")
    assert printed_letters.letter(event, (), ()).kind == "Calendar entry"
    assert printed_letters.letter(event, (), ()).lines == ()
    assert said["Place"] == "School" and said["Person"] == "a@home.test" and "Ends" not in said


def test_a_contact_shows_the_owners_name_and_each_handle() -> None:
    contact = Contact(WHERE, NO_TIME, None, ("+44 7700 900123", "m@home.test"), "")

    assert printed_letters.head(contact) == (
        ("Name", "not named"),
        ("Handle", "+44 7700 900123"),
        ("Handle", "m@home.test"),
    )

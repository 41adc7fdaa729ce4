"""How often each word was found, and where a word is that stands on no page."""

from pikepdf import Pdf

from everyword.redact.counting import elsewhere, hits_of
from everyword.redact.marks import Word
from everyword.redact.redacting import look, redacted
from tests.redact.pages_made import LINE, SECRET, made

WORDS = (Word("ROWAN FOX"), Word("Nobody Here"), Word("Only Title"), Word("sea"))


def titled(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = "Only Title"


def test_each_word_is_counted() -> None:
    data = made(f"{LINE} BT /F 12 Tf 72 500 Td (again {SECRET}) Tj ET", titled)
    found = look(data, (), WORDS)

    assert hits_of(found.survey, WORDS) == (2, 0, 0, 1)
    assert elsewhere(data, WORDS, (2, 0, 0, 1)) == (2,)
    log = redacted(data, (), WORDS)[1]
    assert (log.hits, log.elsewhere) == ((2, 0, 0, 1), (2,))
    assert elsewhere(data, WORDS[:1], (1,)) == ()

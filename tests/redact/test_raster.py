"""The letters of a page that became a picture are still read as words."""

from everyword.redact.marks import Word
from everyword.redact.redacting import applied, look
from tests.redact.pages_made import LINE, SECRET, made, text_of


def test_words_stay_whole() -> None:
    content = f"{LINE} BT /F 11 Tf 72 660 Td (jumping, ill. fox over a lazy quay) Tj ET"
    found = look(made(content), (), (Word(SECRET),))
    said = text_of(applied(found, {1: "tried"}).data)

    assert "The child" in said and "lives by the sea." in said
    assert "jumping, ill. fox over a lazy quay" in said
    assert "Rowan" not in said

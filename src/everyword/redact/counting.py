"""How often each word was found: one with a typing error must not look like one that went."""

from collections.abc import Sequence

from everyword import wording
from everyword.redact.leaks import leaks_of
from everyword.redact.marks import Word
from everyword.redact.survey import Survey


def hits_of(survey: Survey, words: Sequence[Word]) -> tuple[int, ...]:
    """Places on the pages where each word stands, in the order given."""
    texts = ["".join(letter.char for letter in sheet.letters) for sheet in survey.sheets]
    folded = [wording.fold(text) for text in texts]
    boxed = [said for mark in survey.marks for said in (mark.words, *mark.secrets)]
    found = []
    for word in words:
        spellings = wording.spellings(word.text)
        places = {
            (page, span[1])  # of two spellings one may begin earlier
            for page, text in enumerate(texts)
            for each in spellings
            for span in wording.occurrences(text, each, folded[page])
        }
        pictured = sum(
            mark.is_pictured and any(wording.is_in(mark.words, each) for each in spellings)
            for mark in survey.marks
        )
        # One broken over the cells of a column is only seen in another order of the letters.
        others = {said for said in boxed for each in spellings if wording.is_in(said, each)}
        found.append(len(places) + pictured or len(others))
    return tuple(found)


def elsewhere(data: bytes, words: Sequence[Word], hits: Sequence[int]) -> tuple[int, ...]:
    """Which words, from 0, are on no page and yet in the file: metadata, bookmarks, files in it."""
    missing = [word.text for word, count in zip(words, hits, strict=True) if not count]
    if not missing:
        return ()
    there = {each.word for each in leaks_of(data, "", missing)}
    return tuple(at for at, word in enumerate(words) if not hits[at] and word.text in there)

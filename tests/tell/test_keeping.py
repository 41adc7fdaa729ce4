"""Drafts as a case keeps them: with their item, and no date narrower than its words."""

from pathlib import Path

import pytest

from everyword.case.cites import check_cite, text_of
from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.index.store import Query
from everyword.tell import keeping
from everyword.tell.account import read_account
from everyword.tell.drafts import When
from everyword.vault import keys
from tests.cases_made import Quiet, Ticking, make_case, remembered_stretch
from tests.tell import scoring


def parts(case: Case, path: Path) -> list[keeping.Part]:
    for received in case.add([path], Said(), lambda row, fresh: None, Quiet()):
        assert received.error is None and received.row is not None
    return keeping.parts_of(list(case.index.find(Query(source=received.row.object))))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(keys, "_stretch", remembered_stretch)
    return tmp_path


def test_every_draft_of_an_account_stands_in_its_item(folder: Path) -> None:
    with Case.open(folder / "case", make_case(folder / "case"), Ticking(), write=True) as case:
        for name in ("father_dates", "mail", "talk"):
            found = parts(case, scoring.ACCOUNTS / f"{name}.txt")
            told = read_account(keeping.text_in(found))
            drafts, spread = keeping.as_kept(told, found)

            assert len(drafts) == len(told.facts) and spread == [], name
            entry = found[0].entry
            for draft in drafts:
                check_cite(entry, draft.cite)
                assert text_of(entry.reading)[draft.start : draft.end] == draft.quote
                if draft.cite.lines is None:
                    assert name == "mail", "only an e-mail's words have no lines"
                    continue
                first, last = draft.cite.lines
                lines = text_of(entry.reading).split("\n")[first - 1 : last]
                assert draft.quote in "\n".join(lines)


def test_an_account_longer_than_one_document_is_told_whole(folder: Path) -> None:
    text = "".join(f"On Monday Tom took the car number {n} and left.\n" for n in range(1010))
    (folder / "long.txt").write_text(text)
    with Case.open(folder / "case", make_case(folder / "case"), Ticking(), write=True) as case:
        found = parts(case, folder / "long.txt")
        assert len(found) == 2 and keeping.text_in(found) == text
        drafts, spread = keeping.as_kept(read_account(text), found)
        for draft in drafts:
            entry = next(each.entry for each in found if each.entry.id == draft.cite.item)
            check_cite(entry, draft.cite)
    assert len({each.cite.item for each in drafts}) == 2 and spread == []


DATE = ("2021-03-03", "2021-03-03", "day", "calendar")


@pytest.mark.parametrize(
    ("quote", "words", "given", "typed"),
    [
        ("He left on 3 March 2021.", "3 March 2021", DATE, "2021-03-03"),
        ("By 3 March 2021 he had left.", "3 March 2021", DATE, "by 2021-03-03"),
        ("He lived there until 3 March 2021.", "3 March 2021", DATE, "by 2021-03-03"),
        ("Before 3 March 2021 he left.", "3 March 2021", DATE, "before 2021-03-03"),
        ("since 3 March 2021", "3 March 2021", DATE, "from 2021-03-03"),
        ("about 3 March 2021", "3 March 2021", DATE, "about 2021-03-03"),
        ("between 1 and 3 March 2021", "3 March 2021", DATE, "not known"),
        ("from May to June 2021", "June 2021", ("2021-06", "2021-06", "month", "calendar"),
         "not known"),
        ("in 2021", "2021", ("2021", "2021", "year", "calendar"), "2021"),
        ("on 3 March", "3 March", (None, None, "day", "calendar"), "not known"),
        ("on 31 February 2021", "31 February 2021", ("2021-02-31", "2021-02-31", "day", "calendar"),
         "not known"),
        ("two weeks later", "two weeks later", (2, 2, "week", "f1"), "not known"),
    ],
    ids=range(12),
)  # fmt: skip
def test_a_date_is_never_narrower_than_its_words(
    quote: str, words: str, given: tuple[int | str | None, int | str | None, str, str], typed: str
) -> None:
    assert keeping.typed(When(words, *given), quote) == typed

"""Words are found however they were typed: in any case, with or without marks, in a sentence."""

# ruff: noqa: RUF001 letters of other alphabets are what this is about

import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.index import folding
from everyword.index.folding import SEARCH, folded, matching
from everyword.index.query import terms
from everyword.index.store import Index, Query
from tests.cases_made import Quiet, Ticking
from tests.index.test_store import KEY, fill, said, source, texts


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("ПРИВЕТ, мама", "привет"), ("привет", "ПРИВЕТ"), ("ещё раз", "еще"),
        ("İstanbul'da kaldım", "istanbul"), ("ISPARTA", "ısparta"), ("ığdır", "IĞDIR"),
        ("كِتَابُ المعلم", "كتاب"), ("كتاب", "كِتَاب"), ("أحمد", "احمد"), ("علی", "علي"),
        ("pay ٣٥٠ now", "350"), ("paid 350", "۳۵۰"), ("שָׁלוֹם", "שלום"),
        ("我去中国人民银行", "中国"), ("我去中国人民银行", "银行"), ("学校に行きました", "行き"),
        ("ﾆﾎﾝ", "ニホン"), ("학교에서 만나", "학교"), ("ฉันไปโรงเรียนแล้ว", "โรงเรียน"),
        ("हिन्दी में", "हिन्दी"), ("Élève", "eleve"), ("e\u0301le\u0300ve", "élève"),
        ("Straße", "STRASSE"), ("ab\u200ecd", "abcd"), ("send money", "mon*"), ("中国人", "中国*"),
        ("send money on Friday", '"money on"'), ("send money", "“send money”"),
        ("send money", "money send"), ("I said \u201cno\u201d", "no"), ("ok 👍🏽", "👍🏽"),
        ("мои\u0306 дом", "мой"), ("мой дом", "мои\u0306"), ("\u1112\u1161\u11ab국", "한국"),
        ("ABC公司", "C公司"),
    ],
)  # fmt: skip
def test_it_is_found(tmp_path: Path, text: str, typed: str) -> None:
    with Index(tmp_path / "case.db", KEY) as index:
        fill(index, source(index, "a", "a.txt"), said(1, "2024-03-01T10:00:00", text))

        assert texts(index, Query(words=typed)) == [text]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("send money on Friday", '"on money"'), ("money", "mon"), ("我去中国人民银行", "国中"),
        ("ฉันไปโรงเรียนแล้ว", "โรงเรอน"), ("हिन्दी", "हिन्"), ("Sam", "Sams"), ("350", "35"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(tmp_path: Path, text: str, typed: str) -> None:
    with Index(tmp_path / "case.db", KEY) as index:
        fill(index, source(index, "a", "a.txt"), said(1, "2024-03-01T10:00:00", text))

        assert texts(index, Query(words=typed)) == []


def test_only_what_stays_the_same_everywhere_is_passed_over() -> None:
    """Against the long way, with marks that would join what is before them."""
    code = range(sys.maxunicode + 1)
    letters = [chr(n) for n in code if not folding._CHANGING.match(chr(n))]
    joining = {d[1] for d in map(_parts, code) if len(d) == 2}

    assert len(letters) > 4000 and not joining & set(letters)
    for letter in letters:
        assert folding._folded("a" + letter) == "a" + letter and not unicodedata.combining(letter)
    assert folded("и\u0306") == "й" and folded("ё") == "е" and folded("e\u0301") == "é"


def _parts(code: int) -> str:
    """What a letter is written as in two, or the like."""
    named = unicodedata.decomposition(chr(code))
    return "" if "<" in named else "".join(chr(int(each, 16)) for each in named.split())


ALPHABET = 'aZ9éİıß أحِ中国ニ한กิहि\u200e\u0301.-"*😀'


@given(st.text(ALPHABET, max_size=30), st.data())
def test_every_word_of_a_text_finds_it(text: str, draw: st.DataObject) -> None:
    connection = sqlcipher.connect(":memory:")
    connection.execute(SEARCH)
    connection.execute("INSERT INTO found (rowid, words) VALUES (1, ?)", (folded(text),))
    for word in text.split():
        match = matching(word)
        if match is not None:
            found = connection.execute("SELECT rowid FROM found WHERE found MATCH ?", (match,))
            assert found.fetchall() == [(1,)], word
    connection.execute(
        "INSERT INTO found (found, rowid, words) VALUES ('delete', 1, ?)", (folded(text),)
    )
    left = connection.execute("SELECT count(*) FROM found_idx").fetchone()[0]
    connection.execute("INSERT INTO found (found) VALUES ('optimize')")
    assert left >= 0 and not any(
        connection.execute("SELECT rowid FROM found WHERE found MATCH ?", (match,)).fetchall()
        for match in map(matching, text.split())
        if match is not None
    )
    connection.close()


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once_but_for_blanks(text: str) -> None:
    assert folded(folded(text)).split() == folded(text).split()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("a b", ["a", "b"]), ('"a b" c', ["a b", "c"]), ("„a b“", ["a b"]), ("«a b»", ["a b"]),
        ('"a b', ['"a', "b"]), ("", []), ('""', ['""']),
    ],
)  # fmt: skip
def test_words_and_words_in_quotation_marks(typed: str, wanted: list[str]) -> None:
    assert terms(typed) == wanted


def as_before(case: Path, words: str) -> None:
    """Put the table of search back that an older version made."""
    with Case.open(case, words, Ticking(), write=True) as opened:
        run = opened.index.connection.execute
        run("DROP TABLE found")
        run(
            "CREATE VIRTUAL TABLE found USING fts5 (words, content='item', content_rowid='n',"
            ' tokenize="unicode61 remove_diacritics 2")'
        )
        run("INSERT INTO found (rowid, words) SELECT n, words FROM item")


def test_a_case_made_before_is_searched_as_it_is_and_renewed_when_written_to(
    tmp_path: Path,
) -> None:
    folder, chat = tmp_path / "case", tmp_path / "WhatsApp Chat with Sam.txt"
    chat.write_text(
        "13/03/2024, 21:07 - Alex: 我去中国人民银行\n14/03/2024, 08:00 - Sam: كِتَاب\n"
        "14/03/2024, 08:01 - Sam: Привет Müller\n",
        "utf-8",
    )
    case, secrets = Case.create(folder, Ticking())
    with case:
        list(case.add([chat], Said(), lambda row, fresh: None, Quiet()))
    as_before(folder, secrets.passphrase)

    with Case.open(folder, secrets.passphrase, Ticking()) as read_only:
        assert texts(read_only.index, Query(words="中国")) == ["我去中国人民银行"]
        assert texts(read_only.index, Query(words="كتاب")) == []
        assert texts(read_only.index, Query(words="كِتَاب")) == ["كِتَاب"]
        assert texts(read_only.index, Query(words="ПРИВЕТ muller")) == ["Привет Müller"]
    with Case.open(folder, secrets.passphrase, Ticking(), write=True):
        pass
    with Case.open(folder, secrets.passphrase, Ticking()) as renewed:
        assert texts(renewed.index, Query(words="中国")) == ["我去中国人民银行"]
        assert texts(renewed.index, Query(words="كتاب")) == ["كِتَاب"]


def test_the_newest_first_and_those_without_a_time_last(tmp_path: Path) -> None:
    with Index(tmp_path / "case.db", KEY) as index:
        rows = [said(n, f"2024-03-0{n}T10:00:00", f"n{n}") for n in (1, 2, 3)]
        fill(index, source(index, "a", "a.txt"), *rows)

        assert texts(index, Query(newest=True)) == ["n3", "n2", "n1"]
        assert texts(index, Query(newest=True, limit=2)) == ["n3", "n2"]

"""Lines of bank files: every one once, decoded as the bytes say, none held that is too long."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import source_of_bytes
from everyword.readers.bank import letters as bank_letters
from everyword.readers.bank.letters import letters_of, lines

LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=30)


def texts(data: bytes, **answers: str) -> list[str | None]:
    source = source_of_bytes("a", data)
    return [line.text for line in lines(source, letters_of(source, answers))]


@given(
    st.lists(LETTERS, min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([("", "utf-8"), ("\ufeff", "utf-8"), ("\ufeff", "utf-16-le")]),
    st.sampled_from([1, 2, 7, 4096]),
)
def test_lines_are_what_was_written(
    wanted: list[str], end: str, how: tuple[str, str], block: int
) -> None:
    mark, codec = how
    wanted = [wanted[0].lstrip("\ufeff\ufffe"), *wanted[1:]]
    data = (mark + "".join(line + end for line in wanted)).encode(codec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bank_letters, "BLOCK", block)
        assert texts(data) == wanted


def test_an_old_alphabet_is_said_and_answered() -> None:
    data = "M\u00fcller\n".encode("cp1252")
    assert texts(data) == ["M\ufffdller"]
    assert texts(data, encoding="cp1252") == ["M\u00fcller"]
    assert letters_of(source_of_bytes("a", data), {}).problem is not None
    assert letters_of(source_of_bytes("a", data), {"encoding": "cp1252"}).problem is None
    with pytest.raises(NeedsAnswer) as asked:
        texts(data, encoding="rot13")
    assert asked.value.key == "encoding"


def test_an_answer_does_not_touch_what_is_utf8() -> None:
    assert texts("Müller".encode(), encoding="cp1252") == ["Müller"]


def test_the_last_line_says_that_it_did_not_end() -> None:
    source = source_of_bytes("a", b"one\ntwo")
    assert [each.ended for each in lines(source, letters_of(source, {}))] == [True, False]


def test_a_long_line_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_letters, "MAX_LINE", 1 << 12)
    monkeypatch.setattr(bank_letters, "BLOCK", 1 << 12)
    data = b"before\n" + b"x" * (4 << 20) + b"\nafter\n"
    source = source_of_bytes("a", data)
    tracemalloc.start()
    got = texts(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert got == ["before", None, "after"]
    assert peak < 1 << 18
    assert [each.number for each in lines(source, letters_of(source, {}))] == [1, 2, 3]


@pytest.mark.parametrize(("last", "cut"), [("é", 1), ("Ж", 1), ("語", 1), ("語", 2), ("😀", 3)])
@pytest.mark.parametrize("block", [1, 3, 1 << 12])
def test_a_last_letter_cut_off_does_not_spoil_those_before_it(
    last: str, cut: int, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank_letters, "BLOCK", block)
    data = f"Zoë\nCafé {last}".encode()[:-cut]
    assert texts(data) == ["Zoë", "Café \ufffd"]
    problem = letters_of(source_of_bytes("a", data), {}).problem
    assert problem is not None and "ends inside a letter" in problem
    assert texts(data, encoding="cp1252")[0] == "ZoÃ«", "what a person says counts"
    assert texts(data + b"\nx") == [
        "Zo\ufffd\ufffd",
        "Caf\ufffd\ufffd " + "\ufffd" * (len(last.encode()) - cut),
        "x",
    ]


def test_one_last_byte_alone_may_be_of_an_old_alphabet() -> None:
    assert texts("one\ncafé".encode("cp1252")) == ["one", "caf\ufffd"]
    problem = letters_of(source_of_bytes("a", "one\ncafé".encode("cp1252")), {}).problem
    assert problem is not None and "encoding=cp1252" in problem

"""Address books: words come back as they were, whatever folds, alphabets and damage there are."""

import contextlib
import quopri
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Contact, Problem, Reading, Skipped, source_of_bytes
from everyword.readers import claiming, contacts_vcard
from tests.case_files import FOLDER, as_lines

CASES = sorted((FOLDER / "contacts_vcard").iterdir())
WORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)


def read(data: bytes, **answers: str) -> list[Reading]:
    return list(contacts_vcard.read(source_of_bytes("a.vcf", data), answers))


def contacts(readings: list[Reading]) -> list[Contact]:
    return [each for each in readings if isinstance(each, Contact)]


def input_of(case: Path) -> bytes:
    return next(case.glob("*.vcf")).read_bytes()


def escaped(words: str) -> str:
    return re.sub(r"([\\,;])", r"\\\1", words).replace("\n", "\\n")


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=5), st.integers(1, 75))
def test_words_come_back_through_folds_and_escapes(
    people: list[tuple[str, str, str]], fold: int
) -> None:
    lines = []
    for name, number, note in people:
        lines += ["BEGIN:VCARD", "VERSION:3.0", f"FN:{escaped(name)}"]
        lines += [f"TEL:{escaped(number)}", f"NOTE:{escaped(note)}", "END:VCARD"]
    folded = []
    for line in lines:
        raw = line.encode()
        at = max(fold, 12)  # a name of a property is not folded by any program
        folded.append(b"\r\n ".join(raw[i : i + at] for i in range(0, len(raw), at)))
    found = contacts(read(b"\r\n".join(folded) + b"\r\n"))

    assert [each.name for each in found] == [name for name, _, _ in people]
    assert [each.text.partition("NOTE: ")[2] for each in found] == [note for *_, note in people]
    for each, (_, number, _) in zip(found, people, strict=True):
        scheme, _, rest = number.partition(":")
        assert each.handles == (rest if scheme.lower() in ("tel", "mailto") and rest else number,)


@settings(deadline=None)
@given(WORDS, st.sampled_from(("utf-8", "iso-8859-1", "cp1251")))
def test_quoted_printable_in_its_alphabet(words: str, charset: str) -> None:
    words = words.encode(charset, "ignore").decode(charset).replace("\\", "").strip() or "x"
    coded = quopri.encodestring(words.encode(charset), quotetabs=True).replace(b"\n", b"\r\n")
    start = f"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET={charset}:".encode()
    data = b"BEGIN:VCARD\r\nVERSION:2.1\r\n" + start + coded + b"\r\nEND:VCARD\r\n"
    (only,) = read(data)
    assert isinstance(only, Contact) and only.text == f"NOTE: {words}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cut_anywhere_every_card_is_told(case: Path) -> None:
    data = input_of(case)
    encoding = {"encoding": "cp1250"} if case.name == "old_alphabet" else {}
    for cut in range(11, len(data)):
        source = source_of_bytes("a.vcf", data[:cut])
        if contacts_vcard.recognises(source):
            readings = list(contacts_vcard.read(source, encoding))
            assert len(contacts(readings)) == max(
                each.where[0].first for each in contacts(readings)
            )


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(CASES), st.data())
def test_damage_costs_problems_only(case: Path, data: st.DataObject) -> None:
    raw = bytearray(input_of(case))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    source = source_of_bytes("a.vcf", bytes(raw))
    if contacts_vcard.recognises(source):
        with contextlib.suppress(NeedsAnswer):
            assert as_lines(read(bytes(raw)))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"NOTE:" + b"x" * 10_000_000, "too long"),
        (b"NOTE:x" + b"\n y" * 1_100_000, "too long"),
        (
            b"NOTE;ENCODING=QUOTED-PRINTABLE:" + b"x" * 900 + b"=\n" + b"xxxxxxxx=\n" * 140_000,
            "too long",
        ),
        (b"x" * 10_000_000, "no part of a card"),
        (b"TEL" + b";a" * 300_000 + b"\n", "no part of a card"),
        (b"NOTE:a\n" * 5000, "too many"),
    ],
    ids=["line", "folds", "soft", "junk", "kinds", "many"],
)
def test_whatever_is_too_large_is_named(line: bytes, told: str) -> None:
    after = b"BEGIN:VCARD\nFN:After\nTEL:2\nEND:VCARD\n"
    readings = read(b"BEGIN:VCARD\nFN:Before\n" + line + b"\nTEL:1\nEND:VCARD\n" + after)
    assert any(told in each.what for each in readings if isinstance(each, Problem))
    assert [each.name for each in contacts(readings)] == ["Before", "After"]


def test_a_picture_of_any_size_is_counted_and_not_held() -> None:
    picture = b"PHOTO;ENCODING=b;TYPE=JPEG:" + b"\n ".join([b"A" * 74] * 200_000)
    first, skipped = read(b"BEGIN:VCARD\nFN:X\n" + picture + b"\nEND:VCARD\n")
    assert isinstance(first, Contact) and first.text == ""
    assert isinstance(skipped, Skipped) and "11,100,000 bytes (JPEG)" in skipped.what


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "idna", "zip", "rot13", "\u20ac"])
def test_no_decoder_that_is_no_alphabet_is_run(charset: str) -> None:
    data = f"BEGIN:VCARD\nNOTE;CHARSET={charset}:+AGE- \\ud800\nEND:VCARD\n".encode()
    (only,) = read(data)
    assert isinstance(only, Contact) and "+AGE-" in only.text


@pytest.mark.parametrize(
    ("rev", "local", "utc", "precision"),
    [
        ("20240403T200700Z", "2024-04-03T20:07:00", "2024-04-03T20:07:00Z", "second"),
        ("2024-04-03T20:07:00.123Z", "2024-04-03T20:07:00", "2024-04-03T20:07:00Z", "second"),
        ("2024-04-03T22:07:00+02:00", "2024-04-03T22:07:00", "2024-04-03T20:07:00Z", "second"),
        ("20240403T2207+0200", "2024-04-03T22:07", "2024-04-03T20:07:00Z", "minute"),
        ("2024-04-03T20:07:00", "2024-04-03T20:07:00", None, "second"),
        ("2024-04-03", "2024-04-03", None, "day"),
        ("2024-04-03T20:07:00+99:00", None, None, "none"),
        ("03/04/2024", None, None, "none"),
        ("2024-04-31", None, None, "none"),
    ],
)
def test_when_it_was_changed(rev: str, local: str, utc: str, precision: str) -> None:
    (only,) = read(f"BEGIN:VCARD\nFN:x\nREV:{rev}\nEND:VCARD\n".encode())
    assert isinstance(only, Contact)
    assert (only.when.local, only.when.utc, only.when.precision) == (local, utc, precision)
    assert only.when.text == rev


@pytest.mark.parametrize(
    ("data", "ours"),
    [
        (b"BEGIN:VCARD\r\n", True),
        (b"\xef\xbb\xbf\n begin:vcard \n", True),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VCARD\n", False),
        (b"FN:x\nBEGIN:VCARD\n", False),
        (b"BEGIN:VCARDS\n", False),
        (b"", False),
    ],
)
def test_only_what_begins_as_one(data: bytes, ours: bool) -> None:
    assert contacts_vcard.recognises(source_of_bytes("a.vcf", data)) is ours
    taken = [each.NAME for each in claiming(source_of_bytes("a.vcf", data))]
    assert (taken == ["contacts_vcard"]) is ours


def test_an_alphabet_that_is_none_is_asked_for() -> None:
    with pytest.raises(NeedsAnswer) as asked:
        read(b"BEGIN:VCARD\nEND:VCARD\n", encoding="klingon")
    assert asked.value.key == "encoding"

"""A head known from outside: the same folder, a later one, an older one, another one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from everyword.errors import WrongUsage
from everyword.vault import heads, known_head, tree, witness, words
from everyword.vault.heads import Head

SEED = bytes(range(32))
PUBLIC = heads.public_key(SEED)
FRIEND = bytes(range(1, 33))
ORIGIN = "everyword/case/" + "0f" * 16
HASHES = [bytes([number]) * 32 for number in range(12)]
SEEN = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)


def note(size: int, hashes: list[bytes] = HASHES, origin: str = ORIGIN) -> str:
    return heads.sign(Head(origin, size, tree.root(hashes[:size])), SEED).decode()


def witnessed(size: int) -> str:
    text = note(size)
    signed = heads.split(text.encode())[0]
    return text + witness.cosign(signed, "sam", FRIEND, SEEN).decode()


def sheet(size: int) -> str:
    return f"{size} {words.fingerprint(tree.root(HASHES[:size]))}"


def compare(text: str, count: int) -> tuple[bool, str]:
    check = known_head.compare(known_head.read(text), HASHES[:count], ORIGIN, PUBLIC)
    assert check.name == "known head"
    return check.ok, check.said


@pytest.mark.parametrize("text", [note(9), witnessed(9), sheet(9)])
@pytest.mark.parametrize(("count", "since"), [(9, "nothing was added"), (12, "3 records came")])
def test_the_same_folder_or_a_later_one_matches(text: str, count: int, since: str) -> None:
    ok, said = compare(text, count)

    assert ok and since in said


def test_an_older_folder_is_said_plainly() -> None:
    assert compare(witnessed(12), 9) == (
        False,
        "This folder is older than what sam saw on 2024-05-06: 9 records here, 12 there. "
        "Somebody may have put back an old copy.",
    )


@pytest.mark.parametrize("text", [note(12), sheet(12)])
def test_an_older_folder_is_said_also_without_a_witness(text: str) -> None:
    ok, said = compare(text, 9)

    assert not ok and said.startswith("This folder is older than what th")
    assert "9 records here, 12 there" in said


@pytest.mark.parametrize("text", [note(9), witnessed(9), sheet(9)])
def test_the_same_size_with_another_root_does_not_match(text: str) -> None:
    other = [*HASHES[:8], bytes(32)]
    check = known_head.compare(known_head.read(text), other, ORIGIN, PUBLIC)

    assert not check.ok and "not what lies here now" in check.said


def test_a_head_of_another_case_or_key_is_told_apart() -> None:
    assert "another case" in compare(note(9, origin="everyword/case/" + "1f" * 16), 9)[1]
    check = known_head.compare(known_head.read(note(99)), HASHES, ORIGIN, bytes(range(32)))
    assert not check.ok and "not signed by the key" in check.said


def test_a_head_of_a_hostile_size_is_compared_without_building_it() -> None:
    big = heads.sign(Head(ORIGIN, 10**17, bytes(32)), SEED).decode()

    assert not compare(big, 12)[0]


@pytest.mark.parametrize("text", ["  {}\n", "{}\r\n", "\ufeff{}", "{0}"])
def test_words_are_read_however_they_were_typed(text: str) -> None:
    known = known_head.read(text.format(sheet(9).upper()))

    assert (known.size, known.words) == (9, sheet(9).partition(" ")[2])
    assert known_head.read(sheet(9).replace(" ", "\n  ")) == known


def test_large_numbers_may_have_marks_between() -> None:
    some = sheet(9).partition(" ")[2]

    assert known_head.read(f"12,345 {some}").size == 12_345
    assert known_head.read(f"12 345 {some}").size == 12_345
    assert known_head.read(f"12345 {some}").size == 12_345


def test_a_note_with_windows_line_ends_is_read() -> None:
    assert known_head.read(note(9).replace("\n", "\r\n")) == known_head.read(note(9))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nine words",
        "12",
        sheet(9) + " more",
        sheet(9).rpartition(" ")[0] + " notaword",
        note(9).replace("\n9\n", "\n09\n"),
        "\n".join(note(9).splitlines()[-1:]),
        "\n\n",
        "12 " + "9" * 10_000,
        note(9) * 400,
    ],
)
def test_anything_else_is_refused_with_words(text: str) -> None:
    with pytest.raises(WrongUsage) as raised:
        known_head.read(text)

    assert len(raised.value.lines()) == 3


def test_signers_have_the_time_of_their_line() -> None:
    (signer,) = known_head.read(witnessed(9)).signers

    assert signer == known_head.Signer("sam", SEEN)


def test_what_is_given_is_a_file_or_the_words(tmp_path: Path) -> None:
    (tmp_path / "a.note").write_text(note(9))
    (tmp_path / "photo").write_bytes(b"\xff\xd8")

    assert known_head.given(str(tmp_path / "a.note")) == note(9)
    assert known_head.given(sheet(9)) == sheet(9)
    assert known_head.given("x\0") == "x\0"
    with pytest.raises(WrongUsage):
        known_head.given(str(tmp_path / "photo"))


def test_a_witnesss_own_file_and_a_request_will_do() -> None:
    """What people have is not the bare note: `everyword witness` keeps and sends it with more."""
    of = "everyword-witness/1\nkey a+b+c\n\n"
    request = "# for Ann\nold 0\n\n"
    for text in (of + witnessed(9), request + note(9)):
        assert compare(text, 12)[0]
        assert not compare(text, 8)[0]


def test_a_file_that_is_not_there_is_said() -> None:
    with pytest.raises(WrongUsage, match=r"no file sheet\.txt"):
        known_head.read(known_head.given("sheet.txt"))

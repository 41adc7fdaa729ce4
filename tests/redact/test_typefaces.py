"""Names inside font programs go, the letters stay."""

from hypothesis import given
from hypothesis import strategies as st

from everyword.redact.typefaces import without_names

TABLES = [(b"glyf", b"letters1"), (b"name", b"by Rowan Fox"), (b"head", b"h" * 54)]


def font() -> bytes:
    head, body, at = b"\0\1\0\0\0\3" + bytes(6), b"", 12 + 48
    for tag, data in TABLES:
        head += tag + bytes(4) + at.to_bytes(4) + len(data).to_bytes(4)
        padded = data + bytes(-len(data) % 4)
        body, at = body + padded, at + len(padded)
    return head + body


def test_names_go() -> None:
    made = without_names(font())

    assert b"Rowan" not in made and b"letters1" in made and b"h" * 54 in made
    assert int.from_bytes(made[4:6]) == 2
    start = int.from_bytes(made[12 + 8 : 12 + 12])
    assert made[start : start + 8] == b"letters1"
    assert without_names(made) == made


@given(st.binary(max_size=200))
def test_anything_else_is_left_alone(data: bytes) -> None:
    assert without_names(data) == data
    assert without_names(font()[: 12 + len(data)]) is not None

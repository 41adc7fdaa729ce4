"""Names and first lines of a case folder."""

from pathlib import Path

import pytest

from everyword.errors import Damaged, NoCase
from everyword.vault import layout

ID = "0123456789abcdef" * 2


def test_format_is_read_in_one_spelling(tmp_path: Path) -> None:
    (tmp_path / "FORMAT").write_bytes(layout.format_text(ID))
    assert (tmp_path / "FORMAT").read_bytes() == f"everyword 1\n{ID}\n".encode()
    assert layout.read_case_id(tmp_path) == ID

    for wrong in (b"", b"everyword 2\n" + ID.encode() + b"\n", layout.format_text(ID) + b"\n"):
        (tmp_path / "FORMAT").write_bytes(wrong)
        with pytest.raises(Damaged, match="FORMAT"):
            layout.read_case_id(tmp_path)


def test_a_folder_without_it_is_not_a_case(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(NoCase):
            layout.read_case_id(folder)


def test_heads_are_listed_by_size(tmp_path: Path) -> None:
    (tmp_path / "heads").mkdir()
    for name in ("0.note", "10.note", "9.note", "09.note", "9.tsr", "x.note"):
        (tmp_path / "heads" / name).touch()

    assert layout.head_sizes(tmp_path) == [0, 9, 10]


@pytest.mark.parametrize(
    "name",
    [
        "FORMAT",
        "lock",
        "journal",
        "case.db-wal",
        "work/20240403T1.age",
        f"objects/01/{ID}.age",
        "heads/0.note",
        "heads/12.note",
        "heads/12.a-1.tsr",
        "heads/0.ots",
        "heads/12.b.ots",
    ],
)
def test_what_belongs_there(name: str) -> None:
    assert layout.is_known(name)


@pytest.mark.parametrize(
    "name",
    [
        "x",
        "journal~",
        "work/a/b.age",
        f"objects/02/{ID}.age",
        "heads/1.note.bak",
        "heads/012.note",
        "heads/00.note",
        "heads/01.a.tsr",
        "heads/00.ots",
        "heads/-1.note",
        f"heads/{'1' * 19}.note",
        f"heads/1.{'a' * 21}.tsr",
        "heads/1..tsr",
        "heads/\u0661.note",
    ],
)
def test_what_does_not(name: str) -> None:
    assert not layout.is_known(name) and not layout.is_beside(name)

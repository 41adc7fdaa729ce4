"""A folder becomes a plan in which every file stands, or is said to be left out."""

import os
from pathlib import Path

import pytest

from everyword.bundle.build import build
from everyword.bundle.folder import natural, papers_of, plan_of_folder, spec_of_folder, title_of
from everyword.bundle.plan import Content, Given, Office, Picture, Plan, Text, Unusable
from everyword.errors import SourceUnreadable
from tests.bundle_papers import pages, picture, saved


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "2 bills" / "old").mkdir(parents=True)
    (folder / "10 photos").mkdir()
    (folder / "empty").mkdir()
    (folder / "letter 10.pdf").write_bytes(saved(pages(1)))
    (folder / "letter 2.pdf").write_bytes(saved(pages(1)))
    (folder / "2 bills" / "账单 مستشفى 🏥.pdf").write_bytes(saved(pages(2)))
    (folder / "2 bills" / "old" / "notes.txt").write_text("one\r\ntwo\n", "utf-8")
    (folder / "2 bills" / "table.xlsx").write_bytes(b"PK\x03\x04 office")
    (folder / "2 bills" / "nothing.pdf").write_bytes(b"")
    (folder / "10 photos" / "door.jpeg").write_bytes(picture())
    (folder / ".hidden").write_bytes(b"x")
    (folder / "out.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    (tmp_path / "elsewhere.pdf").write_bytes(saved(pages(1)))
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    return folder


def contents(plan: Plan) -> dict[str, Content]:
    return {d.title: d.content for section in plan.sections for d in section.documents}


def test_sections_and_papers_stand_in_the_order_of_their_names(papers: Path) -> None:
    plan = plan_of_folder(papers, "Papers", "today")
    assert [(s.letter, s.title) for s in plan.sections] == [
        ("A", "Documents"),
        ("B", "2 bills"),
        ("C", "10 photos"),
    ]
    assert [d.title for d in plan.sections[0].documents] == ["letter 2", "letter 10"]
    keys = [d.key for section in plan.sections for d in section.documents]
    assert len(set(keys)) == len(keys) == 7


def test_each_kind_is_what_it_is(papers: Path) -> None:
    found = contents(plan_of_folder(papers, "Papers", "today"))
    assert isinstance(found["账单 مستشفى 🏥"], Given)
    assert isinstance(found["table"], Office)
    assert isinstance(found["nothing"], Unusable)
    assert isinstance(found["door"], Picture)
    text = found["old/notes"]
    assert isinstance(text, Text) and text.lines == ("one", "two")


def test_what_is_left_out_is_said(papers: Path) -> None:
    remarks = plan_of_folder(papers, "Papers", "today").remarks
    assert len(remarks) == 4
    for name in (".hidden", "out.pdf", "loop", "pipe"):
        assert sum(remark.startswith(f"{name}:") for remark in remarks) == 1


def test_the_bundle_of_a_folder_can_be_made(papers: Path, tmp_path: Path) -> None:
    manifest = build(plan_of_folder(papers, "Papers", "today"), tmp_path / "b.pdf")
    (said,) = manifest.findings
    assert said.startswith("table: a page stands for it: LibreOffice is not installed")
    assert len(manifest.documents) == 7


def test_a_file_without_permission_gets_a_page(papers: Path) -> None:
    (papers / "letter 2.pdf").unlink()
    (papers / "letter 2.pdf").symlink_to(papers / "letter 2.pdf")  # cannot be opened, even by root
    (papers / "10 photos" / "door.jpeg").chmod(0)
    plan = plan_of_folder(papers, "Papers", "today")
    assert any(remark.startswith("letter 2.pdf:") for remark in plan.remarks)
    door = next(c for title, c in contents(plan).items() if title.startswith("door"))
    if os.geteuid() != 0:
        assert isinstance(door, Unusable) and "permission" in door.reason


def test_bytes_that_are_no_letters_are_shown(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes(b"caf\xe9 \\xe9")
    (tmp_path / "wide.txt").write_bytes("wide й".encode("utf-16"))
    found = contents(plan_of_folder(tmp_path, "T", ""))
    old, wide = found["old"], found["wide"]
    assert isinstance(old, Text) and old.lines == ("caf[0xe9] \\xe9",)
    assert isinstance(wide, Text) and wide.lines == ("wide й",)


def test_a_name_that_is_not_text_is_shown(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt")).write_text("x")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    assert list(contents(plan_of_folder(tmp_path, "T", ""))) == ["bad\\xff"]


def test_a_folder_with_nothing_in_it(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(SourceUnreadable):
            plan_of_folder(folder, "T", "")


def test_order_of_names() -> None:
    names = ["b", "A10", "a2", "a", "10", "9", "א", "²"]
    assert sorted(names, key=natural) == ["9", "10", "a", "a2", "A10", "b", "²", "א"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("letter.txt", "letter"),
        ("Letter to Sam.DOCX", "Letter to Sam"),
        ("song.mp3", "song"),
        ("bills/may.2026.pdf", "may.2026"),
        ("bills/old/notes.odt", "old/notes"),
        ("Invoice No.2", "Invoice No.2"),
        ("Mr.Smith", "Mr.Smith"),
        ("v1.2 final", "v1.2 final"),
        (".pdf", ".pdf"),
        ("bills/.txt", ".txt"),
        ("رسالة.txt", "رسالة"),
        ("plain", "plain"),
    ],
)
def test_a_title_is_the_name_without_what_a_computer_hangs_on_it(name: str, title: str) -> None:
    assert title_of(name) == title


def test_two_that_would_have_one_title_keep_the_extension(tmp_path: Path) -> None:
    (tmp_path / "bills").mkdir()
    for name in ("Letter.txt", "letter.pdf", "other.txt", "bills/letter.txt"):
        (tmp_path / name).write_text("x")
    spec = spec_of_folder(tmp_path, papers_of(tmp_path), "T")
    titles = [[each.title for each in section.documents] for section in spec.sections]
    assert titles == [["letter.pdf", "Letter.txt", "other"], ["letter"]]


def test_the_manifest_keeps_the_name_of_the_file(papers: Path, tmp_path: Path) -> None:
    manifest = build(plan_of_folder(papers, "Papers", "today"), tmp_path / "b.pdf")
    files = {each.title: each.file for each in manifest.documents}
    assert files["old/notes"] == "2 bills/old/notes.txt" and files["letter 2"] == "letter 2.pdf"
    assert files["table"] == "2 bills/table.xlsx" and files["nothing"] == "2 bills/nothing.pdf"

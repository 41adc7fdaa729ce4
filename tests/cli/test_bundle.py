"""everyword bundle: from a case, from a description, from a folder."""

import json
import tomllib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.cases_made import make_case
from tests.cli.conftest import Run, ids


@pytest.fixture
def ready(filled: Run) -> Run:
    (item,) = ids(filled, "--find", "Friday")
    filled("exhibit", "add", "--prefix", "AM", "--title", "Money", "--context", "1", item)
    when = ("--when", "2024-03-13", "--status", "alleged")
    filled("fact", "add", "Alex wrote about money.", *when, "--cite", item)
    return filled


def test_a_case_prints_with_labels_and_a_manifest(ready: Run, tmp_path: Path) -> None:
    ran = ready("bundle", "-o", "out.pdf", "--title", "Mine")

    assert ran.code == 0, ran.err
    manifest = json.loads((tmp_path / "out.json").read_text())
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert len(pdf.pages) == len(manifest["pages"])
        assert [page.label for page in pdf.pages] == [each["label"] for each in manifest["pages"]]
    (document,) = [each for each in manifest["documents"] if each["mark"] == "AM1"]
    (item,) = ids(ready, "--find", "Friday")
    assert document["anchors"][item] == document["first"]


def test_the_work_is_saved_with_every_bundle(ready: Run, tmp_path: Path) -> None:
    before = len(list((tmp_path / "case" / "work").iterdir()))
    ready("bundle", "-o", "out.pdf")

    assert len(list((tmp_path / "case" / "work").iterdir())) == before + 1


def test_a_description_chooses_and_orders(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_text(
        'title = "T"\nchronology = false\n[[sections]]\ntitle = "Messages"\nexhibits = ["AM1"]\n'
    )
    assert "Messages" in ready("bundle", "spec.toml", "-o", "out.pdf", "--dry-run").out
    assert ready("bundle", "spec.toml", "-o", "out.pdf").code == 0

    (tmp_path / "spec.toml").write_text('[[sections]]\ntitle = "M"\nexhibits = ["AM9"]\n')
    assert ready("bundle", "spec.toml", "-o", "out.pdf").code == 2
    (tmp_path / "spec.toml").write_text("title = ")
    assert ready("bundle", "spec.toml", "-o", "out.pdf").code == 2
    assert ready("bundle", "nothing.toml", "-o", "out.pdf").code == 2


def test_a_cite_outside_the_bundle_is_said(ready: Run) -> None:
    (other,) = ids(ready, "--find", "come")
    when = ("--when", "2024-03-15", "--status", "alleged")
    ready("fact", "add", "No money had come.", *when, "--cite", other)
    ready("exhibit", "remove", "AM1")

    ran = ready("bundle", "-o", "out.pdf")
    assert ran.code in (0, 1)
    assert Path("out.pdf").exists()


def test_a_folder_becomes_a_bundle_without_a_case(command: Run, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    (papers / "2 letters").mkdir(parents=True)
    (papers / "note.txt").write_text("a note\n")
    (papers / "2 letters" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")

    ran = command("bundle", "--folder", papers, "-o", "out.pdf")

    assert ran.code == 1
    assert "broken" in ran.err
    assert Path("out.pdf").exists()


def test_wrong_words_change_nothing(ready: Run, tmp_path: Path) -> None:
    assert ready("bundle", "-o", "out.pdf", "--court", "moon").code == 2
    assert ready("bundle", "-o", tmp_path).code == 2
    assert ready("bundle", "--folder", tmp_path / "no", "-o", "out.pdf").code == 2
    assert not Path("out.pdf").exists()


def test_the_same_case_gives_the_same_bytes(ready: Run, tmp_path: Path) -> None:
    ready("bundle", "-o", "one.pdf")
    ready("bundle", "-o", "two.pdf")

    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.parametrize("name", ["photo.jpg", "mine.pdf", "nowhere/out.pdf"])
def test_nothing_of_the_persons_is_written_over(ready: Run, tmp_path: Path, name: str) -> None:
    if "/" not in name:
        (tmp_path / name).write_bytes(b"mine")

    assert ready("bundle", "-o", name).code == 2
    assert "/" in name or (tmp_path / name).read_bytes() == b"mine"


def test_a_bundle_of_ours_is_made_again_in_its_place(ready: Run, tmp_path: Path) -> None:
    assert ready("bundle", "-o", "out.pdf").code == 0
    assert ready("bundle", "-o", "out.pdf", "--title", "Again").code == 0
    own = (tmp_path / "out.json").read_bytes()
    assert ready("bundle", "-o", "other.pdf", "--title", "Other").code == 0
    (tmp_path / "out.json").write_bytes((tmp_path / "other.json").read_bytes())
    assert ready("bundle", "-o", "out.pdf").code == 2  # that manifest is not of this bundle
    (tmp_path / "out.json").write_bytes(own)
    (tmp_path / "out.pdf").write_bytes(b"edited")
    assert ready("bundle", "-o", "out.pdf").code == 2


def test_the_bundle_does_not_go_among_the_papers(command: Run, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "note.txt").write_text("a note\n")

    assert command("bundle", "--folder", "papers", "-o", "papers/out.pdf").code == 2


def test_files_that_are_no_exhibits_are_not_named_in_the_bundle(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "private.pdf").write_bytes(b"")
    ready("add", "private.pdf")
    ran = ready("bundle", "-o", "out.pdf")

    assert ran.code == 0 and "private" not in ran.err


def test_the_bundle_of_another_case_is_not_written_over(
    ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready("bundle", "-o", "out.pdf").code == 0
    before = [(tmp_path / name).read_bytes() for name in ("out.pdf", "out.json")]
    (tmp_path / "words").write_text(make_case(tmp_path / "other"))
    monkeypatch.setenv("EVERYWORD_CASE", str(tmp_path / "other"))

    ran = ready("bundle", "-o", "out.pdf")

    assert ran.code == 2 and len(ran.err.splitlines()) == 3
    assert "--overwrite" in ran.err and "-o out-2.pdf" in ran.err
    assert [(tmp_path / name).read_bytes() for name in ("out.pdf", "out.json")] == before
    assert ready("bundle", "-o", "out.pdf", "--overwrite").code in (0, 1)
    assert (tmp_path / "out.pdf").read_bytes() != before[0]
    assert ready("bundle", "-o", "out.pdf").code in (0, 1)


def test_what_is_there_is_written_over_when_that_is_asked(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "out.json").write_bytes(b"mine")
    assert ready("bundle", "-o", "out.pdf").code == 2
    assert (tmp_path / "out.json").read_bytes() == b"mine" and not (tmp_path / "out.pdf").exists()

    assert ready("bundle", "-o", "out.pdf", "--overwrite").code == 0
    assert json.loads((tmp_path / "out.json").read_text())["pages"]
    (tmp_path / "link.pdf").symlink_to(tmp_path / "out.pdf")
    (tmp_path / "link.json").symlink_to(tmp_path / "out.json")
    assert ready("bundle", "-o", "link.pdf").code == 2


def test_a_bundle_of_a_folder_is_not_written_over(command: Run, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "note.txt").write_text("a note\n")
    assert command("bundle", "--folder", "papers", "-o", "out.pdf").code == 0
    before = (tmp_path / "out.pdf").read_bytes()
    (tmp_path / "papers" / "more.txt").write_text("more\n")

    ran = command("bundle", "--folder", "papers", "-o", "out.pdf")

    assert (ran.code, len(ran.err.splitlines())) == (2, 3)
    assert (tmp_path / "out.pdf").read_bytes() == before
    assert command("bundle", "--folder", "papers", "-o", "out.pdf", "--overwrite").code == 0
    assert (tmp_path / "out.pdf").read_bytes() != before


def test_a_case_is_described_with_what_is_to_be_filled_in(ready: Run, tmp_path: Path) -> None:
    court = ("--court", "ew-family-children")
    ran = ready("bundle", "-o", "out.pdf", *court)
    assert ran.code != 0
    assert f"everyword bundle --spec-from {tmp_path / 'case'} {' '.join(court)} >" in ran.err

    text = ready("bundle", "--spec-from", "case", *court).out
    assert 'kind = "correspondence"\nbasis = ""' in text
    assert "case.db" not in text and "journal" not in text
    (tmp_path / "bundle.toml").write_text(text)
    again = ready("bundle", "bundle.toml", "-o", "out.pdf")
    assert again.code != 0 and "Write it beside each in bundle.toml:" in again.err
    (tmp_path / "bundle.toml").write_text(text.replace('basis = ""', 'basis = "order of 3 May"'))
    ready("bundle", "bundle.toml", "-o", "out.pdf")
    assert (tmp_path / "out.pdf").exists()


def test_a_case_is_no_folder_of_papers(ready: Run) -> None:
    ran = ready("bundle", "--folder", "case", "-o", "out.pdf")
    assert ran.code == 2
    assert "is the folder of a case" in ran.err


def test_a_case_without_exhibits_has_no_description(filled: Run) -> None:
    ran = filled("bundle", "--spec-from", "case")
    assert ran.code == 2
    assert "no exhibits yet" in ran.err


def test_titles_of_a_folder_are_changed_by_the_command(command: Run, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "papers" / name).write_text(name)
    words = ("bundle", "--folder", "papers", "-o", "out.pdf", "--dry-run")
    changed = ("--retitle", "a.txt=First", "--leave-out", "b.txt")
    out = command(*words, *changed).out
    assert "First" in out and "b.txt" not in out
    ran = command(*words, "--leave-out", "c")
    assert ran.code == 2 and "There are: a; b." in ran.err


def test_an_exhibit_of_a_case_is_named_by_its_label(ready: Run) -> None:
    court = ("--court", "ew-family-children", "--made", "2026-11-21")
    ran = ready("bundle", "-o", "out.pdf", *court, "--dry-run")
    assert ran.code == 3 and "AM1: no recorded basis" in ran.out
    assert "--basis 'AM1=order of DATE, para N'" in ran.out
    given = ("--basis", "AM1=order of 3 May 2026, para 4")
    assert "AM1: no" not in ready("bundle", "-o", "out.pdf", *court, *given, "--dry-run").out


def test_a_basis_of_an_exhibit_is_written_into_the_description(ready: Run, tmp_path: Path) -> None:
    words = 'order "of" 3 May 2026'
    text = ready("bundle", "--spec-from", "case", "--basis", f"AM1={words}").out
    assert tomllib.loads(text)["exhibits"]["AM1"]["basis"] == words


def test_a_supplement_of_a_case_cites_what_was_lodged_by_its_page(ready: Run) -> None:
    day = ("--made", "2026-05-03")
    assert ready("bundle", "-o", "old.pdf", *day).code == 0
    (lodged,) = [e for e in json.loads(Path("old.json").read_text())["documents"] if e["mark"]]
    late = next(each for each in ids(ready) if each not in lodged["anchors"])
    ready("exhibit", "add", "--prefix", "AM", "--title", "Late", late)
    ready("fact", "add", "It came late.", "--when", "2024-03-15", "--status", "alleged")
    ran = ready("bundle", "--supplement", "old.json", "-o", "late.pdf", "--made", "2026-06-08")
    assert Path("late.pdf").exists(), ran.err
    assert "not found" not in ran.err
    with pypdfium2.PdfDocument("late.pdf") as pdf:
        text = " ".join(" ".join(p.get_textpage().get_text_range() for p in pdf).split())
    assert f"AM1, page {lodged['first']} of the bundle of 3 May 2026" in text
    assert "It came late." in text and "(page not found)" not in text

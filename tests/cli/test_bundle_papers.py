"""everyword bundle from a folder and a description; supplements; what a court does not take."""

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from everyword.cli import bundle_out
from everyword.cli.bundle_out import check_volumes
from everyword.errors import WrongUsage
from everyword.rules.checking import check_file
from everyword.rules.records import Profile
from everyword.rules.report import Report
from tests.bundle_papers import pages, picture, saved
from tests.cli.conftest import Run

DAY = ("--made", "2026-11-21")
CHAT = "13/03/2024, 21:07 - Alex: I will send money\n14/03/2024, 08:00 - Sam: ok\n"


@pytest.fixture(autouse=True)
def checked_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check in this process: these papers are not hostile."""

    def look(
        path: Path, court: Profile, day: dt.date, orders: dict[str, str]
    ) -> tuple[Report, str]:
        return check_file(path, court, day, orders), ""

    monkeypatch.setattr(bundle_out, "check_apart", look)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "bills").mkdir(parents=True)
    (folder / "letter.pdf").write_bytes(saved(pages(2, words="Letter"), deterministic_id=True))
    (folder / "bills" / "may.pdf").write_bytes(saved(pages(1, words="May"), deterministic_id=True))
    (folder / "bills" / "note.pdf").write_bytes(saved(pages(1, words="A"), deterministic_id=True))
    return folder


def manifest(name: str) -> Any:
    return json.loads(Path(name).read_text())


def test_a_description_is_printed_edited_and_followed(command: Run, papers: Path) -> None:
    said = command("bundle", "--spec-from", "papers", "--title", "Mine")
    assert said.code == 0 and said.err == ""
    spec = tomllib.loads(said.out)
    files = [each["file"] for part in spec["sections"] for each in part["documents"]]
    assert files == ["letter.pdf", "bills/may.pdf", "bills/note.pdf"]
    text = said.out.replace('title = "letter"', 'title = "First letter"\ndate = "2 May 2024"')
    Path("mine.toml").write_text(text.replace('file = "bills/note.pdf"', 'file = "gone.pdf"'))
    (papers / "bills" / "note.pdf").rename(papers / "renamed.pdf")

    ran = command("bundle", "mine.toml", "-o", "out.pdf", *DAY)

    assert ran.code == 0, ran.err
    titles = [each["title"] for each in manifest("out.json")["documents"]]
    assert titles == ["First letter", "may", "note"]
    assert [page["source"] is None for page in manifest("out.json")["pages"]] == [True] * 2 + [
        False
    ] * 4
    assert manifest("out.json")["made"] == "21 November 2026"


def test_what_the_description_leaves_out_is_a_note(command: Run, papers: Path) -> None:
    said = command("bundle", "--spec-from", "papers").out
    Path("mine.toml").write_text(said.split('[[sections]]\ntitle = "bills"')[0])

    ran = command("bundle", "--spec", "mine.toml", "-o", "out.pdf", *DAY)

    assert ran.code == 0
    assert "Note: bills/may.pdf: is in the folder and not in this bundle" in ran.err
    (papers / "letter.pdf").write_bytes(saved(pages(1, words="Changed")))
    ran = command("bundle", "--spec", "mine.toml", "-o", "two.pdf", *DAY)
    assert ran.code == 1 and "is not the file it was" in ran.err
    (papers / "letter.pdf").unlink()
    ran = command("bundle", "--spec", "mine.toml", "-o", "three.pdf", *DAY)
    assert ran.code == 0 or "not in the folder" in ran.err
    with pikepdf.open("three.pdf") as pdf:
        assert len(pdf.pages) == 3


def test_a_finished_bundle_is_changed(command: Run, papers: Path) -> None:
    assert command("bundle", "--folder", "papers", "-o", "one.pdf", *DAY).code == 0

    changes = ("--retitle", "letter=Letter of May", "--leave-out", "bills/note.pdf")
    ran = command("bundle", "--change", "one.pdf", *changes, "-o", "two.pdf")

    assert ran.code == 0, ran.err
    assert [each["title"] for each in manifest("two.json")["documents"]] == ["Letter of May", "may"]
    assert command("bundle", "--change", "two.pdf", "-o", "three.pdf").code == 0
    assert Path("two.pdf").read_bytes() == Path("three.pdf").read_bytes()
    assert command("bundle", "--change", "no.pdf", "-o", "four.pdf").code == 4
    assert command("bundle", "--change", "two.pdf", "--leave-out", "x", "-o", "four.pdf").code == 2
    assert not Path("four.pdf").exists()
    again = command("bundle", "--spec-from", "two.pdf")
    assert tomllib.loads(again.out)["sections"][0]["documents"][0]["title"] == "Letter of May"


def test_the_same_folder_and_day_give_the_same_bytes(command: Run, papers: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        assert command("bundle", "--folder", "papers", "-o", name, *DAY).code == 0
    assert Path("one.pdf").read_bytes() == Path("two.pdf").read_bytes()
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()
    assert str(papers.parent) not in Path("one.json").read_text()


def test_a_supplement_has_only_what_is_new(command: Run, papers: Path) -> None:
    assert command("bundle", "--folder", "papers", "-o", "one.pdf", *DAY).code == 0
    assert (
        command("bundle", "--folder", "papers", "--supplement", "one.json", "-o", "s.pdf").code == 2
    )
    (papers / "bills" / "june.pdf").write_bytes(saved(pages(1, words="June")))

    ran = command("bundle", "--folder", "papers", "--supplement", "one.json", "-o", "s.pdf", *DAY)

    assert ran.code == 0, ran.err
    assert [page["label"] for page in manifest("s.json")["pages"]] == ["i", "7"]
    Path("mine.toml").write_text(
        'late = "insert"\n' + command("bundle", "--spec-from", "papers").out
    )
    ran = command("bundle", "mine.toml", "--supplement", "one.pdf", "-o", "t.pdf", *DAY)
    assert [page["label"] for page in manifest("t.json")["pages"]] == ["i", "6A"]


def test_a_chat_is_printed_as_a_conversation(command: Run, papers: Path) -> None:
    (papers / "WhatsApp Chat with Sam.txt").write_text(CHAT)

    ran = command("bundle", "--folder", "papers", "-o", "out.pdf", *DAY)

    assert ran.code == 0, ran.err
    chat = next(each for each in manifest("out.json")["documents"] if "Sam" in each["title"])
    assert len(chat["anchors"]) == 2 and chat["kind"] == "correspondence"
    assert chat["date"] == "13 March 2024 to 14 March 2024"


def test_a_chat_whose_dates_have_two_readings_is_not_guessed(command: Run, papers: Path) -> None:
    (papers / "WhatsApp Chat with Sam.txt").write_text("03/04/2024, 21:07 - Alex: hello\n")
    answer = ("--answer", "date_order=dmy")

    ran = command("bundle", "--folder", "papers", "-o", "out.pdf", *DAY)
    assert ran.code == 1 and "--answer date_order=dmy" in ran.err
    court = ("--court", "ew-family-children")
    assert command("bundle", "--folder", "papers", "-o", "two.pdf", *court).code == 3

    assert command("bundle", "--folder", "papers", "-o", "three.pdf", *DAY, *answer).code == 0
    chat = next(each for each in manifest("three.json")["documents"] if "Sam" in each["title"])
    assert chat["date"] == "3 April 2024"
    assert command("bundle", "--change", "three.pdf", "-o", "four.pdf", *DAY).code == 0
    assert Path("three.pdf").read_bytes() == Path("four.pdf").read_bytes()


def test_a_court_s_numbering_and_excluded_kinds(command: Run, papers: Path) -> None:
    (papers / "door.jpg").write_bytes(picture())
    court = ("--court", "ew-family-children", *DAY)

    ran = command("bundle", "--folder", "papers", "-o", "out.pdf", *court)
    assert ran.code == 7 and "door" in ran.err and not Path("out.pdf").exists()

    said = command("bundle", "--spec-from", "papers").out
    Path("mine.toml").write_text("leave_out_excluded = true\n" + said)
    ran = command("bundle", "mine.toml", "-o", "out.pdf", *court)
    assert ran.code == 1 and "door: left out (photographs)" in ran.err
    labels = [page["label"] for page in manifest("out.json")["pages"]]
    assert labels == ["i", "ii", "A1", "A2", "B1", "B2"]
    assert "Checked against England and Wales" in ran.err

    basis = 'file = "door.jpg"\nbasis = "order of 3 May 2026, para 4"'
    Path("mine.toml").write_text(said.replace('file = "door.jpg"', basis))
    ran = command("bundle", "mine.toml", "-o", "with.pdf", *court)
    assert "left out" not in ran.err
    door = next(each for each in manifest("with.json")["documents"] if each["title"] == "door")
    assert door["basis"] == "order of 3 May 2026, para 4"


def test_volumes_are_written_and_not_written_over(command: Run, papers: Path) -> None:
    said = command("bundle", "--spec-from", "papers").out
    Path("mine.toml").write_text("volume_pages = 4\nmost_pages = 5\n" + said)
    Path("out-2.pdf").write_bytes(b"mine")

    assert command("bundle", "mine.toml", "-o", "out.pdf", *DAY).code == 2
    assert Path("out-2.pdf").read_bytes() == b"mine" and not Path("out-1.pdf").exists()

    ran = command("bundle", "mine.toml", "-o", "out.pdf", "--overwrite", *DAY)
    assert ran.code == 1 and "8 pages; the limit you set is 5" in " ".join(ran.err.split())
    assert [line.split()[0] for line in ran.out.splitlines()] == ["out-1.pdf", "out-2.pdf"]
    with pikepdf.open("out-2.pdf") as pdf:
        assert [str(page.label) for page in pdf.pages] == ["5", "6", "7", "8"]


def test_the_order_that_lifts_a_cap_is_named(command: Run, papers: Path) -> None:
    wrong = ("--order", "no-rule=order", "-o", "out.pdf")
    assert command("bundle", "--folder", "papers", *wrong).code == 2
    lifted = ("--court", "ca-bc-family", "--order", "page-cap=order of 3 May 2026, para 4")
    assert command("bundle", "--folder", "papers", *lifted, "-o", "out.pdf", *DAY).code in (0, 1)


def test_a_locked_file_is_opened_with_a_password_file(command: Run, papers: Path) -> None:
    lock = pikepdf.Encryption(user="secret", owner="x")
    (papers / "locked.pdf").write_bytes(saved(pages(2), encryption=lock))
    ran = command("bundle", "--folder", "papers", "-o", "one.pdf", *DAY)
    assert ran.code == 1 and "locked" in ran.err

    Path("words").write_text("secret\n")
    words = ("--pdf-password-file", "words")
    command("bundle", "--folder", "papers", "-o", "two.pdf", *words, *DAY)
    assert len(manifest("two.json")["pages"]) == len(manifest("one.json")["pages"]) + 1
    assert "secret" not in Path("two.json").read_text()


@pytest.mark.parametrize(
    "words",
    [
        ("--folder", "papers"),
        ("--folder", "papers", "-o", "out.pdf", "--made", "tomorrow"),
        ("--folder", "papers", "-o", "out.pdf", "--court", "moon"),
        ("a.toml", "--spec", "b.toml", "-o", "out.pdf"),
        ("a.toml", "--change", "b.pdf", "-o", "out.pdf"),
        ("--folder", "papers", "--retitle", "x=y", "-o", "out.pdf"),
        ("--folder", "papers", "-o", "papers/out.pdf"),
    ],
)
def test_words_that_do_not_fit_together_change_nothing(
    command: Run, papers: Path, words: tuple[str, ...]
) -> None:
    before = sorted(Path().rglob("*"))
    ran = command("bundle", *words)
    assert ran.code in (2, 4) and len(ran.err.splitlines()) == 3, ran.err
    assert sorted(Path().rglob("*")) == before


def test_a_volume_may_be_there_where_that_is_asked(tmp_path: Path) -> None:
    (tmp_path / "b-1.pdf").write_bytes(b"x")
    check_volumes(tmp_path / "b.pdf", True)(tmp_path / "b-1.pdf")
    check_volumes(tmp_path / "b.pdf", False)(tmp_path / "b-2.pdf")
    with pytest.raises(WrongUsage):
        check_volumes(tmp_path / "b.pdf", False)(tmp_path / "b-1.pdf")

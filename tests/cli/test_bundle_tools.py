"""everyword bundle: programs of this computer, words taken out, words kept back, papers added."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from everyword import ocr
from everyword.bundle.pages import office
from everyword.bundle.plan import Plan
from everyword.bundle.spec import Spec
from everyword.cli import bundle_out, bundle_tools
from everyword.cli.bundle_tools import with_tools
from everyword.errors import WrongUsage
from everyword.rules.checking import check_file
from everyword.rules.records import Profile
from everyword.rules.report import Report
from tests.bundle_papers import pages, picture, saved
from tests.cli.conftest import Run, ids
from tests.test_office import letter

DAY = ("--made", "2026-11-21")
CHAT = "13/03/2024, 21:07 - Alex: for Rowan\n13/03/2024, 21:08 - Alex: IMG-1.jpg (file attached)\n"


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check in this process, and a computer without other programs."""

    def look(
        path: Path, court: Profile, day: dt.date, orders: dict[str, str]
    ) -> tuple[Report, str]:
        return check_file(path, court, day, orders), ""

    monkeypatch.setattr(bundle_out, "check_apart", look)
    monkeypatch.setattr(office, "installed", lambda: None)
    monkeypatch.setattr(ocr, "installed", lambda: None)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "bills").mkdir(parents=True)
    (folder / "Rowan.pdf").write_bytes(saved(pages(1, words="Dear Rowan"), deterministic_id=True))
    (folder / "bills" / "may.pdf").write_bytes(saved(pages(1, words="May"), deterministic_id=True))
    return folder


def manifest(name: str) -> Any:
    return json.loads(Path(name).read_text())


def text_of(name: str) -> str:
    with pypdfium2.PdfDocument(name) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def described(command: Run, *first: str, last: str = "") -> None:
    said = command("bundle", "--spec-from", "papers").out
    Path("mine.toml").write_text("\n".join((*first, said, last)))


def program(*languages: str) -> ocr.Program:
    return ocr.Program("/bin/false", "5", languages)


@pytest.mark.parametrize(
    ("installed", "wanted", "spoken"),
    [
        (("eng",), "", "eng"),
        (("deu", "eng", "rus"), "", "deu+eng+rus"),
        (("deu", "eng", "rus"), "eng", "eng"),
        (("ara", "deu", "eng", "rus"), "", "eng"),
        (("ara", "deu", "fra", "rus"), "", "ara"),
        (("ara", "deu", "fra", "rus"), "rus+ara", "rus+ara"),
        (("eng",), "none", ""),
        ((), "", "?"),
    ],
    ids=str,
)
def test_which_languages_are_read(
    installed: tuple[str, ...], wanted: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = program(*installed) if installed else None
    monkeypatch.setattr(ocr, "installed", lambda: there)
    planned, tools = with_tools(Plan("T", (), ()), Spec(ocr=wanted), Path("out.pdf"))
    assert tools.spoken == spoken and (tools.reader is None) == (spoken in ("", "?"))
    assert len(planned.findings) == (len(installed) > 3 and not wanted)
    assert all("--ocr ara+deu" in each for each in planned.findings)


def test_a_language_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for there in (program("eng"), None):
        monkeypatch.setattr(bundle_tools.ocr, "installed", lambda there=there: there)
        with pytest.raises(WrongUsage):
            with_tools(Plan("T", (), ()), Spec(ocr="eng+rus"), Path("out.pdf"))


def test_an_office_file_prints_its_words_where_nothing_prints_it(
    command: Run, papers: Path
) -> None:
    (papers / "letter.docx").write_bytes(letter("I agree to pay"))
    ran = command("bundle", "--folder", "papers", "-o", "out.pdf", *DAY)
    assert ran.code == 1 and "LibreOffice is not installed" in " ".join(ran.err.split())
    assert "I agree to pay" in text_of("out.pdf")


def test_words_are_taken_out_of_everything(command: Run, papers: Path) -> None:
    (papers / "WhatsApp Chat with Rowan.txt").write_text(CHAT)
    described(command, 'redact_words = ["child: Rowan"]')
    ran = command("bundle", "mine.toml", "-o", "out.pdf", *DAY)
    assert ran.code == 1, ran.err
    assert "Rowan" not in text_of("out.pdf") + Path("out.json").read_text()
    copies = {each["title"]: each["copy"] for each in manifest("out.json")["documents"]}
    assert copies == {
        "[removed: child's name]": "redacted copy",
        "WhatsApp Chat with [removed: child's name]": "redacted copy",
        "may": "",
    }
    assert "for [removed: child's name]" in text_of("out.pdf")
    again = command("bundle", "--change", "out.pdf", "-o", "two.pdf")
    assert again.code == 2 and "redacted" in again.err and not Path("two.pdf").exists()
    assert command("bundle", "--spec-from", "out.pdf").code == 2


def test_a_redacted_bundle_is_the_same_each_time(command: Run, papers: Path) -> None:
    described(command, 'redact_words = ["child: Rowan"]')
    for name in ("one.pdf", "two.pdf", "one.pdf"):
        assert command("bundle", "mine.toml", "-o", name, "--overwrite", *DAY).code == 1
    assert Path("one.pdf").read_bytes() == Path("two.pdf").read_bytes()
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()


def test_a_word_left_in_another_paper_leaves_no_file(command: Run, papers: Path) -> None:
    (papers / "other.pdf").write_bytes(saved(pages(1, words="Rowan")))
    described(command, last='[[redact]]\nof = "Rowan.pdf"\nwords = ["Rowan"]\n')
    ran = command("bundle", "mine.toml", "-o", "out.pdf", *DAY)
    assert ran.code == 7 and "on page" in ran.err
    assert not list(Path().glob("out*"))
    described(command, last='[[redact]]\nof = "R1"\nwords = ["Rowan"]\n')
    assert command("bundle", "mine.toml", "-o", "out.pdf", *DAY).code == 2


def test_confidential_words_are_kept_back_and_asked_for_again(command: Run, papers: Path) -> None:
    Path("mine.txt").write_text("Dear Rowan 1\n")
    listed = ("--confidential", "mine.txt")
    ran = command("bundle", "--folder", "papers", "-o", "out.pdf", *listed, *DAY)
    assert ran.code == 7 and "on page 3" in ran.err and not list(Path().glob("out*"))

    Path("mine.txt").write_text("# a comment\naddress: 12 Hidden Street\n")
    ran = command("bundle", "--folder", "papers", "-o", "out.pdf", *listed, *DAY)
    assert ran.code == 0, ran.err
    assert "Hidden" not in Path("out.json").read_text()
    assert command("bundle", "--change", "out.pdf", "-o", "two.pdf").code == 2
    assert command("bundle", "--change", "out.pdf", "-o", "two.pdf", *listed).code == 0
    assert Path("two.pdf").read_bytes() == Path("out.pdf").read_bytes()


def test_a_paper_is_added_and_moved(command: Run, papers: Path) -> None:
    assert command("bundle", "--folder", "papers", "-o", "one.pdf", *DAY).code == 0
    (papers / "bills" / "june.pdf").write_bytes(saved(pages(1, words="June")))
    change = ("bundle", "--change", "one.pdf", "-o", "two.pdf", "--overwrite")
    ran = command(*change, "--add", "papers/bills/june.pdf", "--move", "june", "may")
    assert ran.code == 0, ran.err
    titles = [each["title"] for each in manifest("two.json")["documents"]]
    assert titles == ["Rowan", "june", "may"]
    for wrong in (("--add", "elsewhere.pdf"), ("--add", "bills/may.pdf"), ("--move", "x", "may")):
        assert command(*change, *wrong).code == 2
    assert command("bundle", "--folder", "papers", "--add", "x", "-o", "three.pdf").code == 2


def test_a_picture_beside_a_chat_is_shown_in_it(command: Run, papers: Path) -> None:
    (papers / "bills" / "WhatsApp Chat with Sam.txt").write_text(CHAT)
    (papers / "bills" / "IMG-1.jpg").write_bytes(picture())
    ran = command("bundle", "--folder", "papers", "-o", "out.pdf", *DAY)
    assert ran.code == 1 and "cannot be searched: WhatsApp Chat with Sam" in ran.err
    ran = command(
        *["bundle", "--folder", "papers", "-o", "out.pdf", "--overwrite", "--ocr", "none"], *DAY
    )
    assert ran.code == 0, ran.err
    assert "not in the export" not in text_of("out.pdf")
    with pypdfium2.PdfDocument("out.pdf") as pdf:
        shown = [
            sum(each.type == 3 for each in page.get_objects(max_depth=8))
            for page in pdf
            if "Alex" in page.get_textpage().get_text_range()
        ]
    assert shown == [1]


def test_a_case_keeps_the_confidential_words(filled: Run) -> None:
    (item,) = ids(filled, "--find", "Friday")
    filled("exhibit", "add", "--prefix", "AM", "--title", "Money", item)
    Path("mine.txt").write_text("send money on Friday\n")
    ran = filled("bundle", "-o", "out.pdf", "--confidential", "mine.txt")
    assert ran.code == 7 and "on page" in ran.err and not Path("out.pdf").exists()
    assert filled("bundle", "-o", "out.pdf").code == 7
    Path("mine.txt").write_text("12 Hidden Street\n")
    assert filled("bundle", "-o", "out.pdf", "--confidential", "mine.txt").code == 0
    assert "Hidden" not in Path("out.json").read_text()
    assert filled("bundle", "--change", "out.pdf", "-o", "two.pdf").code == 0
    Path("mine.txt").write_text("")
    assert filled("bundle", "-o", "three.pdf", "--confidential", "mine.txt").code == 0
    assert filled("bundle", "--change", "out.pdf", "-o", "four.pdf").code == 2

"""What is locked stays locked in every copy: in a zip, in another export, after a kill."""

import zipfile
from pathlib import Path

import pytest

from everyword.case.decided import Said
from everyword.case.store import Case
from tests.cases_made import Quiet, Ticking
from tests.cli.conftest import Run, ids

CHAT = (
    "13/03/2024, 21:07 - Alex: the wombat may come\n"
    "14/03/2024, 08:00 - Sam: ok\n"
    "15/03/2024, 08:00 - Sam: good\n"
)


def zipped(tmp_path: Path, name: str) -> Path:
    path = tmp_path / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(tmp_path / name, name)
        archive.writestr("other.txt", "a platypus\n")
    return path


@pytest.mark.parametrize("zip_first", [False, True])
def test_the_same_bytes_in_a_zip(in_case: Run, tmp_path: Path, zip_first: bool) -> None:
    (tmp_path / "letter.txt").write_text("our advice on the wombat\n")
    both = [tmp_path / "letter.txt", zipped(tmp_path, "letter.txt")]
    for path in reversed(both) if zip_first else both:
        if path.suffix == ".zip" and not zip_first:
            assert in_case("how", "answer", "letter.txt", "--lawyer", "theirs").code == 0
        in_case("add", path)
    if zip_first:
        assert in_case("how", "answer", "letter.txt", "--lawyer", "theirs").code == 0

    assert ids(in_case, "--find", "wombat") == []
    (other,) = ids(in_case, "--find", "platypus")
    assert in_case("show", other, "--raw").code == 7
    in_case("exhibit", "add", other, "--title", "Note", "--prefix", "AB")
    in_case("export", "--to", "package")
    assert not list((tmp_path / "package").rglob("*.zip"))
    word = ("--adviser", "A", "--said", "may be used", "--date", "2024-05-01")
    assert in_case("how", "unlock", "letter.txt", *word).code == 0
    assert len(ids(in_case, "--find", "wombat")) == 2


def test_a_later_export_with_a_locked_message_is_not_handed_over(
    in_case: Run, tmp_path: Path
) -> None:
    first = tmp_path / "WhatsApp Chat with Sam.txt"
    first.write_text(CHAT)
    in_case("add", first)
    (item,) = ids(in_case, "--find", "wombat")
    assert in_case("how", "answer", item, "--intimate", "yes").code == 0
    later = tmp_path / "later" / "WhatsApp Chat with Sam.txt"
    later.parent.mkdir()
    later.write_text(CHAT + "16/03/2024, 08:00 - Sam: platypus\n")
    in_case("add", later)

    assert ids(in_case, "--find", "wombat") == []
    (other,) = ids(in_case, "--find", "platypus")
    assert in_case("show", other, "--raw").code == 7
    assert in_case("exhibit", "add", other, "--title", "T", "--prefix", "AB").code == 0
    in_case("export", "--to", "package")
    for path in (tmp_path / "package").rglob("*"):
        assert path.is_dir() or b"wombat" not in path.read_bytes()


def test_what_was_locked_in_a_source_nobody_confirmed(in_case: Run, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    path.write_text(CHAT)
    in_case("add", "--locked", path)
    in_case("list")
    in_case("confirm")
    (item,) = ids(in_case, "--find", "wombat")
    assert in_case("how", "answer", item, "--intimate", "yes").code == 0
    in_case("add", path)

    assert ids(in_case, "--find", "wombat") == []


class Killed(BaseException):
    pass


def test_a_kill_before_what_was_said_is_written_down_opens_nothing(
    in_case: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "diary.txt"
    paper.write_text("the wombat\n")
    words = (tmp_path / "words").read_text().strip()
    (tmp_path / "before.txt").write_text("a platypus\n")
    in_case("add", tmp_path / "before.txt")

    def killed(*given: object) -> None:
        raise Killed

    case = Case.open(tmp_path / "case", words, Ticking(), write=True)
    with monkeypatch.context() as patch:
        patch.setattr(case.work, "decide", killed)
        with pytest.raises(Killed):
            list(case.add([paper], Said(how="other-device"), lambda *given: None, Quiet()))
    case.index.connection.execute("UPDATE source SET state = 'waiting'")  # to be read again
    case.close()

    in_case("add", tmp_path / "words")
    assert ids(in_case, "--find", "wombat") == []
    assert "diary.txt" in in_case("how", "list", "--locked").out
    assert len(ids(in_case, "--find", "platypus")) == 1  # of that one nothing was said

"""Words read in pictures, from `add` to `show`: with tesseract itself, and with a pretended one."""

import json
import os
import signal
import time
from pathlib import Path

import pytest
from PIL import Image

from everyword import ocr
from everyword.vault import keys
from tests.canary import Search
from tests.cases_made import remembered_stretch
from tests.cli.conftest import Run, ids
from tests.pictures_of_chats import screenshot
from tests.test_ocr import HEAD, needs_tesseract, pretend

BUBBLES = (
    ("me", "I will send money on Friday and the rest next week", "21:07"),
    ("other", "ok", "08:00"),
    ("other", "money has not come", "08:00"),
)
"""The chat of `filled`, as a telephone shows it."""


@pytest.fixture(autouse=True)
def quick_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The case is opened often; scrypt has its own tests."""
    monkeypatch.setattr(keys, "_stretch", remembered_stretch)


def rows(*lines: str) -> str:
    said = [f"5\t1\t1\t1\t{n}\t1\t1\t1\t9\t9\t96\t{line}" for n, line in enumerate(lines, 1)]
    return HEAD + "".join(f"{row}\n" for row in said)


def pretended(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str, first: str = "") -> None:
    """A tesseract that reads these lines in every picture."""
    folder.mkdir(exist_ok=True)
    (folder / "said").write_text(rows(*lines))
    pretend(
        folder,
        monkeypatch,
        'case "$1" in\n--version) echo "tesseract 9.9"; exit;;\n'
        '--list-langs) printf "List\\neng\\nrus\\n"; exit;;\nesac\n'
        f"cat > /dev/null\n{first}\ncat {folder}/said",
    )


def add_pictures(run: Run, folder: Path, count: int = 1) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        words = [("me", f"picture {number}", "10:00")]
        (folder / f"{number}.png").write_bytes(screenshot("Sam", words))
    assert run("add", folder).code == 0


@needs_tesseract
def test_a_screenshot_is_read_found_and_laid_beside_its_chat(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "shot.png").write_bytes(screenshot("Sam", BUBBLES))
    changed = [(who, words.replace("Friday", "Sunday 17"), clock) for who, words, clock in BUBBLES]
    (tmp_path / "dark.png").write_bytes(screenshot("Sam", changed, dark=True))
    assert filled("add", "--ocr", "eng", "shot.png", "dark.png").err == ""

    light, dark = ids(filled, "--kind", "photo")
    said = filled("show", light).out
    assert "Words read from the picture by tesseract " in said
    assert " (eng), a machine's reading:\n    21:07\n    Sam\n    | will" in said.replace(
        "\n    I will", "\n    | will"
    )
    assert (
        "Looks like messages 2 to 4 of the conversation with Sam (WhatsApp Chat with Sam.txt): "
    ) in said
    assert "Sunday 17" in filled("show", dark).out

    found = filled("list", "--find", "money Friday").out.splitlines()
    assert len(found) == 2 and found[0].split()[3] == "message"
    assert "shot.png  [a machine read in it: “" in found[1]

    (message,) = ids(filled, "--find", "not come", "--kind", "message")
    assert f"pictured  shot.png ({light}): shows it whole" in filled("show", message).out


@needs_tesseract
def test_two_languages_in_one_picture(in_case: Run, tmp_path: Path) -> None:
    program = ocr.installed()
    if program is None or "rus" not in program.languages:
        pytest.skip("needs tesseract-ocr-rus")
    bubbles = [("other", "Привет, я забрал её из школы", "17:06"), ("me", "Thank you", "17:07")]
    (tmp_path / "a.png").write_bytes(screenshot("Sam", bubbles, dark=True))
    assert in_case("add", "--ocr", "eng+rus", "a.png").code == 0

    assert ids(in_case, "--find", "забрал школы thank") == ids(in_case)


def test_a_picture_whose_words_differ_is_among_the_differences(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("I will send money on Friday", "and the rest next week", "You will never see her")
    pretended(tmp_path / "bin", monkeypatch, *lines)
    assert "no picture differs" in filled("list", "--differences").err
    add_pictures(filled, tmp_path / "p")

    said = filled("list", "--differences").out
    assert "Looks like message 2 of the conversation with Sam" in said
    assert "lines of the picture with no message: “You will never see her”" in said

    (line,) = filled("list", "--differences", "--json").out.splitlines()
    shows = json.loads(line)["shows"]
    assert shows["missing"] == ["You will never see her"] and shows["first"] == 2
    (picture,) = ids(filled, "--kind", "photo")
    whole = json.loads(filled("show", picture, "--json").out)
    assert whole["shows"] == shows
    assert whole["seen"] == {
        "program": "tesseract 9.9",
        "languages": "eng+rus",
        "lines": list(lines),
        "fault": None,
    }


def test_the_chat_may_come_after_the_picture(
    in_case: Run, chat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretended(tmp_path / "bin", monkeypatch, "money has not come")
    monkeypatch.setattr("everyword.case.shown.ENOUGH", 15)
    add_pictures(in_case, tmp_path / "p")
    (picture,) = ids(in_case)
    assert "Looks like" not in in_case("show", picture).out

    in_case("add", chat)

    assert "Looks like message 4 of" in in_case("show", picture).out


def test_languages_are_remembered_and_none_means_none(
    in_case: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretended(tmp_path / "bin", monkeypatch, "hello")
    (tmp_path / "a.png").write_bytes(screenshot("Sam", BUBBLES))
    assert in_case("add", "--ocr", "none", "a.png").err == ""
    (picture,) = ids(in_case)
    assert "words     not looked for: --ocr none was said" in in_case("show", picture).out
    assert json.loads(in_case("show", picture, "--json").out)["seen"] is None

    assert in_case("add", "--ocr", "rus", "a.png").code == 0
    assert in_case("add", "a.png").code == 0
    assert "(rus), a machine's reading:\n    hello\n" in in_case("show", picture).out

    assert in_case("rebuild").code == 0
    assert "(rus), a machine's reading:\n    hello\n" in in_case("show", picture).out


@pytest.mark.parametrize("spoken", ["deu", "eng+", "-l", "eng; rm"])
def test_a_language_that_is_not_there_changes_nothing(
    spoken: str, in_case: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretended(tmp_path / "bin", monkeypatch, "hello")
    (tmp_path / "a.png").write_bytes(screenshot("Sam", BUBBLES))

    ran = in_case("add", f"--ocr={spoken}", "a.png")

    if spoken == "eng+":  # nothing is missing
        assert ran.code == 0
    else:
        assert ran.code == 2 and "apt-get install" in ran.err and ids(in_case) == []


def test_not_installed_is_said_once_for_all_pictures(
    in_case: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    (tmp_path / "p").mkdir()
    for number in range(3):
        (tmp_path / f"p/{number}.png").write_bytes(screenshot("Sam", [("me", str(number), "")]))

    ran = in_case("add", "p")

    assert ran.code == 0
    assert ran.err == (
        "3 pictures were not searched for words: tesseract is not installed"
        " (Debian: apt-get install tesseract-ocr)\n"
    )
    assert "the next add does it" in in_case("show", ids(in_case)[0]).out


def test_a_camera_picture_says_why_it_is_not_read(
    in_case: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretended(tmp_path / "bin", monkeypatch, "hello")
    exif = Image.Exif()
    exif[0x0110] = "Fairphone 4"
    Image.new("RGB", (40, 40)).save(tmp_path / "IMG_1.jpg", exif=exif)
    in_case("add", "IMG_1.jpg")

    said = in_case("show", *ids(in_case, "--kind", "photo")).out
    assert "words     not looked for: it names a camera (Fairphone 4); add --ocr-photos" in said


def test_pictures_kept_while_locked_are_read_after_they_are_confirmed(
    in_case: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretended(tmp_path / "bin", monkeypatch, "hello")
    (tmp_path / "a.png").write_bytes(screenshot("Sam", BUBBLES))
    (tmp_path / "b.txt").write_text("b\n")
    in_case("add", "--locked", "a.png")
    in_case("add", "b.txt")
    (picture,) = ids(in_case, "--kind", "photo")
    assert "words     not looked for: nobody has confirmed it" in in_case("show", picture).out
    assert ids(in_case, "--find", "hello") == []

    source = json.loads(in_case("list", "--sources", "--json").out.splitlines()[0])
    assert in_case("confirm", source["object"]).code == 0
    in_case("add", "b.txt")

    assert ids(in_case, "--find", "hello") == [picture]


def test_deleting_the_picture_takes_its_words(
    in_case: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretended(tmp_path / "bin", monkeypatch, "Quittenkompott")
    add_pictures(in_case, tmp_path / "p")
    assert len(ids(in_case, "--find", "Quittenkompott")) == 1
    (source,) = in_case("list", "--sources", "--json").out.splitlines()

    assert in_case("delete", json.loads(source)["object"], "--yes").code == 0

    assert in_case("list", "--find", "Quittenkompott").out == ""


def test_words_of_pictures_are_nowhere_in_plain(
    in_case: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"seen": "Sonnenblumenkerne", "seen too": "Löwenzahnpusteblume"}
    pretended(tmp_path / "bin", monkeypatch, *words.values())
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    add_pictures(in_case, tmp_path / "p", 2)
    assert len(ids(in_case, "--find", words["seen"])) == 2

    search = Search(words)
    assert search.in_folder(tmp_path / "case") == search.in_folder(tmp_path / "tmp") == []
    assert search.in_folder(tmp_path / "bin") != []


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_killed_in_the_middle_the_rest_is_read_next_time(
    in_case: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three pictures are answered, then the program hangs; all of it is killed there."""
    calls = tmp_path / "bin/calls"
    hangs = f"echo x >> {calls}; [ $(wc -l < {calls}) -le 3 ] || exec sleep 60"
    pretended(tmp_path / "bin", monkeypatch, "hello", first=hangs)
    (tmp_path / "p").mkdir()
    for number in range(6):
        (tmp_path / f"p/{number}.png").write_bytes(screenshot("Sam", [("me", str(number), "")]))
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        in_case("add", "p")
        os._exit(1)
    while not (calls.exists() and calls.read_text().count("x") > 3):
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    assert len(ids(in_case)) == 6 and len(ids(in_case, "--find", "hello")) <= 3
    pretended(tmp_path / "bin", monkeypatch, "hello")
    assert in_case("add", "p").code == 0
    assert len(ids(in_case, "--find", "hello")) == 6


def test_reading_without_a_case_runs_no_program(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretended(tmp_path / "bin", monkeypatch, "hello")
    (tmp_path / "a.png").write_bytes(screenshot("Sam", BUBBLES))

    assert "hello" not in (out := command("read", "a.png", "--json").out) and "seen" not in out

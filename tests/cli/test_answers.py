"""--answer for all files, or for one by its name; a name that fits none is refused."""

import json
from pathlib import Path

import pytest

from everyword.cli.answers import ANSWERS, merged, parse_answers, parse_given
from everyword.errors import WrongUsage
from tests.cli.conftest import Run

DOUBTFUL = "03/04/2024, 21:07 - {}: a\n04/04/2024, 21:07 - B: b\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Each has another sender, so that no two have the same bytes."""
    for name in ("us.txt", "uk.txt", "box/uk.txt", "box/a=b:c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(DOUBTFUL.format(name.replace("/", " ").replace(":", " ")))
    return tmp_path


def days(run: Run) -> dict[str, str]:
    """The first day of each file that was read."""
    found: dict[str, str] = {}
    for line in map(json.loads, run("list", "--json").out.splitlines()):
        found.setdefault(line["where"][0]["path"], line["when"]["local"][:10])
    return found


UK, US = "2024-04-03", "2024-03-04"


def test_each_file_has_its_own_answer_and_the_others_the_general_one(
    in_case: Run, files: Path
) -> None:
    told = in_case(
        *("add", "us.txt", "uk.txt", "box", "--answer", "date_order=dmy"),
        *("--answer", "us.txt:date_order=mdy", "--answer", "a=b:c.txt:date_order=mdy"),
    )

    assert told.code == 0
    assert days(in_case) == {"us.txt": US, "uk.txt": UK, "box/uk.txt": UK, "box/a=b:c.txt": US}


def test_only_the_named_file_is_answered_the_others_still_ask(in_case: Run, files: Path) -> None:
    told = in_case("add", "us.txt", "uk.txt", "--answer", "us.txt:date_order=mdy")

    assert told.code == 3 and days(in_case) == {"us.txt": US}
    assert "uk.txt: the file does not say" in told.err and "us.txt: the file" not in told.err
    again = in_case("add", "us.txt", "--answer", "us.txt:date_order=dmy")
    assert "read again with date_order=dmy: chat_whatsapp" in again.out
    assert days(in_case) == {"us.txt": UK}


def test_a_file_kept_under_another_name_is_answered_by_the_name_it_has_now(
    in_case: Run, files: Path
) -> None:
    in_case("add", "uk.txt")
    (files / "uk.txt").rename(files / "new.txt")

    assert in_case("add", "new.txt", "--answer", "new.txt:date_order=dmy").code == 0
    assert days(in_case) == {"uk.txt": UK}


@pytest.mark.parametrize("word", ["add", "read"])
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("ch.txt:date_order=dmy", "no file is so named"),
        ("s.txt:date_order=dmy", "no file is so named"),
        ("uk.txt:date_order=never", "no reader asks that"),
        ("uk.txt:colour=red", "no reader asks that"),
        ("uk.txt:date_order=", "a name, = and a value"),
        (":date_order=dmy", "no reader asks that"),
    ],
)
def test_an_answer_that_fits_no_file_or_no_question_is_refused(
    in_case: Run, files: Path, word: str, answer: str, words: str
) -> None:
    told = in_case(word, "us.txt", "uk.txt", "--answer", answer)

    assert told.code == 2 and words in told.err
    assert len(told.err.splitlines()) == 3 and "Nothing was changed." in told.err
    assert in_case("list", "--sources", "--json").out == ""


def test_a_name_that_several_files_have_is_refused_a_longer_one_is_not(
    in_case: Run, files: Path
) -> None:
    (files / "van").mkdir()
    (files / "van/uk.txt").write_text(DOUBTFUL.format("van"))
    told = in_case("read", "box", "van", "--answer", "uk.txt:date_order=dmy")
    assert told.code == 2 and "several files are so named" in told.err
    assert str(files / "box/uk.txt") in told.err and str(files / "van/uk.txt") in told.err

    one = in_case("read", "box", "van", "--answer", "van/uk.txt:date_order=dmy")
    lines = [json.loads(line) for line in one.out.splitlines()]
    assert {each["path"] for each in lines if each["kind"] == "account"} == {"van/uk.txt"}
    assert "--answer date_order=dmy" in one.err and one.code == 3


def test_the_path_that_was_typed_counts_before_the_same_name_elsewhere(
    in_case: Run, files: Path
) -> None:
    given = ("--answer", "uk.txt:date_order=dmy", "--answer", "./us.txt:date_order=mdy")
    assert in_case("add", "uk.txt", "us.txt", "us.txt", "box/uk.txt", *given).code == 3
    assert days(in_case) == {"uk.txt": UK, "us.txt": US}


def test_a_dry_run_refuses_it_too(in_case: Run, files: Path) -> None:
    assert in_case("add", "--dry-run", "us.txt", "--answer", "x:date_order=dmy").code == 2


def test_two_answers_for_one_file_under_two_names_both_count(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = parse_given(["us.txt:zone=Asia/Tokyo", "./us.txt:me=A", "zone=Europe/London"], None)
    monkeypatch.chdir(files)
    path = files / "us.txt"

    own = given.of([(path, "us.txt")])

    assert merged(given, own, path) == {"zone": "Asia/Tokyo", "me": "A"}
    assert merged(given, own, files / "uk.txt") == {"zone": "Europe/London"}


@pytest.mark.parametrize(
    "answer",
    ["me=uk.txt:zone=Asia/Tokyo", "zone=Europe/London until 2023-05-05 14:30, then Europe/Berlin"],
)
def test_a_colon_in_a_value_names_no_file(answer: str) -> None:
    key, _, value = answer.partition("=")

    given = parse_given([answer], None)

    assert given.for_one == {} and given.for_all == parse_answers([answer], None)
    assert given.for_all[key].split(" ")[0] == value.split(" ")[0] and key in ANSWERS


def test_letters_of_two_signs_are_the_same_name(tmp_path: Path) -> None:
    given = parse_given(["cafe\u0301.txt:me=A"], None)
    path = tmp_path / "caf\u00e9.txt"

    assert given.of([(path, "caf\u00e9.txt")]) == {path: {"me": "A"}}
    with pytest.raises(WrongUsage):
        given.of([])

"""everyword tell: an account as cards to look at, or as one object; nothing is kept."""

import json
from pathlib import Path

from tests.cli.conftest import Run

TEXT = (
    "\ufeffHome | About | Contact\r\n\r\n"
    "My husband Tom took 300 on 3/4/24. He said: “I will pay it back.” I think he was lying.\r\n"
)


def told(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_the_object_counts_in_characters_of_the_file_as_given(command: Run, tmp_path: Path) -> None:
    ran = command("tell", told(tmp_path / "a.txt", TEXT), "--json")
    drafts = json.loads(ran.out)

    assert ran.code == 0
    for name in ("facts", "sayings", "money", "gaps", "skipped", "relations"):
        assert drafts[name], name
        for each in drafts[name]:
            assert TEXT[each["start"] : each["end"]] == each["quote"]
    assert [fact["kind"] for fact in drafts["facts"]] == ["happened", "said", "supposed"]
    assert drafts["facts"][0]["when"] == {
        "words": "3/4/24", "lo": None, "hi": None, "unit": "day", "anchor": None,
    }  # fmt: skip
    assert drafts["sayings"][0]["speaker"] == drafts["facts"][0]["who"][0]
    assert drafts["money"][0]["amount"] == "300" and drafts["money"][0]["currency"] is None


def test_a_person_reads_cards_questions_and_what_was_passed_over(
    command: Run, tmp_path: Path
) -> None:
    ran = command("tell", told(tmp_path / "a.txt", TEXT))

    assert "   1  happened  Tom  when: 3/4/24" in ran.out
    assert "line 3  “My husband Tom took 300 on 3/4/24.”" in ran.out
    assert "Which day is 3/4/24?" in ran.out
    assert "In which currency is this sum?" in ran.out
    assert "line 1  menu: “Home | About | Contact”" in ran.out
    assert "Nothing was kept" in ran.err


def test_other_encodings_are_read_or_said(command: Run, tmp_path: Path) -> None:
    wide = "\ufeffHe left on Monday. “No,” he said."
    ran = command("tell", told(tmp_path / "w.txt", wide, "utf-16-le"), "--json")
    assert ran.code == 0
    fact = json.loads(ran.out)["facts"][0]
    assert wide[fact["start"] : fact["end"]] == fact["quote"] == "He left on Monday."

    ran = command("tell", told(tmp_path / "c.txt", "Ren\xe9 left.", "cp1252"), "--json")
    assert "Windows-1252" in ran.err
    assert json.loads(ran.out)["facts"][0]["quote"] == "Ren\xe9 left."


def test_what_is_no_text_is_refused_in_three_lines(command: Run, tmp_path: Path) -> None:
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04\x00\x00")
    for name in ("b.docx", "none.txt"):
        ran = command("tell", tmp_path / name)
        assert ran.code == 4
        assert len(ran.err.strip().splitlines()) == 3


def test_what_was_not_taken_is_listed_with_its_count(command: Run, tmp_path: Path) -> None:
    text = "He took the car. The sky was grey over the hills.\n"
    ran = command("tell", told(tmp_path / "a.txt", text))

    assert "NOT TAKEN: no draft was made of these 1 (1 of 2 sentences gave one)" in ran.out
    assert "line 1  “The sky was grey over the hills.”" in ran.out


def test_an_account_nothing_can_be_taken_from_is_said(command: Run, tmp_path: Path) -> None:
    ran = command("tell", told(tmp_path / "a.txt", "Mój mąż mnie uderzył.\n"))
    assert ran.code == 1
    assert "in a language everyword cannot read yet: nothing was taken from it" in ran.err
    ran = command("tell", told(tmp_path / "b.txt", " \n"), "--json")
    assert ran.code == 1 and json.loads(ran.out)["note"].startswith("this account has no words")


def test_a_binary_file_is_no_account(command: Run, tmp_path: Path) -> None:
    for name, data in (("a.txt", b"\xff\xd8\xff\xe0 jpeg"), ("b.txt", b"\x01\x02\x9d\x81"),
                       ("c.txt", b"%PDF-1.7 text"), ("d.txt", b"{\\rtf1 text}")):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        ran = command("tell", tmp_path / name)
        assert ran.code == 4 and "not plain text" in ran.err, name

"""Papers about the seal: every fact of the record stands on them, and nothing else does."""

import hashlib
import re
from pathlib import Path

import msgspec
import pypdfium2
import pytest

from everyword.bundle.pages import papers
from everyword.case.certificate import Certificate, ExhibitFiles, Outside, SealedFile

FORBIDDEN = ("proves", "authentic", "compliant", "genuine", "fake")
CODE = "7XK-9QZ-M2D-0VB-4HT-PR6-8NC-J5W-YAE"
CASE = "0123456789abcdef" * 2
WORDS = "acrobat bakery cinema dolphin elevator frosting gumball hamster"
HOSTILE = (
    '#read("/etc/passwd")',
    "*a* _b_ `c` $d$ = e <f> @g // h /* i */ \\u{41} ~ ---",
    "]] }} )) #let data = none",
    "two\nlines\r\nand\ttabs",
    "SHA-256\n" + "0" * 64,
    "photo\u202egpj.exe",
    "\u2066hidden\u2069 \u200b\u200f.txt",
    "محادثة مع سام 2024.txt",
    "Фотография 👨‍👩‍👧 我明天.png",
    "x" * 255,
    "folder/" * 500 + "deep.txt",
)


def a_file(number: int, name: str = "chat.txt", **more: object) -> SealedFile:
    sha256 = hashlib.sha256(f"{number} {name}".encode(errors="replace")).hexdigest()
    seen = f"2025-06-01T10:{number // 60 % 60:02}:{number % 60:02}Z"
    file = SealedFile(("AM1",), name, 1000 + number, sha256, seen)
    return msgspec.structs.replace(file, **more)


def facts_of(*files: SealedFile, **more: object) -> Certificate:
    made = Certificate(
        (ExhibitFiles("AM1", "Messages about money", None, files),),
        files,
        "2025-06-05T10:00:01Z",
        "2025-06-05T10:00:09Z",
        "everyword 9.8.7",
        57,
        hashlib.sha256(b"root").hexdigest(),
    )
    return msgspec.structs.replace(made, **more)


def pages_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def squeezed(text: str) -> str:
    """Lines are broken where the paper ends; compared without blanks."""
    return re.sub(r"\s+", "", text.replace("\ufffe", "-"))  # how a dash at a line end is given


def said(pdf: bytes) -> str:
    return squeezed("".join(pages_of(pdf)))


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_a_certificate_holds_every_fact(paper: papers.Paper) -> None:
    one = a_file(
        1,
        "WhatsApp Chat with Sam.txt",
        how="it was sent or given to me",
        custodian="Alex Morgan",
        tool="everyword 0.0.9",
        remarks=("taken in while the case was locked",),
        outside="3 June 2025, 12:00:00 UTC (time stamp, heads/12.a.tsr)",
    )
    stamp = Outside(12, "time stamp, heads/12.a.tsr", "3 June 2025, 12:00:00 UTC", "2025-06-03")
    facts = facts_of(one, a_file(2, "photo.jpg"), outside=(stamp,))
    text = said(papers.certificate(facts, paper))

    for words in (
        "WhatsApp Chat with Sam.txt",
        "1,001 bytes",
        one.sha256,
        "Taken in: 1 June 2025, 10:00:01 UTC",
        "How it came: “it was sent or given to me”",
        "Custodian: Alex Morgan",
        "Taken in with: everyword 0.0.9",
        "Note: taken in while the case was locked",
        "3 June 2025, 12:00:00 UTC",
        "time stamp, heads/12.a.tsr",
        "How it came: not said",
        "Custodian: not said",
        "5 June 2025, 10:00:01 UTC, to 5 June 2025, 10:00:09 UTC",
        "everyword 9.8.7",
        "2 of 2 files: SHA-256 and size match the record",
        facts.root,
        "28 U.S.C. 1746",
        "as its clock had it",
        "State courts have rules of their own",
        "reasonable notice in writing",
    ):
        assert squeezed(words) in text, words


def test_what_the_record_does_not_hold_is_left_empty() -> None:
    """After each label to be filled in by hand comes the next label, and nothing between."""
    text = said(papers.certificate(facts_of(a_file(1))))

    labels = "Court Case number Name Address Qualification:"
    assert squeezed(labels) in text
    assert squeezed("Files no. Device or account How the copy was made By whom, when") in text
    assert squeezed("Date of the written notice Place, and how it was sent Sent to") in text
    assert squeezed("Date Place Signature Name in print") in text
    assert "Notimefromoutsidethiscomputer" in text
    assert squeezed("Program that took them in not in the records") in text
    assert "Outsidetime:" not in text and "Note:" not in text and "Takeninwith:" not in text


def test_only_the_files_of_the_record_are_named() -> None:
    facts = facts_of(a_file(1), a_file(2))
    text = "\n".join(pages_of(papers.certificate(facts)))
    numbers = re.findall(r"\b(?:[0-9a-f]{8}\s+){7}[0-9a-f]{8}\b", text)
    wanted = [*(file.sha256 for file in facts.files), facts.root]
    assert [squeezed(number) for number in numbers] == wanted


@pytest.mark.parametrize("count", [0, 1, 200])
@pytest.mark.parametrize("form", [papers.certificate, papers.slips])
def test_every_page_is_a_draft_and_every_file_stands_once(form: object, count: int) -> None:
    assert callable(form)
    files = tuple(a_file(number, f"photo-{number:04}.jpg") for number in range(1, count + 1))
    pages = pages_of(form(facts_of(*files)))

    for number, page in enumerate(pages, 1):
        assert page.startswith("DRAFT")
        assert "complete and sign" in page and "no legal advice" in page.replace("\r\n", " ")
        assert f"Page {number} of {len(pages)}" in page
    text = squeezed("".join(pages))
    for file in files:
        assert text.count(file.name) == 1 and text.count(file.sha256) == 1
    for page in pages:
        if "photo-" in page:
            assert "Original name" in page, "the heading of the table is on each of its pages"
    if count == 200:
        assert len(pages) > 10
    if count == 0:
        assert "No file" in "".join(pages)


def test_a_file_deleted_since_is_said() -> None:
    facts = facts_of(a_file(1))
    exhibit = msgspec.structs.replace(facts.exhibits[0], gone=2)
    facts = msgspec.structs.replace(facts, exhibits=(exhibit,))

    words = "2 items of it: the file was deleted from the case since"
    assert squeezed("AM1: " + words) in said(papers.certificate(facts))
    assert squeezed(words) in said(papers.slips(facts))


def test_an_exhibit_without_files_is_named() -> None:
    bare = ExhibitFiles("AM2", "Deleted since", None, ())
    facts = facts_of(a_file(1))
    facts = msgspec.structs.replace(facts, exhibits=(*facts.exhibits, bare))

    assert squeezed("No file is held for: AM2: Deleted since") in said(papers.certificate(facts))
    last = pages_of(papers.slips(facts))[-1]
    assert "No file is held for this exhibit." in last and "match" not in last


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("form", [papers.certificate, papers.slips])
def test_hostile_names_stay_names(form: object, name: str) -> None:
    assert callable(form)
    file = a_file(1, name, custodian=name)
    facts = facts_of(file)
    facts = msgspec.structs.replace(facts, exhibits=(ExhibitFiles(name[:50], name, None, (file,)),))
    pdf = form(facts)
    text = said(pdf)

    assert file.sha256 in text
    if len(name) > 1000:
        assert text.count("folder") >= 1000, "over several pages, twice"
    elif name.isascii():
        shown = name.replace("\n", "[U+000A]").replace("\r", "[U+000D]").replace("\t", "")
        assert text.count(squeezed(shown)) >= 2
    for mark in ("\u202e", "\u2066", "\u2069", "\u200b", "\u200f"):
        if mark in name:
            assert f"[U+{ord(mark):04X}]" in text and mark not in text
    for page in pages_of(pdf):
        assert page.startswith("DRAFT")


def test_a_name_cannot_add_a_line_to_the_paper() -> None:
    name = "a.txt\nCustodian: Sam"
    pages = pages_of(papers.certificate(facts_of(a_file(1, name))))
    lines = [line.strip() for page in pages for line in page.splitlines()]

    assert "Custodian: Sam" not in lines
    assert "Custodian: not said" in " ".join(lines)


@pytest.mark.parametrize("name", ["chat.txt", "x" * 255, "folder/" * 300, "سام" * 90])
def test_nothing_runs_off_the_paper(name: str) -> None:
    for form in (papers.certificate, papers.slips):
        with pypdfium2.PdfDocument(form(facts_of(a_file(1, name)))) as document:
            for page in document:
                width, height = page.get_size()
                for thing in page.get_objects():
                    left, bottom, right, top = thing.get_bounds()
                    assert left >= 30 and right <= width - 30 and bottom >= 10 and top <= height


def test_a_slip_has_a_page_for_each_exhibit() -> None:
    one, two = a_file(1, "order.pdf"), a_file(2, "chat.txt")
    exhibits = (
        ExhibitFiles("AM1", "The order of 3 April", 12, (one,)),
        ExhibitFiles("AM2", "Messages", None, (two, one)),
    )
    facts = msgspec.structs.replace(facts_of(one, two), exhibits=exhibits)
    pages = [squeezed(page) for page in pages_of(papers.slips(facts))]

    assert len(pages) == 2
    assert (
        squeezed("This is the exhibit marked AM1 that is referred to in the statement") in pages[0]
    )
    assert squeezed("Files behind this exhibit 1 Pages 12") in pages[0]
    assert squeezed("Files behind this exhibit 2 Pages Sealed copies read back") in pages[1]
    assert "2of2files" in pages[1] and "1of1file:" in pages[0]
    for page, files in ((pages[0], (one,)), (pages[1], (one, two))):
        for file in files:
            assert file.sha256 in page and page.count(file.sha256[:16]) == 2
    assert two.sha256 not in pages[0]


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("is_deposit", [False, True])
def test_the_recovery_sheet_is_one_page_with_everything(
    paper: papers.Paper, is_deposit: bool
) -> None:
    pdf = papers.recovery_sheet(
        CODE, CASE, "21 November 2026", 123_456_789, WORDS, is_deposit, paper
    )
    (page,) = pages_of(pdf)
    text = squeezed(page)

    assert page.startswith("Recovery sheet")
    for words in (
        CODE,
        "the last character is E",
        CASE,
        "21 November 2026",
        f"123456789 {WORDS}",
        "everyword --case FOLDER list",
        'everyword --known-head "NUMBER WORDS" list',
        "age -d -o key.txt slots/recovery*.age",
        "age -d -i key.txt FILE | LC_ALL=C sed '1,/^$/d' > OUT",
        "can read everything",
        "Do not photograph it",
        "a friend or a lawyer",
        "key holder",
        "somebody put back an older copy",
    ):
        assert squeezed(words) in text, words
    assert ("Thereisnopassphrase" in text) is is_deposit
    assert ("lostpassphrase" in text) is not is_deposit
    for word in ("evidence", "court", "abuse", "case file", "draft", "divorce"):
        assert word not in page.lower()


def test_the_recovery_sheet_is_neutral_from_across_the_room() -> None:
    """Only the title and the code are large; the title of the file says no more."""
    pdf = papers.recovery_sheet(CODE, CASE, "21 November 2026", 12, WORDS, False)
    large = ""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        for thing in page.get_objects(textpage=page.get_textpage()):
            if isinstance(thing, pypdfium2.PdfTextObj) and thing.get_font_size() > 13:
                large += thing.extract()
        title = document.get_metadata_dict()["Title"]
    assert re.sub(r"\W", "", large) == re.sub(r"\W", "", "Recovery sheet" + CODE)
    assert title == "Recovery sheet"


def test_a_day_is_written_in_words() -> None:
    sheet = papers.recovery_sheet(CODE, CASE, "2026-11-21", 12, WORDS, False)
    assert "Madeon21November2026" in said(sheet)


def every_pdf() -> list[bytes]:
    facts = facts_of(a_file(1), a_file(2, HOSTILE[0]))
    return [
        papers.certificate(facts),
        papers.slips(facts),
        papers.recovery_sheet(CODE, CASE, "21 November 2026", 12, WORDS, True),
        papers.recovery_sheet(CODE, CASE, "21 November 2026", 12, WORDS, False),
    ]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert every_pdf() == every_pdf()


def test_words_we_never_say_are_not_there() -> None:
    for pdf in every_pdf():
        text = " ".join(pages_of(pdf)).lower()
        assert not [word for word in FORBIDDEN if word in text]
    template = Path(papers.PAPERS).read_text("utf-8").lower()
    assert not [word for word in FORBIDDEN if word in template]

"""How exhibits print: zones once, everything counted, every source named, words beside a sound."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from everyword.bundle import plan
from everyword.bundle.of_case import SectionSpec, Spec, plan_of_case
from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.index.store import Query
from tests.cases_made import Quiet, Ticking, make_case
from tests.recordings_made import sound

CHAT = "".join(
    f"{day}/03/2024, 10:00 - {'Alex' if day % 2 else 'Sam'}: message of day {day}\n"
    for day in range(10, 31)
)
OFX = (
    "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:UTF-8\n\n<OFX><BANKMSGSRSV1><STMTTRNRS>"
    "<STMTRS><CURDEF>GBP<BANKACCTFROM><ACCTID>00000123</BANKACCTFROM><BANKTRANLIST>"
    "<STMTTRN><TRNTYPE>POS<DTPOSTED>20240302<TRNAMT>-12.50<FITID>A1<NAME>SHOP<MEMO>CARD</STMTTRN>"
    "<STMTTRN><TRNTYPE>DIRECTDEP<DTPOSTED>20240303<TRNAMT>100.00<FITID>A2<NAME>WORK</STMTTRN>"
    "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
)
MAIL = (
    "From: Sam <sam@home.test>\nTo: alex@home.test\nDate: Wed, 3 Apr 2024 21:07:00 +0100\n"
    "Subject: Shoes\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain\n\nHere is the bill.\n--b\n"
    'Content-Type: text/csv\nContent-Disposition: attachment; filename="bill.csv"\n\na,b\n--b--\n'
)
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Jo Bennett>He came at eight.\n"


FILES = ("chat.txt", "a.ofx", "a.eml", "talk.wav", "talk.vtt", "other.vtt", "alone.wav")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is put into the case; each file is used by one test."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "chat.txt").write_text(CHAT)
    (folder / "a.ofx").write_text(OFX)
    (folder / "a.eml").write_text(MAIL)
    (folder / "talk.wav").write_bytes(sound("wav"))
    (folder / "alone.wav").write_bytes(sound("wav", seconds=3))
    (folder / "talk.vtt").write_text(VTT)
    (folder / "other.vtt").write_text(VTT.replace("eight", "nine"))
    return folder


@pytest.fixture(scope="module")
def case(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """One case for all tests: each makes an exhibit of its own, and takes nothing away."""
    folder = tmp_path_factory.mktemp("case") / "case"
    words = make_case(folder)
    with Case.open(folder, words, Ticking(), write=True) as opened:
        opened.set_exhibit_prefix("AB")
        said = Said("own-device", "Alex", {"zone": "Europe/London"})
        list(opened.add([papers / name for name in FILES], said, lambda row, fresh: None, Quiet()))
        yield opened


def documents(case: Case, items: Iterable[str], context: int = 0) -> list[plan.Content]:
    label = case.add_exhibit("T", tuple(items), context).label
    spec = Spec(sections=(SectionSpec("S", (label,)),))
    return [each.content for each in plan_of_case(case, spec, "").documents]


def shown(case: Case, query: Query, context: int = 0) -> plan.Content:
    (content,) = documents(case, (entry.id for entry in case.index.find(query)), context)
    return content


def of_files(case: Case, *names: str) -> list[str]:
    found = case.index.find(Query())
    return [entry.id for entry in found if entry.reading.where[0].path in names]


def test_the_zone_stands_once_where_it_is_the_same_for_all(case: Case, papers: Path) -> None:
    page = shown(case, Query(words="message of day 15"), 2)
    assert isinstance(page, plan.Transcript)
    assert {line.when for line in page.lines} >= {"15 March 2024, 10:00"}
    assert all("Europe" not in line.when for line in page.lines)
    facts = dict(page.facts)
    assert facts["Time zone"].startswith("all times: Europe/London")
    assert (
        facts["Messages"] == "1 chosen of 21 in the conversation; 4 shown as context, 16 left out"
    )
    assert facts["How it came"].endswith("; from Alex")
    assert f"{(papers / 'chat.txt').stat().st_size:,} bytes, SHA-256 " in facts["Read from"]
    # Who is shown, also around what was chosen, is named above.
    assert {words.partition(" ")[0] for label, words in page.facts if label == "Taking part"} == {
        "Alex", "Sam",
    }  # fmt: skip


def test_payments_stand_under_out_and_in_with_every_source(case: Case) -> None:
    page = shown(case, Query(kind="payment"))
    assert isinstance(page, plan.Table)
    assert [row.cells for row in page.rows] == [
        ("2 March 2024", "SHOP", "CARD; card payment\nbank no. A1", "12.50", ""),
        ("3 March 2024", "WORK", "direct deposit\nbank no. A2", "", "100.00"),
    ]
    facts = dict(page.facts)
    assert facts["These lines, GBP"] == "12.50 paid out, 100.00 paid in"
    assert "a.ofx" in facts["Read from"] and facts["Account"] == "00000123"


def test_an_email_is_a_letter_with_its_files(case: Case) -> None:
    page = shown(case, Query(kind="email"))
    assert isinstance(page, plan.Letter)
    assert page.kind == "E-mail" and dict(page.head)["Subject"] == "Shoes"
    assert "Here is the bill." in page.lines
    (attached,) = page.attachments
    assert attached.name == "bill.csv" and attached.present and len(attached.sha256 or "") == 64
    assert dict(page.facts)["File"] == "a.eml"


def test_a_recording_shows_the_transcript_beside_it(case: Case) -> None:
    contents = documents(case, of_files(case, "talk.wav", "talk.vtt", "other.vtt"))
    (slip,) = [each for each in contents if isinstance(each, plan.Slip)]
    assert slip.spoken == (plan.Spoken("0:00", "Jo Bennett", "He came at eight."),)
    assert "talk.vtt" in dict(slip.facts)["Transcript"]
    # The file of words prints as well, with the numbers of its lines.
    texts = [each for each in contents if isinstance(each, plan.Text)]
    assert [any("eight" in line for line in each.lines) for each in texts].count(True) == 1


def test_a_recording_without_a_transcript_says_nothing_of_one(case: Case) -> None:
    (page,) = documents(case, of_files(case, "alone.wav"))
    assert isinstance(page, plan.Slip) and page.spoken == ()
    assert "Transcript" not in dict(page.facts)

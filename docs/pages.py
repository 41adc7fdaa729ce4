"""Pictures of the pages that everyword makes, for docs/pages.md: `python -m docs.pages`.

The people and papers are invented. The tests print the same pages and read them back.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

import everyword
from everyword.bundle import plan
from everyword.bundle.pages import papers
from everyword.bundle.pages.pieces import Printer
from everyword.bundle.pages.pieces_court import slip_data
from everyword.bundle.pages.typeset import PLAIN, Look, Piece, compile_pieces
from everyword.case.certificate import Certificate, ExhibitFiles, SealedFile
from everyword.model import Source, source_of_path

HERE = Path(__file__).parent / "pages"
DATA = Path(everyword.__file__).parent / "demo" / "data"
SHA = "9727ce085016c5596c3766f79120196321f7a8fd77cf042a76e18a5353e63b988"[:64]
MOST_BYTES = 40_000
CAPTION = plan.Caption(
    "In the Family Court at Larkford",
    "Case No. LF24P00123",
    ("In the matter of the Children Act 1989", "And in the matter of Rowan Carter"),
    (("Alex Morgan", "Applicant"), ("Sam Carter", "Respondent")),
    "and",
)
TRUTH = (
    "I believe that the facts stated in this witness statement are true. I understand that"
    " proceedings for contempt of court may be brought against anyone who makes, or causes to be"
    " made, a false statement in a document verified by a statement of truth without an honest"
    " belief in its truth."
)
SAID = (
    "Three photos came at the door, all of the same afternoon, and he asked for the key.",
    "And what did you say to him?",
    "That I would ask you first. He stayed about ten minutes, then he left.",
    "Was anybody else there?",
    "No. Only me and Rowan, and she was asleep by then.",
)


def file(name: str) -> Source:
    return source_of_path(DATA / name)


def lines() -> tuple[plan.Line, ...]:
    sam, alex = "+44 7700 900456 (Sam Carter)", "Alex (Alex Morgan)"
    later = "in later export/WhatsApp Chat with Sam Carter.zip"
    day = "16 February 2025"
    drawing = plan.Attached("drawing.png", SHA, True, file("rowan-drawing.png"))
    given = (
        (101, "14 February 2025, 09:31", sam, "Can we move Saturday to Sunday? The van is away."),
        (102, "14 February 2025, 09:42", alex, "Sunday is fine. Please bring\nher coat back."),
        (103, "14 February 2025, 09:43", "", "Your security code with Sam changed."),
        (104, "14 February 2025, 18:03", sam, "This message was deleted"),
        (110, f"{day}, 20:14", alex, "🤣🤣 👍🏽 👨‍👩‍👧 🇬🇧 ok"),
        (111, f"{day}, 20:15", "‏محمد (+44 7700 900456)", "مرحبا، سأدفع 250 يوم الجمعة 3/4/2025"),
        (112, f"{day}, 20:16", "דנה כהן", "שלום, אני אגיע בשמונה עם Rowan"),
        (113, f"{day}, 20:17", "Sam", "我明天会把钱寄给你。내일 보낼게요. Привет! हिन्दी สวัสดี"),
        (114, f"{day}, 20:18", "Sam", "control \x07, override \u202egnp.exe\u202c, \U00012000"),
        (115, f"{day}, 20:20", alex, "drawing.png (file attached)"),
    )
    more: dict[int, dict[str, Any]] = {
        101: {"chosen": False},
        103: {"system": True},
        104: {"notes": ("marked as deleted in the source", f"{later}: “Only my half of the bill”")},
        110: {"left_out": 5, "notes": ("reaction: 👍, by +44 7700 900456",)},
        115: {"attachments": (drawing, plan.Attached("voice.opus", None, False))},
    }
    return tuple(plan.Line(f"m{each[0]}", *each, **more.get(each[0], {})) for each in given)


def cite(words: str, page: int) -> plan.Cite:
    return plan.Cite("k", words, None, page)


def documents() -> dict[str, plan.Document]:
    """One document of each kind, under the name of its picture."""

    def made(title: str, mark: str | None, content: plan.Content) -> plan.Document:
        return plan.Document("k", title, "", mark, content)

    read = ("Read from", f"WhatsApp Chat with Sam Carter.zip, 68,020 bytes, SHA-256 {SHA}")
    chat = (
        ("Conversation", "Sam Carter"),
        ("Taking part", "+44 7700 900456: Sam Carter, father; also Sam"),
        ("Taking part", "Alex: Alex Morgan, mother"),
        ("Messages", "9 chosen of 457 in the conversation; 1 shown as context, 447 left out"),
        ("Time zone", "all times: Europe/London (zone given by the person)"),
        read,
        ("How it came", "exported from my own phone; from Alex Morgan"),
    )
    recording = (("File", "memo-2025-02-16.m4a"), ("Length", "41.600 seconds"), ("SHA-256", SHA))
    spoken = tuple(
        plan.Spoken(f"0:{7 * n:02}", "Jo Bennett" if n % 2 == 0 else "Alex", words)
        for n, words in enumerate(SAID)
    )
    photo = (("File", "front-door.jpg"), ("Taken", "2 March 2024, 15:41:07"), ("SHA-256", SHA))
    locked = plan.Unusable("The file is locked and its password is not known.", photo[:1])
    return {
        "transcript": made("Chat with Sam Carter", "AM2", plan.Transcript(chat, lines(), 37)),
        "e-mail": made("E-mail of 3 April 2025", "AM4", letter()),
        "account": made("Bank statement, January 2025", "AM12", account()),
        "recording": made("Recording of a talk", "AM15", plan.Slip(recording, spoken)),
        "photo": made("The front door", "AM16", plan.Picture(file("front-door.jpg"), photo)),
        "text": made("Diary", "AM17", plan.Text((("File", "diary.txt"),), ("Monday.", "שלום"), 98)),
        "unusable": made("Report of the expert", "AM18", locked),
        "statement": made("First statement of Alex Morgan", None, statement()),
        "schedule": made("Schedule of allegations", None, schedule()),
        "exhibits": made("List of exhibits", None, exhibits()),
    }


def letter() -> plan.Letter:
    head = (
        ("From", "Sam Carter <sam@home.test>"),
        ("To", "Alex Morgan <alex@home.test>"),
        ("Copy to", "office@school.test"),
        ("Sent", "3 April 2025, 21:07:14 +01:00"),
        ("Subject", "School place for Rowan"),
        ("Message-ID", "<CAF12345@mail.home.test>"),
    )
    words = ("Dear Alex,", "", "the school wrote to both of us.", "", "> Could you sign it?", "Sam")
    files = (plan.Attached("form.pdf", SHA, True), plan.Attached("lost.docx", None, False))
    return plan.Letter("E-mail", head, words, files, (("File", "mail.mbox"), ("SHA-256", SHA)))


def account() -> plan.Table:
    facts = (
        ("Account", "00000123"),
        ("Lines", "24 chosen"),
        ("These lines, GBP", "2,367.84 paid out, 13,063.20 paid in"),
    )
    rows = tuple(
        plan.Row(
            f"r{n}",
            (
                f"{n} January 2025",
                "GREENGATE FOODS" if n % 2 else "LARKFORD LIBRARIES",
                f"CARD 4417; card payment\nbank no. 202501{n:02}0012" if n % 2 else "SALARY",
                "197.32" if n % 2 else "",
                "" if n % 2 else "1,088.60",
            ),
        )
        for n in range(1, 25)
    )
    columns = ("Date", "Payee", "Words and details", "Paid out", "Paid in")
    return plan.Table(facts, columns, "lllrr", rows)


def statement() -> plan.Statement:
    corner = (
        ("On behalf of", "the applicant"),
        ("Initials and name", "A Morgan"),
        ("Statement no.", "1"),
        ("Exhibits", "AM1 to AM18"),
        ("Made on", ""),
    )
    fall = "On 14 September 2024 Rowan fell. I refer to the messages marked “AM4”."
    told = "I make this statement from my own knowledge, unless I say who told me."
    paragraphs = (
        plan.Paragraph("I am the mother of Rowan, born on 8 May 2020.", "Introduction"),
        plan.Paragraph(told),
        plan.Paragraph(fall, "The fall", (cite("AM4", 12), cite("AM17", 53))),
        plan.Paragraph("On 1 November 2024 200 was paid.", cites=(cite("AM12", 39),)),
    )
    opening = "I, Alex Morgan, whose address is known to the court, say as follows."
    kind = "First statement of Alex Morgan"
    return plan.Statement(CAPTION, kind, corner, opening, paragraphs, TRUTH, True)


def schedule() -> plan.ScottSchedule:
    words = "The respondent came to the house without notice and stayed until a neighbour asked."
    denied = "Denied. The respondent says that he had been asked to come."
    return plan.ScottSchedule(
        CAPTION,
        tuple(
            plan.Allegation(
                n,
                "3 April 2024" if n % 2 else "between May and August 2024",
                words,
                (cite("AM4", 12), cite("AM12", 39)),
                denied if n % 2 else "",
                (cite("SC1", 61),) if n % 2 else (),
            )
            for n in range(1, 5)
        ),
    )


def exhibits() -> plan.ExhibitList:
    dates = "14 May 2024 to 18 August 2024"
    return plan.ExhibitList(
        CAPTION,
        tuple(
            plan.ListedExhibit(f"AM{n}", "Chat with Sam Carter", dates, (cite("", 8 * n),), (SHA,))
            for n in range(1, 9)
        ),
    )


def printer() -> Printer:
    """Cites lead to the page they name, as if each document began at page 1."""
    made = Printer()
    made.refs = lambda cite: [at(cite.page)]
    return made


def at(page: int) -> dict[str, Any]:
    return {"label": str(page), "page": page, "volume": None}


def fronts(to: Printer) -> dict[str, Piece]:
    """One of each page that names other pages."""
    words = to.words
    cover = {
        "caption": to.caption(CAPTION),
        "lines": words("Bundle for the hearing of 5 June 2025"),
        "pages": words("Pages 1 to 54."),
        "made": words("Made on 1 June 2025"),
    }
    return {
        "cover": to.front("k", "cover", "Alex Morgan and Sam Carter: Rowan", cover),
        "contents": to.front("k", "contents", "Index", _contents(to)),
        "chronology": to.front("k", "chronology", "Chronology", _chronology(to)),
        "hearing": to.front("k", "hearing", "Hearing of 5 June 2025", _hearing(to)),
        "divider": to.front("k", "divider", "Chat with Sam Carter", _divider(to)),
    }


def _divider(to: Printer) -> dict[str, Any]:
    signed = plan.Document("s", "", "", None, statement())
    whole = plan.Plan("", (), (plan.Section("A", "", (signed,)),))
    return {"large": to.words("AM2"), "lines": to.words("2024")} | slip_data(whole, "AM2", to)


def _contents(to: Printer) -> dict[str, Any]:
    def row(mark: str, title: str, date: str, first: int, last: int) -> dict[str, Any]:
        span = str(first) if first == last else f"{first}\u2013{last}"
        cells = {"exhibit": mark, "title": title, "date": date}
        told = {name: to.words(words) for name, words in cells.items()}
        return {"section": False, "first": at(first), "range": span, "volume": None} | told

    named = {"letter": to.words("A"), "title": to.words("Exhibits")}
    heading = {"section": True, "first": None} | named
    rows = [row("", "Chronology", "", 3, 6), heading]
    for n in range(1, 9):
        title = "Chat with Sam Carter: mediation and the order" if n % 2 else "Photograph"
        rows.append(row(f"AM{n}", title, "14 May to 18 August 2024", 5 * n, 5 * n + n % 2 * 3))
    remarks = [to.words("sms-20250601.xml: 3 places could not be read")]
    return {"marked": True, "volumed": False, "rows": rows, "remarks": remarks}


def _chronology(to: Printer) -> dict[str, Any]:
    event = "Sam Carter wrote that he would pay 450.00 on the 1st of every month for Rowan. "
    rows = [
        {
            "number": n,
            "when": to.words(f"{n} March 2024" if n % 3 else "about February 2024"),
            "event": to.words(event * (1 + n % 2)),
            "status": to.words("agreed" if n % 2 else "disputed"),
            "cites": [{"words": to.words("AM2"), "pages": [at(10), at(11)]}] if n % 4 else [],
        }
        for n in range(1, 9)
    ]
    return {"rows": rows}


def _hearing(to: Printer) -> dict[str, Any]:
    facts = (("Hearing", "5 June 2025, 10:00"), ("Before", "District Judge Invented"))
    asked = ("that the order of 14 June 2024 stays as it is", "that the handover is at school")
    return {
        "caption": to.caption(CAPTION),
        "facts": [[to.words(label), to.words(words)] for label, words in facts],
        "asked": [to.words(words) for words in asked],
        "pages": [
            {"words": to.words("Order by consent, 14 June 2024"), "at": at(7)},
            {"words": to.words("The message of 3 April 2025"), "at": None},
        ],
    }


def pages_of(name: str, look: Look = PLAIN, standards: tuple[str, ...] = ()) -> bytes:
    """The PDF of one kind of page."""
    to = printer()
    document = documents().get(name)
    pieces = [fronts(to)[name]] if document is None else list(to.pieces(document))
    return compile_pieces(pieces, "a4", 2, look, standards).pdf


def names() -> tuple[str, ...]:
    return (*fronts(printer()), *documents())


def certified() -> Certificate:
    file = SealedFile(
        ("AM1",), "WhatsApp Chat with Sam Carter.zip", 68020, SHA, "2025-06-01T10:00:01Z"
    )
    exhibit = ExhibitFiles("AM1", "Messages about money", None, (file,))
    ended = "2025-06-05T10:00:09Z"
    return Certificate((exhibit,), (file,), ended, ended, "everyword", 57, SHA)


PICTURES = {
    "front": ("cover", "contents", "chronology"),
    "sheets": ("hearing", "divider", "exhibits"),
    "transcript": ("transcript",),
    "letter": ("e-mail",),
    "account": ("account",),
    "recording": ("recording", "unusable"),
    "photo": ("photo",),
    "statement": ("statement",),
    "schedule": ("schedule",),
    "certificate": ("certificate",),
    "slip": ("slip",),
}
"""Which pages stand beside each other in which picture."""


def drawn(pdf: bytes, most: int = 2) -> Iterator[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(min(most, len(document))):
            yield document[number].render(scale=60 / 72).to_pil().convert("RGB")


def picture(kinds: tuple[str, ...]) -> bytes:
    """The first pages of these kinds side by side, as a PNG of few colours."""
    images: list[Image.Image] = []
    for name in kinds:
        match name:
            case "certificate":
                pdf = papers.certificate(certified(), "us-letter")
            case "slip":
                pdf = papers.slips(certified())
            case _:
                pdf = pages_of(name)
        images += drawn(pdf, 1 if len(kinds) > 1 or name == "certificate" else 2)
    width = sum(image.width + 8 for image in images) - 8
    whole = Image.new("RGB", (width, max(image.height for image in images)), (150, 150, 150))
    across = 0
    for image in images:
        whole.paste(image, (across, 0))
        across += image.width + 8
    return _small(whole)


def _small(image: Image.Image) -> bytes:
    """As many colours as the size allows."""
    data = b""
    for colours in (64, 32, 16, 8, 4):
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        data = out.getvalue()
        if len(data) <= MOST_BYTES:
            break
    return data


def main() -> int:
    HERE.mkdir(exist_ok=True)
    for name, kinds in PICTURES.items():
        data = picture(kinds)
        (HERE / f"{name}.png").write_bytes(data)
        print(f"{name}.png  {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())

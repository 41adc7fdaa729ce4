"""Papers for the tests of the bundle: PDFs, pictures and plans, all made here."""

import io
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf, String
from PIL import Image, ImageDraw

from everyword.bundle.plan import (
    Attached,
    ChronologyRow,
    Cite,
    Document,
    Given,
    Line,
    Picture,
    Plan,
    Row,
    Section,
    Slip,
    Table,
    Text,
    Transcript,
    Unusable,
)
from everyword.model import Source, source_of_bytes

FONT = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
WORDS = (
    'Can you pay? #read("/etc/passwd") *bold* $x$ \\',
    "שלום, אני אגיע בשמונה",
    "مرحبا، سأدفع يوم الجمعة",
    "Привет, деньги отправлю завтра",
    "我明天会把钱寄给你",
    "fine 👍 😀 👨‍👩‍👧",
    "two\nlines",
)


def saved(pdf: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]  # keywords of pikepdf, passed through
    return out.getvalue()


def pages(
    count: int,
    *,
    words: str = "Given",
    size: tuple[float, float] = (595, 842),
    turn: int = 0,
    crop: tuple[float, ...] | None = None,
    content: bytes = b"",
) -> Pdf:
    """A PDF whose pages say "Given 1", "Given 2" at the upper left of what is shown."""
    pdf = Pdf.new()
    for number in range(1, count + 1):
        pdf.add_blank_page(page_size=size)
        page = pdf.pages[-1].obj
        page.Resources = Dictionary(Font=Dictionary(F1=FONT))
        text = f"BT /F1 14 Tf 72 {size[1] - 90} Td ({words} {number}) Tj ET\n".encode()
        page.Contents = pdf.make_stream(text + content)
        if turn:
            page.Rotate = turn
        if crop:
            page.CropBox = Array(list(crop))
    return pdf


def paper(name: str, pdf: Pdf, **options: object) -> Source:
    return source_of_bytes(name, saved(pdf, **options))


def form(value: str, name: str = "Amount") -> Pdf:
    """A form with one text field, filled in."""
    pdf = pages(1, words="Form")
    look = pdf.make_stream(f"/Tx BMC BT /F1 12 Tf 2 5 Td ({value}) Tj ET EMC".encode())
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 20])
    look.Resources = Dictionary(Font=Dictionary(F1=FONT))
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String(name),
            V=String(value),
            DA=String("/F1 12 Tf 0 g"),
            F=4,
            Rect=Array([100, 500, 300, 520]),
            AP=Dictionary(N=look),
            P=pdf.pages[0].obj,
        )
    )
    pdf.pages[0].obj.Annots = Array([field])
    fonts = Dictionary(Font=Dictionary(F1=FONT))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), DR=fonts, DA=String("/F1 12 Tf 0 g"))
    return pdf


def linked(name: str = "target") -> Pdf:
    """Three pages; the first links to the third by name, the second to the first by place."""
    pdf = pages(3, words=name)
    place = Dictionary(D=Array([pdf.pages[2].obj, Name.Fit]))
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("target"), place])))
    _annotate(pdf, 0, Dictionary(Subtype=Name.Link, Dest=String("target")))
    _annotate(pdf, 1, Dictionary(Subtype=Name.Link, Dest=Array([pdf.pages[0].obj, Name.Fit])))
    return pdf


def _annotate(pdf: Pdf, page: int, annotation: Dictionary) -> None:
    annotation.Type, annotation.Rect = Name.Annot, Array([72, 600, 200, 620])
    held = pdf.pages[page].obj.get(Name.Annots, Array())
    held.append(pdf.make_indirect(annotation))
    pdf.pages[page].obj.Annots = held


def hostile() -> Pdf:
    """A PDF that runs scripts, starts a program and hides two files."""
    pdf = pages(1, words="Hostile")
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.OpenAction = script
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), pdf.make_indirect(script)]))
    )
    _annotate(pdf, 0, Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("x.exe"))))
    chain = Dictionary(S=Name.URI, URI=String("https://example.org"), Next=script)
    _annotate(pdf, 0, Dictionary(Subtype=Name.Link, A=chain))
    good = Dictionary(S=Name.URI, URI=String("https://example.org/good"))
    _annotate(pdf, 0, Dictionary(Subtype=Name.Link, A=good))
    pdf.attachments["one.txt"] = b"one"
    spec = pikepdf.AttachedFileSpec(pdf, b"two", filename="two.txt").obj
    _annotate(pdf, 0, Dictionary(Subtype=Name.FileAttachment, FS=spec))
    return pdf


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """Red above, blue below."""
    image = Image.new("RGB", size, "blue")
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 2 - 1), fill="red")
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def lines(count: int) -> tuple[Line, ...]:
    return tuple(
        Line(
            anchor=f"m{n}",
            number=100 + n,
            when=f"3 April 2024, 21:{n % 60:02}",
            sender="+44 7700 900123 (Sam)" if n % 2 else "محمد +44 7700 900456",
            text=WORDS[n % len(WORDS)],
            system=n == 3,
            chosen=n not in (1, 2),
            left_out=12 if n == 4 else 0,
            attachments=_attached(n),
        )
        for n in range(count)
    )


def _attached(n: int) -> tuple[Attached, ...]:
    if n == 5:
        shown = source_of_bytes("IMG-001.jpg", picture())
        return (Attached("IMG-001.jpg", "ab" * 32, True, shown),)
    return (Attached("VID-002.mp4", None, False),) if n == 6 else ()


def every_kind() -> Plan:
    """Two sections with each kind of content, in many scripts, and a chronology."""
    facts = (("File", "x"), ("SHA-256", "cd" * 32))
    payments = tuple(Row(f"b{n}", (f"{n}/04/2024", "SUPPORT שלום", "-5.00")) for n in range(1, 9))
    messages = (
        Document("chat", "Chat with Sam", "April 2024", "AB1", Transcript(facts, lines(20), 3)),
        Document("ar", "محادثة مع سام", "", "AB2", Text(facts, ("مرحبا", "", "line three"))),
        Document("rec", "Voice message", "", "AB3", Slip((("Length", "0:40"),))),
    )
    rotated = pages(2, words="Order", turn=90)
    bill = Document("bill", "Больничный счёт 账单", "", "AB4", Given(paper("bill.pdf", pages(3))))
    photo = Picture(source_of_bytes("p.jpg", picture(size=(40, 60))), facts)
    table = Table(facts, ("Date", "Details", "Amount"), "llr", payments)
    papers = (
        bill,
        Document("order", "Order 🚪", "", None, Given(paper("order.pdf", rotated))),
        Document("broken", "Letter", "", None, Given(source_of_bytes("l.pdf", b"%PDF-1.4 x"))),
        Document("bank", "Account", "", "AB5", table),
        Document("photo", "Photo", "", "AB6", photo),
        Document("none", "Lost", "", None, Unusable("The file is empty.", facts)),
    )
    cites = (
        Cite("chat", "AB1, message 119", anchor="m19"),
        Cite("bill", "AB4, page 2", page=2),
        Cite(None, "letter of 2 May"),
    )
    rows = (
        ChronologyRow(1, "3 April 2024", "Alex asks Sam for money.", "agreed", cites),
        ChronologyRow(2, "about May 2024", "Sam says «אני אגיע».", "disputed", ()),
    )
    return Plan(
        "Alex and Sam",
        ("In the Family Court", "Case number EX26P00123"),
        (Section("A", "Messages", messages), Section("B", "Papers / وثائق", papers)),
        chronology=rows,
        made="Prepared on 21 November 2026",
        remarks=("notes.docx was not read.",),
    )


def given_plan(*sources: Source) -> Plan:
    documents = tuple(
        Document(f"g{n}", source.base, "", None, Given(source)) for n, source in enumerate(sources)
    )
    return Plan("Given papers", (), (Section("A", "Papers", documents),))


def number_of(page: Page) -> Any:
    """The drawing on a page of a bundle that is its number: the first one, or the last."""
    return next(each for each in page.obj.Contents if b"/Artifact BMC" in each.read_bytes())


def text_at(path: Path, page: int, region: tuple[float, ...]) -> str:
    """What Debian's pdftotext reads in a region of a page as shown."""
    import subprocess

    x, y, width, height = (str(round(number)) for number in region)
    area = ["-x", x, "-y", y, "-W", width, "-H", height]
    where = ["-f", str(page), "-l", str(page), *area]
    run = subprocess.run(["pdftotext", *where, str(path), "-"], capture_output=True, check=True)
    return run.stdout.decode().strip()

"""PDFs that go wrong elsewhere, each made here: odd shapes, locks, links, layers, hidden things.

`HOSTILE` lists them: a name and what makes the bytes. Their pages say "name 1", "name 2" where
the kind of trouble lets them. Forms and marks are in `hostile_forms`, broken files in
`hostile_broken`.
"""

import io
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from tests.bundle_papers import FONT, saved

Maker = Callable[[], bytes]
SIZE = (240.0, 160.0)
FORM_FONTS = Dictionary(Font=Dictionary(F1=FONT))


def text(words: str, x: float = 20, y: float = 120, size: float = 10) -> bytes:
    return f"BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET\n".encode()


def book(words: str, count: int = 1, box: tuple[float, ...] = (0, 0, *SIZE)) -> Pdf:
    """Small pages that say their name and number."""
    pdf = Pdf.new()
    for number in range(1, count + 1):
        pdf.add_blank_page(page_size=SIZE)
        page = pdf.pages[-1].obj
        page.MediaBox = Array(list(box))
        page.Resources = Dictionary(Font=Dictionary(F1=FONT))
        drawn = text(f"{words} {number}", box[0] + 20, box[1] + 100)
        page.Contents = pdf.make_stream(drawn)
    return pdf


def write(pdf: Pdf, page: int, content: bytes) -> None:
    """More on a page that `book` made."""
    contents = pdf.pages[page].obj.Contents
    contents.write(contents.read_bytes() + content)


def note(pdf: Pdf, page: int, kind: str, rect: tuple[float, ...], **more: object) -> Dictionary:
    """An annotation, listed on its page."""
    made = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array(list(rect)), F=4)
    for key, value in more.items():
        made[f"/{key}"] = value
    listed = pdf.pages[page].obj.get(Name.Annots, Array())
    annotation = pdf.make_indirect(made)
    listed.append(annotation)
    pdf.pages[page].obj.Annots = listed
    return annotation


def look(pdf: Pdf, content: bytes, width: float, height: float) -> Stream:
    made = pdf.make_stream(content)
    made.Type, made.Subtype, made.BBox = Name.XObject, Name.Form, Array([0, 0, width, height])
    made.Resources = FORM_FONTS
    return made


def shape(
    words: str, box: tuple[float, ...] = (0, 0, *SIZE), turn: object = 0, **more: object
) -> Maker:
    """A page of an odd shape: boxes, turns, units."""

    def make() -> bytes:
        pdf = book(words, 1, box)
        if turn:
            pdf.pages[0].obj.Rotate = turn
        for key, value in more.items():
            pdf.pages[0].obj[f"/{key}"] = Array(list(value)) if type(value) is tuple else value
        return saved(pdf)

    return make


def no_box(words: str, box: object) -> Maker:
    def make() -> bytes:
        pdf = book(words)
        if box is None:
            del pdf.pages[0].obj.MediaBox
        else:
            pdf.pages[0].obj.MediaBox = box
        return saved(pdf)

    return make


def locked(words: str, user: str = "", **how: object) -> Maker:
    def make() -> bytes:
        lock = pikepdf.Encryption(owner="secret", user=user, **how)  # type: ignore[arg-type]  # numbers and yes or no
        return saved(book(words, 2), encryption=lock)

    return make


def linked_every_way() -> bytes:
    """Page 1 leads to page 2 or 3 in every way a PDF knows; the names are those of other books."""
    pdf = book("links", 3)
    two, three = pdf.pages[1].obj, pdf.pages[2].obj
    names = Array([String("chapter"), Array([two, Name.Fit])])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Kids=Array([Dictionary(Names=names)])))
    pdf.Root.Dests = Dictionary(old=Dictionary(D=Array([three, Name.Fit])))
    ways = (
        {"Dest": Array([two, Name.XYZ, 0, 100, None])},
        {"Dest": String("chapter")},
        {"Dest": Name.old},
        {"A": Dictionary(S=Name.GoTo, D=Array([three, Name.FitH, 50]))},
        {"A": Dictionary(S=Name.GoTo, D=String("chapter"))},
        {"Dest": Array([2, Name.Fit])},
    )
    for number, way in enumerate(ways):
        note(pdf, 0, "Link", (10 + 30 * number, 60, 30 + 30 * number, 80), **way)
    return saved(pdf)


def linked_elsewhere() -> bytes:
    pdf = book("outside")
    ways = (
        Dictionary(S=Name.URI, URI=String("https://example.org/a")),
        Dictionary(S=Name.GoToR, F=String("other.pdf"), D=Array([0, Name.Fit])),
        Dictionary(S=Name.Launch, F=String("calc.exe")),
        Dictionary(S=Name.Named, N=Name.NextPage),
    )
    for number, way in enumerate(ways):
        note(pdf, 0, "Link", (10 + 30 * number, 60, 30 + 30 * number, 80), A=way)
    return saved(pdf)


def linked_nowhere() -> bytes:
    """Links to a page that is not in the book, a name nobody knows, and a page far away."""
    pdf = book("nowhere")
    lost = pdf.make_indirect(Dictionary(Type=Name.Page, MediaBox=Array([0, 0, 9, 9])))
    ways = (Array([lost, Name.Fit]), String("unknown"), Array([99, Name.Fit]), Array(), Name.x)
    for number, way in enumerate(ways):
        note(pdf, 0, "Link", (10 + 30 * number, 60, 30 + 30 * number, 80), Dest=way)
    return saved(pdf)


def outlined() -> bytes:
    pdf = book("outline", 3)
    with pdf.open_outline() as outline:
        first = pikepdf.OutlineItem("Глава первая", 0)
        first.children.append(pikepdf.OutlineItem("فصل", 1))
        outline.root += [first, pikepdf.OutlineItem("第三章 👍", 2)]
    pdf.docinfo["/Title"] = String("Больничный 账单")
    return saved(pdf)


def outlined_in_a_loop() -> bytes:
    pdf = book("round outline", 2)
    place = Array([pdf.pages[1].obj, Name.Fit])
    item = pdf.make_indirect(Dictionary(Title=String("Round"), Dest=place))
    item.Next = item.First = item.Parent = item
    lost = pdf.make_indirect(Dictionary(Title=String("Lost"), Dest=String("nobody"), Prev=item))
    pdf.Root.Outlines = Dictionary(First=item, Last=lost)
    return saved(pdf)


def layered(base: str = "ON") -> Maker:
    """Two layers, one shown and one not, and a group that follows them."""

    def make() -> bytes:
        pdf = book(f"layers {base.lower()}")
        shown = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Shown")))
        hidden = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Hidden")))
        if base == "ON":
            hidden.Usage = Dictionary(View=Dictionary(ViewState=Name.OFF))
        member = Dictionary(Type=Name.OCMD, OCGs=Array([shown, hidden]), P=Name.AllOn)
        kinds = Dictionary(L1=shown, L2=hidden, L3=pdf.make_indirect(member))
        pdf.pages[0].obj.Resources.Properties = kinds
        write(pdf, 0, b"/OC /L1 BDC 1 0 0 rg 20 20 40 40 re f EMC\n")
        write(pdf, 0, b"/OC /L2 BDC 0 g 80 20 40 40 re f EMC\n")
        write(pdf, 0, b"/OC /L3 BDC 0 0 1 rg 140 20 40 40 re f EMC\n")
        off, on = Array([hidden]), Array([shown])
        view = Dictionary(BaseState=Name(f"/{base}"), OFF=off, ON=on, Order=Array([shown, hidden]))
        view.AS = Array(
            [Dictionary(Event=Name.View, Category=Array([Name.View]), OCGs=Array([hidden]))]
        )
        pdf.Root.OCProperties = Dictionary(OCGs=Array([shown, hidden]), D=view)
        return saved(pdf)

    return make


def labelled() -> bytes:
    pdf = book("labels", 3)
    roman = Dictionary(S=Name.r, P=String("Annex-"))
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, roman, 2, Dictionary(S=Name.A)]))
    return saved(pdf)


def scripted() -> bytes:
    """Scripts and commands wherever a PDF can keep one, one chain of them endless."""
    pdf = book("script")
    script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    both = pdf.make_indirect(Dictionary(S=Name.Named, N=Name.Print))
    both.Next = Array([both, both])
    pdf.Root.OpenAction, pdf.Root.AA = script, Dictionary(WC=script)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))
    pdf.pages[0].obj.AA = Dictionary(O=script)
    sum_up = note(pdf, 0, "Widget", (20, 60, 120, 80), FT=Name.Tx, T=String("Sum"), A=script)
    sum_up.AA = Dictionary(K=script, C=script)
    pdf.Root.AcroForm = Dictionary(Fields=Array([sum_up]))
    note(pdf, 0, "Link", (10, 20, 30, 40), A=both)
    return saved(pdf)


def with_files() -> bytes:
    pdf = book("files")
    pdf.attachments["bank statement.csv"] = b"a;b"
    spec = pikepdf.AttachedFileSpec(pdf, b"two", filename="photo.jpg").obj
    drawn = look(pdf, b"0 0 1 rg 0 0 20 14 re f", 20, 14)
    note(pdf, 0, "FileAttachment", (20, 60, 40, 74), FS=spec, AP=Dictionary(N=drawn))
    return saved(pdf)


def portfolio() -> bytes:
    pdf = book("cover sheet")
    pdf.attachments["letter.pdf"] = saved(book("inside"))
    pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)
    return saved(pdf)


def extras() -> bytes:
    """Thumbnails, article threads, private data: nothing that is seen."""
    pdf = book("extras")
    page = pdf.pages[0].obj
    thumb = pdf.make_stream(b"\x00", Width=1, Height=1, BitsPerComponent=8)
    thumb.ColorSpace, page.Thumb = Name.DeviceGray, thumb
    thread = pdf.make_indirect(Dictionary(Type=Name.Thread))
    bead = pdf.make_indirect(Dictionary(T=thread, P=page, R=Array([0, 0, 9, 9])))
    bead.N = bead.V = thread.F = bead
    page.B, pdf.Root.Threads = Array([bead]), Array([thread])
    page.PieceInfo = Dictionary(X=Dictionary(Private=page))
    return saved(pdf)


def changed_later() -> bytes:
    """A second revision at the end of the file replaces what page 1 said."""
    first = saved(book("revision one"), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(first)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
    new = text("revision two 1", 20, 100)
    obj = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(new), new)
    at, table = len(first), len(first) + len(obj)
    before = first.rsplit(b"startxref\n", 1)[1].split(b"\n")[0]
    root = first.rsplit(b"trailer", 1)[1].split(b">>")[0] + b" /Prev " + before + b" >>"
    entry = b"xref\n%d 1\n%010d 00000 n \ntrailer" % (number, at)
    return first + obj + entry + root + b"\nstartxref\n%d\n%%%%EOF\n" % table


HOSTILE: tuple[tuple[str, Maker], ...] = (
    ("crop offset", shape("crop", (100, 200, 340, 360), CropBox=(110, 210, 320, 340))),
    ("crop beyond the page", shape("beyond", CropBox=(-50, -50, 500, 500))),
    ("crop outside", shape("outside", CropBox=(900, 900, 950, 950))),
    ("crop backwards", shape("backwards", CropBox=(230, 150, 5, 5))),
    ("box negative", shape("negative", (-120, -80, 120, 80))),
    ("boxes of all kinds", shape("boxes", TrimBox=(9, 9, 99, 99), ArtBox=(1, 1, 2, 2))),
    *((f"turn {turn}", shape(f"turn {turn}", turn=turn)) for turn in (90, 180, 270, 360, 450)),
    *((f"turn {turn}", shape(f"turn {turn}", turn=turn)) for turn in (-90, -180, 45)),
    ("turn and crop", shape("both", (10, 20, 250, 180), 90, CropBox=(15, 30, 240, 170))),
    ("turn a word", shape("word", turn=String("90"))),
    ("unit", shape("unit", UserUnit=4)),
    ("box missing", no_box("no box", None)),
    ("box of no size", no_box("no size", Array([0, 0, 0, 0]))),
    ("box of words", no_box("words", Array([String("a"), 0, 1, 1]))),
    ("20 metres wide", shape("wide", (0, 0, 56693, 842))),
    ("20 metres square", shape("square", (0, 0, 56693, 56693))),
    ("tiny", shape("tiny", (0, 0, 20, 12))),
    ("narrow", shape("narrow", (0, 0, 14, 800))),
    ("lock rc4 40", locked("rc4 40", R=2, metadata=False, aes=False)),
    ("lock rc4 128", locked("rc4 128", R=3, metadata=False, aes=False)),
    ("lock aes 128", locked("aes 128", R=4)),
    ("lock aes 256", locked("aes 256", R=6)),
    ("lock user", locked("user", "open", R=6)),
    ("lock user old", locked("user old", "open", R=3, metadata=False, aes=False)),
    ("links", linked_every_way),
    ("links again", linked_every_way),
    ("links outside", linked_elsewhere),
    ("links nowhere", linked_nowhere),
    ("outline", outlined),
    ("outline in a loop", outlined_in_a_loop),
    ("layers", layered()),
    ("layers off", layered("OFF")),
    ("labels", labelled),
    ("scripts", scripted),
    ("files", with_files),
    ("portfolio", portfolio),
    ("extras", extras),
    ("changed later", changed_later),
)

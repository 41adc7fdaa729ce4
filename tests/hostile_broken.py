"""More PDFs that go wrong elsewhere: broken files, page trees and contents. See `hostile_pdfs`."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from tests.bundle_papers import FONT, saved
from tests.hostile_pdfs import SIZE, Maker, book, text, write

PLAIN = pikepdf.ObjectStreamMode.disable
WHITE_ON = b"1 g 0 0 240 160 re f 0 g\n"


def raw(*objects: bytes, root: int = 1, table: bool = True) -> bytes:
    """A file out of numbered objects, written as they are; without a table it must be mended."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    if table:
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (len(objects) + 1, root)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
TYPEFACE = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SHEET = b"/MediaBox [0 0 240 160] /Resources << /Font << /F1 4 0 R >> >>"


def tree(kids: bytes, *more: bytes, count: int = 1, contents: bytes = b"5 0 R") -> bytes:
    """Object 3 is a page; `more` begins at object 6."""
    pages = b"<< /Type /Pages /Kids %s /Count %d >>" % (kids, count)
    page = b"<< /Type /Page /Parent 2 0 R %s /Contents %s >>" % (SHEET, contents)
    return raw(CATALOG, pages, page, TYPEFACE, stream(text("tree 1", 20, 100)), *more)


def tree_in_a_loop() -> bytes:
    loop = b"<< /Type /Pages /Parent 2 0 R /Kids [3 0 R 2 0 R] /Count 2 >>"
    return tree(b"[3 0 R 6 0 R]", loop, count=2)


def damaged(words: str, old: bytes, new: bytes, count: int = -1) -> Maker:
    """A book of two pages with some bytes of its file replaced."""

    def make() -> bytes:
        whole = saved(book(words, 2), object_stream_mode=PLAIN)
        broken = whole.replace(old, new, count)
        assert broken != whole
        return broken

    return make


def cut(words: str, share: float, packed: bool = False) -> Maker:
    def make() -> bytes:
        mode = pikepdf.ObjectStreamMode.generate if packed else PLAIN
        whole = saved(book(words, 4), object_stream_mode=mode)
        return whole[: int(len(whole) * share)]

    return make


def junk_before() -> bytes:
    return b"HTTP/1.1 200 OK\r\n\r\n" + saved(book("junk", 2))


def drawn(words: str, content: bytes) -> Maker:
    """A page with more drawing after its words."""

    def make() -> bytes:
        pdf = book(words)
        write(pdf, 0, content)
        return saved(pdf)

    return make


def split() -> bytes:
    """One drawing in four streams, cut between its words; one place in the list is empty."""
    pdf = book("split")
    page = pdf.pages[0].obj
    parts = [b"q 1 0 0 1 20 100 cm BT /F1", b"10 Tf 0 0 Td", b"(split 1)", b"Tj ET Q"]
    page.Contents = Array([None, *(pdf.make_stream(part) for part in parts), 7, Dictionary()])
    return saved(pdf)


def split_word() -> bytes:
    """The cut goes through the middle of an operator and of a number."""
    pdf = book("split")
    parts = [b"BT /F1 1", b"0 Tf 20 10", b"0 Td (half) T", b"j ET 0 0 1 r", b"g 20 20 40 40 re f"]
    pdf.pages[0].obj.Contents = Array([pdf.make_stream(part) for part in parts])
    return saved(pdf)


def shared() -> bytes:
    """Every page has the same dictionary of fonts and the same drawing."""
    pdf = book("shared", 3)
    resources = pdf.make_indirect(Dictionary(Font=Dictionary(F1=FONT)))
    for page in pdf.pages:
        page.obj.Resources, page.obj.Contents = resources, pdf.pages[0].obj.Contents
    return saved(pdf)


def empty(words: str, contents: object) -> Maker:
    """A page that is meant to be blank."""

    def make() -> bytes:
        pdf = book(words, 2)
        if contents is None:
            del pdf.pages[1].obj.Contents
        else:
            pdf.pages[1].obj.Contents = contents
        return saved(pdf)

    return make


def pictured(kind: str) -> bytes:
    pdf = book(f"picture {kind}")
    image = Image.new("L", (32, 32), 255)
    image.paste(0, (4, 4, 28, 28))
    out = io.BytesIO()
    more: dict[str, object] = {"Width": 32, "Height": 32, "BitsPerComponent": 8}
    if kind == "JPXDecode":
        image.save(out, "JPEG2000")
        data = out.getvalue()
    elif kind == "CCITTFaxDecode":
        more |= {"BitsPerComponent": 1, "DecodeParms": Dictionary(K=-1, Columns=32, Rows=32)}
        image.convert("1").save(out, "TIFF", compression="group4")
        with Image.open(io.BytesIO(out.getvalue())) as tiff:
            (at,), (size,) = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]  # a TIFF has tags
        data = out.getvalue()[at : at + size]
    else:
        data = b"\xff\xfe\x00 damaged" * 20
    drawing = pdf.make_stream(data)
    drawing.Type, drawing.Subtype, drawing.Filter = Name.XObject, Name.Image, Name(f"/{kind}")
    drawing.ColorSpace = Name.DeviceGray
    for key, value in more.items():
        drawing[f"/{key}"] = value
    pdf.pages[0].obj.Resources.XObject = Dictionary(Im=drawing)
    write(pdf, 0, b"q 60 0 0 60 20 20 cm /Im Do Q\n")
    return saved(pdf)


def drawn_letters() -> bytes:
    """A font whose letters are little drawings, and one that is not there at all."""
    pdf = book("type3")
    box = pdf.make_stream(b"600 0 0 0 500 700 d1 0 0 500 700 re f")
    face = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 600, 700]))
    face.FontMatrix, face.CharProcs = Array([0.001, 0, 0, 0.001, 0, 0]), Dictionary(box=box)
    face.Encoding = Dictionary(Type=Name.Encoding, Differences=Array([65, Name.box]))
    face.FirstChar, face.LastChar, face.Widths = 65, 65, Array([600])
    pdf.pages[0].obj.Resources.Font.F3 = pdf.make_indirect(face)
    write(pdf, 0, b"BT /F3 20 Tf 20 60 Td (AAA) Tj /Gone 20 Tf 90 0 Td (lost) Tj ET\n")
    return saved(pdf)


def transparent() -> bytes:
    pdf = book("group")
    page = pdf.pages[0].obj
    page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True)
    page.Resources.ExtGState = Dictionary(G1=Dictionary(ca=0.3, BM=Name.Multiply))
    inner = pdf.make_stream(b"/G1 gs 0 0 1 rg 0 0 100 60 re f")
    inner.Type, inner.Subtype, inner.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 60])
    inner.Group, inner.Resources = page.Group, page.Resources
    page.Resources.XObject = Dictionary(X1=inner)
    write(pdf, 0, b"q 1 0 0 1 20 20 cm /X1 Do Q 1 0 0 1 60 10 cm /X1 Do\n")
    return saved(pdf)


def tagged() -> bytes:
    """A heading and a paragraph, with their place in the tree of the document."""
    pdf = book("tagged", 2)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, ParentTreeNextKey=2))
    parts, lists = [], Array()
    for number, page in enumerate(pdf.pages):
        page.obj.StructParents = number
        element = Dictionary(Type=Name.StructElem, S=Name.Heading, P=root, Pg=page.obj, K=0)
        parts.append(pdf.make_indirect(element))
        lists.extend([number, Array([parts[-1]])])
        body = page.obj.Contents.read_bytes()
        page.obj.Contents.write(b"/Heading << /MCID 0 >> BDC\n" + body + b"EMC\n")
    root.K, root.ParentTree = Array(parts), Dictionary(Nums=lists)
    root.RoleMap = Dictionary(Heading=Name.H1)
    pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = root, Dictionary(Marked=True)
    pdf.Root.Lang = String("en-GB")
    return saved(pdf)


def inherited() -> bytes:
    """Two branches above the page say how large it is, how it is turned and what it is set in."""
    top = b"<< /Type /Pages /Kids [6 0 R] /Count 1 %s >>" % SHEET
    page = b"<< /Type /Page /Parent 6 0 R /Contents 5 0 R >>"
    branch = (
        b"<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 /Rotate 90 /CropBox [5 5 200 150] >>"
    )
    return raw(CATALOG, top, page, TYPEFACE, stream(text("inherited 1", 20, 100)), branch)


def twice_the_same_page() -> bytes:
    return tree(b"[3 0 R 3 0 R]", count=2)


def deep() -> bytes:
    """A page that hangs at the end of sixty branches."""
    branches = [
        b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (n - 1, n + 1)
        for n in range(6, 66)
    ]
    page = b"<< /Type /Page /Parent 65 0 R %s /Contents 5 0 R >>" % SHEET
    return tree(b"[3 0 R 6 0 R]", *branches, page, count=2)


def high_numbers() -> bytes:
    """Object numbers in the ten thousands, with almost nothing between them."""
    body = (
        b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 90001 0 R >>\nendobj\n"
        b"90001 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page"
        b" /Parent 90001 0 R /MediaBox [0 0 240 160] /Resources << /Font << /F1 "
        + TYPEFACE
        + b" >> >> /Contents 90002 0 R >>\nendobj\n90002 0 obj\n"
        + stream(text("numbers 1", 20, 100))
        + b"\nendobj\n"
    )
    places = [body.index(mark) for mark in (b"1 0 obj", b"3 0 obj", b"\n90001", b"\n90002")]
    one, three, pages, content = (b"%010d 00000 n \n" % (place) for place in places)
    pages, content = (b"%010d 00000 n \n" % (place + 1) for place in places[2:])
    table = b"xref\n1 1\n" + one + b"3 1\n" + three + b"90001 2\n" + pages + content
    end = b"trailer\n<< /Size 90003 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + table + end


def long_book() -> bytes:
    return saved(book("long", 1000))


def nothing_but_a_name() -> bytes:
    return b"%PDF-1.7\n%%EOF\n"


def no_pages() -> bytes:
    return saved(Pdf.new())


INLINE = b"q 40 0 0 40 20 20 cm BI /W 4 /H 4 /BPC 8 /CS /G ID "
BROKEN: tuple[tuple[str, Maker], ...] = (
    ("table missing", damaged("table", b"xref", b"xxxx")),
    ("table shifted", damaged("shifted", b"startxref\n", b"startxref\n9")),
    ("objects without end", damaged("endless", b"endobj", b"      ")),
    ("end missing", damaged("no end", b"%%EOF", b"")),
    ("lengths wrong", damaged("length", b"/Length ", b"/Length 9")),
    ("junk before", junk_before),
    ("cut at 90 %", cut("cut late", 0.9)),
    ("cut at half", cut("cut half", 0.5)),
    ("cut packed", cut("cut packed", 0.6, packed=True)),
    ("tree in a loop", tree_in_a_loop),
    ("tree counts too many", lambda: tree(b"[3 0 R]", count=500)),
    ("tree counts less than none", lambda: tree(b"[3 0 R]", count=-1)),
    ("tree with null pages", lambda: tree(b"[null 3 0 R 99 0 R 7]", count=4)),
    ("tree names no kind", lambda: tree(b"[3 0 R]").replace(b"/Type /Page ", b"           ")),
    ("tree deep", deep),
    ("inherited", inherited),
    ("same page twice", twice_the_same_page),
    ("contents missing object", lambda: tree(b"[3 0 R]", contents=b"[5 0 R 77 0 R]")),
    ("contents a word", lambda: tree(b"[3 0 R]", contents=b"(words)")),
    ("no table at all", lambda: tree(b"[3 0 R]").replace(b"xref\n0 6", b"xr f\n0 6")),
    ("numbers high", high_numbers),
    ("long book", long_book),
    ("split drawing", split),
    ("split in a word", split_word),
    ("shared everything", shared),
    ("blank without contents", empty("blank none", None)),
    ("blank with no streams", empty("blank list", Array([]))),
    ("unbalanced saves", drawn("saves", b"q 2 0 0 2 0 0 cm q q 1 0 0 rg\n")),
    ("unbalanced restores", drawn("restores", b"Q Q Q 0.5 0 0 0.5 0 0 cm 1 g\n")),
    ("clipped to nothing", drawn("clipped", b"0 0 1 1 re W n\n")),
    ("unfinished text", drawn("unfinished", b"BT /F1 10 Tf 3 Tr 20 20 Td (open")),
    ("unfinished mark", drawn("mark", b"/Span BMC /Artifact BMC\n")),
    ("dark all over", drawn("dark", b"0.1 g 0 0 240 160 re f 1 g\n" + text("in white", 20, 60))),
    ("white over all", drawn("white", WHITE_ON + text("on white", 20, 60))),
    ("inline picture damaged", drawn("inline", INLINE + b"\x00\xff EI Q\n" + text("x", 90, 60))),
    ("inline picture endless", drawn("endless", INLINE + b"\x00" * 90)),
    ("nonsense drawn", drawn("nonsense", b"1 2 3 foo [ << /A (x) \x00\xff\x80 Q q >> ] bar\n")),
    ("picture fax", lambda: pictured("CCITTFaxDecode")),
    ("picture jpx", lambda: pictured("JPXDecode")),
    ("picture jbig2 damaged", lambda: pictured("JBIG2Decode")),
    ("picture jpeg damaged", lambda: pictured("DCTDecode")),
    ("letters drawn", drawn_letters),
    ("transparent", transparent),
    ("tagged", tagged),
    ("nothing but a name", nothing_but_a_name),
    ("no pages", no_pages),
    ("empty file", lambda: b""),
)
assert SIZE == (240.0, 160.0), "the pages written here by hand are of the same size"

"""At least one planted fault for each rule that is read from a PDF."""

from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.rules.bundles_made import (
    FIRSTS,
    PAGES,
    RUN,
    SECTIONS,
    Fault,
    body,
    clean,
    drawing,
    note,
    updated,
    without_first_shape,
)

COVER = b"q 0 g 60 735 250 40 re f Q"
"""A black box over the first lines of a page."""
SHIFTED = tuple(str(number) for number in range(2, PAGES + 2))
GAP = ("1", "2", "3", "5", "6", "7", "8", "9", "10", "11", "12", "13")
TWICE = (*SECTIONS[:4], "A2", *SECTIONS[5:])
WIDE = '#place(dx: 1cm, dy: 3cm, image("scan.png", width: {}))'


def action(pdf: Pdf, **keys: Any) -> None:
    note(pdf, 3, Subtype=Name.Link, A=Dictionary(**keys))


def open_with(pdf: Pdf, *view: Any) -> None:
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, *view])


def field(pdf: Pdf, **keys: Any) -> None:
    made = note(pdf, 4, Subtype=Name.Widget, T=String("amount"), **keys)
    pdf.Root.AcroForm = Dictionary(Fields=Array([made]))


def without_fonts(pdf: Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, Dictionary) and each.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile2", "/FontFile3"):
                if key in each:
                    del each[key]


def layer(pdf: Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Comments")))
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([group]), D=Dictionary(OFF=Array([group]), Order=Array([]))
    )


def untitled(pdf: Pdf) -> None:
    del pdf.docinfo["/Title"]
    if "/Metadata" in pdf.Root:
        del pdf.Root.Metadata


def without(pdf: Pdf, key: str) -> None:
    del pdf.Root[key]


def bookmark(pdf: Pdf, number: int) -> Any:
    """A top bookmark, from 0."""
    item = pdf.Root.Outlines.First
    for _ in range(number):
        item = item.Next
    return item


def swap_bookmarks(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[1], outline.root[2] = outline.root[2], outline.root[1]


def flatten(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        for _ in range(12):
            outline.root.append(
                pikepdf.OutlineItem(f"Later part ({RUN[FIRSTS[2]]})", FIRSTS[2], "XYZ", top=842)
            )


def attach(pdf: Pdf) -> None:
    pdf.attachments["list.txt"] = b"one, two"


def script(pdf: Pdf) -> None:
    js = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), js])))


def paper(pdf: Pdf, *box: float) -> None:
    pdf.pages[6].obj.MediaBox = Array(list(box))


def turn(pdf: Pdf, by: int) -> None:
    pdf.pages[6].obj.Rotate = by


def form_in_itself(pdf: Pdf) -> None:
    form = pdf.make_stream(b"/X Do /X Do", Type=Name.XObject, Subtype=Name.Form)
    form.BBox = Array([0, 0, 100, 100])
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    page = pdf.pages[3]
    page.obj.Resources = Dictionary(XObject=Dictionary(X=form))
    page.obj.Contents = pdf.make_stream(b"/X Do")


def one_too_many(data: bytes) -> bytes:
    """The file says it has a page more than there is."""
    count = b"/Count %d" % PAGES
    assert data.count(count) == 1
    return data.replace(count, b"/Count %d" % (PAGES + 1))


def written(pdf: Pdf, before: bytes, after: bytes) -> None:
    """Changes the commands that write page 7."""
    page = pdf.pages[6]
    page.contents_coalesce()
    content = page.obj.Contents.read_bytes()
    assert before in content
    page.obj.Contents = pdf.make_stream(content.replace(before, after))


def misplaced(data: bytes) -> bytes:
    at = data.rindex(b"startxref")
    return data[:at] + b"startxref\n7\n%%EOF\n"


TURNED = frozenset({"upright", "printed-number"})
FAULTS: tuple[Fault, ...] = (
    Fault("soundness", "table", rewrite=misplaced),
    Fault(
        "encryption",
        "locked for changes",
        saving={"encryption": pikepdf.Encryption(owner="o", user="")},
    ),
    Fault("printed-number", "one page", made={"printed": (*RUN[:6], "70", *RUN[7:])}),
    Fault("printed-number", "none", made={"printed": ("",) * PAGES}),
    Fault("numbering", "run", made={"labels": SHIFTED}, also=frozenset({"opening-view"})),
    Fault("numbering", "gap", made={"labels": GAP}, court="plain"),
    Fault("numbering", "twice", made={"labels": TWICE}, court="plain"),
    Fault(
        "numbering",
        "sections",
        made={"labels": TWICE},
        court="ew-family-children",
        also=frozenset({"opening-view"}),
    ),
    Fault("page-cap", "too many", court="ew-family-financial", settings={"most": PAGES - 1}),
    Fault("file-size", "too large", settings={"most_bytes": 1000}),
    Fault("file-name", "no date", file_name="bundle.pdf"),
    Fault("file-name", "reserved", file_name="what? 2026-12-01.pdf", court="plain"),
    Fault(
        "file-name",
        "Texas",
        file_name="Exhibit 1.pdf",
        court="us-tx",
        made={"paper": "us-letter"},
        also=frozenset({"opening-view"}),
    ),
    Fault(
        "file-name",
        "Ontario",
        file_name="affidavit.pdf",
        court="ca-on",
        made={"paper": "us-letter"},
    ),
    Fault("index", "none", made={"head": "List", "indexed": ()}),
    Fault("index", "no links", made={"indexed": ()}),
    Fault("index-links", "wrong page", made={"indexed": (FIRSTS[0], 6, FIRSTS[2])}),
    Fault("index-links", "left out", made={"indexed": FIRSTS[:2]}),
    Fault("bookmarks", "none", lambda pdf: without(pdf, "/Outlines")),
    Fault("bookmarks", "flat", flatten),
    Fault("bookmark-labels", "other page", made={"said": (FIRSTS[0], 7, FIRSTS[2])}, court="plain"),
    Fault(
        "bookmark-labels",
        "no page",
        lambda pdf: bookmark(pdf, 1).update({"/Title": String("Exhibit AB1 Letter")}),
    ),
    Fault(
        "bookmark-targets",
        "nowhere",
        lambda pdf: bookmark(pdf, 0).update({"/Dest": Array([None, Name.Fit])}),
        also=frozenset({"opening-view"}),
    ),
    Fault("bookmark-order", "backwards", swap_bookmarks),
    Fault(
        "link-targets",
        "nowhere",
        lambda pdf: note(pdf, 3, Subtype=Name.Link, Dest=String("nowhere")),
    ),
    Fault(
        "outside-links",
        "address",
        lambda pdf: action(pdf, S=Name.URI, URI=String("https://example.org/")),
        court="us-tx",
        made={"paper": "us-letter"},
        file_name="Exhibit1.pdf",
        also=frozenset({"opening-view"}),
    ),
    Fault("opening-view", "fit", lambda pdf: open_with(pdf, Name.Fit)),
    Fault("opening-view", "50 %", lambda pdf: open_with(pdf, Name.XYZ, None, None, 0.5)),
    Fault("opening-view", "says nothing", lambda pdf: without(pdf, "/OpenAction")),
    Fault(
        "opening-view",
        "bookmark",
        lambda pdf: bookmark(pdf, 0).update({"/Dest": Array([pdf.pages[1].obj, Name.Fit])}),
    ),
    Fault("opening-view", "says something", court="us-federal-cmecf", made={"paper": "us-letter"}),
    Fault("searchable", "scan", made={"texts": ((6, '#image("scan.png", width: 100%)'),)}),
    Fault("upright", "upside down", lambda pdf: turn(pdf, 180)),
    Fault("upright", "sideways", lambda pdf: turn(pdf, 90)),
    Fault("picture-dpi", "too fine", made={"texts": ((6, body(6) + WIDE.format("8cm")),)}),
    Fault(
        "picture-dpi",
        "too coarse",
        made={"texts": ((6, WIDE.format("15cm") + body(6)),)},
        settings={"least": 280},
        court="plain",
    ),
    Fault("paper-size", "other", lambda pdf: paper(pdf, 0, 0, 595.28, 1000)),
    Fault("paper-size", "huge", lambda pdf: paper(pdf, 0, 0, 595.28, 7000), court="plain"),
    Fault("paper-size", "Letter wanted", court="us-ca", also=frozenset({"opening-view"})),
    Fault("type-size", "small", made={"points": 9}, court="ew-family-financial"),
    Fault(
        "typeface",
        "other",
        made={"texts": ((6, '#set text(font: "NanumGothic")\n' + body(6)),)},
        court="ew-family-financial",
    ),
    Fault("fonts-embedded", "none", without_fonts),
    Fault("missing-glyphs", "one", without_first_shape),
    Fault("blank-pages", "one", made={"texts": ((6, ""),)}),
    Fault("doubled-pages", "typed", made={"texts": ((6, body(7)),)}),
    Fault(
        "doubled-pages",
        "pictures",
        made={"texts": tuple((n, '#image("photo.png", width: 100%)') for n in (6, 7))},
    ),
    Fault(
        "drawable",
        "no page",
        rewrite=one_too_many,
        saving={"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        also=frozenset({"numbering", "soundness"}),
    ),
    Fault("redact-marks", "not carried out", lambda pdf: note(pdf, 6, Subtype=Name.Redact)),
    Fault("covered-text", "box", lambda pdf: drawing(pdf, 6, COVER)),
    Fault("covered-text", "white box", lambda pdf: drawing(pdf, 6, COVER.replace(b"0 g", b"1 g"))),
    Fault(
        "covered-text",
        "turned page",
        lambda pdf: (turn(pdf, 180), drawing(pdf, 6, COVER)),
        also=frozenset({"upright"}),
    ),
    Fault("hidden-text", "invisible", lambda pdf: written(pdf, b"0 Tr", b"3 Tr")),
    Fault("hidden-text", "white", lambda pdf: written(pdf, b"0 scn", b"1 scn")),
    Fault(
        "hidden-text",
        "cut off",
        lambda pdf: pdf.pages[6].obj.update({"/CropBox": Array([0, 0, 595.28, 760])}),
        court="plain",
    ),
    Fault("hidden-layers", "off", layer),
    Fault("revisions", "added", rewrite=updated),
    Fault("scripts", "names", script),
    Fault("scripts", "link", lambda pdf: action(pdf, S=Name.JavaScript, JS=String("1"))),
    Fault("launch", "program", lambda pdf: action(pdf, S=Name.Launch, F=String("calc.exe"))),
    Fault(
        "launch",
        "send",
        lambda pdf: action(pdf, S=Name.SubmitForm, F=String("https://example.org/")),
    ),
    Fault(
        "launch",
        "other file",
        lambda pdf: action(pdf, S=Name.GoToR, F=String("b.pdf"), D=Array([0, Name.Fit])),
    ),
    Fault(
        "launch",
        "enclosed file",
        lambda pdf: action(
            pdf, S=Name.GoToE, D=Array([0, Name.Fit]), T=Dictionary(R=Name.C, N=String("x"))
        ),
    ),
    Fault("media", "screen", lambda pdf: note(pdf, 3, Subtype=Name.Screen)),
    Fault("media", "film", lambda pdf: note(pdf, 3, Subtype=Name.RichMedia)),
    Fault("embedded-files", "attached", attach),
    Fault(
        "embedded-files",
        "pinned",
        lambda pdf: note(
            pdf,
            3,
            Subtype=Name.FileAttachment,
            FS=Dictionary(Type=Name.Filespec, F=String("a.txt")),
        ),
    ),
    Fault("form-fields", "live", lambda pdf: field(pdf, FT=Name.Tx, V=String("200"))),
    Fault("signatures", "signed", lambda pdf: field(pdf, FT=Name.Sig, V=Dictionary(Type=Name.Sig))),
    Fault("comments", "note", lambda pdf: note(pdf, 3, Subtype=Name.Text, Contents=String("?"))),
    Fault("metadata", "author", lambda pdf: pdf.docinfo.update({"/Author": String("Alex")})),
    Fault(
        "metadata",
        "folder",
        lambda pdf: pdf.docinfo.update({"/Subject": String(r"C:\Users\Alex\b.doc")}),
    ),
    Fault("title", "none", untitled),
    Fault("language", "none", lambda pdf: without(pdf, "/Lang")),
    Fault(
        "pdf-version",
        "old",
        saving={"force_version": "1.2", "object_stream_mode": pikepdf.ObjectStreamMode.disable},
    ),
    Fault(
        "exhibit-labels",
        "twice",
        made={"marks": ("Exhibit AB1 Letter", "Exhibit AB1 Order", "Exhibit AB2 Statement")},
    ),
    Fault(
        "exhibit-labels",
        "left out",
        made={"marks": ("Exhibit AB1 Letter", "Exhibit AB2 Order", "Exhibit AB4 Statement")},
    ),
    Fault(
        "bates",
        "left out",
        made={"heads": tuple(f"ABC{100 + n + (n > 7):06}" for n in range(PAGES))},
    ),
    Fault(
        "personal-data",
        "social security",
        made={"paper": "us-letter", "texts": ((6, body(6) + "SSN 219-09-9999."),)},
        court="us-federal-cmecf",
        also=frozenset({"opening-view"}),
    ),
    Fault(
        "personal-data",
        "card",
        made={"paper": "us-letter", "texts": ((6, body(6) + "Card 4111 1111 1111 1111."),)},
        court="us-federal-cmecf",
        also=frozenset({"opening-view"}),
    ),
    Fault(
        "personal-data",
        "birth",
        made={"paper": "us-letter", "texts": ((6, body(6) + "Born on 3 March 2015."),)},
        court="us-ca",
        also=frozenset({"opening-view"}),
    ),
    Fault(
        "personal-data",
        "last four in Florida",
        made={"paper": "us-letter", "texts": ((6, body(6) + "Account number XXXX-1234."),)},
        court="us-fl",
    ),
)


def write(fault: Fault, folder: Path) -> Path:
    path = folder / fault.file_name
    path.write_bytes(fault.data())
    return path


def write_clean(folder: Path, name: str, **made: Any) -> Path:
    path = folder / name
    path.write_bytes(clean(**made))
    return path

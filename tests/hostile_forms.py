"""Forms filled in by hand and by programs, signatures, and marks that people leave on pages.

See `hostile_pdfs`; `FORMS` lists them.
"""

import warnings

from pikepdf import Array, Dictionary, Name, Pdf, String
from pikepdf.exceptions import PageCopyWarning

from tests.bundle_papers import saved
from tests.hostile_pdfs import FORM_FONTS, Maker, book, look, note, text


def field(pdf: Pdf, page: int, name: str, value: object, kind: str = "Tx", **more: object) -> None:
    """A field of a form, with no look of its own."""
    rect = (20, 60, 120, 80)
    made = note(pdf, page, "Widget", rect, FT=Name(f"/{kind}"), T=String(name), V=value, **more)
    made.DA = String("/F1 10 Tf 0 g")
    form = pdf.Root.get(Name.AcroForm)
    if form is None:
        form = Dictionary(Fields=Array(), DR=FORM_FONTS, DA=String("/F1 10 Tf 0 g"))
        pdf.Root.AcroForm = form = pdf.make_indirect(form)
    form.Fields.append(made)


def form_text() -> bytes:
    pdf = book("form")
    drawn = look(pdf, b"/Tx BMC " + text("4711 EUR", 2, 5) + b"EMC", 100, 20)
    field(pdf, 0, "Amount", String("4711 EUR"), AP=Dictionary(N=drawn))
    return saved(pdf)


def form_same_names() -> bytes:
    pdf = book("other form")
    drawn = look(pdf, b"/Tx BMC " + text("0815 USD", 2, 5) + b"EMC", 100, 20)
    field(pdf, 0, "Amount", String("0815 USD"), AP=Dictionary(N=drawn))
    return saved(pdf)


def form_undrawn() -> bytes:
    pdf = book("undrawn")
    field(pdf, 0, "Amount", String("1234 GBP"))
    pdf.Root.AcroForm.NeedAppearances = True
    return saved(pdf)


def form_undrawn_unsaid() -> bytes:
    """A value put in by a program that neither drew it nor asked for it to be drawn."""
    pdf = book("unsaid")
    field(pdf, 0, "Amount", String("5678 CHF"))
    return saved(pdf)


def form_ticks() -> bytes:
    pdf = book("ticks")
    for number, kind in enumerate(("tick", "radio")):
        drawn = Dictionary(
            Yes=look(pdf, b"0 g 2 2 16 16 re f", 20, 20), Off=look(pdf, b"0 g", 20, 20)
        )
        flags = 0 if kind == "tick" else 1 << 15
        place = {"AS": Name.Yes, "AP": Dictionary(N=drawn), "Ff": flags}
        field(pdf, 0, kind, Name.Yes, "Btn", **place)
        pdf.pages[0].obj.Annots[number].Rect = Array([20 + 40 * number, 60, 40 + 40 * number, 80])
    return saved(pdf)


def form_choice() -> bytes:
    pdf = book("choice")
    drawn = look(pdf, b"/Tx BMC " + text("Maintenance", 2, 5) + b"EMC", 100, 20)
    options = Array([String("Maintenance"), String("School")])
    field(pdf, 0, "Kind", String("Maintenance"), "Ch", Opt=options, AP=Dictionary(N=drawn))
    return saved(pdf)


def form_on_two_pages() -> bytes:
    """One field, shown on both pages."""
    pdf = book("twice shown", 2)
    parent = pdf.make_indirect(
        Dictionary(FT=Name.Tx, T=String("Name"), V=String("Rowan"), Kids=Array())
    )
    for page in range(2):
        drawn = look(pdf, b"/Tx BMC " + text("Rowan", 2, 5) + b"EMC", 100, 20)
        parent.Kids.append(
            note(pdf, page, "Widget", (20, 60, 120, 80), Parent=parent, AP=Dictionary(N=drawn))
        )
    pdf.Root.AcroForm = Dictionary(Fields=Array([parent]), DR=FORM_FONTS)
    return saved(pdf)


def form_unlisted() -> bytes:
    """A field on the page that the form does not know of."""
    pdf = book("unlisted")
    drawn = look(pdf, text("Alex", 2, 5), 100, 20)
    note(pdf, 0, "Widget", (20, 60, 120, 80), FT=Name.Tx, T=String("x"), AP=Dictionary(N=drawn))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PageCopyWarning)  # what it warns of is what is wanted
        return saved(pdf)


def form_in_a_loop() -> bytes:
    pdf = book("loop form")
    field(pdf, 0, "Round", String("x"))
    widget = pdf.Root.AcroForm.Fields[0]
    widget.Kids, widget.Parent = Array([widget]), widget
    return saved(pdf)


def form_tangled() -> bytes:
    """Sixty fields, each of which has the next one twice: two to the sixtieth ways to walk.

    Not in `FORMS`: the library that looks at the file would never come back.
    """
    pdf = book("tangled")
    field(pdf, 0, "End", String("End"))
    node = pdf.Root.AcroForm.Fields[0]
    for number in range(60):
        above = pdf.make_indirect(Dictionary(T=String(f"n{number}"), Kids=Array([node, node])))
        node.Parent = above
        node = above
    pdf.Root.AcroForm.Fields = Array([node])
    return saved(pdf)


def form_xfa() -> bytes:
    pdf = book("xfa")
    field(pdf, 0, "Amount", String("77 EUR"))
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp:xdp xmlns:xdp='x'/>")
    return saved(pdf)


def signed() -> bytes:
    pdf = book("signed")
    value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("0" * 64))
    value.ByteRange = Array([0, 10, 20, 30])
    drawn = look(pdf, text("Signed by Alex", 2, 5), 100, 20)
    field(pdf, 0, "Signature", pdf.make_indirect(value), "Sig", AP=Dictionary(N=drawn))
    pdf.Root.AcroForm.SigFlags = 3
    pdf.Root.Perms = Dictionary(DocMDP=pdf.Root.AcroForm.Fields[0].V)
    return saved(pdf)


def annotated() -> bytes:
    """Every kind of mark people leave on a page, each with a look of its own."""
    pdf = book("marks")
    kinds = ("Text", "Highlight", "Stamp", "FreeText", "Ink", "Square", "Line", "Caret")
    for number, kind in enumerate(kinds):
        x = 10 + 26 * number
        shade = f"{number / 20} 0.4 0.{number} rg 0 0 20 14 re f".encode()
        said = {"Contents": String(f"{kind} said"), "AP": Dictionary(N=look(pdf, shade, 20, 14))}
        made = note(pdf, 0, kind, (x, 60, x + 20, 74), **said)
        made.QuadPoints = Array([x, 74, x + 20, 74, x, 60, x + 20, 60])
    popup = note(pdf, 0, "Popup", (150, 90, 230, 150), Parent=made, Open=False)
    made.Popup = popup
    return saved(pdf)


def annotated_undrawn() -> bytes:
    pdf = book("plain marks")
    quads = Array([20, 80, 100, 80, 20, 60, 100, 60])
    note(pdf, 0, "Highlight", (20, 60, 100, 80), QuadPoints=quads, C=Array([1, 1, 0]))
    ink = Array([Array([20, 40, 60, 55, 90, 40])])
    note(pdf, 0, "Ink", (10, 30, 100, 60), InkList=ink, C=Array([1, 0, 0]))
    note(pdf, 0, "Square", (120, 40, 160, 70), C=Array([0, 0, 1]))
    return saved(pdf)


def annotated_badly() -> bytes:
    """Annotations that are no annotations, twice the same, or lead back to themselves."""
    pdf = book("bad marks")
    first = note(pdf, 0, "Text", (20, 60, 40, 80))
    first.Parent = first
    pdf.pages[0].obj.Annots = Array([first, first, 7, None, String("x"), Dictionary(), Array()])
    return saved(pdf)


FORMS: tuple[tuple[str, Maker], ...] = (
    ("form text", form_text),
    ("form same names", form_same_names),
    ("form undrawn", form_undrawn),
    ("form undrawn unsaid", form_undrawn_unsaid),
    ("form ticks", form_ticks),
    ("form choice", form_choice),
    ("form on two pages", form_on_two_pages),
    ("form unlisted", form_unlisted),
    ("form in a loop", form_in_a_loop),
    ("form xfa", form_xfa),
    ("signed", signed),
    ("marks", annotated),
    ("marks undrawn", annotated_undrawn),
    ("marks bad", annotated_badly),
)

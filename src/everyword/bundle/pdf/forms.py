"""Forms and signatures of a given PDF: what was typed in must be seen on the page.

A value may be kept without a picture of it, left for each viewer to draw or not; here it gets one.
A signature covers the bytes of the file as it was given. In the bundle it could only look broken,
so its look stays on the page and the signature itself stays in the file.
"""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

SIGNING = ("/FT", "/T", "/V", "/Parent", "/Kids", "/Lock", "/SV", "/Ff", "/DA", "/MK", "/A", "/AA")
MOST_FIELDS = 200_000
SPEAKING = (
    *(Name.Text, Name.Highlight, Name.Underline, Name.Squiggly, Name.StrikeOut, Name.Ink),
    *(Name.Square, Name.Circle, Name.Line, Name.Caret, Name.Polygon, Name.PolyLine, Name.Stamp),
)
"""Marks whose words are shown in a window of their own."""
HIDDEN = 0b10_0010
"""Flags: hidden, or not to be shown on a screen."""


def fields(form: Any) -> Iterator[Any]:
    """Every node of the form's tree, once, however its links run."""
    listed = form.get(Name.Fields)
    waiting = list(listed) if isinstance(listed, Array) else []
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < MOST_FIELDS:
        field = waiting.pop()
        if not isinstance(field, Dictionary) or (field.is_indirect and field.objgen in seen):
            continue
        seen.add(field.objgen)
        yield field
        kids = field.get(Name.Kids)
        if isinstance(kids, Array):
            waiting.extend(kids)


def settle_form(pdf: Pdf, form: Any, sha256: str) -> list[str]:
    """Draws what is typed in and not drawn, takes signatures out; returns what is to be said."""
    found = []
    _untangle(form)
    if Name.XFA in form:
        found.append("is an XFA form: only its ordinary pages are in the bundle")
        del form[Name.XFA]
    nodes = list(fields(form))
    if form.get(Name.NeedAppearances) is True:
        found += _undrawable(node for node in nodes if Name.V in node)
        pdf.generate_appearance_streams()
        form.NeedAppearances = False
    else:
        found += _draw_missing(pdf, nodes)
    signatures = [node for node in nodes if node.get(Name.FT) == Name.Sig]
    if any(Name.V in node for node in signatures):
        found.append(
            "was signed; the signature covers the file as given"
            f" (SHA-256 {sha256}), not these pages"
        )
    if signatures:
        _take_out_signatures(form, signatures, nodes)
    return found


def _untangle(form: Any) -> None:
    """Each field hangs on one branch: a viewer may walk every way there is, and never come back."""
    seen: set[tuple[int, int]] = set()
    waiting = [(form, "/Fields")]
    while waiting:
        holder, key = waiting.pop()
        listed = holder.get(key)
        if not isinstance(listed, Array):
            continue
        kept = []
        for kid in listed:
            if not isinstance(kid, Dictionary) or (kid.is_indirect and kid.objgen in seen):
                continue
            seen.add(kid.objgen)
            kept.append(kid)
            waiting.append((kid, "/Kids"))
            if key == "/Kids":
                kid.Parent = holder
            elif Name.Parent in kid:
                del kid.Parent
        if len(kept) != len(listed):
            holder[key] = Array(kept)
            if not kept and key == "/Kids":
                del holder[key]


def _undrawable(nodes: Iterator[Any]) -> list[str]:
    values = [str(node.get(Name.V)) for node in nodes]
    if any(ord(letter) > 0xFF for value in values for letter in value):
        return ["has form values in letters that could not all be drawn: compare them"]
    return []


def _draw_missing(pdf: Pdf, nodes: list[Any]) -> list[str]:
    """A look for each typed value that has none; the looks that are there stay as they are."""
    bare = {
        node.objgen
        for node in nodes
        if Name.Rect in node and Name.AP not in node and not _is_hidden(node)
    }
    drawn: list[Any] = []
    for field in pdf.acroform.fields if bare else ():
        if not (field.is_text or field.is_choice) or not field.value_as_string:
            continue
        for annotation in pdf.acroform.get_annotations_for_field(field):
            if annotation.obj.objgen in bare:
                field.generate_appearance(annotation)
                drawn.append(field.obj)
    return _undrawable(node for node in drawn if Name.V in node)


def _is_hidden(widget: Any) -> bool:
    flags = widget.get(Name.F, 0)
    return isinstance(flags, int) and bool(flags & HIDDEN)


def _take_out_signatures(form: Any, signatures: list[Any], nodes: list[Any]) -> None:
    """Fields become stamps: they look the same and no viewer takes them for a signature."""
    for node in signatures:
        kids = node.get(Name.Kids)
        shown = [node, *kids] if isinstance(kids, Array) else [node]
        for widget in shown:
            if not isinstance(widget, Dictionary):
                continue
            for key in SIGNING:
                if key in widget:
                    del widget[key]
            if Name.Rect in widget:
                widget.Subtype = Name.Stamp
    gone = {node.objgen for node in signatures if node.is_indirect}
    for holder, key in ((form, "/Fields"), *((node, "/Kids") for node in nodes)):
        listed = holder.get(key)
        if isinstance(listed, Array):
            kept = [kid for kid in listed if getattr(kid, "objgen", None) not in gone]
            if len(kept) != len(listed):
                holder[key] = Array(kept)
    if Name.SigFlags in form:
        del form.SigFlags


def flatten(pdf: Pdf) -> list[str]:
    """Form values and marks become part of the page; links stay, and so does what has no look.

    Returns what is to be said: words that were only in a mark's window are no longer there.
    """
    spoken = sum(_has_words(note) for page in pdf.pages for note in _marks(page))
    pdf.flatten_annotations("all")
    bare = 0
    for page in pdf.pages:
        if Name.Annots in page.obj:
            kept = [note for note in _marks(page) if note.get(Name.Subtype) != Name.Popup]
            page.obj.Annots = Array(kept)
            bare += sum(note.get(Name.Subtype) != Name.Link for note in kept)
    if Name.AcroForm in pdf.Root:
        del pdf.Root[Name.AcroForm]
    found = []
    if spoken:
        marks = "mark on its pages holds" if spoken == 1 else "marks on its pages hold"
        found.append(f"{spoken} {marks} words that are seen only in the file itself")
    if bare:
        marks = "mark has" if bare == 1 else "marks have"
        found.append(f"{bare} {marks} no picture and could not be made part of the page")
    return found


def _marks(page: Any) -> list[Any]:
    listed = page.obj.get(Name.Annots)
    return [note for note in listed if isinstance(note, Dictionary)] if listed is not None else []


def _has_words(note: Any) -> bool:
    kind = note.get(Name.Subtype)
    words = note.get(Name.Contents)
    return kind in SPEAKING and isinstance(words, String) and bool(str(words).strip())

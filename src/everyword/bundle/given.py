"""Given PDFs, opened as a court will want them: every mark kept, nothing that runs or hides.

A document that needs a password, is broken or has no pages raises `NotUsable`; the owner's lock
(printing or copying switched off) is no obstacle. Scripts, actions that start other programs or
send data, and files hidden inside stay out of the bundle; each kind is counted and said.
"""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO

import pikepdf
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Pdf
from pikepdf.sanitize import remove_attachments, remove_multimedia

from everyword.model import Source

UNWANTED = {
    "/JavaScript": "script",
    "/Launch": "command that starts another program",
    "/SubmitForm": "command that sends the form away",
    "/ImportData": "command that loads data from a file",
    "/GoToR": "link into another file",
    "/GoToE": "link into an embedded file",
    "/Rendition": "command that plays media",
    "/Movie": "command that plays media",
    "/Sound": "command that plays media",
    "/RichMediaExecute": "command that plays media",
}
MEDIA = ("/Movie", "/Sound", "/RichMedia", "/3D", "/Screen")
LONGEST_CHAIN = 50
SMALL = 1 << 20


class NotUsable(Exception):
    """Why the PDF cannot be used, in plain words."""


class Opened(Struct, frozen=True):
    """A PDF ready to be copied from, and what is to be said about it."""

    pdf: Pdf
    findings: tuple[str, ...]


def open_given(source: Source, held: ExitStack) -> Opened:
    """The PDF, cleaned in memory only; its bytes stay as received.

    It is read from as long as pages of it are wanted, until the caller closes `held`.
    """
    if source.size == 0:
        raise NotUsable("the file is empty")
    try:
        pdf = pikepdf.open(held.enter_context(_stream(source)))
    except pikepdf.PasswordError:
        raise NotUsable("it is locked with a password") from None
    except Exception as fault:  # the source may fail as well as the PDF
        raise NotUsable(f"it is damaged or not a PDF ({_words(fault)})") from None
    try:
        if len(pdf.pages) == 0:
            raise NotUsable("it has no pages")
        findings = _clean(pdf)
        damage = pdf.get_warnings()
    except NotUsable:
        raise
    except Exception as fault:  # odd objects may hide anywhere in a hostile file
        raise NotUsable(f"it is damaged ({_words(fault)})") from None
    if damage:
        findings.append("is damaged and was read as far as possible: compare it with the file")
    return Opened(pdf, tuple(findings))


def _stream(source: Source) -> BinaryIO:
    """Small files are read at once, because only so many files can be open at a time."""
    if source.size > SMALL:
        return source.open()
    with source.open() as stream:
        return io.BytesIO(stream.read())


def _words(fault: Exception) -> str:
    words = str(fault).split("\n")[0]
    return words.rsplit(": ", 1)[-1][:100] or type(fault).__name__


def _clean(pdf: Pdf) -> list[str]:
    """Takes out what must not travel and returns a sentence for each kind of it."""
    out: Counter[str] = Counter()
    names = pdf.Root.get(Name.Names)
    if isinstance(names, Dictionary) and Name.JavaScript in names:
        out["script"] += 1
        del names[Name.JavaScript]
    _clean_holder(pdf.Root, out, ("/OpenAction",))
    for page in pdf.pages:
        _clean_page(page.obj, out)
    form = pdf.Root.get(Name.AcroForm)
    if isinstance(form, Dictionary):
        for field in _fields(form):
            _clean_holder(field, out, ("/A",))
    findings = [f"{count} {_plural(word, count)} left out" for word, count in out.items()]
    findings += _take_out_files(pdf)
    if any(word.startswith("media") for word in out):
        remove_multimedia(pdf)
    if isinstance(form, Dictionary):
        findings += _settle_form(pdf, form)
    return findings


def _plural(word: str, count: int) -> str:
    if count == 1:
        return f"{word} was"
    first, space, rest = word.partition(" ")
    if rest.startswith("that "):
        verb = rest.removeprefix("that ").split(" ", 1)
        rest = f"that {verb[0].removesuffix('s')} {verb[1]}"
    return f"{first}s{space}{rest} were"


def _clean_page(page: Any, out: Counter[str]) -> None:
    for key in ("/AA", "/AF", "/PieceInfo", "/Thumb", "/StructParents"):
        if key == "/AA" and key in page:
            _clean_holder(page, out, ())
        if key in page:
            del page[key]
    annotations = page.get(Name.Annots)
    if not isinstance(annotations, Array):
        if annotations is not None:
            del page[Name.Annots]
        return
    for annotation in annotations:
        if not isinstance(annotation, Dictionary):
            continue
        _clean_holder(annotation, out, ("/A", "/PA"))
        if str(annotation.get(Name.Subtype)) in MEDIA:
            out["media clip"] += 1


def _clean_holder(holder: Any, out: Counter[str], slots: tuple[str, ...]) -> None:
    """Drops every action of an unwanted kind, with the chain that hangs on it."""
    for slot in slots:
        if slot in holder and _is_unwanted(holder[slot], out):
            del holder[slot]
    more = holder.get(Name.AA)
    if isinstance(more, Dictionary):
        for event in list(more.keys()):
            if _is_unwanted(more[event], out):
                del more[event]


def _is_unwanted(action: Any, out: Counter[str], depth: int = 0) -> bool:
    if not isinstance(action, Dictionary):
        return False
    found = False
    word = UNWANTED.get(str(action.get(Name.S)))
    if word is not None:
        out[word] += 1
        found = True
    following = action.get(Name.Next)
    if depth >= LONGEST_CHAIN:
        return following is not None or found
    chain = list(following) if isinstance(following, Array) else [following]
    for step in chain:  # to the end, because all of them are counted
        found = _is_unwanted(step, out, depth + 1) or found
    return found


def _fields(form: Any) -> Iterator[Any]:
    """Every node of the form's tree, once, however its links run."""
    fields = form.get(Name.Fields)
    waiting = list(fields) if isinstance(fields, Array) else []
    seen: set[tuple[int, int]] = set()
    while waiting:
        field = waiting.pop()
        if not isinstance(field, Dictionary) or (field.is_indirect and field.objgen in seen):
            continue
        seen.add(field.objgen)
        yield field
        kids = field.get(Name.Kids)
        if isinstance(kids, Array):
            waiting.extend(kids)


def _take_out_files(pdf: Pdf) -> list[str]:
    """Files inside the PDF: attachments, and those hanging on a page as a paper clip."""
    names = pdf.Root.get(Name.Names)
    listed = isinstance(names, Dictionary) and Name.EmbeddedFiles in names
    clips = [
        annotation
        for page in pdf.pages
        for annotation in page.obj.get(Name.Annots, ())
        if isinstance(annotation, Dictionary)
        and annotation.get(Name.Subtype) == Name.FileAttachment
    ]
    if not listed and not clips and Name.AF not in pdf.Root:
        return []
    count = len(pdf.attachments) + len(clips)
    remove_attachments(pdf)
    if count == 0:
        return []
    were = "file inside it was" if count == 1 else "files inside it were"
    return [f"{count} {were} left out: it must be put in beside the bundle"]


def _settle_form(pdf: Pdf, form: Any) -> list[str]:
    """The typed-in values must be on the page, not left for each viewer to draw."""
    findings = []
    if Name.XFA in form:
        findings.append("is an XFA form: only its ordinary pages are in the bundle")
        del form[Name.XFA]
    if form.get(Name.NeedAppearances):
        values = [str(field.get(Name.V)) for field in _fields(form) if Name.V in field]
        if any(ord(letter) > 0xFF for value in values for letter in value):
            findings.append("has form values in letters that could not all be drawn: compare them")
        pdf.generate_appearance_streams()
    if any(field.get(Name.FT) == Name.Sig and Name.V in field for field in _fields(form)):
        findings.append("carries a digital signature, which can be checked only in the file itself")
    return findings

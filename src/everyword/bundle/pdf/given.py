"""Given PDFs, opened as a court will want them: every mark kept, nothing that runs or hides.

A document that needs a password, is broken or has no pages raises `NotUsable`; the owner's lock
(printing or copying switched off) is no obstacle. Scripts, actions that start other programs or
send data, and files hidden inside stay out of the bundle; each kind is counted and said.
"""

import hashlib
import io
from collections import Counter
from contextlib import ExitStack
from typing import Any

import pikepdf
import pypdfium2
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Page, Pdf, String
from pikepdf.sanitize import remove_attachments, remove_multimedia

from everyword.bundle.pdf.forms import fields, flatten, settle_form
from everyword.bundle.pdf.links import Aims, settle_link
from everyword.bundle.pdf.shapes import Sheet
from everyword.bundle.pdf.small import Small
from everyword.bundle.pdf.stamp import box_of, sheet_of
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
BLOCK = 1 << 20
UNSEEN = ("/AA", "/AF", "/PieceInfo", "/Thumb", "/B")


NOWHERE = "link that leads to no page"
OUTSIDE = "link to an address outside"
MOST_NAMED = 20
OWNER = "was locked by its maker against changes, not against reading: used as it is"
UNLOCKED = "was locked with a password and was opened with the one given"
DAMAGED = "is damaged and was read as far as possible: compare it with the file"


class NotUsable(Exception):
    """Why the PDF cannot be used, in plain words."""


class Opened(Struct, frozen=True):
    """A PDF ready to be copied from, and what is to be said about it."""

    pdf: Pdf
    findings: tuple[str, ...]


def open_given(
    source: Source,
    held: ExitStack,
    password: str | None = None,
    forms: str = "live",
    outside_links: bool = True,
    small: Small | None = None,
) -> Opened:
    """The PDF, cleaned in memory only; its bytes stay as received.

    It is read from as long as pages of it are wanted, until the caller closes `held`. With `forms`
    "flat" typed values and marks become part of the page; without `outside_links` links to
    addresses on the net stay as words only. `small` holds small files in memory. Raises NotUsable.
    """
    if source.size == 0:
        raise NotUsable("the file is empty")
    pdf, opening = _open(source, held, password, small or Small())
    try:
        if len(pdf.pages) == 0:
            raise NotUsable("it has no pages")
        findings = [opening] if opening not in ("", DAMAGED) else []
        findings += _lost_pages(pdf)
        findings += _clean(pdf, source, outside_links)
        form = pdf.Root.get(Name.AcroForm)
        if isinstance(form, Dictionary):
            findings += settle_form(pdf, form, _sha256(source))
        if forms == "flat":
            findings += flatten(pdf)
        damage = opening == DAMAGED or bool(pdf.get_warnings())
    except NotUsable:
        raise
    except Exception as fault:  # odd objects may hide anywhere in a hostile file
        raise NotUsable(f"it is damaged ({_words(fault)})") from None
    if damage:
        findings.append(DAMAGED)
    return Opened(pdf, tuple(findings))


def _open(source: Source, held: ExitStack, password: str | None, small: Small) -> tuple[Pdf, str]:
    """The PDF, and what is to be said about how it was opened."""
    try:
        pdf = small.open_pdf(source, held)
        return pdf, OWNER if pdf.is_encrypted else ""
    except pikepdf.PasswordError:
        if password is None:
            raise NotUsable("it is locked with a password") from None
    except Exception as fault:  # the source may fail as well as the PDF
        mended = _mended(source, password)
        if mended is None:
            raise NotUsable(f"it is damaged or not a PDF ({_words(fault)})") from None
        return mended, DAMAGED
    try:
        return small.open_pdf(source, held, password), UNLOCKED
    except Exception:  # the same file was just read as far as its lock
        raise NotUsable("the password given does not open it") from None


def _lost_pages(pdf: Pdf) -> list[str]:
    count = pdf.Root.Pages.get(Name.Count)
    if not isinstance(count, int) or count <= len(pdf.pages):
        return []
    return [f"says that it has {count:,} pages; {len(pdf.pages):,} could be found"]


def _mended(source: Source, password: str | None) -> Pdf | None:
    """A copy as a viewer's library reads it, which forgives other faults than ours does.

    Where not even the copy can be read, its pages are put into a new file.
    """
    for fresh in (False, True):
        copy = io.BytesIO()
        try:
            with source.open() as stream, pypdfium2.PdfDocument(stream.read(), password) as pdf:
                if fresh:
                    with pypdfium2.PdfDocument.new() as made:
                        made.import_pages(pdf)
                        made.save(copy)
                else:
                    pdf.save(copy)
            return pikepdf.open(copy)
        except Exception:  # nobody can read it: the first fault is the one that is said
            continue
    return None


def _sha256(source: Source) -> str:
    with source.open() as stream:
        digest = hashlib.sha256()
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _words(fault: Exception) -> str:
    words = str(fault).split("\n")[0]
    return words.rsplit(": ", 1)[-1][:100] or type(fault).__name__


def _clean(pdf: Pdf, source: Source, outside_links: bool) -> list[str]:
    """Takes out what must not travel and returns a sentence for each kind of it."""
    out: Counter[str] = Counter()
    names = pdf.Root.get(Name.Names)
    if isinstance(names, Dictionary) and Name.JavaScript in names:
        out["script"] += 1
        del names[Name.JavaScript]
    _clean_holder(pdf.Root, out, ("/OpenAction",))
    form = pdf.Root.get(Name.AcroForm)
    known: set[tuple[int, int]] = set()
    if isinstance(form, Dictionary):
        for field in fields(form):
            _clean_holder(field, out, ("/A",))
            known.add(field.objgen)
        if Name.CO in form:
            del form.CO
    aims, clips = Aims(pdf), []
    odd = [number for number, page in enumerate(pdf.pages, 1) if not _settle_shape(page)]
    for page in aims.pages:
        clips += _clean_page(page, aims, known, out, outside_links)
    findings = []
    if odd:
        were = f"page {odd[0]} has" if len(odd) == 1 else f"{len(odd)} pages have"
        findings.append(f"{were} a size or cut that cannot be right: shown whole")
    findings += [f"{count} {_plural(word, count)} left out" for word, count in out.items()]
    findings += _take_out_files(pdf, clips)
    if Name.Threads in pdf.Root:
        findings.append("has threads that lead a reader from column to column: left out")
    if any(word.startswith("media") for word in out):
        remove_multimedia(pdf)
    return findings


def _plural(word: str, count: int) -> str:
    if count == 1:
        return f"{word} was"
    first, space, rest = word.partition(" ")
    if rest.startswith("that "):
        verb = rest.removeprefix("that ").split(" ", 1)
        rest = f"that {verb[0].removesuffix('s')} {verb[1]}"
    return f"{first}s{space}{rest} were"


def _settle_shape(page: Page) -> bool:
    """Where viewers would differ about an odd size, cut or turn, all are to show the same.

    False where the page's size or cut makes no sense.
    """
    obj = page.obj
    turn, media, crop = obj.get(Name.Rotate), obj.get(Name.MediaBox), obj.get(Name.CropBox)
    if turn is None and crop is None and box_of(media) is not None:
        return True
    sheet = sheet_of(page)
    if turn is not None and turn != sheet.turn:
        obj.Rotate = sheet.turn
    right = True
    if media is not None and box_of(media) is None:
        obj.MediaBox = Array([sheet.left, sheet.bottom, sheet.right, sheet.top])
        right = False
    if crop is not None:
        box = box_of(crop)
        if box is None or not _meets(box, sheet):
            del obj[Name.CropBox]
            right = False
    return right


def _meets(box: tuple[float, float, float, float], sheet: Sheet) -> bool:
    """Whether a cut leaves something of the page: then it is what the sheet shows."""
    return box[0] <= sheet.left and box[1] <= sheet.bottom and sheet.right <= box[2]


def _clean_page(
    page: Any,
    aims: Aims,
    known: set[tuple[int, int]],
    out: Counter[str],
    outside_links: bool,
) -> list[Any]:
    """Returns the paper clips on the page: files that hang on it."""
    if Name.AA in page:
        _clean_holder(page, out, ())
    for key in UNSEEN:
        if key in page:
            del page[key]
    annotations = page.get(Name.Annots)
    if annotations is None:
        return []
    listed = list(annotations) if isinstance(annotations, Array) else []
    kept = _once(listed)
    if len(kept) != len(listed) or not listed:
        page.Annots = Array(kept)
    clips = []
    for annotation in kept:
        _clean_holder(annotation, out, ("/A", "/PA"))
        kind = annotation.get(Name.Subtype)
        if not settle_link(annotation, aims):
            out[NOWHERE] += 1
        if not outside_links and _is_outside(annotation):
            out[OUTSIDE] += 1
            del annotation.A
        if kind == Name.Widget and annotation.objgen not in known:
            annotation.Subtype = Name.Stamp  # no form knows of it, and it would not be drawn
        if str(kind) in MEDIA:
            out["media clip"] += 1
        if kind == Name.FileAttachment:
            clips.append(annotation)
    return clips


def _once(listed: list[Any]) -> list[Any]:
    """The annotations of a list, each once, without what is none."""
    kept = []
    seen: set[tuple[int, int]] = set()
    for annotation in listed:
        if not isinstance(annotation, Dictionary) or annotation.objgen in seen:
            continue
        if Name.Subtype not in annotation:
            continue
        if annotation.is_indirect:
            seen.add(annotation.objgen)
        kept.append(annotation)
    return kept


def _is_outside(annotation: Any) -> bool:
    action = annotation.get(Name.A)
    return isinstance(action, Dictionary) and action.get(Name.S) == Name.URI


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


def _is_unwanted(action: Any, out: Counter[str]) -> bool:
    """Whether an action or one that follows it must not run. All of them are counted, once."""
    found = False
    waiting = [action]
    seen: set[Any] = set()
    while waiting and len(seen) < LONGEST_CHAIN:
        step = waiting.pop()
        if not isinstance(step, Dictionary) or (step.is_indirect and step.objgen in seen):
            continue
        seen.add(step.objgen if step.is_indirect else len(seen))
        word = UNWANTED.get(str(step.get(Name.S)))
        if word is not None:
            out[word] += 1
            found = True
        following = step.get(Name.Next)
        waiting += list(following) if isinstance(following, Array) else [following]
    return found or bool(waiting)


def _take_out_files(pdf: Pdf, clips: list[Any]) -> list[str]:
    """Files inside the PDF: attachments, and those hanging on a page as a paper clip.

    The clip's own look stays on the page.
    """
    names = pdf.Root.get(Name.Names)
    listed = isinstance(names, Dictionary) and Name.EmbeddedFiles in names
    findings = []
    if Name.Collection in pdf.Root:
        findings.append("is a portfolio, a folder of files: only its cover sheet is in the bundle")
        del pdf.Root.Collection
    if not listed and not clips and Name.AF not in pdf.Root:
        return findings
    held = [*pdf.attachments, *(_file_name(clip) for clip in clips)]
    for clip in clips:
        clip.Subtype = Name.Stamp
        if Name.FS in clip:
            del clip.FS
    remove_attachments(pdf)
    if held:
        count = len(held)
        were = "file inside it was" if count == 1 else "files inside it were"
        must = "it must" if count == 1 else "they must"
        shown = ", ".join(held[:MOST_NAMED]) + (", and others" if count > MOST_NAMED else "")
        findings.append(f"{count} {were} left out ({shown}): {must} be put in beside the bundle")
    return findings


def _file_name(clip: Any) -> str:
    spec = clip.get(Name.FS)
    if isinstance(spec, Dictionary):
        spec = spec.get(Name.UF, spec.get(Name.F))
    return str(spec) if isinstance(spec, String) else "without a name"

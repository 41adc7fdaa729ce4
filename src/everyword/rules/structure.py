"""The inside of a PDF, read with pikepdf: what it is made of, not what it looks like.

Numbers of everything are limited, so that a hostile file costs time and memory that is bounded.
"""

import hashlib
import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from everyword.errors import SourceUnreadable
from everyword.rules.facts import Active, File
from everyword.rules.labels import labels_of

MOST_OBJECTS = 2_000_000
MOST_FOUND = 1000
DEEPEST = 30
MOST_PACKED = 1_000_000
LARGE = 64 << 20
"""Bytes of a file."""
STEP, OVERLAP = 16 << 20, 1 << 20
"""Bytes of a file searched at a time, and how long what is looked for can be."""
REVISION = re.compile(rb"startxref\s+0*([1-9]\d*)\s+%%EOF")
SUSPECT = re.compile(
    rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|GoToE|GoToR|Rendition|RichMedia|Screen|Movie"
    rb"|Sound|3D|EmbeddedFiles?|FileAttachment|Collection|AF)\b"
)
BROKEN = (
    pikepdf.PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
)
"""What reading a damaged part of a PDF may raise; it costs that part."""
ACTIONS = {
    "/JavaScript": ("scripts", "a script"),
    "/Launch": ("launch", "a command that starts a program"),
    "/SubmitForm": ("launch", "a button that sends what was filled in"),
    "/ImportData": ("launch", "a command that takes data from another file"),
    "/GoToE": ("launch", "a link into an enclosed file"),
    "/GoToR": ("launch", "a link into another file"),
    "/Rendition": ("media", "a command that plays sound or film"),
    "/Movie": ("media", "a command that plays a film"),
    "/Sound": ("media", "a command that plays a sound"),
}
KINDS = {
    "/RichMedia": ("media", "a film, sound or scene"),
    "/Screen": ("media", "a screen for sound or film"),
    "/Movie": ("media", "a film"),
    "/Sound": ("media", "a sound"),
    "/3D": ("media", "a three-dimensional scene"),
    "/FileAttachment": ("embedded-files", "an enclosed file, pinned to the page"),
}


def read_structure(path: Path, password: str = "") -> tuple[File, pikepdf.Pdf | None]:
    """The file's own facts, and the open document for more (None: it cannot be opened).

    Raises SourceUnreadable where the file is not there, or asks for a password.
    """
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        file = File(path, path.stat().st_size, digest)
        # A large file is not laid into memory, where all that was read of it would stay.
        how = pikepdf.AccessMode.stream if file.size > LARGE else pikepdf.AccessMode.default
        pdf = pikepdf.open(path, password=password, attempt_recovery=True, access_mode=how)
    except pikepdf.PasswordError:
        raise SourceUnreadable(
            path=path.name,
            reason="it is locked with a password"
            + (" and the one given does not open it" if password else ""),
            remedy="Put its password into a text file:  everyword check --pdf-password-file F ...",
        ) from None
    except OSError as fault:
        raise SourceUnreadable(
            path=path.name, reason=fault.strerror or "it cannot be read", remedy="Check the name."
        ) from None
    except (pikepdf.PdfError, ValueError, RuntimeError) as fault:
        file.fault = f"It cannot be read as a PDF ({_short(fault, path)})."
        return file, None
    _fill(file, pdf)
    return file, pdf


def _fill(file: File, pdf: pikepdf.Pdf) -> None:
    file.version = pdf.pdf_version
    file.is_encrypted = pdf.is_encrypted
    for part in (_syntax, _catalog, _forms, _layers, _about, _revisions, _walk):
        try:
            part(file, pdf)
        except BROKEN as f:
            # A damaged part costs what is read from it, and is said.
            said = _short(f, file.path)
            file.warnings = (*file.warnings, f"a part of it cannot be read: {said}")


def _short(fault: object, path: Path) -> str:
    """The library's words without the folder the file lies in."""
    text = str(fault).replace(str(path), path.name).replace("\n", " ")
    return text if len(text) < 200 else text[:200] + " \u2026"


def _syntax(file: File, pdf: pikepdf.Pdf) -> None:
    said = [*map(str, pdf.get_warnings()), *pdf.check_pdf_syntax()]
    file.warnings = tuple(dict.fromkeys(_short(each, file.path) for each in said))[:20]


def _catalog(file: File, pdf: pikepdf.Pdf) -> None:
    root: Any = pdf.Root
    file.has_labels = "/PageLabels" in root
    file.labels = labels_of(pdf, len(pdf.pages))
    file.language = str(root.get("/Lang", ""))
    file.opening = _opening(root.get("/OpenAction"))


def _opening(action: Any) -> str:
    if action is None:
        return ""
    if isinstance(action, pikepdf.Dictionary):
        if action.get("/S") != "/GoTo":
            return f"an action ({str(action.get('/S', 'of no kind'))[:40]})"
        action = action.get("/D")
    if not isinstance(action, pikepdf.Array) or len(action) < 2:
        return "a named place"
    if action[1] != "/XYZ":
        return f"a view that fits the window ({str(action[1])[:20]})"
    zoom = float(action[4] or 0) if len(action) > 4 and action[4] is not None else 0.0
    if zoom == 0:
        return "keeps"
    return "100" if abs(zoom - 1) < 0.001 else f"{zoom * 100:.0f} %"


def _forms(file: File, pdf: pikepdf.Pdf) -> None:
    form: Any = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    file.is_xfa = "/XFA" in form
    seen: set[tuple[int, int]] = set()
    waiting = [(each, 0) for each in form.get("/Fields", ())]
    while waiting and len(seen) < MOST_OBJECTS:
        field, depth = waiting.pop()
        if not isinstance(field, pikepdf.Dictionary) or depth > DEEPEST:
            continue
        if field.is_indirect and field.objgen in seen:
            continue
        seen.add(field.objgen if field.is_indirect else (0, -len(seen)))
        if field.get("/FT") == "/Sig":
            file.signatures += "/V" in field
        elif "/FT" in field:
            file.fields += 1
        waiting += [(kid, depth + 1) for kid in field.get("/Kids", ())]


def _layers(file: File, pdf: pikepdf.Pdf) -> None:
    layers: Any = pdf.Root.get("/OCProperties")
    if not isinstance(layers, pikepdf.Dictionary):
        return
    usual: Any = layers.get("/D", {})
    off = list(usual.get("/OFF", ()))
    if usual.get("/BaseState") == "/OFF":
        on = {each.objgen for each in usual.get("/ON", ())}
        off += [each for each in layers.get("/OCGs", ()) if each.objgen not in on]
    file.layers_off = tuple(str(each.get("/Name", "without a name"))[:80] for each in off[:100])


def _about(file: File, pdf: pikepdf.Pdf) -> None:
    info: Any = pdf.trailer.get("/Info", {})
    for name, value in info.items():
        if isinstance(value, pikepdf.String | pikepdf.Name | str):
            file.about[str(name)[1:]] = str(value)[:2000]
    stream: Any = pdf.Root.get("/Metadata")
    if isinstance(stream, pikepdf.Stream):
        file.about["XMP"] = bounded(stream, 20_000).decode("utf-8", "replace")
    named = re.search(r"<dc:title>.*?<rdf:li[^>]*>([^<]+)<", file.about.get("XMP", ""), re.DOTALL)
    file.title = file.about.get("Title", "").strip() or (named[1].strip() if named else "")


def bounded(stream: pikepdf.Stream, most: int) -> bytes:
    """The first bytes of a stream: a small one may unfold to a thousand times its size."""
    packed = stream.read_raw_bytes()
    if stream.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in stream:
        try:
            return zlib.decompressobj().decompress(packed, most)
        except zlib.error:
            return b""
    return stream.read_bytes()[:most] if len(packed) <= MOST_PACKED else b""


def _revisions(file: File, pdf: pikepdf.Pdf) -> None:
    """Each time a program adds to the end of a file, the earlier version stays in front of it."""
    with (
        file.path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as m,
    ):
        found = 0
        for at in range(0, len(m), STEP):
            end = at + STEP
            found += sum(each.start() < end for each in REVISION.finditer(m, at, end + OVERLAP))
            if hasattr(m, "madvise"):
                m.madvise(mmap.MADV_DONTNEED, at, min(STEP, len(m) - at))
    file.revisions = max(1, found - (1 if pdf.is_linearized and found > 1 else 0))


def _walk(file: File, pdf: pikepdf.Pdf) -> None:
    """Every object of the file, whether a page leads to it or not."""
    pages = _owners(pdf)
    found: list[Active] = []
    for place, each in enumerate(pdf.objects):
        if place >= MOST_OBJECTS or len(found) >= MOST_FOUND:
            file.left_out += (f"Only {place} objects were looked at for scripts and files.",)
            break
        if not isinstance(each, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream):
            continue
        plain: Any = each.stream_dict if isinstance(each, pikepdf.Stream) else each
        if SUSPECT.search(plain.unparse(resolved=True)):
            page = pages.get(each.objgen)
            found += [Active(rule, words, page) for rule, words in _said(plain, 0)]
    file.active = tuple(dict.fromkeys(found))


def _owners(pdf: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    """The page (from 1) of each page object and each annotation."""
    owners: dict[tuple[int, int], int] = {}
    for number, page in enumerate(pdf.pages, 1):
        owners[page.obj.objgen] = number
        notes: Any = page.obj.get("/Annots")
        if isinstance(notes, pikepdf.Array):
            for note in notes:
                if isinstance(note, pikepdf.Dictionary):
                    owners.setdefault(note.objgen, number)
                    action: Any = note.get("/A")
                    if isinstance(action, pikepdf.Dictionary):
                        owners.setdefault(action.objgen, number)
    owners.pop((0, 0), None)
    return owners


def _said(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """What a value does, as rule and words; only what stands directly in it."""
    if depth > DEEPEST:
        return
    if isinstance(value, pikepdf.Array):
        for each in value:
            if isinstance(each, pikepdf.Dictionary | pikepdf.Array) and not each.is_indirect:
                yield from _said(each, depth + 1)
        return
    yield from _kinds(value)
    for each in value.values():
        if isinstance(each, pikepdf.Dictionary | pikepdf.Array) and not each.is_indirect:
            yield from _said(each, depth + 1)


def _kinds(value: Any) -> Iterator[tuple[str, str]]:
    action, kind, type_ = (str(value.get(key, "")) for key in ("/S", "/Subtype", "/Type"))
    if action in ACTIONS:
        yield ACTIONS[action]
    elif "/JS" in value:
        yield ACTIONS["/JavaScript"]
    if kind in KINDS and (type_ in ("/Annot", "/3D", "") or "/Rect" in value):
        yield KINDS[kind]
    if type_ == "/EmbeddedFile" or "/EF" in value:
        yield "embedded-files", "an enclosed file"
    elif "/Collection" in value and type_ == "/Catalog":
        yield "embedded-files", "a collection of files (a portfolio)"

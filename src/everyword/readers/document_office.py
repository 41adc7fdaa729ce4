"""Office files: .docx .docm .odt .rtf, .xlsx .xlsm .ods, .pptx .odp, and the old .doc .xls .ppt.

Where from: Word, Excel, PowerPoint, LibreOffice, Google Docs, any of the programs that write them;
a file that anybody can edit. Nothing is run, loaded or worked out: macros are named, formulas give
what the program last worked out, pictures are counted.

`text` is one string, or one for each sheet or slide. A paragraph is a line; the cells of a row are
parted by tabs. What is not on the page as such has a mark: [+put in+] and [-taken out-] (tracked
changes), [hidden: ...], [footnote 1], [comment 0, Alex, ...], [header], [text box]; the remark
counts them and names hidden rows, columns, sheets and slides, whose words are all shown.

The time is the file's own creation date, set by the program that made it from its computer's clock
(or copied from a template); when it was last changed stands in the basis.

Left out: layout, pictures, the numbers of lists, files inside the file (named, not opened). Files
locked with a password are kept and not read.

Formats: ECMA-376 (Office Open XML), OASIS OpenDocument 1.3, Rich Text Format 1.9.1, [MS-DOC],
[MS-XLS], [MS-PPT].
"""

from collections.abc import Callable, Iterator

from everyword.archive import BadArchive, is_zip, members
from everyword.mail_parts.compound import MAGIC, Compound
from everyword.model import Answers, Document, Problem, Reading, Source, whole
from everyword.readers.office.old import old_kind, read_old
from everyword.readers.office.open import read_open
from everyword.readers.office.parts import Facts, Paper, Parts
from everyword.readers.office.rtf import read_rtf
from everyword.readers.office.sheet import read_sheets
from everyword.readers.office.slides import read_slides
from everyword.readers.office.word import read_word

NAME, TITLE, VERSION = "document_office", "office file", 1

_OPEN = b"mimetypeapplication/vnd.oasis.opendocument."
_ODF = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "graphics": "odp"}
_FOLDERS: dict[str, tuple[str, Callable[[Parts, str, Paper], None]]] = {
    "word/": ("word/document.xml", read_word),
    "xl/": ("xl/workbook.xml", read_sheets),
    "ppt/": ("ppt/presentation.xml", read_slides),
}
_INSIDE = ("word/embeddings/", "xl/embeddings/", "ppt/embeddings/", "object ", "obj")
_MEDIA = ("word/media/", "xl/media/", "ppt/media/", "pictures/", "media/")
_TYPES = "[content_types].xml"


def recognises(source: Source) -> bool:
    """A zip with an office file's parts, rich text, or an old file with its streams."""
    try:
        return _family(source) is not None
    except (OSError, BadArchive):
        return False


def _family(source: Source) -> str | None:
    head = source.head(128)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(MAGIC):
        return old_kind(Compound(source))
    if not is_zip(source):
        return None
    if _OPEN in head:
        return "odf"
    try:
        cut = len(source.name) + 2
        names = {member.name[cut:].replace("\\", "/").lower() for member in members(source)}
    except BadArchive:  # its list is lost: the beginning still says what it was
        return "ooxml" if head[30:].startswith(b"[Content_Types].xml") else None
    if _TYPES in names and any(name.startswith(tuple(_FOLDERS)) for name in names):
        return "ooxml"
    return None


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    paper = Paper()
    try:
        family = _family(source)
        if family == "rtf":
            read_rtf(source, paper)
        elif family in ("ooxml", "odf"):
            _zipped(source, family, paper)
        else:
            read_old(source, paper)
    except BadArchive as fault:
        paper.fault(f"not read to the end: {fault}")
    texts = tuple(paper.texts)
    if texts or not paper.faults:
        yield Document(whole(source), paper.when, paper.title, None, None, texts, paper.remark)
    yield from (Problem(whole(source), fault) for fault in paper.faults)
    if paper.left:
        what = f"{paper.left:,} characters of text more than are kept were not read"
        yield Problem(whole(source), what)


def _zipped(source: Source, family: str, paper: Paper) -> None:
    parts = Parts(source)
    facts = Facts()
    if family == "odf":
        said = source.head(128).partition(_OPEN)[2].decode("ascii", "replace")
        kind = next((_ODF[word] for word in _ODF if said.startswith(word)), "odt")
        read_open(parts, kind, paper)
        paper.feed(parts.get("meta.xml"), facts, "meta.xml")
    else:
        _packed(parts, paper)
        paper.feed(parts.get("docProps/core.xml"), facts, "docProps/core.xml")
    facts.onto(paper)
    _said_of_parts(parts, paper)


def _packed(parts: Parts, paper: Paper) -> None:
    """Office Open XML: the main part is the one that the file as a whole names."""
    links = parts.links("", paper)
    main = next((link.target for link in links if link.kind == "officeDocument"), "")
    for folder, (usual, reader) in _FOLDERS.items():
        if main.lower().startswith(folder) or (not parts.get(main) and parts.inside(folder)):
            reader(parts, main if parts.get(main) else usual, paper)
            return
    paper.fault("the part with its words is missing")


def _said_of_parts(parts: Parts, paper: Paper) -> None:
    paper.name_all("files inside this file, not opened", sorted(parts.inside(*_INSIDE)))
    if pictures := len(parts.inside(*_MEDIA)):
        paper.say(f"{pictures:,} pictures or recordings in it are not looked at")
    if any(name.lower().endswith("vbaproject.bin") for name in parts.names()):
        paper.say("holds macros (programs), which are neither read nor run")
    if parts.inside("_xmlsignatures/", "meta-inf/documentsignatures.xml"):
        paper.say("holds electronic signatures, not checked")

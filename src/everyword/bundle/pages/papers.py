"""Papers of one kind each: a draft certificate, slips for exhibits, the recovery sheet, a list.

They say what the records say; everything else is an empty line for a pen. Names that come from a
source are printed as stored, with every sign that has no shape of its own written out, so that no
name can pass for a line of the paper.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import pypdfium2
import typst

from everyword.bundle.pages.lettering import FAMILIES, Number, Para, paragraphs, visible
from everyword.bundle.pages.typeset import TEMPLATE, closed
from everyword.case.certificate import Certificate, ExhibitFiles, SealedFile
from everyword.case.dates import day_words

Paper = Literal["a4", "us-letter"]
PAPERS = TEMPLATE.parent / "papers.typ"
JOINERS = frozenset("\u200c\u200d")
"""They shape the letters around them (Persian, emoji) and do not change their order."""
GROUP = 8
BRIEF = 16
"""Digits of a hash that are shown where it only helps the eye; as on the screen."""
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ENDLESS, CUTS = re.compile(r"\S{31}"), re.compile(r"\s*\S{1,30}|\s+")
LONG = 600
"""A name of more letters may run over the end of a page."""
SHORT_LABEL = 10
LIST_POINTS = (12, 10.5, 9)


def certificate(facts: Certificate, paper: Paper = "us-letter") -> bytes:
    """The draft of a certificate for FRE 902(13) and (14), as a PDF."""
    numbered = list(enumerate(facts.files, 1))
    data = {
        "kind": "certificate",
        "name": "Draft certificate",
        "files": [_file(number, each) for number, each in numbered],
        "count": _count(len(numbered), "file"),
        "bare": [_words(f"{x.label}: {x.title}") for x in facts.exhibits if not x.files],
        "gone": [_words(f"{x.label}: {_gone(x.gone)}") for x in facts.exhibits if x.gone],
        "facts": list(_certified(facts)),
        "outside": [
            [f"{each.size:,}", _words(each.what), _words(each.stated)] for each in facts.outside
        ],
    }
    return _pdf(data, paper)


def slips(facts: Certificate, paper: Paper = "a4") -> bytes:
    """One slip for each exhibit, as a PDF; an exhibit of many files runs over several pages."""
    data = {
        "kind": "slips",
        "name": "Exhibit slip",
        "slips": [_slip(each, facts) for each in facts.exhibits],
    }
    return _pdf(data, paper)


def recovery_sheet(
    code: str,
    case_id: str,
    made: str,
    head_size: int,
    head_words: str,
    is_deposit: bool,
    paper: Paper = "a4",
) -> bytes:
    """One page to be kept on paper: the code, what it opens, how, and what is dangerous about it.

    `made` is a day (ISO 8601, or in words); `head_words` the eight words of the newest head.
    """
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    data = {
        "kind": "recovery",
        "name": "Recovery sheet",
        "code": [groups[:half], groups[half:]],
        "count": len(groups),
        "check": code[-1],
        "case": case_id,
        "made": day_words(made) if ISO_DAY.fullmatch(made) else made,
        "head": f"{head_size} {head_words}",
        "deposit": is_deposit,
        "without": (
            "without this sheet and without a key holder nothing opens the folder"
            if is_deposit
            else "without both, nothing makes up for a lost passphrase"
        ),
    }
    return _pdf(data, paper)


def tick_list(
    title: str, groups: Sequence[tuple[str, Sequence[str]]], paper: Paper = "a4"
) -> bytes | None:
    """One page of lines to be ticked by hand, in the largest letters with which they fit on it.

    None where they do not fit. Nothing on it says what it is for or where it comes from.
    """
    parts = [[_words(name), [_words(line) for line in lines]] for name, lines in groups]
    for points in LIST_POINTS:
        name = " ".join(title.split())
        data = {"kind": "list", "name": name, "title": _words(name), "groups": parts}
        pdf = _pdf(data | {"points": points}, paper)
        with pypdfium2.PdfDocument(pdf) as opened:
            if len(opened) == 1:
                return pdf
    return None


def _pdf(data: dict[str, Any], paper: Paper) -> bytes:
    data |= {"paper": paper, "families": FAMILIES}
    files = {"main.typ": PAPERS.read_bytes(), "data.json": json.dumps(data).encode()}
    pdf = typst.compile(files, timestamp=0, pdf_standards=["ua-1"], **closed())
    return bytes(pdf)


def _file(number: int, file: SealedFile) -> dict[str, Any]:
    name = _words(file.name)
    return {
        "number": number,
        "labels": _words(", ".join(file.labels)),
        "name": name,
        "long": len(file.name) + len(file.custodian or "") > LONG,
        "size": f"{file.size:,} bytes",
        "sha256": _groups(file.sha256),
        "brief": file.sha256[:BRIEF],
        "origin": [[label, _words(words)] for label, words in _origin(file)],
    }


def _origin(file: SealedFile) -> Iterator[tuple[str, str]]:
    yield "Taken in", _moment(file.seen)
    yield "How it came", f"“{file.how}”" if file.how else "not said"
    yield "Custodian", file.custodian or "not said"
    if file.tool:
        yield "Taken in with", file.tool
    for remark in file.remarks:
        yield "Note", remark
    if file.outside:
        yield "Outside time", file.outside


def _certified(facts: Certificate) -> Iterator[tuple[str, Any, bool]]:
    """Label, value, and whether the value is a hash."""
    yield "Read back", _words(_read_back(facts)), False
    yield "Read back with", _words(facts.program), False
    yield "Outcome", _words(_outcome(facts.files)), False
    if not all(file.tool for file in facts.files):
        words = "not in the records, except where part 3 names it"
        yield "Program that took them in", _words(words), False
    yield "Records in the list", _words(f"{facts.tree_size:,}"), False
    yield "Root of the list", _groups(facts.root), True


def _read_back(facts: Certificate) -> str:
    first, last = _moment(facts.begun), _moment(facts.ended)
    return f"{first if first == last else f'{first}, to {last}'}, by the clock of this computer"


def _outcome(files: Sequence[SealedFile]) -> str:
    count = len(files)
    return f"{count} of {_count(count, 'file')}: SHA-256 and size match the record"


def _slip(exhibit: ExhibitFiles, facts: Certificate) -> dict[str, Any]:
    read = [
        ["Sealed copies read back", _words(_read_back(facts))],
        ["Outcome", _words(_outcome(exhibit.files))],
    ]
    return {
        "label": _words(exhibit.label),
        "short": len(exhibit.label) <= SHORT_LABEL,
        "title": _words(exhibit.title),
        "pages": exhibit.pages,
        "gone": _gone(exhibit.gone) if exhibit.gone else None,
        "files": [_file(number, file) for number, file in enumerate(exhibit.files, 1)],
        "facts": read if exhibit.files else [],
    }


def _gone(count: int) -> str:
    return f"{_count(count, 'item')} of it: the file was deleted from the case since"


def _moment(iso: str) -> str:
    """2025-06-01T10:00:01Z as "1 June 2025, 10:00:01 UTC"."""
    return f"{day_words(iso)}, {iso[11:].removesuffix('Z')} UTC"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _groups(digits: str) -> list[str]:
    return [digits[at : at + GROUP] for at in range(0, len(digits), GROUP)]


def _words(text: str) -> list[Para]:
    """One line, whatever stands in it: line ends and marks without shape are written out."""
    (line,) = paragraphs("".join(map(_shown, text)))
    pieces = [part for piece in line["c"] for part in _cut(piece)]
    return [{"d": line["d"], "c": pieces}]


def _cut(piece: str | Number) -> list[str | Number]:
    """A joined script is not broken inside a word, unless the word would run off the paper."""
    if not isinstance(piece, str) or not ENDLESS.search(piece):
        return [piece]
    return list(CUTS.findall(piece))


def _shown(letter: str) -> str:
    if unicodedata.category(letter) == "Cf" and letter not in JOINERS:
        return f"[U+{ord(letter):04X}]"
    return visible(letter)

"""Office files for tests: zips of parts written out by hand, always the same bytes."""

import io
import zipfile

from tests.outlook_file import compound

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for name, long in (
        *((each, each) for each in ("office", "text", "table", "style", "presentation", "form")),
        *(("draw", "drawing"), ("meta", "meta"), ("svg", "svg-compatible")),
        ("manifest", "manifest"),
    )
)
Links = list[tuple[str, str, str]]
"""Id, the last word of the type, target; `http` targets lead out."""


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (name, body) in enumerate(parts.items()):
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            stored = number == 0
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return out.getvalue()


def links(*rows: tuple[str, str, str]) -> str:
    said = "".join(
        f'<Relationship Id="{identity}" Type="{R}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if ":" in target else "")
        + "/>"
        for identity, kind, target in rows
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_RELS}">{said}</Relationships>'


def core(created: str, modified: str, title: str = "") -> str:
    family = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    return (
        f'<cp:coreProperties xmlns:cp="{family}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{title}</dc:title><dcterms:created>{created}</dcterms:created>"
        f"<dcterms:modified>{modified}</dcterms:modified></cp:coreProperties>"
    )


def packed(main: str, parts: dict[str, str | bytes], facts: str | None = None) -> bytes:
    """Office Open XML: the parts, and the file that names the main one."""
    first: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": links(("rId1", "officeDocument", main)),
    }
    if facts is not None:
        first["docProps/core.xml"] = facts
    return zipped({**first, **parts})


def document(body: str, near: str | None = None, **parts: str | bytes) -> bytes:
    """A .docx whose body is this XML; `near` the links; `parts` by name, `__` for `/`."""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:r="{R}"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f"<w:body>{body}</w:body></w:document>"
    )
    inside: dict[str, str | bytes] = {"word/document.xml": xml}
    if near is not None:
        inside["word/_rels/document.xml.rels"] = near
    inside.update({f"word/{name.replace('__', '/')}": part for name, part in parts.items()})
    facts = core("2024-04-03T20:07:00Z", "2024-04-05T09:00:00Z", "Diary")
    return packed("word/document.xml", inside, facts)


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(runs) + "</w:p>"


def run(text: str, properties: str = "") -> str:
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{text}</w:t></w:r>'


def workbook(
    sheets: list[tuple[str, str, str]],
    shared: list[str] | None = None,
    formats: dict[int, str] | None = None,
    styles: list[int] | None = None,
    from_1904: bool = False,
    **parts: str | bytes,
) -> bytes:
    """A .xlsx; a sheet is (name, state, its XML inside `worksheet`)."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, (name, state, _) in enumerate(sheets, 1)
    )
    rows = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    rows += [("rIdS", "sharedStrings", "sharedStrings.xml"), ("rIdT", "styles", "styles.xml")]
    codes = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{code}"/>'
        for number, code in (formats or {}).items()
    )
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in styles or [0])
    strings = "".join(f"<si>{each}</si>" for each in shared or [])
    inside: dict[str, str | bytes] = {
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><workbookPr date1904='
        f'"{int(from_1904)}"/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links(*rows),
        "xl/sharedStrings.xml": f'<sst xmlns="{S}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{S}"><numFmts>{codes}</numFmts>'
        f"<cellXfs>{cells}</cellXfs></styleSheet>",
    }
    for n, (_, _, xml) in enumerate(sheets, 1):
        inside[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{S}">{xml}</worksheet>'
    inside.update({f"xl/{name.replace('__', '/')}": part for name, part in parts.items()})
    return packed("xl/workbook.xml", inside, core("2024-04-03T20:07:00Z", "2024-04-03T20:09:00Z"))


def slides(bodies: list[tuple[str, str]], **parts: str | bytes) -> bytes:
    """A .pptx; a slide is (attributes of its root, XML of its shapes)."""
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in range(1, len(bodies) + 1))
    inside: dict[str, str | bytes] = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{listed}'
        "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": links(
            *((f"rId{n}", "slide", f"slides/slide{n}.xml") for n in range(1, len(bodies) + 1))
        ),
    }
    for n, (attributes, xml) in enumerate(bodies, 1):
        inside[f"ppt/slides/slide{n}.xml"] = (
            f'<p:sld xmlns:p="{P}" xmlns:a="{A}" {attributes}><p:cSld>{xml}</p:cSld></p:sld>'
        )
    inside.update({f"ppt/{name.replace('__', '/')}": part for name, part in parts.items()})
    return packed("ppt/presentation.xml", inside)


def open_document(kind: str, body: str, styles: str = "", **parts: str | bytes) -> bytes:
    """An .odt, .ods or .odp; `kind` text, spreadsheet or presentation."""
    more = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    inside: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {_ODF} {more}>{body}</office:document-content>",
        "styles.xml": f"<office:document-styles {_ODF}>{styles}</office:document-styles>",
        "meta.xml": f"<office:document-meta {_ODF} {more}><office:meta><meta:creation-date>"
        "2024-04-03T21:07:15.123456789</meta:creation-date><dc:date>2024-04-05T09:00:00</dc:date>"
        "</office:meta></office:document-meta>",
    }
    inside.update({name.replace("__", "/"): part for name, part in parts.items()})
    return zipped(inside)


def old_word(pieces: list[tuple[str, bool]], lengths: list[int] | None = None) -> bytes:
    """A .doc; a piece is (text, whether each letter has two bytes)."""
    text = bytearray(0x400)
    places, table, at = [0], b"", 0
    for words, wide in pieces:
        start = len(text)
        text += words.encode("utf-16-le" if wide else "cp1252")
        at += len(words)
        places.append(at)
        where = start if wide else (start * 2) | 0x40000000
        table += bytes(2) + where.to_bytes(4, "little") + bytes(2)
    listed = b"".join(place.to_bytes(4, "little") for place in places) + table
    clx = b"\x02" + len(listed).to_bytes(4, "little") + listed
    text[0:4] = b"\xec\xa5\xc1\x00"
    text[10:12] = (0x200).to_bytes(2, "little")
    for number, length in enumerate(lengths or [at]):
        text[0x4C + 4 * number : 0x50 + 4 * number] = length.to_bytes(4, "little")
    text[0x1A2:0x1AA] = (0).to_bytes(4, "little") + len(clx).to_bytes(4, "little")
    return compound({"WordDocument": bytes(text), "1Table": clx})

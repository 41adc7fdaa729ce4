"""Web pages saved on a computer: .html, .htm, .xhtml, and .mht or .mhtml (a page with its parts).

Where from: "Save page as" of a browser, an export of a program, an attachment. Anybody can write or
edit one, and what stood on the page before it was saved may have been changed in the browser.

The words are those the page shows, in their order, as `html_words` takes them; nothing is loaded
and nothing runs. What scripts would have put on the page is not there. The remark says what the
page does not show, and counts what it would have loaded.

Times: a page has none of its own. Browsers that save .mht write when they did so.

Letters: a byte order mark decides, then what the page declares, then UTF-8 where it fits; else the
answer `encoding` names the alphabet.
"""

import codecs
import io
import re
from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.errors import NeedsAnswer
from everyword.mail_parts.letters import Letters
from everyword.mail_parts.mime import Mail, Part, take_apart
from everyword.mail_parts.transfer import Decoded, measure
from everyword.mail_parts.wrapping import header_names, mail_range
from everyword.model import NO_TIME, Answers, Document, Problem, Reading, Source, When, whole
from everyword.readers.html.words import Page, charset_of, html_page
from everyword.readers.mail.times import Clock
from everyword.readers.text import ENCODINGS

NAME, TITLE, VERSION = "page_html", "web page", 1

MAX_PAGE = 64 << 20
"""Bytes of one page, which is held as a whole."""
MAX_PARTS = 10_000
SAVED = "when the browser saved the page, by its own word"
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_BEFORE = r"(?>\s++|<\?[^>]*+>|<!--(?>.*?-->))*+"
_PAGE = re.compile(_BEFORE + r"<(?:!doctype\s++html|html|head|body)[\s>/]", re.I | re.S)
_PIECE = re.compile(
    _BEFORE + r"<(title|meta|link|style|script|div|table|tr|p|h[1-6]|ul|ol|a|span|center|font|pre"
    r"|blockquote|main|article|section|header|footer|nav|img|form)(?=[\s>/])",
    re.I | re.S,
)
_XML = re.compile(rb"\s*+<\?xml[^>]{0,300}?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_FROM = re.compile(r"<!--\s*+saved from url=(?:\(\d{1,6}\))?([^\s>]{1,2000})", re.I)
_COUNTED = (
    (re.compile(r"<script[\s>]", re.I), "scripts in it, not run"),
    (re.compile(r"<i?frame[\s>]", re.I), "pages within the page, not loaded"),
    (re.compile(r"<(?:input|select|textarea)[\s>]", re.I), "fields to fill in, perhaps not here"),
)


def recognises(source: Source) -> bool:
    """A page's first tags, or the header that browsers write before a saved page."""
    try:
        head = source.head()
        if is_saved_page(head):
            return True
    except (OSError, BadArchive):
        return False
    name = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "latin-1")
    text = head.decode(name, "replace").lstrip("\ufeff")
    if "\0" in text:
        return False
    if _PAGE.match(text):
        return True
    piece = _PIECE.match(text)
    return piece is not None and (
        piece[1].lower() in ("meta", "link", "img") or f"</{piece[1].lower()}" in text.lower()
    )


def is_saved_page(head: bytes) -> bool:
    """A mail's header, but written by a browser that saved a page: not a mail to anybody."""
    found = header_names(head.lstrip(b"\xef\xbb\xbf\r\n"))
    if b"content-type" not in found or b"to" in found:
        return False
    by_name = (
        b"snapshot-content-location" in found or b"saved by" in found.get(b"from", b"").lower()
    )
    return by_name and b"mime-version" in found


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    encoding = answers.get("encoding")
    if encoding is not None and encoding not in ENCODINGS:
        question = f"which alphabet is it in, where it does not say? {encoding} is none"
        raise NeedsAnswer(path=source.name, question=question, key="encoding", choices=ENCODINGS)
    letters = Letters(encoding)
    try:
        if is_saved_page(source.head()):
            yield from _archive(source, letters, answers)
        elif source.size > MAX_PAGE:
            yield Problem(whole(source), f"a page of {source.size:,} bytes: too large to be read")
        else:
            with source.open() as stream:
                data = stream.read()
            yield _page(source, data, None, letters, NO_TIME, ())
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")


def _page(
    source: Source,
    data: bytes,
    charset: str | None,
    letters: Letters,
    when: When,
    said: tuple[str, ...],
) -> Document:
    text = _decoded(data, charset, letters)
    page = html_page(text)
    remark = "; ".join([*said, *_told(text, page), *letters.remarks])
    return Document(whole(source), when, page.title, None, None, (page.words,), remark or None)


def _decoded(data: bytes, charset: str | None, letters: Letters) -> str:
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return letters.decode(data[len(mark) :], name, "the page")
    declared = _XML.match(data)
    named = charset or charset_of(data) or (declared[1].decode("ascii") if declared else None)
    if named and named.lower().replace("_", "-").startswith("utf-16"):
        named = "utf-8"  # it could not have been found, were it so
    return letters.decode(data, named, "the page")


def _told(text: str, page: Page) -> Iterator[str]:
    if found := _FROM.search(text[:4096]):
        yield f"saved from {found[1]}"
    for pattern, what in _COUNTED:
        if count := sum(1 for _ in pattern.finditer(text)):
            yield f"{what}: {count:,}"
    if page.remote:
        yield f"pictures and the like, not loaded from elsewhere: {page.remote:,}"
    if page.inline:
        yield f"pictures kept in it, not looked at: {page.inline:,}"
    if page.hidden:
        yield f"words that the page does not show: {page.hidden}"
    if page.cut:
        yield "it breaks off in the middle of a tag: perhaps cut short"


def _archive(source: Source, letters: Letters, answers: Answers) -> Iterator[Reading]:
    """A page with its parts, packed as a mail."""
    start, end = mail_range(source)
    mail = take_apart(source, start, end)
    parts = list(_leaves(mail.root))
    main = next(
        (part for part in parts if part.type in ("text/html", "application/xhtml+xml")), None
    )
    if main is None:
        yield Problem(whole(source), "there is no page in it: kept, not read")
        return
    body = main.body(mail.text)
    measured = measure(body)
    if measured.size > MAX_PAGE:
        yield Problem(whole(source), f"a page of {measured.size:,} bytes: too large to be read")
        return
    with io.BufferedReader(Decoded(body, measured)) as stream:
        data = stream.read()
    said = list(mail.remarks)
    for name in ("snapshot-content-location", "content-location"):
        if address := mail.fields.first(name):
            said.insert(0, f"saved from {address.decode('utf-8', 'replace').strip()}")
            break
    if len(parts) > 1:
        said.append(
            f"other parts of the page (pictures, styles), not looked at: {len(parts) - 1:,}"
        )
    charset = main.kind.parameters.get("charset")
    yield _page(source, data, charset, letters, _saved(mail, source, answers), tuple(said))


def _saved(mail: Mail, source: Source, answers: Answers) -> When:
    date = mail.fields.first("date")
    if date is None:
        return NO_TIME
    read = Clock(answers.get("zone"), source.name).when(date.decode("ascii", "replace"), None)
    basis = f"{SAVED}; {read.basis}"
    return When(read.text, read.local, read.precision, read.zone, read.utc, basis)


def _leaves(part: Part) -> Iterator[Part]:
    todo, seen = [part], 0
    while todo and seen < MAX_PARTS:
        one = todo.pop()
        seen += 1
        if one.children:
            todo += reversed(one.children)
        else:
            yield one

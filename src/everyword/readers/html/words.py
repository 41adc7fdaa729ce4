"""The words of an HTML page or mail, in lines as a person would see them; nothing is loaded.

Read by one pass from left to right, so that no page, however broken, takes longer than its length.
Links stand as their words and the address, pictures as their alternative words. Scripts, styles and
comments are no words. What the page says is not shown (display:none and the like) is left out of
the words and given apart; letters of no size or in the colour of the paper are not noticed, nor
what a style sheet hides.
"""

import html as html_library
import re

from msgspec import Struct

MAX_HIDDEN = 2000

_TAG = re.compile(
    r"<(/?)([A-Za-z][^\s/>]{0,200}+)"
    r"((?:[^>\"'=]++|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|=|[\"'])*+)>"
)
_ATTRIBUTE = re.compile(
    r"([^\s\"'>/=]{1,200})(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++)))?"
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_LONG_NUMBER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")
_UNSEEN = re.compile(
    r"(?:^|[;\s])(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden"
    r"|(?:max-height|opacity)\s*+:\s*+0(?:px|pt|em|%|\.0)?(?=\s*+(?:;|!|$)))",
    re.I,
)
_CHARSET = re.compile(rb"<meta[^>]{0,500}?charset\s*+=\s*+[\"']?\s*+([A-Za-z0-9_.:-]{1,40})", re.I)

_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_RAW = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes"))
_UNSHOWN = frozenset(("template", "datalist", "object", "svg", "math", "audio", "video"))
_PARAGRAPH = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "blockquote",
        "pre",
        "table",
        "figure",
    ]
)
_LINE = frozenset(
    [
        "html",
        "body",
        "div",
        "li",
        "dt",
        "dd",
        "tr",
        "section",
        "article",
        "header",
        "footer",
        "nav",
        "aside",
        "main",
        "form",
        "fieldset",
        "address",
        "center",
        "dir",
        "menu",
        "figcaption",
        "details",
        "summary",
        "caption",
        "legend",
        "hgroup",
        "thead",
        "tbody",
        "tfoot",
        "title",
        "option",
    ]
)
_ENDS = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "tr": ("tr", "td", "th"),
         "td": ("td", "th"), "th": ("td", "th"), "option": ("option",)}  # fmt: skip
"""A beginning tag that also ends these, where they are the innermost."""


class Page(Struct, frozen=True):
    """`words` as seen; `hidden` what the page does not show; `title` of its head.

    `remote` pictures and the like would have been fetched from elsewhere; `inline` came along.
    """

    words: str
    title: str | None
    hidden: str
    remote: int
    inline: int
    cut: bool


def html_words(html: str) -> str:
    """The words of a page, lines parted by newlines."""
    return html_page(html).words


def html_page(html: str) -> Page:
    """The words of a page and what to say of it."""
    return _Walk(html).page()


def charset_of(data: bytes) -> str | None:
    """The alphabet a page names for itself at its beginning."""
    match = _CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else None


class _Open(Struct):
    name: str
    hidden: bool
    href: str | None = None
    mark: int = 0  # how many pieces of words there were before
    kept: bool = False  # blanks are kept


class _Lines:
    """Words put into lines: blanks run together, lines never more than one empty line apart."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._wanted = 0  # line ends owed before the next words
        self._blank = False
        self._begun = False

    def end_line(self, many: int) -> None:
        self._wanted = max(self._wanted, many)
        self._blank = False

    def forced(self) -> None:
        """<br>: a line end of its own, also several of them."""
        if self._begun:
            self._wanted += 1
        self._blank = False

    def tab(self) -> None:
        if self._begun and not self._wanted:
            self.pieces.append("\t")
            self._blank = False

    def add(self, text: str, kept: bool) -> None:
        if kept:
            self._flush()
            self.pieces.append(text)
            return
        shown = _BLANKS.sub(" ", text)
        if shown == " " or not shown:
            self._blank = self._blank or bool(shown)
            return
        if shown[0] == " ":
            self._blank, shown = True, shown[1:]
        ends = shown.endswith(" ")
        self._flush()
        self.pieces.append(shown.rstrip(" "))
        self._blank = ends

    def _flush(self) -> None:
        if self._begun and self._wanted:
            self.pieces.append("\n" * self._wanted)
        elif self._begun and self._blank and self.pieces[-1] not in ("\t", " "):
            self.pieces.append(" ")
        self._wanted, self._blank, self._begun = 0, False, True

    def words(self) -> str:
        return "".join(self.pieces)


class _Walk:
    def __init__(self, html: str) -> None:
        self._html = html
        self._shown, self._unseen, self._title = _Lines(), _Lines(), _Lines()
        self._stack: list[_Open] = []
        self._count: dict[str, int] = {}
        self._hidden = 0
        self._remote = self._inline = 0
        self._cut = False

    def page(self) -> Page:
        at, html = 0, self._html
        while at < len(html):
            mark = html.find("<", at)
            if mark < 0:
                self._words(html[at:])
                break
            if mark > at:
                self._words(html[at:mark])
            at = self._markup(mark)
        hidden = self._unseen.words()
        if len(hidden) > MAX_HIDDEN:
            hidden = f"{hidden[:MAX_HIDDEN]} ... ({len(hidden):,} signs in all)"
        title = self._title.words() or None
        return Page(self._shown.words(), title, hidden, self._remote, self._inline, self._cut)

    def _markup(self, mark: int) -> int:
        """What begins with `<` at `mark`; returns where it ends."""
        html = self._html
        if html.startswith("<!--", mark):
            end = html.find("-->", mark + 2)
            return self._to(end, 3, mark)
        if html.startswith(("<!", "<?"), mark):
            return self._to(html.find(">", mark), 1, mark)
        after = html[mark + 1 : mark + 3]
        if not (after[:1].isalpha() or (after[:1] == "/" and after[1:].isalpha())):
            self._words("<")
            return mark + 1
        match = _TAG.match(html, mark)
        if match is None:
            return self._to(-1, 0, mark)
        if match[1]:
            self._end(match[2].lower())
            return match.end()
        name = match[2].lower()
        self._begin(name, match[3])
        if name in _RAW:
            return self._raw(name, match.end())
        return match.end()

    def _to(self, end: int, length: int, mark: int) -> int:
        """Behind an end that was found; where none is, the rest stands as it is written."""
        if end >= 0:
            return end + length
        self._cut = True
        self._words(self._html[mark:])
        return len(self._html)

    def _raw(self, name: str, at: int) -> int:
        found = re.compile(rf"</{name}(?=[\s/>])", re.I).search(self._html, at)
        if found is None:
            self._cut = True
            return len(self._html)
        return found.start()

    def _begin(self, name: str, written: str) -> None:
        attributes = _attributes(written) if written else {}
        if name in ("img", "input", "embed", "iframe", "link", "source", "body", "table", "td"):
            self._picture(name, attributes)
        for ended in _ENDS.get(name, ()):
            if self._stack and self._stack[-1].name == ended:
                self._pop()
        if self._stack and self._stack[-1].name == "p" and (name in _PARAGRAPH or name in _LINE):
            self._pop()
        self._break(name, True)
        if name in _VOID:
            return
        hidden = (
            name in _UNSHOWN
            or name in _RAW
            or "hidden" in attributes
            or bool(_UNSEEN.search(attributes.get("style", "")))
        )
        kept = name in ("pre", "textarea") or bool(self._stack and self._stack[-1].kept)
        href = attributes.get("href") if name == "a" else None
        self._stack.append(_Open(name, hidden, href, len(self._shown.pieces), kept))
        self._count[name] = self._count.get(name, 0) + 1
        self._hidden += hidden

    def _end(self, name: str) -> None:
        if name in ("br", "p") and not self._count.get(name):
            self._break(name, True)
        if not self._count.get(name):
            return
        while self._stack:
            if self._pop() == name:
                break

    def _pop(self) -> str:
        done = self._stack.pop()
        self._count[done.name] -= 1
        if done.href and not self._hidden:
            pieces = self._shown.pieces[done.mark : done.mark + 200]
            said = "".join(pieces).strip()
            address = done.href.strip()
            bare = re.sub(r"^(?:mailto:|tel:|https?://)", "", address, flags=re.I).rstrip("/")
            shown = re.sub(r"^https?://", "", said, flags=re.I).rstrip("/")
            if address[:1] not in ("", "#") and bare != shown:
                self._words(f" <{address}>" if said else f"<{address}>", raw=True)
        self._hidden -= done.hidden
        self._break(done.name, False)
        return done.name

    def _break(self, name: str, begins: bool) -> None:
        lines = self._unseen if self._hidden else self._shown
        if name == "br":
            lines.forced()
        elif name in _PARAGRAPH:
            lines.end_line(2)
        elif name in _LINE or name == "hr":
            lines.end_line(1)
        elif name in ("td", "th") and begins:
            lines.tab()

    def _picture(self, name: str, attributes: dict[str, str]) -> None:
        if name == "input" and attributes.get("type", "").lower() != "image":
            return
        address = attributes.get("background") or attributes.get("src") or ""
        if name == "link":
            address = attributes.get("href", "")
        scheme = address.strip()[:8].lower()
        if scheme.startswith(("http:", "https:", "//", "ftp:")):
            self._remote += 1
        elif scheme.startswith(("cid:", "data:")):
            self._inline += 1
        if name == "img" and (alt := attributes.get("alt", "").strip()):
            self._words(f"[{alt}]", raw=True)

    def _words(self, text: str, raw: bool = False) -> None:
        said = text if raw else unescaped(text)
        top = self._stack[-1] if self._stack else None
        if top is not None and top.name == "title" and self._count.get("svg", 0) == 0:
            self._title.add(said, False)
        elif top is not None and top.name in _RAW:
            return
        elif self._hidden:
            self._unseen.add(said, False)
        else:
            self._shown.add(said, bool(top and top.kept))


def unescaped(text: str) -> str:
    """Character references as the characters they stand for."""
    if "&" not in text:
        return text
    return html_library.unescape(_LONG_NUMBER.sub("\ufffd", text))


def _attributes(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), unescaped(value))
    return found

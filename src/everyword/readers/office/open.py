"""The parts of an OpenDocument file that hold words: its text, and its headers and footers."""

from everyword.readers.office.odf import Text
from everyword.readers.office.parts import Paper, Parts


class Margins:
    """styles.xml: only its headers and footers have words of the document."""

    def __init__(self, paper: Paper) -> None:
        self.text = Text(paper, "odt")
        self._inside = 0

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name in _MARGINS:
            self._inside += 1
        elif self._inside:
            self.text.open(name, attributes)

    def close(self, name: str) -> None:
        if name in _MARGINS:
            self._inside -= 1
        elif self._inside:
            self.text.close(name)

    def words(self, text: str) -> None:
        if self._inside:
            self.text.words(text)


_MARGINS = frozenset(f"style:{what}{which}" for what in ("header", "footer")
                     for which in ("", "-left", "-first"))  # fmt: skip


class Locked:
    """META-INF/manifest.xml: whether the words are locked with a password."""

    def __init__(self) -> None:
        self.locked = False

    def open(self, name: str, attributes: dict[str, str]) -> None:
        self.locked = self.locked or name == "manifest:encryption-data"

    def close(self, name: str) -> None:
        pass

    def words(self, text: str) -> None:
        pass


def read_open(parts: Parts, kind: str, paper: Paper) -> None:
    """`kind`: odt, ods or odp (drawings are read as odp)."""
    locked = Locked()
    paper.feed(parts.get("META-INF/manifest.xml"), locked, "META-INF/manifest.xml")
    if locked.locked:
        paper.fault("locked with a password: kept, its words were not read")
        return
    content = parts.get("content.xml")
    if content is None:
        paper.fault("the part with the words (content.xml) is missing")
        return
    text = Text(paper, kind)
    paper.feed(content, text, "the document")
    text.lost_changes()
    margins = Margins(paper)
    paper.feed(parts.get("styles.xml"), margins, "styles.xml")
    texts = text.over()
    around = "".join(margins.text.over())
    if around.strip():
        texts[-1] += f"[header and footer]\n{around}"
    paper.texts += texts

"""Words in drawings: slides, shapes, diagrams and charts (ECMA-376, part 1, chapters 19 to 21)."""

from everyword.readers.office.parts import Paper

_TAKEN = frozenset(("a:t", "c:v", "p:text", "p188:t"))


class Drawn:
    """Gathers the words of one drawing, a line each paragraph, cells of a row parted by tabs."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._pieces: list[str] = []
        self._taking = False
        self._cells = self._paragraphs = 0
        self._in_cell = 0
        self._choice: list[int] = []
        self._mute = 0
        self._put = 0
        self.hidden = False

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def _add(self, text: str) -> None:
        if not self._mute:
            kept = self._paper.take(text)
            self._put += len(kept)
            self._pieces.append(kept)

    def words(self, text: str) -> None:
        if self._taking:
            self._add(text)

    def open(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case _ if name in _TAKEN:
                self._taking = True
            case "p:sld":
                self.hidden = attributes.get("show") in ("0", "false")
            case "a:tr":
                self._cells = 0
            case "a:tc":
                if self._cells:
                    self._add("\t")
                self._cells += 1
                self._in_cell, self._paragraphs = self._in_cell + 1, 0
            case "a:p" if self._in_cell:
                if self._paragraphs:
                    self._add("\n")
                self._paragraphs += 1
            case "a:br":
                self._add("\n")
            case "p:cNvPr" | "xdr:cNvPr":
                self._named(attributes)
            case "mc:AlternateContent":
                self._choice.append(self._put)
            case "mc:Fallback":
                self._mute += bool(self._mute or (self._choice and self._put > self._choice[-1]))

    def _named(self, attributes: dict[str, str]) -> None:
        if said := attributes.get("descr", "").strip():
            self._add(f"[picture: {said}]\n")
        if attributes.get("hidden") in ("1", "true"):
            self._paper.count("hidden shapes, whose words are shown: {n}")

    def close(self, name: str) -> None:
        match name:
            case _ if name in _TAKEN:
                self._taking = False
                if name != "a:t":
                    self._add("\n")
            case "a:p" if not self._in_cell:
                self._add("\n")
            case "a:tc":
                self._in_cell -= 1
            case "a:tr":
                self._add("\n")
            case "mc:AlternateContent":
                self._choice.pop()
            case "mc:Fallback":
                self._mute = max(0, self._mute - 1)

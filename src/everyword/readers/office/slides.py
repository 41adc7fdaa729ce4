"""PowerPoint's .pptx: the words of every slide, then its notes and comments (ECMA-376, 19)."""

from everyword.readers.office.drawn import Drawn
from everyword.readers.office.parts import Paper, Parts

MAX_SLIDES = 2000
_BESIDE = {"notesSlide": "notes", "comments": "comments", "diagramData": "diagram",
           "chart": "chart"}  # fmt: skip


class Show:
    """ppt/presentation.xml: the slides in their order."""

    def __init__(self) -> None:
        self.slides: list[str] = []

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p:sldId":
            self.slides.append(attributes.get("r:id", ""))

    def close(self, name: str) -> None:
        pass

    def words(self, text: str) -> None:
        pass


def read_slides(parts: Parts, main: str, paper: Paper) -> None:
    """One text for each slide, in the order they are shown."""
    show = Show()
    paper.feed(parts.get(main), show, "the list of slides")
    paths = {link.identity: link.target for link in parts.links(main, paper)}
    hidden = []
    for number, identity in enumerate(show.slides[:MAX_SLIDES], 1):
        path = paths.get(identity, "")
        slide = Drawn(paper)
        if parts.get(path) is None:
            paper.fault(f"slide {number}: its part is missing from the file")
        paper.feed(parts.get(path), slide, f"slide {number}")
        pieces = [slide.text]
        if slide.hidden:
            hidden.append(str(number))
        for link in parts.links(path, paper) if path else ():
            label = _BESIDE.get(link.kind)
            if label and not link.outside:
                drawn = Drawn(paper)
                paper.feed(parts.get(link.target), drawn, link.target)
                pieces.append(f"[{label}]\n{drawn.text}" if drawn.text.strip() else "")
        paper.texts.append("".join(pieces))
    if hidden:
        more = f" and {len(hidden) - 20:,} more" if hidden[20:] else ""
        paper.say(f"hidden slides, whose words are shown: {', '.join(hidden[:20])}{more}")
    if len(show.slides) > MAX_SLIDES:
        paper.fault(f"{len(show.slides) - MAX_SLIDES:,} slides more than are read were left")
    if not show.slides:
        paper.say("it has no slides")

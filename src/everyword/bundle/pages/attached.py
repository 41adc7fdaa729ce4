"""Pictures that messages and letters carry: read by tesseract, and printed without the words that
are to be taken out.

They are read in full size, because in print they are small. Where words are to go and a picture
cannot be read, it is not printed, and the page says why; which pictures that are is told.
"""

import io
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from msgspec import Struct
from PIL import Image

from everyword import ocr
from everyword.bundle.pages.convert import BadPicture, KeptBack, Prepared, first_page, prepare
from everyword.bundle.pages.typeset import Mark
from everyword.bundle.pdf import scanned
from everyword.bundle.plan import Attached, Document, Letter, Plan, Redaction, Transcript
from everyword.bundle.redaction import COPY, kept
from everyword.model import Source, source_of_bytes
from everyword.redact import pictured
from everyword.redact.marks import Word
from everyword.redact.profiles import Profile, profile
from everyword.streams import sha256_of

SMALL = (170.0, 130.0)
"""Room for a picture that a message carries, in points."""
MISSING = "no program here reads words in pictures"
STILL = "a word that is to go is still read in it after it was painted over"
FINE = 100
"""Parts of a point in which the place of a word on a page is counted."""
MOST_NAMED = 20


class Looked(Struct, frozen=True):
    """What became of a picture. `seen` are its words, in pixels of a picture of this `size`."""

    size: tuple[int, int] = (1, 1)
    seen: tuple[ocr.Seen, ...] = ()
    boxes: int = 0
    copy: bytes = b""
    """The picture with its boxes, as PNG."""
    fault: str = ""
    """Why it could not be read."""


def plainly(document: Document, attached: Attached, name: str) -> Prepared:
    """The picture as it is. Raises BadPicture."""
    assert attached.picture is not None
    return prepare(attached.picture, *SMALL)[0]


class Pictures:
    """The pictures of one bundle that messages carry; `findings` says what is to be said of them,
    `wordless` which nobody here can read."""

    def __init__(
        self,
        plan: Plan,
        reader: ocr.Program | None,
        spoken: str,
        tell: Callable[[str, int, int], None],
    ) -> None:
        self._redaction = plan.redaction or Redaction()
        self._reader, self._spoken, self._tell = reader, spoken, tell
        # Words that must be nowhere are looked for in what is not surely read, too.
        self._least = 0 if plan.confidential else scanned.SURE
        self._looked: dict[tuple[str, tuple[Word, ...]], Looked] = {}
        self._printed: dict[str, tuple[Looked, float]] = {}
        self.findings: list[str] = []
        self.wordless: list[str] = []

    def look(self, document: Document) -> str:
        """Reads the pictures of a document; what was done to the copy, where one gets boxes."""
        sources = {each.name: each.picture for each in _files(document) if each.picture is not None}
        if not sources or not (self._spoken or self._is_to_go(document)):
            return ""
        if self._reader is None or not self._spoken:
            self._unread(document, list(sources))
            return ""
        todo = {_key(each): each.picture for each in _files(document) if each.picture is not None}
        words = self._redaction.words_of(document.key)
        new = {key: each for key, each in todo.items() if (key, words) not in self._looked}
        for done, (key, looked) in enumerate(self._several(new, words, self._reader), 1):
            self._tell("Reading pictures", done, len(new))
            self._looked[key, words] = looked
        return self._told(document)

    def _is_to_go(self, document: Document) -> bool:
        return bool(self._redaction.words_of(document.key) or self._redaction.profile != "plain")

    def _unread(self, document: Document, names: Sequence[str]) -> None:
        pictures = _named(names)
        if not self._is_to_go(document):
            self.wordless.append(f"{document.title}, {pictures}")
        elif not self._spoken:
            self.findings.append(
                f"{document.title}: no words were looked for in {pictures}, printed as they are:"
                " look at them"
            )
        else:
            self.findings.append(
                f"{document.title}: left out of this copy, because words are to go and {MISSING}:"
                f" {pictures}. Install tesseract, or print them as they are:  --ocr none"
            )

    def _several(
        self, todo: Mapping[str, Source], words: tuple[Word, ...], reader: ocr.Program
    ) -> Iterator[tuple[str, Looked]]:
        """Opened one by one, since a sealed file is not made for threads, and read side by side."""
        rules, cores = profile(self._redaction.profile), os.cpu_count() or 1
        waiting: deque[tuple[str, Future[Looked]]] = deque()
        with ThreadPoolExecutor(cores) as pool:
            for key, source in todo.items():
                try:
                    image = first_page(source)
                except BadPicture as fault:
                    yield key, Looked(fault=str(fault))
                    continue
                task = pool.submit(_looked, reader, image, self._spoken, words, rules)
                waiting.append((key, task))
                while len(waiting) > cores:
                    before, future = waiting.popleft()
                    yield before, future.result()
            for before, future in waiting:
                yield before, future.result()

    def _told(self, document: Document) -> str:
        found = [(each.name, self._of(document, each)) for each in _files(document) if each.picture]
        is_to_go = self._is_to_go(document)
        for name, looked in found:
            if looked.fault:
                left = "left out, because words are to go and it" if is_to_go else "it"
                self.findings.append(
                    f"{document.title}: the picture {name}: {left} was not read: {looked.fault}"
                )
        read = [name for name, looked in found if not looked.fault]
        boxed = [name for name, looked in found if looked.boxes]
        if is_to_go and read:
            self.findings.append(
                f"{document.title}: words that are to go were looked for in {_named(read)} by"
                " tesseract; a machine read them: look at them"
            )
        if not boxed:
            return ""
        count = sum(looked.boxes for _, looked in found)
        self.findings.append(
            f"{document.title}: {COPY}: {count} box{'es' * (count != 1)} on {_named(boxed)}"
            f"{kept(document)}"
        )
        return COPY

    def _of(self, document: Document, attached: Attached) -> Looked:
        return self._looked[_key(attached), self._redaction.words_of(document.key)]

    def shown(self, document: Document, attached: Attached, name: str) -> Prepared:
        """The picture as it is printed; `name` is that of its place. Raises BadPicture, KeptBack
        where words are to go and it was not read."""
        is_to_go = self._is_to_go(document)
        if self._reader is None or not self._spoken:
            if self._spoken and is_to_go:
                raise KeptBack(f"words are taken out of this copy, and {MISSING}")
            return plainly(document, attached, name)
        looked = self._of(document, attached)
        if looked.fault and is_to_go:
            raise KeptBack(f"words are taken out of this copy, and it was not read: {looked.fault}")
        assert attached.picture is not None
        source = source_of_bytes(attached.name, looked.copy) if looked.boxes else attached.picture
        made = prepare(source, *SMALL)[0]
        self._printed[name] = (looked, made.within(*SMALL))
        return made

    def lay(self, pdf: Any, marks: Sequence[Mark]) -> list[int]:
        """Lays the words over the pictures of pages just set; the pages, from 1, that got some."""
        found: dict[int, list[tuple[ocr.Seen, float]]] = {}
        for mark in marks:
            if mark.kind != "picture" or mark.id not in self._printed:
                continue
            looked, width = self._printed.pop(mark.id)
            scale = width / looked.size[0]
            placed = [
                (_placed(each, mark, scale), 1 / FINE)
                for each in looked.seen
                if each.sure >= self._least
            ]
            if placed:
                found.setdefault(mark.page - 1, []).extend(placed)
        scanned.lay_words(pdf, found, is_tagged=True)
        return [number + 1 for number in found]


def _looked(
    reader: ocr.Program, image: Image.Image, spoken: str, words: tuple[Word, ...], rules: Profile
) -> Looked:
    try:
        made = pictured.painted(reader, image, spoken, words, rules)
    except ocr.NotRead as fault:
        return Looked(fault=str(fault))
    except pictured.StillThere:
        return Looked(fault=STILL)
    copy = io.BytesIO()
    if made.boxes:
        made.image.save(copy, "PNG")
    return Looked(made.image.size, made.seen, made.boxes, copy.getvalue())


def _files(document: Document) -> Iterator[Attached]:
    match document.content:
        case Transcript(lines=lines):
            for line in lines:
                yield from line.attachments
        case Letter(attachments=attachments):
            yield from attachments
        case _:
            pass


def _key(attached: Attached) -> str:
    """Equal for equal bytes: a picture that was sent often is read once."""
    assert attached.picture is not None
    return attached.sha256 or sha256_of(attached.picture)


def _placed(seen: ocr.Seen, mark: Mark, scale: float) -> ocr.Seen:
    """The word where it stands on the page, in hundredths of a point."""
    left, top = mark.x + seen.left * scale, mark.y + seen.top * scale
    across, down = seen.width * scale, seen.height * scale
    left, top, across, down = (max(1, round(side * FINE)) for side in (left, top, across, down))
    return ocr.Seen(seen.text, left, top, across, down, seen.sure, seen.line)


def _named(names: Sequence[str]) -> str:
    """ "the picture a.jpg", "3 pictures (a.jpg, b.jpg, c.jpg)"; one sent twice is named once."""
    names = list(dict.fromkeys(names))
    if len(names) == 1:
        return f"the picture {names[0]}"
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{len(names)} pictures ({', '.join(names[:MOST_NAMED])}{more})"

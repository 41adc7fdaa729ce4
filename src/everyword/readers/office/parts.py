"""The parts of an office file, and the paper that its words are gathered on."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from everyword.archive import BadArchive, members
from everyword.model import NO_TIME, Source, When
from everyword.readers.office.xml import BadPart, Handler, feed

MAX_CHARACTERS = 50_000_000
"""In one file: twenty-five thousand full pages."""
MAX_PARTS = 5000
MAX_LINKS = 100_000
MAX_REMARKS = 60
NAMED = 20
"""Files or places named one by one in a remark; the rest are counted."""
LONGEST_TITLE = 1000
MADE = "the file's own creation date, set by the program that made it"
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII
)


class Paper:
    """Words, remarks and faults of one file, as they are found."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.faults: list[str] = []
        self.when: When = NO_TIME
        self.title: str | None = None
        self.left = 0
        self._room = MAX_CHARACTERS
        self._said: dict[str, None] = {}
        self._counts: dict[str, int] = {}

    def take(self, text: str) -> str:
        """The text, or what of it there is still room for."""
        if len(text) <= self._room:
            self._room -= len(text)
            return text
        kept, self._room = text[: self._room], 0
        self.left += len(text) - len(kept)
        return kept

    def say(self, remark: str) -> None:
        if len(self._said) < MAX_REMARKS:
            self._said[remark] = None

    def count(self, what: str, number: int = 1) -> None:
        """`what` with {n} in it becomes a remark with the sum of all numbers."""
        self._counts[what] = self._counts.get(what, 0) + number

    def fault(self, what: str) -> None:
        if len(self.faults) < MAX_REMARKS:
            self.faults.append(what)

    def name_all(self, what: str, names: list[str]) -> None:
        if names:
            shown = ", ".join(f'"{name}"' for name in names[:NAMED])
            more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
            self.say(f"{what}: {shown}{more}")

    def feed(self, source: Source | None, handler: Handler, what: str) -> bool:
        """One part told to a handler; False when it is not there or not whole, which is said."""
        if source is None:
            return False
        try:
            feed(source, handler)
        except BadPart as fault:
            self.fault(f"{what}: not read to the end: {fault}")
            return False
        return True

    @property
    def remark(self) -> str | None:
        counted = [what.replace("{n}", f"{number:,}") for what, number in self._counts.items()]
        return "; ".join([*counted, *self._said]) or None


class Link(Struct, frozen=True):
    """From one part to another, or out of the file."""

    identity: str
    kind: str
    """The last word of its type: header, image, hyperlink ..."""
    target: str
    """A part's path, or the address as written."""
    outside: bool


class Parts:
    """The files in the zip by their names. Raises BadArchive."""

    def __init__(self, source: Source) -> None:
        self._names: dict[str, Source] = {}
        found = members(source)
        if len(found) > MAX_PARTS:
            raise BadArchive(f"it has more than {MAX_PARTS:,} parts")
        cut = len(source.name) + 2
        for member in found:
            self._names.setdefault(member.name[cut:].replace("\\", "/").lstrip("/"), member)
        self._small = {name.lower(): member for name, member in self._names.items()}

    def get(self, name: str) -> Source | None:
        return self._names.get(name) or self._small.get(name.lower())

    def names(self) -> Iterator[str]:
        yield from self._names

    def inside(self, *beginnings: str) -> list[str]:
        return [name for name in self._names if name.lower().startswith(beginnings)]

    def links(self, part: str, paper: Paper) -> tuple[Link, ...]:
        """What a part says it belongs with; `part` "" is the file as a whole."""
        folder, _, name = part.rpartition("/")
        found = _Links(folder)
        path = f"{folder}/_rels/{name}.rels".lstrip("/")
        paper.feed(self.get(path), found, path)
        return tuple(found.links)


class _Links:
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.links: list[Link] = []

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name != "rel:Relationship" or len(self.links) >= MAX_LINKS:
            return
        outside = attributes.get("TargetMode") == "External"
        target = attributes.get("Target", "")
        kind = attributes.get("Type", "").rpartition("/")[2]
        shown = target if outside else _joined(self._folder, target)
        self.links.append(Link(attributes.get("Id", ""), kind, shown, outside))

    def close(self, name: str) -> None:
        pass

    def words(self, text: str) -> None:
        pass


def _joined(folder: str, target: str) -> str:
    """A path relative to a folder, as zip names are written."""
    if target.startswith("/"):
        return target.lstrip("/")
    steps = folder.split("/") if folder else []
    for step in target.replace("\\", "/").split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


class Facts:
    """docProps/core.xml or meta.xml: the title and the times that the program set."""

    _WANTED = ("dcterms:created", "dcterms:modified", "dc:title", "dc:date", "meta:creation-date")

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self._at = ""

    def open(self, name: str, attributes: dict[str, str]) -> None:
        self._at = name if name in self._WANTED and name not in self.said else ""

    def close(self, name: str) -> None:
        self._at = ""

    def words(self, text: str) -> None:
        if self._at:
            self.said[self._at] = (self.said.get(self._at, "") + text)[: LONGEST_TITLE + 1]

    def onto(self, paper: Paper) -> None:
        title = self.said.get("dc:title", "")
        paper.title = title if title.strip() and len(title) <= LONGEST_TITLE else None
        made = self.said.get("dcterms:created") or self.said.get("meta:creation-date") or ""
        changed = self.said.get("dcterms:modified") or self.said.get("dc:date") or ""
        paper.when = made_when(made.strip(), changed.strip())


def made_when(made: str, changed: str) -> When:
    """`made` and `changed` as the file has them (ISO 8601); the second stands in the basis only."""
    after = f"; last changed {changed} by the file's own word" if changed else ""
    if not made:
        none = "the file does not say when it was made"
        return When(None, None, "none", None, None, none + after) if after else NO_TIME
    match = _TIME.fullmatch(made)
    try:
        if match is None:
            raise ValueError
        day, minute, second, zone = match.groups()
        clock = f"T{minute}{(second or '')[:3]}" if minute else ""
        local = datetime.fromisoformat(f"{day}{clock}{(zone or '').replace('Z', '+00:00')}")
        utc = local.astimezone(UTC).isoformat()[:19] + "Z" if zone else None
    except (ValueError, OverflowError):
        what = f"{MADE}; it is not a time that exists{after}"
        return When(made, None, "none", None, None, what)
    precision = "second" if second else "minute" if minute else "day"
    told = "zone in the file (Z is UTC)" if zone else "zone not given"
    shown = "UTC" if zone == "Z" else zone
    written = day + clock
    return When(made, written, precision, shown, utc, f"{MADE}; {told}{after}")  # type: ignore[arg-type]  # one of the three words above

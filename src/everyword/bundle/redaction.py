"""What a description says is to be taken out, and taking it out of all that is typeset here.

Words in a conversation, a table, a title or a file's name are replaced before anything is printed,
by a gap that is equally long whatever stood there, so that nothing of them is in the file. Given
papers are redacted as copies (copies.py).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from everyword import wording
from everyword.bundle.plan import (
    Content,
    Document,
    Given,
    Letter,
    Office,
    Picture,
    Plan,
    Redaction,
    Section,
    Text,
)
from everyword.errors import WrongUsage
from everyword.model import Source
from everyword.redact.marks import KINDS, Box, Word, checked
from everyword.redact.profiles import Profile, hits, label_of, profile, stays

COPY = "redacted copy"
UNTOUCHED = frozenset(
    ("key", "mark", "anchor", "sha256", "origin", "align", "letter", "after", "kind")
) | frozenset(("document", "page", "picture", "suffix", "files"))
"""Fields that hold no words of a source, or that other parts refer to."""
Take = Callable[[str], str]


class RedactSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is to be taken out of one paper: `of` an exhibit's label, a file or a title.

    `words` are like "child: Rowan Fox" or only the word; `boxes` are page, left, top, width and
    height in points as shown, then the basis.
    """

    of: str
    words: tuple[str, ...] = ()
    boxes: tuple[tuple[Any, ...], ...] = ()


def redaction_of(
    parts: Sequence[RedactSpec],
    everywhere: Sequence[str],
    profile_id: str,
    documents: Sequence[Document],
    keys: Mapping[str, str],
) -> Redaction | None:
    """What was said, by the keys of the documents. Raises WrongUsage for what cannot be done."""
    if not parts and not everywhere and profile_id == "plain":
        return None
    profile(profile_id)
    words = tuple(map(word_of, everywhere))
    checked((), words)
    found: dict[str, tuple[tuple[Word, ...], tuple[Box, ...]]] = {}
    for part in parts:
        mine = tuple(map(word_of, part.words))
        boxes = tuple(_box_of(part.of, each) for each in part.boxes)
        checked(boxes, mine)
        meant = [each for each in documents if _is_meant(each, part.of, keys)]
        if not meant:
            raise WrongUsage(
                problem=f"[[redact]] of = {part.of!r}: there is no such paper in the bundle.",
                remedy="Name the exhibit's label, the file or the title as the index has it.",
            )
        if boxes and (len(meant) > 1 or not isinstance(meant[0].content, Given | Picture | Office)):
            raise WrongUsage(
                problem=f"[[redact]] of = {part.of!r}: boxes go with one PDF, picture or letter.",
                remedy="Of a conversation or a table name the words:  words = [...]",
            )
        for document in meant:
            before = found.get(document.key, ((), ()))
            found[document.key] = ((*before[0], *mine), (*before[1], *boxes))
    return Redaction(words, profile_id, found)


def _is_meant(document: Document, of: str, keys: Mapping[str, str]) -> bool:
    """The label or the title is its own, or the file is the one it was made from."""
    if of in (document.mark, document.title):
        return True
    key = keys.get(of, "")
    return bool(key) and (document.key == key or document.key.startswith(f"{key}."))


def word_of(text: str) -> Word:
    """ "child: Rowan Fox", or only the word."""
    kind, colon, rest = text.partition(":")
    for known in KINDS:
        if colon and known == kind.strip().lower():
            return Word(rest.strip(), known)
    return Word(text.strip())


def _box_of(of: str, numbers: tuple[Any, ...]) -> Box:
    try:
        page, x, y, width, height, *basis = numbers
        if len(basis) > 1 or isinstance(page, float):
            raise ValueError
        return Box(int(page), float(x), float(y), float(width), float(height), *map(str, basis))
    except (TypeError, ValueError):
        raise WrongUsage(
            problem=f"[[redact]] of = {of!r}: {list(numbers)} is no box.",
            remedy="Write page, left, top, width, height, basis:"
            '  boxes = [[3, 72, 100, 120, 14, "address"]]',
        ) from None


def removed(plan: Plan) -> Plan:
    """The plan without the words, in everything that is typeset, listed or said."""
    redaction = plan.redaction
    if redaction is None:
        return plan
    rules = profile(redaction.profile)
    everything = _Taker(redaction.every_word, rules)
    said: list[str] = []
    sections = tuple(
        Section(
            section.letter,
            everything(section.title),
            tuple(
                _of_document(each, redaction, rules, everything, said) for each in section.documents
            ),
        )
        for section in plan.sections
    )
    return msgspec.structs.replace(
        plan,
        title=everything(plan.title),
        lines=_through(plan.lines, everything),
        sections=sections,
        chronology=_through(plan.chronology, everything),
        hearing=_through(plan.hearing, everything),
        caption=_through(plan.caption, everything),
        remarks=_through(plan.remarks, everything),
        findings=(*_through(plan.findings, everything), *said),
        notes=_through(plan.notes, everything),
        read={
            key: _through(words, _Taker(redaction.words_of(key), rules))
            for key, words in plan.read.items()
        },
    )


def _of_document(
    document: Document, redaction: Redaction, rules: Profile, everything: Take, said: list[str]
) -> Document:
    take = _Taker(redaction.words_of(document.key), rules)
    content: Content = _through(document.content, take)
    count = take.count
    shown: Document = msgspec.structs.replace(
        document,
        title=everything(document.title),
        date=everything(document.date),
        basis=everything(document.basis),
        content=content,
    )
    if not count or isinstance(document.content, Given | Picture | Office):
        return shown
    said.append(
        f"{shown.title}: {COPY}: words were taken out in {count} place{'s' * (count != 1)}"
        f"{kept(document)}"
    )
    return msgspec.structs.replace(shown, copy=COPY)


def kept(document: Document) -> str:
    """Which files the original of a copy is."""
    if not document.origin:
        return "; the original is kept"
    return f"; the original is kept: SHA-256 {', '.join(document.origin)}"


class _Taker:
    """Takes words and patterns out of a text; `count` says in how many places."""

    def __init__(self, words: Sequence[Word], rules: Profile) -> None:
        self._words = [(word, each) for word in words for each in wording.spellings(word.text)]
        self._rules = rules
        self.count = 0

    def __call__(self, text: str) -> str:
        if not text:
            return text
        folded = wording.fold(text)
        found = [
            (start, stop, word)
            for word, spelling in self._words
            for start, stop in wording.occurrences(text, spelling, folded)
        ]
        for hit in hits(text, self._rules.pattern):
            found.append((hit.start, hit.stop, Word(text[hit.start : hit.stop], hit.pattern.kind)))
        made, done = [], 0
        for start, stop, word in sorted(found, key=lambda each: (each[0], -each[1])):
            if stop <= done:
                continue
            # Of two that overlap the second begins where the first ends.
            start = max(start, done)
            made += [text[done:start], self._gap(text[start:stop], word)]
            done = stop
            self.count += 1
        return "".join([*made, text[done:]])

    def _gap(self, written: str, word: Word) -> str:
        keep = self._rules.keep.get(word.kind, "nothing")
        gap = f"[removed: {label_of(word.kind, keep, word.text, word.basis)}]"
        staying = [written[start:stop] for start, stop in stays(written, keep)]
        # Lines stay lines: what is cited by its number keeps it.
        return " ".join([gap, *staying]) + "\n" * written.count("\n")


def _through(value: Any, take: Take) -> Any:
    """The same value with every text in it changed by `take`."""
    match value:
        case str():
            return take(value)
        case Source():
            return Source(take(value.name), value.size, value.opener)
        case ("SHA-256", str()):
            return value
        case tuple():
            return tuple(_through(each, take) for each in value)
        case Text() | Letter():
            lines = tuple(take("\n".join(value.lines)).split("\n"))  # over the end of a line, too
            return _fields(msgspec.structs.replace(value, lines=lines), take, {"lines"})
        case Struct():
            return _fields(value, take, set())
        case _:
            return value


def _fields(value: Struct, take: Take, done: set[str]) -> Any:
    names = [name for name in value.__struct_fields__ if name not in UNTOUCHED | done]
    changed = {name: _through(getattr(value, name), take) for name in names}
    return msgspec.structs.replace(value, **changed)

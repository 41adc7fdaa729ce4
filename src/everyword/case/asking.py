"""Which people may be one, and who else a handle may be: asked, never decided here.

Two names are alike where the given names are one, or a table of a language has one as short for
the other, and the family names do not differ. The tables are short lists of common names
(data/*.toml); a name they do not have is only like itself.
"""

import functools
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from everyword.case.decided import Person
from everyword.case.people import names_of
from everyword.case.store import Case
from everyword.index.query import handle_counts

DATA = Path(__file__).parent / "data"
_PLAIN = str.maketrans({"\u0131": "i", "ł": "l", "ß": "ss"})


class Question(Struct, frozen=True):
    """A person, and another one or a handle that may be the same; their two names."""

    person: str
    other: str
    name: str
    other_name: str
    is_handle: bool = False
    items: int = 0


def questions(case: Case) -> Iterator[Question]:
    """What looks like one person and nobody has said whether it is."""
    people, apart = case.work.people(), case.work.people_apart()
    seen: dict[str, list[tuple[Person, str]]] = {}
    asked: set[tuple[str, str]] = set()
    for person in people.values():
        for name in names_of(person):
            for other, other_name in _near(seen, name):
                pair = tuple(sorted((person.id, other.id)))
                if other.id != person.id and pair not in asked and pair not in apart:
                    asked.add((pair[0], pair[1]))
                    yield Question(other.id, person.id, other_name, name)
        for name in names_of(person):
            for form in _forms(_given(name)):
                seen.setdefault(form, []).append((person, name))
    taken = {handle for each in people.values() for handle in each.handles}
    for handle, count in handle_counts(case.index.connection.execute).items():
        for person, name in _once(_near(seen, handle)) if handle not in taken else ():
            if tuple(sorted((person.id, handle))) not in apart:
                yield Question(person.id, handle, name, handle, True, count)


def are_alike(one: str, two: str) -> bool:
    """May these two be names of one person?"""
    first, second = _words(one), _words(two)
    if not first or not second or not _forms(first[0]) & _forms(second[0]):
        return False
    return len(first) == 1 or len(second) == 1 or first[-1] == second[-1]


def _near(seen: dict[str, list[tuple[Person, str]]], name: str) -> Iterator[tuple[Person, str]]:
    for form in sorted(_forms(_given(name))):
        for person, other in seen.get(form, ()):
            if are_alike(name, other):
                yield person, other


def _once(found: Iterable[tuple[Person, str]]) -> list[tuple[Person, str]]:
    first: dict[str, tuple[Person, str]] = {}
    for person, name in found:
        first.setdefault(person.id, (person, name))
    return sorted(first.values(), key=lambda each: int(each[0].id[1:]))


def _given(name: str) -> str:
    return (_words(name) or [""])[0]


def _words(name: str) -> list[str]:
    """Folded words of letters; a telephone number or an address has none."""
    words = folded(name).split()
    return words if words and all(_is_word(word) for word in words) else []


def _is_word(word: str) -> bool:
    letters = word.replace("-", "").replace("'", "").replace("\u2019", "").rstrip(".")
    return letters.isalpha()


def folded(name: str) -> str:
    """Without capitals and marks, so that two ways of writing a name compare alike."""
    parted = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in parted if not unicodedata.combining(c)).translate(_PLAIN)


def short_names(given: str) -> list[str]:
    """The names that the tables have for the same full name: of Robert Bob, of Bob Robert."""
    fulls = _table().get(folded(given), set())
    return sorted(name for name, of in _table().items() if name != folded(given) and of & fulls)


def _forms(given: str) -> set[str]:
    """The full names this one may stand for, itself among them."""
    return {given, *_table().get(given, ())} if given else set()


@functools.cache
def _table() -> dict[str, set[str]]:
    """Each name, folded -> the full names it may stand for, of all languages."""
    found: dict[str, set[str]] = {}
    for path in sorted(DATA.glob("*.toml")):
        for full, others in tomllib.loads(path.read_text("utf-8")).items():
            for name in (full, *others):
                found.setdefault(folded(name), set()).add(folded(full))
    return found

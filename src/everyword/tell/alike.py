"""Names that may be one person's: asked about, never joined."""

import itertools
from collections.abc import Iterator

from everyword.tell.people import Cast
from everyword.tell.persons import Somebody
from everyword.tell.tables import names, words

PERHAPS = "perhaps the same person"


def alike(cast: Cast) -> list[tuple[Somebody, Somebody]]:
    """Pairs of people, each once: a short form and a full one, a letter, a family name."""
    found: dict[tuple[str, str], tuple[Somebody, Somebody]] = {}
    for one, two in (*_short_forms(cast), *_letters(cast), *_family_names(cast)):
        if one.id != two.id and (two.id, one.id) not in found:
            found.setdefault((one.id, two.id), (one, two))
    return list(found.values())


def _named(cast: Cast) -> Iterator[tuple[Somebody, str]]:
    """Each person with each proper name."""
    for person in cast.people.values():
        for name in person.names:
            if cast.is_name(name):
                yield person, name


def _short_forms(cast: Cast) -> Iterator[tuple[Somebody, Somebody]]:
    """ "Kate" and "Katherine"."""
    by_full: dict[str, list[Somebody]] = {}
    for person, name in _named(cast):
        known = names().get(name.split()[0].lower())
        for full in known.full if known else ():
            if person not in by_full.setdefault(full, []):
                by_full[full].append(person)
    for group in by_full.values():
        yield from itertools.pairwise(group)


def _letters(cast: Cast) -> Iterator[tuple[Somebody, Somebody]]:
    """ "K" and "Kevin"."""
    by_letter: dict[str, list[tuple[Somebody, str]]] = {}
    for person, name in _named(cast):
        by_letter.setdefault(name[0].lower(), []).append((person, name))
    for letter, group in by_letter.items():
        single = [person for person, name in group if name.strip(".").lower() == letter]
        others = [person for person, _ in group if single and person is not single[0]]
        if others:
            yield single[0], others[0]


def _family_names(cast: Cast) -> Iterator[tuple[Somebody, Somebody]]:
    """ "Lund", "Mr Lund" and "David Lund": of one family, or one person."""
    long = [(person, name.lower().split()) for person, name in _named(cast)]
    for person, given in long:
        bare = [word for word in given if word.strip(".") not in words("honorific")]
        if len(bare) != 1:
            continue
        for other, many in long:
            last = [word for word in many if word.strip(".") not in words("honorific")]
            titled = len(bare) < len(given) or len(last) < len(many)
            if other is not person and bare[0] in (last[-1:] if not titled else last):
                yield other, person

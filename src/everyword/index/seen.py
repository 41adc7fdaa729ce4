"""What a machine read in pictures: kept beside the item, and among the words it is found by.

Derived, like all of the index. The same bytes are not read twice, wherever they stand. Pictures of
sources that nobody has said are theirs are not named here. `run` executes SQL.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct

from everyword.index import database
from everyword.index.folding import matching
from everyword.index.words import words_of
from everyword.model import Message, Photo, Reading

_unpack: msgspec.msgpack.Decoder[Reading] = msgspec.msgpack.Decoder(Reading)

MOST_HITS: Final = 200
"""Messages looked at for one word or row of words: what stands in more of them tells little."""
_OWN: Final = (
    "i.n NOT IN (SELECT item FROM variant)"
    " AND i.n NOT IN (SELECT item FROM place WHERE source IN apart)"
)
"""Messages that are no other copy's version of one, of sources that somebody said are theirs."""
_IN: Final = "i.thread IS :thread AND i.reader IS :reader AND i.kind = 'message'"
_ALONE: Final = " AND i.source = :source"


class Picture(Struct, frozen=True):
    """A picture: the item's number, and the sealed source it stands in."""

    n: int
    source: str
    photo: Photo

    @property
    def path(self) -> str:
        return self.photo.where[0].path

    @property
    def size(self) -> int:
        """Bytes."""
        return self.photo.where[0].last


class Words(Struct, frozen=True):
    """A machine's reading: by `program` ("tesseract 5.3.0") in `languages` ("eng+rus").

    `fault` says why there are no lines, when it could not read the picture.
    """

    program: str
    languages: str
    lines: tuple[str, ...]
    fault: str | None = None


class Hit(Struct, frozen=True):
    """A message with a word that was looked for."""

    n: int
    sort: str
    thread: str | None
    reader: str | None
    source: str

    @property
    def conversation(self) -> tuple[str | None, str | None, str]:
        """One conversation is one name in one kind of source; without a name, one source."""
        return self.thread, self.reader, "" if self.thread is not None else self.source


class Spoken(Struct, frozen=True):
    """A message, and the words that other copies of its conversation have for it."""

    n: int
    id: str
    source: str
    message: Message
    others: tuple[str, ...] = ()


def pictures(run: Any) -> Iterator[tuple[Picture, str | None]]:
    """Every picture that may be read, source by source, and the languages it was read in."""
    for n, source, body, languages in run(
        "SELECT i.n, i.source, i.body, s.languages FROM item i LEFT JOIN seen s ON s.item = i.n"
        " WHERE i.kind = 'photo' AND i.source NOT IN apart ORDER BY i.source, i.n"
    ):
        photo = _unpack.decode(body)
        assert isinstance(photo, Photo)
        yield Picture(n, source, photo), languages


def words(run: Any, item: int) -> Words | None:
    """What was read in a picture; None when nobody looked."""
    # A case on a write-protected disk may be older than this table.
    if not run("SELECT 1 FROM sqlite_master WHERE name = 'seen'").fetchone():
        return None
    sql = "SELECT program, languages, lines, fault FROM seen WHERE item = ?"
    return _words(run(sql, (item,)).fetchone())


def of_bytes(run: Any, sha256: bytes, program: str, languages: str) -> Words | None:
    """What was read in a picture of the same bytes in the same way."""
    sql = (
        "SELECT program, languages, lines, fault FROM seen"
        " WHERE sha256 = ? AND program = ? AND languages = ? LIMIT 1"
    )
    return _words(run(sql, (sha256, program, languages)).fetchone())


def put(connection: Any, item: int, sha256: bytes, found: Words) -> None:
    """Keep it in the place of what was read before, and let the item be found by it."""
    with database.transaction(connection):
        run = connection.execute
        row = run("SELECT body, words FROM item WHERE n = ?", (item,)).fetchone()
        if row is None:
            return
        searched = "\n".join((words_of(_unpack.decode(row[0])), *found.lines))
        run(
            "INSERT INTO found (found, rowid, words) VALUES ('delete', ?, folded(?))",
            (item, row[1]),
        )
        run("UPDATE item SET words = ? WHERE n = ?", (searched, item))
        run("INSERT INTO found (rowid, words) VALUES (?, folded(?))", (item, searched))
        lines = msgspec.json.encode(found.lines).decode()
        values = (item, sha256, found.program, found.languages, lines, found.fault)
        run("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?)", values)


def with_lines(run: Any) -> list[str]:
    """The ids of the pictures in which words were read, in order of time."""
    if not run("SELECT 1 FROM sqlite_master WHERE name = 'seen'").fetchone():
        return []
    sql = (
        "SELECT i.id FROM seen s JOIN item i ON i.n = s.item WHERE s.lines <> '[]'"
        f" AND {_OWN} ORDER BY i.sort = '', i.sort, i.n"
    )
    return [row[0] for row in run(sql)]


def hits(run: Any, phrase: Iterable[str]) -> list[Hit]:
    """The messages that have these words in a row; another copy's version stands for its item."""
    sql = (
        "SELECT DISTINCT i.n, i.sort, i.thread, i.reader, i.source FROM found f"
        " LEFT JOIN variant v ON v.item = f.rowid JOIN item i ON i.n = coalesce(v.of, f.rowid)"
        f" WHERE found MATCH ? AND i.kind = 'message' AND {_OWN} LIMIT ?"
    )
    return [Hit(*row) for row in run(sql, (_quoted(phrase), MOST_HITS)).fetchall()]


def pictures_with(run: Any, phrase: Iterable[str]) -> list[int]:
    """The numbers of the pictures in which these words in a row were read."""
    sql = (
        "SELECT f.rowid FROM found f WHERE found MATCH ?"
        " AND +f.rowid IN (SELECT item FROM seen WHERE lines <> '[]') LIMIT ?"
    )
    return [row[0] for row in run(sql, (_quoted(phrase), MOST_HITS)).fetchall()]


def _quoted(phrase: Iterable[str]) -> str:
    return matching(" ".join(phrase)) or '""'


def apart_by(run: Any, one: Hit, two: Hit, most: int) -> int:
    """How many messages lie between two of one conversation, counted no further than `most`."""
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM item i WHERE {_IN}{_alone(one)}"
        " AND (i.sort, i.n) > (:a, :b) AND (i.sort, i.n) < (:c, :d) LIMIT :most)"
    )
    ends = {"a": one.sort, "b": one.n, "c": two.sort, "d": two.n, "most": most}
    return int(run(sql, _named(one) | ends).fetchone()[0])


def around(run: Any, first: Hit, last: Hit, before: int, most: int) -> list[Spoken]:
    """So many messages before `first`, it and those that follow, at most `most` in all."""
    sql = (
        "SELECT i.n, i.id, i.source, i.body FROM item i"
        f" WHERE {_IN}{_alone(first)} AND {_OWN} AND (i.sort, i.n)"
    )
    values = _named(first) | {"a": first.sort, "b": first.n, "before": before, "most": most}
    earlier = f"{sql} < (:a, :b) ORDER BY i.sort DESC, i.n DESC LIMIT :before"
    later = f"{sql} >= (:a, :b) ORDER BY i.sort, i.n LIMIT :most"
    rows = [*run(earlier, values).fetchall()[::-1], *run(later, values).fetchall()][:most]
    return [_spoken(run, row) for row in rows]


def number_of(run: Any, hit: Hit) -> int:
    """Its place in its conversation, from 1."""
    sql = (
        f"SELECT count(*) FROM item i WHERE {_IN}{_alone(hit)} AND {_OWN}"
        " AND (i.sort, i.n) <= (:a, :b)"
    )
    return int(run(sql, _named(hit) | {"a": hit.sort, "b": hit.n}).fetchone()[0])


def hit_of(run: Any, n: int) -> Hit:
    sql = "SELECT n, sort, thread, reader, source FROM item WHERE n = ?"
    return Hit(*run(sql, (n,)).fetchone())


def _alone(hit: Hit) -> str:
    return _ALONE if hit.thread is None else ""


def _named(hit: Hit) -> dict[str, Any]:
    return {"thread": hit.thread, "reader": hit.reader, "source": hit.source}


def _words(row: Any) -> Words | None:
    if row is None:
        return None
    lines = msgspec.json.decode(row[2], type=tuple[str, ...])
    return Words(row[0], row[1], lines, row[3])


def _spoken(run: Any, row: Any) -> Spoken:
    message = _unpack.decode(row[3])
    assert isinstance(message, Message)
    sql = "SELECT i.body FROM variant v JOIN item i ON i.n = v.item WHERE v.of = ? ORDER BY i.n"
    versions = [_unpack.decode(body) for (body,) in run(sql, (row[0],)).fetchall()]
    others = (each.text for each in versions if isinstance(each, Message))
    return Spoken(row[0], row[1], row[2], message, tuple(others))

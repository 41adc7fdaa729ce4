"""The columns of an SQLite table, from the CREATE TABLE words that the file keeps of it."""

import re

from msgspec import Struct

LONGEST = 64 * 1024
"""Letters of one CREATE TABLE; the longest of a telephone has about 4,000."""
_TOKEN = re.compile(
    r"\s++|--[^\n]*+|/\*.*?(?:\*/|\Z)|"  # as SQLite: one that is not closed goes to the end
    r"(?P<quoted>\"(?:[^\"]|\"\")*+\"|`[^`]*+`|\[[^\]]*+\]|'(?:[^']|'')*+')|"
    r"(?P<word>[^\W\d][\w$]*+)|(?P<number>[+-]?\d[\w.]*+)|(?P<mark>[\"'`\[].*+|.)",
    re.S,
)
_CONSTRAINTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


class BadSchema(Exception):
    """Why the columns are not known."""


class Table(Struct, frozen=True):
    """`root` is its first page. `alias` is the place of the column that is the row's number."""

    name: str
    root: int
    columns: tuple[str, ...]
    defaults: tuple[str | int | None, ...]
    alias: int | None

    def place(self, name: str) -> int | None:
        return self.columns.index(name.lower()) if name.lower() in self.columns else None

    def default(self, name: str) -> str | int | None:
        """What a row written before the column was added has for it."""
        place = self.place(name)
        return None if place is None else self.defaults[place]


def parse_table(name: str, root: int, sql: object) -> Table:
    """Raises BadSchema where the words are none that tell the columns."""
    if not isinstance(sql, str) or len(sql) > LONGEST:
        raise BadSchema("its columns are not told")
    parts, tail = _parts(sql)
    if "ROWID" in tail or "VIRTUAL" in tail:
        raise BadSchema("it is of a kind that is not read")
    columns: list[str] = []
    defaults: list[str | int | None] = []
    alias: int | None = None
    for part in parts:
        words = [word.upper() for word in part]
        if not part or words[0] in _CONSTRAINTS:
            continue
        if "GENERATED" in words or "AS" in words[1:]:
            raise BadSchema("it has columns that are computed")
        if words[1:4] == ["INTEGER", "PRIMARY", "KEY"] and "DESC" not in words:
            alias = len(columns)
        columns.append(_plain(part[0]).lower())
        defaults.append(_default(part, words))
    if not columns:
        raise BadSchema("its columns are not told")
    return Table(name, root, tuple(columns), tuple(defaults), alias)


def _parts(sql: str) -> tuple[list[list[str]], list[str]]:
    """The words of each column, those inside further brackets left out; and those behind."""
    parts: list[list[str]] = []
    tail: list[str] = []
    depth = 0
    for match in _TOKEN.finditer(sql):
        token = match[0]
        if match.lastgroup is None:
            continue
        if token == "(":
            depth += 1
            if depth == 1 and not parts:
                parts.append([])
        elif token == ")":
            depth -= 1
        elif depth == 1 and token == ",":
            parts.append([])
        elif depth == 1:
            parts[-1].append(token)
        elif depth <= 0:
            tail.append(token.upper())
    return parts, tail


def _plain(word: str) -> str:
    if word[:1] in "\"'`[" and len(word) > 1:
        return word[1:-1].replace(word[-1] * 2, word[-1])
    return word


def _default(part: list[str], words: list[str]) -> str | int | None:
    if "DEFAULT" not in words[:-1]:
        return None
    value = part[words.index("DEFAULT") + 1]
    if re.fullmatch(r"[+-]?\d{1,18}", value):
        return int(value)
    return _plain(value) if value[:1] == "'" else None

"""Tables (CSV, semicolons, tabs) of payments as banks' web pages and money programs make them.

Where from: the "CSV" or "Excel" download of a bank. Every bank has its own columns; anybody can
edit the file.

Which column is which is proposed from the headings (many languages) and read only after a person
has confirmed it: `columns`, as date=1,payee=2,amount=5,balance=6, or yes. Signed by the file:
negative leaves the account; amount=-5 turns that round; `out` and `in` are two columns of sums
without a sign; `sign` is a column with words like Debit and Credit.

Times: the day in the column of dates; a date stays a day; a time has no zone. The order of day and
month is shown by the dates of the file or asked (`date_order`).

Amounts: point or comma as the amounts of the file show it, else asked (`decimal`). `currency` is
its own column's, or named in the heading or beside the amount.

Words: payee and reference are the columns named for them, then every other column with its heading,
so that nothing of the row is lost. A status as "pending" or "reverted" stands there too: such a row
is a payment like any other.

A table without a heading is read where each row has a day first, words, and sums with cents, some
of them with a minus; its columns are asked in the same way.

Lines: a row may have several where a cell is quoted. Lines before the heading, blank lines and rows
with neither date nor amount are skipped with their words. A row with more or fewer cells than the
heading is a Problem. Where each row has a balance, it is checked from row to row, from old to new
or back; what does not fit is a Problem that names both figures and the line.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from everyword.archive import BadArchive
from everyword.model import (
    Answers,
    Locator,
    Payment,
    Problem,
    Reading,
    Skipped,
    Source,
    whole,
)
from everyword.readers.bank.amounts import Decimals, Sum
from everyword.readers.bank.balance import MAX_ACCOUNTS, Column
from everyword.readers.bank.dates import Orders, is_date
from everyword.readers.bank.letters import (
    Letters,
    alphabets_where,
    ask_alphabet,
    head_text,
    letters_of,
    lines,
    marked,
)
from everyword.readers.bank.ofx_values import Unreadable
from everyword.readers.tables import mapping as csv_mapping
from everyword.readers.tables import table as csv_table
from everyword.readers.tables.mapping import Mapping
from everyword.readers.tables.table import Row, Table
from everyword.readers.tables.words import side_of

NAME, TITLE, VERSION = "bank_csv", "table of payments (CSV)", 2

HEAD = 65536


def recognises(source: Source) -> bool:
    """A heading with a date and an amount in words known here, and rows that fit it."""
    try:
        text = head_text(source)
        if text is None or text[:1] in "<{[" or text.startswith("%PDF"):
            return False
        if csv_table.find(text, source.size <= HEAD) is not None:
            return True
        return bool(alphabets_where(source, _has_table(source)))
    except (OSError, BadArchive):
        return False


def _has_table(source: Source) -> Callable[[str], bool]:
    return lambda text: csv_table.find(text, source.size <= HEAD) is not None


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    letters = letters_of(source, answers)
    try:
        table = csv_table.find(_head(source, letters), source.size <= HEAD)
        if table is None and (others := alphabets_where(source, _has_table(source))):
            raise ask_alphabet(source, others)
        if table is None:
            yield Problem(whole(source), "no heading with a date and an amount was found")
            return
        mapping = csv_mapping.settle(table, answers.get("columns"), source.name)
        file = _File(source.name, table, mapping)
        file.look(_rows(source, letters, table), answers)
        if letters.problem is not None:
            yield Problem(whole(source), letters.problem)
        for line in lines(source, letters):
            if line.number >= table.first:
                break
            words = "longer than any line" if line.text is None else line.text[:400]
            where = (Locator(source.name, line.number, line.number, "line"),)
            yield Skipped(where, f"before the heading: {words}" if words.strip() else "blank")
        for row in _rows(source, letters, table):
            yield file.take(row)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")
        return
    for words in file.faults():
        yield Problem(whole(source), words)


def _head(source: Source, letters: Letters) -> str:
    data = source.head(HEAD)
    return data[marked(data)[0] :].decode(letters.name, "replace")


def _rows(source: Source, letters: Letters, table: Table) -> Iterator[Row]:
    found = (line for line in lines(source, letters) if line.number >= table.first)
    return csv_table.rows(found, table.mark, len(table.names))


class _File:
    """The confirmed columns of a file, and what its rows show of dates, amounts and balances."""

    def __init__(self, path: str, table: Table, mapping: Mapping) -> None:
        self._path, self._table, self._mapping = path, table, mapping
        self._orders, self._decimals = Orders(), Decimals()
        self._money = csv_mapping.money_of(table, mapping)
        self._columns: dict[str | None, Column] = {}
        self._sums = [at for at in map(mapping.one, ("amount", "out", "in")) if at is not None]
        self._cut = False
        self._minus: dict[str, set[bool]] = {"out": set(), "in": set()}
        used = {at for found in mapping.columns.values() for at in found}
        keep = {at for at in (mapping.one("sign"),) if at is not None}
        self._others = [at for at in range(len(table.names)) if at not in used - keep]

    def look(self, rows: Iterator[Row], answers: Answers) -> None:
        """First pass: every date and amount that will be read. Raises NeedsAnswer."""
        date, balance = self._mapping.one("date"), self._mapping.one("balance")
        assert date is not None
        for row in rows:
            cells = row.cells
            if cells is None or not csv_table.same_width(cells, len(self._table.names)):
                continue
            if not is_date(cells[date]):
                continue
            self._orders.see(cells[date])
            for at in (*self._sums, *(() if balance is None else (balance,))):
                self._decimals.see(cells[at])
            for side, signs in self._minus.items():
                column = self._mapping.one(side)
                if column is not None and any(figure in cells[column] for figure in "123456789"):
                    signs.add(_is_minus(cells[column]))
        self._orders.settle(answers.get("date_order"), self._path)
        self._decimals.settle(answers.get("decimal"), self._path)

    def take(self, row: Row) -> Reading:
        where = (Locator(self._path, row.first, row.last, "line"),)
        cells = row.cells
        words = row.text if len(row.text) <= 400 else row.text[:400] + " ..."
        if cells is None:
            self._lose()
            return Problem(where, f"{row.what} ({words})")
        if not any(cell.strip() for cell in cells):
            return Skipped(where, "blank")
        if cells == self._table.names:
            return Skipped(where, f"the heading: {words}")
        date = self._mapping.one("date")
        assert date is not None
        dated = date < len(cells) and is_date(cells[date])
        if not dated and not any(
            at < len(cells) and csv_table.is_sum(cells[at]) for at in self._sums
        ):
            return Skipped(where, f"neither a date nor an amount: {words}")
        try:
            payment = self._payment(where, row.first, cells)
            self._cut = not row.ended and len(cells) - 1 in self._sums
            return payment
        except Unreadable as fault:
            self._lose()
            return Problem(where, f"{fault} ({words})")

    def _payment(self, where: tuple[Locator, ...], line: int, cells: list[str]) -> Payment:
        width = len(self._table.names)
        if not csv_table.same_width(cells, width):
            raise Unreadable(f"it has {len(cells)} cells, the heading {width}")
        when = self._orders.read(cells[self._mapping.one("date") or 0])
        amount, code, other_money = self._amount(cells)
        account = self._cell(cells, "account")
        balance = None
        if (text := self._cell(cells, "balance")) is not None:
            balance = self._decimals.read(text)[0]
        if account in self._columns or len(self._columns) < MAX_ACCOUNTS:
            self._columns.setdefault(account, Column()).see(line, amount, balance)
        currency = self._cell(cells, "currency") or code or self._money
        payee = " | ".join(self._cells(cells, "payee")) or None
        reference = self._reference(cells, other_money)
        return Payment(where, when, account, amount, currency, payee, reference, balance)

    def _amount(self, cells: list[str]) -> Sum:
        at = self._mapping.one("amount")
        if at is None:
            return self._two_columns(cells)
        if not cells[at].strip():
            raise Unreadable("it has no amount")
        amount, code, other = self._decimals.read(cells[at])
        sign = self._mapping.one("sign")
        if sign is not None:
            side = side_of(cells[sign])
            if side is None:
                raise Unreadable(f"{cells[sign][:40]!r} does not say out or in")
            if amount < 0 and side == "in":
                raise Unreadable(f"a minus beside {cells[sign][:40]!r} can be read in two ways")
            amount = _leaves(amount) if side == "out" else amount
        if self._mapping.turned:
            amount = amount.copy_negate()
        return Sum((_plain_zero(amount), code, other))

    def _two_columns(self, cells: list[str]) -> Sum:
        """Sums without a sign in two columns; a minus has to be on all of a column or on none."""
        found: list[Sum] = []
        for side in ("out", "in"):
            at = self._mapping.one(side)
            if at is None or not cells[at].strip(" -\u2013"):
                continue
            amount, code, other = self._decimals.read(cells[at])
            if not amount:
                found.append(Sum((abs(amount), code, other)))
                continue
            if len(self._minus[side]) > 1 and _is_minus(cells[at]):
                raise Unreadable(f"the minus in {cells[at].strip()[:40]} can be read in two ways")
            amount = abs(amount)
            found.append(Sum((_leaves(amount) if side == "out" else amount, code, other)))
        sums = [each for each in found if each[0]] or found[:1]
        if len(sums) != 1:
            raise Unreadable(
                "it has an amount going out and one coming in" if sums else "no amount"
            )
        return sums[0]

    def _cell(self, cells: list[str], role: str) -> str | None:
        at = self._mapping.one(role)
        return cells[at] if at is not None and cells[at].strip() else None

    def _cells(self, cells: list[str], role: str) -> list[str]:
        return [cells[at] for at in self._mapping.columns.get(role, ()) if cells[at].strip()]

    def _reference(self, cells: list[str], other_money: bool) -> str | None:
        names = self._table.names
        others = [*self._others, *(self._sums if other_money else ())]
        return (
            " | ".join(
                (
                    *self._cells(cells, "reference"),
                    *(f"{names[at]} {cells[at]}".lstrip() for at in others if cells[at].strip()),
                )
            )
            or None
        )

    def _lose(self) -> None:
        for column in self._columns.values():
            column.lose()

    def faults(self) -> Iterator[str]:
        """What can be said only of the whole file."""
        if self._cut:
            yield (
                "the last line has no line end: where the file was cut short, the last amount may "
                "be cut too"
            )
        for account, column in self._columns.items():
            of = f"account {account}: " if account is not None else ""
            for words in column.faults():
                yield f"{of}{words}"


def _is_minus(cell: str) -> bool:
    return any(sign in cell for sign in "-\u2212(")


def _leaves(amount: Decimal) -> Decimal:
    return _plain_zero(abs(amount).copy_negate())


def _plain_zero(amount: Decimal) -> Decimal:
    return amount if amount else abs(amount)

"""Lines of an account, and calls, as tables: amounts by direction, the bank's field names in words.

Nothing is left out: a field without a word of its own here stands under the bank's name for it.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from everyword.bundle import plan
from everyword.bundle.pages.printed_times import clock, when_words
from everyword.index.store import Entry
from everyword.model import Call, Payment

OFX_FIELDS = {
    "TRNTYPE": "kind",
    "FITID": "bank no.",
    "CHECKNUM": "cheque number",
    "REFNUM": "reference number",
    "DTUSER": "made on",
    "DTAVAIL": "available on",
    "SIC": "code of the trade",
    "PAYEEID": "number of the payee",
    "SRVRTID": "number at the bank's computer",
    "CORRECTFITID": "corrects the line with bank no.",
    "CORRECTACTION": "correction",
    "NAME": "name",
    "EXTDNAME": "full name",
}
OFX_KINDS = {
    "ATM": "cash machine",
    "CASH": "cash",
    "CHECK": "cheque",
    "CREDIT": "credit",
    "DEBIT": "debit",
    "DEP": "deposit",
    "DIRECTDEBIT": "direct debit",
    "DIRECTDEP": "direct deposit",
    "DIV": "dividend",
    "FEE": "fee",
    "HOLD": "amount held",
    "INT": "interest",
    "OTHER": "other",
    "PAYMENT": "electronic payment",
    "POS": "card payment",
    "REPEATPMT": "repeating payment",
    "SRVCHG": "service charge",
    "XFER": "transfer",
}
QIF_FIELDS = {
    "N": "number",
    "L": "category",
    "C": "cleared",
    "A": "address",
    "S": "split, category",
    "E": "split, words",
    "$": "split, amount",
    "%": "split, per cent",
    "F": "to be repaid",
}
CAMT_FIELDS = {
    "NtryRef": "number of the entry",
    "AcctSvcrRef": "bank no.",
    "EndToEndId": "reference of the payer",
    "InstrId": "number of the instruction",
    "MndtId": "number of the mandate",
    "TxId": "number of the transaction",
    "ValDt Dt": "value date",
    "BookgDt Dt": "booked on",
    "AddtlNtryInf": "further words",
    "AddtlTxInf": "further words",
}
_FIELDS = {"bank_ofx": OFX_FIELDS, "bank_qif": QIF_FIELDS, "bank_camt": CAMT_FIELDS}


def details(reference: str, reader: str | None) -> str:
    """The words of a payment as they stand and its kind; below, the bank's fields in words."""
    fields = _FIELDS.get(reader or "", {})
    words: list[str] = []
    kinds: list[str] = []
    named: list[str] = []
    for part in reference.split(" | "):
        name, value = _field(part, fields)
        if name is None:
            (named if named else words).append(part)
        elif name == "kind":
            kinds.append(OFX_KINDS.get(value, value))
        else:
            named.append(f"{name} {value}")
    lines = ("; ".join((*([" | ".join(words)] if words else ()), *kinds)), "; ".join(named))
    return "\n".join(line for line in lines if line)


def _field(part: str, fields: dict[str, str]) -> tuple[str | None, str]:
    """The plain name and the value; no name where the field has none here."""
    for name, plain in fields.items():
        if part.startswith(f"{name} "):
            return plain, part[len(name) + 1 :]
    return None, part


def payments(entries: Sequence[Entry], facts: plan.Facts) -> plan.Table:
    """One row for each line of an account; `facts` say which account and where it was read."""
    lines = [(entry, _payment(entry)) for entry in entries]
    currencies = {payment.currency for _, payment in lines}
    single = len(currencies) == 1
    has_balance = any(payment.balance is not None for _, payment in lines)
    rows = []
    for entry, payment in lines:
        amount = _money(abs(payment.amount), None if single else payment.currency)
        cells = [
            when_words(payment.when, brief=True),
            payment.payee or "",
            details(payment.reference or "", entry.reader),
            amount if payment.amount < 0 else "",
            "" if payment.amount < 0 else amount,
        ]
        if has_balance:
            balance = payment.balance
            cells.append("" if balance is None else _money(balance, None))
        rows.append(plan.Row(entry.id, tuple(cells)))
    columns = ["Date", "Payee", "Words and details", "Paid out", "Paid in"]
    more = (*_sums([payment for _, payment in lines], currencies), *_renamed(entries))
    if has_balance:
        columns.append("Balance")
    return plan.Table((*facts, *more), tuple(columns), "lllrrr"[: len(columns)], tuple(rows))


def _payment(entry: Entry) -> Payment:
    assert isinstance(entry.reading, Payment)
    return entry.reading


def _sums(payments: list[Payment], currencies: set[str | None]) -> plan.Facts:
    """What the chosen lines come to, for each currency: to be added up again by anybody."""
    facts = []
    for currency in sorted(currencies, key=lambda each: each or ""):
        amounts = [each.amount for each in payments if each.currency == currency]
        out = -sum((each for each in amounts if each < 0), Decimal(0))
        into = sum((each for each in amounts if each >= 0), Decimal(0))
        words = f"{_money(out, None)} paid out, {_money(into, None)} paid in"
        facts.append((f"These lines, {currency or 'currency not named'}", words))
    return tuple(facts)


def _renamed(entries: Sequence[Entry]) -> plan.Facts:
    if not any(entry.reader in _FIELDS for entry in entries):
        return ()
    words = "the names of the bank's fields are put into words; the values stand as in the file"
    return (("Details", words),)


def _money(amount: Decimal, currency: str | None) -> str:
    return f"{amount:,} {currency or ''}".strip()


def calls(entries: Sequence[Entry], name: Callable[[str | None], str]) -> plan.Table:
    """One row for each call; `name` gives a handle with the person behind it."""
    rows = []
    for entry in entries:
        call = entry.reading
        assert isinstance(call, Call)
        length = "not stated" if call.seconds is None else clock(call.seconds)
        answered = {True: "answered", False: "not answered", None: "not stated"}[call.answered]
        to = ", ".join(name(each) for each in call.to) or name(None)
        cells = (when_words(call.when), name(call.sender), to, answered, length)
        rows.append(plan.Row(entry.id, cells))
    facts = (("Calls", f"{len(entries)} chosen"),)
    columns = ("Date and time", "From", "To", "Answered", "Length")
    return plan.Table(facts, columns, "llllr", tuple(rows))

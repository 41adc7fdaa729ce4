"""Sums of money as people's bank files write them, without guessing what a point or comma means.

`1,234` is one thousand or one point two: the other amounts of the file may show which; where none
does, the person is asked (`decimal`). An amount that has one reading is read by its own shape.
"""

import re
from decimal import Decimal

from everyword.errors import NeedsAnswer
from everyword.readers.bank.ofx_values import Unreadable

_SPACES = "[ '\u2019\u00a0\u2009\u202f]"
_FORM = re.compile(
    r"\s*+(?P<open>\()?\s*+(?P<minus>[-+−])?\s*+(?P<before>[A-Z]{3}|[€$£¥₺₽]|zł|kr\.?)?\s*+"  # noqa: RUF001 (the minus sign some banks write)
    r"(?P<inner>[-+−])?\s*+(?P<body>[0-9](?:[0-9.,]|" + _SPACES + r"(?=[0-9]))*|[.,][0-9]+)"  # noqa: RUF001
    r"\s*+(?P<trail>[-+−])?\s*+(?P<after>[A-Z]{3}|[€$£¥₺₽]|zł|kr\.?|TL)?\s*+(?P<close>\))?\s*+"  # noqa: RUF001
)
_GROUPS = re.compile(r"[0-9]{1,3}(?:" + _SPACES + r"[0-9]{3})+(?![0-9])")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
_MINUS = "-−"  # noqa: RUF001
MAX_LENGTH = 60
CHOICES = ("point", "comma")


class Sum(tuple[Decimal, str | None, bool]):
    """(amount, the ISO code written with it or None, whether other signs of money stand there)."""

    __slots__ = ()


class Decimals:
    """What the amounts of one file show of its decimal sign; see all of them, then settle."""

    def __init__(self) -> None:
        self.point = self.comma = False
        self._either: str | None = None
        self.choice: str | None = None

    def see(self, text: str) -> None:
        form = _form(text)
        if form is None:
            return
        shown = _shows(_body(form))
        if shown == "point":
            self.point = True
        elif shown == "comma":
            self.comma = True
        elif shown == "either" and self._either is None:
            self._either = text.strip()

    def settle(self, answer: str | None, path: str) -> None:
        """Raises NeedsAnswer where an amount has two readings and no other shows which."""
        if self.point != self.comma:
            self.choice = "point" if self.point else "comma"
        elif answer in CHOICES and not self.point:
            self.choice = answer
        elif self._either is not None and not self.point:
            words = re.sub("[.,]", "", self._either)
            small = re.sub("[.,]", ".", self._either)
            question = (
                f"is the amount {self._either} the sum {words} (thousands) or {small} (a small sum "
                "with three decimals)? Say what stands before the decimals: point or comma"
            )
            raise NeedsAnswer(path=path, question=question, key="decimal", choices=CHOICES)

    def read(self, text: str) -> Sum:
        """The amount, signed as written. Raises Unreadable."""
        form = _form(text)
        if form is None:
            raise Unreadable(f"{text.strip()[:40]!r} is not a sum of money")
        body = _body(form)
        shown = _shows(body)
        if shown is None:
            raise Unreadable(f"{text.strip()[:40]!r} is not a sum of money")
        if shown == "either":
            if self.choice is None:
                raise Unreadable(f"the amount {text.strip()[:40]} can be read in two ways")
            shown = self.choice
        value = _value(body, shown)
        signs = [form[name] for name in ("minus", "inner", "trail") if form[name]]
        if len(signs) + bool(form["open"]) > 1 or bool(form["open"]) != bool(form["close"]):
            raise Unreadable(f"the amount {text.strip()[:40]!r} has more than one sign")
        if form["open"] or (signs and signs[0] in _MINUS):
            value = value.copy_negate()
        money = [each for each in (form["before"], form["after"]) if each]
        code = {"€": "EUR"}.get(money[0], money[0]) if len(money) == 1 else None
        known = code if code is not None and re.fullmatch("[A-Z]{3}", code) else None
        return Sum((value, known, bool(money) and known is None))


def _form(text: str) -> re.Match[str] | None:
    return _FORM.fullmatch(text) if len(text) <= MAX_LENGTH else None


def _body(form: re.Match[str]) -> str:
    """The figures without the spaces between thousands; spaces elsewhere stay, to be refused."""
    body = form["body"]
    groups = _GROUPS.match(body)
    if groups is None:
        return body
    return re.sub(_SPACES, "", groups[0]) + body[groups.end() :]


def _shows(body: str) -> str | None:
    """ "point", "comma" (before decimals), "none" (no such sign), "either", None: not an amount."""
    if re.fullmatch("[0-9]+", body):
        return "none"
    signs = re.sub("[0-9]", "", body)
    if set(signs) - {".", ","}:
        return None
    last = signs[-1]
    left, _, right = body.rpartition(last)
    name = "point" if last == "." else "comma"
    if len(signs) == 1:
        may_be_thousands = len(right) == 3 and re.fullmatch("[1-9][0-9]{0,2}", left)
        return "either" if may_be_thousands else name
    if len(set(signs)) == 1:
        if _THOUSANDS.fullmatch(body) or _INDIAN.fullmatch(body):
            return "comma" if last == "." else "point"
        return None
    grouped = _THOUSANDS.fullmatch(left) or _INDIAN.fullmatch(left)
    return name if grouped and last not in left else None


def _value(body: str, shown: str) -> Decimal:
    sign = {"point": ".", "comma": ","}.get(shown, ".")
    other = "," if sign == "." else "."
    return Decimal(body.replace(other, "").replace(sign, "."))

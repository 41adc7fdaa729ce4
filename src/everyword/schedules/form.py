"""The same figures under the headings of a disclosure form; what has none says "not stated"."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct

from everyword.case.dates import day_words
from everyword.case.store import Case
from everyword.schedules.figures import Figure, figures_of
from everyword.schedules.layouts import ANY, CONFIDENCE, Choice, Heading, Layout, layout
from everyword.schedules.shown_currency import Rates
from everyword.schedules.sums import NOT_STATED, Sum, added, figure, money
from everyword.schedules.table import Row, Schedule

COLUMNS: Final = ("No.", "Heading, and what stands under it", "Amount", "Currency")
CAPITAL: Final = ("owned", "owed", "account")


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """`layout`: which form. `whose`: what is said to be of this person, or of nobody named. `to`,
    `rates`: as for the schedule of money."""

    layout: str
    whose: str | None = None
    to: str | None = None
    rates: tuple[str, ...] = ()


class Placed(Struct, frozen=True):
    """A heading with the figures under it."""

    heading: Heading
    figures: tuple[Figure, ...]


def make(case: Case, options: Options) -> Schedule:
    """Raises WrongUsage, NotFound."""
    form = layout(options.layout)
    rates = Rates.of(case, options.to, options.rates)
    figures, notes = figures_of(case, options.whose)
    placed, left = place(form, figures)
    rows = [row for each in placed for row in _rows(each, placed, rates)]
    if left:
        rows.append(Row(("", "In no heading of this form", "", ""), total=True))
        rows += [_line(each) for each in left]
    facts = (
        ("Headings", f"{form.source}, seen on {day_words(form.seen.isoformat())};"
         f" {CONFIDENCE[form.confidence]}"),
        *([("Of this form", form.note)] if form.note else []),
        *([("Which form", _choice(form.choice, figures, form.currency))] if form.choice else []),
        ("Figures", "what is owed has a minus; no figure: “not stated”; an amount that is not known"
         " is never counted"),
        ("Checked", _check(placed)),
        *rates.facts(),
    )  # fmt: skip
    return Schedule(
        "form",
        form.title,
        facts,
        COLUMNS,
        "llrl",
        tuple(rows),
        tuple(dict.fromkeys([*notes, *rates.notes])),
        figures={
            "headings": [
                {"number": each.heading.number, "title": each.heading.title, **_sums_json(each)}
                for each in placed
                if not each.heading.summary
            ],
            "summary": {
                currency: {"known": figure(sum_.known, currency), "not known": sum_.unknown}
                for currency, sum_ in _capital(placed).items()
            },
        },
    )


def place(form: Layout, figures: Sequence[Figure]) -> tuple[list[Placed], list[Figure]]:
    """Each figure under the first heading that takes its kind, else under the first that takes what
    is left of its sort; and those that no heading takes."""
    under: dict[int, list[Figure]] = {number: [] for number in range(len(form.heading))}
    left = list[Figure]()
    for each in figures:
        number = next(
            (n for n, x in enumerate(form.heading) if _takes(x, each)),
            next((n for n, x in enumerate(form.heading) if _takes_rest(x, each)), None),
        )
        if number is None:
            left.append(each)
        else:
            under[number].append(each)
    placed = [Placed(x, tuple(under[n])) for n, x in enumerate(form.heading)]
    return placed, left


def _takes(heading: Heading, figure: Figure) -> bool:
    match figure.sort:
        case "owned":
            return figure.kind in heading.owned
        case "owed":
            return figure.kind in heading.owed
        case "account":
            return figure.kind in heading.accounts
        case "income":
            return heading.income and figure.kind in heading.kinds
        case "spending":
            return heading.spending and figure.kind in heading.kinds
        case "put in":
            return heading.put_in
        case "gone":
            return heading.gone
        case _:
            return heading.costs


def _takes_rest(heading: Heading, figure: Figure) -> bool:
    match figure.sort:
        case "owned":
            return ANY in heading.owned or "other" in heading.owned
        case "owed":
            return ANY in heading.owed or "other" in heading.owed
        case "income":
            return heading.income and not heading.kinds
        case "spending":
            return heading.spending and not heading.kinds
        case _:
            return False


def sums(figures: Iterable[Figure]) -> dict[str, Sum]:
    """By currency."""
    found = dict[str, Sum]()
    for each in figures:
        one = found.setdefault(each.currency, Sum())
        one.add(each.amount, each.items, each.said)
    return dict(sorted(found.items()))


def _capital(placed: Iterable[Placed]) -> dict[str, Sum]:
    return sums(x for each in placed for x in each.figures if x.sort in CAPITAL)


def _rows(each: Placed, all_: Sequence[Placed], rates: Rates) -> Iterator[Row]:
    heading = each.heading
    if heading.summary:
        yield from _summary(heading, all_, rates)
        return
    if not each.figures:
        yield Row((heading.number, heading.title, NOT_STATED, ""), total=True)
        return
    yield Row((heading.number, heading.title, "", ""), total=True)
    yield from (_line(figure) for figure in each.figures)
    is_net = any(figure.sort in ("owed", "account") for figure in each.figures)
    for currency, sum_ in sums(each.figures).items():
        yield _sum_row(heading.number, f"all of: {heading.title}", sum_, currency, is_net)


def _line(each: Figure) -> Row:
    of = f" ({each.of})" if each.of else ""
    cells = ("", each.words + of, money(each.amount), each.currency)
    return Row(cells, each.items, each.said)


def _sum_row(number: str, words: str, sum_: Sum, currency: str, is_net: bool = True) -> Row:
    cells = (number, words, sum_.words(is_net=is_net), currency)
    return Row(cells, tuple(sum_.items), tuple(sum_.said), total=True)


def _summary(heading: Heading, placed: Sequence[Placed], rates: Rates) -> Iterator[Row]:
    """What is owned and in accounts, less what is owed."""
    whole = _capital(placed)
    if not whole:
        yield Row((heading.number, heading.title, NOT_STATED, ""), total=True)
    for currency, sum_ in whole.items():
        yield _sum_row(heading.number, f"{heading.title}: owned less owed", sum_, currency)
    if rates.to is not None and whole:
        words = f"{heading.title}: owned less owed, converted"
        yield _sum_row(heading.number, words, rates.converted(whole), rates.to)


def _check(placed: Sequence[Placed]) -> str:
    """The summary once more, from the sums of the headings."""
    again = dict[str, Decimal]()
    for each in placed:
        capital = [x for x in each.figures if x.sort in CAPITAL]
        for currency, sum_ in sums(capital).items():
            again[currency] = added(again.get(currency, Decimal(0)), sum_.known)
    whole = {currency: sum_.known for currency, sum_ in _capital(placed).items()}
    assert again == whole, "the summary is not the sum of its headings"
    return "the summary is the sum of the headings"


def _choice(choice: Choice, figures: Sequence[Figure], currency: str) -> str:
    """By the gross income of a year; where a part is not known, only what is sure is said."""
    limit, known, unknown, other = Decimal(choice.below), Fraction(0), 0, set[str]()
    for each in figures:
        if each.sort != "income":
            continue
        if each.currency != currency:
            other.add(each.currency)
        elif each.exact is None:
            unknown += 1
        else:
            known += each.exact * 12
    at_least = f"{to_the_penny(known)} {currency}"
    lacking = f"; {unknown} amounts not known" if unknown else ""
    lacking += f"; income in {', '.join(sorted(other))} not counted" if other else ""
    if known >= limit:
        return f"{choice.at_least}: {choice.what} is {at_least}{lacking}"
    if lacking or not known:
        return f"{NOT_STATED}: of {choice.what} {at_least} is known{lacking}"
    return f"{choice.under}: {choice.what} is {at_least}, below {money(limit, currency)}"


def to_the_penny(amount: Fraction) -> str:
    """To the penny, downwards: never above the limit by rounding."""
    pence = amount * 100 // 1
    return money(Decimal(pence).scaleb(-2))


def _sums_json(each: Placed) -> dict[str, object]:
    return {
        "sums": {
            currency: {"known": figure(sum_.known, currency), "not known": sum_.unknown}
            for currency, sum_ in sums(each.figures).items()
        }
    }

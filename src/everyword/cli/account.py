"""everyword account: whose each account is, what its payees are, and what only a person can say."""

import json
from itertools import islice
from typing import Any, get_args

import click
import msgspec

from everyword.case.decided import CiteTo
from everyword.case.store import Case
from everyword.cli.fact import parse_cite
from everyword.cli.settings import Settings, pass_settings, printable, remark, table
from everyword.cli.taken_back import with_taking_back
from everyword.errors import NotFound, WrongUsage
from everyword.model import Payment
from everyword.schedules import asking
from everyword.schedules.counting import Money
from everyword.schedules.entering import add, checked, keep, kept, whole_day
from everyword.schedules.household import (
    AccountKind,
    AccountSaid,
    KindRule,
    StatementSaid,
    Transfer,
    Twice,
)
from everyword.schedules.ledger import FILE, HASH, plain
from everyword.schedules.sums import read_currency

KINDS: tuple[str, ...] = get_args(AccountKind)
MOST_ASKED = 40


@click.group()
def account() -> None:
    """The accounts: whose, of which kind, since when, and what their payees are."""


@account.command()
@click.argument("names", nargs=-1, required=True, metavar="ACCOUNT...")
@click.option("--title", help="Your words for it, as it is printed.")
@click.option("--whose", multiple=True, help="A person's id or name; twice for a joint account.")
@click.option("--kind", type=click.Choice(KINDS), help="outside: of nobody of the household.")
@click.option("--currency", help="Where its statements do not say it: GBP.")
@click.option("--since", help="When it was opened.")
@click.option("--closed", help="When it was closed.")
@click.option("--cite", "cites", multiple=True, help="ID, ID:p3, ID:L10-20, =quote")
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def name(settings: Settings, /, names: tuple[str, ...], dry_run: bool, **parts: Any) -> None:
    """Say what an account is. ACCOUNT is what a statement calls it, the id it got (A1), or the name
    of a table that names none; several are one account. What is said again replaces."""
    given = {key: value for key, value in parts.items() if value not in (None, ())}
    if "cites" in given:
        given["cites"] = tuple(map(parse_cite, given["cites"]))
    if given.get("currency"):
        given["currency"] = read_currency(given["currency"])
    given |= {key: None for key in ("title", "since", "closed") if given.get(key) == ""}
    with settings.open(write=not dry_run) as case:
        counted = Money(case)
        for _ in counted.lines():
            pass  # so that the names of the sources are known
        before, written = _meant(case, counted, names)
        entry = msgspec.structs.replace(
            before, names=tuple(dict.fromkeys((*before.names, *written))), **given
        )
        if dry_run:
            checked(case, entry)
            remark("This would be kept.")
            return
        made = keep(case, "account", entry) if entry.id else add(case, "account", entry)
        for each in written:
            if plain(each) not in counted.books.seen and each not in before.names:
                remark(f"{each}: no payment of it is in the case.")
        click.echo(printable(f"{made.id}  {_words(counted, made)}"))


def _meant(case: Case, counted: Money, names: tuple[str, ...]) -> tuple[AccountSaid, list[str]]:
    """The account it is, or a new one, and how sources call it. Raises WrongUsage for two."""
    known, written = dict[str, AccountSaid](), list[str]()
    by_name = {plain(each): said for said in counted.accounts.values() for each in said.names}
    titles = {plain(said.title): said for said in counted.accounts.values() if said.title}
    by_name = {**titles, **by_name}
    for typed in names:
        found = typed
        if typed in counted.accounts:
            known[typed] = kept(case.work, "account", typed)
            continue
        if plain(typed) not in {*counted.books.seen, *by_name}:
            found = _of_file(counted, typed) or typed
        if plain(found) in by_name:
            id = by_name[plain(found)].id
            known[id] = kept(case.work, "account", id)
        else:
            written.append(found)
    if len(known) > 1:
        raise WrongUsage(
            problem=f"These are two accounts already: {', '.join(known)}.",
            remedy="Take one out, then name both as one:  everyword account remove ID",
        )
    return next(iter(known.values()), AccountSaid("")), written


def _of_file(counted: Money, typed: str) -> str | None:
    """The unnamed account of a table, by the file's name."""
    hashes = {
        sha256
        for sha256, file in counted.files.values()
        if typed in (file, file.rsplit("/", 1)[-1])
    }
    names = [FILE + sha256[:HASH] for sha256 in sorted(hashes)]
    there = [each for each in names if each in counted.books.seen] or names
    if len(there) > 1:
        raise WrongUsage(
            problem=f"There are several files called {typed}.",
            remedy="Type the name with its folder, as in:  everyword list --sources",
        )
    return there[0] if there else None


def _words(counted: Money, said: AccountSaid) -> str:
    names = ", ".join(counted.books.name_shown(each) for each in said.names)
    whose = ", ".join(said.whose) or "not said"
    joint = " (joint)" if len(said.whose) > 1 else ""
    parts = [said.title or names, f"whose: {whose}{joint}", said.kind or "kind not said"]
    parts += [f"since {said.since}"] if said.since else []
    parts += [f"closed {said.closed}"] if said.closed else []
    return "; ".join(parts)


@account.command()
@click.argument("account")
@click.option("--from", "first", required=True, help="The first day it covers.")
@click.option("--to", "last", required=True, help="The last day it covers.")
@click.option("--cite", "cites", multiple=True, help="The statement: ID or ID:p3.")
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def statement(
    settings: Settings, account: str, first: str, last: str, cites: tuple[str, ...], dry_run: bool
) -> None:
    """Say which days a statement covers: one on paper, or one whose lines do not show it."""
    days = whole_day(first), whole_day(last)
    with settings.open(write=not dry_run) as case:
        said = StatementSaid("", _account_id(case, account), *days, tuple(map(parse_cite, cites)))
        if dry_run:
            checked(case, said)
            remark("This would be kept.")
            return
        made = add(case, "account", said)
        click.echo(f"{made.id}  {made.account} covered from {made.first} to {made.last}")


def _account_id(case: Case, typed: str) -> str:
    """Its id, or what it is called in sources. Raises NotFound."""
    counted = Money(case)
    for _ in counted.lines():
        pass  # so that the names of the sources are known
    if typed in counted.accounts:
        return typed
    before, written = _meant(case, counted, (typed,))
    key = before.id or plain(written[0])
    if key not in {*counted.accounts, *counted.books.seen}:
        raise NotFound(thing="account", name=typed, command="everyword account list")
    return key


@account.command()
@click.argument("payee")
@click.argument("kind")
@click.option("--item", "is_item", is_flag=True, help="PAYEE is the id of one payment.")
@click.option("--in", "way", flag_value="in", help="Only what comes in.")
@click.option("--out", "way", flag_value="out", help="Only what goes out.")
@click.option("--dry-run", is_flag=True, help="Only say how many payments it fits.")
@pass_settings
def kind(settings: Settings, payee: str, kind: str, is_item: bool, way: Any, dry_run: bool) -> None:
    """Say what a payee is for: "TESCO*" food. * is any words; the longest rule that fits counts."""
    kind = " ".join(kind.split())
    if not kind or not payee.strip("* "):
        raise WrongUsage(
            problem="A rule needs a payee and a kind.",
            remedy="For example:  everyword account kind 'TESCO*' food",
        )
    if is_item:
        rule = KindRule("", kind, item=CiteTo(payee))
    else:
        rule = KindRule("", kind, pattern=payee, way=way)
    with settings.open(write=not dry_run) as case:
        if dry_run:
            checked(case, rule)
            remark("This would be kept.")
            return
        made = add(case, "account", rule)
        counted = Money(case)
        count = sum(counted.kinds.of(line) == kind for line in counted.lines())
        click.echo(printable(f"{made.id}  {payee}: {kind}"))
        remark(f"{count:,} payments are of this kind now.")


@account.command()
@click.argument("items", nargs=-1, metavar="[OUT IN]")
@click.option("--all", "is_all", is_flag=True, help="All that are asked about and fit only so.")
@click.option("--apart", is_flag=True, help="They are two payments, not one transfer.")
@click.option("--dry-run", is_flag=True, help="Only say what would be kept.")
@pass_settings
def moved(
    settings: Settings, items: tuple[str, ...], is_all: bool, apart: bool, dry_run: bool
) -> None:
    """Say that two payments are one sum that went from one of the accounts to the other."""
    if is_all == bool(items) or (items and len(items) != 2) or (is_all and apart):
        raise WrongUsage(
            problem="A transfer has two payments: the one that went out and the one that came in.",
            remedy="See what is asked:  everyword account ask    or take all:  --all",
        )
    with settings.open(write=not dry_run) as case:
        if is_all:
            counted = Money(case)
            found = asking.proposed(counted)
            pairs = [(each.out.item, each.into.item) for each in found if not each.others]
        else:
            pairs = [(items[0], items[1])]
        for one, two in pairs:
            said = checked(case, Transfer("", CiteTo(one), CiteTo(two), not apart))
            _refuse_unlike(case, said)
            made = said if dry_run else add(case, "account", said)
            what = "between own accounts" if made.same else "two payments"
            click.echo(f"{made.id or 'would be'}  {made.one.item} {made.two.item}: {what}")
        if not pairs:
            remark("Nothing is asked about that fits only so.")


def _refuse_unlike(case: Case, said: Transfer) -> None:
    one, two = (case.index.item(each.item).reading for each in (said.one, said.two))
    sums = [each.amount for each in (one, two) if isinstance(each, Payment)]
    if len(sums) < 2 or (said.same and sums[0] != -sums[1]):
        raise WrongUsage(
            problem=f"{said.one.item} and {said.two.item} are not one sum that went out and came"
            " in.",
            remedy="See what is asked:  everyword account ask",
        )


@account.command()
@click.argument("one")
@click.argument("two")
@click.option("--apart", is_flag=True, help="They are two each: both are counted.")
@click.option("--dry-run", is_flag=True, help="Only say how many it is about.")
@pass_settings
def twice(settings: Settings, one: str, two: str, apart: bool, dry_run: bool) -> None:
    """Say that what two sources (names) both seem to have is one payment each, counted once."""
    with settings.open(write=not dry_run) as case:
        rows = [case.index.source(each) for each in (one, two)]
        both = {row.sha256 for row in rows}
        about = [x for x in Money(case).shared if {x.one[0], x.two[0]} == both]
        count = sum(len(each.pairs) for each in about)
        if not count:
            raise NotFound(
                thing="payment that may stand in both",
                name=f"{one} and {two}",
                command="everyword account ask",
            )
        said = Twice("", rows[0].sha256, rows[1].sha256, not apart)
        made = said if dry_run else add(case, "account", said)
        what = "counted once" if made.same else "counted in both"
        click.echo(f"{made.id or 'would be'}  {count:,} payments {what}")
        if made.same:
            remark("Say that they are one account, too:  everyword account name ONE TWO")


@account.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per question.")
@pass_settings
def ask(settings: Settings, as_json: bool) -> None:
    """What only you can say: whose, transfers, what stands in two files, payees, other accounts."""
    with settings.open() as case:
        found = asking.questions(Money(case))
        if as_json:
            for each in found:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            return
        for each in islice(found, MOST_ASKED):
            click.echo(printable(f"{each.words}\n    {each.command}"))
        left = sum(1 for _ in found)
        if left:
            remark(f"{left:,} more questions: answer some of these first, or see all with --json.")


@account.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per entry.")
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """The accounts, and everything said of them and of their payees."""
    with settings.open() as case:
        counted = Money(case)
        for _ in counted.lines():
            pass  # so that the names of the sources are known
        said = (counted.accounts, counted.statements, counted.rules)
        more = (counted.transfers, counted.twice)
        if as_json:
            for group in (*said, *more):
                for each in group.values():
                    click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            return
        rows = []
        for key in counted.books.all():
            seen, known = counted.books.seen.get(key), counted.accounts.get(key)
            count = f"{seen.count:,}" if seen else "0"
            days = f"{seen.first} to {seen.last}" if seen and seen.first else ""
            words = _words(counted, known) if known else counted.books.title(key)
            rows.append((known.id if known else "-", count, days, words))
        table(("id", "payments", "days", "account"), rows)
        for rule in counted.rules.values():
            of = rule.item.item if rule.item else rule.pattern
            click.echo(
                printable(f"{rule.id}  {of}{f' ({rule.way})' if rule.way else ''}: {rule.kind}")
            )
        for each in counted.statements.values():
            click.echo(f"{each.id}  {each.account} covered from {each.first} to {each.last}")
        for one in counted.transfers.values():
            what = "between own accounts" if one.same else "two payments"
            click.echo(f"{one.id}  {one.one.item} {one.two.item}: {what}")
        for pair in counted.twice.values():
            what = "counted once" if pair.same else "counted in both"
            click.echo(f"{pair.id}  two sources: {what}")


with_taking_back(account, "account")

"""everyword stamp: time from outside. Off unless asked; one way of it alone uses a network."""

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click
from msgspec import Struct

from everyword.case.dates import day_words
from everyword.case.renewals import renewals
from everyword.case.store import Case
from everyword.cli.files import check_free, read_small, write_new
from everyword.cli.settings import Settings, pass_settings, printable, remark
from everyword.errors import SourceUnreadable, WrongUsage
from everyword.vault import ots, stamps, stamps_chain, stamps_kept, stamps_send
from everyword.vault.ots import BadProof
from everyword.vault.stamps import BadStamp, Outcome
from everyword.vault.stamps_kept import Queued, Stamp

_HOLDS = "It holds a hash of 32 bytes and a random number, nothing else: no name and no file."


class _Asked(Struct, frozen=True):
    """The options, together."""

    authority: str
    request: Path | None
    text: Path | None
    response: Path | None
    root: Path | None
    send: str | None
    yes: bool
    dry_run: bool


@click.command()
@click.option("--authority", default="a", show_default=True, help="A label, to tell two apart.")
@click.option("--request", type=click.Path(path_type=Path), help="Copy the request here, too.")
@click.option("--text", type=click.Path(path_type=Path), help="Write the text for OpenTimestamps.")
@click.option("--response", type=click.Path(path_type=Path), help="An answer brought back.")
@click.option("--root", type=click.Path(path_type=Path), help="The authority's root, a PEM file.")
@click.option("--send", metavar="URL", help="Send it from here. This uses the network.")
@click.option("--yes", is_flag=True, help="With --send: do not ask first.")
@click.option("--list", "as_list", is_flag=True, help="Every stamp, checked again.")
@click.option("--json", "as_json", is_flag=True, help="With --list: one line of JSON for each.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@pass_settings
def stamp(settings: Settings, /, as_list: bool, as_json: bool, **options: Any) -> int:
    """Have somebody outside say that the case was as it is at a certain time.

    A time-stamping authority signs the time under a hash of the newest head. It does not see what
    the case holds. Without further words this makes the request, here, and sends nothing.
    """
    asked = _Asked(**options)
    _check_together(asked, as_list, as_json)
    with settings.open(write=not (as_list or asked.dry_run or asked.text)) as case:
        if as_list:
            return _list(case, as_json)
        if asked.text is not None:
            _write_text(case, asked.text, asked.dry_run)
        elif asked.response is not None:
            _take(case, asked.response.name, _given(asked.response, "answer"), asked)
        elif asked.send is not None:
            _send(case, asked.send, asked)
        else:
            _request(case, asked)
    return 0


def _check_together(asked: _Asked, as_list: bool, as_json: bool) -> None:
    ways = [asked.response, asked.send, asked.text, as_list or None]
    problem = None
    if sum(way is not None for way in ways) > 1:
        problem = "--response, --send, --text and --list are four different things."
    elif asked.request is not None and any(way is not None for way in ways):
        problem = "--request copies a new request; it does not go with the others."
    elif asked.root is not None and asked.response is None and asked.send is None:
        problem = "--root goes with --response or --send."
    elif as_json and not as_list:
        problem = "--json goes with --list."
    if problem:
        raise WrongUsage(problem=problem, remedy="See how:  everyword stamp --help")


def _request(case: Case, asked: _Asked) -> None:
    if asked.request is not None:
        check_free(asked.request)
    queued = stamps_kept.queue(case.vault, asked.authority, keep=not asked.dry_run)
    path = stamps_kept.path_of(queued.size, queued.label, "tsq")
    if asked.dry_run:
        remark(f"Would make the request {path}." if queued.is_new else f"{path} waits already.")
        return
    click.echo(path)
    remark(f"A request over head {queued.size}{'' if queued.is_new else ', made before'}. {_HOLDS}")
    carried = asked.request or Path("F")
    if asked.request is not None:
        write_new(asked.request, queued.tsq)
        remark(f"A copy of it: {asked.request}")
    label = "" if queued.label == "a" else f" --authority {queued.label}"
    remark("\nNothing was sent. Next, either carry it to another computer, and send it there:")
    if asked.request is None:
        remark(f"  everyword stamp --request {carried}{label}")
    remark(
        "  curl -H 'Content-Type: application/timestamp-query' "
        f"--data-binary @{carried} -o answer.tsr URL"
    )
    remark("  everyword stamp --response answer.tsr --root ROOT.pem")
    remark("or send it from here, which leaves a trace on the network:")
    remark(f"  everyword stamp --send URL --root ROOT.pem{label}")


def _send(case: Case, url: str, asked: _Asked) -> None:
    name = stamps_send.host(url)
    # Whatever would be refused afterwards is refused before anything is sent.
    _check_root(case, asked)
    if asked.yes is False and not asked.dry_run and not sys.stdin.isatty():
        raise WrongUsage(problem="Sending needs your yes.", remedy="In a script add:  --yes")
    queued = stamps_kept.queue(case.vault, asked.authority, keep=not asked.dry_run)
    _say_what_is_sent(name, stamps_send.proxy(url), queued)
    if asked.dry_run:
        remark("Nothing was sent.")
        return
    if not asked.yes and not click.confirm("Send it now?", err=True):
        remark("Nothing was sent. The request is kept.")
        return
    _take(case, name, stamps_send.send(url, queued.tsq), asked)


def _say_what_is_sent(name: str, between: str | None, queued: Queued) -> None:
    remark(f"To:     {name}" + (f", by way of {between}" if between else ""))
    remark(f"Sent:   {len(queued.tsq)} bytes over head {queued.size}. {_HOLDS}")
    remark("Trace:  the authority sees this computer's address and the time. The router here, and")
    remark("        whoever runs the network, can see that this host was asked, and keep it.")
    remark(
        "If somebody could watch that, carry the request elsewhere:  everyword stamp --request F"
    )


def _take(case: Case, name: str, data: bytes, asked: _Asked) -> None:
    """An answer: looked at, shown, and kept only if it checks."""
    if ots.is_proof(data):
        return _take_proof(case, name, data, asked.dry_run)
    pem = None if asked.root is None else _root_given(asked.root)
    try:
        weighed = stamps_kept.weigh(case.vault, data, pem)
    except BadStamp as fault:
        _refuse(name, str(fault))
    for outcome in weighed.outcomes:
        click.echo(printable(f"{_word(outcome)}  {outcome.by}: {outcome.said}"))
    if not weighed.is_good:
        said = [f"{each.by} says: {each.said}" for each in weighed.outcomes if each.ok is False]
        _refuse(name, "; ".join(said) or "neither checker could be asked")
    for line in _lines(weighed):
        click.echo(printable(line))
    remark("Compare the root's fingerprint with the one the authority publishes.")
    path = stamps_kept.path_of(weighed.size, weighed.label, "tsr")
    if asked.dry_run:
        remark(f"Would keep it as {path}.")
        return
    stamps_kept.keep(case.vault, weighed)
    remark(f"Kept as {path}, with its root.")


def _take_proof(case: Case, name: str, data: bytes, dry_run: bool) -> None:
    try:
        size, proof = stamps_kept.weigh_proof(case.vault, data)
    except BadProof as fault:
        _refuse(name, str(fault))
    click.echo(f"An OpenTimestamps proof over head {size}:")
    for said in proof.said:
        click.echo(printable(f"  {said}"))
    if dry_run:
        remark(f"Would keep it beside heads/{size}.note.")
        return
    path = stamps_kept.keep_proof(case.vault, size, data)
    remark(f"Kept as {path}.")


def _list(case: Case, as_json: bool) -> int:
    kept, proofs = stamps_kept.stamps_of(case.vault), stamps_kept.proofs_of(case.vault)
    if as_json:
        rows = [_row(each) for each in kept]
        rows += [{"kind": "opentimestamps", "head": size, "said": said} for size, said in proofs]
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        _print_all(kept, proofs)
    for renewal in renewals(case, case.moment):
        remark(renewal.words)
    is_well = all(each.is_good for each in kept if each.token or each.wrong)
    return 0 if is_well else 1


def _print_all(kept: Sequence[Stamp], proofs: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    for each in kept:
        name = f"{each.size}.{each.label}"
        if each.stamped is None:
            wrong = f"cannot be used: {each.wrong}" if each.wrong else "waits for its answer"
            click.echo(printable(f"{name}  {wrong}"))
            continue
        click.echo(name)
        for line in _lines(each):
            click.echo(printable(f"  {line}"))
        for outcome in each.outcomes:
            click.echo(printable(f"  {_word(outcome)}  {outcome.by}: {outcome.said}"))
    for size, said in proofs:
        click.echo(f"{size}  OpenTimestamps")
        for words in said:
            click.echo(printable(f"  {words}"))
    if not kept and not proofs:
        remark("There is no stamp yet. Make a request:  everyword stamp")


def _lines(stamp: Stamp) -> list[str]:
    if stamp.stamped is None or stamp.token is None:
        return []
    return [
        f"time          {stamp.stamped.time:%Y-%m-%d %H:%M:%S} UTC, over head {stamp.size}",
        f"authority     {stamp.stamped.authority}",
        f"root SHA-256  {stamps.root_fingerprint(stamp.token.root)}",
        f"renew before  {day_words(stamp.stamped.renew_before.date().isoformat())}",
    ]


def _row(stamp: Stamp) -> dict[str, object]:
    row: dict[str, object] = {"kind": "time-stamp", "head": stamp.size, "label": stamp.label}
    row["waiting"] = stamp.token is None and stamp.wrong is None
    row |= dict.fromkeys(("time", "authority", "serial", "policy", "root_sha256", "renew_before"))
    if stamp.stamped is not None and stamp.token is not None:
        row["time"] = _iso(stamp.stamped.time)
        row["authority"], row["policy"] = stamp.stamped.authority, stamp.stamped.policy
        row["serial"] = str(stamp.stamped.serial)
        row["root_sha256"] = stamps.root_fingerprint(stamp.token.root)
        row["renew_before"] = _iso(stamp.stamped.renew_before)
    row["checks"] = [
        {"by": each.by, "ok": each.ok, "said": each.said, "how": each.how}
        for each in stamp.outcomes
    ]
    row["wrong"] = stamp.wrong
    return row


def _write_text(case: Case, path: Path, dry_run: bool) -> None:
    check_free(path)
    size = stamps_kept.newest(case.vault)
    if dry_run:
        remark(f"Would write the three lines of head {size} to {path}.")
        return
    write_new(path, stamps_kept.text_of(case.vault, size))
    remark(f"{path}: the three lines of head {size}: a random name, a number, a hash.")
    remark("Stamp it elsewhere (ots stamp FILE), and bring the proof back, without the file:")
    remark(f"  everyword stamp --response {path}.ots")


def _check_root(case: Case, asked: _Asked) -> None:
    if asked.root is None:
        stamps_kept.known_root(case.vault, asked.authority)
        return
    _root_given(asked.root)


def _root_given(path: Path) -> bytes:
    """The root certificate named in the command. Raises WrongUsage."""
    pem = _given(path, "root certificate")
    try:
        stamps_chain.check_roots(pem)
    except BadStamp as fault:
        raise WrongUsage(
            problem=f"{path}: not a root certificate that can be used: {fault}",
            remedy="Get it from the authority's own site, as a PEM file:  --root ROOT.pem",
        ) from None
    return pem


def _given(path: Path, what: str) -> bytes:
    """A file named in the command; it is no source, and nothing is taken in. Raises WrongUsage."""
    try:
        return read_small(path, stamps.MAX_RESPONSE)
    except SourceUnreadable as fault:
        raise WrongUsage(
            problem=f"{path}: the {what} cannot be read: {fault.words['reason']}",
            remedy="Check the name of the file.",
        ) from None


def _refuse(name: str, reason: str) -> NoReturn:
    raise SourceUnreadable(
        path=name,
        reason=reason,
        remedy="Look at what waits for an answer:  everyword stamp --list",
    )


def _word(outcome: Outcome) -> str:
    return {True: "ok       ", False: "WRONG    ", None: "not asked"}[outcome.ok]


def _iso(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

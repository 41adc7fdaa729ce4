"""everyword witness: a friend keeps 32 bytes, so that an older or changed copy shows."""

import json
from pathlib import Path

import click

from everyword.cli.by_telephone import check_words
from everyword.cli.files import check_free, read_small, write_new
from everyword.cli.settings import Settings, now, pass_settings, printable, remark, table
from everyword.errors import Damaged, Refused, StorageFailed, WrongUsage
from everyword.vault import witness_owner, witness_request, witness_state
from everyword.vault.witness import MAX_ANSWER, key_name
from everyword.vault.words import fingerprint

STAYS = (
    "What this cannot undo: the lines already in this case stay, and so does what they say.\n"
    "The other person may keep the 32 bytes, and all that was sent to them."
)
EVIDENCE = (
    "Keep {ask} as it is, and the folder {state} as it is. Together they show what you saw before\n"
    "and what you were asked to sign now; both carry the mark of the case's own key. Do not sign.\n"
    "Tell the owner by telephone, not by e-mail."
)

STATE = click.option(
    "--state",
    required=True,
    type=click.Path(path_type=Path),
    help="Your folder as a witness. Never put an older copy of it back.",
)
DRY = click.option("--dry-run", is_flag=True, help="Only say what would be done.")


@click.group()
def witness() -> None:
    """A friend keeps 32 bytes of the case, and no content.

    They sign for what they saw. If the case is changed later, or an older copy is put back, they
    see it, because what they keep does not fit any more. All goes by files: e-mail or a USB stick.

    The friend:  key, sign.  You:  add, ask, take, list, remove.
    """


@witness.command()
@STATE
@click.option("--name", help="One word, to be read in the head of the case. For example: ann.")
@DRY
def key(state: Path, name: str | None, dry_run: bool) -> None:
    """For the friend: make your key, or show it again, with its eight words."""
    if dry_run and not (state / "key").exists():
        remark(f"Would make a key in {state}.")
        return
    own = witness_state.own_key(state) if dry_run else witness_state.make_key(state, name or "")
    if name is not None and key_name(name) != own.name:
        raise WrongUsage(
            problem=f"There is a key in {state} already; its name is {own.name}.",
            remedy="Leave --name out, or name another folder.",
        )
    click.echo(own.vkey)
    click.echo(fingerprint(own.vkey.encode()))
    remark("\nSend the first line to the owner of the case.")
    remark("Read the eight words out by telephone, or when you meet; do not send them.")
    remark(f"Whoever has the folder {state} can sign in your name: keep it to yourself.")


@witness.command()
@click.argument("vkey")
@click.option("--name", required=True, help='Who it is: "Ann".')
@click.option("--words", help="The eight words they read out to you, for scripts.")
@DRY
@pass_settings
def add(settings: Settings, vkey: str, name: str, words: str | None, dry_run: bool) -> None:
    """Make a friend a witness: VKEY is the key they sent. They get no content, ever."""
    vkey = vkey.strip()
    with settings.open() as case:
        witness_owner.check_new(case.vault, name, vkey)
    if dry_run:
        remark(f"Would add {name} as a witness: {fingerprint(vkey.encode())}")
        return
    check_words(name, vkey, words)
    with settings.open(write=True) as case:
        witness_owner.add(case.vault, name, vkey)
    click.echo(printable(f"{name} is a witness now."))
    remark("Next:  everyword witness ask -o ../ask.txt")


@witness.command()
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="A new file.")
@click.option("--from", "start", type=click.IntRange(0), help="What the friend has seen.")
@click.option("--for", "name", metavar="NAME", help="For this one of several witnesses.")
@DRY
@pass_settings
def ask(settings: Settings, out: Path, start: int | None, name: str | None, dry_run: bool) -> None:
    """Write the request over the newest head, to be sent to a witness."""
    check_free(out)
    with settings.open() as case:
        asked = witness_owner.ask(case.vault, start, name)
    said = f"a head of {asked.size:,} records, from {asked.old:,}"
    if dry_run:
        remark(f"Would ask for {said}.")
        return
    write_new(out, asked.data)
    click.echo(printable(f"{out}: {said}"))
    remark("It holds hashes, how many records there are, and the number of the case; no names.")
    remark("The first time, a witness asks for the words of your case's key. Read them out then:")
    remark(f"  {fingerprint(asked.key.encode())}")


@witness.command()
@click.argument("file", type=click.Path(path_type=Path))
@STATE
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="A new file.")
@click.option("--words", help="The eight words the owner read out to you, for scripts.")
@DRY
def sign(file: Path, state: Path, out: Path, words: str | None, dry_run: bool) -> None:
    """For the friend: check the request in FILE against what you keep, and sign it."""
    check_free(out)
    witness_state.own_key(state)
    request = witness_request.read_request(read_small(file, witness_request.MAX_REQUEST))
    try:
        trusted = None
        if witness_state.held(state, request.origin) is None:
            trusted = _trusted(request, words, dry_run)
        signed = witness_state.sign(state, request, trusted, now, dry_run)
    except Damaged:
        remark(EVIDENCE.format(ask=file, state=state))
        raise
    except Refused:
        if witness_state.is_newest(state, request):
            path = witness_state.case_path(state, request.origin)
            remark(f"The answer you gave is the last line of {path}")
        raise
    if signed.is_clock_behind:
        remark("Your computer's clock is behind the time you signed last: please set it.")
    since = f"{signed.before.head.size:,}" if signed.before else "none"
    said = f"{signed.head.size:,} records; you had seen {since}"
    if dry_run:
        remark(f"Would sign: {said}.")
        return
    _deliver(out, signed.answer)
    click.echo(printable(f"{out}: signed: {said}"))
    remark("Send this file back. What you have seen is kept; nothing else is needed.")


@witness.command()
@click.argument("file", type=click.Path(path_type=Path))
@DRY
@pass_settings
def take(settings: Settings, file: Path, dry_run: bool) -> None:
    """Take in the answer in FILE, and say who saw which head when."""
    answer = read_small(file, MAX_ANSWER)
    with settings.open(write=not dry_run) as case:
        taken = witness_owner.take(case.vault, answer, dry_run)
    for each in taken:
        word = "known already" if not each.is_new else "would take in" if dry_run else "taken in"
        click.echo(printable(f"{word}: head of {each.size:,} records: {each.line.said}"))
        if each.line.time is not None and each.line.time > now():
            remark("That is later than this computer's clock. One of the two clocks is wrong.")


@witness.command("list")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per witness.")
@pass_settings
def list_witnesses(settings: Settings, as_json: bool) -> None:
    """Every witness, and the newest head each has seen."""
    with settings.open() as case:
        found = witness_owner.seen(case.vault)
        strange = list(witness_owner.strange_lines(case.vault))
    rows = [
        {
            "name": each.name,
            "key": each.key,
            "words": fingerprint(each.key.encode()),
            "newest": each.size,
            "time": each.time and f"{each.time:%Y-%m-%dT%H:%M:%SZ}",
        }
        for each in found
    ]
    for row in rows if as_json else []:
        click.echo(json.dumps(row, ensure_ascii=False))
    if not as_json:
        cells = [(str(row["name"]), _count(row["newest"]), str(row["time"] or "")) for row in rows]
        table(("name", "has seen", "when (their clock)"), cells)
    for size, line in strange:
        remark(f"heads/{size}.note: a line that says nothing: {line.said}")


@witness.command()
@click.argument("name")
@DRY
@pass_settings
def remove(settings: Settings, name: str, dry_run: bool) -> None:
    """Take no further answers of NAME. What they have signed stays."""
    with settings.open(write=not dry_run) as case:
        witness_owner.check_known(case.vault, name)
        if not dry_run:
            witness_owner.remove(case.vault, name)
    click.echo(printable(f"{'would remove' if dry_run else 'removed'}: witness {name}"))
    remark(STAYS)


def _trusted(request: witness_request.Request, words: str | None, dry_run: bool) -> str | None:
    """The key the request names, once its words were compared with the owner's."""
    if request.key is None:
        raise WrongUsage(
            problem="You do not know this case yet, and the request does not name its key.",
            remedy="Let the owner make it with:  everyword witness ask",
        )
    if dry_run:
        remark(f"The key of this case in eight words:  {fingerprint(request.key.encode())}")
    else:
        check_words("the owner of this case", request.key, words)
    return request.key


def _count(size: object) -> str:
    return "nothing yet" if size is None else f"{size:,} records"


def _deliver(out: Path, answer: bytes) -> None:
    """The head is kept as seen by now: the answer must not be lost with the file."""
    try:
        write_new(out, answer)
    except StorageFailed:
        click.echo(answer.decode(), nl=False)
        remark("The file could not be written. Your answer is the line above: send that.")
        raise

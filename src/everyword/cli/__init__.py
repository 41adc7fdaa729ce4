"""The command line: one file per command; each parses, calls one function, prints."""

import errno
import io
import resource
import sys
import traceback
from pathlib import Path

import click

from everyword import __version__
from everyword.cli.listed import Line, Listed
from everyword.errors import EverywordError, StorageFailed, WrongUsage

COMMANDS = (
    Line(
        "demo",
        "demo.demo",
        "Make the demonstration in FOLDER (default: everyword-demo): nobody in it lives.",
    ),
    Line("new", "new.new", "Make an encrypted case in FOLDER."),
    Line(
        "add",
        "add.add",
        "Keep files or folders: seal each one, read it, and say what became of it.",
    ),
    Line(
        "record",
        "record.record",
        "Keep what arrives on standard input, slice by slice, while the case stays locked.",
    ),
    Line(
        "confirm",
        "confirm.confirm",
        "Say of things taken in while the case was locked that they are yours.",
    ),
    Line(
        "how",
        "how.how",
        "How something was obtained: answer, see what is locked, record an adviser's word.",
    ),
    Line(
        "list",
        "list_.list_",
        "Everything that was read, oldest first; things without a time at the end.",
    ),
    Line(
        "show",
        "show.show",
        "One item: its words, every place it stands in, and the hash of its source.",
    ),
    Line(
        "tell",
        "tell.tell",
        "Read an account in your own words and show what could be taken from it.",
    ),
    Line("draft", "draft.draft", "What your account gave: say of each draft what is so."),
    Line("note", "note.note", "Write down what happened on a day."),
    Line(
        "fact",
        "fact.fact",
        "What happened, one neutral sentence each, with the items it stands on.",
    ),
    Line("knew", "knew.knew", "Who knew what, and since when."),
    Line("gaps", "gaps.gaps_", "What is missing and what cannot all be so."),
    Line(
        "order",
        "order.order",
        "What was ordered or agreed: who, what, how much, from when, until when, on which page.",
    ),
    Line("payment", "payment.payment", "What was paid under an order."),
    Line(
        "account",
        "account.account",
        "The accounts: whose, of which kind, since when, and what their payees are.",
    ),
    Line(
        "budget",
        "budget.budget",
        "Regular sums in and out, as you say them, and what a month of each comes to.",
    ),
    Line(
        "asset",
        "asset.asset",
        "Debts, property, what was put into it, and what was sold, given or moved away.",
    ),
    Line(
        "cost",
        "cost.cost",
        "Shared expenses: children's, medical, others; asked back, answered, paid.",
    ),
    Line(
        "contact", "contact.contact", "Time with a child: the terms, and what became of each day."
    ),
    Line(
        "schedule",
        "schedule.schedule",
        "Counted tables: each figure with the items it was counted from.",
    ),
    Line("person", "person.person", "The people, and the handles the sources know them by."),
    Line("zone", "zone.zone", "The time zones each phone was set to, over time."),
    Line(
        "thread",
        "thread.thread",
        "Conversations that have two names: the other phone's, or a contact that was renamed.",
    ),
    Line(
        "deadline",
        "deadline.deadline",
        "Hearings, and the days that are counted from them by a rule you state.",
    ),
    Line(
        "plan",
        "plan.plan",
        "A private list: papers to copy, things to take, people to tell, training, jobs, money.",
    ),
    Line(
        "formula",
        "formula.formula",
        "What a published formula gives, with every step.",
    ),
    Line(
        "double",
        "double.double",
        "Payments and calls that may stand in two sources, in other words: are they one or two?",
    ),
    Line("exhibit", "exhibit.exhibit", "What goes before the court, under labels that run on."),
    Line(
        "redact",
        "redact.redact",
        "Take names, numbers and places out of a copy of FILE; the file itself stays as it is.",
    ),
    Line(
        "bundle",
        "bundle.bundle",
        "Print the bundle: cover, linked index, chronology, exhibits; every page numbered.",
    ),
    Line(
        "check", "check.check", "Check PDFs against a court's rules, as a stranger would read them."
    ),
    Line(
        "export",
        "export.export",
        "Write a folder for the other side, the court or an expert: native files and their seals.",
    ),
    Line("witness", "witness.witness", "A friend keeps 32 bytes of the case, and no content."),
    Line(
        "certificate",
        "certificate.certificate",
        "Write a DRAFT about the exhibits' files, for a person to check, complete and sign.",
    ),
    Line(
        "stamp",
        "stamp.stamp",
        "Have somebody outside say that the case was as it is at a certain time.",
    ),
    Line(
        "verify", "verify.verify", "Check a case or a package: every hash, every seal, every name."
    ),
    Line(
        "serve",
        "serve.serve",
        "Show the case in a browser on this computer only; stop with Ctrl-C.",
    ),
    Line("key", "key.key", "Who can open the case, and everything that was ever given to anybody."),
    Line("delete", "delete.delete", "Delete one file of the case for good."),
    Line("move", "move.move", "Copy the case to another place and check the copy there."),
    Line("remove", "move.remove", "Remove the whole case from this computer, its keys first."),
    Line(
        "rebuild",
        "rebuild.rebuild",
        "Read every sealed file again and make the index anew; what people decided is kept.",
    ),
    Line("read", "read.read", "Read any file or folder and print everything in it."),
)
"""All commands in the order of the work. Their modules are loaded when they are called."""


@click.group(cls=Listed, lines=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--case",
    type=click.Path(path_type=Path),
    envvar="EVERYWORD_CASE",
    help="The case folder (default: the folder you are in).",
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    envvar="EVERYWORD_PASSPHRASE_FILE",
    help="A file with the passphrase, for scripts; otherwise it is asked for.",
)
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    envvar="EVERYWORD_KEY_FILE",
    help="A key holder's own age key, instead of the passphrase.",
)
@click.option(
    "--known-head",
    metavar="FILE",
    envvar="EVERYWORD_KNOWN_HEAD",
    help='What a witness or the sheet has ("12 eight words"): an older copy put back shows.',
)
@click.version_option(__version__, prog_name="everyword")
@click.pass_context
def cli(
    ctx: click.Context,
    case: Path | None,
    passphrase_file: Path | None,
    key_file: Path | None,
    known_head: str | None,
) -> None:
    """Turns what a person has into a case file a court can rely on.

    Nothing leaves this computer unless you send it. Nothing is guessed. What is sealed never
    changes.
    """
    from everyword.cli.settings import Settings

    source = ctx.get_parameter_source("case")
    named = source is click.core.ParameterSource.COMMANDLINE
    ctx.obj = Settings(case, named, passphrase_file, key_file, known_head)


def main() -> None:
    """The console command. Exit codes as in `errors`."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold keys and plain text
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without emoji loses none
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """One command, in-process; says its errors in three lines and returns the exit code."""
    try:
        code = cli.main(arguments, prog_name="everyword", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except EverywordError as error:
        return _say(error)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "everyword"
        return _say(
            WrongUsage(problem=error.format_message(), remedy=f"See how:  {command} --help")
        )
    except click.ClickException as error:
        return _say(WrongUsage(problem=error.format_message(), remedy="Check the name."))
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "Stopped.\nEverything reported as kept is safe.\nRun it again to go on.", err=True
        )
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output left: nobody is there to tell
        return 0
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO):
            return _say(StorageFailed(reason=fault.strerror or str(fault)))
        return _bug()
    except Exception as fault:  # the last wall: a fault of ours is said, never half-hidden
        return _say_fault(fault)


def _say_fault(fault: Exception) -> int:
    from everyword.index.database import FAULTS, translated

    known = translated(fault, Path("case.db")) if isinstance(fault, FAULTS) else fault
    return _say(known) if isinstance(known, EverywordError) else _bug()


def _say(error: EverywordError) -> int:
    from everyword.cli.settings import printable

    for line in error.lines():
        click.echo(printable(line), err=True)
    return error.code


def _bug() -> int:
    click.echo(traceback.format_exc(), err=True)
    click.echo("everyword stopped at a fault of its own (above).", err=True)
    click.echo("Sealed files are not touched by this.", err=True)
    click.echo("Run  everyword verify  and please report the last lines, without names.", err=True)
    return EverywordError.code

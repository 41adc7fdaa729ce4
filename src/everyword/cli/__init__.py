"""The command line: one file per command; each parses, calls one function, prints."""

import errno
import io
import resource
import sys
import traceback
from pathlib import Path

import click

from everyword import __version__
from everyword.cli.add import add
from everyword.cli.bundle import bundle
from everyword.cli.certificate import certificate
from everyword.cli.check import check
from everyword.cli.confirm import confirm
from everyword.cli.delete import delete
from everyword.cli.demo import demo
from everyword.cli.exhibit import exhibit
from everyword.cli.export import export
from everyword.cli.fact import fact
from everyword.cli.gaps import gaps_
from everyword.cli.key import key
from everyword.cli.knew import knew
from everyword.cli.list_ import list_
from everyword.cli.move import move, remove
from everyword.cli.new import new
from everyword.cli.note import note
from everyword.cli.person import person
from everyword.cli.read import read
from everyword.cli.rebuild import rebuild
from everyword.cli.record import record
from everyword.cli.redact import redact
from everyword.cli.settings import Settings, printable
from everyword.cli.show import show
from everyword.cli.stamp import stamp
from everyword.cli.thread import thread
from everyword.cli.verify import verify
from everyword.cli.witness import witness
from everyword.cli.zone import zone
from everyword.errors import EverywordError, StorageFailed, WrongUsage
from everyword.index.database import FAULTS, translated

COMMANDS: tuple[click.Command, ...] = (
    demo,
    new,
    add,
    record,
    confirm,
    list_,
    show,
    note,
    fact,
    knew,
    gaps_,
    person,
    zone,
    thread,
    exhibit,
    redact,
    bundle,
    check,
    export,
    witness,
    certificate,
    stamp,
    verify,
    key,
    delete,
    move,
    remove,
    rebuild,
    read,
)


class _InOrder(click.Group):
    """Help lists the commands in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [command.name or "" for command in COMMANDS]


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"]})
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
    source = ctx.get_parameter_source("case")
    named = source is click.core.ParameterSource.COMMANDLINE
    ctx.obj = Settings(case, named, passphrase_file, key_file, known_head)


for _command in COMMANDS:
    cli.add_command(_command)


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
    except FAULTS as fault:
        known = translated(fault, Path("case.db"))
        return _say(known) if isinstance(known, EverywordError) else _bug()
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO):
            return _say(StorageFailed(reason=fault.strerror or str(fault)))
        return _bug()
    except Exception:  # the last wall: a fault of ours is said, with its code, never half-hidden
        return _bug()


def _say(error: EverywordError) -> int:
    for line in error.lines():
        click.echo(printable(line), err=True)
    return error.code


def _bug() -> int:
    click.echo(traceback.format_exc(), err=True)
    click.echo("everyword stopped at a fault of its own (above).", err=True)
    click.echo("Sealed files are not touched by this.", err=True)
    click.echo("Run  everyword verify  and please report the last lines, without names.", err=True)
    return EverywordError.code

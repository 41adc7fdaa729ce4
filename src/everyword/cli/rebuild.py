"""everyword rebuild: the index again from the sealed objects."""

import click

from everyword.case.rebuilding import rebuild as make_again
from everyword.case.store import Case
from everyword.cli.accounted import NOT_READ, WORST, account_words
from everyword.cli.settings import Bar, Settings, now, pass_settings, printable, remark
from everyword.cli.thread import asked
from everyword.index.withheld import LOCKED
from everyword.intake.seeing import Looked, remarks


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say how many sources would be read again.")
@pass_settings
def rebuild(settings: Settings, dry_run: bool) -> int:
    """Read every sealed file again and make the index anew; what people decided is kept."""
    if dry_run:
        with settings.open() as case:
            count = sum(1 for each in case.vault.records() if each.object)
            remark(f"Would read {count} sealed files again.")
        return 0
    codes, looked = {0}, list[Looked]()
    with Bar() as bar:
        folder = settings.folder()
        words = settings.words(folder)
        for received in make_again(folder, words, now, bar, looked.append):
            if received.account is not None:
                account = account_words(received.account)
                click.echo(printable(f"{received.path}  {account}"))
            elif received.row is not None and received.row.state == LOCKED:
                click.echo(printable(f"{received.row.name}  {NOT_READ}"))
            else:
                remark(str(received.error or received.question))
                codes.add(received.error.code if received.error else 3)
    for line in (line for each in looked for line in remarks(each)):
        remark(line)
    with Case.open(folder, words, now) as case:
        for line in asked(case):
            remark(line)
    return max(codes, key=WORST.index)

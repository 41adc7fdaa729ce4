"""everyword serve: the case in a browser on this computer only."""

import webbrowser

import click

from everyword.cli.settings import Settings, now, pass_settings, remark
from everyword.errors import WrongUsage


@click.command()
@click.option("--open", "open_it", is_flag=True, help="Open it in this computer's browser.")
@click.option(
    "--away",
    default="about:blank",
    show_default=True,
    help="Where the page goes when you leave it at once.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Only if a free one will not do."
)
@pass_settings
def serve(settings: Settings, open_it: bool, away: str, port: int) -> None:
    """Show the case in a browser on this computer only; stop with Ctrl-C.

    The code lets one window in, once; a second one needs a second start. Nobody on another computer
    can reach it, and nothing is loaded from anywhere. The words that open the case are typed on the
    page. It locks after five minutes without a touch, when you leave it (Shift three times), and
    when this program stops.
    """
    from everyword.web.serve import serve as run

    leads_away(away)

    def ready(address: str, code: str) -> None:
        click.echo(f"{address}  code {code}")
        remark("Open this address in a browser of this computer and type the code. Stop: Ctrl-C.")
        if open_it:
            webbrowser.open(address)

    run(settings.folder(), now, away, ready, port)


def leads_away(address: str) -> None:
    """Raises WrongUsage for an address that is no page."""
    if address != "about:blank" and not address.startswith(("http://", "https://")):
        raise WrongUsage(
            problem=f"Leaving cannot lead to {address!r}.",
            remedy="Name a dull page you would look at anyway:  --away https://...",
        )

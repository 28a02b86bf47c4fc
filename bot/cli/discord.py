"""`takt discord`: what an operator needs to bring the bot to a server."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

import typer

from bot.cli.common import fail, refuse_broken, say, settings

app = typer.Typer(no_args_is_help=True, help="Bring the bot to a Discord server.")
_WHERE = "The application's page “General Information” at discord.com/developers/applications shows it."


@app.command()
def invite(
    application: Annotated[
        int | None, typer.Option(help="The application's id. Default: read from TAKT_DISCORD_TOKEN.", min=1)
    ] = None,
) -> None:
    """Print the link by which an admin adds the bot, with exactly the rights that the policy needs."""
    from bot.platforms.discord.rights import invite as link

    chosen = settings()
    number = application or _application(chosen.discord_token.get_secret_value())
    say(link(number, refuse_broken(chosen.policy).policy))


def _application(token: str) -> int:
    """Return the id that a bot's token begins with, in Base64."""
    head = token.partition(".")[0]
    try:
        return int(base64.b64decode(head + "=" * (-len(head) % 4), validate=True))
    except (binascii.Error, ValueError):
        fail(f"TAKT_DISCORD_TOKEN is not set, or is no token. Set it, or write --application ID. {_WHERE}")

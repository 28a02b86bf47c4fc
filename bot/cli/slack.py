"""`takt slack`: what an operator needs to bring the bot to a Slack workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.common import fail, say

app = typer.Typer(no_args_is_help=True, help="Bring the bot to a Slack workspace.")


@app.command()
def manifest(
    http: Annotated[
        str,
        typer.Option(help="Where Slack calls the bot, such as https://takt.example.org. Default: Socket Mode."),
    ] = "",
) -> None:
    """Print the manifest from which Slack makes the app, with exactly the scopes and events that Takt uses."""
    from bot.platforms.slack.manifest import manifest_text

    try:
        say(manifest_text(http).rstrip("\n"))
    except ValueError as error:
        fail(str(error))

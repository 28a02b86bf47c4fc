"""`takt doctor`: what of the policy can't be done where the bot is, before and while it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import fail, in_mode, note, refuse_broken, say, settings
from bot.cli.ledger import in_ledger, missing_file, run_plainly

if TYPE_CHECKING:
    from bot.core.policy import Policy
    from bot.ports.ledger import Ledger
    from bot.settings import Settings

_NOWHERE = (
    "There is no platform to look at: set TAKT_SLACK_BOT_TOKEN or TAKT_DISCORD_TOKEN (docs/slack.md, docs/discord.md)."
)
_DISCORD = "Discord: use /doctor in the server, which knows the bot's rights in each channel."


def doctor(
    policy: Annotated[
        Path | None, typer.Option(help="The policy file. Default: TAKT_POLICY, else the one that ships.")
    ] = None,
) -> None:
    """Say what the bot's tokens allow, what each action of the policy becomes there, and what is missing.

    The exit code is 1 if anything is missing. It asks the platform and changes nothing.
    """
    from bot.bootstrap.serving import platforms

    chosen = settings()
    served = platforms(chosen)
    if not served:
        fail(_NOWHERE)
    in_force = in_mode(refuse_broken(policy or chosen.policy).policy, chosen.mode)
    if "Discord" in served:
        note(_DISCORD)
    if "Slack" in served and _slack(chosen, in_force):
        raise typer.Exit(1)


def _slack(chosen: Settings, policy: Policy) -> bool:
    """Print what is found, and tell whether anything is missing."""

    async def look(ledger: Ledger | None) -> bool:
        from bot.bootstrap.doctor import look_at_slack

        kept = ledger.installations if ledger is not None else None
        is_missing = False
        async for each in look_at_slack(chosen, policy, kept):
            say("\n".join(each.lines))
            is_missing |= bool(each.missing)
        return is_missing

    # Workspaces that came by OAuth are in the ledger. Before the first start there is none, and none is made.
    return run_plainly(look(None)) if missing_file(chosen) else in_ledger(look, chosen)

"""The command `takt`. Commands import what is heavy only when they run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from bot.cli import (
    cases,
    crisis,
    db,
    discord,
    doctor,
    draft,
    drafts,
    feedback,
    models,
    policy,
    privacy,
    replay,
    run,
    score,
    slack,
    voice,
)
from bot.cli.common import flush

app = typer.Typer(
    name="takt",
    help="Keeps a community's conversation in tone: scores messages against an etiquette policy and says why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # its boxes give a flag such as --json a type, as if it took a value
)
app.command("run", short_help="Serve Discord and Slack, or open the sandbox community.")(run.run)
app.command("replay", short_help="Say what a policy would have done to a chat history.")(replay.replay)
app.command("score", short_help="Print a text's probability of each label.")(score.score)
app.command("draft", short_help="Say what would be answered to a message, and why.")(draft.draft)
app.command("doctor", short_help="Say what the platform allows of the policy, and what is missing.")(doctor.doctor)
app.add_typer(policy.app, name="policy")
app.add_typer(voice.app, name="voice")
app.add_typer(cases.app, name="cases")
app.add_typer(drafts.app, name="drafts")
app.add_typer(feedback.app, name="feedback")
app.add_typer(crisis.app, name="crisis")
app.add_typer(privacy.app, name="privacy")
app.add_typer(db.app, name="db")
app.add_typer(models.app, name="models")
app.add_typer(discord.app, name="discord")
app.add_typer(slack.app, name="slack")


def main() -> None:
    """Run the command line. Broken pipes end quietly, as in other Unix tools."""
    _prepare_streams()
    try:
        app()
    finally:
        flush()


def _prepare_streams() -> None:
    for name, how in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # the caller closed it
            setattr(sys, name, Path(os.devnull).open(how))  # noqa: SIM115 - open to the end, as the others are
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate in a message must not end the program when it is printed.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # both are TextIOWrapper here

"""The command `takt`. Commands import what is heavy only when they run."""

from __future__ import annotations

import sys

import typer

from bot.cli import policy, replay, run, score

app = typer.Typer(
    name="takt",
    help="Keeps a community's conversation in tone: scores messages against an etiquette policy and says why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("replay")(replay.replay)
app.command("score")(score.score)
app.add_typer(policy.app, name="policy")


def main() -> None:
    """Run the command line. Broken pipes end quietly, as in other Unix tools."""
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate in a message must not end the program when it is printed.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # both are TextIOWrapper here
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)

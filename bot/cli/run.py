"""`takt run`: the main job. With no platform token, the sandbox community."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import classifier, in_mode, loaded, say, settings
from bot.cli.progress import Progress
from bot.cli.records import open_contents
from bot.core.policy import Mode

if TYPE_CHECKING:
    from bot.platforms.sandbox.community import SandboxCommunity


def run(
    policy: Annotated[
        Path | None, typer.Option(help="The policy file. Default: TAKT_POLICY, else the one that ships.")
    ] = None,
    mode: Annotated[
        Mode | None, typer.Option(help="shadow, review or enforce. The sandbox enforces unless told.")
    ] = None,
    play: Annotated[Path | None, typer.Option(help="Play this chat instead of the bundled one, and end.")] = None,
) -> None:
    """Open the sandbox community: type as any member, or without a terminal watch a sample conversation."""
    from bot.bootstrap import build_screener
    from bot.platforms.sandbox.community import SandboxCommunity

    chosen = settings()
    path = policy or chosen.policy
    live = classifier(chosen)
    in_force = in_mode(loaded(path, live).policy, mode or chosen.mode or Mode.ENFORCE)
    say(f"Takt sandbox · policy {path.name} {in_force.hash} · scorer {live.name} · mode {in_force.mode}")
    community = SandboxCommunity(build_screener(in_force), live)
    if play is None and sys.stdin.isatty() and sys.stdout.isatty():
        asyncio.run(_converse(community))
    else:
        asyncio.run(_play(community, play))


async def _converse(community: SandboxCommunity) -> None:
    import readline  # noqa: F401 - gives input() its line editing and history

    from bot.bootstrap import SystemClock
    from bot.platforms.sandbox.console import Console

    # asyncio's own handler would wait for the line that is being typed.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    await Console(community, SystemClock(), input, say).run()


async def _play(community: SandboxCommunity, chat: Path | None) -> None:
    from bot.platforms.sandbox import SAMPLE
    from bot.platforms.sandbox.playback import play

    contents = open_contents(chat or SAMPLE)
    with Progress() as progress:
        await play(progress.over(contents), community, progress.say)
    contents.note_trouble()

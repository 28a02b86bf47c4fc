"""`takt run`: the main job. With no platform token, the sandbox community."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import tempfile
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import fail, flush, in_mode, opened, say, settings, speech
from bot.cli.progress import Progress
from bot.cli.records import open_contents
from bot.core.policy import Mode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.bootstrap import Serving
    from bot.bootstrap.house import House
    from bot.bootstrap.speech import Speech
    from bot.core.policy import Policy, Retention
    from bot.platforms.sandbox.sandbox import Sandbox
    from bot.policy_files import Loaded
    from bot.ports import Classifier, Clock
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is served, whichever way it is shown."""

    settings: Settings
    path: Path
    mode: Mode | None
    loaded: Loaded
    policy: Policy
    retention: Retention
    classifier: Classifier
    serving: Serving
    headline: str
    served: tuple[str, ...]

    def house(self) -> House:
        """Return what all communities share."""
        from bot.bootstrap.house import house_of

        voiced = self._speech()
        return house_of(self.settings, self.path, self.mode, self.loaded, self.classifier, self.serving, speech=voiced)

    def _speech(self) -> Speech:
        return speech(self.settings, self.classifier, self.serving.closing)

    @asynccontextmanager
    async def sandbox(self, clock: Clock, *, fresh: bool = False) -> AsyncIterator[Sandbox]:
        from bot.bootstrap import build_screener
        from bot.bootstrap.sandbox import build_sandbox

        screener, voiced = build_screener(self.policy), self._speech()
        opening = build_sandbox(
            self.settings, screener, self.classifier, self.retention, clock, speech=voiced, fresh=fresh
        )
        async with self.serving.closing, opening as sandbox:
            yield sandbox


def run(
    policy: Annotated[
        Path | None, typer.Option(help="The policy file. Default: TAKT_POLICY, else the one that ships.")
    ] = None,
    mode: Annotated[
        Mode | None, typer.Option(help="shadow, review or enforce. The sandbox enforces unless told.")
    ] = None,
    play: Annotated[Path | None, typer.Option(help="Play this chat instead of the bundled one, and end.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Type line by line instead of drawing a screen.")] = False,
) -> None:
    """Serve each platform that there is a token for, or open the sandbox with its moderators' desk where there is none.

    Without a terminal the sandbox plays a sample conversation.
    """
    from bot.ports.ledger import LedgerUnavailableError

    parts = _parts(policy, mode)
    try:
        if play is None and parts.served:
            _serve(parts)
        elif play is not None or not (sys.stdin.isatty() and sys.stdout.isatty()):
            _play_somewhere(parts, play)
        elif plain or not _can_draw():
            asyncio.run(_converse(parts))
        else:
            asyncio.run(_sit_at_desk(parts))
    except LedgerUnavailableError as error:
        fail(str(error))


def _parts(policy: Path | None, mode: Mode | None) -> _Parts:
    from bot.bootstrap import new_serving
    from bot.bootstrap.serving import platforms

    chosen = settings()
    serving = new_serving()
    found, live = opened(chosen, policy, serving)
    # On a platform the policy's own mode counts unless another is asked for; the sandbox shows what would be done.
    served = platforms(chosen)
    in_force = in_mode(found.policy, mode or chosen.mode or (found.policy.mode if served else Mode.ENFORCE))
    path = policy or chosen.policy
    where = f"on {' and '.join(served)}" if served else "sandbox"
    headline = f"Takt {where} · policy {path.name} {in_force.hash} · scorer {live.name} · mode {in_force.mode}"
    return _Parts(chosen, path, mode or chosen.mode, found, in_force, found.retention, live, serving, headline, served)


def _serve(parts: _Parts) -> None:
    from bot.bootstrap.health import PortTakenError
    from bot.bootstrap.house import PlatformRefusedError
    from bot.bootstrap.serving import serve

    say(parts.headline)
    flush()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("bot").setLevel(logging.INFO)
    try:
        asyncio.run(serve(parts.house()))
    except (PlatformRefusedError, PortTakenError) as error:
        fail(str(error))


def _can_draw() -> bool:
    from bot.settings import Terminal

    return Terminal().can_draw and sys.stderr.isatty()  # where the screen is drawn


async def _sit_at_desk(parts: _Parts) -> None:
    from bot.bootstrap import SystemClock
    from bot.platforms.sandbox import SAMPLE
    from bot.platforms.sandbox.desk.app import Desk

    clock = SystemClock()
    sample = tuple(open_contents(SAMPLE))
    async with parts.sandbox(clock) as sandbox:
        desk = Desk(sandbox, clock, sample)
        trouble = await desk.run_async()
    if trouble:
        fail(trouble)
    if desk.return_code:  # it broke, and said how
        raise typer.Exit(desk.return_code)


async def _converse(parts: _Parts) -> None:
    import readline  # noqa: F401 - gives input() its line editing and history

    from bot.bootstrap import SystemClock
    from bot.platforms.sandbox.commands import Commands
    from bot.platforms.sandbox.console import Console

    say(parts.headline)
    # asyncio's own handler would wait for the line that is being typed.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    clock = SystemClock()
    async with parts.sandbox(clock) as sandbox:
        await Console(Commands(sandbox, clock), input, say).run()


def _play_somewhere(parts: _Parts, chat: Path | None) -> None:
    from pydantic import SecretStr

    from bot.bootstrap import HOME

    say(parts.headline)
    with _writable(HOME) as folder:
        file = folder / "sample.sqlite3"
        place: dict[str, object] = {"database_url": SecretStr(f"sqlite:///{file}"), "keys": parts.settings.keys}
        if folder != HOME:
            from bot.storage.keys import new_key

            place["keys"] = SecretStr(new_key())
        asyncio.run(_play(_moved(parts, place), chat))
    say("")
    if folder == HOME:
        say(f"The cases are in {file}; TAKT_DATABASE_URL=sqlite:///{file} takt cases list shows them.")
    else:
        say(f"{HOME} can't be written here, so the cases were kept in a temporary folder and are gone now.")


def _moved(parts: _Parts, place: dict[str, object]) -> _Parts:
    from dataclasses import replace

    return replace(parts, settings=parts.settings.model_copy(update=place))


@contextmanager
def _writable(home: Path) -> Iterator[Path]:
    """Give the folder, or a temporary one where it can't be written."""
    try:
        home.mkdir(mode=0o700, exist_ok=True)
        writable = os.access(home, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if writable:
        yield home
        return
    with tempfile.TemporaryDirectory(prefix="takt-") as folder:
        yield Path(folder)


async def _play(parts: _Parts, chat: Path | None) -> None:
    from bot.platforms.sandbox import SAMPLE
    from bot.platforms.sandbox.playback import play
    from bot.platforms.sandbox.sandbox import ConversationClock

    contents = open_contents(chat or SAMPLE)
    clock = ConversationClock()
    async with parts.sandbox(clock, fresh=True) as sandbox:
        with Progress(silent=chat is None) as progress:
            await play(progress.over(contents), sandbox, clock, progress.say)
    contents.note_trouble()

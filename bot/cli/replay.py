"""`takt replay`: what a policy would have done to a chat history."""

from __future__ import annotations

import asyncio
import gc
import json
import shutil
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import fail, in_mode, note, opened, say, settings
from bot.cli.progress import Progress
from bot.cli.records import open_contents
from bot.core.policy import Mode

if TYPE_CHECKING:
    from bot.cli.records import Contents
    from bot.core.policy import Policy
    from bot.pipeline.replay_summary import ReplaySummary
    from bot.ports import Classifier


def replay(
    history: Annotated[Path, typer.Argument(help="A Slack export, a DiscordChatExporter file, or JSON Lines.")],
    policy: Annotated[
        Path | None, typer.Option(help="The policy file. Default: the one that the settings name.")
    ] = None,
    mode: Annotated[Mode | None, typer.Option(help="Replay in this mode instead of the policy's own.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one object a message instead of the summary.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page to look at.")] = None,
) -> None:
    """Run a policy over a chat history, in order and with strikes, and print what would have happened.

    Nothing is sent anywhere. Strikes are counted as if moderators upheld what the policy proposes.
    """
    chosen = settings()
    if html is not None:
        _refuse_unwritable(html, history)
    found, live = opened(chosen, policy)
    in_force = in_mode(found.policy, mode or chosen.mode)
    contents = open_contents(history)
    summary = asyncio.run(_replay(contents, live, in_force, as_json=as_json))
    if html is not None:
        _write_page(summary, html)
    if not as_json:
        from bot.reports.text import summary_as_text

        say(summary_as_text(summary, shutil.get_terminal_size((100, 24)).columns))
    else:
        contents.note_trouble()  # which the summary tells as well


async def _replay(contents: Contents, live: Classifier, policy: Policy, *, as_json: bool) -> ReplaySummary:
    from bot.bootstrap import build_screener
    from bot.pipeline.records import decision_record
    from bot.pipeline.replay import replay
    from bot.pipeline.replay_summary import SummaryBuilder

    screener = build_screener(policy)
    gc.freeze()  # model and policy live to the end: a tenth of the time would go into looking through them
    builder = SummaryBuilder(policy, live.name)
    with Progress() as progress:
        async for screened in replay(contents, live, screener):
            builder.add(screened)
            progress.step()
            if as_json:
                progress.say(json.dumps(decision_record(screened, live.name), ensure_ascii=False))
    return builder.summary(progress.seconds, untimed=contents.untimed, bad=contents.bad, bad_places=contents.named)


def _refuse_unwritable(page: Path, history: Path) -> None:
    """End before a long replay rather than after it where its page can't be written."""
    try:
        if page.exists() and history.exists() and page.samefile(history):
            fail(f"{page} is the history itself; give --html another name")
        with page.open("ab") if page.exists() else TemporaryFile(dir=page.parent):
            pass
    except OSError as error:
        fail(f"{page} can't be written: {error.strerror}")


def _write_page(summary: ReplaySummary, path: Path) -> None:
    from bot.reports.html import summary_as_html

    try:
        path.write_text(summary_as_html(summary), encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        fail(f"{path} can't be written: {error.strerror}")
    note(f"wrote {path}")

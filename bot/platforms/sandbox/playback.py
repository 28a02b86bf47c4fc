"""Plays a conversation through the sandbox and prints what becomes of it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.actions import describe
from bot.core.cases import CaseState
from bot.core.drafts import UNDECIDED, DraftState
from bot.core.duration import format_duration
from bot.platforms.sandbox.news import News
from bot.platforms.sandbox.platform import Refused
from bot.platforms.sandbox.wording import refused_line, taken_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.content import Content
    from bot.pipeline.intake import Taken
    from bot.platforms.sandbox.sandbox import ConversationClock, Sandbox

_MOST = 10_000


async def play(
    contents: Iterable[Content], sandbox: Sandbox, clock: ConversationClock, say: Callable[[str], None]
) -> None:
    """Print each decision with its reason and what came of it, then a summary."""
    tally: Counter[str] = Counter()
    news = News(sandbox)
    total = 0
    for content in contents:
        total += 1
        clock.follow(content.at)
        result = await sandbox.post(content)
        say(refused_line(result) if isinstance(result, Refused) else taken_line(content, result))
        await _settle(sandbox, result)
        for line in await news.lines():
            say(f"   {line}")
        tally.update(_counted(result))
    await _wait(sandbox, clock, news, say)
    say("")
    for line in await _summary(sandbox, total, tally):
        say(line)


async def _settle(sandbox: Sandbox, result: Taken | Refused) -> None:
    """Do what is due; what is clean plans nothing."""
    if not isinstance(result, Refused) and result.case is not None:
        await sandbox.settle()
    else:
        await sandbox.offer()


async def _wait(sandbox: Sandbox, clock: ConversationClock, news: News, say: Callable[[str], None]) -> None:
    """Let so much time go by as members have to answer each other, and print what is proposed after it."""
    wait = sandbox.community.policy.replies.wait_seconds
    clock.follow(clock.now() + timedelta(seconds=wait))
    await sandbox.offer()
    lines = await news.lines()
    if lines:
        say(f"{format_duration(wait)} later:")
    for line in lines:
        say(f"   {line}")


async def _summary(sandbox: Sandbox, total: int, tally: Counter[str]) -> list[str]:
    async with sandbox.community.begin() as uow:
        cases = await uow.cases.count(CaseState)
        waiting = await uow.cases.count([CaseState.OPEN])
    members = {each.content.author.id for each in sandbox.platform.world.messages.values()}
    return [
        f"{total} messages, members who posted: {len(members)}",
        *_ordered(tally),
        f"cases: {cases}, of which {waiting} wait for a moderator",
        *await _replies(sandbox),
    ]


async def _replies(sandbox: Sandbox) -> list[str]:
    """Count what was proposed and what became of it, and what nothing was proposed for; nothing where nobody drafts."""
    if sandbox.community.drafter is None:
        return []
    async with sandbox.community.begin() as uow:
        states = Counter(each.state for each in await uow.drafts.find(limit=_MOST))
    waiting = sum(states[each] for each in UNDECIDED)
    ended = f"{states[DraftState.SENT]} sent, {states[DraftState.REJECTED]} rejected"
    why = Counter(str(each.outcome.why).replace("_", " ") for each in sandbox.silences)
    return [
        f"drafts: {states.total()} offered, of which {waiting} wait for a moderator, {ended}",
        f"no draft: {why.total()}",
        *_ordered(why),
    ]


def _ordered(counts: Counter[str]) -> list[str]:
    """Say how often what came, the most frequent first."""
    return [f"  {count:3}  {name}" for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def _counted(result: Taken | Refused) -> list[str]:
    if isinstance(result, Refused):
        return ["not posted"]
    if result.screened is None:
        return [str(result.news)]
    decision = result.screened.decision
    return [describe(each) for each in decision.actions] or [str(decision.verdict)]

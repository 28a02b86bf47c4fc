"""Plays a conversation through the sandbox and prints what becomes of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.actions import describe
from bot.core.cases import CaseState
from bot.platforms.sandbox.news import News
from bot.platforms.sandbox.platform import Refused
from bot.platforms.sandbox.wording import refused_line, taken_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.content import Content
    from bot.pipeline.intake import Taken
    from bot.platforms.sandbox.sandbox import ConversationClock, Sandbox


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
        if not isinstance(result, Refused) and result.case is not None:
            await sandbox.settle()
            for line in await news.lines():
                say(f"   {line}")
        tally.update(_counted(result))
    say("")
    for line in await _summary(sandbox, total, tally):
        say(line)


async def _summary(sandbox: Sandbox, total: int, tally: Counter[str]) -> list[str]:
    async with sandbox.community.begin() as uow:
        cases = await uow.cases.count(CaseState)
        waiting = await uow.cases.count([CaseState.OPEN])
    members = {each.content.author.id for each in sandbox.platform.world.messages.values()}
    counted = sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        f"{total} messages, members who posted: {len(members)}",
        *(f"  {count:3}  {name}" for name, count in counted),
        f"cases: {cases}, of which {waiting} wait for a moderator",
    ]


def _counted(result: Taken | Refused) -> list[str]:
    if isinstance(result, Refused):
        return ["not posted"]
    if result.screened is None:
        return [str(result.news)]
    decision = result.screened.decision
    return [describe(each) for each in decision.actions] or [str(decision.verdict)]

"""Plays a conversation through the sandbox community and prints what becomes of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.actions import describe
from bot.core.duration import format_duration
from bot.core.printable import printable
from bot.platforms.sandbox.community import Refused
from bot.platforms.sandbox.wording import decision_line, member_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.content import Content
    from bot.pipeline.screen import Screened
    from bot.platforms.sandbox.community import SandboxCommunity


async def play(contents: Iterable[Content], community: SandboxCommunity, say: Callable[[str], None]) -> None:
    """Print each decision with its reason, then a summary."""
    tally: Counter[str] = Counter()
    total = 0
    for content in contents:
        total += 1
        result = await community.post(content)
        for line in result_lines(result, community):
            say(line)
        tally.update(_counted(result))
    say("")
    say(
        f"{total} messages, members who posted: {len({each.content.author.id for each in community.messages.values()})}"
    )
    for name, count in sorted(tally.items(), key=lambda pair: (-pair[1], pair[0])):
        say(f"  {count:3}  {name}")


def result_lines(result: Screened | Refused, community: SandboxCommunity) -> list[str]:
    """Return the lines that show one result: the decision, and what the member is told."""
    if isinstance(result, Refused):
        left = format_duration(max(1, round((result.until - result.content.at).total_seconds() / 60)) * 60)
        channel, who = printable(result.content.channel), printable(result.content.author.name)
        text = printable(result.content.text)
        return [f"#{channel} {who}: {text} → not posted  because {who} is timed out for {left} more"]
    told = member_line(result, community.screener.policy)
    return [decision_line(result), *([told] if told else [])]


def _counted(result: Screened | Refused) -> list[str]:
    if isinstance(result, Refused):
        return ["not posted (timed out)"]
    actions = [describe(each) for each in result.decision.actions]
    return actions or [str(result.decision.verdict)]

"""What two policies decide differently over one history."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.cli.common import say
from bot.cli.progress import Progress
from bot.cli.records import open_contents
from bot.core.explain import because, outcome_words
from bot.core.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.core.policy import Policy
    from bot.pipeline.screen import Screened
    from bot.ports import Classifier


async def print_differences(old: Policy, new: Policy, history: Path, classifiers: Sequence[Classifier]) -> None:
    """Print each message with which something else is done, then the counts by change.

    `classifiers`: the one that the old policy asks for, and that of the new one.
    """
    from bot.bootstrap import build_screener
    from bot.pipeline.replay import Side, side_by_side

    records = open_contents(history)
    sides = [Side(each, build_screener(policy)) for each, policy in zip(classifiers, (old, new), strict=True)]
    changes: Counter[str] = Counter()
    with Progress() as progress:
        async for before, after in side_by_side(records, sides[0], sides[1]):
            progress.step()
            was, becomes = outcome_words(before.decision), outcome_words(after.decision)
            if was != becomes:
                changes[f"{was} → {becomes}"] += 1
                progress.say(_difference(before, after))
    say(f"{changes.total():,} of {progress.count:,} messages are decided differently ({old.hash} → {new.hash})")
    for change, count in sorted(changes.items(), key=lambda pair: (-pair[1], pair[0])):
        say(f"{count:7}  {change}")
    records.note_trouble()


def _difference(before: Screened, after: Screened) -> str:
    content = after.content
    channel, who, text, number = map(printable, (content.channel, content.author.name, content.text, content.id))
    lines = [f"#{channel} {who}: {text} [{number}]"]
    for sign, each in (("-", before), ("+", after)):
        lines.append(f"  {sign} {outcome_words(each.decision)}  {because(each.decision, content.text)}".rstrip())
    return "\n".join(lines)

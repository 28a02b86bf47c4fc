"""The figures of a drafter: what it recognised, what it offered, and how much of that was right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.proposals import Offer
from bot.core.situations import Situation
from bot.reports.metrics import Share

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.replies.messages import Message
    from bot.core.proposals import DraftOutcome
    from bot.core.situations import Recognised
    from bot.ports.replies import ReplyDrafter


@dataclass(frozen=True, slots=True)
class Answered:
    """A message, what the drafter took it for, and what it proposed."""

    message: Message
    recognised: Recognised
    outcome: DraftOutcome


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of messages.

    situation, language: recognised rightly, of all · precision: offered rightly, of what was offered · false_offers:
    offered, of those where no draft is wanted · coverage: offered, of those where one is · right: offered rightly, of
    those
    """

    situation: Share
    language: Share
    precision: Share
    false_offers: Share
    coverage: Share
    right: Share


async def ask(drafter: ReplyDrafter, messages: Iterable[Message]) -> list[Answered]:
    """Ask for a draft of each message."""
    return [Answered(each, drafter.recognise(each.request), await drafter.draft(each.request)) for each in messages]


def figures(answered: Sequence[Answered]) -> Figures:
    """Count."""
    offered = [each for each in answered if isinstance(each.outcome, Offer)]
    wanted = [each for each in answered if each.message.wanted]
    unwanted = [each for each in answered if not each.message.wanted]
    right = sum(map(is_right, offered))
    return Figures(
        _share(each.recognised.situation == each.message.situation for each in answered),
        _share(each.recognised.language == each.message.language for each in answered),
        Share(right, len(offered)),
        _share(isinstance(each.outcome, Offer) for each in unwanted),
        _share(isinstance(each.outcome, Offer) for each in wanted),
        Share(right, len(wanted)),
    )


def is_right(answered: Answered) -> bool:
    """Tell whether a draft was wanted and answers the right situation; a question, from the right FAQ entry.

    Where no entry answers a question, a draft that cites one is wrong, and one that asks back is right.
    """
    message, outcome = answered.message, answered.outcome
    if not isinstance(outcome, Offer) or not message.wanted or outcome.situation is not message.situation:
        return False
    return outcome.situation is not Situation.QUESTION or _cited_entry(outcome) == message.faq


def _cited_entry(offer: Offer) -> str | None:
    """Return the id of the FAQ entry that the best proposal cites."""
    cited = (
        each.removeprefix("faq:").partition("@")[0] for each in offer.proposals[0].cites if each.startswith("faq:")
    )
    return next(cited, None)


def _share(hits: Iterable[bool]) -> Share:
    counted = list(hits)
    return Share(sum(counted), len(counted))

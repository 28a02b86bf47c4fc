"""Replies that moderators of one community approved, by how like the messages are that they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.drafts import DraftState
from bot.core.lessons import unsigned
from bot.drafting.retrieval import NearestTexts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from bot.core.lessons import Lesson
    from bot.core.situations import Situation
    from bot.ports.ledger import UnitOfWork

# So many of the newest are looked at.
_NEWEST = 300
# Below it two messages only share an ending or two.
_LEAST = 0.1


class CommunityExamples:
    """Implements ReplyExamples on the ledger of one community, of what its admin lets be kept.

    Nothing is kept here: what is erased or taken back serves no draft from then on.
    """

    def __init__(self, begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]]) -> None:
        self._begin = begin

    async def like(self, text: str, language: str, situation: Situation, limit: int) -> Sequence[tuple[str, str]]:
        """Return messages that are like a text, each with the reply that was sent and stands, the likest first."""
        async with self._begin() as uow:
            lessons = await uow.drafts.lessons([DraftState.SENT], _NEWEST)
        fit = [each for each in lessons if each.question and (each.language, each.situation) == (language, situation)]
        return [(each.question, unsigned(each.sent)) for each in _nearest(fit, text, language, limit)]


def _nearest(lessons: Sequence[Lesson], text: str, language: str, limit: int) -> Iterator[Lesson]:
    """Yield lessons, no two of the same reply."""
    seen: set[str] = set()
    for near in NearestTexts((each.question for each in lessons), language).find(text, len(lessons)):
        lesson = lessons[near.place]
        if len(seen) < limit and near.score >= _LEAST and lesson.sent not in seen:
            seen.add(lesson.sent)
            yield lesson

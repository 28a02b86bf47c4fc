"""The moderators' channels of one workspace: cards, one a case and one a draft, and alerts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.fitting import cut
from bot.platforms.slack.blocks import MOST_TEXT
from bot.platforms.slack.board import Board, Posting
from bot.platforms.slack.card_view import card_blocks
from bot.platforms.slack.draft_view import draft_blocks
from bot.platforms.slack.mrkdwn import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.cards import Card
    from bot.core.draft_cards import DraftCard
    from bot.core.loose import Object
    from bot.core.policy import Policy
    from bot.platforms.slack.workspace import Workspace

_ID = re.compile(r"#?\b([CG][A-Z0-9]{8,})\b")


class SlackRoom:
    """The ports Room and DraftPanel in the channels that the policy in force names."""

    def __init__(self, workspace: Workspace, policy: Callable[[], Policy]) -> None:
        self._workspace = workspace
        self._policy = policy
        self._cases = Board(workspace, lambda: policy().review_channel, "takt_card", "case")
        self._drafts = Board(workspace, self._of_drafts, "takt_draft", "draft")

    async def show(self, card: Card, place: str) -> str:
        """Post a case's card, or change the one at `place`. Raises OSError."""
        blocks = card_blocks(card, self._workspace.url)
        return await self._cases.show(Posting(card.case, card.title, blocks), place)

    async def show_draft(self, card: DraftCard, place: str) -> str:
        """Post a draft's card, or change the one at `place`. Raises OSError."""
        blocks = draft_blocks(card, self._workspace.url)
        return await self._drafts.show(Posting(card.draft, card.title, blocks), place)

    async def alert(self, text: str) -> None:
        """Say something that needs a person. Raises OSError where nobody could be told."""
        await self._cases.say(cut(_ID.sub(r"<#\1>", escaped(text)), MOST_TEXT))

    async def find(self) -> Object | None:
        """Return the channel of cases, None where there is none. Raises OSError without an answer."""
        return await self._cases.find()

    async def find_drafts(self) -> Object | None:
        """Return the channel of drafts, None where there is none. Raises OSError without an answer."""
        return await self._drafts.find()

    def _of_drafts(self) -> str:
        policy = self._policy()
        return policy.replies.channel or policy.review_channel

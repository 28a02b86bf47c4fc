"""What the sandbox's moderators do with drafts, over the same way as on any platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.forms import Said
from bot.core.marks import Mark
from bot.core.visitors import Visitor
from bot.pipeline.desk_replies import press_draft, take_answer_back
from bot.pipeline.draft_panel import card_of_draft
from bot.pipeline.reply import open_draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.cases import Actor
    from bot.core.content import Content
    from bot.core.draft_cards import DraftCard, DraftPress
    from bot.core.drafts import Draft
    from bot.platforms.sandbox.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Moderating:
    """Presses what a draft's card has. Raises LedgerUnavailableError, and OSError where the file can't be kept."""

    sandbox: Sandbox

    async def draft(self, number: int) -> Draft | None:
        """Return a draft."""
        async with self.sandbox.community.begin() as uow:
            return await uow.drafts.get(number)

    def card(self, draft: Draft) -> DraftCard:
        """Return a draft as moderators see it."""
        return card_of_draft(self.sandbox.community, draft)

    async def press(
        self, what: DraftPress, draft: int, version: int, me: Actor, fields: Mapping[str, str] | None = None
    ) -> Said:
        """Do what was pressed, with what was filled in where it asks for words."""
        mark, platform = Mark(what, (draft, version)), self.sandbox.platform
        answer = await press_draft(self.sandbox.community, _visitor(me), mark, fields, platform)
        return answer if isinstance(answer, Said) else Said(f"Draft {draft} asks for words.")

    async def take_back(self, draft: int, me: Actor) -> Said:
        """Take a reply back that was sent."""
        return await take_answer_back(self.sandbox.community, _visitor(me), draft)

    async def answer(self, content: Content, me: Actor) -> Draft:
        """Lay a draft before a moderator who wants to answer a message, whatever it is."""
        return await open_draft(self.sandbox.community, content, me)


def _visitor(me: Actor) -> Visitor:
    return Visitor(me.id, me.name, language="en", request="", moderates=True)

"""The sandbox: its platform, served by the same pipeline and ledger as any other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.cases import Actor, ActorKind
from bot.pipeline import rescore
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.appeal import NotAppealed, WhyNot, appeal
from bot.pipeline.draft_panel import show_drafts
from bot.pipeline.enforce import work_once
from bot.pipeline.intake import report, take
from bot.pipeline.offering import expire, offer_due

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.pipeline.appeal import Appealed
    from bot.pipeline.community import Community
    from bot.pipeline.intake import Taken
    from bot.platforms.sandbox.overheard import Silence
    from bot.platforms.sandbox.platform import Refused, SandboxPlatform

COMMUNITY = "sandbox"
MODERATORS = (Actor(ActorKind.MODERATOR, "eva", "eva"), Actor(ActorKind.MODERATOR, "noor", "noor"))


class ConversationClock:
    """Follows a conversation's own times, so that playing it gives the same each time and nothing in it is late."""

    def __init__(self) -> None:
        self._at = datetime.fromtimestamp(0, UTC)

    def now(self) -> datetime:
        """Return the time of the latest message."""
        return self._at

    def follow(self, at: datetime) -> None:
        """Go on to a message's time; time does not run backwards."""
        self._at = max(self._at, at)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What members do goes to the platform first, and what it lets through to the pipeline.

    `silences`: the messages for which there is no draft, and why, since it was opened.
    """

    community: Community
    platform: SandboxPlatform
    silences: list[Silence] = field(default_factory=list)

    async def post(self, content: Content) -> Taken | Refused:
        """Post or edit a message. Raises OSError where the platform's file can't be written."""
        ours = replace(content, community=self.community.id)
        if ours.channel not in await self.platform.channels():
            self.community.caught_up.add(ours.channel)  # it begins with this message: nothing before it was missed
        refused = self.platform.post(ours)
        if refused is not None:
            return refused
        return await take(self.community, ours, position="" if ours.revision else ours.id)

    async def answered_first(self, content: Content) -> timedelta | None:
        """Return for how long members may answer a message before a draft is thought of, None where none is to be."""
        async with self.community.begin() as uow:
            entry = await uow.unanswered.get(content.message)
        left = entry.due - self.community.now() if entry and entry.due else timedelta()
        return left if left > timedelta() else None

    async def report(self, content: Content, reporter: str) -> Taken:
        """Count a member's report of a message."""
        return await report(self.community, content, Actor(ActorKind.MEMBER, reporter.casefold(), reporter))

    async def appeal(self, case: int, text: str) -> Appealed | NotAppealed:
        """Appeal against a case as the member whom it is about."""
        async with self.community.begin() as uow:
            found = await uow.cases.get(case)
        if found is None:
            return NotAppealed(WhyNot.NO_SUCH_CASE)
        name = self.platform.name_of(found.member)
        return await appeal(self.community, case, found.member, name, text)

    async def settle(self) -> None:
        """Do all that is due now, for where nobody works in the background."""
        while await rescore.work_once(self.community) is rescore.Round.SCORED:
            pass
        while await work_once(self.community):
            pass
        await self.offer()
        await tell_moderators(self.community)

    async def offer(self) -> None:
        """Think of the drafts that are due now, and end those whose time is over."""
        await expire(self.community)
        while await offer_due(self.community):
            await show_drafts(self.community, self.platform)

"""Hears why there is no draft, so that the sandbox can say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.proposals import NoDraft

if TYPE_CHECKING:
    from bot.core.proposals import DraftOutcome, DraftRequest, Proposal, Tone
    from bot.core.situations import Recognised
    from bot.platforms.sandbox.sandbox import Sandbox
    from bot.ports.replies import ReplyDrafter


@dataclass(frozen=True, slots=True)
class Silence:
    """A message that looked like one to answer, and why nothing is proposed."""

    request: DraftRequest
    outcome: NoDraft


class Overheard:
    """A drafter whose refusals are kept in `silences`, where a message has a situation and is not looked at again."""

    def __init__(self, drafter: ReplyDrafter, silences: list[Silence]) -> None:
        self._drafter = drafter
        self._silences = silences

    @property
    def name(self) -> str:
        """Name and version of the drafter."""
        return self._drafter.name

    def recognise(self, request: DraftRequest) -> Recognised:
        """Let the drafter say what a message is about."""
        return self._drafter.recognise(request)

    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Let the drafter answer, and keep its refusal."""
        outcome = await self._drafter.draft(request)
        if isinstance(outcome, NoDraft) and outcome.recognised.situation and outcome.again_in is None:
            self._silences.append(Silence(request, outcome))
        return outcome

    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        """Let the drafter find other words."""
        return await self._drafter.reword(request, proposal, tone)


def overheard(sandbox: Sandbox) -> Sandbox:
    """Let a sandbox hear why its drafter proposes nothing."""
    if sandbox.community.drafter is not None:
        sandbox.community.drafter = Overheard(sandbox.community.drafter, sandbox.silences)
    return sandbox

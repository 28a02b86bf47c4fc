"""The sandbox community: members post, edit and report; what the bot does to them is simulated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.actions import Ban, Enforcement, Hide, Kick, Nudge, TimeOut, Warn, automatic

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Content
    from bot.pipeline.screen import Screened, Screener
    from bot.ports import Classifier


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that a timed-out member tried to post."""

    content: Content
    until: datetime


class SandboxCommunity:
    """Holds messages and restrictions in memory and screens whatever is posted."""

    def __init__(self, screener: Screener, classifier: Classifier) -> None:
        self.screener = screener
        self.classifier = classifier
        self.messages: dict[str, Screened] = {}
        self.hidden: set[str] = set()
        self._out_until: dict[str, datetime] = {}

    async def post(self, content: Content) -> Screened | Refused:
        """Post or edit a message, unless its author is timed out at that moment."""
        until = self._out_until.get(content.author.id)
        if until is not None and content.at < until and not content.revision:
            return Refused(content, until)
        return await self._screen(content)

    async def edit(self, message: str, text: str, at: datetime, mentions: int = 0) -> Screened:
        """Change a message's text, which now mentions so many people. Raises KeyError for an unknown message."""
        old = self.messages[message].content
        return await self._screen(replace(old, text=text, at=at, revision=old.revision + 1, mentions=mentions))

    async def report(self, message: str, at: datetime) -> Screened:
        """Count one more member's report and decide again. Raises KeyError for an unknown message."""
        old = self.messages[message].content
        return await self._screen(replace(old, at=at, reports=old.reports + 1))

    async def _screen(self, content: Content) -> Screened:
        (scores,) = await self.classifier.score([content.text])
        screened = self.screener.screen(content, scores, again=content.id in self.messages)
        self.messages[content.id] = screened
        for action in automatic(screened.decision.actions):
            self._do(action, content)
        return screened

    def _do(self, action: Enforcement, content: Content) -> None:
        match action:
            case Hide():
                self.hidden.add(content.id)
            case TimeOut(seconds=seconds):
                until = content.at + timedelta(seconds=seconds)
                # Who is out may still edit, and a milder answer to that lets nobody in earlier.
                self._out_until[content.author.id] = max(until, self._out_until.get(content.author.id, until))
            case Nudge() | Warn():
                pass  # what the member reads is shown with the decision
            case Kick() | Ban():
                raise AssertionError(f"{action.kind} is never automatic")

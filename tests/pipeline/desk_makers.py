"""Somebody who presses and asks, and a desk that answers them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from bot.core.actions import Hide, Warn
from bot.core.forms import Form, Said
from bot.core.visitors import Visitor
from bot.pipeline import desk
from tests.fakes import StandingMessages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.actions import Enforcement
    from bot.core.content import Content
    from bot.core.forms import Answer
    from bot.core.marks import Mark
    from tests.pipeline.ledger_makers import World

_REQUESTS = count(1)
_ACTIONS: Mapping[str, Enforcement] = {"hide": Hide(), "warn": Warn()}


def eva(**changes: object) -> Visitor:
    """Make a moderator."""
    return somebody("mod-eva-55", **{"moderates": True, **changes})


def somebody(member: str = "bo", **changes: object) -> Visitor:
    """Make a member who presses something for the first time."""
    plain: dict[str, object] = {"name": member.title(), "language": "en-US", "request": f"r{next(_REQUESTS)}"}
    return Visitor(member, **{**plain, **changes})  # type: ignore[arg-type]  # fields of Visitor


def parse(text: str) -> Enforcement:
    """Read an action."""
    if text not in _ACTIONS:
        raise ValueError(f"There is no action “{text}”.")
    return _ACTIONS[text]


class Desk:
    """The desk of one community, in which members are who they say."""

    def __init__(self, world: World | None) -> None:
        self.world = world
        self.reader = StandingMessages()

    def shows(self, content: Content) -> None:
        """Let a message stand on the platform."""
        self.reader.messages[content.message] = content

    async def press(self, visitor: Visitor, mark: Mark, fields: Mapping[str, str] | None = None) -> Answer:
        """Press a button; with `fields` send its form."""
        community = self.world.community if self.world else None
        return await desk.pressed(community, visitor, mark, fields, self.reader, parse)

    async def hear(self, visitor: Visitor, mark: Mark, fields: Mapping[str, str] | None = None) -> Said:
        """Press what is answered in words."""
        return said(await self.press(visitor, mark, fields))


def said(answer: Answer) -> Said:
    """Return an answer in words."""
    assert isinstance(answer, Said)
    return answer


def form(answer: Answer) -> Form:
    """Return a form."""
    assert isinstance(answer, Form)
    return answer

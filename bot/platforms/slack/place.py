"""One workspace with all that it takes to answer somebody in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.pipeline.community import Community
    from bot.platforms.slack.people import People
    from bot.platforms.slack.reader import SlackReader
    from bot.platforms.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace that is served. `complaints`: says what of the policy can't be done in it, a sentence each.

    `findings`: says at which tier it is served, what each action of the policy becomes there, and what is missing.
    """

    workspace: Workspace
    people: People
    reader: SlackReader
    community: Community
    complaints: Callable[[], Awaitable[Sequence[str]]]
    findings: Callable[[], Awaitable[Sequence[str]]]

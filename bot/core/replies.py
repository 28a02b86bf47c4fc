"""What a policy says about replies: what is offered to moderators by itself, how soon, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.situations import Situation

if TYPE_CHECKING:
    from collections.abc import Mapping

# What members write that a draft can be offered for without being asked; of all else people wrote the notices.
OFFERABLE = (
    Situation.QUESTION,
    Situation.COMPLAINT,
    Situation.WISH,
    Situation.PRAISE,
    Situation.WELCOME,
    Situation.CONFLICT,
)
# What waits for an answer, and is told to moderators where it has waited too long.
WANTS_ANSWER = frozenset({Situation.QUESTION, Situation.COMPLAINT, Situation.WISH})


@dataclass(frozen=True, slots=True)
class Replies:
    """How members are answered. `offer`: for what a draft is offered by itself; for nothing unless the policy says so.

    `answer_within`: how long a member waits at most, as a goal. `wait`: how long members may answer a question that is
    not addressed to the community before a draft is offered. `expire`: how long a draft can be decided. `pass_on`:
    where wishes and complaints go, by name or id. `channel`: where drafts are shown, empty for where cases are.
    """

    offer: frozenset[Situation] = frozenset()
    answer_within_seconds: int = 48 * 3600
    wait_seconds: int = 30 * 60
    expire_seconds: int = 3 * 86400
    pass_on: Mapping[Situation, str] = field(default_factory=dict)
    channel: str = ""

"""Whoever presses, fills in or asks."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.cases import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever pressed or asked, as their platform says at this moment. Nothing of it is kept for the next time.

    `language`: the one in which they use the platform, such as `da` or `sv-SE`. `request`: the platform's name of this
    one press or form; what is delivered twice has the same. `moderates`: they are staff by the policy, or own or
    administer the community. `manages`: they may change how it is served.
    """

    id: str
    name: str
    language: str
    request: str
    moderates: bool = False
    manages: bool = False

    @property
    def moderator(self) -> Actor:
        """Them as a moderator who acts."""
        return Actor(ActorKind.MODERATOR, self.id, self.name)

    @property
    def member(self) -> Actor:
        """Them as a member who acts."""
        return Actor(ActorKind.MEMBER, self.id, self.name)

"""What stands in an enforcer's place in shadow: it holds nothing by which a platform could be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.effects import Failed

if TYPE_CHECKING:
    from bot.core.effects import Applied, EffectKind, Order, Outcome

WHY = "in shadow the bot does nothing"


class Shadow:
    """The port Enforcer, able to do nothing: what was planned before the mode was changed ends as failed."""

    capabilities: frozenset[EffectKind] = frozenset()

    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        """Do nothing."""
        del order, idempotency_key
        return Failed(WHY)

    async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
        """See nothing."""
        del order, idempotency_key
        return None

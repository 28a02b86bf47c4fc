"""Strikes kept in memory, for a sandbox or a replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Content
    from bot.core.decision import Strike

# No ladder has a step above this, so older strikes of a member with as many would change no answer.
_MOST = 1_000


class StrikeBook:
    """Strikes by (community, member): the latest of each. Expired ones go when their member is looked up."""

    def __init__(self) -> None:
        self._strikes: dict[tuple[str, str], tuple[Strike, ...]] = {}

    def of(self, content: Content, now: datetime) -> tuple[Strike, ...]:
        """Return the author's strikes that count at `now`."""
        key = (content.community, content.author.id)
        live = tuple(each for each in self._strikes.get(key, ()) if each.expires > now)
        if live:
            self._strikes[key] = live
        else:
            self._strikes.pop(key, None)
        return live

    def add(self, content: Content, strike: Strike) -> None:
        """Enter a strike against the author."""
        key = (content.community, content.author.id)
        self._strikes[key] = (*self._strikes.get(key, ()), strike)[-_MOST:]

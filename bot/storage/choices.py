"""What moderators chose for their community."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.storage.tables_outbox import ChoiceRow

if TYPE_CHECKING:
    from bot.storage.scope import Scope


class SqlChoices:
    """Choices of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, name: str) -> str:
        """Return what was chosen, empty where nothing was."""
        row = await self._scope.session.get(ChoiceRow, (self._scope.community, name))
        return row.value if row else ""

    async def choose(self, name: str, value: str) -> None:
        """Enter a choice; empty takes it back."""
        await self._scope.session.merge(ChoiceRow(community=self._scope.community, name=name, value=value))
        await self._scope.session.flush()

"""What platforms handed over when somebody let the bot in, such as tokens; kept sealed, outside every community."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Installations(Protocol):
    """One record per platform and workspace, which only that platform reads. Raises LedgerUnavailableError."""

    async def get(self, platform: str, workspace: str) -> str | None:
        """Return the record, None where there is none."""
        ...

    async def all(self, platform: str) -> Mapping[str, str]:
        """Return the records of a platform by workspace."""
        ...

    async def save(self, platform: str, workspace: str, record: str) -> None:
        """Enter a record in place of the one that was there."""
        ...

    async def remove(self, platform: str, workspace: str) -> None:
        """Forget a record, in every file."""
        ...

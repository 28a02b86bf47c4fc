"""What every book gets: one transaction in one community."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.storage import keys

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from bot.storage.keys import Vault


@dataclass(slots=True)
class Home:
    """The community's own counters. The transaction holds them locked, and the ledger writes them once, at commit.

    `forgets`: something was removed that must not be found any more, in no file.
    """

    id: str
    last_case: int
    journal_seq: int
    journal_hash: str
    forgets: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """An open transaction in the community of `home`."""

    session: AsyncSession
    home: Home
    vault: Vault
    index_key: bytes

    @property
    def community(self) -> str:
        """The community's id."""
        return self.home.id

    def own(self, community: str) -> None:
        """Raise ValueError for another community's value: nothing in a transaction reaches beyond its own."""
        if community != self.home.id:
            raise ValueError("this belongs to another community than the transaction does")

    def mark(self, text: str) -> str:
        """Return the community's keyed hash of a text."""
        return keys.mark(self.index_key, text)

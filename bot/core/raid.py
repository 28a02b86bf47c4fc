"""What a raid of a channel is, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.actions import Measure


@dataclass(frozen=True, slots=True)
class Raid:
    """Where members with cases in one channel within `seconds` are `accounts` or more, it is raided.

    `do` is done at once and `propose` is proposed, each for a time.
    """

    accounts: int
    seconds: int
    do: tuple[Measure, ...]
    propose: tuple[Measure, ...] = ()

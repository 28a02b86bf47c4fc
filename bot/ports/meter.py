"""Counts what happens, for operators: no text, and nobody's name or id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.decision import Decision
    from bot.core.effects import EffectKind, Outcome
    from bot.core.gaps import Gap


class Meter(Protocol):
    """Hears of each thing once it is written down. `seconds`: since the message was written, where that says something.

    It says nothing of what was read late, was edited, or waited for a person.
    """

    def decided(self, decision: Decision, seconds: float | None) -> None:
        """Count a decision."""
        ...

    def called(self, kind: EffectKind, outcome: Outcome, seconds: float | None) -> None:
        """Count how a try of an effect ended."""
        ...

    def missed(self, gap: Gap) -> None:
        """Count what was not seen when it was written."""
        ...

    def drafted(self, how: str) -> None:
        """Count how thinking of a reply ended: `offer`, why there is no draft, or `trouble`."""
        ...


class NoMeter:
    """Counts nothing."""

    def decided(self, decision: Decision, seconds: float | None) -> None:
        """Let it pass."""

    def called(self, kind: EffectKind, outcome: Outcome, seconds: float | None) -> None:
        """Let it pass."""

    def missed(self, gap: Gap) -> None:
        """Let it pass."""

    def drafted(self, how: str) -> None:
        """Let it pass."""

"""What each version of a case asked of a moderator, so that a press on an older one can still be understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.case_words import asked_words
from bot.core.cases import ActorKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.cases import Actor, Case
    from bot.core.journal import Event, Fact

_VERSION, _ASKED = "version", "standing"
# The names of the facts by which an event says so.
STANDING = frozenset({_VERSION, _ASKED})


def standing(case: Case) -> dict[str, Fact]:
    """Return the facts of an event that made a version: which, and the state, text and proposals it showed."""
    return {_VERSION: case.version, _ASKED: f"{case.state}, revision {case.revision}, {asked_words(case) or 'a look'}"}


def asks_the_same(case: Case, events: Sequence[Event], seen: int, actor: Actor) -> bool:
    """Tell whether a case asks the same of a moderator as the version that they saw, and nobody else acted since.

    `events`: the case's, in order. False where they don't say, as those of an earlier program.
    """
    before = [each for each in events if 0 < _version(each) <= seen]
    since = [each for each in events if _version(each) > seen]
    by_others = any(each.actor.kind is ActorKind.MODERATOR and each.actor.id != actor.id for each in since)
    return bool(before) and not by_others and before[-1].facts[_ASKED] == standing(case)[_ASKED]


def _version(event: Event) -> int:
    """Return the version that an event made, 0 for none."""
    version = event.facts.get(_VERSION)
    return version if isinstance(version, int) else 0

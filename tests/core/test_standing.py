"""Whether a case still asks what a moderator saw."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.actions import Ban, Hide
from bot.core.cases import BOT, Actor, ActorKind, Case, CaseState
from bot.core.journal import Event, EventKind
from bot.core.standing import asks_the_same, standing
from tests.core.case_makers import case
from tests.core.makers import NOW

ANNA, BERT = Actor(ActorKind.MODERATOR, "anna", "Anna"), Actor(ActorKind.MODERATOR, "bert", "Bert")
OPENED = case(state=CaseState.OPEN, proposals=(Hide(),))


def version(made: Case, kind: EventKind = EventKind.DECIDED_AGAIN, actor: Actor = BOT) -> Event:
    """Make the event of a version."""
    return Event(kind, NOW, made.number, actor, standing(made))


def test_what_only_the_bot_did_changes_nothing_that_is_asked() -> None:
    """A failed effect and a report that asks for nothing more raise the version, and the press still counts."""
    failed = replace(OPENED, version=2, why_open="hide failed: no right")
    again = replace(failed, version=3)
    events = [
        version(OPENED, EventKind.OPENED),
        version(failed, EventKind.EFFECT_ENDED),
        Event(EventKind.NOTICE_ENDED, NOW, 1),
        version(again),
    ]
    assert asks_the_same(again, events, 1, ANNA)
    assert asks_the_same(again, events, 2, ANNA)


@pytest.mark.parametrize(
    "change",
    [
        {"state": CaseState.HANDLED},
        {"proposals": (Hide(), Ban())},
        {"revision": 1},
        {"strike_rule": "be-kind", "strike_weight": 1},
    ],
)
def test_what_a_moderator_has_to_see_first_is_not_the_same(change: dict[str, object]) -> None:
    """Another state, another text, another proposal or a strike more: who saw less has not decided on it."""
    changed = replace(OPENED, version=2, **change)  # type: ignore[arg-type]  # fields by name
    assert not asks_the_same(changed, [version(OPENED, EventKind.OPENED), version(changed)], 1, ANNA)
    assert asks_the_same(changed, [version(OPENED, EventKind.OPENED), version(changed)], 2, ANNA)


def test_what_another_moderator_did_is_to_be_seen_first() -> None:
    """Their claim or verdict stops a press on an older card, though the case is open again; one's own doesn't."""
    claimed, freed = replace(OPENED, version=2, claimed_by="anna"), replace(OPENED, version=3)
    events = [
        version(OPENED, EventKind.OPENED),
        version(claimed, EventKind.CLAIMED, ANNA),
        version(freed, EventKind.RELEASED, ANNA),
    ]
    assert asks_the_same(freed, events, 1, ANNA)
    assert not asks_the_same(freed, events, 1, BERT)
    assert asks_the_same(freed, events, 3, BERT)


def test_a_moderator_who_was_erased_is_another() -> None:
    """Without a name in the journal nobody's act counts as one's own."""
    erased = version(replace(OPENED, version=2), EventKind.CLAIMED, Actor(ActorKind.MODERATOR))
    assert not asks_the_same(replace(OPENED, version=2), [version(OPENED, EventKind.OPENED), erased], 1, ANNA)


def test_a_journal_that_does_not_say_is_not_believed() -> None:
    """Events of an earlier program hold no version, so a press on an older card does not count."""
    old = Event(EventKind.OPENED, NOW, 1)
    assert not asks_the_same(replace(OPENED, version=2), [old, version(replace(OPENED, version=2))], 1, ANNA)
    assert not asks_the_same(OPENED, [], 1, ANNA)

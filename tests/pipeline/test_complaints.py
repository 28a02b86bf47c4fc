"""Harsh and legitimate complaints under the policy and the classifier that ship: none is hidden, each is entered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.bootstrap import build_classifier, build_screener, read
from bot.bootstrap.replies import build_drafter
from bot.core.actions import Escalate, Nudge
from bot.core.decision import Strike
from bot.core.policy import Mode
from bot.pipeline.intake import take
from bot.policy_files import Loaded
from bot.settings import Settings
from tests.core.makers import DAY
from tests.pipeline.ledger_makers import World, make_world

if TYPE_CHECKING:
    from bot.core.actions import Action
    from bot.core.policy import Policy
    from bot.pipeline.screen import Screener
    from bot.ports import Classifier
    from bot.ports.replies import ReplyDrafter
    from bot.storage.ledger import SqlLedger

ROOT = Path(__file__).parents[2]
SET = ROOT / "tests/drafting/sets/complaints.jsonl"
ROWS = [json.loads(each) for each in SET.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def shipped() -> Policy:
    """Give the policy that ships."""
    loaded = read(ROOT / "policies/default.yaml")
    assert isinstance(loaded, Loaded), loaded
    return loaded.policy


@pytest.fixture(scope="module")
def embedded(shipped: Policy) -> Classifier:
    """Give the classifier that ships."""
    return build_classifier(Settings(), shipped)


@pytest.fixture(scope="module")
def screener(shipped: Policy) -> Screener:
    """Give what screens by it, which takes long to build."""
    return build_screener(shipped)


@pytest.fixture(scope="module")
def drafter() -> ReplyDrafter:
    """Give what recognises with the voice that ships."""
    return build_drafter(Settings(voice=ROOT / "policies/voice.yaml"), None)


def flat(actions: tuple[Action, ...]) -> list[Action]:
    """Return what is done, and what is proposed to a moderator."""
    return [one for each in actions for one in (each.proposals if isinstance(each, Escalate) else (each,))]


@pytest.mark.parametrize(("mode", "strikes"), [(Mode.REVIEW, 0), (Mode.ENFORCE, 3)])
async def test_no_harsh_complaint_is_hidden_and_each_is_entered(
    ledger: SqlLedger, screener: Screener, embedded: Classifier, drafter: ReplyDrafter, mode: Mode, strikes: int
) -> None:
    """Whatever its member did before: nothing is done or proposed but a friendly word, and it has a number."""
    world: World = make_world(ledger)
    community = world.community = replace(world.community, screener=screener.fresh(), classifier=embedded)
    community.serve_in(mode)
    community.drafter = drafter
    assert len(ROWS) >= 40
    async with community.begin() as uow:
        for number in range(len(ROWS) * strikes):
            strike = Strike("be-kind", "m0", world.clock.at, world.clock.at + timedelta(seconds=DAY))
            await uow.strikes.give(strike, f"u{number // strikes}", 0)
    for number, row in enumerate(ROWS):
        world.clock.at += timedelta(minutes=10)
        content = world.content(row["text"], f"u{number}")
        taken = await take(community, content)
        assert taken.screened is not None
        asked = flat(taken.screened.decision.actions)
        assert all(isinstance(each, Nudge) for each in asked), (row["text"], asked)
    async with community.begin() as uow:
        entries = await uow.feedback.since(world.clock.at - timedelta(days=30))
    assert [each.text for each in entries] == [row["text"] for row in ROWS]

"""What a decision comes to in a Slack workspace, from the message to its undo, on the real ledger and real clients."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.actions import Escalate, Hide, TimeOut
from bot.core.case_words import effect_words
from bot.core.effects import EffectKind, EffectState
from bot.core.policy import Ladder, Mode, Step
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.community import Community
from bot.pipeline.review import undo, uphold
from bot.platforms.slack.tiers import Tier
from tests.contract.in_slack import InSlack, in_slack
from tests.pipeline.ledger_makers import ANNA, HOUR, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.storage.ledger import SqlLedger


@asynccontextmanager
async def serving(ledger: SqlLedger, tier: Tier) -> AsyncIterator[tuple[World, InSlack]]:
    """Serve a workspace whose policy answers a slur with a hide and a time-out, and has a moderator look."""
    base = ledger_policy(Mode.ENFORCE)
    ladder = Ladder("only", (Step(0, (Hide(), TimeOut(HOUR), Escalate())),))
    rules = tuple(replace(each, ladder=ladder) for each in base.rules if each.id == "no-hate")
    async with in_slack(tier) as place:
        world = make_world(ledger, f"slack-{place.home.id}", replace(base, rules=rules))
        made = world.community
        world.community = Community(
            made.id, made.screener, made.classifier, ledger, world.clock, place.enforcer, world.room, made.retention
        )
        yield world, place


async def slur(world: World, place: InSlack, thread: str = "") -> int:
    """Let Bo write a slur, and the bot do all that follows; return the case."""
    root = place.chat.timeline.get(thread) if thread else None
    message = place.bo.wrote(place.chat, SLUR, 0.0, thread=root)
    return await world.act(SLUR, place.bo.id, channel=place.chat.id, id=message.ts, thread=thread)


@pytest.mark.parametrize("tier", [Tier.ADMIN, Tier.DISCOVERY])
async def test_hidden_removed_by_a_moderators_word_and_all_of_it_undone(
    ledger: SqlLedger, shared: Path, tier: Tier
) -> None:
    """The member hears each time, before they are removed; the thread, the name and the place in it come back."""
    assert shared.name
    async with serving(ledger, tier) as (world, place):
        root = await place.ida.writes(place.chat, "what do you think?")
        number = await slur(world, place, root.ts)
        assert SLUR not in place.reads()
        assert place.bo.id in place.chat.members
        await uphold(world.community, number, ANNA)
        await world.do_all()
        assert place.bo.id not in place.chat.members
        assert "removing you from the channel" in place.bo.inbox[-1].read
        told, removed = (place.slack.asked(each)[-1].at for each in ("chat.postMessage", "conversations.kick"))
        assert told < removed
        await undo(world.community, number, ANNA)
        await world.do_all()
        assert place.bo.id in place.chat.members
        (back,) = (each for each in place.chat.timeline.replies(root.ts) if place.ida.sees(each))
        assert back.read.startswith(SLUR)
        assert "back in the channel" in place.bo.inbox[-1].read
        assert len(place.bo.inbox) == 3


async def test_with_the_bots_token_alone_the_author_is_asked_and_a_moderator_too(
    ledger: SqlLedger, shared: Path
) -> None:
    """The message stands, the case is open and says what has to be done by hand."""
    assert shared.name
    async with serving(ledger, Tier.BOT) as (world, place):
        number = await slur(world, place)
        assert SLUR in place.reads()
        (plea,) = place.bo.inbox
        assert "change or delete your message" in plea.read
        said = [effect_words(each) for each in await world.effects(number)]
        assert sum("by hand" in each for each in said) == 2
        assert [each.method for each in place.slack.requests if each.method.startswith("chat.del")] == []


async def test_a_missing_right_is_said_once_and_not_tried_in_a_storm(ledger: SqlLedger, shared: Path) -> None:
    """However many messages it concerns; each case says why."""
    assert shared.name
    async with serving(ledger, Tier.ADMIN) as (world, place):
        refusal = {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": ""}
        place.slack.fail("chat.delete", times=9, body=refusal)
        numbers = [await slur(world, place) for _ in range(3)]
        await tell_moderators(world.community)
        heard = [each for each in world.room.heard if "I can't hide" in each]
        assert len(heard) == 1
        assert "the token of the admin lacks the scope chat:write" in heard[0]
        assert len(place.slack.asked("chat.delete")) == 1
        for number in numbers:
            states = {each.kind: each.state for each in await world.effects(number)}
            assert states[EffectKind.HIDE] is EffectState.FAILED


async def test_a_lost_answer_and_a_time_to_wait_cost_nothing(ledger: SqlLedger, shared: Path) -> None:
    """One call hides, one notice comes, whatever was not heard."""
    assert shared.name
    async with serving(ledger, Tier.ADMIN) as (world, place):
        place.slack.lose_answer("chat.delete")
        place.slack.refuse_for_now("chat.postMessage", 30)
        place.slack.lose_answer("chat.postMessage")
        number = await slur(world, place)
        assert len(place.slack.asked("chat.delete")) == 1
        assert len(place.bo.inbox) == 1
        assert {each.state for each in await world.effects(number)} == {EffectState.DONE, EffectState.SUBSTITUTED}

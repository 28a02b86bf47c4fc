"""A case's card says all that a moderator has to know, in words that stay true."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.cards import Card, Press
from bot.core.cases import Actor, ActorKind, CaseState
from bot.core.content import Message
from bot.core.effects import EffectKind, Failed
from bot.core.journal import EventKind
from bot.core.policy import Mode, Severity
from bot.pipeline.appeal import appeal, decide_appeal
from bot.pipeline.by_hand import ByHand, enter
from bot.pipeline.cards import card_of
from bot.pipeline.case_file import read_case
from bot.pipeline.intake import report
from bot.pipeline.retain import retain
from bot.pipeline.review import claim, uphold
from tests.pipeline.ledger_makers import ANNA, BERT, INSULT, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger


async def card(world: World, number: int = 1) -> Card:
    """Return a case's card as it is now."""
    file = await read_case(world.community, number)
    assert file is not None
    return card_of(file, world.clock.at)


async def fields(world: World, number: int = 1) -> dict[str, str]:
    """Return the fields of a case's card."""
    return dict((await card(world, number)).fields)


async def test_a_case_on_a_card(world: World) -> None:
    """It says what, how grave, by whom and where, why, what was done and told, and what is asked."""
    await world.act(SLUR)
    made = await card(world)
    assert (made.case, made.version, made.state, made.severity) == (1, 1, CaseState.OPEN, Severity.GRAVE)
    assert made.title == "case 1 · open · grave · no-hate"
    assert (made.member, made.message, made.evidence) == ("bo", Message("general", "m1"), SLUR)
    assert made.presses == (Press.UPHOLD, Press.DISMISS, Press.CHANGE, Press.CLAIM, Press.REPLY, Press.WHY)
    assert dict(made.fields) == {
        "Why": "no-hate: list slurs",
        "Proposed": "time_out 24h",
        "Done": "hide: done",
        "Told": "notice of what was done (en): sent; appeal until 2026-03-15 12:01:40 UTC",
        "Strikes": "no-hate, expires 2026-05-30 12:01:40 UTC",
    }


async def test_a_card_quotes_nobody_outside_its_evidence(world: World) -> None:
    """A platform covers the evidence, so the reasons repeat none of it, and the title holds no id."""
    await world.act(SLUR, member="u12345", channel="c678")
    made = await card(world)
    assert "slurword" not in f"{made.title} {made.fields}"
    assert not {"u12345", "c678", "m1"} & set(made.title.split())


async def test_what_waits_for_a_verdict_is_proposed(ledger: SqlLedger) -> None:
    """In review mode the whole answer and the strike are asked for; after the verdict they are history."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    await world.act(SLUR)
    assert (await fields(world))["Proposed"] == "hide, time_out 24h and a strike for no-hate"
    assert (await fields(world))["Done"] == "nothing"
    await uphold(world.community, 1, ANNA)
    assert "Proposed" not in await fields(world)


async def test_what_failed_is_on_the_card(world: World) -> None:
    """Moderators read what could not be done and why."""
    world.platform.answer(EffectKind.HIDE, Failed("403"))
    await world.act(SLUR)
    made = await card(world)
    assert made.title == "case 1 · open (hide failed: 403) · grave · no-hate"
    assert dict(made.fields)["Done"] == "hide: failed, 403"


async def test_who_decided_and_who_is_at_it_are_named_with_the_moment(world: World) -> None:
    """By name, and by the clock: a card stands for days, and `3 s ago` would be wrong on it."""
    await world.act(SLUR)
    await claim(world.community, 1, ANNA)
    assert (await fields(world))["Claimed"] == f"@{ANNA.name} until 2026-03-01 12:11:40 UTC"
    world.clock.at += timedelta(minutes=10)
    assert "Claimed" not in await fields(world)
    await uphold(world.community, 1, BERT)
    assert (await fields(world))["Decided"] == f"upheld by @{BERT.name}, 2026-03-01 12:11:40 UTC"


async def test_an_appeal_is_on_the_card_in_the_members_own_words(world: World) -> None:
    """While it waits it can be granted or denied there."""
    await world.act(SLUR)
    await appeal(world.community, 1, "bo", "Bo", "I was quoting\nthe film")
    made = await card(world)
    assert dict(made.fields)["Appeal"] == "waiting, 2026-03-01 12:01:40 UTC\nI was quoting\nthe film"
    assert made.presses[:2] == (Press.GRANT, Press.DENY)
    await decide_appeal(world.community, 1, ANNA, grant=True, moderators=frozenset())
    made = await card(world)
    assert dict(made.fields)["Appeal"].startswith("granted, ")
    assert made.presses == (Press.REOPEN, Press.REPLY, Press.WHY)


async def test_a_card_outlives_its_evidence(world: World) -> None:
    """Where the text is kept no longer, the card has none and says the rest."""
    await world.act(SLUR)
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    world.clock.at += timedelta(days=91)
    await retain(world.community)
    made = await card(world)
    assert (made.evidence, dict(made.fields)["Why"]) == ("", "no-hate: list slurs")
    assert dict(made.fields)["Decided"].startswith(f"upheld by @{ANNA.id}, ")


async def test_each_reason_stands_there_once(world: World) -> None:
    """However often a message is reported, its card says why in a line for each rule."""
    taken = await world.say(INSULT)
    assert taken.screened is not None
    await world.reports(taken.screened.content, "r1", "r2", "r3")
    assert (await fields(world))["Why"].splitlines() == [
        "be-kind: insult 0.95 ≥ 0.80",
        "reported: 3 reports by members, 3 is too many",
    ]


async def test_what_a_moderator_did_alone_is_said(world: World) -> None:
    """A case without a decision has a card too."""
    act = ByHand("log-1", ANNA, EffectKind.BAN, "bo", world.clock.at)
    await enter(world.community, act)
    made = await card(world)
    assert made.title == "case 1 · upheld · minor · a moderator's own action"
    assert dict(made.fields)["Why"] == "a moderator acted without the bot"
    assert dict(made.fields)["Done"] == "ban: done, by a moderator's own hand"


async def test_of_a_long_history_the_end_is_shown(world: World) -> None:
    """A card has room for ten lines of a list."""
    await world.act(SLUR)
    file = await read_case(world.community, 1)
    assert file is not None
    often = [replace(file.effects[0], reason=f"time {at}") for at in range(1, 13)]
    lines = dict(card_of(replace(file, effects=often), world.clock.at).fields)["Done"].splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("hide: done, time 3", "hide: done, time 12", 10)


async def test_what_reports_say_is_on_the_card_without_their_names(world: World) -> None:
    """Moderators read why a message was reported; by whom is in the journal."""
    taken = await world.say(SLUR)
    assert taken.screened is not None
    await world.do_all()
    reporter = Actor(ActorKind.MEMBER, "kim", "Kim")
    await report(world.community, taken.screened.content, reporter, "he goes on and on")
    made = await card(world)
    assert dict(made.fields)["Reported"] == "“he goes on and on”"
    assert "Kim" not in str(made)
    async with world.community.begin() as uow:
        (event,) = await uow.journal.recent([EventKind.REPORTED])
        assert (event.actor, event.private) == (reporter, {"reason": "he goes on and on"})
        await uow.people.erase("kim", world.clock.at)
    assert "Reported" not in dict((await card(world)).fields)

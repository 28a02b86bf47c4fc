"""A storm in a community: told once, kept over a restart, nagged about, and ended by a moderator."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from bot.core.blank_forms import DOING, KNOWN, NEXT
from bot.core.crisis import Statement
from bot.core.forms import Form, Said
from bot.core.journal import EventKind
from bot.core.marks import Mark, Wish
from bot.core.proposals import NoDraft, NoDraftWhy
from bot.core.pulse import Counts, slot_of
from bot.core.situations import Recognised, Situation
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.crisis import Watcher, crisis_of, end, start
from bot.pipeline.desk_crisis import end_crisis, show_crisis
from bot.pipeline.offering import offer_due
from bot.pipeline.reply import Approved, Refused, Yes, approve
from tests.fakes import SaysDrafter
from tests.pipeline.desk_makers import Desk, eva, somebody
from tests.pipeline.ledger_makers import ANNA, World
from tests.pipeline.reply_makers import answering

if TYPE_CHECKING:
    from bot.core.crisis import Crisis
    from bot.core.proposals import DraftOutcome, DraftRequest
    from bot.storage.ledger import SqlLedger

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Complains(SaysDrafter):
    """Takes everything for a complaint; the holding statement is made of its slots. `mute`: there is none."""

    mute = False

    @override
    def recognise(self, request: DraftRequest) -> Recognised:
        """Hear a complaint."""
        return Recognised(Situation.COMPLAINT, "en", ())

    @override
    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Fill the slots in."""
        if self.mute:
            return NoDraft(self.recognise(request), NoDraftWhy.NO_TEMPLATE, ("no template",))
        assert request.around.crisis
        slots = request.around.slots
        return await SaysDrafter(lambda _: " / ".join(f"{name}: {slots[name]}" for name in slots)).draft(request)


@pytest.fixture
def stormy(world: World) -> World:
    """Give a community in which everybody complains."""
    world.community.drafter = Complains(str)
    return world


async def complain(world: World, count: int = 25) -> None:
    """Let so many members complain within minutes."""
    for number in range(count):
        await world.say(f"it is broken, {number}", f"u{number}", wait=5)


def storm(world: World, count: int = 25) -> None:
    """Count the same without a word."""
    world.clock.at += timedelta(seconds=5 * count)
    slot = slot_of(world.clock.at)
    world.community.heard[slot] = world.community.heard.get(slot, Counts()) + Counts(count, count)


async def look(world: World) -> list[str]:
    """Look once, as the worker does after a restart, and return what moderators hear by it."""
    before = len(world.room.heard)
    await Watcher(world.community).look()
    await tell_moderators(world.community)
    return world.room.heard[before:]


async def crisis(world: World) -> Crisis | None:
    """Return what is on."""
    async with world.community.begin() as uow:
        return await crisis_of(uow)


async def test_a_storm_is_told_of_once(stormy: World) -> None:
    """What rose, by how much, since when; a restart changes nothing about it, and the journal has it."""
    began = stormy.clock.at
    await stormy.say("it is broken")
    assert await look(stormy) == []
    await complain(stormy)
    (said,) = await look(stormy)
    assert said.startswith(f"A storm, it seems, since {slot_of(began):%H:%M} UTC: 26 complaints in 15 min (not enough")
    assert "Cheerful drafts wait." in said
    storm(stormy)
    assert await look(stormy) == []
    assert await crisis(stormy) is not None
    async with stormy.community.begin() as uow:
        assert [each.facts["state"] for each in await uow.journal.recent([EventKind.CRISIS])] == ["began"]


async def test_a_storm_is_measured_by_what_is_usual(stormy: World) -> None:
    """Where a hundred complaints an hour are usual, twenty-five are none."""
    async with stormy.community.begin() as uow:
        for hour in range(1, 15 * 24):
            await uow.pulse.add(slot_of(stormy.clock.at).replace(minute=0) - hour * HOUR, Counts(200, 100))
    storm(stormy)
    assert await look(stormy) == []
    for _ in range(6):
        storm(stormy)
    (said,) = await look(stormy)
    assert "complaints in 15 min, where" in said
    assert "are usual at this hour" in said


async def test_an_overdue_update_is_nagged_about_until_there_is_one(stormy: World) -> None:
    """Also after a restart; a moderator's next word ends it."""
    await start(stormy.community, Statement("the login is down", "", stormy.clock.at + 30 * MINUTE), ANNA)
    assert await look(stormy) == []
    stormy.clock.at += 31 * MINUTE
    (said,) = await look(stormy)
    assert said.startswith("The next update on the crisis was to come at 12:30 UTC, 1 min ago.")
    assert await look(stormy) == []
    stormy.clock.at += 15 * MINUTE
    assert len(await look(stormy)) == 1
    await start(stormy.community, Statement("it is up", "", stormy.clock.at + HOUR), ANNA)
    stormy.clock.at += 59 * MINUTE
    assert await look(stormy) == []


async def test_the_end_is_proposed_and_said_by_a_moderator(stormy: World) -> None:
    """Once it was calm for an hour; until somebody says so it goes on."""
    storm(stormy)
    await look(stormy)
    stormy.clock.at += 3 * HOUR
    assert [each.partition(".")[0] for each in await look(stormy)] == ["It is calm again"]
    assert await look(stormy) == []
    assert await crisis(stormy) is not None
    assert await end(stormy.community, ANNA) is not None
    assert await crisis(stormy) is None
    assert await end(stormy.community, ANNA) is None
    async with stormy.community.begin() as uow:
        event = (await uow.journal.recent([EventKind.CRISIS]))[0]
    assert (event.facts["state"], event.actor.id) == ("ended", ANNA.id)


async def test_who_ends_it_in_the_storm_is_left_in_peace(stormy: World) -> None:
    """The same storm is not told of again; the next one is."""
    storm(stormy)
    await look(stormy)
    await end(stormy.community, ANNA)
    storm(stormy)
    assert await look(stormy) == []
    assert "goes on" in (await show_crisis(stormy.community)).text
    stormy.clock.at += 3 * HOUR
    assert await look(stormy) == []
    storm(stormy)
    assert len(await look(stormy)) == 1


async def test_moderators_begin_and_go_on_with_a_form(stormy: World) -> None:
    """It has what was said before; a time that is none loses no word of what they wrote."""
    desk, mark = Desk(stormy), Mark(Wish.CRISIS)
    form = await desk.press(eva(), mark)
    assert isinstance(form, Form)
    assert [each.text for each in form.fields] == ["", "", "", ""]
    said = await desk.press(eva(), mark, {KNOWN: "the login is down", DOING: "", NEXT: "soon"})
    assert isinstance(said, Said)
    assert said.text.startswith("Nothing was changed: 'soon' is no time")
    assert [field for field, _ in said.wrong] == [NEXT]
    assert said.more == ("the login is down",)
    assert await crisis(stormy) is None
    said = await desk.press(eva(), mark, {KNOWN: "the login is down", DOING: " ", NEXT: "30m"})
    assert isinstance(said, Said)
    assert said.text.splitlines()[:3] == [
        "A crisis is on since 12:00 UTC. Cheerful drafts wait.",
        "known: the login is down",
        "next update: 12:30 UTC",
    ]
    again = await desk.press(eva(), mark)
    assert isinstance(again, Form)
    assert again.fields[0].text == "the login is down"
    assert (await show_crisis(stormy.community)).buttons[0].mark == mark
    assert await end_crisis(stormy.community, eva()) == Said("The crisis is over; cheerful drafts come back.")
    assert (await show_crisis(stormy.community)).buttons == ()


async def test_members_begin_no_crisis(stormy: World) -> None:
    """Whoever presses what they were never shown is told so."""
    said = await Desk(stormy).press(somebody(), Mark(Wish.CRISIS), {KNOWN: "x"})
    assert isinstance(said, Said)
    assert said.text.startswith("Only")
    assert await crisis(stormy) is None


async def test_cheerful_drafts_wait_until_it_is_over(ledger: SqlLedger) -> None:
    """No yes sends them in a crisis, also where they were offered before it; afterwards it does."""
    world, _ = answering(ledger)
    taken = await world.say("I love it here")
    await offer_due(world.community)
    assert taken.screened is not None
    shown = taken.screened.content
    await start(world.community, Statement(), ANNA)
    refused = await approve(world.community, 1, Yes(), ANNA, shown)
    assert isinstance(refused, Refused)
    assert refused.why.startswith("a crisis is on")
    await end(world.community, ANNA)
    assert isinstance(await approve(world.community, 1, Yes(), ANNA, shown), Approved)


async def test_drafts_of_a_crisis_know_of_it(ledger: SqlLedger) -> None:
    """Whoever words them gets the slots of the holding statement beside the receipt; nothing of it before and after."""
    world, drafter = answering(ledger)
    due = world.clock.at + HOUR
    for begins in (False, True, False):
        if begins:
            await start(world.community, Statement("the login is down", "we restart it", due), ANNA)
        await world.say("it is broken", "cy")
        await offer_due(world.community)
        await end(world.community, ANNA)
    assert [each.around.crisis for each in drafter.asked] == [False, True, False]
    filled = {"known": "the login is down", "doing": "we restart it", "next_update": "13:00 UTC", "receipt": "2"}
    assert [each.around.slots for each in drafter.asked] == [{"receipt": "1"}, filled, {"receipt": "3"}]

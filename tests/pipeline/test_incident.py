"""A burst of one member's messages against one rule is one case, whatever a moderator makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.cases import CaseState
from bot.core.content import Message
from bot.core.effects import EffectKind
from bot.core.policy import Mode
from bot.pipeline.cards import card_of
from bot.pipeline.case_file import read_case
from bot.pipeline.retain import retain
from bot.pipeline.review import change, dismiss, undo, uphold
from tests.pipeline.ledger_makers import ANNA, FINE, INSULT, OTHER_INSULT, SCAM, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger


async def burst(world: World, *texts: str, wait: int = 5) -> set[int]:
    """Let a member write a burst; return the numbers of the cases that it became."""
    taken = [await world.say(text, wait=wait) for text in texts]
    return {each.case.number for each in taken if each.case}


async def test_a_burst_is_one_case_and_every_message_is_hidden(world: World) -> None:
    """Fifty messages cost one strike, one case and, where none was sent before, one notice that says how many."""
    assert await burst(world, *(f"{SLUR} {number}" for number in range(50)), wait=1) == {1}
    await world.do_all()
    assert len(world.platform.hidden) == 50
    assert [each.content_id for each in await world.strikes()] == ["m1"]
    (told,) = world.platform.texts()
    assert "We have hidden 50 of your messages." in told
    assert await world.unnoticed() == []


async def test_who_heard_already_hears_of_the_rest_when_the_incident_is_over(world: World) -> None:
    """The first notice goes at once; all that follows within the minute is one more."""
    await world.act(SLUR)
    await burst(world, *(f"{SLUR} {number}" for number in range(5)), wait=1)
    await world.do()
    assert len(world.platform.texts()) == 1
    await world.do_all()
    assert len(world.platform.texts()) == 2
    assert "5 of your messages" in world.platform.texts()[1]


async def test_a_slip_that_is_repeated_at_once_is_answered_in_proportion(world: World) -> None:
    """The first is a friendly word; the others of the same minute are hidden, and only one strike is given."""
    assert await burst(world, INSULT, OTHER_INSULT, INSULT) == {1}
    await world.do_all()
    assert world.platform.hidden == {Message("general", "m2"), Message("general", "m3")}
    assert len(await world.strikes()) == 1


async def test_another_rule_another_member_or_a_later_minute_is_another_case(world: World) -> None:
    """What is joined is one incident, and nothing else."""
    await world.say(SLUR)
    assert await burst(world, SCAM, SLUR) == {1, 2}
    other = await world.say(SLUR, "ann", wait=1)
    later = await world.say(SLUR, wait=60)
    assert [each.case.number for each in (other, later) if each.case] == [3, 4]


async def test_after_a_verdict_there_is_a_new_case(world: World) -> None:
    """What a moderator has decided is decided; what is written afterwards is decided anew."""
    await world.say(SLUR)
    await uphold(world.community, 1, ANNA)
    assert await burst(world, f"{SLUR} again") == {2}


async def test_undo_brings_every_message_back(world: World) -> None:
    """Exactly what the case hid is seen again, and a second undo does nothing."""
    await burst(world, *(f"{SLUR} {number}" for number in range(4)))
    await world.do_all()
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert world.platform.hidden == set()
    assert await world.strikes() == []
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert world.platform.calls.count(EffectKind.RESTORE) == 4


async def test_a_dismissal_protects_every_text(world: World) -> None:
    """None of the texts of the incident is ever acted on again."""
    texts = [f"{SLUR} {number}" for number in range(3)]
    await burst(world, *texts)
    await dismiss(world.community, 1, ANNA)
    await world.do_all()
    for text in texts:
        await world.act(text)
    assert world.platform.hidden == set()


async def test_in_review_an_uphold_hides_all_that_break_the_rule_as_they_are(ledger: SqlLedger) -> None:
    """What was changed to something harmless meanwhile stays."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    await burst(world, SLUR, f"{SLUR} 2", f"{SLUR} 3")
    await world.say(FINE, wait=1, id="m2", revision=1)
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    assert world.platform.hidden == {Message("general", "m1"), Message("general", "m3")}


async def test_an_edit_of_a_further_message_is_about_that_one_alone(world: World) -> None:
    """Its hiding is called off where it was not tried yet; the others are hidden."""
    await burst(world, SLUR, f"{SLUR} 2", f"{SLUR} 3")
    taken = await world.say(FINE, wait=1, id="m3", revision=1)
    assert taken.case is not None
    assert taken.case.number == 1
    await world.do_all()
    assert world.platform.hidden == {Message("general", "m1"), Message("general", "m2")}


async def test_a_change_takes_all_back_that_was_not_chosen(world: World) -> None:
    """A moderator who chooses no hide brings all messages back."""
    await burst(world, SLUR, f"{SLUR} 2")
    await world.do_all()
    await change(world.community, 1, ANNA, [])
    await world.do_all()
    assert world.platform.hidden == set()


async def test_a_report_of_a_further_message_belongs_to_its_case(world: World) -> None:
    """It is found by the message it is about, and asks moderators to look."""
    await burst(world, SLUR, f"{SLUR} 2")
    content = world.content(f"{SLUR} 2", id="m2")
    taken = (await world.reports(content, "r1", "r2", "r3"))[-1]
    assert taken.case is not None
    assert taken.case.number == 1
    assert "reported" in taken.case.rules


async def test_a_card_says_how_many_and_shows_the_latest(world: World) -> None:
    """Moderators see one card with the first text and the last ones, and what was done to how many."""
    await burst(world, *(f"{SLUR} {number}" for number in range(10)))
    await world.do_all()
    file = await read_case(world.community, 1)
    assert file is not None
    card = card_of(file, world.clock.at)
    assert card.evidence.split("\n") == [f"{SLUR} {number}" for number in (0, 7, 8, 9)]
    fields = dict(card.fields)
    assert fields["Messages"] == "10"
    assert "hide: done × 10" in fields["Done"].split("\n")


async def test_evidence_of_all_messages_is_kept_as_long_as_the_case_needs_it(world: World) -> None:
    """An open case keeps the texts of the whole incident; when it is old and decided, all of them go."""
    await burst(world, SLUR, f"{SLUR} 2")
    await world.do_all()
    texts = [Message("general", "m1"), Message("general", "m2")]

    async def kept() -> int:
        await retain(world.community)
        async with world.community.begin() as uow:
            return sum([await uow.contents.kept(each) is not None for each in texts])

    world.clock.at = world.clock.at.replace(year=world.clock.at.year + 1)
    assert await kept() == 2
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    world.clock.at = world.clock.at.replace(year=world.clock.at.year + 1)
    assert await kept() == 0
    assert (await world.case(1)).state is CaseState.UPHELD

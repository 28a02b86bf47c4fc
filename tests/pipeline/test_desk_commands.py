"""What moderators ask is answered from the ledger, in words that fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.forms import Said
from bot.core.journal import EventKind
from bot.core.policy import Mode
from bot.pipeline.appeal import appeal
from bot.pipeline.desk_cases import (
    MOST_CASES,
    list_queue,
    list_strikes,
    say_why,
    say_why_of,
    show_case,
    undo_case,
)
from bot.pipeline.desk_choices import case_numbers, own_cases
from bot.pipeline.desk_community import change_mode, diagnose, reload_policy, show_mode, show_policy, show_stats
from bot.pipeline.once import Once
from tests.pipeline.desk_makers import eva, somebody
from tests.pipeline.ledger_makers import FINE, INSULT, SLUR, World

if TYPE_CHECKING:
    import pytest


async def nobody_complains() -> list[str]:
    """Say that all is well."""
    return []


async def test_a_case_is_shown_as_its_card(world: World) -> None:
    """With the presses that are on it; a number that no case has is said so."""
    await world.act(SLUR)
    shown = await show_case(world.community, 1)
    assert shown.card is not None
    assert (shown.card.case, shown.card.evidence) == (1, SLUR)
    assert await show_case(world.community, 2) == Said("There is no case 2.")


async def test_the_queue_begins_with_the_oldest(world: World) -> None:
    """What has no room is counted, also where that itself needs the room."""
    assert await list_queue(world.community, 2000) == Said("No case waits.")
    for number in range(MOST_CASES + 2):
        await world.act(f"{SLUR} {number}", member=f"m{number}")
    lines = (await list_queue(world.community, 9000)).text.splitlines()
    assert [lines[0].split(" · ")[0], lines[-2].split(" · ")[0], lines[-1]] == ["case 1", "case 15", "… and 2 more"]
    short = (await list_queue(world.community, 100)).text
    assert (len(short), short[-14:]) == (100, "…\n… and 2 more")


async def test_why_is_said_of_a_case_and_of_a_message(world: World) -> None:
    """Whether it became a case or not."""
    await world.act(SLUR)
    fine = await world.say(FINE)
    assert fine.screened is not None
    assert "no-hate: list slurs “slurword”" in (await say_why(world.community, eva(), 1)).text
    of_message = await say_why_of(world.community, (await world.case(1)).message)
    assert of_message.text.startswith("case 1 · open")
    assert "no-hate: list slurs" in of_message.text
    of_fine = await say_why_of(world.community, fine.screened.content.message)
    assert of_fine == Said("No rule holds, so nothing was decided.")


async def test_an_undo_is_under_the_name_of_who_asked(world: World) -> None:
    """As on the card."""
    await world.act(INSULT)
    assert await undo_case(world.community, eva(), 1) == Said("Case 1 was undone.")
    assert (await world.case(1)).decided_by == eva().id


async def test_strikes_are_listed_with_the_latest_cases(world: World) -> None:
    """Of one member alone."""
    await world.act(INSULT)
    first, second = (await list_strikes(world.community, "bo")).text.splitlines()
    assert first.startswith("be-kind, expires ")
    assert second.startswith("case 1 · ")
    assert await list_strikes(world.community, "kim") == Said("No strike counts, and there is no case.")


async def test_numbers_are_offered_to_who_may_see_the_case(world: World) -> None:
    """To a moderator those that wait first; to a member their own, while they can be appealed."""
    await world.act(SLUR)
    await world.act(INSULT, member="kim")
    await world.act(SLUR, member="kim")
    assert [number for number, _ in await case_numbers(world.community, "")] == [3, 1, 2]
    assert [number for number, _ in await case_numbers(world.community, " 2")] == [2]
    assert await case_numbers(world.community, "9") == []
    (own,) = await own_cases(world.community, "bo", "")
    assert own == (1, "1 · No hate")
    assert await own_cases(world.community, "bo", "2") == []
    await appeal(world.community, 1, "bo", "Bo", "please")
    assert await own_cases(world.community, "bo", "") == []


async def test_only_who_manages_changes_the_mode(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A moderator is told so, and the try is in the log."""
    told = await change_mode(world.community, eva(), "shadow", nobody_complains)
    assert told.text.startswith("Only those who manage")
    assert world.community.policy.mode is Mode.ENFORCE
    assert caplog.messages == ["refused: member mod-eva-55 of nordlys tried mode: only_managers"]


async def test_a_mode_is_chosen_and_given_up(world: World) -> None:
    """It counts at once and is in the journal; who lets the bot act hears what it can't do, as it is after that."""
    boss = somebody("boss", manages=True)

    async def complaints() -> list[str]:
        return [f"I can't in {world.community.policy.mode}."]

    shadow = await change_mode(world.community, boss, "shadow", complaints)
    assert shadow == show_mode(world.community)
    assert shadow.text.startswith("mode shadow (chosen here; else it would be enforce)")
    back = await change_mode(world.community, boss, "policy", complaints)
    assert back.text.splitlines() == [show_mode(world.community).text, "- I can't in enforce."]
    assert back == await diagnose(world.community, complaints)
    async with world.community.begin() as uow:
        events = await uow.journal.recent([EventKind.MODE_CHOSEN])
    assert [(each.actor.id, each.facts["chosen"]) for each in reversed(events)] == [
        ("boss", "shadow"),
        ("boss", "as the policy says"),
    ]


async def test_a_mode_that_there_is_not_changes_nothing(world: World) -> None:
    """Where it was typed, it is said which there are."""
    told = await change_mode(world.community, somebody(manages=True), "strict", nobody_complains)
    assert told == Said("There is no mode “strict”. There are: shadow, review, enforce, policy.")
    assert world.community.chosen is None


async def test_all_that_is_well_is_said_so(world: World) -> None:
    """Below the mode."""
    told = await diagnose(world.community, nobody_complains)
    assert told.text.splitlines()[1] == "All that the policy wants can be done."


async def test_the_policy_is_shown_as_it_holds_in_a_place(world: World) -> None:
    """Each rule is there."""
    told = show_policy(world.community, "general", frozenset())
    assert all(f"rule {each.id} (" in told.text for each in world.community.policy.rules)


async def test_who_had_the_policy_read_again_is_in_the_journal(world: World) -> None:
    """With the first line of what came of it."""

    async def reload() -> str:
        return "1 problem:\npolicy.yaml:3"

    assert await reload_policy(world.community, eva(), reload) == Said("1 problem:\npolicy.yaml:3")
    async with world.community.begin() as uow:
        (event,) = await uow.journal.recent([EventKind.POLICY_RELOADED])
    assert (event.actor.id, event.facts) == ("mod-eva-55", {"what": "1 problem:"})


async def test_figures_count_what_waits(world: World) -> None:
    """Cases by state, appeals, effects, and messages without scores."""
    await world.act(SLUR)
    await world.act(INSULT, member="kim")
    await appeal(world.community, 1, "bo", "Bo", "please")
    assert (await show_stats(world.community)).text.splitlines() == [
        "cases: 1 open, 1 handled, 0 upheld, 0 dismissed, 0 undone, 0 void",
        "appeals that wait: 1",
        "effects to be done: 0",
        "unscored: 0",
    ]


def test_what_is_delivered_twice_counts_once() -> None:
    """As far back as anything comes a second time."""
    once = Once(most=2)
    assert [once.is_first(each) for each in ("1", "2", "1", "2")] == [True, True, False, False]
    assert once.is_first("3")
    assert once.is_first("1")
    assert not once.is_first("3")

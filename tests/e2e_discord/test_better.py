"""Stories of members who say it better: what was hidden is back in other words, and costs them nothing."""

from __future__ import annotations

import asyncio
import signal
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e_discord.conftest import Scene
    from tests.loopback_discord import Message, Person
    from tests.loopback_discord.interaction import Interaction

pytestmark = pytest.mark.shared

INSULT, BETTER = "you are a complete idiot", "I see that quite differently"
BUTTON = "Send a better version"
POST = r"/webhooks/\d+/[\w-]+$"
# Longer than one incident of the policy under test.
LATER = 1.2


async def hidden(scene: Scene, who: Person | None = None, cases: int = 0) -> Message:
    """Let a member write two insults, of which the second is hidden; return the notice about it."""
    member = who or scene.bo
    messages = []
    for number in (1, 2):
        messages.append(await member.writes(scene.general, INSULT))
        await scene.card(cases + number, "sent")
        await asyncio.sleep(LATER)
    assert [each.deleted for each in messages] == [False, True]
    return await scene.told(member, f"Case {cases + 2}")


async def sends(scene: Scene, notice: Message, text: str, who: Person | None = None) -> Interaction:
    """Let a member send a better version."""
    form = await (who or scene.bo).clicks(notice, BUTTON)
    return await form.modal_submitted({"text": text})


def posted(scene: Scene) -> list[Message]:
    """Return what was posted through a webhook in #general."""
    return [each for each in scene.server.messages(scene.general) if each.webhook is not None]


def hints(scene: Scene) -> list[Message]:
    """Return what was written in threads."""
    return [message for thread in scene.server.threads for message in scene.server.messages(thread)]


async def strikes(scene: Scene) -> int:
    """Let a moderator ask how many strikes of Bo count."""
    asked = await scene.eva.uses("/strikes", scene.mods, member=scene.bo)
    return sum("expires" in each for each in (await asked.message()).text.splitlines())


async def test_a_better_version_is_back_in_the_place_and_costs_no_strike(scene: Scene) -> None:
    """Under its author's name, marked with the case; the strike of the old words is gone, and the card shows both."""
    notice = await hidden(scene)
    assert list(notice.buttons) == [BUTTON, "Appeal"]
    assert await strikes(scene) == 2
    form = await (await scene.bo.clicks(notice, BUTTON)).response()
    assert form.inputs["text"]["value"] == INSULT
    said = await (await sends(scene, notice, BETTER)).message()
    assert "costs you no strike" in said.text
    assert said.ephemeral
    copy = await scene.discord.until(lambda: next(iter(scene.seen(BETTER)), None))
    assert (copy.author.name, copy.content) == ("Bo", f"{BETTER}\n-# ↩ case 2")
    assert await strikes(scene) == 1
    card = await scene.card(2, BETTER, INSULT, "restore: done")
    assert f"||{INSULT}||" in card.text
    assert f"||{BETTER}||" in card.text
    await scene.quiet()
    assert len(scene.cards) == 2
    assert BETTER not in scene.takt.log


async def test_it_is_back_within_two_seconds(scene: Scene) -> None:
    """From the form to the post, at once but for what the machine is busy with."""
    took = []
    for number, name in enumerate(("kim", "liv", "max")):
        member = scene.server.new_member(name)
        notice = await hidden(scene, member, cases=2 * number)
        form = await member.clicks(notice, BUTTON)
        await form.response()
        before, began = len(posted(scene)), time.time()
        await form.modal_submitted({"text": f"{BETTER}, says {name}"})
        await scene.discord.until(lambda before=before: len(posted(scene)) > before)  # type: ignore[misc]  # bound at once
        took.append(scene.discord.asked("POST", POST)[-1].at - began)
    assert min(took) < 2


async def test_an_unclean_one_is_refused_with_the_rules_name_and_costs_nothing(scene: Scene) -> None:
    """Three tries are all. Until then each says why; no strike, no case, no post, and the fourth is not read."""
    notice = await hidden(scene)
    forms = [await scene.bo.clicks(notice, BUTTON) for _ in range(4)]
    for left in (2, 1):
        said = (await (await forms.pop().modal_submitted({"text": f"{INSULT} {left}"})).message()).text
        assert "Be kind" in said
        assert f"Tries left: {left}." in said
    said = (await (await forms.pop().modal_submitted({"text": INSULT})).message()).text
    assert "Be kind" in said
    assert "All tries are used up" in said
    said = (await (await forms.pop().modal_submitted({"text": BETTER})).message()).text
    assert "All tries are used up" in said
    pressed = await (await scene.bo.clicks(notice, BUTTON)).message()
    assert "All tries are used up" in pressed.text
    await scene.card(2, "refused", "be-kind")
    await scene.quiet()
    assert posted(scene) == []
    assert await strikes(scene) == 2
    assert len(scene.cards) == 2
    assert not scene.bo.timed_out


async def test_another_member_gets_nothing(scene: Scene) -> None:
    """In a private thread and by `/notices` the button is the author's; whoever else presses it learns nothing."""
    scene.bo.closes_inbox()
    for number in (1, 2):
        await scene.bo.writes(scene.general, INSULT)
        await scene.card(number, "sent")
        await asyncio.sleep(LATER)
    hint = (await scene.discord.until(lambda: hints(scene)[1:]))[0]
    shown = await (await scene.bo.clicks(hint, "Read it")).message()
    assert list(shown.buttons) == [BUTTON, "Appeal"]
    asked = await (await scene.bo.uses("/notices", scene.general)).message()
    (label,) = asked.buttons
    assert label == f"{BUTTON} · 2"
    form = await scene.bo.clicks(asked, label)
    stolen = form.data["custom_id"]
    asked.seen_by = None  # as if Ida had come by the button
    pressed = await (await scene.ida.clicks(asked, stolen)).message()
    assert "nothing here for you" in pressed.text
    assert INSULT not in pressed.text
    assert "no strike" in (await (await form.modal_submitted({"text": BETTER})).message()).text
    await scene.discord.until(lambda: scene.seen(BETTER))
    assert len(posted(scene)) == 1


async def test_a_grave_breach_offers_no_better_version(scene: Scene) -> None:
    """Hate is not put into better words: there is an appeal, and no more than that."""
    await scene.bo.writes(scene.general, "verschwinde, du Kanake")
    notice = await scene.told(scene.bo, "Fall 1")
    assert list(notice.buttons) == ["Widersprechen"]


@pytest.mark.parametrize("label", ["Dismiss", "Uphold"])
async def test_a_verdict_afterwards_leaves_one_text(scene: Scene, label: str) -> None:
    """A moderator who finds the first words in order, or not, leaves what their author put in their place."""
    notice = await hidden(scene)
    await (await sends(scene, notice, BETTER)).message()
    card = await scene.card(2, BETTER, "restore: done")
    await (await scene.eva.clicks(card, label)).message()
    if label == "Uphold":
        card = await scene.card(2, "upheld", "Decided")
        await (await scene.eva.clicks(card, "Undo")).message()
    await scene.told(scene.bo, "Case 2", "taken our decision back")
    await scene.quiet()
    assert [each.content for each in posted(scene)] == [f"{BETTER}\n-# ↩ case 2"]
    assert [each.content for each in scene.seen(INSULT)] == [INSULT]  # the first, which was only nudged
    late = await (await scene.bo.clicks(notice, BUTTON)).message()
    assert "any more" in late.text


async def test_a_moderator_can_take_a_better_version_away(scene: Scene) -> None:
    """Changed to `hide`, the case has its copy deleted, and there is no second better version."""
    notice = await hidden(scene)
    await (await sends(scene, notice, BETTER)).message()
    card = await scene.card(2, BETTER, "restore: done")
    form = await scene.eva.clicks(card, "Change…")
    await (await form.modal_submitted({"actions": "hide"})).message()
    await scene.discord.until(lambda: not posted(scene))
    assert "any more" in (await (await scene.bo.clicks(notice, BUTTON)).message()).text


async def test_the_same_form_twice_and_a_kill_in_between_post_once(scene: Scene) -> None:
    """Whatever is delivered again or dies on the way, the better words stand there once."""
    notice = await hidden(scene)
    form = await scene.bo.clicks(notice, BUTTON)
    await form.response()
    scene.discord.lose_answer("POST", POST)
    sent = await form.modal_submitted({"text": BETTER})
    scene.discord.redeliver(sent)
    await scene.discord.until(lambda: posted(scene))
    await scene.takt.stop(signal.SIGKILL)
    await scene.takt.start()
    scene.discord.redeliver(sent)
    # What a process had claimed when it was killed is looked for when a call of it can last no longer.
    await scene.discord.until(lambda: "restore: done" in scene.cards[1].text, 90)
    await scene.quiet()
    assert len(posted(scene)) == 1
    assert await strikes(scene) == 1


async def test_who_has_left_sends_nothing(scene: Scene) -> None:
    """The notice outlives the membership, and its button does no more."""
    notice = await hidden(scene)
    form = await scene.bo.clicks(notice, BUTTON)
    await form.response()
    await scene.eva.kicks(scene.bo)
    sent = await form.modal_submitted({"text": BETTER})
    assert "nothing here for you" in (await sent.message()).text
    await scene.quiet()
    assert posted(scene) == []

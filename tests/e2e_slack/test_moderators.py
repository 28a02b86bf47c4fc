"""Stories of moderators: cards, commands, shortcuts, their home; and who is one, asked at every use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.journal import EventKind

if TYPE_CHECKING:
    from tests.e2e_slack.conftest import Scene
    from tests.loopback_slack import Interaction, Message, Person

pytestmark = pytest.mark.shared

INSULT = "you are a complete idiot"
SLUR = "verschwinde, du Kanake"
QUESTION, ANSWER = "when does the shop open on sunday?", "We open at ten, & everyone is welcome."


async def asks(scene: Scene, line: str, who: Person | None = None) -> str:
    """Return what a moderator is answered who uses a command; nobody else sees it."""
    asker = who or scene.eva
    said = await (await asker.uses(f"/takt {line}", scene.mods)).message()
    assert said.seen_by == asker.id
    return said.read


def link_to(scene: Scene, message: Message) -> str:
    """Return a message's link, as people copy it."""
    return (
        f"https://{scene.workspace.team.domain}.slack.com/archives/{message.channel.id}/p{message.ts.replace('.', '')}"
    )


async def test_a_moderator_asks(scene: Scene) -> None:
    """Cases, strikes and figures by command, with people and places by name; of what is not there it is said so."""
    message = await scene.bo.writes(scene.general, SLUR)
    await scene.card(1, "hide: done")
    link = link_to(scene, message)
    case = f"<#{scene.general.id}> <{link}|message> · by <@{scene.bo.id}>"
    assert case in await asks(scene, "queue")
    shown = await asks(scene, f"strikes <@{scene.bo.id}|bo>")
    assert "no-hate, expires" in shown
    assert case in shown
    assert "list slurs “Kanake”" in await asks(scene, "why 1")
    assert "list slurs" in await asks(scene, f"why <{link}>")
    assert await asks(scene, "case 99") == "There is no case 99."
    for line in ("case", "why", "undo", "strikes", "draft"):
        assert f"/takt {line} " in await asks(scene, line)
    assert "rule no-hate (grave" in await asks(scene, "policy")
    assert ": good. " in await asks(scene, "policy check")
    assert "There are: show, check, reload." in await asks(scene, "policy burn")
    assert "mode enforce" in await asks(scene, "mode")
    assert "served at T1" in await asks(scene, "doctor")
    assert "cases: 1 open" in await asks(scene, "stats")
    offered = await asks(scene, "help")
    assert "/takt queue · The cases that wait" in offered
    assert "/takt rules · " in offered
    assert "server" not in offered
    assert (await asks(scene, "nonsense")).startswith("There is no “/takt nonsense”.")
    assert "Only those who manage this community" in await asks(scene, "mode shadow")
    scene.mods.members[scene.admin.id] = scene.admin.user
    assert (await asks(scene, "mode shadow", scene.admin)).startswith("mode shadow (chosen here")
    unseen = await scene.ida.writes(scene.general, SLUR)
    await scene.quiet()
    assert not unseen.deleted


async def test_a_case_is_changed_and_undone(scene: Scene) -> None:
    """On the card that a command shows, in a form that says what is wrong with what was written into it."""
    message = await scene.bo.writes(scene.general, INSULT)
    card = await scene.card(1, "be-kind", "sent")
    own = await (await scene.eva.uses("/takt case 1", scene.mods)).message()
    assert list(own.buttons) == list(card.buttons)
    form = await (await scene.eva.presses(own, "Change…")).view()
    await (await scene.eva.submits(form, actions="hid")).acked()
    await scene.slack.until(lambda: not form.inputs)
    assert "hid" in form.read
    form = await (await scene.eva.presses(card, "Change…")).view()
    await (await scene.eva.submits(form, actions="hide")).acked()
    await scene.slack.until(lambda: message.deleted)
    card = await scene.card(1, "upheld", "hide: done")
    assert await asks(scene, "undo 1")
    await scene.slack.until(lambda: scene.seen(INSULT))
    card = await scene.card(1, "undone", "restore: done")
    why = await scene.eva.presses(card, "Why")
    assert "list insults “idiot”" in (await why.message()).read


async def test_two_moderators_and_their_home(scene: Scene) -> None:
    """Of two who press at once one decides, and the other is told who. What waits and what is theirs is at home."""
    await scene.bo.writes(scene.general, SLUR)
    card = await scene.card(1, "hide: done")
    first, second = await scene.eva.presses(card, "Uphold"), await scene.noor.presses(card, "Dismiss")
    told = [(await each.message()).read for each in (first, second)]
    assert sum("handled by @" in each for each in told) == 1
    await scene.ida.writes(scene.general, SLUR)
    card = await scene.card(2, "hide: done")
    await (await scene.eva.chooses(card, "takt-more", "Claim")).message()
    home = await at_home(scene, scene.eva)
    assert "Cases that wait: 1" in home
    assert "You hold no case." not in home
    assert "cases opened: 2, decided by moderators: 1, " in home
    assert "The rules of this community" in home
    assert "You hold no case." in await at_home(scene, scene.noor)
    assert scene.noor.home is not None
    shown = await (await scene.noor.presses(scene.noor.home, "Open")).view()
    assert "case 2" in shown.read
    text = await (await scene.noor.presses(shown, "Show text")).view()
    assert SLUR in text.read
    await scene.noor.closes(text)
    await scene.noor.presses(shown, "Uphold")
    await scene.slack.until(lambda: not shown.buttons)
    assert "@eva" in shown.read
    await (await scene.eva.presses(card, "Dismiss")).message()
    assert "Cases that wait: 0" in await at_home(scene, scene.noor)


async def at_home(scene: Scene, who: Person) -> str:
    """Return what somebody reads who opens the bot's home now."""
    before = len(scene.slack.asked("^views.publish$"))
    await who.opens_home()
    await scene.slack.until(lambda: len(scene.slack.asked("^views.publish$")) > before)
    assert who.home is not None
    return who.home.read


async def test_who_left_the_group_is_no_moderator_any_more(scene: Scene) -> None:
    """A card outlives the process that posted it; who may press it is asked at that moment."""
    await scene.bo.writes(scene.general, SLUR)
    card = await scene.card(1, "hide: done")
    assert await scene.takt.stop() == 0
    (group,) = scene.workspace.team.groups.values()
    await scene.takt.start()
    scene.workspace.set_members(group, scene.noor)
    refused = await scene.eva.presses(card, "Dismiss")
    assert (await refused.message()).read == "Only moderators can do that."
    assert "Only moderators" in await asks(scene, "queue")
    assert scene.takt.log.count(f"refused: member {scene.eva.id}") == 2
    pressed = await scene.noor.presses(card, "Uphold")
    assert "upheld" in (await pressed.message()).read
    await scene.card(1, "upheld", "@noor")
    (event,) = await scene.journal(EventKind.UPHELD)
    assert event.actor.id == scene.noor.id


def answers(scene: Scene) -> list[Message]:
    """Return what the bot itself wrote in #lounge."""
    return [each for each in scene.general.messages if each.bot_id == scene.workspace.bot.user.bot_id]


async def submitted(scene: Scene, used: Interaction, **written: str) -> str:
    """Let Eva send the form, with other words or as it is; return what she reads then."""
    form = await used.view()
    await (await scene.eva.submits(form, **written)).acked()
    await scene.slack.until(lambda: not form.inputs)
    return form.read


async def test_a_moderator_answers_in_the_communitys_name(scene: Scene) -> None:
    """In the question's thread, under no name and calling nobody; and takes it back. Our own rules hold for it."""
    question = await scene.bo.writes(scene.general, QUESTION)
    used = await scene.eva.uses_on(question, "takt-draft")
    blank = await used.view()
    faults = {f"{INSULT} *really* <you>": "our own rule “Be kind”", f"Hi <@{scene.bo.id}>": "L07 (block)"}
    for text, fault in faults.items():
        wrong = await (await scene.eva.submits(blank, text=text)).rejected()
        assert fault in wrong["text"]
        assert blank.inputs["What the community says, under no name"]["filled"]["value"] == text
    said = await submitted(scene, used, text=ANSWER)
    assert "on its way" in said
    posted = await scene.slack.until(lambda: next(iter(answers(scene)), None))
    assert posted.read == "We open at ten, &amp; everyone is welcome."
    assert posted.thread_ts == question.ts
    assert "username" not in posted.parts
    why = await scene.eva.uses_on(question, "takt-why")
    assert (await why.message()).read == "No rule holds, so nothing was decided."
    shown = await (await scene.noor.uses_on(posted, "takt-draft")).message()
    pressed = await scene.noor.presses(shown, "Take it back")
    assert "taken back" in (await pressed.message()).read
    await scene.slack.until(lambda: posted.deleted)
    form = await scene.eva.uses(f"/takt draft {link_to(scene, question)}", scene.mods)
    said = await submitted(scene, form, text=ANSWER)
    assert "on its way" in said
    await scene.slack.until(lambda: answers(scene))
    assert scene.eva.modal is not None
    await scene.eva.presses(scene.eva.modal, "Take it back")
    await scene.slack.until(lambda: not answers(scene))
    assert not question.deleted


async def test_a_case_is_answered_from_its_card(scene: Scene) -> None:
    """The card offers an answer and shows that it was sent; what is gone can't be answered, and it is said so."""
    await scene.bo.writes(scene.general, INSULT)
    card = await scene.card(1, "be-kind", "sent")
    said = await submitted(scene, await scene.eva.chooses(card, "takt-more", "Reply…"))
    assert "on its way" in said
    await scene.card(1, "reply: done")
    await scene.ida.writes(scene.general, SLUR)
    gone = await scene.eva.chooses(await scene.card(2, "hide: done"), "takt-more", "Reply…")
    assert "not there" in (await gone.message()).read

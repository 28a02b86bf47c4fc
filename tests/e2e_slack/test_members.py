"""Stories of members: what they are told, what they can answer, and what is not theirs to do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e_slack.conftest import Scene
    from tests.loopback_slack import Message, Person

pytestmark = pytest.mark.shared

INSULT, BETTER = "you are a complete idiot", "I see that quite differently, 3 < 4 & so on"
SLUR = "verschwinde, du Kanake"
BUTTON, APPEAL = "✏️ Send a better version", "⚖️ Appeal"
# Longer than one incident of the policy under test.
LATER = 1.2


async def hidden(scene: Scene) -> Message:
    """Let Bo write two insults, of which the second is hidden; return the notice about it."""
    for number in (1, 2):
        await scene.bo.writes(scene.general, INSULT)
        await scene.card(number, "sent")
        await asyncio.sleep(LATER)
    return await scene.told(scene.bo, "Case 2")


async def sent(scene: Scene, notice: Message, text: str) -> str:
    """Let Bo send a better version; return what they read where the form was."""
    form = await (await scene.bo.presses(notice, BUTTON)).view()
    assert form.inputs["The same, in keeping with the rules"]["filled"]["value"] == INSULT
    await (await scene.bo.submits(form, text=text)).acked()
    await scene.slack.until(lambda: not form.inputs)
    return form.read


async def answer(who: Person, line: str, scene: Scene) -> str:
    """Return what somebody is answered who uses a command; nobody else sees it."""
    said = await (await who.uses(line, scene.general)).message()
    assert said.seen_by == who.id
    return said.read


async def test_a_better_version_is_refused_and_then_taken(scene: Scene) -> None:
    """What breaks a rule is named with it; what does not is posted in the author's name and costs no strike."""
    notice = await hidden(scene)
    assert list(notice.buttons) == [BUTTON, APPEAL]
    assert "hidden your message" in notice.read
    said = await sent(scene, notice, f"{INSULT} again")
    assert "Be kind" in said
    assert "Tries left: 2." in said
    assert "costs you no strike" in await sent(scene, notice, BETTER)
    copy = await scene.slack.until(lambda: next(iter(scene.seen("I see that")), None))
    assert copy.read == "I see that quite differently, 3 &lt; 4 &amp; so on\n_↩ case 2_"
    assert copy.parts["username"] == "bo"
    await scene.card(2, "restore: done", "In its place")
    strikes = await scene.eva.uses(f"/takt strikes <@{scene.bo.id}|bo>", scene.mods)
    assert (await strikes.message()).read.count("expires") == 1
    again = await (await scene.bo.presses(notice, BUTTON)).message()
    assert "any more" in again.read


async def test_an_appeal_in_a_form_and_by_command(scene: Scene) -> None:
    """Bo says why in a form, Ida by command, in words or in the same form; each case takes one appeal."""
    for who, number in ((scene.bo, 1), (scene.ida, 2)):
        await who.writes(scene.general, SLUR)
        await scene.card(number, "hide: done", "sent")
        await asyncio.sleep(LATER)
    notice = await scene.told(scene.bo, "Fall 1")
    form = await (await scene.bo.presses(notice, "⚖️ Widersprechen")).view()
    assert form.title == "Appeal · 1"
    await (await scene.bo.submits(form, why="it is *only* a <quotation>")).acked()
    await scene.slack.until(lambda: "moderator will look" in form.read)
    assert "it is *only* a &lt;quotation&gt;" in (await scene.card(1, "quotation")).read
    assert "/takt appeal 12" in await answer(scene.ida, "/takt appeal", scene)
    form = await (await scene.ida.uses("/takt appeal 2", scene.general)).view()
    assert form.title == "Appeal · 2"
    assert "can't be appealed" in await answer(scene.ida, "/takt appeal 1 not my case", scene)
    assert "will look" in await answer(scene.ida, "/takt appeal 2 I only quoted it", scene)
    await scene.card(2, "I only quoted it")
    assert "can't be appealed" in await answer(scene.ida, "/takt appeal 2 and again", scene)


async def test_members_ask_in_their_own_language(scene: Scene) -> None:
    """The rules, what they were told, and what else there is to ask; of cases and figures they learn nothing."""
    scene.bo.user.locale = "da-DK"
    rules = await answer(scene.bo, "/takt regler", scene)
    assert rules.startswith("· Vær venlig.")
    assert "Her er ikke noget til dig" in await answer(scene.bo, "/takt notices", scene)
    for line in ("/takt", "/takt hjælp", "/takt nonsense"):
        offered = await answer(scene.bo, line, scene)
        assert "/takt rules · Reglerne i dette fællesskab" in offered
        assert "/takt queue" not in offered
        assert "nonsense" not in offered
    await scene.bo.writes(scene.general, SLUR)
    await scene.card(1, "sent")
    assert "Kein Hass" in await answer(scene.bo, "/takt notices", scene)
    await scene.bo.opens_home()
    home = await scene.slack.until(lambda: scene.bo.home)
    assert "Vær venlig" in home.read
    assert "Cases" not in home.read
    shown = await (await scene.bo.presses(home, "✉️ Læs den")).view()
    assert "Kein Hass" in shown.read


async def test_members_report(scene: Scene) -> None:
    """By the message's menu, or by link with a reason; what they can't read and what is not there look the same."""
    await scene.bo.writes(scene.general, INSULT)
    await scene.card(1, "be-kind")
    (message,) = scene.seen(INSULT)
    link = f"https://nordlys.slack.com/archives/{scene.general.id}/p{message.ts.replace('.', '')}"
    thanked = await answer(scene.ida, f"/takt report <{link}> <@{scene.bo.id}|bo> won't stop, 3 &lt; 4", scene)
    assert thanked == "Thank you, the moderators will see it."
    await scene.card(1, "“@bo won't stop, 3 &lt; 4”")
    again = await (await scene.ida.uses_on(message, "takt-report")).message()
    assert "reported this before" in again.read
    assert again.seen_by == scene.ida.id
    secret = await scene.eva.writes(scene.mods, "between us")
    closed = f"https://nordlys.slack.com/archives/{scene.mods.id}/p{secret.ts.replace('.', '')}"
    told = {await answer(scene.ida, f"/takt report {each}", scene) for each in (closed, link[:-3] + "000", "nonsense")}
    assert told == {"This message can't be reported to the bot. Please write to a moderator."}
    assert "/takt report link" in await answer(scene.ida, "/takt report", scene)


async def test_a_member_is_refused_what_is_the_moderators(scene: Scene) -> None:
    """No button, menu, command or shortcut of theirs does anything, in whosever hands it comes, and each is logged."""
    await scene.bo.writes(scene.general, SLUR)
    card = await scene.card(1, "hide: done")
    scene.mods.members[scene.ida.id] = scene.ida.user
    harmless = await scene.ida.writes(scene.general, "good morning")
    tries = [await scene.ida.presses(card, each) for each in ("Show text", "Uphold", "Dismiss", "Change…")]
    tries += [await scene.ida.chooses(card, "takt-more", each) for each in ("Claim", "Reply…", "Why")]
    asked = ("case 1", "queue", "why 1", "undo 1", f"strikes <@{scene.bo.id}>", "draft x", "policy", "policy reload")
    tries += [await scene.ida.uses(f"/takt {each}", scene.mods) for each in (*asked, "mode shadow", "doctor", "stats")]
    tries += [await scene.ida.uses_on(harmless, each) for each in ("takt-draft", "takt-why")]
    for each in tries:
        said = await each.message()
        assert said.read == "Only moderators can do that.", each.described
        assert said.seen_by == scene.ida.id
    assert scene.takt.log.count(f"refused: member {scene.ida.id}") == len(tries)
    assert "Kanake" not in scene.takt.log
    assert scene.ida.modals == []
    await scene.quiet()
    assert "upheld" not in card.read

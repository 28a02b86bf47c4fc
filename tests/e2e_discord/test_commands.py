"""Stories of commands: who may use which, and what people see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.journal import EventKind
from tests.e2e_discord.commands import OF_MODERATORS, slash_commands, use
from tests.loopback_discord import Permission

if TYPE_CHECKING:
    from tests.e2e_discord.conftest import Scene

pytestmark = pytest.mark.shared

SLUR = "verschwinde, du Kanake"


async def test_a_member_without_rights_is_refused_everywhere(scene: Scene) -> None:
    """Whatever Discord shows them, no button and no moderators' command does anything, and each try is in the log."""
    await scene.bo.writes(scene.general, SLUR)
    harmless = await scene.ida.writes(scene.general, "good morning everybody")
    card = await scene.card(1, "hide", "done")
    assert not any(scene.bo.can_use(f"/{each.qualified_name}", scene.general) for each in slash_commands())
    everyone = scene.server.everyone
    scene.server.set_permissions(everyone, everyone.permissions | Permission.MODERATE_MEMBERS)
    scene.server.set_overwrite(scene.mods, scene.bo, allow=Permission.VIEW_CHANNEL)
    tries = [await scene.bo.clicks(card, label) for label in card.buttons]
    tries += [await use(each, scene, scene.bo, harmless) for each in OF_MODERATORS]
    for each in tries:
        assert "Only moderators" in (await each.message()).text, each.described
    assert scene.takt.log.count("refused: member") == len(tries)
    assert "Kanake" not in scene.takt.log
    await scene.quiet()
    assert "upheld" not in (await scene.card(1)).text


async def test_what_is_wrong_with_the_policy_file_is_said_before_it_counts(scene: Scene) -> None:
    """A moderator hears of each mistake with its place and a hint, as in the shell; and that a sound file is good."""
    sound = scene.takt.policy.read_text(encoding="utf-8")
    scene.takt.policy.write_text(sound.replace("severity: minor", "severity: minr", 1), encoding="utf-8")
    line = 1 + sound[: sound.index("severity: minor")].count("\n")
    said = (await (await scene.eva.uses("/policy check", scene.mods)).message()).text
    assert said.startswith("1 problem:")
    assert f"policy.yaml:{line}:" in said
    assert "Did you mean `minor`?" in said
    refused = (await (await scene.eva.uses("/policy reload", scene.mods)).message()).text
    assert "stays in force" in refused
    assert f"policy.yaml:{line}:" in refused
    scene.takt.policy.write_text(sound, encoding="utf-8")
    assert ": good. " in (await (await scene.eva.uses("/policy check", scene.mods)).message()).text


async def test_a_policy_that_is_read_again_is_in_force_when_the_answer_comes(scene: Scene) -> None:
    """Nobody has to wait for it, and the journal says who asked for it."""
    text = scene.takt.policy.read_text(encoding="utf-8")
    changed = "  insults: {entries: [blomkål]}\n  unused: {file:"
    scene.takt.policy.write_text(text.replace("  insults: {file:", changed, 1), encoding="utf-8")
    said = await (await scene.eva.uses("/policy reload", scene.mods)).message()
    assert "is in force" in said.text
    await scene.ida.writes(scene.general, "you blomkål you are blomkål")
    await scene.card(1, "be-kind")
    (event,) = await scene.journal(EventKind.POLICY_RELOADED)
    assert event.actor.id == str(scene.eva.id)
    assert "is in force" in str(event.facts["what"])


async def test_whoever_manages_the_server_changes_its_mode(scene: Scene) -> None:
    """It counts at once, is in the journal under who did it, and outlives a restart and a changed policy."""
    admin = scene.server.new_member(
        "admin", roles=[scene.server.new_role("Admin", permissions=Permission.MANAGE_GUILD)]
    )
    scene.server.set_overwrite(scene.mods, admin, allow=Permission.VIEW_CHANNEL | Permission.MODERATE_MEMBERS)
    refused = await scene.eva.uses("/mode", scene.mods, to="shadow")
    assert "Only those who manage this community" in (await refused.message()).text
    said = await (await admin.uses("/mode", scene.mods, to="shadow")).message()
    assert said.text.startswith("mode shadow (chosen here; else it would be enforce)")
    message = await scene.bo.writes(scene.general, SLUR)
    await scene.takt.stop()
    await scene.takt.start()
    shown = await (await scene.eva.uses("/doctor", scene.mods)).message(30)
    assert "mode shadow" in shown.text
    text = scene.takt.policy.read_text(encoding="utf-8")
    scene.takt.policy.write_text(text.replace("incident: 1s", "incident: 2s", 1), encoding="utf-8")
    assert "is in force" in (await (await scene.eva.uses("/policy reload", scene.mods)).message()).text
    again = await scene.bo.writes(scene.general, SLUR)
    await scene.quiet()
    assert not message.deleted
    assert not again.deleted
    assert scene.cards == []
    assert scene.bo.inbox == []
    (event,) = await scene.journal(EventKind.MODE_CHOSEN)
    assert (event.actor.id, event.facts) == (str(admin.id), {"chosen": "shadow", "before": "enforce"})


async def test_who_lets_the_bot_act_hears_what_it_can_not_do(scene: Scene) -> None:
    """Turning to `enforce` comes with the doctor's word, and from then on the bot acts."""
    role = scene.server.bot_role
    await (await scene.server.owner.uses("/mode", scene.general, to="review")).message()
    message = await scene.bo.writes(scene.general, SLUR)
    await scene.card(1, "hide")
    assert not message.deleted
    scene.server.set_permissions(role, role.permissions & ~Permission.MODERATE_MEMBERS)
    said = await (await scene.server.owner.uses("/mode", scene.general, to="enforce")).message()
    assert "I can't time out" in said.text
    other = await scene.ida.writes(scene.general, SLUR)
    await scene.discord.until(lambda: other.deleted)
    back = await (await scene.server.owner.uses("/mode", scene.general, to="policy")).message()
    assert back.text.startswith("mode enforce ·")


async def test_a_case_that_the_bot_handled_is_undone_on_its_card(scene: Scene) -> None:
    """Nobody has to uphold first what the bot should not have done."""
    text = scene.takt.policy.read_text(encoding="utf-8")
    steps = "- {strikes: 0, do: [nudge]}\n    - {strikes: 1, do: [hide]}"
    scene.takt.policy.write_text(text.replace(steps, "- {strikes: 0, do: [hide]}", 1), encoding="utf-8")
    assert "is in force" in (await (await scene.eva.uses("/policy reload", scene.mods)).message()).text
    message = await scene.bo.writes(scene.general, "you are a complete idiot")
    card = await scene.card(1, "handled by the bot", "hide: done")
    assert message.deleted
    pressed = await scene.eva.clicks(card, "Undo")
    assert "undone" in (await pressed.message()).text
    await scene.discord.until(lambda: scene.seen("you are a complete idiot"))
    assert "Undo" not in (await scene.card(1, "undone")).buttons


async def test_a_member_reports_by_link_and_says_why(scene: Scene) -> None:
    """They are thanked in their language, whatever comes of it; moderators read why on the card."""
    scene.ida.user.locale = "da"
    await scene.bo.writes(scene.general, "you are a complete idiot")
    message = scene.server.messages(scene.general)[-1]
    await scene.card(1, "be-kind")
    link = f"https://discord.com/channels/{scene.server.id}/{scene.general.id}/{message.id}"
    thanked = await scene.ida.uses("/report", scene.general, message=link, reason="han bliver ved")
    assert (await thanked.message()).text == "Tak, moderatorerne får det at se."
    await scene.card(1, "“han bliver ved”")
    again = await scene.ida.uses("/report", scene.general, message=str(message.id))
    assert (await again.message()).text == "Du har anmeldt det før; moderatorerne ved det."


async def test_a_report_tells_nothing_of_what_its_member_can_not_see(scene: Scene) -> None:
    """A message in a closed channel, one in a private thread, one of another server and none at all look the same."""
    closed = await scene.eva.writes(scene.mods, "between us")
    thread = await scene.bo.starts_thread(scene.general, "between two", "just us", private=True)
    secret = scene.server.messages(thread)[-1]
    places = [f"{scene.mods.id}-{closed.id}", f"{thread.id}-{secret.id}", f"{scene.general.id}-{closed.id}", "nonsense"]
    asked = [await scene.ida.uses("/report", scene.general, message=each) for each in places]
    said = {(await each.message()).text for each in asked}
    assert said == {"This message can't be reported to the bot. Please write to a moderator."}
    mine = await scene.bo.uses("/report", scene.general, message=f"{thread.id}-{secret.id}")
    assert "moderators will see it" in (await mine.message()).text


async def test_a_case_number_is_completed_for_who_may_see_the_case(scene: Scene) -> None:
    """Moderators are offered every case, a member their own that they can appeal, and others nothing."""
    for who in (scene.bo, scene.ida):
        await who.writes(scene.general, SLUR)
    await scene.card(2, "hide", "done")
    await scene.told(scene.bo, "Fall")
    await scene.told(scene.ida, "Fall")
    number = {each.text.partition("case ")[2][:1]: each for each in scene.cards}
    mine = next(n for n, card in number.items() if str(scene.bo.id) in card.text)
    for command in ("/case", "/why", "/undo"):
        offered = await scene.eva.autocomplete(command, "number", "", scene.mods)
        assert sorted(value for _, value in offered) == [1, 2]
    assert [value for _, value in await scene.eva.autocomplete("/case", "number", mine, scene.mods)] == [int(mine)]
    shown = await scene.bo.autocomplete("/appeal", "number", "", scene.general)
    assert [value for _, value in shown] == [int(mine)]
    assert "Kanake" not in shown[0][0]
    await (await scene.bo.uses("/appeal", scene.general, number=int(mine), why="a quotation")).message()
    assert await scene.bo.autocomplete("/appeal", "number", "", scene.general) == []
    assert await scene.noor.autocomplete("/appeal", "number", "", scene.general) == []
    everyone = scene.server.everyone
    scene.server.set_permissions(everyone, everyone.permissions | Permission.MODERATE_MEMBERS)
    assert await scene.bo.autocomplete("/case", "number", "", scene.general) == []


async def test_commands_are_named_in_the_languages_of_the_product(scene: Scene) -> None:
    """Discord gets every name, also of what stands within a group, an option and a choice."""
    registered = {each["name"]: each for each in scene.discord.world.commands[None]}
    mode, policy = registered["mode"], registered["policy"]
    assert mode["options"][0]["choices"][0]["name_localizations"]["da"].startswith("skygge")
    assert [each["name_localizations"]["de"] for each in policy["options"]] == ["zeigen", "prüfen", "neu_laden"]
    assert registered["report"]["options"][0]["name_localizations"]["ru"] == "сообщение"
    assert registered["Draft a reply"]["name_localizations"]["sv-SE"] == "Skriv ett svar"

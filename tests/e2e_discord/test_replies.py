"""Stories of answers in the community's name: sent by a moderator's word, once, or not at all and nothing lost."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from bot.core.journal import EventKind

if TYPE_CHECKING:
    from tests.e2e_discord.conftest import Scene
    from tests.loopback_discord import Channel, Interaction, Message, Person

pytestmark = pytest.mark.shared

QUESTION = "when does the shop open on sunday?"
ANSWER = "We open at ten. Everyone is welcome."
INSULT = "you are a complete idiot"


async def opened(who: Person, message: Message) -> Interaction:
    """Let a moderator open the form for an answer."""
    return await form_of(who, await who.uses_on("Draft a reply", message))


async def form_of(who: Person, asked: Interaction) -> Interaction:
    """Return the form that somebody asked for; where a draft took its time, on a busy machine, it is a button away."""
    form = (
        asked if (await asked.response()).kind == "modal" else await who.clicks(await asked.message(), "Open the form")
    )
    assert (await form.response()).kind == "modal"
    return form


async def submitted(form: Interaction, text: str = ANSWER, why: str = "") -> Interaction:
    """Let them write an answer and send the form off; `why`: although something warns."""
    return await form.modal_submitted({"text": text, **({"why": why} if why else {})})


def answers(scene: Scene, where: Channel | None = None) -> list[Message]:
    """Return what the bot itself wrote in a channel."""
    return [each for each in scene.server.messages(where or scene.general) if each.author.id == scene.server.bot.id]


async def answer(scene: Scene, where: Channel | None = None) -> Message:
    """Wait for the bot's answer."""
    return await scene.discord.until(lambda: next(iter(answers(scene, where)), None))


async def told(scene: Scene, interaction: Interaction, *words: str) -> list[str]:
    """Wait until whoever pressed was told all of these words, and only they; return all that they were told."""

    def found() -> list[str] | None:
        seen = [each for each in (interaction.original, *interaction.followups) if each is not None]
        assert all(each.ephemeral for each in seen)
        texts = list(dict.fromkeys(each.text for each in seen))
        return texts if all(word in "".join(texts) for word in words) else None

    return await scene.discord.until(found)


async def test_a_moderator_answers_in_the_communitys_name_and_takes_it_back(scene: Scene) -> None:
    """The answer stands under the question, calls nobody and names no moderator; who sent it is in the journal."""
    question = await scene.bo.writes(scene.general, QUESTION)
    sent = await submitted(await opened(scene.eva, question))
    await told(scene, sent, "on its way")
    posted = await answer(scene)
    assert posted.parts["message_reference"]["message_id"] == str(question.id)
    assert posted.text == ANSWER
    assert posted.pinged == set()
    assert scene.eva.name not in posted.text.casefold()
    events = await scene.journal(EventKind.DRAFT)
    assert [(each.actor.id, each.facts["state"]) for each in events] == [
        (str(scene.eva.id), "edited"),
        (str(scene.eva.id), "offered"),
    ]
    shown = await scene.noor.uses_on("Draft a reply", posted)
    pressed = await scene.noor.clicks(await shown.message(), "Take it back")
    await told(scene, pressed, "taken back")
    await scene.discord.until(lambda: posted.deleted)
    again = await scene.eva.clicks(await sent.message(), "Take it back")
    await told(scene, again, "nothing to take back")
    assert not question.deleted


async def test_a_case_is_answered_from_its_card(scene: Scene) -> None:
    """The card offers an answer to the message, and shows that it was sent."""
    message = await scene.bo.writes(scene.general, INSULT)
    card = await scene.card(1, "be-kind", "sent")
    form = await form_of(scene.eva, await scene.eva.clicks(card, "Reply…"))
    await told(scene, await submitted(form, "Please keep it friendly here. Our rule: Be kind."), "on its way")
    posted = await answer(scene)
    assert posted.parts["message_reference"]["message_id"] == str(message.id)
    await scene.card(1, "reply: done")


async def test_what_was_hidden_can_not_be_answered(scene: Scene) -> None:
    """There is nothing left to hang an answer on, and the moderator hears so instead of writing in vain."""
    await scene.bo.writes(scene.general, "verschwinde, du Kanake")
    card = await scene.card(1, "hide", "done")
    await told(scene, await scene.eva.clicks(card, "Reply…"), "not there")


async def test_an_answer_in_a_thread_and_by_link(scene: Scene) -> None:
    """Where the question stands is where the answer goes, wherever the moderator is."""
    thread = await scene.bo.starts_thread(scene.general, "opening hours", QUESTION)
    (question,) = [each for each in scene.server.messages(thread) if each.text == QUESTION]
    link = f"https://discord.com/channels/{scene.server.id}/{thread.id}/{question.id}"
    form = await form_of(scene.eva, await scene.eva.uses("/draft", scene.mods, message=link))
    await told(scene, await submitted(form), "on its way")
    assert (await answer(scene, thread)).text == ANSWER
    for elsewhere in (f"https://discord.com/channels/{scene.server.id + 1}/{thread.id}/{question.id}", "1" * 18, "no"):
        await told(scene, await scene.eva.uses("/draft", scene.mods, message=elsewhere), "not there")


@pytest.mark.parametrize("what", ["edited", "deleted", "answered"])
async def test_a_draft_is_void_where_its_message_changed_and_the_words_come_back(scene: Scene, what: str) -> None:
    """Nothing is sent, the moderator hears why, and has every word that they wrote."""
    question = await scene.bo.writes(scene.general, QUESTION)
    form = await opened(scene.eva, question)
    match what:
        case "edited":
            await scene.bo.edits(question, "never mind")
            why = "edited meanwhile"
        case "deleted":
            await scene.bo.deletes(question)
            why = "is gone"
        case _:
            await told(scene, await submitted(await opened(scene.noor, question), "I know it."), "on its way")
            await answer(scene)
            why = "another moderator's answer came first"
    words = "word " * 399 + "last"
    await told(scene, await submitted(form, words), "void", why, words)
    await scene.quiet()
    assert [each.text for each in answers(scene)] == (["I know it."] if what == "answered" else [])


@pytest.mark.parametrize("length", [1999, 2000, 2001])
async def test_an_answer_at_each_limit_is_posted_or_refused_cleanly(scene: Scene, length: int) -> None:
    """Discord's own form ends at 2,000 characters; what comes past it all the same is given back whole."""
    question = await scene.bo.writes(scene.general, QUESTION)
    form = await opened(scene.eva, question)
    row, _ = (await form.response()).data["components"]
    assert row["components"][0]["max_length"] == 2000
    row["components"][0]["max_length"] = 4000
    text = "word " * (length // 5) + "w" * (length % 5)
    text = text[:-1] + "w"
    sent = await submitted(form, text, why="all of it was asked for")
    if length <= 2000:
        await told(scene, sent, "on its way")
        assert (await answer(scene)).text == text
        return
    said = await told(scene, sent, "2001 characters", text)
    assert len(said) == 3
    await scene.quiet()
    assert answers(scene) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [(INSULT, "be-kind"), ("hello @everyone", "@everyone"), ("hello <@123456789012345678>", "L07"), ("  ", "no words")],
)
async def test_our_own_words_keep_to_our_own_rules(scene: Scene, words: str, why: str) -> None:
    """A moderator in a temper is held to what members are held to, and is told by which rule."""
    question = await scene.bo.writes(scene.general, QUESTION)
    await told(scene, await submitted(await opened(scene.eva, question), words), "not sent", why)
    await scene.quiet()
    assert answers(scene) == []
    assert len(scene.cards) == 0


async def test_a_form_delivered_twice_and_a_lost_answer_send_once(scene: Scene) -> None:
    """Neither Discord's second delivery nor an answer that nobody heard makes a second message."""
    question = await scene.bo.writes(scene.general, QUESTION)
    form = await opened(scene.eva, question)
    scene.discord.lose_answer("POST", rf"/channels/{scene.general.id}/messages$", times=5)
    sent = await submitted(form)
    scene.discord.redeliver(sent)
    await told(scene, sent, "on its way")
    await answer(scene)
    await scene.quiet()
    assert [each.text for each in answers(scene)] == [ANSWER]


async def test_a_kill_in_the_middle_of_sending_sends_once(scene: Scene) -> None:
    """What was approved is sent after a restart, and what was sent before it is not sent again."""
    question = await scene.bo.writes(scene.general, QUESTION)
    form = await opened(scene.eva, question)
    scene.discord.lose_answer("POST", rf"/channels/{scene.general.id}/messages$", times=50)
    await submitted(form)
    await answer(scene)
    await scene.takt.stop(signal.SIGKILL)
    scene.discord.traffic.troubles.clear()
    history = rf"/channels/{scene.general.id}/messages$"
    looked = len(scene.discord.asked("GET", history))
    # What Discord itself remembers of a message that is sent again is gone by then.
    scene.discord.world.nonces.clear()
    await scene.takt.start()
    # Two are for what was missed meanwhile, and the third is the look whether it was sent.
    await scene.discord.until(lambda: len(scene.discord.asked("GET", history)) > looked + 2, 90)
    await scene.quiet()
    assert [each.text for each in answers(scene)] == [ANSWER]
    async with scene.takt.ledger() as ledger:
        (community,) = await ledger.communities()
        async with ledger.begin(community) as uow:
            sent = await uow.drafts.get(1)
    assert sent is not None
    assert (sent.state, sent.posted) == ("sent", str(answers(scene)[0].id))

"""Stories of replies: a member asks, moderators see a draft, one of them says yes, and it is sent once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e_slack.conftest import Scene
    from tests.loopback_slack import Message, View

pytestmark = pytest.mark.shared

QUESTION = "Hi team, where can I find the rules of this community?"
ANOTHER = "Hi team, how do I report a bug to you?"
ANSWER = "The rules are pinned at the top of every channel"
BLOCKED = "Please write to eva.larsen@nordlys.example & ask for the rules."
BETTER = "The rules are pinned at the top of every channel & always there."
# From the question to the card, and from the moderator's yes to the reply, on a machine that has other things to do.
SOON = 10.0


def replies(scene: Scene, question: Message) -> list[Message]:
    """Return what the bot said in the thread of a question."""
    below = scene.general.timeline.replies(question.ts)
    return [each for each in below if each.bot_id == scene.workspace.bot.user.bot_id]


async def edited(scene: Scene, form: View, text: str) -> dict[str, str]:
    """Let Eva send other words; return what is said at the fields, by their ids."""
    sent = await scene.eva.submits(form, text=text)
    await sent.acked()
    return sent.errors


@pytest.mark.parametrize("scene", ["T0"], indirect=True)
async def test_a_question_is_answered_in_the_brands_name(scene: Scene) -> None:
    """After a restart Eva edits the draft, reads at the field what can't be sent, and her good words are sent once."""
    asked = time.monotonic()
    question = await scene.bo.writes(scene.general, QUESTION)
    card = await scene.draft(1, "waits for a yes", ANSWER)
    drafted = time.monotonic()
    assert QUESTION not in card.read
    assert "faq:rules@" in card.read
    assert await scene.takt.stop() == 0
    await scene.takt.start()
    shown = await (await scene.noor.presses(card, "Show message")).view()
    assert QUESTION in shown.read
    form = await (await scene.eva.presses(card, "Edit…")).view()
    assert ANSWER in form.inputs["What the community says"]["filled"]["value"]
    wrong = await edited(scene, form, BLOCKED)
    assert list(wrong) == ["text"]
    assert "L06 (block)" in wrong["text"]
    assert form.inputs["What the community says"]["filled"]["value"] == BLOCKED
    pressed = time.monotonic()
    assert await edited(scene, form, BETTER) == {}
    reply = await scene.slack.until(lambda: next(iter(replies(scene, question)), None))
    assert drafted - asked + time.monotonic() - pressed < SOON
    assert reply.read == "The rules are pinned at the top of every channel &amp; always there."
    assert reply.thread_ts == question.ts
    assert "username" not in reply.parts
    card = await scene.draft(1, "sent", "in a moderator's words")
    assert list(card.buttons) == ["Take it back"]
    await scene.quiet()
    assert replies(scene, question) == [reply]
    (posted,) = [each for each in scene.slack.asked("^chat.postMessage$") if each.args.get("thread_ts") == question.ts]
    assert (posted.args["unfurl_links"], posted.args["unfurl_media"]) == (False, False)


@pytest.mark.parametrize("scene", ["T0"], indirect=True)
async def test_a_draft_is_void_once_somebody_says_something_else(scene: Scene) -> None:
    """Ida edits her question, Noor answers Bo's herself. No member decides a draft; a moderator also does from home."""
    question = await scene.ida.writes(scene.general, QUESTION)
    card = await scene.draft(1, "waits for a yes", ANSWER)
    scene.mods.members[scene.bo.id] = scene.bo.user
    for press in ("Approve", "Edit…", "Reject…", "Show message"):
        assert (await (await scene.bo.presses(card, press)).message()).read == "Only moderators can do that."
    await scene.ida.edits(question, "never mind, I found them")
    card = await scene.draft(1, "void: the message was edited meanwhile")
    assert card.buttons == {}
    question = await scene.bo.writes(scene.general, ANOTHER)
    await scene.draft(2, "waits for a yes")
    await scene.noor.writes(scene.general, "I am on it!", thread=question, broadcast=True)
    card = await scene.draft(2, "void: a moderator answered it below the message")
    assert card.buttons == {}
    await scene.bo.writes(scene.general, QUESTION)
    card = await scene.draft(3, "waits for a yes")
    await scene.eva.opens_home()
    home = await scene.slack.until(lambda: scene.eva.home)
    assert "Drafts that wait: 1" in home.read
    shown = await (await scene.eva.presses(home, "Open")).view()
    assert ANSWER in shown.read
    form = await (await scene.eva.presses(shown, "Reject…")).view()
    sent = await scene.eva.submits(form, why="it needs no answer", text="asked twice")
    await sent.acked()
    await scene.slack.until(lambda: not form.inputs)
    assert "rejected: it needs no answer" in form.read
    card = await scene.draft(3, "rejected: it needs no answer", "asked twice")
    await scene.quiet()
    assert not any(each.bot_id for each in scene.general.messages)

"""Drafts in Slack with a drafter and a platform that take their time: nobody waits in vain, and no word is lost."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from bot.bootstrap import SystemClock
from bot.core.drafts import DraftState
from bot.pipeline.community import Community
from bot.pipeline.serving import Communities, Reach
from bot.platforms.slack.workspaces import Workspaces
from tests.loopback_slack import LoopbackSlack
from tests.loopback_slack_test.clients import Nordlys
from tests.pipeline.ledger_makers import World, ledger_policy, make_world
from tests.pipeline.reply_makers import OFFERS, WordyDrafter, WordyLinter, drafts
from tests.platforms.slack_doors import keys, standing
from tests.platforms.test_slack_workspaces import NoFile, no_action

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.proposals import DraftOutcome, DraftRequest, Proposal, Tone
    from bot.platforms.slack.door import SlackDoor
    from bot.storage.ledger import SqlLedger
    from tests.loopback_slack import Channel, Message, View

ASKED, HEARD = "how do I get in?", "We hear you, bo."
WORDS = "What the community says"


class SlowDrafter(WordyDrafter):
    """Takes until `goes` is set for whatever it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.goes = asyncio.Event()
        self.goes.set()

    @override
    async def draft(self, request: DraftRequest) -> DraftOutcome:
        await self.goes.wait()
        return await super().draft(request)

    @override
    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        await self.goes.wait()
        return await super().reword(request, proposal, tone)


class Answering:
    """A workspace that is served by the whole of Slack's room, in which Bo asks and Eva answers."""

    def __init__(self, slack: LoopbackSlack, ledger: SqlLedger) -> None:
        self.slack, self.ledger = slack, ledger
        self.place = Nordlys(slack)
        self.eva, self.bo = self.place.eva, self.place.bo
        self.bo.user.locale = "en-US"
        self.mods: Channel = self.place.workspace.new_channel("moderators", private=True, members=[self.eva])
        self.drafter = SlowDrafter()
        self.world: World
        self.door: SlackDoor

    def found(self, reach: Reach) -> Community:
        """Make a community of what is reached."""
        policy = replace(ledger_policy(), replies=OFFERS, review_channel="moderators")
        world = make_world(self.ledger, reach.id, policy=policy)
        screener, scorer, retention = world.community.screener, world.community.classifier, world.community.retention
        made = Community(reach.id, screener, scorer, self.ledger, SystemClock(), reach.enforcer, reach.room, retention)
        made.drafter, made.linter = self.drafter, WordyLinter()
        self.world = replace(world, community=made)
        return made

    async def card(self, *words: str) -> Message:
        """Wait for the draft's card, and until it says something."""

        def found() -> Message | None:
            return next((each for each in self.mods.messages if all(word in each.read for word in words)), None)

        return await self.slack.until(found)

    async def form(self) -> View:
        """Let Bo ask, and Eva open the form of the draft."""
        await self.bo.writes(self.place.chat, ASKED)
        return await (await self.eva.presses(await self.card(HEARD), "Edit…")).view()

    def replies(self) -> list[str]:
        """Return what the bot said where members write."""
        return [each.read for each in self.place.chat.messages if each.bot_id]


@pytest.fixture
async def answering(shared: object, ledger: SqlLedger) -> AsyncIterator[Answering]:
    """Give it, served."""
    del shared
    async with LoopbackSlack() as slack, served(Answering(slack, ledger)) as made:
        yield made
        assert slack.invalid == []


@asynccontextmanager
async def served(made: Answering) -> AsyncIterator[Answering]:
    """Serve it while the block runs."""
    slack, communities = made.slack, Communities(made.found)
    workspaces = Workspaces(communities, no_action, NoFile(), slack.api_url, SystemClock().now)
    given = keys(slack, "socket", bot_token=made.place.workspace.bot_token)
    async with standing(slack, given, workspaces, made.ledger.installations) as made.door:
        await slack.until(communities.all)
        yield made
        await communities.close_all()
        await workspaces.finish()


async def test_a_press_is_acknowledged_at_once_however_long_the_drafter_takes(answering: Answering) -> None:
    """Within three seconds; what comes of it is seen on the card once it is there."""
    await answering.bo.writes(answering.place.chat, ASKED)
    card = await answering.card(HEARD)
    answering.drafter.goes.clear()
    pressed = await answering.eva.chooses(card, "takt-more", "Shorter")
    await pressed.acked()
    assert max(each.seconds or 9 for each in answering.slack.acks) < 3
    assert HEARD in card.read
    answering.drafter.goes.set()
    await answering.card("Heard.", "shorter")
    sent = await answering.eva.presses(await answering.card("Heard."), "Approve")
    await sent.acked()
    await answering.slack.until(lambda: answering.replies() == ["Heard."])


@pytest.mark.parametrize("way", ["shortcut", "command"])
async def test_a_form_waits_for_a_slow_drafter(answering: Answering, way: str) -> None:
    """Three seconds after a press no modal can be opened, so one is opened before, and becomes the form."""
    question = await answering.bo.writes(answering.place.chat, "what a day")
    answering.drafter.goes.clear()
    link = f"https://nordlys.slack.com/archives/{question.channel.id}/p{question.ts.replace('.', '')}"
    began = time.monotonic()
    if way == "shortcut":
        used = await answering.eva.uses_on(question, "takt-draft")
    else:
        used = await answering.eva.uses(f"/takt draft {link}", answering.mods)
    held = await used.view()
    assert held.read.endswith("⏳")
    assert time.monotonic() - began < answering.slack.world.trigger_seconds
    answering.drafter.goes.set()
    await answering.slack.until(lambda: held.inputs)
    await (await answering.eva.submits(held, text="We hear you.")).acked()
    await answering.slack.until(lambda: answering.replies() == ["We hear you."])


async def test_what_can_not_be_sent_is_said_at_its_field_and_can_be_mended(answering: Answering) -> None:
    """Block after block, with the same words too; then a warning, at the field for the reason; then it is sent."""
    form = await answering.form()
    for text in ("blocked, we hear you", "blocked, we hear you", "secret, we hear you"):
        refused = await answering.eva.submits(form, text=text)
        assert list(await refused.rejected()) == ["text"]
        assert form.inputs[WORDS]["filled"]["value"] == text
    refused = await answering.eva.submits(form, text="We promise to hear you.")
    wrong = await refused.rejected()
    assert "L04 (warn)" in wrong["why"]
    await answering.eva.submits(form, why="it is on the page of rules")
    await answering.slack.until(lambda: answering.replies() == ["We promise to hear you."])
    (draft,) = await drafts(answering.world)
    assert draft.note == "it is on the page of rules"


async def test_a_refusal_that_comes_late_brings_the_form_back_as_it_was(answering: Answering) -> None:
    """It was held open meanwhile; what Eva wrote stands in it, below what is wrong."""
    form = await answering.form()
    answering.door.app.answers_within = 0.01
    answering.slack.delay(r"^conversations\.replies$", 0.5)
    await (await answering.eva.submits(form, text="blocked <&> we hear you", why="because")).acked()
    assert form.read.endswith("⏳")
    await answering.slack.until(lambda: form.inputs)
    assert "L03 (block)" in form.read
    assert form.inputs[WORDS]["filled"]["value"] == "blocked <&> we hear you"
    await (await answering.eva.submits(form, text="We hear you.")).acked()
    await answering.slack.until(lambda: answering.replies() == ["We hear you."])


async def test_a_draft_is_rejected_for_a_reason_of_the_list(answering: Answering) -> None:
    """Which is kept, with what was wrong in Eva's own words."""
    await answering.bo.writes(answering.place.chat, ASKED)
    form = await (await answering.eva.presses(await answering.card(HEARD), "Reject…")).view()
    sent = await answering.eva.submits(form, why="not our tone", text="too stiff")
    await sent.acked()
    await answering.card("rejected: not our tone", "too stiff")
    (draft,) = await drafts(answering.world)
    assert (draft.state, draft.reason, draft.note) == (DraftState.REJECTED, "tone", "too stiff")


async def test_nobody_but_moderators_sees_or_decides_a_draft(answering: Answering) -> None:
    """Also where a member holds the card or its form in hand."""
    form = await answering.form()
    card = await answering.card(HEARD)
    answering.mods.members[answering.bo.id] = answering.bo.user
    for press in ("Approve", "Edit…", "Reject…", "Show message"):
        assert (await (await answering.bo.presses(card, press)).message()).read == "Only moderators can do that."
    answering.place.workspace.change(answering.eva, is_admin=False)
    await answering.eva.submits(form, text="We hear you.")
    await answering.slack.until(lambda: not form.inputs)
    assert "Only moderators can do that." in form.read
    assert answering.replies() == []


async def test_a_crisis_is_told_and_ended_by_command(answering: Answering) -> None:
    """In a form that says at the field what is no time, and keeps what was written; members can't."""
    eva, mods = answering.eva, answering.mods

    async def asks(line: str) -> str:
        return (await (await eva.uses(f"/takt crisis {line}", mods)).message()).read

    assert (await asks("")).startswith("There is no crisis.")
    assert "There are: status, start, update, end." in await asks("burn")
    form = await (await eva.uses("/takt crisis start", mods)).view()
    refused = await eva.submits(form, known="the shop is down", next="soon")
    assert (await refused.rejected())["next"].startswith("'soon' is no time")
    await eva.submits(form, next="30m")
    await answering.slack.until(lambda: not form.inputs)
    assert "A crisis is on since" in form.read
    assert "known: the shop is down" in await asks("status")
    form = await (await eva.uses("/takt crisis update", mods)).view()
    assert form.inputs["What is known"]["filled"]["value"] == "the shop is down"
    by_member = await answering.bo.uses("/takt crisis end", answering.place.chat)
    assert (await by_member.message()).read == "Only moderators can do that."
    assert "is over" in await asks("end")
    assert await asks("end") == "There is no crisis."

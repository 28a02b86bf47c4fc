"""What comes in by HTTP or over sockets: forged, twice, late, held back, and while everything else is slow."""

from __future__ import annotations

import asyncio
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bot.core.journal import EventKind

if TYPE_CHECKING:
    from tests.e2e_slack.conftest import Scene
    from tests.loopback_slack import Message
    from tests.loopback_slack.incoming import Request
    from tests.loopback_slack.model import Json

pytestmark = pytest.mark.shared

INSULT = "you are a complete idiot"
SLUR = "verschwinde, du Kanake"
over_http = pytest.mark.parametrize("scene", ["T1 http"], indirect=True)


@over_http
async def test_what_slack_did_not_send_just_now_is_refused_and_does_nothing(scene: Scene) -> None:
    """Signed by somebody else, by nobody, or sent again after five minutes: 401, a line in the log, and no more."""
    message = await scene.bo.writes(scene.general, INSULT)
    card = await scene.card(1, "sent")
    pressed = await scene.eva.presses(card, "Show text")
    await pressed.view()
    await scene.quiet()
    before = card.read
    genuine, forge = scene.slack.delivered(message)[0].payload, scene.slack.forge
    event = {**genuine["event"], "text": SLUR, "ts": f"{int(float(message.ts))}.900000"}
    invented = {**genuine, "event_id": "Ev1", "event": event}
    press = {**pressed.payload, "actions": [{**pressed.payload["actions"][0], "action_id": _button(card, "Dismiss")}]}
    unsigned = {"X-Slack-Signature": "", "X-Slack-Request-Timestamp": ""}
    answers = [
        await forge("events_api", invented, secret="another"),  # noqa: S106 - it opens nothing
        await forge("interactive", press, secret="another"),  # noqa: S106 - it opens nothing
        await forge("events_api", invented, headers={"X-Slack-Signature": "v0=0"}),
        await forge("events_api", invented, headers=unsigned),
        await forge("interactive", press, headers=unsigned),
        await forge("events_api", invented, ago=301),
        await forge("interactive", press, ago=301),
        await forge("events_api", invented, ago=-301),
    ]
    assert [each.status for each in answers] == [401] * len(answers)
    for why, times in (("its signature is wrong", 3), ("it is not signed", 2), ("it is older than five minutes", 3)):
        assert scene.takt.log.count(f"refused: request of no workspace: {why}") == times
    again = await forge("events_api", genuine)
    assert again.status == 200
    await scene.quiet()
    assert card.read == before
    assert [len(scene.cards), len(scene.bo.inbox), len(await scene.journal(EventKind.OPENED))] == [1, 1, 1]
    assert not _done(scene, "chat.delete")
    _says_nothing_of_anybody(scene)


@over_http
async def test_everything_is_acknowledged_in_time_and_done_once_while_slack_is_slow(scene: Scene) -> None:
    """Each answer of Slack's takes longer than Slack waits; what it therefore sends again is done once."""
    scene.slack.delay(r"^(users|usergroups|conversations|chat)\.", 3.2, times=8)
    message = await scene.bo.writes(scene.general, SLUR)
    for retry in (True, True, False):
        scene.slack.redeliver(message, retry=retry)
    used = await scene.eva.uses("/takt help", scene.mods)
    await used.acked()
    await scene.eva.opens_home()
    await scene.slack.until(lambda: message.deleted, 60)
    await scene.slack.until(lambda: scene.bo.inbox and scene.cards, 30)
    scene.slack.redeliver(message)
    await scene.quiet()
    assert scene.slack.unacked == []
    assert len(scene.slack.acks) >= 7
    assert max(each.seconds or 0.0 for each in scene.slack.acks) < 3
    assert len(_done(scene, "chat.delete")) == len(scene.bo.inbox) == len(scene.cards) == 1
    _says_nothing_of_anybody(scene)


async def test_what_slack_puts_off_is_done_later_and_once(scene: Scene) -> None:
    """At a 429 nothing is asked again before the time that Slack named."""
    for method in ("delete", "postMessage"):
        scene.slack.refuse_for_now(rf"^chat\.{method}$", 1.0, times=2)
    message = await scene.bo.writes(scene.general, SLUR)
    await scene.slack.until(lambda: message.deleted and scene.bo.inbox and scene.cards, 60)
    await scene.card(1, "hide", "done")
    await scene.quiet()
    deleting = scene.slack.asked(r"^chat\.delete$")
    assert [each.status for each in deleting] == [429, 429, 200]
    assert all(later.at - sooner.at >= 1 for sooner, later in pairwise(deleting))
    assert len(scene.bo.inbox) == len(scene.cards) == 1


async def test_sockets_come_and_go_and_no_message_is_lost_or_taken_twice(scene: Scene) -> None:
    """Told to go, the bot has another connection first; cut off, it reads from the history what it was not told."""
    messages: list[Message] = []
    for number, reason in enumerate(("warning", "refresh_requested")):
        # Slack gives about ten seconds; a connection that lasted as shortly as here is replaced after one or two.
        going = asyncio.create_task(scene.slack.disconnect(reason, closes_after=4.0))
        messages.append(await scene.bo.writes(scene.general, f"{SLUR} {number}"))
        await going
        await scene.slack.connected()
    messages.append(await scene.bo.writes(scene.general, f"{SLUR} afterwards"))
    await scene.slack.until(lambda: all(each.deleted for each in messages), 30)
    assert "the connection to Slack is lost" not in scene.takt.log
    assert not await scene.journal(EventKind.GAP)
    scene.slack.refuse_sockets_for(1.5)
    messages.append(await scene.ida.writes(scene.general, f"{SLUR} meanwhile"))
    assert not scene.slack.delivered(messages[-1])[0].is_acked
    await scene.slack.until(lambda: messages[-1].deleted, 30)
    await scene.slack.until(lambda: any("1 message read late" in each.read for each in scene.mods.messages), 30)
    messages.append(await scene.ida.writes(scene.general, f"{SLUR} at last"))
    await scene.slack.until(lambda: messages[-1].deleted, 30)
    await scene.quiet()
    assert sorted(str(each.args["ts"]) for each in _done(scene, "chat.delete")) == [each.ts for each in messages]
    assert [each.facts["read"] for each in await scene.journal(EventKind.GAP)] == [1]
    _says_nothing_of_anybody(scene)


async def test_events_that_slack_holds_back_are_told_of_once_and_read_later(scene: Scene) -> None:
    """Moderators hear that nothing is seen; what was held back is found in the history, whatever was told since."""
    await (await scene.eva.uses("/takt mode", scene.mods)).message()
    await scene.quiet()
    for minute in (60, 120):
        scene.slack.rate_limit_events(scene.workspace, minute)
    await scene.slack.until(lambda: _outages(scene))
    scene.slack.disable_events()
    held_back = await scene.bo.writes(scene.general, SLUR)
    scene.slack.disable_events(undone=True)
    heard = await scene.ida.writes(scene.general, SLUR)
    await scene.slack.until(lambda: heard.deleted)
    scene.slack.drop_sockets()
    await scene.slack.connected()
    await scene.quiet()
    assert not held_back.deleted
    assert len(_outages(scene)) == 1
    await scene.takt.stop()
    await scene.takt.start()
    await scene.slack.until(lambda: held_back.deleted, 30)
    await scene.slack.until(lambda: len(scene.cards) == 2, 30)
    await scene.quiet()
    assert len(_outages(scene)) == 1
    assert len(_done(scene, "chat.delete")) == 2
    _says_nothing_of_anybody(scene)


def _done(scene: Scene, method: str) -> list[Request]:
    found = [each for each in scene.slack.requests if each.method == method]
    return [each for each in found if each.status == 200 and each.answer["ok"]]


def _outages(scene: Scene) -> list[Message]:
    return [each for each in scene.mods.messages if "More happens here than Slack tells" in each.read]


def _button(card: Message, label: str) -> str:
    element: Json = card.buttons[label]
    return str(element["action_id"])


def _says_nothing_of_anybody(scene: Scene) -> None:
    """Hold the log to one rule: no token, no name and no word of a message is in it."""
    log, app = scene.takt.log, scene.slack.app
    secrets = (*scene.slack.world.tokens, app.signing_secret, app.verification_token, "idiot", "Kanake", "Nordlys")
    assert not [each for each in secrets if each in log]
    people = (scene.eva, scene.noor, scene.bo, scene.ida, scene.admin)
    assert not [each.name for each in people if re.search(rf"\b{each.name}\b", log, re.IGNORECASE)]

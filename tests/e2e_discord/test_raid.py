"""A raid: what forty accounts post at once, and what moderators, raiders and Discord see of it."""

from __future__ import annotations

import signal
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e_discord.conftest import Scene
    from tests.loopback_discord import Message, Person

pytestmark = [pytest.mark.shared, pytest.mark.parametrize("scene", ["60s"], indirect=True)]

SLUR = "verschwinde, du Kanake"
ACCOUNTS, EACH = 40, 50
# Discord's own limits, as bots have met them.
LIMITS = (
    ("DELETE", r"/messages/\d+$", 5, 1.0),
    ("POST", r"/messages/bulk-delete$", 1, 1.0),
    ("POST", r"/channels/\d+/messages$", 5, 5.0),
    ("PATCH", r"/messages/\d+$", 5, 5.0),
)


async def _raid(scene: Scene, each_writes: int = EACH) -> tuple[list[Person], list[Message]]:
    """Let forty accounts write so many messages each, in turn."""
    raiders = [scene.server.new_member(f"raider{number}") for number in range(ACCOUNTS)]
    return raiders, [
        await each.writes(scene.general, f"{SLUR} {number}") for number in range(each_writes) for each in raiders
    ]


def _all_gone(messages: list[Message]) -> bool:
    return all(each.deleted for each in messages)


def _all_told(raiders: list[Person]) -> bool:
    return all(each.inbox for each in raiders)


def _times_deleted(scene: Scene) -> Counter[str]:
    """Count how often each message was deleted by a request that went through."""
    alone = [each for each in scene.discord.asked("DELETE", r"/messages/\d+$") if each.status == 204]
    together = [each for each in scene.discord.asked("POST", r"/messages/bulk-delete$") if each.status == 204]
    ids = [each.path.rpartition("/")[2] for each in alone]
    return Counter([*ids, *(str(number) for each in together for number in each.body["messages"])])


@pytest.mark.long
async def test_two_thousand_messages_of_forty_accounts(scene: Scene) -> None:
    """One case per account, all messages hidden in few requests, slow mode, and no storm of refused requests."""
    for limit in LIMITS:
        scene.discord.limit(*limit)
    raiders, messages = await _raid(scene)
    await scene.discord.until(partial(_all_gone, messages), 240)
    await scene.discord.until(lambda: scene.general.slow_mode == 30, 30)
    await scene.discord.until(partial(_all_told, raiders), 60)
    await scene.discord.until(lambda: len(scene.cards) == ACCOUNTS + 1, 120)
    answers = Counter(each.status for each in scene.discord.requests)
    assert answers[403] == answers[401] == 0
    assert answers[429] <= 0.01 * len(scene.discord.requests)
    deletes = scene.discord.asked("DELETE", r"/messages/\d+$")
    assert len(deletes) + len(scene.discord.asked("POST", r"/messages/bulk-delete$")) < len(messages) / 4
    assert set(_times_deleted(scene).values()) == {1}
    assert max(len(each.inbox) for each in raiders) <= 2
    assert len([each for each in scene.cards if "raid" in (each.embeds[0].get("title") or "")]) == 1


async def test_a_moderator_ends_the_slow_mode_of_a_raid(scene: Scene) -> None:
    """The raid's own card takes it back, and the channel is as it was before."""
    await scene.eva.writes(scene.general, "good evening")
    raiders = [scene.server.new_member(f"raider{number}") for number in range(10)]
    for each in raiders:
        await each.writes(scene.general, SLUR)
    await scene.discord.until(lambda: scene.general.slow_mode == 30, 60)
    card = await scene.discord.until(
        lambda: next((each for each in scene.cards if "a raid" in each.text and "done" in each.text), None), 60
    )
    pressed = await scene.eva.clicks(card, "Dismiss")
    assert "dismissed" in (await pressed.message()).text
    await scene.discord.until(lambda: scene.general.slow_mode == 0, 30)


@pytest.mark.long
async def test_a_kill_in_the_middle_of_a_raid_loses_and_doubles_nothing(scene: Scene) -> None:
    """Killed twice while it hides eight hundred messages, it goes on: each hidden once, one case an account."""
    raiders, messages = await _raid(scene, 20)
    for hidden in (100, 400):
        await scene.discord.until(lambda most=hidden: sum(each.deleted for each in messages) >= most, 120)  # type: ignore[misc]  # a default is bound
        await scene.takt.stop(signal.SIGKILL)
        await scene.takt.start()
    await scene.discord.until(partial(_all_gone, messages), 240)
    await scene.discord.until(partial(_all_told, raiders), 120)
    await scene.discord.until(lambda: len(scene.cards) == ACCOUNTS + 1, 120)
    await scene.quiet()
    assert set(_times_deleted(scene).values()) == {1}
    told = Counter((raider.name, each.text) for raider in raiders for each in raider.inbox)
    assert max(told.values()) == 1
    assert max(len(each.inbox) for each in raiders) <= 2

"""How slow a channel was before is known from the audit log, and without it nothing is asked in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.content import Message
from bot.core.effects import Applied, Effect, EffectKind, Order
from bot.platforms.discord.client import intents
from bot.platforms.discord.enforcer import DiscordEnforcer
from tests.loopback_discord import LoopbackDiscord, Permission
from tests.loopback_discord_test.clients import Nordlys, running

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("may_read_the_log", "before"), [(True, 5), (False, None)])
async def test_after_a_lost_answer(
    shared: Path, monkeypatch: pytest.MonkeyPatch, *, may_read_the_log: bool, before: int | None
) -> None:
    """The slow mode is found to be set, with what was there before where the bot may read the log."""
    assert shared.name
    async with LoopbackDiscord() as loopback:
        place = Nordlys(loopback)
        place.general.slow_mode = 5
        async with running(place, monkeypatch, intents()) as client:
            enforcer = DiscordEnforcer(lambda: client.get_guild(place.guild.id))
            message = Message(str(place.general.id), "")
            order = Order(Effect("k/1/1/slow_mode", "k", 1, 1, EffectKind.SLOW_MODE, message, "", delay=30))
            assert await enforcer.enforce(order, idempotency_key=order.effect.key) == Applied(before=5)
            if not may_read_the_log:
                role = place.guild.bot_role
                place.guild.set_permissions(role, role.permissions & ~Permission.VIEW_AUDIT_LOG)
                await loopback.until(lambda: not client.get_guild(place.guild.id).me.guild_permissions.view_audit_log)  # type: ignore[union-attr]  # it is there
            found = await enforcer.look(order, idempotency_key=order.effect.key)
        assert found == Applied(before=before)
        assert not [each for each in loopback.requests if each.status == 403]
        assert loopback.invalid == []

"""Brings alerts to moderators: each once, and again until somebody could be told."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.pipeline.community import Community

PAUSE_SECONDS = 2.0


async def tell_moderators(community: Community) -> int:
    """Say what moderators have not heard yet; return how many alerts they heard."""
    async with community.begin() as uow:
        untold = await uow.alerts.untold()
    heard = 0
    for key, text in untold:
        with contextlib.suppress(OSError):  # it stays untold, and is said at the next round
            await community.room.alert(text)
            heard += 1
            async with community.begin() as uow:
                await uow.alerts.told(key)
    return heard


async def keep_telling(community: Community) -> None:
    """Tell until cancelled."""
    while True:
        await tell_moderators(community)
        await asyncio.sleep(PAUSE_SECONDS)

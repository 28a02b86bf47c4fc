"""What whoever pressed or asked is told, in their language, and what they wrote in a form."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

from bot.core.member_words import Word, word
from bot.platforms.discord.card_view import LONGEST, cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    import discord

    from bot.pipeline.community import Community

    Pressed = discord.Interaction[discord.Client]

log = logging.getLogger(__name__)


def refusal(pressed: Pressed, community: Community, what: str, why: Word) -> str:
    """Write down that a member tried what they may not, and return what to tell them."""
    log.warning("refused: member %s of %s tried %s: %s", pressed.user.id, community.id, what, why)
    return word(why, language(pressed))


def language(pressed: Pressed) -> str:
    """Return the language in which whoever pressed uses Discord."""
    return str(pressed.locale)


async def say(pressed: Pressed, text: str) -> None:
    """Tell whoever pressed, and nobody else, whether the first answer was given or not; what is too long is cut."""
    if pressed.response.is_done():
        await pressed.followup.send(cut(text, LONGEST), ephemeral=True)
    else:
        await pressed.response.send_message(cut(text, LONGEST), ephemeral=True)


def field(pressed: Pressed, name: str) -> str:
    """Return what was written into one field of a form."""
    rows = data_of(pressed).get("components", ())
    parts = [part for row in rows for part in (row.get("components") or [row.get("component") or {}])]
    return next((str(part.get("value", "")) for part in parts if part.get("custom_id") == name), "")


def data_of(pressed: Pressed) -> Mapping[str, Any]:
    """Return what came with a press."""
    return cast("Mapping[str, Any]", pressed.data or {})

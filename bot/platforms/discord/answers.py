"""Answers as Discord shows them, to whoever pressed or asked and to nobody else; and what they wrote in a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord

from bot.core.buttons import card_buttons
from bot.core.fitting import cut
from bot.core.forms import Form
from bot.platforms.discord.buttons import modal_of, view_of
from bot.platforms.discord.card_view import LONGEST, embed_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.forms import Answer, Said

    Pressed = discord.Interaction[discord.Client]


async def show(pressed: Pressed, guild: int, answer: Answer) -> None:
    """Show an answer about a server, whether the first answer was given or not; what is too long is cut."""
    if isinstance(answer, Form):
        await pressed.response.send_modal(modal_of(answer, guild))
    else:
        await _say(pressed, guild, answer)


def language(pressed: Pressed) -> str:
    """Return the language in which whoever pressed uses Discord."""
    return str(pressed.locale)


def fields_of(pressed: Pressed) -> Mapping[str, str] | None:
    """Return what was written into a form, by the ids of its fields; None for a button."""
    if pressed.type is not discord.InteractionType.modal_submit:
        return None
    rows = data_of(pressed).get("components", ())
    parts = [part for row in rows for part in (row.get("components") or [row.get("component") or {}])]
    return {str(part.get("custom_id", "")): str(part.get("value", "")) for part in parts}


def data_of(pressed: Pressed) -> Mapping[str, Any]:
    """Return what came with a press."""
    return cast("Mapping[str, Any]", pressed.data or {})


async def _say(pressed: Pressed, guild: int, said: Said) -> None:
    if said.card is not None:
        await _send(pressed, embed=embed_of(said.card, guild), view=view_of(card_buttons(said.card), guild))
    else:
        await _send(pressed, content=cut(said.text, LONGEST), view=view_of(said.buttons, guild))
    for each in said.more:
        await _send(pressed, content=cut(each, LONGEST))


async def _send(pressed: Pressed, **what: Any) -> None:
    if pressed.response.is_done():
        await pressed.followup.send(**what, ephemeral=True)
    else:
        await pressed.response.send_message(**what, ephemeral=True)

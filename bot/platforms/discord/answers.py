"""Answers as Discord shows them, to whoever pressed or asked and to nobody else; and what they wrote in a form."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import discord

from bot.core.buttons import card_buttons
from bot.core.fitting import cut
from bot.core.forms import Button, Form, Said, Style
from bot.platforms.discord.buttons import modal_of, view_of
from bot.platforms.discord.card_view import LONGEST, embed_of
from bot.platforms.discord.marks import leads_back

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from bot.core.forms import Answer
    from bot.core.marks import Mark

    Pressed = discord.Interaction[discord.Client]

# A form can only be opened within three seconds, and only as the first answer.
FORM_WITHIN = 1.5


async def show(pressed: Pressed, guild: int, answer: Answer, *, back: Mark | None = None) -> None:
    """Show an answer about a server, whether the first answer was given or not; what is too long is cut.

    `back`: the form that was sent off, to which there is a way back where something in it was not taken.
    """
    if isinstance(answer, Form):
        await pressed.response.send_modal(modal_of(answer, guild))
    else:
        await _say(pressed, guild, answer, back if answer.wrong else None)


async def in_time(pressed: Pressed, thinking: Coroutine[Any, Any, Answer], *, within: float = FORM_WITHIN) -> Answer:
    """Wait for an answer that may be a form. One that comes too late to be opened is a button away."""
    task = asyncio.create_task(thinking)
    await asyncio.wait({task}, timeout=within)
    if not task.done():
        await pressed.response.defer(ephemeral=True, thinking=True)
    answer = await task
    if isinstance(answer, Form) and pressed.response.is_done():
        return Said("It is ready.", (Button("Open the form", answer.mark, Style.PRIMARY),))
    return answer


def language(pressed: Pressed) -> str:
    """Return the language in which whoever pressed uses Discord."""
    return str(pressed.locale)


def fields_of(pressed: Pressed) -> Mapping[str, str] | None:
    """Return what was written into a form, by the ids of its fields; None for a button."""
    if pressed.type is not discord.InteractionType.modal_submit:
        return None
    rows = data_of(pressed).get("components", ())
    parts = [part for row in rows for part in (row.get("components") or [row.get("component") or {}])]
    return {str(part.get("custom_id", "")): _filled(part) for part in parts}


def with_words(pressed: Pressed, answer: Answer) -> Answer:
    """Put what was written before into a form that was opened again, as the message says it that leads back to it."""
    was = pressed.message
    if was is None or not isinstance(answer, Form) or not leads_back(str(data_of(pressed).get("custom_id", ""))):
        return answer
    first, *others = answer.fields
    return replace(answer, fields=(replace(first, text=was.content), *others))


def data_of(pressed: Pressed) -> Mapping[str, Any]:
    """Return what came with a press."""
    return cast("Mapping[str, Any]", pressed.data or {})


def _filled(part: Mapping[str, Any]) -> str:
    """Return what was written, or the one thing that was chosen."""
    return str(part.get("value") or next(iter(part.get("values") or ()), ""))


async def _say(pressed: Pressed, guild: int, said: Said, back: Mark | None) -> None:
    way = (Button("Back to the form", back, Style.PRIMARY),) if back else ()
    if said.card is not None:
        await _send(pressed, embed=embed_of(said.card, guild), view=view_of(card_buttons(said.card), guild))
    else:
        buttons = said.buttons if said.more else (*said.buttons, *way)
        await _send(pressed, content=cut(said.text, LONGEST), view=view_of(buttons, guild))
    for each in said.more:
        # Words in more than one message would not come back whole.
        view = view_of(way if len(said.more) == 1 else (), guild, lead_back=True)
        await _send(pressed, content=cut(each, LONGEST), view=view)


async def _send(pressed: Pressed, **what: Any) -> None:
    if pressed.response.is_done():
        await pressed.followup.send(**what, ephemeral=True)
    else:
        await pressed.response.send_message(**what, ephemeral=True)

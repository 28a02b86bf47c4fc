"""Bringing notices to members: by direct message, else by a hint in a private thread where they wrote."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import discord

from bot.core.buttons import hint_button, notice_buttons
from bot.core.effects import Applied, EffectKind, Failed, Route
from bot.core.member_words import Word, word
from bot.platforms.discord.buttons import view_of
from bot.platforms.discord.outcomes import NO_MEMBER, need
from bot.platforms.discord.rights import TO_HINT, missing

if TYPE_CHECKING:
    from bot.core.effects import Order, Outcome

_LOOK_BACK = 50


class Telling:
    """Notices to the members of one server."""

    def __init__(self, guild: discord.Guild) -> None:
        self._guild = guild

    async def tell(self, order: Order, key: str) -> Outcome:
        """Bring a notice to its member by the order's route."""
        try:
            member = await self._guild.fetch_member(int(order.effect.member))
        except (discord.NotFound, ValueError):
            return NO_MEMBER
        if order.effect.route is Route.CHANNEL:
            return await self._hint(order, member)
        view = view_of(notice_buttons(order.notice, mendable=order.mendable), self._guild.id)
        await member.send(order.text, view=view, nonce=nonce_of(key))
        return Applied()

    async def was_told(self, order: Order) -> bool:
        """Tell whether a notice was sent before, by its text: it names its case."""
        if order.effect.route is Route.CHANNEL:
            return await self._thread(order) is not None
        try:
            member = await self._guild.fetch_member(int(order.effect.member))
        except (discord.NotFound, ValueError):
            return False
        channel = await member.create_dm()
        return any([each.content == order.text async for each in channel.history(limit=_LOOK_BACK)])

    async def _hint(self, order: Order, member: discord.Member) -> Outcome:
        """Say in a thread of their own that a notice waits; what it says is shown to nobody else."""
        place = self._place(order)
        if place is None or order.notice is None:
            return Failed("no private thread can be opened there")
        need(missing(place.permissions_for(self._guild.me), TO_HINT))
        thread = await self._thread(order) or await place.create_thread(
            name=_thread_name(order), type=discord.ChannelType.private_thread, invitable=False
        )
        await thread.add_user(member)
        text = f"{member.mention} {word(Word.HINT, order.notice.language)}"
        view = view_of([hint_button(order.notice)], self._guild.id)
        await thread.send(text, view=view, nonce=nonce_of(order.effect.key))
        return Applied()

    async def _thread(self, order: Order) -> discord.Thread | None:
        place, name = self._place(order), _thread_name(order)
        return next((each for each in place.threads if each.name == name), None) if place else None

    def _place(self, order: Order) -> discord.TextChannel | None:
        number = order.effect.message.channel
        channel = self._guild.get_channel_or_thread(int(number)) if number else None
        place = channel.parent if isinstance(channel, discord.Thread) else channel
        return place if isinstance(place, discord.TextChannel) else None


def nonce_of(key: str) -> str:
    """Return by what Discord knows a message that is sent twice: at most 25 characters, the same for the same key."""
    return hashlib.sha256(key.encode()).hexdigest()[:25]


def _thread_name(order: Order) -> str:
    return f"{EffectKind.NOTIFY} {order.effect.case}-{order.effect.batch}"

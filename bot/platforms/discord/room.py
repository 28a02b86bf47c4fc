"""The moderators' channels of one server: cards, one a case and one a draft, and alerts."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import discord

from bot.core.buttons import card_buttons, draft_buttons
from bot.core.fitting import cut
from bot.platforms.discord.buttons import view_of
from bot.platforms.discord.card_view import LONGEST, draft_embed_of, embed_of
from bot.platforms.discord.rights import TO_SHOW_CARDS, missing, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.cards import Card
    from bot.core.draft_cards import DraftCard
    from bot.core.forms import Button
    from bot.core.policy import Policy

_ID = re.compile(r"#?\b([0-9]{15,20})\b")


class DiscordRoom:
    """The ports Room and DraftPanel in the channels that the policy in force names."""

    def __init__(self, server: Callable[[], discord.Guild | None], policy: Callable[[], Policy]) -> None:
        self._server = server
        self._policy = policy

    async def show(self, card: Card, place: str) -> str:
        """Post a card, or change the one at `place`, which is `channel/message`. Raises OSError."""
        channel = self._open(self.find())
        guild = channel.guild.id
        key = f"{guild}/card/{card.case}/{place}"
        return await _shown(channel, embed_of(card, guild), card_buttons(card), place, key)

    async def show_draft(self, card: DraftCard, place: str) -> str:
        """Post a draft's card, or change the one at `place`, which is `channel/message`. Raises OSError."""
        channel = self._open(self.find_for_drafts())
        guild = channel.guild.id
        key = f"{guild}/draft/{card.draft}/{place}"
        return await _shown(channel, draft_embed_of(card, guild), draft_buttons(card), place, key)

    async def alert(self, text: str) -> None:
        """Say something that needs a person. Raises OSError where nobody could be told."""
        channel = self._open(self.find())
        try:
            await channel.send(cut(_with_mentions(text, channel.guild), LONGEST))
        except discord.HTTPException as error:
            raise _unheard(error) from error

    def find(self) -> discord.TextChannel | None:
        """Return the channel, None where the policy names none or there is none of that name or id."""
        return self._called(self._policy().review_channel)

    def find_for_drafts(self) -> discord.TextChannel | None:
        """Return the channel for drafts, which is that for cases unless the policy names another."""
        policy = self._policy()
        return self._called(policy.replies.channel or policy.review_channel)

    def _called(self, name: str) -> discord.TextChannel | None:
        guild, name = self._server(), name.removeprefix("#")
        if guild is None or not name:
            return None
        return next((each for each in guild.text_channels if name in {each.name, str(each.id)}), None)

    @staticmethod
    def _open(channel: discord.TextChannel | None) -> discord.TextChannel:
        if channel is None:
            raise ConnectionError("there is no channel for moderators")
        lacking = missing(channel.permissions_for(channel.guild.me), TO_SHOW_CARDS)
        if lacking:
            raise PermissionError(words(lacking))
        return channel


async def _shown(
    channel: discord.TextChannel, embed: discord.Embed, buttons: Sequence[Button], place: str, key: str
) -> str:
    """Change the card at a place of this channel, or post it; return its place."""
    view = view_of(buttons, channel.guild.id)
    try:
        where, _, number = place.partition("/")
        if number and int(where) == channel.id:
            await channel.get_partial_message(int(number)).edit(embed=embed, view=view if buttons else None)
            return place
    except discord.NotFound:
        pass  # somebody deleted the card; it gets another
    except discord.HTTPException as error:
        raise _unheard(error) from error
    return await _posted(channel, embed, view, key)


async def _posted(channel: discord.TextChannel, embed: discord.Embed, view: discord.ui.View, key: str) -> str:
    # The same card posted again, because nobody heard whether it was posted, is the same message to Discord.
    nonce = hashlib.sha256(key.encode()).hexdigest()[:25]
    try:
        sent = await channel.send(embed=embed, view=view, nonce=nonce)
    except discord.HTTPException as error:
        raise _unheard(error) from error
    return f"{channel.id}/{sent.id}"


def _with_mentions(text: str, guild: discord.Guild) -> str:
    """Name channels as Discord does, where they stand by id."""

    def mention(found: re.Match[str]) -> str:
        place = guild.get_channel_or_thread(int(found[1]))
        return place.mention if place else found[0]

    return _ID.sub(mention, text)


def _unheard(error: discord.HTTPException) -> OSError:
    return ConnectionError(f"Discord answered {error.status} (code {error.code})")

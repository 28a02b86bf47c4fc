"""A card as Discord shows it: an embed with covered evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.card_words import KEPT_NO_LONGER, card_fields, draft_fields
from bot.core.cases import UNDECIDED
from bot.core.drafts import DraftState
from bot.core.fitting import cut
from bot.core.policy import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.cards import Card
    from bot.core.content import Message
    from bot.core.draft_cards import DraftCard

# A message of Discord's.
LONGEST = 2000
MOST_TITLE, MOST_EVIDENCE, MOST_FIELD, MOST_FIELDS, MOST_ALTOGETHER = 256, 1_500, 1_000, 25, 5_900
MOST_BETTER = 900
_COVER = "||"
_COLOURS = {
    Severity.CARE: discord.Colour.blue(),
    Severity.MINOR: discord.Colour.gold(),
    Severity.SERIOUS: discord.Colour.orange(),
    Severity.GRAVE: discord.Colour.red(),
}
_WAITS, _ON_ITS_WAY, _OVER = discord.Colour.blue(), discord.Colour.teal(), discord.Colour.light_grey()
_SECOND_YES = discord.Colour.gold()
_OF_DRAFT = {
    DraftState.DRAFTED: _WAITS,
    DraftState.OFFERED: _WAITS,
    DraftState.APPROVED: _ON_ITS_WAY,
    DraftState.EDITED: _ON_ITS_WAY,
    DraftState.SENDING: _ON_ITS_WAY,
    DraftState.SENT: discord.Colour.green(),
    DraftState.FAILED: discord.Colour.red(),
    DraftState.REJECTED: _OVER,
    DraftState.EXPIRED: _OVER,
    DraftState.SUPERSEDED: _OVER,
    DraftState.RETRACTED: _OVER,
}


def embed_of(card: Card, guild: int) -> discord.Embed:
    """Return the card within Discord's limits; what is too long ends in `…`."""
    colour = _COLOURS[card.severity] if card.state in UNDECIDED else discord.Colour.light_grey()
    embed = discord.Embed(title=cut(card.title, MOST_TITLE), description=covered(card.evidence), colour=colour)
    return with_fields(embed, card_fields(card, Markup(guild)))


def draft_embed_of(card: DraftCard, guild: int) -> discord.Embed:
    """Return a draft's card within Discord's limits: what a yes sends stands there whole, below what it answers."""
    colour = _SECOND_YES if card.approvals else _OF_DRAFT[card.state]
    answers = f"{covered(card.quote)}\n\n" if card.message.id else ""
    description = f"{answers}{cut(card.text, LONGEST)}"
    embed = discord.Embed(title=cut(card.title, MOST_TITLE), description=description, colour=colour)
    return with_fields(embed, draft_fields(card, Markup(guild)))


def with_fields(embed: discord.Embed, fields: Iterable[tuple[str, str]]) -> discord.Embed:
    """Add as many of these fields as there is room for."""
    for heading, text in list(fields)[:MOST_FIELDS]:
        room = MOST_ALTOGETHER - len(embed) - len(heading)
        if room > 0 and text:
            embed.add_field(name=heading, value=cut(text, min(MOST_FIELD, room)), inline=len(text) < 40)
    return embed


def covered(text: str, most: int = MOST_EVIDENCE) -> str:
    """Return what a member wrote, covered until it is clicked; no cover inside it can end that."""
    if not text.strip():
        return f"*{KEPT_NO_LONGER}*"
    shown = cut(text, most)
    return _COVER + shown.replace("|", "\u2502").replace("\\", "\u2216") + _COVER


class Markup:
    """How Discord writes what stands on a card of a server."""

    def __init__(self, guild: int) -> None:
        self._guild = guild

    def member(self, member: str) -> str:
        """Mention a member."""
        return f"<@{member}>" if member.isdecimal() else member

    def channel(self, channel: str) -> str:
        """Mention a channel."""
        return f"<#{channel}>" if channel.isdecimal() else f"#{channel}"

    def link(self, message: Message, words: str) -> str:
        """Link to a message."""
        return f"[{words}](https://discord.com/channels/{self._guild}/{message.channel}/{message.id})"

    def covered(self, text: str) -> str:
        """Cover a text."""
        return covered(text, MOST_BETTER)

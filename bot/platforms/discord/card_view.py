"""A card as Discord shows it: an embed with covered evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.card_words import KEPT_NO_LONGER, card_fields
from bot.core.cases import UNDECIDED
from bot.core.fitting import cut
from bot.core.policy import Severity

if TYPE_CHECKING:
    from bot.core.cards import Card
    from bot.core.content import Message

# A message of Discord's.
LONGEST = 2000
MOST_TITLE, MOST_EVIDENCE, MOST_FIELD, MOST_FIELDS, MOST_ALTOGETHER = 256, 1_500, 1_000, 20, 5_900
MOST_BETTER = 900
_COVER = "||"
_COLOURS = {
    Severity.CARE: discord.Colour.blue(),
    Severity.MINOR: discord.Colour.gold(),
    Severity.SERIOUS: discord.Colour.orange(),
    Severity.GRAVE: discord.Colour.red(),
}


def embed_of(card: Card, guild: int) -> discord.Embed:
    """Return the card within Discord's limits; what is too long ends in `…`."""
    colour = _COLOURS[card.severity] if card.state in UNDECIDED else discord.Colour.light_grey()
    embed = discord.Embed(title=cut(card.title, MOST_TITLE), description=covered(card.evidence), colour=colour)
    for heading, text in list(card_fields(card, _Markup(guild)))[:MOST_FIELDS]:
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


class _Markup:
    """How Discord writes what stands on a card of a server."""

    def __init__(self, guild: int) -> None:
        self._guild = guild

    def member(self, member: str) -> str:
        """Mention a member."""
        return f"<@{member}>" if member.isdecimal() else member

    def channel(self, channel: str) -> str:
        """Mention a channel."""
        return f"<#{channel}>"

    def link(self, message: Message, words: str) -> str:
        """Link to a message."""
        return f"[{words}](https://discord.com/channels/{self._guild}/{message.channel}/{message.id})"

    def covered(self, text: str) -> str:
        """Cover a text."""
        return covered(text, MOST_BETTER)

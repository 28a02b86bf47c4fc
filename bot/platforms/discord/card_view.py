"""A card as Discord shows it: an embed with covered evidence, and buttons that still work after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.cards import Press
from bot.core.cases import CaseState
from bot.core.content import Part
from bot.core.policy import Severity
from bot.platforms.discord.buttons import view_of
from bot.platforms.discord.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.cards import Card

# A message of Discord's.
LONGEST = 2000
MOST_TITLE, MOST_EVIDENCE, MOST_FIELD, MOST_FIELDS, MOST_ALTOGETHER = 256, 1_500, 1_000, 20, 5_900
MOST_BETTER = 900
_COVER = "||"
_LABELS = {
    Press.UPHOLD: ("Uphold", discord.ButtonStyle.danger),
    Press.DISMISS: ("Dismiss", discord.ButtonStyle.success),
    Press.CHANGE: ("Change…", discord.ButtonStyle.secondary),
    Press.UNDO: ("Undo", discord.ButtonStyle.secondary),
    Press.REOPEN: ("Reopen", discord.ButtonStyle.secondary),
    Press.CLAIM: ("Claim", discord.ButtonStyle.secondary),
    Press.WHY: ("Why", discord.ButtonStyle.secondary),
    Press.GRANT: ("Grant appeal", discord.ButtonStyle.success),
    Press.DENY: ("Deny appeal", discord.ButtonStyle.danger),
    Press.REPLY: ("Reply…", discord.ButtonStyle.primary),
}
_COLOURS = {
    Severity.CARE: discord.Colour.blue(),
    Severity.MINOR: discord.Colour.gold(),
    Severity.SERIOUS: discord.Colour.orange(),
    Severity.GRAVE: discord.Colour.red(),
}


def embed_of(card: Card, guild: int) -> discord.Embed:
    """Return the card within Discord's limits; what is too long ends in `…`."""
    open_to_look = card.state in {CaseState.OPEN, CaseState.HANDLED}
    colour = _COLOURS[card.severity] if open_to_look else discord.Colour.light_grey()
    embed = discord.Embed(title=cut(card.title, MOST_TITLE), description=covered(card.evidence), colour=colour)
    for heading, text in list(_fields(card, guild))[:MOST_FIELDS]:
        room = MOST_ALTOGETHER - len(embed) - len(heading)
        if room > 0 and text:
            embed.add_field(name=heading, value=cut(text, min(MOST_FIELD, room)), inline=len(text) < 40)
    return embed


def buttons_of(card: Card) -> discord.ui.View:
    """Return a card's buttons; each carries the case and the version that the moderator saw."""
    buttons = []
    for press in card.presses:
        label, style = _LABELS[press]
        mark = Mark(press, (card.case, card.version))
        buttons.append(discord.ui.Button[discord.ui.View](label=label, style=style, custom_id=str(mark)))
    return view_of(*buttons)


def covered(text: str, most: int = MOST_EVIDENCE) -> str:
    """Return what a member wrote, covered until it is clicked; no cover inside it can end that."""
    if not text.strip():
        return "*kept no longer*"
    shown = cut(text, most)
    return _COVER + shown.replace("|", "\u2502").replace("\\", "\u2216") + _COVER


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def pages(lines: Iterable[str], most: int) -> list[str]:
    """Put lines into as few texts as they fit in, each of at most so many characters; there is one at least."""
    made = [""]
    for each in lines:
        line = cut(each, most)
        joined = f"{made[-1]}\n{line}" if made[-1] else line
        made[-1:] = [joined] if len(joined) <= most else [made[-1], line]
    return made


def _fields(card: Card, guild: int) -> Iterator[tuple[str, str]]:
    message = card.message
    yield "Member", f"<@{card.member}>" if card.member.isdecimal() else card.member
    if message.channel.isdecimal():
        link = f"https://discord.com/channels/{guild}/{message.channel}/{message.id}"
        what = f"[message]({link})" if message.part is Part.MESSAGE else str(message.part)
        yield "Where", f"<#{message.channel}> · {what}"
    elif message.part is Part.NAME:
        yield "Where", "the name that they go by"
    if card.better:
        # Short enough that no limit cuts its cover off.
        yield "In its place", covered(card.better, MOST_BETTER)
    yield from card.fields

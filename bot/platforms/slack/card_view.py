"""A card as Slack shows it: what was written is shown to whoever asks for it, and buttons work after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import ContextBlock, HeaderBlock, MarkdownTextObject, PlainTextObject

from bot.core.buttons import card_buttons
from bot.core.card_words import card_fields
from bot.core.cases import CaseState
from bot.core.fitting import cut
from bot.core.forms import Button
from bot.core.marks import Mark
from bot.core.policy import Severity
from bot.platforms.slack.blocks import MOST_HEADER, button_blocks, field_blocks, plain_block, text_blocks
from bot.platforms.slack.mrkdwn import SlackMarkup, escaped

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from bot.core.cards import Card

# What a moderator presses to read what a card covers.
TEXT = "text"
_SIGNS = {Severity.CARE: "🔵", Severity.MINOR: "🟡", Severity.SERIOUS: "🟠", Severity.GRAVE: "🔴"}


def card_blocks(card: Card, url: str) -> list[Block]:
    """Return the card of a case in the workspace at `url`, within Slack's limits; what is too long ends in `…`."""
    open_to_look = card.state in {CaseState.OPEN, CaseState.HANDLED}
    sign = _SIGNS[card.severity] if open_to_look else "⚪"
    head = HeaderBlock(text=PlainTextObject(text=cut(f"{sign} {card.title}", MOST_HEADER)))
    state = ContextBlock(elements=[MarkdownTextObject(text=escaped(str(card.state)))])
    fields = field_blocks(card_fields(card, SlackMarkup(url)), card.fields)
    return [head, state, *fields, *button_blocks((*_first(card), *card_buttons(card)))]


def text_of(card: Card) -> list[Block]:
    """Return what a card covers: what its member wrote, and what they wrote in its place."""
    shown: list[Block] = [plain_block(card.evidence)] if card.evidence.strip() else text_blocks("kept no longer")
    if card.better.strip():
        shown += [*text_blocks("In its place:"), plain_block(card.better)]
    return shown


def _first(card: Card) -> tuple[Button, ...]:
    return (Button("Show text", Mark(TEXT, (card.case,))),) if card.evidence.strip() else ()

"""A draft as Slack shows it: what a yes sends stands on the card in full, what the member wrote is shown when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from slack_sdk.models.blocks import HeaderBlock, PlainTextObject

from bot.core.buttons import draft_buttons
from bot.core.card_words import KEPT_NO_LONGER, draft_fields
from bot.core.draft_cards import DraftPress
from bot.core.drafts import DraftState
from bot.core.fitting import cut
from bot.core.forms import Button
from bot.core.marks import Mark
from bot.platforms.slack.blocks import MOST_BLOCKS, MOST_HEADER, button_blocks, field_blocks, plain_blocks, text_blocks
from bot.platforms.slack.mrkdwn import SlackMarkup

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from bot.core.draft_cards import DraftCard

# What a moderator presses to read what a draft answers.
QUESTION = "question"
# These stand beside each other; whatever else can be pressed is behind a menu.
_FIRST = (DraftPress.APPROVE, DraftPress.EDIT, DraftPress.REJECT)


def draft_blocks(card: DraftCard, url: str) -> list[Block]:
    """Return a draft's card in the workspace at `url`, within Slack's limits."""
    head = HeaderBlock(text=PlainTextObject(text=cut(f"{_sign(card.state)} {card.title}", MOST_HEADER)))
    below = [*field_blocks(draft_fields(card, SlackMarkup(url)), card.fields), *button_blocks(_buttons(card))]
    return [head, *plain_blocks(card.text)[: MOST_BLOCKS - len(below) - 1], *below]


def question_of(card: DraftCard) -> list[Block]:
    """Return what a draft answers, which is kept until it is decided."""
    return plain_blocks(card.quote) or text_blocks(KEPT_NO_LONGER)


def _sign(state: DraftState) -> str:
    match state:
        case DraftState.DRAFTED | DraftState.OFFERED:
            return "✍️"
        case DraftState.APPROVED | DraftState.EDITED | DraftState.SENDING | DraftState.SENT:
            return "✅"
        case DraftState.FAILED:
            return "⚠️"
        case DraftState.REJECTED | DraftState.EXPIRED | DraftState.SUPERSEDED | DraftState.RETRACTED:
            return "⚪"
        case _:
            assert_never(state)


def _buttons(card: DraftCard) -> tuple[Button, ...]:
    """Return the buttons, those first that a row has room for."""
    offered = draft_buttons(card)
    first = [each for what in _FIRST for each in offered if each.mark.what == what]
    show = (Button("Show message", Mark(QUESTION, (card.draft,))),) if card.quote.strip() else ()
    return (*first, *show, *(each for each in offered if each not in first))

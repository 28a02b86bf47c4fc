"""The buttons that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.cards import Press
from bot.core.draft_cards import DraftPress
from bot.core.forms import Button, Style
from bot.core.marks import Mark, Wish
from bot.core.member_words import Word, word

if TYPE_CHECKING:
    from bot.core.cards import Card
    from bot.core.draft_cards import DraftCard
    from bot.core.notices import Notice

# What the presses of a card are called.
LABELS = {
    Press.UPHOLD: "Uphold",
    Press.DISMISS: "Dismiss",
    Press.CHANGE: "Change…",
    Press.UNDO: "Undo",
    Press.REOPEN: "Reopen",
    Press.CLAIM: "Claim",
    Press.WHY: "Why",
    Press.GRANT: "Grant appeal",
    Press.DENY: "Deny appeal",
    Press.REPLY: "Reply…",
}
# All others are plain.
_STYLES = {
    Press.UPHOLD: Style.DANGER,
    Press.DENY: Style.DANGER,
    Press.DISMISS: Style.SUCCESS,
    Press.GRANT: Style.SUCCESS,
    Press.REPLY: Style.PRIMARY,
}

DRAFT_LABELS = {
    DraftPress.APPROVE: "Approve",
    DraftPress.EDIT: "Edit…",
    DraftPress.OTHER: "Other",
    DraftPress.SHORTER: "Shorter",
    DraftPress.WARMER: "Warmer",
    DraftPress.MORE_FORMAL: "More formal",
    DraftPress.REJECT: "Reject…",
}
_DRAFT_STYLES = {DraftPress.APPROVE: Style.SUCCESS, DraftPress.REJECT: Style.DANGER}


def card_buttons(card: Card) -> tuple[Button, ...]:
    """Return a card's buttons; each carries the case and the version that the moderator saw."""
    numbers = (card.case, card.version)
    return tuple(Button(LABELS[each], Mark(each, numbers), _STYLES.get(each, Style.PLAIN)) for each in card.presses)


def draft_buttons(card: DraftCard) -> tuple[Button, ...]:
    """Return the buttons of a draft's card."""
    back = (take_back_button(card.draft),) if card.retractable else ()
    return (*(draft_button(each, card.draft, card.version) for each in card.presses), *back)


def draft_button(press: DraftPress, draft: int, version: int) -> Button:
    """Return one button of a draft's card."""
    return Button(DRAFT_LABELS[press], Mark(press, (draft, version)), _DRAFT_STYLES.get(press, Style.PLAIN))


def notice_buttons(notice: Notice | None, *, mendable: bool) -> tuple[Button, ...]:
    """Return the buttons below a notice: to send a better version, and to appeal. None where it has neither."""
    if notice is None or notice.appeal_until is None:
        return ()
    appeal = Button(word(Word.APPEAL, notice.language), Mark(Wish.APPEAL, (notice.case,)), emoji="⚖️")
    return (better_button(notice), appeal) if mendable else (appeal,)


def better_button(notice: Notice, *, named: bool = False) -> Button:
    """Return the button to send a better version of a hidden message; `named`: with its case, beside others."""
    label = word(Word.BETTER, notice.language)
    mark = Mark(Wish.BETTER, (notice.case,))
    return Button(f"{label} · {notice.case}" if named else label, mark, emoji="✏️")


def hint_button(notice: Notice) -> Button:
    """Return the button that shows a notice to its member alone."""
    return Button(word(Word.READ, notice.language), Mark(Wish.NOTICE, (notice.id,)), emoji="✉️")


def take_back_button(draft: int) -> Button:
    """Return the button that takes an answer of the community's back."""
    return Button("Take it back", Mark(Wish.RETRACT, (draft,)))

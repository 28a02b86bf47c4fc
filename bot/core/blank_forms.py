"""The forms that there are, to be filled in."""

from __future__ import annotations

from bot.core.cards import Press
from bot.core.fitting import cut
from bot.core.forms import Field, Form
from bot.core.marks import Mark, Wish
from bot.core.member_words import Word, word

# The ids of the fields.
WHY, TEXT, ACTIONS = "why", "text", "actions"
# Longer words than these are no help to the moderator who decides.
MOST_WORDS = 1000
# What the mark of a restored message may take.
_MARK = 50


def appeal_form(case: int, language: str) -> Form:
    """Return the form in which a member says why."""
    field = Field(WHY, word(Word.WHY_AGAIN, language), most=MOST_WORDS, many_lines=True)
    return Form(f"{word(Word.APPEAL, language)} · {case}", Mark(Wish.APPEAL, (case,)), (field,))


def better_form(case: int, language: str, text: str, longest: int) -> Form:
    """Return the form in which a member writes their message anew, with its old text where that has room.

    With the mark of what was restored it still is one message, so that it can be found and taken away whole.
    """
    most = longest - _MARK
    begun = text if len(text) <= most else ""
    field = Field(TEXT, word(Word.BETTER_HOW, language), begun, most=most, many_lines=True)
    return Form(f"{word(Word.BETTER, language)} · {case}", Mark(Wish.BETTER, (case,)), (field,))


def change_form(case: int, version: int) -> Form:
    """Return the form in which a moderator says what is to be done instead."""
    label = "What is to be done, as the policy writes it"
    field = Field(ACTIONS, label, most=200, placeholder="hide, time_out 1h")
    return Form(f"Case {case}", Mark(Press.CHANGE, (case, version)), (field,))


def draft_form(draft: int, text: str, longest: int) -> Form:
    """Return the form in which a moderator answers a message."""
    label = "What the community says, under no name"
    field = Field(TEXT, label, cut(text, longest), most=longest, many_lines=True)
    return Form("Answer", Mark(Wish.DRAFT, (draft,)), (field,))

"""The forms that there are, to be filled in."""

from __future__ import annotations

from bot.core.cards import Press
from bot.core.draft_cards import REJECT_WORDS, DraftPress
from bot.core.fitting import cut
from bot.core.forms import Field, Form
from bot.core.marks import Mark, Wish
from bot.core.member_words import Word, word

# The ids of the fields.
WHY, TEXT, ACTIONS = "why", "text", "actions"
KNOWN, DOING, NEXT, CHANNEL = "known", "doing", "next", "channel"
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


def draft_form(draft: int, text: str, longest: int, *, linted: bool = False) -> Form:
    """Return the form in which a moderator answers a message. `linted`: something may warn of their words."""
    label = "What the community says, under no name"
    field = Field(TEXT, label, cut(text, longest), most=longest, many_lines=True)
    return Form("Answer", Mark(Wish.DRAFT, (draft,)), (field, *((_all_the_same(),) if linted else ())))


def edit_form(draft: int, version: int, text: str, longest: int) -> Form:
    """Return the form in which a moderator changes a draft, or says why it is sent although something warns."""
    field = Field(TEXT, "What the community says", cut(text, longest), most=longest, many_lines=True)
    return Form(f"Draft {draft}", Mark(DraftPress.EDIT, (draft, version)), (field, _all_the_same()))


def reject_form(draft: int, version: int) -> Form:
    """Return the form in which a moderator says why a draft is thrown away."""
    choices = tuple((str(why), words) for why, words in REJECT_WORDS.items())
    known = ", ".join(value for value, _ in choices)
    why = Field(WHY, "Why it is not sent", most=40, placeholder=known, choices=choices)
    more = Field(TEXT, "What was wrong with it", most=MOST_WORDS, many_lines=True, optional=True)
    return Form(f"Draft {draft}", Mark(DraftPress.REJECT, (draft, version)), (why, more))


def _all_the_same() -> Field:
    return Field(WHY, "If something warns: why all the same", most=200, optional=True)


def crisis_form(known: str, doing: str) -> Form:
    """Return the form in which a moderator says how things stand in a crisis."""
    return Form(
        "Holding statement",
        Mark(Wish.CRISIS),
        (
            Field(KNOWN, "What is known", known, most=300, many_lines=True, optional=True),
            Field(DOING, "What is done about it", doing, most=300, many_lines=True, optional=True),
            Field(NEXT, "When more is said", most=20, placeholder="30m, or 15:30 (UTC)", optional=True),
            Field(CHANNEL, "In which channel, if not where the storm is", most=100, optional=True),
        ),
    )

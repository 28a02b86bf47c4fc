"""Buttons and forms that members meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.member_words import Word, word
from bot.platforms.discord.marks import Mark

if TYPE_CHECKING:
    from bot.core.notices import Notice

APPEAL, BETTER, SHOW_NOTICE = "appeal", "better", "notice"
# Longer words than these are no help to the moderator who decides.
MOST_WORDS = 1000
# With the mark of what was restored it still is one message, so that it can be found and taken away whole.
MOST_BETTER = 1950


def view_of(*buttons: discord.ui.Button[discord.ui.View]) -> discord.ui.View:
    """Return buttons below a message. The library is not to remember them: a press is known by its mark."""
    view = discord.ui.View(timeout=None)
    for each in buttons:
        view.add_item(each)
    view.stop()
    return view


def notice_view(guild: int, notice: Notice | None, *, mendable: bool) -> discord.ui.View | None:
    """Return the buttons below a notice: to send a better version, and to appeal. None where it has neither."""
    if notice is None or notice.appeal_until is None:
        return None
    mark = Mark(APPEAL, (guild, notice.case))
    appeal = discord.ui.Button[discord.ui.View](
        label=word(Word.APPEAL, notice.language), emoji="⚖️", custom_id=str(mark)
    )
    return view_of(*([better_button(guild, notice)] if mendable else []), appeal)


def better_button(guild: int, notice: Notice, *, named: bool = False) -> discord.ui.Button[discord.ui.View]:
    """Return the button to send a better version of a hidden message; `named`: with its case, beside others."""
    label = word(Word.BETTER, notice.language)
    mark = Mark(BETTER, (guild, notice.case))
    return discord.ui.Button(label=f"{label} · {notice.case}" if named else label, emoji="✏️", custom_id=str(mark))


def hint_view(notice: Notice) -> discord.ui.View:
    """Return the button that shows a notice to its member alone."""
    mark = Mark(SHOW_NOTICE, (notice.id,))
    return view_of(discord.ui.Button(label=word(Word.READ, notice.language), emoji="✉️", custom_id=str(mark)))


def appeal_form(guild: int, case: int, language: str) -> discord.ui.Modal:
    """Return the form in which a member says why."""
    title = f"{word(Word.APPEAL, language)} · {case}"
    form = discord.ui.Modal(title=title, custom_id=str(Mark(APPEAL, (guild, case))), timeout=900)
    style = discord.TextStyle.paragraph
    form.add_item(
        discord.ui.TextInput(label=word(Word.WHY_AGAIN, language), style=style, max_length=MOST_WORDS, custom_id="why")
    )
    return form


def better_form(guild: int, case: int, language: str, text: str) -> discord.ui.Modal:
    """Return the form in which a member writes their message anew, with its old text where that has room."""
    title = f"{word(Word.BETTER, language)} · {case}"
    form = discord.ui.Modal(title=title, custom_id=str(Mark(BETTER, (guild, case))), timeout=900)
    form.add_item(
        discord.ui.TextInput(
            label=word(Word.BETTER_HOW, language),
            style=discord.TextStyle.paragraph,
            default=text if len(text) <= MOST_BETTER else None,
            max_length=MOST_BETTER,
            custom_id="text",
        )
    )
    return form

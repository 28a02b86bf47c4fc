"""Buttons and forms that members meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.member_words import Word, word
from bot.platforms.discord.marks import Mark

if TYPE_CHECKING:
    from bot.core.notices import Notice

APPEAL, SHOW_NOTICE = "appeal", "notice"
# Longer words than these are no help to the moderator who decides.
MOST_WORDS = 1000


def view_of(*buttons: discord.ui.Button[discord.ui.View]) -> discord.ui.View:
    """Return buttons below a message. The library is not to remember them: a press is known by its mark."""
    view = discord.ui.View(timeout=None)
    for each in buttons:
        view.add_item(each)
    view.stop()
    return view


def appeal_view(guild: int, notice: Notice | None) -> discord.ui.View | None:
    """Return the button below a notice against which its member can appeal, None below another."""
    if notice is None or notice.appeal_until is None:
        return None
    mark = Mark(APPEAL, (guild, notice.case))
    return view_of(discord.ui.Button(label=word(Word.APPEAL, notice.language), emoji="⚖️", custom_id=str(mark)))


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

"""Buttons and forms as Discord shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord

from bot.core.fitting import cut
from bot.core.forms import Style
from bot.platforms.discord.marks import custom_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.forms import Button, Field, Form

_STYLES = {
    Style.PLAIN: discord.ButtonStyle.secondary,
    Style.PRIMARY: discord.ButtonStyle.primary,
    Style.SUCCESS: discord.ButtonStyle.success,
    Style.DANGER: discord.ButtonStyle.danger,
}
_FORM_SECONDS = 900
# Discord's limits on what stands in buttons and forms.
MOST_BUTTONS, MOST_BUTTON, MOST_FORM_TITLE, MOST_LABEL, MOST_PLACEHOLDER, MOST_WRITTEN = 25, 80, 45, 45, 100, 4000


def view_of(buttons: Iterable[Button], guild: int, *, lead_back: bool = False) -> discord.ui.View:
    """Return buttons below a message, five a row; for none, what the library takes for nothing.

    `lead_back`: to a form in which was written what the message says. The library is not to remember them: a press is
    known by its mark.
    """
    shown = [_button(each, custom_id(each.mark, guild, leads_back=lead_back)) for each in buttons]
    if not shown:
        return cast("discord.ui.View", discord.utils.MISSING)
    view = discord.ui.View(timeout=None)
    for each in shown[:MOST_BUTTONS]:
        view.add_item(each)
    view.stop()
    return view


def modal_of(form: Form, guild: int) -> discord.ui.Modal:
    """Return a form."""
    title = cut(form.title, MOST_FORM_TITLE)
    modal = discord.ui.Modal(title=title, custom_id=custom_id(form.mark, guild), timeout=_FORM_SECONDS)
    for each in form.fields:
        modal.add_item(_choice(each) if each.choices else _input(each))
    return modal


def _button(button: Button, mark: str) -> discord.ui.Button[discord.ui.View]:
    label = cut(button.label, MOST_BUTTON)
    return discord.ui.Button(label=label, style=_STYLES[button.style], emoji=button.emoji or None, custom_id=mark)


def _input(field: Field) -> discord.ui.TextInput[discord.ui.Modal]:
    most = min(field.most, MOST_WRITTEN)
    return discord.ui.TextInput(
        label=cut(field.label, MOST_LABEL),
        style=discord.TextStyle.paragraph if field.many_lines else discord.TextStyle.short,
        placeholder=cut(field.placeholder, MOST_PLACEHOLDER) or None,
        default=cut(field.text, most) or None,
        required=not field.optional,
        max_length=most,
        custom_id=field.id,
    )


def _choice(field: Field) -> discord.ui.Label[discord.ui.Modal]:
    options = [discord.SelectOption(label=words, value=value) for value, words in field.choices]
    select: discord.ui.Select[discord.ui.Modal] = discord.ui.Select(
        options=options, required=not field.optional, custom_id=field.id
    )
    return discord.ui.Label(text=cut(field.label, MOST_LABEL), component=select)

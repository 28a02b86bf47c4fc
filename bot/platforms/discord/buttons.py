"""Buttons and forms as Discord shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord

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


def view_of(buttons: Iterable[Button], guild: int) -> discord.ui.View:
    """Return buttons below a message; for none, what the library takes for nothing.

    The library is not to remember them: a press is known by its mark.
    """
    shown = [_button(each, guild) for each in buttons]
    if not shown:
        return cast("discord.ui.View", discord.utils.MISSING)
    view = discord.ui.View(timeout=None)
    for each in shown:
        view.add_item(each)
    view.stop()
    return view


def modal_of(form: Form, guild: int) -> discord.ui.Modal:
    """Return a form."""
    modal = discord.ui.Modal(title=form.title, custom_id=custom_id(form.mark, guild), timeout=_FORM_SECONDS)
    for each in form.fields:
        modal.add_item(_input(each))
    return modal


def _button(button: Button, guild: int) -> discord.ui.Button[discord.ui.View]:
    mark = custom_id(button.mark, guild)
    return discord.ui.Button(
        label=button.label, style=_STYLES[button.style], emoji=button.emoji or None, custom_id=mark
    )


def _input(field: Field) -> discord.ui.TextInput[discord.ui.Modal]:
    return discord.ui.TextInput(
        label=field.label,
        style=discord.TextStyle.paragraph if field.many_lines else discord.TextStyle.short,
        placeholder=field.placeholder or None,
        default=field.text or None,
        required=not field.optional,
        max_length=field.most,
        custom_id=field.id,
    )

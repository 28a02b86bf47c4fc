"""Names and descriptions of commands in the languages of the product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from typing_extensions import override

from bot.core.command_words import COLUMNS, TABLE

if TYPE_CHECKING:
    Context = app_commands.TranslationContext[Any, Any]

_LOCALES = {
    discord.Locale.danish: "da",
    discord.Locale.norwegian: "no",
    discord.Locale.swedish: "sv",
    discord.Locale.german: "de",
    discord.Locale.russian: "ru",
}


class Translations(app_commands.Translator):
    """Answers from the table; what is not in it stays in English."""

    @override
    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Return what stands for a text in a language, None for the text as it is."""
        row, column = TABLE.get(string.message), _LOCALES.get(locale)
        return row[COLUMNS.index(column)] if row and column else None

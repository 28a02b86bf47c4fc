"""Every command is named and explained in every language, within what Discord takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import discord
import pytest
from discord.app_commands import Command, ContextMenu, Group, TranslationContext, TranslationContextLocation, locale_str

from bot.platforms.discord.commands import COMMANDS
from bot.platforms.discord.translations import Translations

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCALES = ("da", "no", "sv-SE", "de", "ru")
# What Discord lets a command or an option be called.
_NAME = re.compile(r"[-_'\w]{1,32}")
_MOST_DESCRIPTION, _MOST_MENU = 100, 32


def texts() -> Iterator[tuple[str, int | None]]:
    """Yield each text that people see, with how long it may be; None for a name without spaces."""
    for root in COMMANDS:
        for each in (root, *(root.walk_commands() if isinstance(root, Group) else ())):
            yield (each.name, _MOST_MENU if isinstance(each, ContextMenu) else None)
            if not isinstance(each, ContextMenu):
                yield each.description, _MOST_DESCRIPTION
            for option in each.parameters if isinstance(each, Command) else ():
                yield option.name, None
                yield str(option.description), _MOST_DESCRIPTION
                yield from ((choice.name, _MOST_DESCRIPTION) for choice in option.choices)


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_text_is_there_in_every_language(locale: str) -> None:
    """No command is left in English for somebody who uses Discord in another language of the product."""
    context: TranslationContext[Any, Any] = TranslationContext(TranslationContextLocation.other, data=None)
    for text, most in texts():
        said = await Translations().translate(locale_str(text), discord.Locale(locale), context)
        assert said, text
        assert _NAME.fullmatch(said) if most is None else len(said) <= most, said
        assert most is not None or said == said.lower()

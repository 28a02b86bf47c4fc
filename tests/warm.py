"""What a warm start has behind it: every module of Takt is imported, and what it is built on; languages are known."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import bot
from bot.detectors.language import CommunityLanguageGuesser

# What an extra brings, and what Alembic runs.
_NOT_THESE = ("bot.classifiers.detoxify", "bot.storage.migrations")

for each in walk_packages(bot.__path__, "bot."):
    if not each.name.startswith(_NOT_THESE):
        import_module(each.name)
# A new ledger's tables are made with it, and it is imported no sooner.
import_module("alembic.command")

CommunityLanguageGuesser(("en", "da"))

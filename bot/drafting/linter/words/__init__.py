"""Words and phrases by language. A language more is a file more, and a line here."""

from bot.drafting.linter.words.da import DANISH
from bot.drafting.linter.words.de import GERMAN
from bot.drafting.linter.words.en import ENGLISH
from bot.drafting.linter.words.kinds import Words
from bot.drafting.linter.words.nb import NORWEGIAN
from bot.drafting.linter.words.ru import RUSSIAN
from bot.drafting.linter.words.sv import SWEDISH

__all__ = ["WORDS", "Words"]

WORDS = {"en": ENGLISH, "da": DANISH, "nb": NORWEGIAN, "sv": SWEDISH, "de": GERMAN, "ru": RUSSIAN}

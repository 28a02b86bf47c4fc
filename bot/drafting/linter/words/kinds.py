"""What the linter knows of a language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.drafting.linter.phrases import pattern

if TYPE_CHECKING:
    import re

Phrases = tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """The words and phrases of one language; phrases in the notation of `phrases.py`.

    `common`: words that most texts hold · `gives_word`: somebody gives their word, or money · `foretells`: something
    will be done, or be done by a time · `never_again`: something that will not happen, to which a "not" belongs ·
    `excuses`: what makes a promise none · `denies`: what makes an admission none · `admits`: a legal fault · `blames`:
    puts it on the person, mocks or diagnoses them · `belittles`: makes criticism small or sends it away · `insults` ·
    `supposes`: speculation · `cries`: words that are shouted even where they are short · `months`, `weekdays`, `units`
    (minute to year), `numerals` (one to twelve): by their beginnings, in order · `rule`: what a rule is called · `at`:
    what stands before or after a time
    """

    common: str
    gives_word: Phrases
    foretells: Phrases
    never_again: Phrases
    excuses: Phrases
    denies: Phrases
    admits: Phrases
    blames: Phrases
    belittles: Phrases
    insults: Phrases
    supposes: Phrases
    cries: str
    months: str
    weekdays: str
    units: Phrases
    numerals: Phrases
    rule: str
    at: str

    @cached_property
    def commonest(self) -> frozenset[str]:
        """The common words."""
        return frozenset(self.common.split())

    @cached_property
    def cried(self) -> frozenset[str]:
        """What is shouted."""
        return frozenset(self.cries.split()) | {each for each in self.commonest if len(each) > 2}

    @cached_property
    def promise(self) -> re.Pattern[str]:
        """Finds a given word."""
        return pattern(self.gives_word)

    @cached_property
    def forecast(self) -> re.Pattern[str]:
        """Finds what will be done."""
        return pattern(self.foretells)

    @cached_property
    def never(self) -> re.Pattern[str]:
        """Finds what will never be again."""
        return pattern(self.never_again)

    @cached_property
    def excuse(self) -> re.Pattern[str]:
        """Finds what makes a promise none."""
        return pattern(self.excuses)

    @cached_property
    def denial(self) -> re.Pattern[str]:
        """Finds what makes an admission none."""
        return pattern(self.denies)

    @cached_property
    def admission(self) -> re.Pattern[str]:
        """Finds a legal fault that is admitted."""
        return pattern(self.admits)

    @cached_property
    def blame(self) -> re.Pattern[str]:
        """Finds what is put on the person."""
        return pattern(self.blames)

    @cached_property
    def belittling(self) -> re.Pattern[str]:
        """Finds criticism made small."""
        return pattern(self.belittles)

    @cached_property
    def insult(self) -> re.Pattern[str]:
        """Finds insults."""
        return pattern(self.insults)

    @cached_property
    def speculation(self) -> re.Pattern[str]:
        """Finds what is only supposed."""
        return pattern(self.supposes)

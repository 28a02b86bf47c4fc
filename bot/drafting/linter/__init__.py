"""The linter: twenty rules that every text must pass which could be sent, whoever wrote it.

A rule is a function from a reply to findings, pure and without memory, in the file of its theme. `words/` holds what
the rules know of each language. Rules read a text after tricks of spelling are undone (`reading.py`), so that what is
spelt out, zero-width or made of look-alike letters does not pass.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bot.core.lint import LintLevel
from bot.drafting.linter.commitments import admissions, promises
from bot.drafting.linter.facts import unknown_facts
from bot.drafting.linter.formality import form_of_address
from bot.drafting.linter.language import other_language
from bot.drafting.linter.leftovers import leaked, left_open
from bot.drafting.linter.length import too_long
from bot.drafting.linter.loudness import emoji, shouting
from bot.drafting.linter.mentions import calls, markup, unseen
from bot.drafting.linter.personal import personal_data
from bot.drafting.linter.pieces import playbook_pieces
from bot.drafting.linter.reading import Reply
from bot.drafting.linter.repetition import echo, repeated
from bot.drafting.linter.respect import belittling, blame, toxicity
from bot.drafting.linter.sign_off import sign_off
from bot.drafting.linter.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.lint import Finding, LintContext
    from bot.core.voice import Voice
    from bot.ports import LanguageGuesser

    Rule = Callable[[Reply], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    *(
        too_long,
        unknown_facts,
        promises,
        admissions,
        personal_data,
        calls,
        markup,
        unseen,
        form_of_address,
        emoji,
        shouting,
    ),
    *(playbook_pieces, blame, toxicity, belittling, echo, repeated, left_open, leaked, sign_off),
)


# Who has twenty faults of a kind needs no more of them, and no text is slow to lint for its many faults.
MOST_OF_A_RULE = 20


class VoiceLinter:
    """Implements the ReplyLinter port for one voice."""

    def __init__(self, voice: Voice, guess: LanguageGuesser) -> None:
        self._voice = voice
        self._guess = guess
        self._rules: tuple[Rule, ...] = (self._language, *RULES, Vocabulary(voice).lint)

    def lint(self, text: str, context: LintContext) -> tuple[Finding, ...]:
        """Return what is wrong with a text, what blocks first, then in the order of the rules and places."""
        reply = Reply(text, context, self._voice)
        found = {finding for rule in self._rules for finding in islice(rule(reply), MOST_OF_A_RULE)}
        return tuple(
            sorted(found, key=lambda each: (each.level is not LintLevel.BLOCK, each.rule, each.span, each.what))
        )

    def _language(self, reply: Reply) -> Iterable[Finding]:
        return other_language(reply, self._guess)

"""What a model's answer must be before a linter sees it: it names no source and no place that it was not given."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bot.drafting.model.failures import ModelFailedError
from bot.drafting.model.redaction import clean, placeholders

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.drafting.model.prompts import Brief
    from bot.drafting.model.wire import WordedReply

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME = "{name}"
_LATIN, _CYRILLIC = re.compile(r"[a-zà-ɏ]", re.IGNORECASE), re.compile(r"[Ѐ-ӿ]")
# Of the letters, as names and words of other languages may well stand in a reply.
_MOST = 0.6


def check(reply: WordedReply, brief: Brief, allowed: Collection[str]) -> str:
    """Return the reply's text, its places not filled in yet. Raises ModelFailedError. `allowed`: places it may hold."""
    text = clean(reply.reply).strip()
    if not text:
        raise ModelFailedError("openai gave an empty reply")
    _check_sources(reply, brief)
    found = placeholders(text)
    unknown = set(found) - set(allowed)
    if unknown or re.search(r"[{}]", _without(text, found)):
        raise ModelFailedError("openai left a place open that nobody can fill")
    if not _in_own_letters(_without(text, found), brief.language):
        raise ModelFailedError("openai wrote in letters of another language")
    if not brief.from_sources and _facts(text) != _facts(brief.draft):
        raise ModelFailedError("openai changed a link, a number or a slot of the draft")
    return text


def _check_sources(reply: WordedReply, brief: Brief) -> None:
    given = {id_ for id_, _ in brief.sources} if brief.from_sources else set()
    if not set(reply.sources) <= given:
        raise ModelFailedError("openai cites a source that it was not given")
    if given and not reply.sources:
        raise ModelFailedError("openai cites no source")


def _without(text: str, found: list[str]) -> str:
    for each in found:
        text = text.replace(each, " ")
    return text


def _in_own_letters(text: str, language: str) -> bool:
    """Tell whether a text is written as its language is. Small models slip into Chinese, which few guessers know."""
    own = _CYRILLIC if language == "ru" else _LATIN
    return len(own.findall(text)) >= _MOST * sum(each.isalpha() for each in text)


def _facts(text: str) -> Counter[str]:
    """Count what must not be lost or added: places, except the member's name, and numbers."""
    found = placeholders(text)
    return Counter(each for each in found if each != _NAME) + Counter(_NUMBER.findall(_without(text, found)))

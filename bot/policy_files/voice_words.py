"""The small notations inside a voice file: languages, emoji and addresses."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from bot.policy_files.problems import shown
from bot.policy_files.words import LANGUAGE, LANGUAGE_HINT, refusal

ALL = "all"
# What other YAML readers make of the code of Norwegian.
_NORWEGIAN_TRAP = frozenset({"no", "false"})
_EMOJI = re.compile(r"[^\w\s\x00-\x7f][^\x00-\x7f]{0,9}")
_LONGEST_URL = 1000
_URL = re.compile(r"https?://[^\s/?#<>]+\.[^\s/?#<>]+[^\s<>]*")


def _spoken(value: object) -> str:
    text = str(value)
    if text.lower() in _NORWEGIAN_TRAP:
        what = f"{shown(text)} can not be a language here: many YAML readers take `no` for false"
        raise refusal(what, "Write nb for Norwegian (Bokmål), or nn for Nynorsk.")
    if text == ALL:
        raise refusal("`all` is no language, and can not stand here", "Write each language by its code.")
    if not LANGUAGE.fullmatch(text):
        raise refusal(f"{shown(text)} is not a language code", LANGUAGE_HINT)
    return text


def _spoken_or_all(value: object) -> str:
    return ALL if value == ALL else _spoken(value)


def _emoji(value: object) -> str:
    if isinstance(value, str) and _EMOJI.fullmatch(value):
        return value
    raise refusal(f"{shown(value)} is no emoji", "Write the sign itself, one an entry.")


def is_url(text: str) -> bool:
    """Tell whether a text is one web address."""
    return len(text) <= _LONGEST_URL and _URL.fullmatch(text) is not None


_CODE = {"type": "string", "pattern": "^(?!no$|all$)[a-z]{2,3}$"}

Spoken = Annotated[str, BeforeValidator(_spoken), WithJsonSchema(_CODE)]
SpokenOrAll = Annotated[
    str, BeforeValidator(_spoken_or_all), WithJsonSchema({"type": "string", "pattern": "^(?!no$)[a-z]{2,3}$"})
]
Emoji = Annotated[str, BeforeValidator(_emoji), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 10})]

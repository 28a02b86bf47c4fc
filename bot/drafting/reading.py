"""A message as recognition reads it: what it says itself, in sentences; quotes, code, links and mentions left out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# What mentions and links become: a word that no cue holds.
MENTION = "@"
STAFF = "@@"
MOST_CHARACTERS = 2000

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_QUOTED_LINE = re.compile(r"^[ \t]*(?:>|&gt;)[^\n]*$", re.MULTILINE)
_QUOTED = re.compile(r'"[^"\n]{2,300}"|„[^“”"\n]{2,300}[“”"]|“[^”\n]{2,300}”|«[^»\n]{2,300}»|»[^«\n]{2,300}«')
_LINK = re.compile(r"<?(?:https?://|www\.)[^\s<>]+>?")
_TO_STAFF = re.compile(r"<@&\w+>|<!subteam\^[^>]+>|(?<!\w)@(?:mod|admin|team|support|staff|moder|модер|админ)\w*", re.I)
_TO_ALL = re.compile(r"<!(?:channel|here|everyone)>|(?<!\w)@(?:everyone|here|channel|all)\b", re.I)
_TO_ONE = re.compile(r"<@!?\w+(?:\|[^>]*)?>|(?<![\w.])@[^\W_][\w.-]*")
_MARKUP = re.compile(r"<#\w+(?:\|[^>]*)?>|<a?:\w+:\d+>|:[a-z0-9_+-]{2,32}:|[*_~|]{2,}|(?<!\w)[*_~]|[*_~](?!\w)")
_END = re.compile(r"(?<=[.!?…])[)\"'\s]+|(?<=[!?])(?=\w)|\n+|(?<=\w)[;]\s+")
_SPACE = re.compile(r"\s+")
_NO_WORD_END = re.compile(r"[\s.!…,:)(\-–—]+$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `raw`: with its capitals. `text`: folded, without end signs. `asks`: it ends in a question mark."""

    raw: str
    text: str
    asks: bool
    shouts: bool


def said(text: str) -> str:
    """Return what a message says itself: no quotes, code or links, mentions as signs, NFKC."""
    text = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).replace("’", "'")
    for what, instead in ((_CODE, " "), (_QUOTED_LINE, "\n"), (_LINK, " "), (_QUOTED, " "), (_TO_ALL, " ")):
        text = what.sub(instead, text)
    text = _TO_ONE.sub(f" {MENTION} ", _TO_STAFF.sub(" \0 ", text)).replace("\0", STAFF)
    return _MARKUP.sub(" ", text)


def folded(text: str) -> str:
    """Return a text without capitals, `ё` and doubled spaces."""
    return _SPACE.sub(" ", text.casefold().replace("ё", "е")).strip()


def sentences(said_text: str) -> tuple[Sentence, ...]:
    """Split what a message says into sentences."""
    return tuple(_sentence(each) for each in _END.split(said_text) if each and re.search(r"[\w@]", each))


def _sentence(raw: str) -> Sentence:
    raw = _SPACE.sub(" ", raw).strip()
    text = folded(raw)
    end = text[-4:]
    return Sentence(raw, _NO_WORD_END.sub("", text.rstrip("?! ")), "?" in end, "!" in end)

"""The text as the classifier reads it: evasions undone, honest words of every alphabet left alone.

The original stays the evidence; nobody is shown this view.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

HEAD_CHARS = 6_000
TAIL_CHARS = 2_000
MAX_VIEW_CHARS = 16_000
_EMOJI_NAME_CHARS = 40

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff\ud800-\udfff]+"
)
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILE_OF_MARKS = re.compile(_MARK + "{3,}")
_STRAY_MARKS = re.compile(_MARK + "+")
_RARE_LATIN = re.compile("[\u0100-\u024f\u1e00-\u1eff]")
_PICTURE_LETTER = re.compile("[\U0001f150-\U0001f169\U0001f170-\U0001f189\U0001f1e6-\U0001f1ff]")
_EMOJI = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
_PLATFORM_MARKUP = re.compile(r"<(?:[@#!][!&]?[^<>\s|]+(?:\|[^<>]*)?|a?:(\w+):\d+)>")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>]+")
_MENTION = re.compile(r"(?<!\w)@[\w.-]+|[\w.+-]+@[\w-]+\.[\w.-]+")
_SPACED_LETTERS = re.compile(r"(?<!\w)[^\W\d_]([ ._\-*/|~,])[^\W\d_](?:\1[^\W\d_]){2,}(?!\w)")
_LEET = re.compile(r"(?<=[^\W\d_])[013457@$!]{1,2}(?=[^\W\d_])")
_LEET_LETTERS = str.maketrans("013457@$!", "oieastasi")
_REPEATS = re.compile(r"(.)\1{2,}", re.DOTALL)

_TO_LATIN = str.maketrans("авсԁеёіјкмнорѕтухαβεικνορτυχ", "abcdeeijkmhopstyxabeikvoptux")
_TO_CYRILLIC = str.maketrans("abcehikmoptuxy", "авсенікмортиху")
_LATIN = re.compile("[a-z]")
_OTHER_SCRIPT = re.compile("[\u0370-\u052f]")
_LATIN_ONLY = re.compile("[d-gjlnq-sv-wz]")
_WORD = re.compile(r"[^\W\d_]+")


def model_view(text: str) -> str:
    """Return the normalised text; of a long text only the first 6,000 and the last 2,000 characters are read."""
    if len(text) > HEAD_CHARS + TAIL_CHARS:
        text = f"{text[:HEAD_CHARS]} {text[-TAIL_CHARS:]}"
    view = text.lower() if text.isascii() else _plain_characters(text)
    if "<" in view:
        view = _PLATFORM_MARKUP.sub(lambda m: f" {m[1] or '@user'} ", view)
    if "://" in view or "www." in view:
        view = _URL.sub(" httpurl ", view)
    if "@" in view:
        view = _MENTION.sub("@user", view)
    view = _SPACED_LETTERS.sub(lambda m: m[0].replace(m[1], ""), view)
    view = _LEET.sub(lambda m: m[0].translate(_LEET_LETTERS), view)
    return _REPEATS.sub(r"\1\1", view)[:MAX_VIEW_CHARS]


def _plain_characters(text: str) -> str:
    """Undo what only other code points do: full-width, invisible, piled-up, pictured and look-alike letters."""
    text = _PILE_OF_MARKS.sub("", _INVISIBLE.sub("", text))
    text = _STRAY_MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    text = _PICTURE_LETTER.sub(_letter_of_picture, text)
    text = _RARE_LATIN.sub(lambda m: unicodedata.normalize("NFD", m[0])[0], text)
    if _OTHER_SCRIPT.search(text) and _LATIN.search(text):
        text = _WORD.sub(lambda m: _one_script(m[0]), text)
    if _EMOJI.search(text):
        text = _EMOJI.sub(lambda m: _emoji_name(m[0]), _REPEATS.sub(r"\1\1", text))
    return text


def _letter_of_picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    first = next(start for start in (0x1F1E6, 0x1F170, 0x1F150) if code >= start)
    return chr(ord("a") + code - first)


def _one_script(word: str) -> str:
    """Fold a word of mixed alphabets to the one that its unmistakable letters, else most of its letters, are from."""
    latin = len(_LATIN.findall(word))
    if not latin or not _OTHER_SCRIPT.search(word):
        return word
    mostly_latin = _LATIN_ONLY.search(word) is not None or latin * 2 >= len(word)
    return word.translate(_TO_LATIN if mostly_latin else _TO_CYRILLIC)


@lru_cache(maxsize=4096)
def _emoji_name(character: str) -> str:
    name = "".join(filter(str.isalnum, unicodedata.name(character, "").lower()))
    return f" {name[:_EMOJI_NAME_CHARS]} "

"""What a model's server must not see: names, addresses, numbers. Placeholders go there, and become words here."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_PLACEHOLDER = re.compile(r"(\{[a-z_]+\d*\})")
_REST = r"[^\s<>|{}]*[^\s<>|{}.,;:!?()\[\]'\"]"
# Each takes time linear in the text, whatever a member writes; the order matters.
_PATTERNS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"<(?:@[!&]?|!subteam\^)[A-Z0-9]+(?:\|[^<>]*)?>", "user"),
        (r"<#[A-Z0-9]+(?:\|[^<>]*)?>", "channel"),
        (r"<(?:a?:\w+:|t:)[\d:A-Za-z]+>", "mark"),  # an emoji of the community's own, or a time
        (r"(?i:(?:https?|hxxps?|ftp)://|www\.|mailto:)" + _REST, "link"),
        (r"(?<![\w.+-])[\w.+-]+\s?(?:@|[(\[]at[)\]])\s?[\w-]+(?:\.[\w-]+)+", "mail"),
        (r"(?<![\w.-])(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}/" + _REST, "link"),
        (r"(?<!\w)@\w[\w.-]*", "user"),
        (r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", "number"),  # an IBAN
        (r"\b(?=[A-Z]{0,12}\d)[UWCGDTB][A-Z0-9]{7,14}\b", "token"),  # Slack's ids
        (r"\b(?=[A-Za-z_-]{0,40}\d)[A-Za-z0-9_-]{16,}\b", "token"),  # keys, and ids of others
        (r"\+?\d(?:[\s().–/-]{0,3}\d){6,}|\d{6,}", "number"),
    )
)
_PARTS = re.compile(r"[^\W\d_]{3,}")
# How a name of so many letters is inflected: `Karis`, and of `Маша` `Маши` and `Машей`.
_INFLECTED = 4
_CYRILLIC_END = re.compile(r"(?<=[а-яё]{3})[аяьйиоеыу]$", re.IGNORECASE)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_NOT_FENCE = str.maketrans({"<": "‹", ">": "›"})
_NOT_PLACEHOLDER = str.maketrans({"{": "(", "}": ")"})
# "Hej Kari Nordmann!" at the beginning of an approved reply.
_GREETED = re.compile(r"^(\w+)((?: [^\W\d_][\w-]*){1,3})(?=[,!.:–])")
_NAME = "{name}"
_NOT_IN_LINK = r"(?<![\w/=&-])"


class Redaction:
    """Hides what is personal in the texts of one request, the same by the same placeholder in all of them.

    `slots`: words that stand in a draft for a slot, which they become again; `name` is how the author is addressed.
    `author`, `others`: who is not to be named. `kept`: names that may be told, such as the persona's.
    """

    def __init__(
        self, slots: Mapping[str, str], author: str, others: Iterable[str] = (), kept: Iterable[str] = ()
    ) -> None:
        kept_parts = {part.casefold() for name in kept for part in _PARTS.findall(name)}
        persons = [(_NAME, author), *((f"{{person_{number}}}", name) for number, name in enumerate(others, 1))]
        self._names = [(pattern, mark) for mark, name in persons for pattern in _name_patterns(name, kept_parts)]
        self._slots = _slot_patterns(slots)
        words = {**dict(persons), **{f"{{{slot}}}": value for slot, value in slots.items()}}
        self._values = {place: value.strip() for place, value in words.items()}
        self._numbered: dict[tuple[str, str], str] = {}

    def hide(self, text: str) -> str:
        """Return what somebody wrote, with placeholders, and with nothing that a fence is made of."""
        return _swapped_all(self._numbered_in(_unbraced(text)), self._names).translate(_NOT_FENCE)

    def hide_source(self, text: str) -> str:
        """Return a text of ours likewise; to fill it gives it back as it was."""
        return self._ours(_unbraced(text))

    def hide_reply(self, text: str) -> str:
        """Return a reply of ours likewise, with slots for the words that were filled in."""
        return self._ours(_swapped_all(_unbraced(text), self._slots))

    def hide_example(self, reply: str) -> str:
        """Return a reply that somebody else got likewise: whoever is greeted in it is not named."""
        return self.hide(_GREETED.sub(_ungreeted, reply.strip())).replace("(name)", _NAME)

    def fill(self, text: str) -> str:
        """Return a text with the words for its placeholders. Raises KeyError for one that was not given out."""
        return _PLACEHOLDER.sub(lambda found: self._values[found[0]], text)

    def _ours(self, text: str) -> str:
        text = self._numbered_in(text)
        for pattern, _ in self._names:
            text = _swapped(text, pattern, partial(self._number, "word"))
        return text.translate(_NOT_FENCE)

    def _numbered_in(self, text: str) -> str:
        for pattern, kind in _PATTERNS:
            text = _swapped(text, pattern, partial(self._number, kind))
        return text

    def _number(self, kind: str, found: re.Match[str]) -> str:
        """Return the placeholder of some words: the same for the same."""
        known = self._numbered.get((kind, found[0]))
        if known is None:
            known = f"{{{kind}_{sum(each == kind for each, _ in self._numbered) + 1}}}"
            self._numbered[kind, found[0]] = known
            self._values[known] = found[0]
        return known


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a text, in order."""
    return _PLACEHOLDER.findall(text)


def clean(text: str) -> str:
    """Return a text as it reads: no invisible characters that take names apart, no letters in disguise."""
    return "".join(_plain(each) for each in unicodedata.normalize("NFKC", text))


def _plain(character: str) -> str:
    match unicodedata.category(character):
        case "Cf" | "Cs" | "Co" | "Cn":
            return ""
        case "Cc" if character != "\n":
            return " "
        case _:
            return character


def _unbraced(text: str) -> str:
    return clean(text).translate(_NOT_PLACEHOLDER)


def _swapped(text: str, pattern: re.Pattern[str], put: str | Callable[[re.Match[str]], str]) -> str:
    """Put something else for what is found outside of the placeholders that stand there already."""
    parts = _PLACEHOLDER.split(text)
    parts[::2] = [pattern.sub(put, each) for each in parts[::2]]
    return "".join(parts)


def _swapped_all(text: str, marks: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, mark in marks:
        text = _swapped(text, pattern, mark)
    return text


def _slot_patterns(slots: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """Return what finds the words of slots, the longest first; a channel's name is a word like any, but after a #."""
    words = {slot: _unbraced(value).strip() for slot, value in slots.items()}
    longest_first = sorted(words.items(), key=lambda each: (-len(each[1]), each[0]))
    return [
        (_whole(value, before=r"(?<=#)" if slot == "channel" else _NOT_IN_LINK), f"{{{slot}}}")
        for slot, value in longest_first
        if value
    ]


def _whole(words: str, before: str) -> re.Pattern[str]:
    return re.compile(rf"{before}{re.escape(words)}(?!\w)")


def _name_patterns(name: str, kept: set[str]) -> list[re.Pattern[str]]:
    """Return what finds a name, and each part of it that is one: in any case, inflected as names are."""
    name = _unbraced(name).strip()
    whole = [name] if len(name) > 1 and name.casefold() not in kept else []
    parts = [part for part in _PARTS.findall(name) if part.casefold() not in kept and part != name]
    return [re.compile(_inflected(each), re.IGNORECASE) for each in [*whole, *parts]]


def _inflected(name: str) -> str:
    if len(name) < _INFLECTED or not name[-1].isalpha():
        return rf"(?<!\w){re.escape(name)}s?(?!\w)"
    stem = _CYRILLIC_END.sub("", name)
    return rf"(?<!\w){re.escape(stem)}\w{{0,{3 if _CYRILLIC.search(name) else 2}}}(?!\w)"


def _ungreeted(found: re.Match[str]) -> str:
    names = found[2].split()
    return f"{found[1]} {_NAME}" if all(each[0].isupper() for each in names) else found[0]

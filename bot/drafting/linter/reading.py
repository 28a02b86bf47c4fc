"""A reply as the rules read it: tricks of spelling undone, its sentences, and what it may take its facts from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.core.characters import CYRILLIC_TO_LATIN
from bot.core.lint import Finding, LintLevel
from bot.core.matching_view import MatchingView, matching_view
from bot.core.voice import Slot, Style
from bot.drafting.linter.fact_reading import LINK, link_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.lint import LintContext, LintRule
    from bot.core.voice import Playbook, Template, Voice

# What is drawn as nothing: joiners, marks of direction, fillers, selectors, tags.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_PLAIN = "\x00-\x7fæøåäöüßéÆØÅÄÖÜÉА-Яа-яЁё–—‘’“”„«»"
_TRICKY = re.compile(f"[^{INVISIBLE}][\u0300-\u036f]+|[^{_PLAIN}]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”»)]?\s+(?=[^\s\d])|\n\s*")
_ENDS = re.compile(r"[.!?;\n]")
_QUOTES = str.maketrans("‘’ʼ`ё", "''''е")
_LOOKS = str.maketrans(CYRILLIC_TO_LATIN | {each.upper(): latin.upper() for each, latin in CYRILLIC_TO_LATIN.items()})
_SPACE = re.compile(r"\s+")
_SLOT = re.compile(r"\{(\w+)\}")
_SAME_LANGUAGE = {"no": "nb", "nn": "nb"}


@dataclass(frozen=True)
class Reply:
    """One text under test. Everything else is worked out once, when a rule first asks for it."""

    text: str
    context: LintContext
    voice: Voice

    @cached_property
    def language(self) -> str:
        """The language that the reply is to be in, by the name that the tables of words have for it."""
        code = self.context.language.partition("-")[0].lower()
        return _SAME_LANGUAGE.get(code, code)

    @cached_property
    def plain(self) -> MatchingView:
        """The text with its capitals and signs, in Unicode's plainest form, without what is drawn as nothing."""
        return plain_view(self.text)

    @cached_property
    def folded(self) -> MatchingView:
        """The text as it reads once letters that only look alike are undone, in small letters."""
        # A word of look-alikes alone might as well be Russian; in a reply in another language it is not.
        view = matching_view(self.text if self.language == "ru" else self.text.translate(_LOOKS))
        return MatchingView(view.text.translate(_QUOTES), view.starts, view.ends, view.stretched)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence of the plain text begins and ends."""
        return tuple(sentences_of(self.plain.text))

    @cached_property
    def playbook(self) -> Playbook | None:
        """How the situation is answered."""
        return self.voice.playbooks.get(self.context.situation)

    @cached_property
    def style(self) -> Style:
        """How long and loud a reply may be, by the mood of who is answered."""
        return self.voice.moods.get(self.context.mood, self.voice.style)

    @cached_property
    def template(self) -> Template | None:
        """The template that the reply was made from."""
        every = () if self.playbook is None else self.playbook.templates.values()
        return next((one for of in every for one in of if one.id == self.context.template), None)

    @cached_property
    def is_template(self) -> bool:
        """Whether the text is its template, filled and signed, and nothing else."""
        if self.template is None:
            return False
        signed = squashed(self.filled(self.voice.sign_off.lines.get(self.context.language, "")))
        return squashed(self.text).removesuffix(signed).strip() == squashed(self.filled(self.template.text))

    @cached_property
    def values(self) -> Mapping[str, str]:
        """What each slot was filled with, by the brand or for this reply."""
        brand = {
            str(slot): value
            for language in ("all", self.context.language)
            for slot, value in self.voice.values.get(language, {}).items()
        }
        return {str(Slot.PERSONA): self.voice.persona, **brand, **{str(k): v for k, v in self.context.slots.items()}}

    @cached_property
    def quotable(self) -> str:
        """What a promise may be taken from word by word: the sources, and what fills slots."""
        return "\n".join(map(squashed, (*self.context.sources, *self.values.values())))

    @cached_property
    def grounds(self) -> str:
        """Everything that facts may come from, as it was written."""
        template = () if self.template is None else (self.template.text,)
        parts = (*self.context.sources, *template, *self.values.values(), self.context.author, *self.voice.terms)
        return "\n".join(dict.fromkeys(parts))

    @cached_property
    def known(self) -> str:
        """The same, squashed."""
        return squashed(self.grounds)

    @cached_property
    def links(self) -> frozenset[str]:
        """The links that may be given."""
        return frozenset(link_value(found[0]) for found in LINK.finditer(self.grounds))

    def filled(self, text: str) -> str:
        """Return a text with its slots filled as far as that is possible."""
        return _SLOT.sub(lambda found: self.values.get(found[1], found[0]), text)

    def in_plain(self, rule: LintRule, level: LintLevel, what: str, at: tuple[int, int] = (0, 0)) -> Finding:
        """Return a finding at a place of the plain text."""
        return _finding(self.plain, rule, level, what, at)

    def in_folded(self, rule: LintRule, level: LintLevel, what: str, at: tuple[int, int]) -> Finding:
        """Return a finding at a place of the folded text."""
        return _finding(self.folded, rule, level, what, at)


def _finding(view: MatchingView, rule: LintRule, level: LintLevel, what: str, at: tuple[int, int]) -> Finding:
    if at == (0, 0):
        return Finding(rule, level, what)
    span = view.span(*at)
    return Finding(rule, level, what, (span.start, span.end))


def plain_view(text: str) -> MatchingView:
    """Return a text in Unicode's compatibility form, without what is drawn as nothing, and where each letter was."""
    if not _TRICKY.search(text):
        return MatchingView(text, range(len(text)), range(1, len(text) + 1))
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for found in _TRICKY.finditer(text):
        new = _INVISIBLE.sub("", unicodedata.normalize("NFKC", found[0]))
        letters += (text[done : found.start()], new)
        starts += (*range(done, found.start()), *[found.start()] * len(new))
        ends += (*range(done + 1, found.start() + 1), *[found.end()] * len(new))
        done = found.end()
    letters.append(text[done:])
    starts += range(done, len(text))
    ends += range(done + 1, len(text) + 1)
    return MatchingView("".join(letters), starts, ends)


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends. A full stop before a number ends none (`kl. 19`)."""
    begin = 0
    for found in _SENTENCE_END.finditer(text):
        if text[begin : found.start()].strip():
            yield begin, found.start()
        begin = found.end()
    if text[begin:].strip():
        yield begin, len(text)


def said_before(found: re.Match[str], letters: int = 24) -> str:
    """Return what stands in the same sentence shortly before a match."""
    return _ENDS.split(found.string[max(0, found.start() - letters) : found.start()])[-1]


def holds(whole: str, part: str) -> bool:
    """Tell whether a text holds another as words of their own."""
    at = whole.find(part)
    while at >= 0:
        end = at + len(part)
        if not (at and whole[at - 1].isalnum() and part[:1].isalnum()) and not (
            whole[end : end + 1].isalnum() and part[-1:].isalnum()
        ):
            return bool(part)
        at = whole.find(part, at + 1)
    return False


@lru_cache(maxsize=1024)
def brand_squashed(text: str) -> str:
    """Return the same of what the brand wrote, remembered. What members wrote is not kept."""
    return squashed(text)


def squashed(text: str) -> str:
    """Return a text in small letters with single spaces, for comparing word by word."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold().translate(_QUOTES)
    return _SPACE.sub(" ", folded).strip()

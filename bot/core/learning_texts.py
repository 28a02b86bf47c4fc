"""Lessons as they are compared: what was offered and sent, and what of it is a template's or an answer's."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.core.lessons import masked, unsigned
from bot.core.wording import places, said, share_kept, spelled, swaps, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.core.lessons import Lesson
    from bot.core.voice import FaqEntry, Template, Voice
    from bot.core.wording import Said, Token

# Below it other words were written, rather than these changed.
_CHANGED = 0.4
_SLOT = re.compile(r"\{(\w+)\}")


def read_lessons(lessons: Iterable[Lesson], voice: Voice) -> list[Read]:
    """Return those that hold what was offered, by number."""
    offered = (each for each in lessons if each.offered and each.language in voice.languages)
    known = {language: (_words_of(voice, language), _refused(voice, language)) for language in voice.languages}
    return [_read(each, voice, *known[each.language]) for each in sorted(offered, key=lambda each: each.draft)]


@dataclass(frozen=True)
class Read:
    """One lesson, its own words without what they were signed with. `entry`: what of the FAQ stands in the offer.

    `template`: what was offered, as it stands in the voice still; None where that says otherwise by now. `known`: the
    words of the voice in its language; `refused`: the phrases that it does without.
    """

    lesson: Lesson
    offered: str
    sent: str
    entry: FaqEntry | None
    template: Template | None
    answer: Said
    known: frozenset[str]
    refused: tuple[Said, ...]

    @cached_property
    def before(self) -> tuple[Token, ...]:
        """What was offered."""
        return tokens(self.offered)

    @cached_property
    def after(self) -> tuple[Token, ...]:
        """What was sent."""
        return tokens(self.sent)

    @property
    def is_template(self) -> bool:
        """Whether a template that is still in the voice was offered."""
        return self.template is not None

    @cached_property
    def is_rewritten(self) -> bool:
        """Whether other words were written, from which nothing about these is to be learnt."""
        return share_kept(self.before, self.after) < _CHANGED

    @cached_property
    def _swaps(self) -> list[tuple[int, int, int, int]]:
        return swaps(self.before, self.after) if self.lesson.sent else []

    @cached_property
    def _zone(self) -> tuple[int, int]:
        """Where the FAQ's answer stands in what was offered."""
        at = next(places(self.answer, said(self.before)), None) if self.answer else None
        return (0, 0) if at is None else (at, at + len(self.answer))

    @cached_property
    def _ours(self) -> frozenset[int]:
        """Where words stand that a rule may be about: no slots, none of an answer, none that has a rule already."""
        there = said(self.before)
        ruled = {at + step for each in self.refused for at in places(each, there) for step in range(len(each))}
        ours = {at for at, each in enumerate(self.before) if each.is_word} - ruled
        return frozenset(ours.difference(range(*self._zone)))

    def phrases(self, longest: int) -> set[Said]:
        """Return all that a rule may be about."""
        return {phrase for run in self._runs(0, len(self.before)) for phrase, _ in _parts(said(run), longest)}

    def taken_out(self, longest: int) -> Iterator[tuple[Said, Said]]:
        """Yield the phrases that were taken out, each with what was put for just them."""
        moved = Counter(token for _, _, j1, j2 in self._swaps for token in said(self.after[j1:j2]))
        there = said(self.after)
        for i1, i2, j1, j2 in self._swaps:
            put = said(self.after[j1:j2])
            for run in self._runs(i1, i2):
                words = _unmoved(said(run), moved)
                # For a part of what was taken out nobody put anything.
                just = words == said(self.before[i1:i2]) and all(each.is_word for each in self.after[j1:j2])
                for phrase, is_whole in _parts(words, longest):
                    if not any(True for _ in places(phrase, there)):
                        yield phrase, put if is_whole and just else ()

    def _runs(self, start: int, end: int) -> Iterator[list[Token]]:
        """Yield the tokens between two places that a rule may be about, in rows."""
        run: list[Token] = []
        for at in range(start, end):
            if at in self._ours:
                run.append(self.before[at])
            elif run:
                yield run
                run = []
        if run:
            yield run

    @cached_property
    def addition(self) -> Said:
        """The sentence or sentences that were put at the end, with nothing taken away there; empty for none."""
        if self.is_rewritten or not self._swaps:
            return ()
        i1, i2, j1, j2 = self._swaps[-1]
        end = len(self.before)
        put = self.after[j1:j2]
        if i1 != i2 or i1 < end - 1 or not any(each.is_word for each in put):
            return ()
        # Either end of a sentence may be taken for the one that was there before.
        begins = "." in (said(put)[0], self.after[j1 - 1].said if j1 else ".")
        whole = begins and (i1 == end or self.before[i1].said == ".")
        return _without_ends(said(put)) if whole else ()

    def answer_edits(self) -> Iterator[tuple[int, int, Said]]:
        """Yield what was changed within the FAQ's answer, by place in it. Nothing where its borders were crossed."""
        start, end = self._zone
        inside = [each for each in self._swaps if each[0] < end and (each[1] > start or start < each[0])]
        if end and not self.is_rewritten and all(start <= i1 and i2 <= end for i1, i2, _, _ in inside):
            for i1, i2, j1, j2 in inside:
                yield i1 - start, i2 - start, said(self.after[j1:j2])

    def as_offered(self, phrase: Said) -> str:
        """Return a phrase as it stood in the offer, small where it only stood at the beginning of a sentence."""
        return _spelled_in(self.offered, self.before, phrase)

    def as_put(self, phrase: Said) -> str:
        """Return words as they were sent; a whole sentence with its end."""
        at = next(places(phrase, said(self.after)), None)
        if at is None:
            return ""
        follows = at + len(phrase)
        is_sentence = (
            at and self.after[at - 1].said == "." and (follows == len(self.after) or self.after[follows].said == ".")
        )
        if is_sentence and phrase[-1] != "." and follows < len(self.after):
            return spelled(self.sent, self.after[at : follows + 1])
        return spelled(self.sent, self.after[at:follows]) if is_sentence else _spelled_in(self.sent, self.after, phrase)

    @property
    def as_template(self) -> str:
        """What was sent, as a template; empty where it can't be one."""
        if self.template is None or self.entry is not None:
            return ""
        if set(_SLOT.findall(self.sent)) - set(_SLOT.findall(self.template.text)):
            return ""
        return "" if any(self.may_name((each.said,)) for each in self.after if each.is_word) else self.sent

    def may_name(self, phrase: Said) -> bool:
        """Tell whether words that were sent may name somebody: a capital within a sentence, in no words of ours."""
        for at in places(phrase, said(self.after)):
            for place in range(at, at + len(phrase)):
                token = self.after[place]
                first = place == 0 or self.after[place - 1].said == "."
                if token.said not in self.known and not first and self.sent[token.start].isupper():
                    return True
        return any(each.startswith("{") for each in phrase)


def _spelled_in(text: str, all_of: Sequence[Token], phrase: Said) -> str:
    found = list(places(phrase, said(all_of)))
    if not found:
        return ""
    within = next((at for at in found if at and all_of[at - 1].said != "."), None)
    at = found[0] if within is None else within
    words = spelled(text, all_of[at : at + len(phrase)])
    return words[:1].lower() + words[1:] if within is None else words


def _parts(words: Said, longest: int) -> Iterator[tuple[Said, bool]]:
    """Yield every part of words in a row, and whether it is all of them."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            yield words[start:end], end - start == len(words)


def _without_ends(words: Said) -> Said:
    start = 1 if words[0] == "." else 0
    return words[start : len(words) - 1 if words[-1] == "." else len(words)]


def _unmoved(words: Said, moved: Counter[str]) -> Said:
    """Leave out what stands elsewhere now, from both ends."""
    start, end = 0, len(words)
    while start < end and moved[words[start]]:
        start += 1
    while end > start and moved[words[end - 1]]:
        end -= 1
    return words[start:end]


def _read(lesson: Lesson, voice: Voice, known: frozenset[str], refused: tuple[Said, ...]) -> Read:
    language = lesson.language
    entry = next((each for each in voice.faq if f"faq:{each.id}@{each.hash}" in lesson.cites), None)
    entry = entry if entry and entry.language == language else None
    offered, template = unsigned(in_slots(lesson.offered, voice, language)), _template(lesson, voice)
    expected = in_slots(filled(template.text, voice, language, entry), voice, language) if template else ""
    return Read(
        lesson=lesson,
        offered=offered,
        sent=unsigned(in_slots(lesson.sent, voice, language)),
        entry=entry,
        template=template if said(tokens(expected)) == said(tokens(offered)) else None,
        answer=said(tokens(in_slots(entry.answer, voice, language))) if entry else (),
        known=known,
        refused=refused,
    )


def _template(lesson: Lesson, voice: Voice) -> Template | None:
    playbook = voice.playbooks.get(lesson.situation)
    there = playbook.templates.get(lesson.language, ()) if playbook else ()
    return next((each for each in there if each.id == lesson.template), None)


def in_slots(text: str, voice: Voice, language: str) -> str:
    """Return a text with slots for what the brand itself fills in."""
    return masked(text, _own(voice, language), {})


def filled(text: str, voice: Voice, language: str, entry: FaqEntry | None = None) -> str:
    """Return a text with what the brand and the FAQ fill in."""
    values = {str(slot): value for slot, value in _own(voice, language).items()}
    if entry is not None:
        values |= {"faq_answer": entry.answer, "faq_url": entry.url}
    return _SLOT.sub(lambda found: values.get(found[1], found[0]), text)


def _own(voice: Voice, language: str) -> dict[str, str]:
    own = {**voice.values.get("all", {}), **voice.values.get(language, {})}
    return {str(slot): value for slot, value in own.items()}


def _words_of(voice: Voice, language: str) -> frozenset[str]:
    """Return every word that the voice says in a language."""
    templates = (each.text for playbook in voice.playbooks.values() for each in playbook.templates.get(language, ()))
    answers = (text for each in voice.faq if each.language == language for text in (each.answer, *each.questions))
    preferred = voice.prefer.get(language, {}).values()
    texts = (*templates, *answers, *preferred, *voice.terms)
    return frozenset(token.said for text in texts for token in tokens(text))


def _refused(voice: Voice, language: str) -> tuple[Said, ...]:
    """Return the phrases that the voice does without in a language."""
    forbidden = [each for code in ("all", language) for each in voice.forbidden.get(code, ())]
    broken = [each for principle in voice.principles for each in principle.forbid]
    return tuple(said(tokens(each)) for each in (*forbidden, *broken, *voice.prefer.get(language, {})))

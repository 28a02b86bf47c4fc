"""What moderators keep changing in drafts: recurring edits, as changes of the voice that an admin may want.

One moderator's habit is no rule, nor is what happened once or twice; names and other slots are never part of one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from bot.core.drafts import NOTHING_TO_ANSWER
from bot.core.learning_texts import Read, filled, in_slots, read_lessons
from bot.core.wording import Swap, changed, holds, places, said, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.core.lessons import Lesson
    from bot.core.voice import FaqEntry, Voice
    from bot.core.wording import Said

FEWEST_DRAFTS, FEWEST_MODERATORS, LEAST_SHARE = 3, 2, 0.6
_LONGEST, _FEWEST_LETTERS = 8, 4


class ChangeKind(StrEnum):
    """What is to be changed: a phrase forbidden, another one preferred, templates or an FAQ entry worded otherwise."""

    FORBID = "forbid"
    PREFER = "prefer"
    TEMPLATE = "template"
    FAQ = "faq"


@dataclass(frozen=True, slots=True)
class VoiceChange:
    """A change that moderators' edits speak for. `subject`: the phrase, the template's or playbook's, or entry's id.

    `instead`: what is said in its place, empty for nothing. `templates`: by id, those that are worded otherwise with
    it; an empty text takes one away. `drafts`: those that speak for it, of so many (`out_of`), by so many moderators.
    `why`: for what reasons templates were rejected.
    """

    kind: ChangeKind
    language: str
    subject: str
    drafts: tuple[int, ...]
    out_of: int
    moderators: int
    instead: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, int] = field(default_factory=dict)


def find_changes(lessons: Iterable[Lesson], voice: Voice) -> tuple[VoiceChange, ...]:
    """Return the changes that lessons speak for, each once; the same for the same lessons in any order."""
    read = read_lessons(lessons, voice)
    phrases = [each for language, some in _by_language(read) for each in _Phrases(some, voice, language).changes()]
    return (*phrases, *_rejected(read, voice), *_additions(read, voice), *_answers(read, voice))


def _by_language(read: Sequence[Read]) -> Iterator[tuple[str, list[Read]]]:
    ordered = sorted(read, key=lambda each: (each.lesson.language, each.lesson.draft))
    return ((language, list(some)) for language, some in groupby(ordered, lambda each: each.lesson.language))


def _moderators(some: Iterable[Read]) -> int:
    return len({each.lesson.moderator for each in some})


def _recurs(some: Sequence[Read], out_of: int) -> bool:
    """Tell whether this is more than chance, and more than one person's taste."""
    enough = len(some) >= FEWEST_DRAFTS and len(some) >= LEAST_SHARE * out_of
    return enough and _moderators(some) >= FEWEST_MODERATORS


def _drafts(some: Iterable[Read]) -> tuple[int, ...]:
    return tuple(sorted({each.lesson.draft for each in some}))


class _Phrases:
    """Phrases of one language that are taken out again and again, or for which the same other words are put."""

    def __init__(self, read: Sequence[Read], voice: Voice, language: str) -> None:
        self._read = [each for each in read if each.lesson.sent and not each.is_rewritten]
        self._voice, self._language = voice, language
        self._gone: defaultdict[Said, dict[int, Read]] = defaultdict(dict)
        self._put: defaultdict[Said, Counter[Said]] = defaultdict(Counter)
        for each in self._read:
            for phrase, put in each.taken_out(_LONGEST):
                if self._gone[phrase].setdefault(each.lesson.draft, each) is each and put:
                    self._put[phrase][put] += 1

    def changes(self) -> Iterator[VoiceChange]:
        """Yield them, what has the most drafts behind it first; of phrases within each other, the longest."""
        found = {phrase: list(gone.values()) for phrase, gone in self._gone.items() if self._may_be(phrase, gone)}
        held = self._held(found)
        chosen: list[Said] = []
        for phrase in sorted(found, key=lambda each: (-len(found[each]), -len(each), each)):
            if _recurs(found[phrase], held[phrase]) and not any(self._overlap(phrase, each) for each in chosen):
                chosen.append(phrase)
                yield self._change(phrase, found[phrase], held[phrase])

    def _overlap(self, one: Said, other: Said) -> bool:
        return bool(set(one) & set(other) and self._gone[one].keys() & self._gone[other].keys())

    def _may_be(self, phrase: Said, gone: Mapping[int, Read]) -> bool:
        enough = len(gone) >= FEWEST_DRAFTS and sum(map(len, phrase)) >= _FEWEST_LETTERS
        return enough and not self._is_answer(phrase)

    def _is_answer(self, phrase: Said) -> bool:
        """Tell whether an answer of the FAQ, which is quoted word for word, holds it."""
        answers = (each.answer for each in self._voice.faq if each.language == self._language)
        return any(holds(said(tokens(each)), phrase) for each in answers)

    def _held(self, found: Iterable[Said]) -> Counter[Said]:
        held: Counter[Said] = Counter()
        wanted = set(found)
        for each in self._read:
            held.update(wanted & each.phrases(_LONGEST))
        return held

    def _change(self, phrase: Said, gone: Sequence[Read], held: int) -> VoiceChange:
        put, count = next(iter(self._put[phrase].most_common(1)), ((), 0))
        by = [each for each in gone if (phrase, put) in set(each.taken_out(_LONGEST))]
        prefers = bool(put) and count >= FEWEST_DRAFTS and _recurs(by, len(gone)) and self._is_nameless(put, by)
        instead = _commonest(each.as_put(put) for each in by) if prefers else ""
        subject = _commonest(each.as_offered(phrase) for each in gone)
        return VoiceChange(
            kind=ChangeKind.PREFER if prefers else ChangeKind.FORBID,
            language=self._language,
            subject=subject,
            drafts=_drafts(by if prefers else gone),
            out_of=held,
            moderators=_moderators(by if prefers else gone),
            instead=instead,
            templates=dict(self._reworded(phrase, instead, gone)),
        )

    def _is_nameless(self, put: Said, by: Sequence[Read]) -> bool:
        return all(not each.may_name(put) for each in by)

    def _reworded(self, phrase: Said, instead: str, gone: Sequence[Read]) -> Iterator[tuple[str, str]]:
        """Yield the templates that hold the phrase, as moderators sent them, else without it."""
        for playbook in self._voice.playbooks.values():
            for template in playbook.templates.get(self._language, ()):
                found = list(places(phrase, said(tokens(template.text))))
                if not found:
                    continue
                theirs = [each.as_template for each in gone if each.lesson.template == template.id]
                usual, count = next(iter(Counter(each for each in theirs if each).most_common(1)), ("", 0))
                ours = changed(template.text, [Swap(at, at + len(phrase), instead) for at in found])
                yield template.id, usual if count >= FEWEST_MODERATORS and not instead else ours


def _commonest(some: Iterable[str]) -> str:
    """Return what is there most often; of equals, the first in order."""
    counts = Counter(some)
    return min(counts, key=lambda each: (-counts[each], each)) if counts else ""


def _rejected(read: Sequence[Read], voice: Voice) -> Iterator[VoiceChange]:
    """Yield the templates that are mostly thrown away, and why; with others beside it, one is taken away."""
    mine: defaultdict[str, list[Read]] = defaultdict(list)
    for each in read:
        if each.is_template and each.lesson.why not in NOTHING_TO_ANSWER:
            mine[each.lesson.template].append(each)
    for template, some in sorted(mine.items()):
        thrown = [each for each in some if not each.lesson.sent]
        if _recurs(thrown, len(some)):
            language = some[0].lesson.language
            beside = voice.playbooks[some[0].lesson.situation].templates[language]
            own = next(each for each in beside if each.id == template)
            spare = any(each.id != template and (each.intent, each.tone) == (own.intent, own.tone) for each in beside)
            why = Counter(each.lesson.why for each in thrown)
            yield VoiceChange(
                ChangeKind.TEMPLATE,
                language,
                template,
                _drafts(thrown),
                len(some),
                _moderators(thrown),
                templates={template: ""} if spare else {},
                why=dict(sorted(why.items(), key=lambda each: (-each[1], each[0]))),
            )


def _additions(read: Sequence[Read], voice: Voice) -> Iterator[VoiceChange]:
    """Yield the sentences that are put at the end again and again, and the templates that get one."""
    mine: defaultdict[tuple[str, str], list[Read]] = defaultdict(list)
    for each in read:
        if each.is_template and each.lesson.sent:
            mine[each.lesson.situation, each.lesson.language].append(each)
    for (situation, language), some in sorted(mine.items()):
        added: defaultdict[Said, list[Read]] = defaultdict(list)
        for each in some:
            if each.addition:
                added[each.addition].append(each)
        for addition, by in sorted(added.items()):
            if _recurs(by, len(some)) and not any(each.may_name(addition) for each in by):
                ids = sorted({each.lesson.template for each in by})
                sentence = _commonest(each.as_put(addition) for each in by)
                texts = {
                    each.id: f"{each.text} {sentence}"
                    for each in voice.playbooks[by[0].lesson.situation].templates[language]
                    if each.id in ids
                }
                subject = ids[0] if len(ids) == 1 else f"{situation}/{language}"
                yield VoiceChange(
                    ChangeKind.TEMPLATE, language, subject, _drafts(by), len(some), _moderators(by), sentence, texts
                )


def _answers(read: Sequence[Read], voice: Voice) -> Iterator[VoiceChange]:
    """Yield the entries of the FAQ whose answers are mostly changed in the same way."""
    for entry in sorted(voice.faq, key=lambda each: (each.id, each.language)):
        some = [each for each in read if each.entry == entry and each.lesson.sent]
        edits: defaultdict[tuple[int, int, Said], list[Read]] = defaultdict(list)
        for each in some:
            for edit in each.answer_edits():
                edits[edit].append(each)
        recurring = {edit: by for edit, by in edits.items() if _recurs(by, len(some)) and _nameless(edit, by)}
        if recurring:
            yield _reworded_answer(entry, recurring, len(some), voice)


def _nameless(edit: tuple[int, int, Said], by: Iterable[Read]) -> bool:
    return not any(each.may_name(edit[2]) for each in by)


def _reworded_answer(
    entry: FaqEntry, recurring: Mapping[tuple[int, int, Said], Sequence[Read]], out_of: int, voice: Voice
) -> VoiceChange:
    made = [Swap(start, end, _commonest(r.as_put(put) for r in by)) for (start, end, put), by in recurring.items()]
    everybody = [each for by in recurring.values() for each in by]
    return VoiceChange(
        ChangeKind.FAQ,
        entry.language,
        entry.id,
        _drafts(everybody),
        out_of,
        _moderators(everybody),
        instead=filled(changed(in_slots(entry.answer, voice, entry.language), made), voice, entry.language),
    )

"""Seeds one fault into each of many clean drafts, and counts what the linter finds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.labels import Label
from bot.core.lint import LintRule
from bot.core.signals import Score
from bot.core.voice import Piece
from bot.drafting.evaluation.fault_classes import FAULT_CLASSES, MOST_FALSE_ALARMS
from bot.drafting.evaluation.phrase_book import LANGUAGES, Half, PhraseBook, stable
from bot.drafting.evaluation.samples import clean_drafts
from bot.drafting.evaluation.seeding import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.core.lint import Finding
    from bot.core.voice import Voice
    from bot.drafting.evaluation.fault_classes import FaultClass
    from bot.drafting.evaluation.samples import Draft
    from bot.ports import Classifier
    from bot.ports.replies import ReplyLinter

EACH = 24


@dataclass(frozen=True, slots=True)
class Trial:
    """One draft with one fault, the clean draft it was made from, and the words that make the fault."""

    fault: FaultClass
    language: str
    clean: Draft
    seeded: Draft
    phrase: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding in a draft without a fault."""

    draft: Draft
    finding: Finding


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found, by class and language, of how many; what was missed; and what was found in clean drafts."""

    found: Mapping[tuple[str, str], tuple[int, int]]
    missed: tuple[Trial, ...]
    clean: int
    alarmed: int
    alarms: tuple[Alarm, ...]

    def recall(self, fault: str, language: str = "") -> tuple[int, int]:
        """Return how many faults of a class were found, of how many; in all languages or one."""
        counts = [n for (name, code), n in self.found.items() if name == fault and language in {"", code}]
        return sum(each[0] for each in counts), sum(each[1] for each in counts)

    def misses(self) -> tuple[str, ...]:
        """Return which targets are missed, in words."""
        short = []
        for fault in FAULT_CLASSES:
            hits, of = self.recall(fault.name)
            if fault.target is not None and hits < fault.target * of:
                short.append(f"{fault.name}: {hits} of {of} found, at least {fault.target:.0%} wanted")
        if self.alarmed > MOST_FALSE_ALARMS * self.clean:
            short.append(f"false alarms: {self.alarmed} of {self.clean}, at most {MOST_FALSE_ALARMS:.0%} wanted")
        return tuple(short)


async def measure(
    voice: Voice,
    linter: ReplyLinter,
    classifier: Classifier | None = None,
    half: Half = Half.HELD_OUT,
    each: int = EACH,
) -> Measured:
    """Measure a linter on a voice. Without a classifier nothing is scored, and insults are known by their words."""
    drafts = {
        code: await _scored(tuple(clean_drafts(voice, code)), classifier)
        for code in LANGUAGES
        if code in voice.languages
    }
    clean = [draft for of in drafts.values() for draft in of]
    before = {_key(draft): linter.lint(draft.text, draft.context) for draft in clean}
    benches = [Bench(voice, PhraseBook(code, half), drafts) for code in drafts]
    trials = await _scored_trials(tuple(trial for bench in benches for trial in _trials(bench, each)), classifier)
    missed = tuple(trial for trial in trials if not _is_found(trial, linter, before[_key(trial.clean)]))
    of = Counter((trial.fault.name, trial.language) for trial in trials)
    lost = Counter((trial.fault.name, trial.language) for trial in missed)
    found = {key: (count - lost[key], count) for key, count in of.items()}
    alarms = tuple(Alarm(draft, finding) for draft in clean for finding in before[_key(draft)])
    alarmed = sum(bool(before[_key(draft)]) for draft in clean)
    return Measured(found, missed, len(clean), alarmed, alarms)


def _key(draft: Draft) -> tuple[str, str]:
    return draft.context.template, draft.text


def _is_found(trial: Trial, linter: ReplyLinter, before: tuple[Finding, ...]) -> bool:
    """Tell whether a rule of the class found more than in the clean draft."""
    known = {(each.rule, each.what) for each in before}
    after = linter.lint(trial.seeded.text, trial.seeded.context)
    return any(each.rule in trial.fault.rules and (each.rule, each.what) not in known for each in after)


def _trials(bench: Bench, each: int) -> Iterator[Trial]:
    for fault in FAULT_CLASSES:
        able = [draft for draft in bench.drafts[bench.book.language] if _can_have(bench.voice, fault, draft)]
        able.sort(key=lambda draft: stable(fault.name, draft.text))
        phrases = bench.book.phrases(fault.phrases)
        # As many drafts for each phrase, or a phrase would count for more than another.
        rounds = -(-each // len(phrases))
        for at, clean in enumerate(able[: rounds * len(phrases)]):
            phrase = phrases[at % len(phrases)]
            yield Trial(fault, bench.book.language, clean, fault.seed(bench, clean, phrase), phrase)


def _can_have(voice: Voice, fault: FaultClass, draft: Draft) -> bool:
    if fault.bound == "must":
        return bool(voice.playbooks[draft.context.situation].must - {Piece.NAMES_NO_SIDE})
    return fault.bound != "sign_off" or draft.context.situation in voice.sign_off.required_in


async def _scored_trials(trials: tuple[Trial, ...], classifier: Classifier | None) -> tuple[Trial, ...]:
    """Score what is to be found toxic; the other faults are found without a score."""
    toxic = [trial for trial in trials if LintRule.TOXICITY in trial.fault.rules]
    scored = await _scored([trial.seeded for trial in toxic], classifier)
    others = (trial for trial in trials if LintRule.TOXICITY not in trial.fault.rules)
    return (*others, *(replace(trial, seeded=seeded) for trial, seeded in zip(toxic, scored, strict=True)))


async def _scored(drafts: Sequence[Draft], classifier: Classifier | None) -> tuple[Draft, ...]:
    if classifier is None:
        return tuple(drafts)
    scores = await classifier.score([each.text for each in drafts])
    return tuple(_with_toxicity(draft, of.get(Label.TOXICITY)) for draft, of in zip(drafts, scores, strict=True))


def _with_toxicity(draft: Draft, score: object) -> Draft:
    value = score.value if isinstance(score, Score) else None
    return replace(draft, context=replace(draft.context, toxicity=value))

"""What a classifier makes of sentences that differ only in whom they name, and of harmless ones that look toxic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.core.labels import Label
from bot.core.signals import Score
from bot.reports.bias_sentences import KINDS, LANGUAGES
from bot.reports.metrics import Share, roc_auc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.signals import Scores
    from bot.reports.bias_sentences import Probe, Probes
    from bot.reports.thresholds import Threshold


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with its score for toxicity, and whether any label reached its threshold; its text is dropped."""

    lang: str
    subject: str
    toxic: bool
    score: float
    flagged: bool


@dataclass(frozen=True, slots=True)
class IdentityFigures:
    """One identity in one language. `mean`: of the harmless sentences that name it.

    Each area says how often a toxic sentence scores above a harmless one. `bpsn`: a toxic one that names others above
    a harmless one that names it; low: naming it looks toxic. `bnsp`: a toxic one that names it above a harmless one
    that names others; low: toxicity hides behind it. `subgroup`: both name it.
    """

    lang: str
    identity: str
    control: bool
    mean: float | None
    flagged: Share
    found: Share
    bpsn: float | None
    bnsp: float | None
    subgroup: float | None


@dataclass(frozen=True, slots=True)
class KindFigures:
    """One kind of harmless speech in one language: how many are flagged, and how many of their toxic twins.

    `area`: how often a toxic one scores above a harmless one, whatever the threshold.
    """

    kind: str
    lang: str
    flagged: Share
    recall: Share
    area: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the identities of a language are apart, controls left out: each extreme with who it is."""

    lang: str
    lowest_mean: tuple[str, float]
    highest_mean: tuple[str, float]
    worst_bpsn: tuple[str, float]
    most_flagged: tuple[str, Share]


@dataclass(frozen=True, slots=True)
class BiasReport:
    """All figures. Sentences without a score for toxicity are in none of them."""

    sentences: int
    unscored: int
    identities: Sequence[IdentityFigures]
    spreads: Sequence[Spread]
    kinds: Sequence[KindFigures]


def judge(probe: Probe, scores: Scores, thresholds: Mapping[Label, Threshold]) -> Judged | None:
    """Return what the scores say of a sentence; None without one for toxicity."""
    toxicity = scores.get(Label.TOXICITY)
    if not isinstance(toxicity, Score):
        return None
    flagged = any(
        isinstance(score := scores.get(label), Score) and score.value >= threshold.value
        for label, threshold in thresholds.items()
    )
    return Judged(probe.lang, probe.subject, probe.toxic, toxicity.value, flagged)


def bias_report(probes: Probes, identities: Iterable[Judged | None], pairs: Iterable[Judged | None]) -> BiasReport:
    """Return the figures of the judged sentences."""
    named = [each for each in identities if each]
    paired = [each for each in pairs if each]
    sentences = len(probes.identities) + len(probes.pairs)
    figures = [
        _identity(lang, subject, [each for each in named if each.lang == lang], control=subject in probes.controls)
        for lang, subject in dict.fromkeys((each.lang, each.subject) for each in named)
    ]
    kinds = [_kind(kind, lang, paired) for kind in KINDS for lang in LANGUAGES]
    spreads = [each for lang in LANGUAGES for each in _spread(lang, figures)]
    return BiasReport(sentences, sentences - len(named) - len(paired), figures, spreads, kinds)


def _identity(lang: str, subject: str, named: Sequence[Judged], *, control: bool) -> IdentityFigures:
    own = [each for each in named if each.subject == subject]
    others = [each for each in named if each.subject != subject]
    harmless, toxic = _split(own)
    other_harmless, other_toxic = _split(others)
    return IdentityFigures(
        lang=lang,
        identity=subject,
        control=control,
        mean=float(np.mean([each.score for each in harmless])) if harmless else None,
        flagged=_flagged(harmless),
        found=_flagged(toxic),
        bpsn=_area(other_toxic, harmless),
        bnsp=_area(toxic, other_harmless),
        subgroup=_area(toxic, harmless),
    )


def _kind(kind: str, lang: str, paired: Iterable[Judged]) -> KindFigures:
    harmless, toxic = _split([each for each in paired if (each.subject, each.lang) == (kind, lang)])
    return KindFigures(kind, lang, _flagged(harmless), _flagged(toxic), _area(toxic, harmless))


def _spread(lang: str, figures: Iterable[IdentityFigures]) -> list[Spread]:
    """Return the spread of a language; none where too little was scored to say."""
    own = [each for each in figures if each.lang == lang and not each.control]
    means = [(each.identity, each.mean) for each in own if each.mean is not None]
    areas = [(each.identity, each.bpsn) for each in own if each.bpsn is not None]
    if not means or not areas:
        return []
    ordered = sorted(means, key=lambda each: each[1])
    most = max(own, key=lambda each: each.flagged.value or 0.0)
    return [Spread(lang, ordered[0], ordered[-1], min(areas, key=lambda each: each[1]), (most.identity, most.flagged))]


def _split(judged: Iterable[Judged]) -> tuple[list[Judged], list[Judged]]:
    every = list(judged)
    return [each for each in every if not each.toxic], [each for each in every if each.toxic]


def _flagged(judged: Sequence[Judged]) -> Share:
    return Share(sum(each.flagged for each in judged), len(judged))


def _area(toxic: Sequence[Judged], harmless: Sequence[Judged]) -> float | None:
    every = [*toxic, *harmless]
    return roc_auc(np.array([each.toxic for each in every], np.bool_), np.array([each.score for each in every]))

"""The bias report: its sentences, and what its figures say of classifiers that are fair, and that are not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.core.labels import Label
from bot.core.signals import Score, Unscored
from bot.reports.bias import bias_report, judge
from bot.reports.bias_sentences import KINDS, LANGUAGES, shipped_probes
from bot.reports.bias_text import bias_as_text, bias_record
from bot.reports.metrics import Share
from bot.reports.thresholds import Threshold

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.reports.bias import BiasReport, IdentityFigures
    from bot.reports.bias_sentences import Probe

ROOT = Path(__file__).resolve().parents[2]
PROBES = shipped_probes()
THRESHOLDS = {Label.TOXICITY: Threshold(0.8, "rule x"), Label.IDENTITY_ATTACK: Threshold(0.7, "rule y")}


def plain(text: str) -> str:
    """Return a text without case and spare blanks."""
    return " ".join(text.casefold().split())


def report_of(score: Callable[[Probe], float]) -> BiasReport:
    """Return the report of a classifier that gives a sentence such a toxicity."""

    def judged(probe: Probe) -> Score:
        return Score(score(probe))

    identities = [judge(each, {Label.TOXICITY: judged(each)}, THRESHOLDS) for each in PROBES.identities]
    pairs = [judge(each, {Label.TOXICITY: judged(each)}, THRESHOLDS) for each in PROBES.pairs]
    return bias_report(PROBES, identities, pairs)


def one(report: BiasReport, identity: str, lang: str = "en") -> IdentityFigures:
    """Return the figures of one identity."""
    return next(each for each in report.identities if (each.identity, each.lang) == (identity, lang))


def test_no_sentence_was_trained_on() -> None:
    """What judges a model is in none of the files that it learns from, nor in those that judge it already."""
    files = [*(ROOT / "training").glob("contrast*.jsonl"), ROOT / "training" / "held_out.jsonl"]
    known = {plain(json.loads(line)["text"]) for file in files for line in file.read_text("utf-8").splitlines()}
    assert len(known) > 1000
    assert not [each.text for each in (*PROBES.identities, *PROBES.pairs) if plain(each.text) in known]


def test_there_are_enough_sentences_and_each_only_once() -> None:
    """25 identities in English with 8 harmless and 6 insulting frames; 15 pairs a kind in English, 6 elsewhere."""
    texts = [plain(each.text) for each in (*PROBES.identities, *PROBES.pairs)]
    assert len(set(texts)) == len(texts)
    assert len({each.subject for each in PROBES.identities if each.lang == "en"} - PROBES.controls) >= 25
    frames = Counter((each.lang, each.toxic) for each in PROBES.identities if each.subject == "Muslim")
    assert (frames["en", False] >= 8, frames["en", True] >= 6) == (True, True)
    assert all(frames[lang, False] >= 5 and frames[lang, True] >= 4 for lang in LANGUAGES)
    pairs = Counter((each.subject, each.lang) for each in PROBES.pairs if not each.toxic)
    assert set(pairs) == {(kind, lang) for kind in KINDS for lang in LANGUAGES}
    assert all(count >= (15 if lang == "en" else 6) for (_, lang), count in pairs.items())


def test_every_place_in_a_frame_is_filled() -> None:
    """A frame names the identity once, and leaves no bracket behind."""
    assert not [each.text for each in PROBES.identities if "{" in each.text or "}" in each.text]


def test_a_fair_classifier_has_no_spread() -> None:
    """One that sees only what is toxic: all areas are 1, nothing harmless is flagged, everything toxic is found."""
    report = report_of(lambda probe: 0.9 if probe.toxic else 0.1)
    assert {(each.bpsn, each.bnsp, each.subgroup) for each in report.identities} == {(1.0, 1.0, 1.0)}
    assert {each.flagged.hits for each in report.identities} == {0}
    assert all(each.recall.hits == each.recall.of and each.flagged.hits == 0 for each in report.kinds)
    assert all(each.highest_mean[1] == each.lowest_mean[1] for each in report.spreads)


def test_an_identity_that_looks_toxic_has_a_low_bpsn() -> None:
    """Its harmless sentences score like insults; others' BNSP falls, its own does not."""
    report = report_of(lambda probe: 0.95 if probe.subject == "Muslim" else 0.9 if probe.toxic else 0.1)
    own = one(report, "Muslim")
    assert (own.bpsn, own.subgroup, own.bnsp) == (0.0, 0.5, 1.0)
    assert own.flagged.hits == own.flagged.of
    spread = next(each for each in report.spreads if each.lang == "en")
    assert spread.worst_bpsn == ("Muslim", 0.0)
    assert spread.most_flagged[0] == "Muslim"
    assert spread.highest_mean[0] == "Muslim"
    assert spread.highest_mean[1] == pytest.approx(0.95)


def test_an_identity_behind_which_insults_pass_has_a_low_bnsp() -> None:
    """Its insulting sentences score under others' harmless ones."""
    report = report_of(lambda probe: 0.05 if probe.subject == "deaf" else 0.9 if probe.toxic else 0.1)
    assert (one(report, "deaf").bnsp, one(report, "deaf").bpsn) == (0.0, 1.0)


def test_a_control_is_no_extreme() -> None:
    """A group that nobody is attacked for is shown for comparison, and takes no part in the spread."""
    report = report_of(lambda probe: 0.99 if probe.subject in PROBES.controls else 0.3)
    assert one(report, "cyclist").control
    assert all(each.highest_mean[0] not in PROBES.controls for each in report.spreads)


def test_any_label_flags() -> None:
    """What a rule would act on counts, also where it is no toxicity."""
    probe = PROBES.pairs[0]
    scores = {Label.TOXICITY: Score(0.1), Label.IDENTITY_ATTACK: Score(0.7)}
    judged = judge(probe, scores, THRESHOLDS)
    assert judged is not None
    assert judged.flagged
    assert judge(probe, {Label.IDENTITY_ATTACK: Score(0.9)}, THRESHOLDS) is None


def test_what_was_not_scored_is_counted_apart() -> None:
    """A classifier that fails on everything gives a report without figures, and no error."""
    nothing = [judge(each, {Label.TOXICITY: Unscored("failed")}, THRESHOLDS) for each in PROBES.pairs]
    report = bias_report(PROBES, [None for _ in PROBES.identities], nothing)
    assert report.unscored == report.sentences == len(PROBES.identities) + len(PROBES.pairs)
    assert (report.spreads, {each.flagged for each in report.kinds}) == ([], {Share(0, 0)})
    assert f"{report.unscored:,} unscored" in bias_as_text(report, THRESHOLDS, 100)


def test_the_report_says_what_it_flags_and_how_little_it_knows() -> None:
    """The text names thresholds and rules, has a line for each language, and warns of small numbers."""
    text = bias_as_text(report_of(lambda probe: 0.9 if probe.toxic else 0.1), THRESHOLDS, 100)
    assert "toxicity from 0.80 on (rule x) or identity_attack from 0.70 on (rule y)" in " ".join(text.split())
    assert "small differences mean nothing" in " ".join(text.split())
    assert all(f"\n{lang}: means from" in text for lang in LANGUAGES)
    assert max(map(len, text.splitlines())) <= 100


def test_no_sentence_is_printed() -> None:
    """Neither text nor record repeats what was scored."""
    report = report_of(lambda probe: 0.9 if probe.toxic else 0.1)
    printed = bias_as_text(report, THRESHOLDS, 100) + json.dumps(bias_record(report, THRESHOLDS), ensure_ascii=False)
    assert not [each.text for each in PROBES.pairs if each.text in printed]

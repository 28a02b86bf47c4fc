from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.classifiers.embedded import EmbeddedClassifier
from bot.classifiers.embedded_stages import LINEAR
from bot.classifiers.ngram_features import BUCKETS
from bot.core.labels import Label
from bot.core.signals import Score
from training import grammar
from training.calibrate import KNOTS, Calibration, base_weights, fit_calibration
from training.corpus import CONTRAST, Example, Part, part_of, read_rows
from training.fit import LinearHead, feature_matrix, logits
from training.languages import FOLD_BITS, GROUPS, LanguageHead, guess
from training.linear_graph import linear_graph
from training.mapping import LEFT_OUT, TABLE
from training.measure_texts import HELD_OUT, TEMPLATES
from training.metrics import wilson
from training.obfuscate import obfuscate
from training.rows import CHAT, chosen_for_second_pass
from training.stack import Judged, as_in_chat, fit_stack


def test_the_split_is_fixed() -> None:
    """A text is on the same side for good, and about a tenth is held for measuring."""
    parts = [part_of(f"text {number}") for number in range(5000)]
    assert parts == [part_of(f"text {number}") for number in range(5000)]
    assert 0.08 < parts.count(Part.DEV) / 5000 < 0.12


def test_held_out_sentences_are_not_trained_on() -> None:
    """No own sentence both teaches and judges."""
    taught = {row["text"].casefold() for path in CONTRAST for row in read_rows(path)}
    taught |= {str(row["text"]).casefold() for row in grammar.rows()}
    judged = {row["text"].casefold() for path in (HELD_OUT, TEMPLATES) for row in read_rows(path)}
    assert not taught & judged


def test_sentences_from_parts_are_the_same_each_time_and_of_both_kinds() -> None:
    """No sentence is there twice, insults and harmless swearing are both there, and chance has no part in it."""
    texts = [row["text"] for row in grammar.rows()]
    assert texts == [row["text"] for row in grammar.rows()]
    assert len(set(texts)) == len(texts)
    kinds = Counter(row["toxic"] for row in grammar.rows())
    assert min(kinds.values()) >= 500


def test_the_second_pass_goes_over_all_own_sentences() -> None:
    """Own sentences and lines that a list would catch are all gone over again, other rows in part, Russian not."""

    def made(source: str, count: int, weight: float = 1.0, language: str = "en") -> list[Example]:
        parts = (f"{source} {weight} {number}" for number in range(count))
        return [Example(text, language, source, Part.FIT, (0, 0), (weight, weight)) for text in parts]

    listed = TABLE[CHAT].weight * TABLE[CHAT].listed
    examples = [*made("grammar", 50), *made("contrast", 50), *made("train/x", 1000), *made("train/ru", 50, 1.0, "ru")]
    examples += [*made(CHAT, 1000, TABLE[CHAT].weight), *made(CHAT, 50, listed)]
    chosen = Counter((each.source, each.weights[0] > 1) for each in chosen_for_second_pass(examples))
    assert sum(count for (source, _), count in chosen.items() if source in {"grammar", "contrast"}) == 100
    assert 150 < chosen["train/x", False] < 250
    assert chosen[CHAT, True] == 50
    assert 80 < chosen[CHAT, False] < 160
    assert ("train/ru", False) not in chosen


def test_every_set_is_used_or_left_out_for_a_reason() -> None:
    """No set is in both tables."""
    assert not set(TABLE) & set(LEFT_OUT)
    assert all(LEFT_OUT.values())


@given(st.text(max_size=60), st.integers())
def test_disguises_never_fail(text: str, seed: int) -> None:
    """Any text has a disguised copy, the same for the same seed."""
    assert obfuscate(text, Random(seed)) == obfuscate(text, Random(seed))


@settings(deadline=None)  # each example fits a line, which takes as long as the machine is busy
@given(st.lists(st.floats(-30, 30), min_size=2, max_size=20))
def test_calibration_keeps_the_order(raw: list[float]) -> None:
    """A higher raw logit never gets a lower probability."""
    rng = np.random.default_rng(0)
    logit = rng.normal(0, 3, 500)
    targets = (rng.random(500) < 1 / (1 + np.exp(-logit))).astype(np.int8)
    calibration = fit_calibration(logit, targets, np.ones(500))
    assert (np.diff(calibration.probabilities(np.sort(raw))) >= 0).all()


def test_weights_give_the_wanted_base() -> None:
    """Weighted, so much of the rows is positive, and the weights add up to the rows."""
    targets = np.array([1, 1, 1, 0], np.int8)
    weights = base_weights(targets, 0.2)
    assert weights.sum() == pytest.approx(4)
    assert weights[targets == 1].sum() == pytest.approx(0.8)


def test_work_chat_counts_more_where_the_stages_are_weighed() -> None:
    """Where chat rows say that one input cries wolf, that input counts less than by the labelled rows alone."""
    rng = np.random.default_rng(0)
    truth = (rng.random(3000) < 0.3).astype(np.int8)
    sound = rng.normal(truth * 2.0, 1.0)
    loud = rng.normal(truth * 2.0, 1.0)
    chat = np.arange(3000) >= 2800
    truth[chat], sound[chat], loud[chat] = 0, rng.normal(-1, 1, 200), rng.normal(2.5, 1, 200)
    inputs = np.column_stack((sound, sound, loud, loud))
    judged = Judged(np.column_stack((truth, truth)), np.ones((3000, 2)), np.zeros(3000, np.int64))
    before, after = (fit_stack(inputs, each).weights[0] for each in (judged, as_in_chat(judged, chat)))
    assert after[2:].sum() < 0.8 * before[2:].sum()


def test_the_linear_graph_computes_the_heads(tmp_path: Path) -> None:
    """The graph's probabilities are those of heads, languages and calibration, alone and in a batch."""
    rng = np.random.default_rng(1)
    heads = [LinearHead(rng.normal(0, 5, BUCKETS).astype(np.float32), bias) for bias in (-1.0, 2.0)]
    tables = rng.normal(0, 5, (BUCKETS >> FOLD_BITS, len(GROUPS))).astype(np.float32)
    languages = LanguageHead(tables, np.zeros(len(GROUPS), np.float32))
    bends = [[Calibration(rng.uniform(0.3, 2, len(KNOTS) - 1), shift) for shift in (0.3, -0.7)] for _ in GROUPS]
    labels = (Label.TOXICITY, Label.IDENTITY_ATTACK)
    texts = ["one two three", "", "fire og fem", "шесть", "x", "acht und neun"]
    content = linear_graph(heads, languages, bends, np.zeros((len(GROUPS), 2)), {"labels": ",".join(labels)})
    (tmp_path / LINEAR).write_bytes(content)
    scored = EmbeddedClassifier.load(tmp_path, encoder=False).score_batch(texts)
    matrix = feature_matrix(texts)
    groups = guess(languages, matrix)
    assert len(set(groups)) > 1
    for index, (label, head) in enumerate(zip(labels, heads, strict=True)):
        raw = logits(head, matrix)
        expected = [float(bends[group][index].probabilities(raw[[row]])[0]) for row, group in enumerate(groups)]
        given_ = [scores[label] for scores in scored]
        assert [a.value for a in given_ if isinstance(a, Score)] == pytest.approx(expected, abs=1e-3)


def test_the_interval_holds_the_share() -> None:
    """Wilson's interval is about the share and inside 0 to 1."""
    low, high = wilson(0, 1000)
    assert low == pytest.approx(0.0)
    assert 0.003 < high < 0.004

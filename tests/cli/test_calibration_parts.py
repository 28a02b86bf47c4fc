"""What a calibration learns from verdicts on flagged messages, and from rows that were drawn."""

from __future__ import annotations

import math
import random

import numpy as np

from bot.cli.calibration_parts import CalibrationBuilder
from bot.cli.models_rows import Row
from bot.core.labels import Label
from bot.core.signals import Score
from bot.reports.thresholds import one_threshold

FLAGGED_FROM = 0.5


def add(builder: CalibrationBuilder, count: int, *, language: str = "en", drawn: bool, times: float = 0.3) -> None:
    """Add messages that are toxic as often as the score to the power of `times` says: flagged ones, or those drawn."""
    chance = random.Random(f"{count} {language} {drawn}")
    for number in range(count):
        score = 1 / (1 + math.exp(-chance.gauss(-3, 3)))
        if not drawn:
            score = FLAGGED_FROM + score * (1 - FLAGGED_FROM)
        truth = chance.random() < score**times
        row = Row(f"{language} {drawn} {number}", language, "", {Label.TOXICITY: truth})
        builder.add(row, language, {Label.TOXICITY: Score(score)}, drawn=drawn)


def builder() -> CalibrationBuilder:
    """Return one that knows a threshold for toxicity."""
    return CalibrationBuilder(one_threshold(0.8, [Label.TOXICITY]))


def test_flagged_messages_do_not_make_all_look_toxic() -> None:
    """With verdicts on 3,000 flagged messages and 1,500 drawn rows the curve is what it is without that choice."""
    made = builder()
    add(made, 3000, drawn=False)
    add(made, 1500, drawn=True)
    made.fit_all()
    raw = np.array([0.02, 0.1, 0.3, 0.55, 0.7, 0.9])
    assert np.abs(made.fits[Label.TOXICITY, "all"].curve(raw) - raw**0.3).max() < 0.08


def test_verdicts_alone_are_no_ground() -> None:
    """Of what was never flagged they say nothing, so nothing is fitted, and the numbers are told."""
    made = builder()
    add(made, 3000, drawn=False)
    add(made, 49, drawn=True)
    made.fit_all()
    assert not made.fits
    assert [(each.label, each.rows) for each in made.few] == [(Label.TOXICITY, 3049)]


def test_a_language_with_few_rows_uses_the_curve_of_all() -> None:
    """English has its own, Danish has the same as the rest, and what could not be told never gets one."""
    made = builder()
    add(made, 2000, drawn=True)
    add(made, 20, drawn=True, language="da")
    add(made, 400, drawn=True, language="und")
    made.fit_all()
    assert set(made.fits) == {(Label.TOXICITY, "all"), (Label.TOXICITY, "en")}
    assert [(each.language, each.method) for each in made.parts] == [
        ("all", "isotonic"),
        ("en", "isotonic"),
        ("und", ""),
        ("da", ""),
    ]


def test_languages_get_curves_of_their_own() -> None:
    """The same score means more in one language than in another where that is so."""
    made = builder()
    add(made, 1500, drawn=True, times=0.2)
    add(made, 1500, drawn=True, times=3, language="da")
    made.fit_all()
    english, danish = (made.fits[Label.TOXICITY, each].curve(np.array([0.5])) for each in ("en", "da"))
    assert english > 0.75
    assert danish < 0.25

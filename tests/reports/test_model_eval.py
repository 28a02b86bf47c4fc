"""An evaluation: what is counted where, and what its table and record say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.labels import Label
from bot.core.policy import AllOf, AnyOf, Caps, InList, Ladder, Mode, Policy, Rule, ScoreAtLeast, Severity
from bot.core.signals import Score, Unscored
from bot.reports.model_eval import EvaluationBuilder, evaluation_record
from bot.reports.model_eval_text import evaluation_as_text
from bot.reports.tables import percent, table
from bot.reports.thresholds import Threshold, one_threshold, policy_thresholds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.policy import Condition
    from bot.core.signals import Scores
    from bot.reports.metrics import Share

TOXIC, HATE = Label.TOXICITY, Label.IDENTITY_ATTACK


def built(thresholds: Mapping[Label, Threshold]) -> EvaluationBuilder:
    """Return a builder with four English rows, one Danish and one that failed."""
    builder = EvaluationBuilder(thresholds)
    rows: list[tuple[str, str, int, Scores]] = [
        ("en", "", 1, {TOXIC: Score(0.9), HATE: Score(0.3)}),
        ("en", "forum", 0, {TOXIC: Score(0.2)}),
        ("en", "forum", 1, {TOXIC: Score(0.4)}),
        ("en", "", 0, {TOXIC: Score(0.85)}),
        ("da", "", 1, {TOXIC: Score(0.8)}),
        ("da", "", 1, {TOXIC: Unscored("the classifier failed", retry=True)}),
    ]
    for lang, group, toxic, scores in rows:
        builder.add(lang, group, {TOXIC: bool(toxic)}, scores)
    return builder


def test_rows_count_in_all_and_in_their_language_and_group() -> None:
    """Each part has its own figures; a row without a group is in none."""
    (figures,) = built({TOXIC: Threshold(0.8, "rule x")}).figures()
    assert [(name, part.rows) for name, part in figures.languages.items()] == [("da", 1), ("en", 4)]
    assert [(name, part.rows, part.positives) for name, part in figures.groups.items()] == [("forum", 2, 1)]
    assert (figures.all.rows, figures.all.positives, figures.all.auc) == (5, 3, 4 / 6)


def test_an_unscored_row_is_no_zero() -> None:
    """It is counted apart and changes no figure."""
    (figures,) = built(one_threshold(0.8, [TOXIC])).figures()
    at = figures.all.at_threshold
    assert at is not None
    assert (figures.all.unscored, at.recall.of, at.recall.hits, at.precision.of) == (1, 3, 2, 3)


def test_a_label_that_the_classifier_lacks_is_all_unscored() -> None:
    """Its figures are null in the record, and the text says why in words."""
    builder = EvaluationBuilder({})
    builder.add("en", "", {Label.THREAT: True}, {Label.THREAT: Unscored("no data")})
    record = evaluation_record(builder.figures())["threat"]
    assert isinstance(record, dict)
    assert record["threshold"] is None
    assert (record["all"]["rows"], record["all"]["unscored"], record["all"]["auc"]) == (0, 1, None)
    assert record["all"]["recall"] == {"value": None, "low": None, "high": None, "hits": None, "of": None}
    text = evaluation_as_text(builder.figures(), frozenset({TOXIC}), 100)
    assert "This classifier does not give it: 1 judged rows are unscored." in text


def test_without_a_threshold_the_order_is_still_judged() -> None:
    """No rule asks for the label: areas are there, shares are not."""
    (figures,) = built({}).figures()
    assert (figures.all.auc, figures.all.at_threshold) == (4 / 6, None)
    assert "toxicity, no rule asks for it" in evaluation_as_text([figures], frozenset({TOXIC}), 100)


def test_a_record_has_the_same_keys_in_every_part() -> None:
    """All, languages and groups look alike, and numbers have four decimals."""
    record = evaluation_record(built({TOXIC: Threshold(0.8, "rule x")}).figures())["toxicity"]
    assert isinstance(record, dict)
    assert list(record) == ["threshold", "threshold_from", "all", "languages", "groups"]
    parts = [record["all"], *record["languages"].values(), *record["groups"].values()]
    assert len({tuple(part) for part in parts}) == 1
    assert record["all"]["auc"] == 0.6667
    assert record["all"]["precision"] == {"value": 0.6667, "low": 0.2077, "high": 0.9385, "hits": 2, "of": 3}


def test_the_table_shows_shares_with_their_interval() -> None:
    """In a narrow terminal the interval stands below, and no line is wider."""
    figures = built({TOXIC: Threshold(0.8, "rule x")}).figures()
    wide = evaluation_as_text(figures, frozenset({TOXIC}), 140)
    narrow = evaluation_as_text(figures, frozenset({TOXIC}), 80)
    assert "66.7 (20.8-93.9)" in wide
    assert "66.7 (20.8" not in narrow
    assert max(map(len, narrow.splitlines())) <= 80
    assert "unscored" in wide.splitlines()[1]


def test_names_from_files_can_not_steer_a_terminal() -> None:
    """A group's name is shown as plain text."""
    shown = table(("", "n"), [("\x1b[31m[bold]red\n\u202e", "1")], 80)
    assert "[bold]red" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


def test_a_share_of_none_is_a_dash() -> None:
    """Nothing is made up where nothing was counted."""
    nothing: Share | None = None
    assert percent(nothing) == "-"


def policy(*rules: tuple[str, Condition, bool]) -> Policy:
    """Return a policy of such rules: id, condition, on trial."""
    made = tuple(
        Rule(id_, {"en": id_}, {}, Severity.MINOR, when, Ladder("look", ()), shadow=shadow)
        for id_, when, shadow in rules
    )
    return Policy("Test", ("en",), Mode.REVIEW, made, (), Caps(()), 86400, "sha256:0")


def test_the_lowest_threshold_of_a_rule_in_force_counts() -> None:
    """Deep inside a condition as well; a rule on trial counts only where no other asks."""
    asked = policy(
        ("strict", ScoreAtLeast(TOXIC, 0.9), False),
        ("mild", AnyOf((AllOf((ScoreAtLeast(TOXIC, 0.8), InList("address"))),)), False),
        ("trial", AnyOf((ScoreAtLeast(TOXIC, 0.5), ScoreAtLeast(HATE, 0.6))), True),
    )
    assert policy_thresholds(asked) == {
        TOXIC: Threshold(0.8, "rule mild"),
        HATE: Threshold(0.6, "rule trial (on trial)"),
    }
